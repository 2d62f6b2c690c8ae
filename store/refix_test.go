package store_test

import (
	"context"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/casework/casetest"
)

func TestRefix_ACalendarArrives_ProvisionalDatesBecomeCertainOnce(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	terms := o.Terms.(*casetest.Terms)
	terms.Last = 2026
	o.h.SetTime(time.Date(2026, 12, 29, 9, 0, 0, 0, shanghai()))
	f := registration()
	f["received"] = "2026-12-29"
	r := o.must("", "miao", "register", f)
	o.must(r.Case, "miao", "accept", casework.Fields{"unit": "U1", "track": "led", "notice-no": "1"})
	if n := o.h.Count(`SELECT count(*) FROM dues WHERE provisional AND settled IS NULL`); n == 0 {
		t.Fatal("no date is provisional in a year without a calendar")
	}
	terms.Last = 2027
	terms.Holidays["2027-01-01"] = true
	n, err := o.Refix(ctx, "2027")
	if err != nil || n != 1 {
		t.Fatalf("touched %d, %v", n, err)
	}
	if n := o.h.Count(`SELECT count(*) FROM dues WHERE provisional AND settled IS NULL`); n != 0 {
		t.Errorf("%d dates are still provisional", n)
	}
	if n := o.h.Count(`SELECT count(*) FROM timeline WHERE move = 'calendar' AND actor = 'system/calendar'`); n != 1 {
		t.Errorf("%d lines on the timeline, want 1", n)
	}
	if n, err := o.Refix(ctx, "2027"); n != 0 || err != nil {
		t.Errorf("the second time %d, %v", n, err)
	}
	if f, err := o.Verify(ctx, r.Case); f != nil || err != nil {
		t.Errorf("verify: %v %v", f, err)
	}
}
