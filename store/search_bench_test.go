package store_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/store/demo"
	"followthrough/store/storetest"
)

// big is the record of a county after years: 100,000 cases, or as many as CASES says.
func big(t testing.TB) (*store.Store, *storetest.Harness) {
	n, err := strconv.Atoi(os.Getenv("CASES"))
	if err != nil {
		n = 100_000
	}
	d := store.Deps{Kinds: []casework.Kind{petition.Process}, Judge: noJudge{}, Gate: strictGate{}, Terms: tenDays{}, Key: []byte("0123456789abcdef0123456789abcdef")}
	h := storetest.NewFrom(t, "bulk", func(dsn string) error {
		s, err := store.Open(context.Background(), dsn, d)
		if err != nil {
			return err
		}
		defer s.Close()
		if _, err = demo.People(context.Background(), s, noon); err != nil {
			return err
		}
		bulk(t, dsn, n, noon)
		return nil
	})
	h.SetTime(noon)
	return h.Open(d), h
}

// runs are how often each list is asked.
const runs = 60

// asked are the lists whose time is measured: the first page with its count.
var asked = []struct {
	name string
	f    store.Filter
}{
	{"open-by-due", store.Filter{Open: true}},
	{"all-by-opening", store.Filter{Order: store.ByOpening}},
	{"all-by-number", store.Filter{Order: store.ByNumber}},
	{"overdue", store.Filter{Overdue: true}},
	{"board-of-a-unit", store.Filter{Open: true, Unit: "U3"}},
	{"leader-and-stage", store.Filter{Leader: "P03", Stage: "resolving"}},
	{"category-and-result", store.Filter{Category: "环境噪声", Result: "partly-resolved", Order: store.ByNumber}},
	{"closed-in-a-month", store.Filter{ClosedFrom: noon.AddDate(-1, 0, 0), ClosedTo: noon.AddDate(-1, 1, 0), Order: store.ByOpening}},
	{"word-usual", store.Filter{Query: "医院"}},
	{"word-usual-by-opening", store.Filter{Query: "患者", Order: store.ByOpening}},
	{"word-middling", store.Filter{Query: "锅炉"}},
	{"word-rare", store.Filter{Query: "输血"}},
	{"word-of-four", store.Filter{Query: "夜间排队"}},
	{"words-two", store.Filter{Query: "患者 退费"}},
	{"word-and-filters", store.Filter{Query: "患者", Unit: "U6", Leader: "P01", Open: true}},
	{"word-nowhere", store.Filter{Query: "鸵鸟"}},
}

// BenchmarkSearch100k reports for each list and each kind of viewer what half and what 99 of
// many askings take in milliseconds, and how many times as long the plain way takes:
// LIKE over the same texts, sorted and cut, in the same run.
func BenchmarkSearch100k(b *testing.B) {
	s, h := big(b)
	plain, err := pgxpool.New(b.Context(), h.DSN)
	if err != nil {
		b.Fatal(err)
	}
	defer plain.Close()
	for _, login := range []string{"liang", "tian", "zhou", "gu"} { // the county's supervisor, the head of a unit, a leader, a member of staff
		v := viewerOf(b, s, login)
		for _, q := range asked {
			b.Run(login+"/"+q.name, func(b *testing.B) {
				read := func() {
					if _, err := s.Cases(b.Context(), v, q.f); err != nil {
						b.Fatal(err)
					}
				}
				read()
				var ours, theirs []time.Duration
				for range runs {
					ours = append(ours, timed(read))
				}
				if q.f.Query != "" {
					for range 3 {
						theirs = append(theirs, timed(func() { scan(b, plain, q.f.Query) }))
					}
				}
				report(b, ours, theirs)
			})
		}
		b.Run(login+"/my-work", func(b *testing.B) {
			var ours []time.Duration
			for range runs {
				ours = append(ours, timed(func() {
					if _, err := s.MyWork(b.Context(), v); err != nil {
						b.Fatal(err)
					}
				}))
			}
			report(b, ours, nil)
		})
	}
}

func viewerOf(t testing.TB, s *store.Store, login string) casework.Viewer {
	officers, err := s.Officers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(officers, func(o store.Officer) bool { return o.Login == login })
	v, err := s.Viewer(t.Context(), officers[i].ID, noon)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func timed(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}

func report(b *testing.B, ours, theirs []time.Duration) {
	ms := func(all []time.Duration, share float64) float64 {
		slices.Sort(all)
		return float64(all[min(len(all)-1, int(share*float64(len(all))))].Microseconds()) / 1000
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ms(ours, .5), "p50-ms")
	b.ReportMetric(ms(ours, .99), "p99-ms")
	if len(theirs) > 0 {
		b.ReportMetric(ms(theirs, .5)/ms(ours, .5), "×like")
	}
}

// scan is the plain way.
func scan(t testing.TB, pool *pgxpool.Pool, query string) {
	sql, args := `SELECT l.case_id FROM listed l WHERE true`, []any{}
	for _, w := range store.Words(query) {
		args = append(args, "%"+w+"%")
		sql += fmt.Sprintf(` AND l.case_id IN (SELECT case_id FROM case_texts WHERE text LIKE $%d)`, len(args))
	}
	rows, err := pool.Query(t.Context(), sql+` ORDER BY l.due, l.case_id LIMIT 51`, args...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		t.Fatal(err)
	}
}
