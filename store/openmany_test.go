package store_test

import (
	"context"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
)

func TestOpenMany_WritesTheRowsThatActWrites(t *testing.T) {
	o := newOffice(t)
	rows := backlog(2)
	o.bringIn("a.xlsx", "liang", rows)
	for _, r := range rows {
		f := casework.Fields{}
		for k, v := range r.Fields {
			f[k] = v
		}
		o.must("", "liang", "import", f)
	}
	// Ids, numbers, hashes, action and the catch-up date apart, a case that came by COPY is
	// the same as one that came by itself.
	for _, q := range []string{
		`SELECT (to_jsonb(c) - '{id,no,hash,batch,catch_up,next_ask,next_wake,wakes,dues}'::text[])::text FROM cases c ORDER BY no`,
		`SELECT (to_jsonb(t) - '{case_id,action,hash,prev}'::text[])::text FROM timeline t JOIN cases c ON c.id = t.case_id ORDER BY c.no`,
		`SELECT (to_jsonb(d) - '{case_id,ask}'::text[])::text FROM dues d JOIN cases c ON c.id = d.case_id ORDER BY c.no`,
		`SELECT p.mask FROM petitioners p JOIN cases c ON c.id = p.case_id ORDER BY c.no`,
		`SELECT (u.seq, u.leased, u.attempts)::text FROM untold u JOIN cases c ON c.id = u.case_id ORDER BY c.no`,
	} {
		all := o.column(q)
		if len(all) != 4 || all[0] != all[2] || all[1] != all[3] {
			t.Errorf("%s:\n%v", q, all)
		}
	}
	for _, id := range o.column(`SELECT id FROM cases`) {
		if f, err := o.Verify(t.Context(), id); f != nil || err != nil {
			t.Errorf("verify %s: %v %v", id, f, err)
		}
	}
}

func TestOpenMany_IsAllOrNothing(t *testing.T) {
	o := newOffice(t)
	b := o.begin(file("a.xlsx", "liang"))
	rows := backlog(1200)
	o.stage(b, rows)
	if _, err := o.CheckImport(t.Context(), b.ID, len(rows)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := o.OpenMany(ctx, b.ID, time.Time{}, func(n int) {
		if n >= 1000 {
			cancel()
		}
	}); err == nil {
		t.Fatal("opened although it was stopped")
	}
	for _, table := range []string{"cases", "timeline", "dues", "petitioners", "untold", "actions"} {
		if n := o.h.Count(`SELECT count(*) FROM ` + table); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	r, err := o.OpenMany(t.Context(), b.ID, time.Time{}, nil)
	if err != nil || r.Cases != 1200 || r.Stages[petition.Registered] != 600 || r.Stages[petition.Replied] != 600 {
		t.Fatalf("%+v %v", r, err)
	}
	if n, _ := o.UntoldCount(t.Context()); n != 1200 {
		t.Fatalf("%d cases to be told, want all", n)
	}
	if n := o.h.Count(`SELECT count(*) FROM notices`); n != 0 {
		t.Fatalf("%d notices, want none", n)
	}
}

func TestOpenMany_TrueAgesAndOneQuestionACaseFromTheCatchUpDateOn(t *testing.T) {
	o := newOffice(t)
	r := o.bringIn("a.xlsx", "liang", backlog(8))
	if got := r.CatchUp.In(shanghai()).Format(time.DateOnly); got != "2026-03-17" { // the eleventh working day after 2 March
		t.Fatalf("catch-up date %s", got)
	}
	if !r.Oldest.Equal(time.Date(2019, 5, 14, 10, 33, 0, 0, shanghai())) {
		t.Fatalf("oldest %v", r.Oldest)
	}
	cases := o.openCases()
	for _, m := range cases {
		if len(m.Dues) != 1 || !m.Dues[0].At.Equal(r.CatchUp) {
			t.Fatalf("%s rings %+v, want once at %v", m.Stage, m.Dues, r.CatchUp)
		}
		if a, err := o.Overdue(t.Context(), m.Case, m.Dues[0].No, m.Dues[0].Generation); err != nil || a.NotYet <= 0 {
			t.Fatalf("asked before its date: %+v %v", a, err)
		}
	}
	o.h.SetTime(r.CatchUp.Add(time.Minute))
	for range 3 { // however often the clocks ring
		for _, m := range cases {
			if _, err := o.Overdue(t.Context(), m.Case, m.Dues[0].No, m.Dues[0].Generation); err != nil {
				t.Fatal(err)
			}
		}
	}
	if lines, asked := o.h.Count(`SELECT count(*) FROM timeline WHERE move = 'overdue'`), o.h.Count(`SELECT count(*) FROM decisions`); lines != 8 || asked != 8 {
		t.Fatalf("%d lines and %d questions, want one a case", lines, asked)
	}
}

func TestOpenMany_WithoutASupervisorNothingEscalatesUntilOneApproves(t *testing.T) {
	o := newOffice(t)
	r := o.bringIn("a.xlsx", "miao", backlog(4))
	if !r.CatchUp.IsZero() || r.Proposed.IsZero() {
		t.Fatalf("%+v", r)
	}
	o.h.Advance(24 * time.Hour)
	m := o.openCases()[0]
	if a, err := o.Overdue(t.Context(), m.Case, m.Dues[0].No, m.Dues[0].Generation); err != nil || a.NotYet < 50*365*24*time.Hour {
		t.Fatalf("%+v %v", a, err)
	}
	if _, _, err := o.ApproveCatchUp(t.Context(), o.viewer("miao"), r.Batch, time.Time{}); casework.Refused(err) == nil {
		t.Fatalf("approved by intake: %v", err)
	}
	past := time.Date(2026, 3, 1, 0, 0, 0, 0, shanghai())
	if _, _, err := o.ApproveCatchUp(t.Context(), o.viewer("liang"), r.Batch, past); casework.Refused(err) == nil {
		t.Fatalf("approved for a day gone by: %v", err)
	}
	n, at, err := o.ApproveCatchUp(t.Context(), o.viewer("liang"), r.Batch, time.Time{})
	if err != nil || n != 4 || !at.Equal(r.Proposed) {
		t.Fatalf("%d %v %v", n, at, err)
	}
	for _, m := range o.openCases() {
		if m.Seq != 2 || !m.Dues[0].At.Equal(at) {
			t.Fatalf("%+v, want to ring at %v", m, at)
		}
		if f, err := o.Verify(t.Context(), m.Case); f != nil || err != nil {
			t.Fatalf("verify: %v %v", f, err)
		}
	}
	if n := o.h.Count(`SELECT count(*) FROM dues WHERE ask <> $1`, at); n != 0 {
		t.Fatalf("%d dates still stand still", n)
	}
	if r := casework.Refused(third(o.ApproveCatchUp(t.Context(), o.viewer("tang"), r.Batch, time.Time{}))); r == nil || r.Code != "already-approved" {
		t.Fatalf("approved twice: %v", r)
	}
}

func third[A, B any](_ A, _ B, err error) error { return err }

func TestOpenMany_ADayOfOnesOwnMustLieAhead(t *testing.T) {
	o := newOffice(t)
	b := o.begin(file("a.xlsx", "liang"))
	o.stage(b, backlog(1))
	if _, err := o.CheckImport(t.Context(), b.ID, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := o.OpenMany(t.Context(), b.ID, time.Date(2026, 3, 2, 0, 0, 0, 0, shanghai()), nil); casework.Refused(err) == nil {
		t.Fatalf("today: %v", err)
	}
	day := time.Date(2026, 4, 1, 0, 0, 0, 0, shanghai())
	if r, err := o.OpenMany(t.Context(), b.ID, day, nil); err != nil || !r.CatchUp.Equal(day) {
		t.Fatalf("%+v %v", r, err)
	}
}

func TestNoticeDigests_OnePersonOneMessageADay(t *testing.T) {
	o := newOffice(t)
	r := o.bringIn("a.xlsx", "liang", backlog(40))
	o.h.SetTime(r.CatchUp.Add(time.Minute))
	for _, m := range o.openCases() {
		if _, err := o.Overdue(t.Context(), m.Case, m.Dues[0].No, m.Dues[0].Generation); err != nil {
			t.Fatal(err)
		}
	}
	told := map[string]int{}
	for _, who := range []string{"miao", "liang", "tang", "shen", "zhou"} {
		all, err := o.NoticeDigests(t.Context(), o.viewer(who), 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			told[who+" "+d.DueName] += d.Cases
			if d.Unread != d.Cases || d.File != "a.xlsx" || d.About != "reminder" || d.Day.Format(time.DateOnly) != "2026-03-17" {
				t.Errorf("%s: %+v", who, d)
			}
		}
		if len(all) > 1 {
			t.Errorf("%s has %d digests, want one a measure and date", who, len(all))
		}
	}
	if told["miao decide"] != 20 {
		t.Fatalf("told: %v", told)
	}
	all, _ := o.NoticeDigests(t.Context(), o.viewer("miao"), 0)
	if err := o.MarkRead(t.Context(), o.viewer("miao"), all[0].Last); err != nil {
		t.Fatal(err)
	}
	if all, _ = o.NoticeDigests(t.Context(), o.viewer("miao"), 0); all[0].Unread != 0 {
		t.Fatalf("%d unread after reading", all[0].Unread)
	}
}
