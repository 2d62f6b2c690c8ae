package store_test

import (
	"testing"

	"followthrough/casework"
	"followthrough/policies"
	"followthrough/store"
)

// A report that names a body is hidden from everybody of that body and of those below it,
// heads first, by the product's own policy: on its page, in lists and in counts.
func TestSealing_ByUnit_HidesFromItsBodiesAndHeads(t *testing.T) {
	w := newWorld(t)
	p, err := policies.Load(policies.Embedded)
	if err != nil {
		t.Fatal(err)
	}
	w.Gate = p.Gate()
	sees := func(person, no string) bool {
		t.Helper()
		v, err := w.Viewer(t.Context(), person, w.h.Now())
		if err != nil {
			t.Fatal(err)
		}
		_, paged := w.CasePage(t.Context(), v, no)
		l, err := w.Cases(t.Context(), v, store.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		listed := false
		for _, r := range l.Rows {
			listed = listed || r.No == no
		}
		if listed != (paged == nil) || l.Count != len(l.Rows) {
			t.Errorf("%s: on the page %v, in the list %v, counted %d of %d", person, paged == nil, listed, l.Count, len(l.Rows))
		}
		return listed
	}
	above := map[string]string{"U2": "U1", "U1": "U0"} // nobody answers for a report about themselves
	report := func(hidden string) string {
		no := w.do("", "fang", "register", casework.Fields{"title": "反映采购问题", "content": "内容", "channel": "letter", "matter": "report",
			"received": "2026-03-04", "unit": above[hidden], "hidden-unit": hidden})
		id, err := w.CaseIDByNo(t.Context(), no)
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range []string{"P09", "P16"} { // even where somebody gave them a part in it
			w.h.Exec(`INSERT INTO case_roles VALUES ($1, 'team', $2)`, id, who)
		}
		return no
	}
	hospital, county := report("U2"), report("U1")
	for person, want := range map[string][2]bool{ // of the report about the hospital, of the one about the county commission
		"P13": {true, true},   // supervision of the body above
		"P04": {true, false},  // supervision of the county commission
		"P01": {true, false},  // its head
		"P06": {true, false},  // its reception
		"P16": {false, false}, // the hospital's head
		"P09": {false, false}, // its vice president
		"P10": {false, false}, // the head of another body under the commission
	} {
		if got := [2]bool{sees(person, hospital), sees(person, county)}; got != want {
			t.Errorf("%s sees %v, want %v", person, got, want)
		}
	}
}
