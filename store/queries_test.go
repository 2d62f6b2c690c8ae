package store_test

import (
	"fmt"
	"testing"

	"followthrough/casework"
	"followthrough/store"
)

// Every list page asks as much of the record for fifty rows as for five.
func TestLists_AskTheSameQueriesForFiftyRowsAsForFive(t *testing.T) {
	w := newWorld(t)
	var numbers []string
	grow := func(to int) {
		for i := len(numbers); i < to; i++ {
			w.register(fmt.Sprint("新件", i), casework.Fields{"content": "急诊夜间排队"})
			numbers = append(numbers, w.closing(fmt.Sprint("退押金", i)))
		}
	}
	supervisor, intake, staff := w.viewer("tang"), w.viewer("miao"), w.viewer("gu")
	pages := map[string]func() (int, error){
		"my work": func() (int, error) {
			d, err := w.MyWork(t.Context(), supervisor)
			return len(d.Mine), err
		},
		"what waits for others": func() (int, error) {
			d, err := w.MyWork(t.Context(), staff)
			return len(d.Waiting), err
		},
		"intake": func() (int, error) {
			l, err := w.Awaiting(t.Context(), intake, "", 100)
			return len(l.Tasks), err
		},
		"closing": func() (int, error) {
			l, err := w.ClosureQueue(t.Context(), supervisor, "", 100)
			return len(l.Tasks), err
		},
		"ledger": func() (int, error) {
			l, err := w.Ledger(t.Context(), supervisor, store.Filter{Stage: "closing", Limit: 100})
			return len(l.Rows), err
		},
		"chosen": func() (int, error) {
			l, err := w.Chosen(t.Context(), supervisor, numbers)
			return len(l), err
		},
	}
	for name, f := range map[string]store.Filter{
		"list": {Stage: "closing"}, "list by opening": {Stage: "closing", Order: store.ByOpening}, "search in titles": {Query: "押金"},
		"search in texts": {Query: "夜间"}, "search of two words": {Query: "夜间 新件"}, "overdue": {Overdue: true, Stage: "closing"},
	} {
		f.Limit = 100
		pages[name] = func() (int, error) {
			l, err := w.Cases(t.Context(), intake, f)
			return len(l.Rows), err
		}
	}
	asked := map[string]int64{}
	for _, n := range []int{5, 50} {
		grow(n)
		for name, read := range pages {
			if _, err := read(); err != nil { // whoever is who is read once
				t.Fatalf("%s: %v", name, err)
			}
			var rows int
			queries := w.queries.during(func() { rows, _ = read() })
			if rows < n && name != "overdue" {
				t.Errorf("%s shows %d rows of %d", name, rows, n)
			}
			if asked[name] == 0 {
				asked[name] = queries
			} else if queries != asked[name] || queries > 9 {
				t.Errorf("%s: %d queries for five rows, %d for fifty", name, asked[name], queries)
			}
		}
	}
}

func TestMyWork_CountsWhatItHasNoRoomFor(t *testing.T) {
	w := newWorld(t)
	no := w.led("一", "zhou", true)
	w.h.Exec(`INSERT INTO dues (case_id, no, name, at, ask, generation, provisional, role)
		SELECT id, 100 + i, 'contact', record_time() + make_interval(hours => i), record_time(), 1, false, 'leader' FROM cases, generate_series(1, 300) i WHERE no = $1`, no)
	d := w.desk("zhou")
	if len(d.Mine) != 200 || len(d.Owed) != 304 || d.OwedMore {
		t.Errorf("%d shown, %d counted, more: %t", len(d.Mine), len(d.Owed), d.OwedMore)
	}
	w.h.Exec(`INSERT INTO dues (case_id, no, name, at, ask, generation, provisional, role)
		SELECT id, 1000 + i, 'contact', record_time() + make_interval(hours => i), record_time(), 1, false, 'leader' FROM cases, generate_series(1, 900) i WHERE no = $1`, no)
	if d := w.desk("zhou"); len(d.Owed) != 1000 || !d.OwedMore {
		t.Errorf("%d counted, more: %t", len(d.Owed), d.OwedMore)
	}
}
