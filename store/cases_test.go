package store_test

import (
	"fmt"
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

func TestCases_TheOverdueFirstThenTheNewest(t *testing.T) {
	w := newWorld(t)
	for i, day := range []string{"2026-02-01", "2026-03-01", "2026-02-10", "2026-03-03"} { // ten days to decide
		w.register(fmt.Sprint("件", i), casework.Fields{"received": day})
	}
	l := w.list("miao", store.Filter{})
	if got := titles(l.Rows); !slices.Equal(got, []string{"件2", "件0", "件3", "件1"}) || l.Count != 4 {
		t.Errorf("%v, %d", got, l.Count)
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
	var all []string
	f := store.Filter{Limit: 3}
	for {
		l := w.list("miao", f)
		all = append(all, titles(l.Rows)...)
		if f.After = l.Next; f.After == "" {
			break
		}
		w.h.Advance(24 * time.Hour)
	}
	slices.Sort(all)
	if len(all) != 11 || len(slices.Compact(all)) != 11 {
		t.Errorf("%v", all)
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
		{"not a pattern", store.Filter{Query: "%"}, []string{"门诊退费100%"}},
		{"never the petitioner", store.Filter{Query: "贾"}, []string{}},
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
	for login, want := range map[string][]string{"shao": {"人民医院"}, "tian": {"柳湾"}, "fang": {"柳湾", "人民医院"}, "han": {"柳湾", "人民医院"}, "long": {}} {
		if got := titles(w.list(login, store.Filter{}).Rows); len(got) != len(want) || !slices.Contains(append(got, "-"), append(want, "-")[0]) {
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
	if many := w.queries.during(read); many != few || few > 3 {
		t.Errorf("%d queries for one case, %d for 21", few, many)
	}
}
