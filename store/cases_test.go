package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/store"
)

func (w *world) list(login string, f store.Filter) store.CaseList {
	w.t.Helper()
	l, err := w.Cases(w.t.Context(), w.viewer(login), f)
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

func titles(rows []store.CaseRow) []string {
	all := []string{}
	for _, r := range rows {
		all = append(all, r.Title)
	}
	return all
}

func TestCases_AreSortedByNextDateOpeningOrNumber(t *testing.T) {
	w := newWorld(t)
	for i, day := range []string{"2026-02-01", "2026-03-01", "2026-02-10", "2026-03-03"} { // ten days to decide
		w.register(fmt.Sprint("件", i), casework.Fields{"received": day})
	}
	l := w.list("miao", store.Filter{})
	if got := titles(l.Rows); !slices.Equal(got, []string{"件0", "件2", "件1", "件3"}) || l.Count != 4 || l.AtLeast {
		t.Errorf("%v, %d", got, l.Count)
	}
	if got := titles(w.list("miao", store.Filter{Order: store.ByOpening}).Rows); !slices.Equal(got, []string{"件3", "件1", "件2", "件0"}) {
		t.Errorf("by opening: %v", got)
	}
	if got := titles(w.list("miao", store.Filter{Order: store.ByNumber}).Rows); !slices.Equal(got, []string{"件3", "件2", "件1", "件0"}) {
		t.Errorf("by number: %v", got)
	}
	first := l.Rows[0]
	if first.Due == nil || first.Due.Name != "decide" || first.Asker != "贾*" || first.Unit != "U2" || first.Stage != "registered" {
		t.Errorf("%+v", first)
	}
	if l := w.list("miao", store.Filter{Overdue: true}); len(l.Rows) != 2 || l.Count != 2 {
		t.Errorf("overdue: %v", titles(l.Rows))
	}
}

func TestCases_PagesHoldEveryCaseOnceEvenWhileTimePasses(t *testing.T) {
	w := newWorld(t)
	for i := range 11 {
		w.register(fmt.Sprint("件", i), casework.Fields{"received": time.Date(2026, 2, 18+i%5, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)})
	}
	for _, f := range []store.Filter{{}, {Order: store.ByOpening}, {Order: store.ByNumber}, {Query: "件"}, {Query: "内容", Order: store.ByOpening}, {Overdue: true}} {
		var all []string
		f.Limit = 3
		for {
			l := w.list("miao", f)
			all = append(all, titles(l.Rows)...)
			if l.Count != 11 && !f.Overdue {
				t.Errorf("%+v counts %d", f, l.Count)
			}
			if f.After = l.Next; f.After == "" {
				break
			}
			w.h.Advance(24 * time.Hour)
		}
		slices.Sort(all)
		if n := len(all); n != 11 && !f.Overdue || n != len(slices.Compact(all)) {
			t.Errorf("%+v: %v", f, all)
		}
	}
	if _, err := w.Cases(t.Context(), w.viewer("miao"), store.Filter{After: "nonsense"}); refusedKey(err) != "page" {
		t.Errorf("a made-up page: %v", err)
	}
}

func TestCases_AreFiltered(t *testing.T) {
	w := newWorld(t)
	w.register("门诊退费100%", casework.Fields{"unit": "U3"})
	led := w.led("夜间噪声", "he", true)
	w.led("取药排队", "zhou", true)
	for _, c := range []struct {
		name string
		f    store.Filter
		want []string
	}{
		{"stage", store.Filter{Stage: "registered"}, []string{"门诊退费100%"}},
		{"unit", store.Filter{Unit: "U3"}, []string{"门诊退费100%"}},
		{"leader", store.Filter{Leader: "P03"}, []string{"夜间噪声"}},
		{"nobody leads", store.Filter{Leader: store.Nobody}, []string{"门诊退费100%"}},
		{"track", store.Filter{Track: "led", Query: "排队"}, []string{"取药排队"}},
		{"two letters of the title", store.Filter{Query: "噪声"}, []string{"夜间噪声"}},
		{"the number", store.Filter{Query: led[len(led)-4:]}, []string{"夜间噪声"}},
		{"the unit's name", store.Filter{Query: "中医"}, []string{"门诊退费100%"}},
		{"not a pattern", store.Filter{Query: "退_费"}, []string{}},
		{"a sign alone is held by nothing", store.Filter{Query: "%"}, []string{}},
		{"a single character of the title", store.Filter{Query: "噪"}, []string{"夜间噪声"}},
		{"several words, in any order", store.Filter{Query: "100 退费"}, []string{"门诊退费100%"}},
		{"words that no case has together", store.Filter{Query: "退费 噪声"}, []string{}},
		{"a body with all under it", store.Filter{Unit: "U1", Query: "门诊"}, []string{"门诊退费100%"}},
		{"never the petitioner", store.Filter{Query: "贾"}, []string{}},
		{"nor by the whole name", store.Filter{Query: "贾明"}, []string{}},
		{"these numbers", store.Filter{Numbers: []string{led, "P-1999-0001"}}, []string{"夜间噪声"}},
		{"no result yet, led", store.Filter{Result: store.Nobody, Leader: "P03"}, []string{"夜间噪声"}},
		{"opened before", store.Filter{OpenedTo: noon.AddDate(0, 0, -1)}, []string{}},
		{"closed since", store.Filter{ClosedFrom: noon.AddDate(0, 0, -1)}, []string{}},
		{"another kind", store.Filter{Kind: "hazard"}, []string{}},
	} {
		if l := w.list("miao", c.f); !slices.Equal(titles(l.Rows), c.want) || l.Count != len(c.want) {
			t.Errorf("%s: %v, %d", c.name, titles(l.Rows), l.Count)
		}
	}
}

func TestCases_OfOnesUnitsAndOfOnesOwn(t *testing.T) {
	w := newWorld(t)
	w.register("人民医院", nil)
	w.register("柳湾", casework.Fields{"unit": "U5"})
	own := w.led("取药排队", "zhou", true)
	w.do(own, "zhou", "form-team", casework.Fields{"members": "@shao"})
	w.do(own, "shao", "confirm-membership", casework.Fields{"no-conflict": "yes"})
	for login, want := range map[string][]string{
		"shao": {"取药排队"}, "tian": {"柳湾"}, "gu": {}, "long": {},
		"fang": {"人民医院", "取药排队", "柳湾"}, "han": {"人民医院", "取药排队", "柳湾"},
	} {
		got := titles(w.list(login, store.Filter{}).Rows)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s lists %v, want %v", login, got, want)
		}
	}
	if n := w.h.Count(`SELECT count(*) FROM reads WHERE what = 'list' AND person = 'P12' AND case_id IS NULL`); n != 1 {
		t.Errorf("the auditor's list is recorded %d times", n)
	}
}

func TestCases_ACardIsFoundByNothingThatItHides(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", false)
	l := w.list("zhou", store.Filter{})
	if len(l.Rows) != 1 || l.Rows[0].No != no || l.Rows[0].Title != "" || l.Rows[0].Due != nil || l.Rows[0].Stage != "" || l.Rows[0].Leader != "" {
		t.Errorf("the card in the list: %+v", l.Rows)
	}
	for _, f := range []store.Filter{{Query: "噪声"}, {Stage: "led"}, {Leader: "P02"}, {Unit: "U2"}} {
		if l := w.list("zhou", f); l.Count != 0 || len(l.Rows) != 0 {
			t.Errorf("%+v finds it", f)
		}
	}
}

func TestCases_CostTheSameHoweverMany(t *testing.T) {
	w := newWorld(t)
	w.register("一", nil)
	v := w.viewer("miao")
	read := func() {
		if _, err := w.Cases(t.Context(), v, store.Filter{}); err != nil {
			t.Fatal(err)
		}
	}
	few := w.queries.during(read)
	for i := range 20 {
		w.register(fmt.Sprint("件", i), nil)
	}
	if many := w.queries.during(read); many != few || few > 5 {
		t.Errorf("%d queries for one case, %d for 21", few, many)
	}
}

// The scope is one answer for a whole list. It must never show more than the gate, asked
// for each case by itself, would.
func TestCases_ListNothingThatTheGateDenies(t *testing.T) {
	w := newWorld(t)
	r := rand.New(rand.NewPCG(1, 2))
	people := []string{"P01", "P02", "P03", "P04", "P06", "P07", "P09", "P10", "P13"}
	some := func(all []string, chance float64) []string {
		return slices.DeleteFunc(slices.Clone(all), func(string) bool { return r.Float64() > chance })
	}
	parties := map[string]casework.Parties{}
	for i := range 150 {
		p := casework.Parties{Unit: fmt.Sprint("U", r.IntN(7)), Sealed: r.IntN(3) == 0, Holders: map[casework.Role][]string{"leader": some(people, .1), "team": some(people, .2)}}
		p.Unconfirmed, p.Recused = some(p.Holders["team"], .3), some(people, .1)
		if p.Sealed {
			p.Hidden = some([]string{"U0", "U1", "U2", "U5", "P02", "P07"}, .15)
		}
		id := fmt.Sprintf("%026d", i)
		parties[id] = p
		w.h.Exec(`INSERT INTO cases (id, no, kind, title, unit, stage, visit, seq, epoch, opened, entered, ended, facts, dues, due_no, parties, sealed, hidden, hash)
			VALUES ($1, $1, 'petition', 'title', $2, 'accepted', 1, 1, 1, now(), now(), false, '{}', '[]', 0, $3, $4, $5, '')`, id, p.Unit, p, p.Sealed, append([]string{}, p.Hidden...))
		for role, holders := range p.Holders {
			w.h.Exec(`INSERT INTO case_roles SELECT $1, $2, unnest($3::text[])`, id, string(role), append([]string{}, holders...))
		}
	}
	up := map[string][]string{"U0": {"U0"}, "U1": {"U1", "U0"}}
	for _, login := range []string{"shen", "zhou", "he", "liang", "miao", "gu", "shao", "tian", "fang", "han"} {
		v := w.viewer(login)
		listed := map[string]store.CaseRow{}
		for _, row := range w.list(login, store.Filter{Limit: 200}).Rows {
			listed[row.ID] = row
		}
		shown := 0
		for id, p := range parties {
			line := up[p.Unit]
			if line == nil {
				line = append([]string{p.Unit}, up["U1"]...)
			}
			l, _ := strictGate{}.May(t.Context(), casework.AccessQuestion{Viewer: v, Kind: "petition", Case: id, Stage: "accepted", Parties: p, UnitUp: line})
			row, ok := listed[id]
			if ok && l.Sight == casework.None || row.Title != "" && l.Sight != casework.Full {
				t.Errorf("%s (%s): listed as %+v, but the gate says %s of %+v", login, v.ID, row, l.Sight, p)
			}
			if l.Sight == casework.Full && row.Title == "" && len(p.Hidden) == 0 && len(v.StandsInFor) == 0 {
				t.Errorf("%s (%s) misses a case: %+v", login, v.ID, p)
			}
			if row.Title != "" {
				shown++
			}
		}
		if shown == 0 || shown == len(parties) && login != "han" {
			t.Errorf("%s sees %d of %d", login, shown, len(parties))
		}
	}
}
