package store_test

import (
	"context"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/store"
)

// swept sweeps with half a minute of patience.
func (o *office) swept() []store.Hit {
	o.t.Helper()
	hits, err := o.Sweep(context.Background(), 30*time.Second)
	if err != nil {
		o.t.Fatal(err)
	}
	return hits
}

// later lets five minutes pass for the sweeper's own count.
func (o *office) later() {
	o.t.Helper()
	o.column(`UPDATE nudges SET last = last - interval '6 minutes' RETURNING case_id`)
}

// replied is a simple case whose opinion has just been signed.
func (o *office) replied() store.Receipt {
	o.t.Helper()
	if err := o.PutOfficer(context.Background(), store.Officer{ID: "luo", NameZH: "罗", Unit: "U1", Active: true, Offices: []string{"legal"}}); err != nil {
		o.t.Fatal(err)
	}
	r := o.must("", "miao", "register", registration())
	for _, m := range []struct {
		who, move string
		fields    casework.Fields
	}{
		{"miao", "accept", casework.Fields{"unit": "U1", "track": "simple", "handler": "zhou", "notice-no": "1"}},
		{"zhou", "draft-opinion", casework.Fields{"request": "a", "facts": "b", "reasons": "c", "claims.0.claim": "x", "claims.0.view": "granted", "basis": "d", "rights-notice": "e"}},
		{"luo", "legal-check", casework.Fields{"passes": "yes", "note": "可"}},
		{"shen", "sign-opinion", casework.Fields{"number": "1"}},
	} {
		o.must(r.Case, m.who, m.move, m.fields)
	}
	return r
}

func TestSweep_DatePassedWithoutAnAnswer_IsFoundOnceInFiveMinutes(t *testing.T) {
	o := newOffice(t)
	r := o.led()
	now, _ := o.Look(t.Context(), r.Case)
	o.h.SetTime(now.Dues[0].At.Add(29 * time.Second))
	if hits := o.swept(); len(hits) != 0 {
		t.Errorf("half a minute is not over: %+v", hits)
	}
	if err := o.Told(t.Context(), r.Case, now.Seq); err != nil {
		t.Fatal(err)
	}
	o.h.SetTime(now.Dues[0].At.Add(31 * time.Second))
	if hits := o.swept(); len(hits) != 1 || hits[0] != (store.Hit{Case: r.Case, For: now.Dues[0].Name, Times: 1}) {
		t.Fatalf("found %+v", hits)
	}
	if n, _ := o.UntoldCount(t.Context()); n != 1 {
		t.Errorf("%d cases are told again", n)
	}
	if hits := o.swept(); len(hits) != 0 {
		t.Errorf("found again at once: %+v", hits)
	}
	o.later()
	if hits := o.swept(); len(hits) != 1 || hits[0].Times != 2 {
		t.Errorf("after five minutes: %+v", hits)
	}
	if _, err := o.Overdue(t.Context(), r.Case, now.Dues[0].No, now.Dues[0].Generation); err != nil {
		t.Fatal(err)
	}
	if hits := o.swept(); len(hits) != 0 {
		t.Errorf("answered, and found: %+v", hits)
	}
}

func TestSweep_SystemsMoveDidNotCome_IsFoundByItsName(t *testing.T) {
	o := newOffice(t)
	r := o.replied()
	if hits := o.swept(); len(hits) != 0 {
		t.Errorf("just signed: %+v", hits)
	}
	o.h.SetTime(o.h.Now().Add(time.Minute))
	hits := o.swept()
	if len(hits) != 1 || hits[0].For != "serve-opinion" {
		t.Fatalf("the letter never went out, and found is %+v", hits)
	}
	now, _ := o.Look(t.Context(), r.Case)
	a, err := o.StoryAct(t.Context(), casework.StoryAct{Case: r.Case, Move: "serve-opinion", Reason: "sweep-serve-1", Visit: now.Visit})
	if err != nil || a.Until.IsZero() {
		t.Fatalf("%+v %v", a, err)
	}
	o.later()
	if hits := o.swept(); len(hits) != 0 {
		t.Errorf("it went out, and found is %+v", hits)
	}
	o.h.SetTime(a.Until.Add(time.Minute))
	if hits := o.swept(); len(hits) != 1 {
		t.Errorf("its next attempt did not come, and found is %+v", hits)
	}
}

func TestUnstick_TellsTheCaseAgain_AndCounts(t *testing.T) {
	o := newOffice(t)
	r := o.led()
	for want := 1; want <= 3; want++ {
		if err := o.Told(t.Context(), r.Case, 99); err != nil {
			t.Fatal(err)
		}
		hits, err := o.Unstick(t.Context(), []string{r.Case, "nobody"})
		if n, _ := o.UntoldCount(t.Context()); err != nil || len(hits) != 1 || hits[0].Times != want || n != 1 {
			t.Fatalf("%+v, %d untold, %v", hits, n, err)
		}
		o.later()
	}
}
