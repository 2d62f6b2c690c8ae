package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/store"
)

func (w *world) desk(login string) store.Desk {
	w.t.Helper()
	d, err := w.MyWork(w.t.Context(), w.viewer(login))
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func tasks(all []store.Task) []string {
	words := []string{}
	for _, t := range all {
		words = append(words, t.Title+" "+t.Due.Name+" "+t.For)
	}
	slices.Sort(words)
	return words
}

func TestMyWork_IsWhatOneOwesByPersonByRoleAndByOffice(t *testing.T) {
	w := newWorld(t)
	no := w.led("取药排队", "zhou", true)
	w.register("新来的", nil)
	w.do(no, "zhou", "consult", casework.Fields{"person": "@gu", "due": "2026-03-10", "note": "意见？"})
	for login, want := range map[string][]string{
		"zhou":  {"取药排队 contact ", "取药排队 form-team ", "取药排队 opinion ", "取药排队 submit-analysis "}, // by role
		"gu":    {"取药排队 answer-consult "},                                                       // by person
		"miao":  {"新来的 decide "},                                                                // by office
		"liang": {}, "shao": {}, "han": {}, "long": {}, "tian": {},
	} {
		if got := tasks(w.desk(login).Mine); !slices.Equal(got, want) {
			t.Errorf("%s owes %q, want %q", login, got, want)
		}
	}
	if d := w.desk("gu"); len(d.Waiting) != 0 {
		t.Errorf("gu waits for %q", tasks(d.Waiting))
	}
}

func TestMyWork_AStandInSeesWhatTheOtherOwes(t *testing.T) {
	w := newWorld(t)
	w.led("夜间噪声", "he", true)
	if got := tasks(w.desk("zhou").Mine); !slices.Contains(got, "夜间噪声 submit-analysis P03") {
		t.Errorf("zhou, in place of he, owes %q", got)
	}
	w.h.SetTime(time.Date(2026, 3, 10, 9, 0, 0, 0, noon.Location()))
	if d := w.desk("zhou"); len(d.Mine)+len(d.Waiting) != 0 {
		t.Errorf("after the leave zhou still owes %q", tasks(d.Mine))
	}
}

func TestMyWork_BeforeAConflictIsRuledOutShowsNumbersOnly(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", false)
	d := w.desk("zhou")
	if len(d.Mine) == 0 || len(d.Notices) != 1 || d.Notices[0].Title != "" {
		t.Fatalf("%+v", d)
	}
	for _, task := range d.Mine {
		if task.No != no || task.Title != "" || task.Stage != "" || task.Leader != "" {
			t.Errorf("%+v", task)
		}
	}
}

func TestMyWork_WhatAnOfficeOwesLiesOnTheNearestDeskThatMayDoIt(t *testing.T) {
	w := newWorld(t)
	w.register("新来的", nil)
	no := w.closing("退押金")
	if d := w.desk("fang"); len(d.Mine) != 0 { // intake and supervisor of the city, which is over it all
		t.Errorf("the city owes %q", tasks(d.Mine))
	}
	w.h.Exec(`UPDATE cases SET parties = jsonb_set(parties, '{Holders,leader}', '["P01"]') WHERE no = $1`, no)
	for login, want := range map[string][]string{"fang": {"退押金 decide-closure "}, "liang": {}, "tang": {}} {
		if got := tasks(w.desk(login).Mine); !slices.Equal(got, want) {
			t.Errorf("of a case that the director leads %s owes %q, want %q", login, got, want)
		}
	}
}

// closing is an answered case whose closure gu proposed.
func (w *world) closing(title string) string {
	w.t.Helper()
	no := w.do("", "miao", "import", casework.Fields{"title": title, "content": "内容", "matter": "claim", "received": "2026-01-05", "replied": "2026-02-03", "reply": "答复", "name": "姜某"})
	w.do(no, "liang", "name-handler", casework.Fields{"handler": "@gu"})
	w.do(no, "liang", "choose-track", casework.Fields{"track": "simple", "reason": "只差报结"})
	w.do(no, "gu", "propose-closure", casework.Fields{"outcome": "resolved", "note": "已办"})
	return no
}

func TestClosureQueue_IsForIndependentApproversAndTheOthersWait(t *testing.T) {
	w := newWorld(t)
	no := w.closing("退押金")
	w.h.Exec(`UPDATE cases SET parties = jsonb_set(parties, '{Holders,team}', '["P04"]') WHERE no = $1`, no)
	for login, want := range map[string]int{"tang": 1, "liang": 0, "miao": 0, "gu": 0} {
		l, err := w.ClosureQueue(t.Context(), w.viewer(login), "", 0)
		if err != nil || len(l.Tasks) != want || l.Count != want {
			t.Errorf("%s decides on %+v, %v", login, l.Tasks, err)
		}
		for _, task := range l.Tasks {
			if len(task.Facts) == 0 {
				t.Errorf("%s gets no facts for the checklist of %s", login, task.No)
			}
		}
	}
	if got := tasks(w.desk("gu").Waiting); !slices.Equal(got, []string{"退押金 decide-closure "}) {
		t.Errorf("gu waits for %q", got)
	}
	if c, err := w.Counts(t.Context(), w.viewer("tang")); err != nil || c.Closing != 1 || c.Mine != 1 {
		t.Errorf("tang counts %+v, %v", c, err)
	}
}

func TestAwaiting_PagesOldestFirst(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.register(fmt.Sprint("件", i), casework.Fields{"received": fmt.Sprintf("2026-03-0%d", 4-i%4)})
	}
	v := w.viewer("miao")
	var got []string
	after := ""
	for {
		l, err := w.Awaiting(t.Context(), v, after, 2)
		if err != nil || after == "" && l.Count != 5 {
			t.Fatalf("%+v, %v", l, err)
		}
		for _, task := range l.Tasks {
			got = append(got, task.Title)
		}
		if after = l.Next; after == "" {
			break
		}
	}
	if len(got) != 5 || got[0] != "件3" || got[1] != "件2" || got[2] != "件1" {
		t.Errorf("%v", got)
	}
	if l, err := w.Awaiting(t.Context(), w.viewer("liang"), "", 0); err != nil || len(l.Tasks) != 0 {
		t.Errorf("a supervisor decides on the intake of %q, %v", tasks(l.Tasks), err)
	}
}

func TestMyWork_CostsTheSameHoweverMuch(t *testing.T) {
	w := newWorld(t)
	w.led("一", "zhou", true)
	v := w.viewer("zhou")
	read := func() {
		if _, err := w.MyWork(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	few := w.queries.during(read)
	for i := range 6 {
		w.led(fmt.Sprint("件", i), "zhou", true)
	}
	if many := w.queries.during(read); many != few || few > 7 {
		t.Errorf("%d queries for one case, %d for seven", few, many)
	}
}

func TestNotices_AreUnreadUntilMarked(t *testing.T) {
	w := newWorld(t)
	w.led("一", "zhou", true)
	w.led("二", "zhou", true)
	v := w.viewer("zhou")
	all, err := w.Notices(t.Context(), v, 0, 1)
	if err != nil || len(all) != 1 || all[0].Title != "二" || all[0].About != "assign-leader" || all[0].Read {
		t.Fatalf("%+v, %v", all, err)
	}
	older, err := w.Notices(t.Context(), v, all[0].ID, 10)
	if err != nil || len(older) != 1 || older[0].Title != "一" {
		t.Errorf("%+v, %v", older, err)
	}
	if c, err := w.Counts(t.Context(), v); err != nil || c.Unread != 2 {
		t.Errorf("%+v, %v", c, err)
	}
	if err := w.MarkRead(t.Context(), v, older[0].ID); err != nil {
		t.Fatal(err)
	}
	if c, err := w.Counts(t.Context(), v); err != nil || c.Unread != 1 {
		t.Errorf("after marking one: %+v, %v", c, err)
	}
}

func TestMyWork_AskedForTheirWordMembersFindTheCaseThere(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", true)
	w.do(no, "zhou", "form-team", casework.Fields{"members": "@gu"})
	d := w.desk("gu")
	if len(d.Asked) != 1 || d.Asked[0].No != no || d.Asked[0].Title != "" || len(d.Mine)+len(d.Waiting) != 0 {
		t.Fatalf("before the word of gu: %+v", d)
	}
	w.do(no, "gu", "confirm-membership", casework.Fields{"no-conflict": "yes"})
	if d := w.desk("gu"); len(d.Asked) != 0 || len(d.Waiting) != 1 {
		t.Errorf("after the word of gu: %+v", d)
	}
}

// stagedGate shows legal reviewers what is being drafted, and only that, as the policy does.
type stagedGate struct{ strictGate }

func (g stagedGate) May(ctx context.Context, q casework.AccessQuestion) (casework.Leave, error) {
	l, err := g.strictGate.May(ctx, q)
	if err == nil && slices.Contains(l.Roles, "legal") {
		l.Sight = casework.Full
	}
	return l, err
}

func (g stagedGate) Scope(ctx context.Context, v casework.Viewer) (casework.Scope, error) {
	s, err := g.strictGate.Scope(ctx, v)
	if err == nil && slices.Contains(v.Offices, "legal") {
		s.Staged = append(s.Staged, casework.Staged{Units: v.Units, Stages: []casework.Stage{"accepted", "resolving"}})
	}
	return s, err
}

func TestMyWork_TheLegalCheckLiesOnTheDeskOfItsReviewer(t *testing.T) {
	w := newWorld(t)
	w.Gate = stagedGate{}
	no := w.register("夜间噪声", nil)
	w.do(no, "miao", "accept", casework.Fields{"unit": "U2", "track": "simple", "handler": "@gu", "notice-no": "1"})
	w.do(no, "gu", "draft-opinion", casework.Fields{"request": "a", "facts": "b", "reasons": "c", "claims.0.claim": "x", "claims.0.view": "granted", "basis": "d", "rights-notice": "e"})
	if got := tasks(w.desk("qin").Mine); !slices.Equal(got, []string{"夜间噪声 legal-check "}) {
		t.Errorf("qin owes %q", got)
	}
}
