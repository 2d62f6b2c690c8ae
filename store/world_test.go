package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/store/demo"
	"followthrough/store/storetest"
)

// world is the demo world's people on a real record, at noon of D, behind a strict gate.
type world struct {
	*store.Store
	h       *storetest.Harness
	t       *testing.T
	queries *counter
	ids     map[string]string // logins
	n       int
}

// noon of D is a Wednesday.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.FixedZone("CST", 8*3600))

func newWorld(t *testing.T) *world {
	t.Helper()
	blobs, err := store.OpenBlobs(filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	d := store.Deps{Kinds: []casework.Kind{petition.Process}, Judge: noJudge{}, Gate: strictGate{}, Terms: tenDays{}, Key: []byte("0123456789abcdef0123456789abcdef"), Blobs: blobs}
	w := &world{t: t, queries: &counter{}, ids: map[string]string{}}
	w.h = storetest.NewFrom(t, "people", func(dsn string) error {
		s, err := store.Open(context.Background(), dsn, d)
		if err != nil {
			return err
		}
		defer s.Close()
		_, err = demo.People(context.Background(), s, noon)
		return err
	})
	w.h.SetTime(noon)
	if w.Store, err = store.OpenTraced(t.Context(), w.h.DSN, d, w.queries); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	officers, err := w.Officers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range officers {
		w.ids[o.Login] = o.ID
	}
	return w
}

func (w *world) viewer(login string) casework.Viewer {
	w.t.Helper()
	v, err := w.Viewer(w.t.Context(), w.ids[login], w.h.Now())
	if err != nil {
		w.t.Fatalf("viewer %s: %v", login, err)
	}
	return v
}

// do makes a move as login; fields name people as @login.
func (w *world) do(no, login, move string, fields casework.Fields) string {
	w.t.Helper()
	w.n++
	c := casework.Command{ID: fmt.Sprintf("world-action-%d", w.n), Kind: "petition", Move: move, Actor: casework.Actor{ID: w.ids[login]}, Fields: casework.Fields{}}
	for k, v := range fields {
		if login, ok := cutAt(v); ok {
			v = w.ids[login]
		}
		c.Fields[k] = v
	}
	if no != "" {
		id, err := w.CaseIDByNo(w.t.Context(), no)
		if err != nil {
			w.t.Fatalf("%s: %v", no, err)
		}
		now, err := w.Look(w.t.Context(), id)
		if err != nil {
			w.t.Fatalf("%s: %v", no, err)
		}
		c.Case, c.Seen = id, now.Seq
	}
	r, err := w.Act(w.t.Context(), c)
	if err != nil {
		w.t.Fatalf("%s on %s by %s: %v", move, no, login, err)
	}
	return r.No
}

func cutAt(v string) (string, bool) {
	if len(v) > 1 && v[0] == '@' {
		return v[1:], true
	}
	return "", false
}

func (w *world) register(title string, more casework.Fields) string {
	w.t.Helper()
	f := casework.Fields{"title": title, "content": "内容", "channel": "letter", "matter": "claim", "received": "2026-03-04", "name": "贾明", "contact": "000-0000-0001", "unit": "U2"}
	for k, v := range more {
		f[k] = v
	}
	return w.do("", "miao", "register", f)
}

// led is a case that login leads; taken up or not.
func (w *world) led(title, login string, takenUp bool) string {
	w.t.Helper()
	no := w.register(title, nil)
	w.do(no, "miao", "accept", casework.Fields{"unit": "U2", "track": "led", "notice-no": "1"})
	w.do(no, "liang", "assign-leader", casework.Fields{"leader": "@" + login})
	if takenUp {
		w.do(no, login, "take-up", casework.Fields{"no-conflict": "yes"})
	}
	return no
}

// strictGate is the access policy in small: hidden and sealed cases, cards, offices by
// unit, stand-ins, independence of the approver.
type strictGate struct{}

var offices = []string{"intake", "supervisor", "unit-head", "leading"}

func (strictGate) May(_ context.Context, q casework.AccessQuestion) (casework.Leave, error) {
	l := casework.Leave{Sight: casework.None, For: map[casework.Role]string{}}
	p, everybody := q.Parties, append([]casework.Viewer{q.Viewer}, q.Viewer.StandsInFor...)
	hidden := func(v casework.Viewer) bool {
		return slices.Contains(p.Hidden, v.ID) || slices.Contains(p.Hidden, v.Unit) || slices.ContainsFunc(v.Units, func(u string) bool { return slices.Contains(p.Hidden, u) })
	}
	holds := func(v casework.Viewer, office string) bool { return slices.Contains(v.Offices, office) }
	apart := func(v casework.Viewer) bool {
		return slices.Contains(p.Recused, v.ID) || slices.Contains(p.Unconfirmed, v.ID)
	}
	switch {
	case slices.ContainsFunc(everybody, hidden) || holds(q.Viewer, "administrator"):
		return l, nil
	case holds(q.Viewer, "auditor"):
		l.Sight = casework.Full
		return l, nil
	}
	for _, v := range everybody {
		give := func(r casework.Role) {
			if v.ID != q.Viewer.ID && !slices.Contains(l.Roles, r) {
				l.For[r] = v.ID
			}
			l.Roles = append(l.Roles, r)
		}
		held := false
		for role, holders := range p.Holders {
			if slices.Contains(holders, v.ID) && !slices.Contains(p.Recused, v.ID) {
				held = true
				if v.ID == q.Viewer.ID || !apart(v) {
					give(role)
				}
			}
		}
		if apart(v) {
			if v.ID == q.Viewer.ID {
				l.Sight = casework.Card
				return l, nil
			}
			if l.Sight == casework.None {
				l.Sight = casework.Card
			}
			continue
		}
		over := slices.Contains(q.UnitUp, v.Unit) || q.Case == ""
		if held || over && !p.Sealed && slices.ContainsFunc(offices, func(o string) bool { return holds(v, o) }) {
			l.Sight = casework.Full
		}
		for _, office := range []string{"intake", "supervisor", "unit-head", "legal"} {
			if holds(v, office) && over && !p.Sealed {
				give(casework.Role(office))
			}
		}
		if holds(v, "supervisor") && over && !held && !slices.ContainsFunc(p.Holders["leader"], func(l string) bool { return slices.Contains(v.Above, l) }) {
			give("approver")
		}
	}
	return l, nil
}

func (strictGate) Scope(_ context.Context, v casework.Viewer) (casework.Scope, error) {
	s := casework.Scope{All: slices.Contains(v.Offices, "auditor"), None: slices.Contains(v.Offices, "administrator")}
	for _, p := range append([]casework.Viewer{v}, v.StandsInFor...) {
		s.Persons, s.Self = append(s.Persons, p.ID), append(append(s.Self, p.ID), p.Units...)
		if slices.ContainsFunc(offices, func(o string) bool { return slices.Contains(p.Offices, o) }) {
			s.Units = append(s.Units, p.Units...)
		}
	}
	return s, nil
}

// tenDays is every limit; all days work.
type tenDays struct{}

func (tenDays) Due(_ string, from time.Time, more int) (casework.Term, error) {
	return casework.Term{At: from.AddDate(0, 0, 10+more)}, nil
}

func (tenDays) WorkingDays(from time.Time, n int) casework.Term {
	return casework.Term{At: from.AddDate(0, 0, n)}
}

func (tenDays) Longest(string) int { return 30 }

func (tenDays) Zone() *time.Location { return noon.Location() }

// counter counts what is sent to PostgreSQL.
type counter struct{ n atomic.Int64 }

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	if d.SQL != "begin" && d.SQL != "commit" {
		c.n.Add(1)
	}
	return ctx
}

func (*counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (c *counter) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

func (c *counter) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) { c.n.Add(1) }

func (*counter) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// during counts the queries of do.
func (c *counter) during(do func()) int64 {
	before := c.n.Load()
	do()
	return c.n.Load() - before
}

// noJudge decides that nobody is told.
type noJudge struct{}

func (noJudge) Decide(context.Context, casework.Question) (casework.Decision, error) {
	return casework.Decision{Measure: "none", AskAgain: 5, Revision: "r"}, nil
}
