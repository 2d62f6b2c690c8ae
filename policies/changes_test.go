package policies_test

import (
	"testing"
	"time"

	"followthrough/policies"
)

func TestLimits_AChangeHoldsForWhatStartsFromItsDayOn(t *testing.T) {
	p, err := policies.Load(policies.Embedded, policies.WithLimits([]policies.Change{
		{ID: "internal.analysis", Since: "2026-06-01", Value: 6}, {ID: "internal.analysis", Since: "2026-03-02", Value: 8}, {ID: "gone", Since: "2026-01-01", Value: 1}}))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := policies.Load(policies.Embedded)
	if err != nil {
		t.Fatal(err)
	}
	if p.Revision() == plain.Revision() {
		t.Error("the revision does not tell of the change")
	}
	for from, want := range map[string]int{"2026-03-01": 10, "2026-03-02": 8, "2026-05-31": 8, "2026-06-01": 6} {
		day, _ := time.ParseInLocation(time.DateOnly, from, p.Terms().Zone())
		if l, ok := p.LimitAt("internal.analysis", day); !ok || l.Value != want {
			t.Errorf("what starts on %s has %d days, want %d", from, l.Value, want)
		}
		term, err := p.Terms().Due("internal.analysis", day, 0)
		if err != nil || !term.At.Equal(p.Terms().WorkingDays(day, want).At) {
			t.Errorf("from %s it ends %s, %v", from, term.At, err)
		}
	}
	if _, err := policies.Load(policies.Embedded, policies.WithLimits([]policies.Change{{ID: "internal.analysis", Since: "2026-06-01"}})); err == nil {
		t.Error("a limit of no days was taken in")
	}
}

func TestLive_AnswersByTheBundleInForce(t *testing.T) {
	p, err := policies.Load(policies.Embedded)
	if err != nil {
		t.Fatal(err)
	}
	live := policies.NewLive(p)
	terms := live.Terms()
	day := time.Date(2027, 2, 1, 9, 0, 0, 0, terms.Zone())
	if d := terms.WorkingDays(day, 5); !d.Provisional {
		t.Fatal("2027 has a calendar already")
	}
	q, err := policies.Load(policies.Embedded, policies.WithCalendars(map[int]policies.Year{2027: {Holidays: map[string][]string{"spring-festival": {"02-05"}}}}))
	if err != nil {
		t.Fatal(err)
	}
	live.Use(q)
	if d := terms.WorkingDays(day, 5); d.Provisional || live.Revision() != q.Revision() {
		t.Errorf("the calendar that arrived is not asked: %+v", d)
	}
	if y, ok := live.Now().Year(2027); !ok || len(y.Holidays["spring-festival"]) != 1 {
		t.Errorf("the year reads %+v", y)
	}
}
