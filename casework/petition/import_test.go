package petition_test

import (
	"testing"

	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func TestPetition_AnImportedCaseHasItsTrueAgeAndRingsFromTheCatchUpDate(t *testing.T) {
	b := open(t)
	b.Refused("miao", "import", "day-ahead", "title", "–", "content", "–", "matter", "claim", "received", "2026-03-03", "replied", "2026-04-01").
		Naming("received", "replied")
	b = open(t)
	b.Do("miao", "import", "title", "–", "content", "–", "matter", "claim", "received", "2020-11-27")
	if got := b.State.CatchUp.In(casetest.Shanghai).Format("2006-01-02"); got != "2026-03-17" {
		t.Errorf("without a catch-up date of its own it rings from %s, wanted ten working days on", got)
	}
	b = imported(t)
	b.ExpectStage(petition.Registered)
	if got := b.State.Opened.In(casetest.Shanghai).Format("2006-01-02"); got != "2019-05-14" {
		t.Errorf("opened on %s, wanted its true age", got)
	}
	b.ExpectDue("decide", "2019-05-29")
	b.Wait(29 * casetest.Day)
	b.ExpectTimeline("import")
	b.Wait(2 * casetest.Day)
	b.ExpectTimeline("overdue: decide → reminder")
	b.Do("liang", "assign-leader", "leader", "he") // an old case gets its leader wherever it stands
	b.ExpectStage(petition.Led)
	b.ExpectChange("decide", "met")
	b.ExpectDue("opinion", "2026-06-01") // its sixty days begin with its leader
	if got := b.Last.Traits; got["imported"] != "yes" || got["backlog"] != "yes" || got["track"] != "led" {
		t.Errorf("traits %v", got)
	}
}

func TestPetition_AnImportedAnswerIsNotMeasuredByTheFiveParts(t *testing.T) {
	b := imported(t, "replied", "2019-06-20", "reply", "It will be paid.", "received-at", "2019-05-14T10:30:00+08:00", "category", "labour")
	b.ExpectStage(petition.Replied)
	if o := facts(b).Opinion; !o.Imported || !o.Lapsed || facts(b).Received.Format("15:04") != "10:30" {
		t.Errorf("opinion %+v, received %s", o, facts(b).Received)
	}
	b.ExpectDues("name-leader") // a backlog is led, unless a supervisor says otherwise
	if got := b.Last.Traits["category"]; got != "labour" {
		t.Errorf("category %q", got)
	}
	if got := b.State.Entered.In(casetest.Shanghai).Format("2006-01-02"); got != "2019-06-20" || facts(b).Accepted.IsZero() {
		t.Errorf("answered since %s, wanted since 2019", got)
	}
	b.Refused("tang", "undo-import", "incomplete").Naming("reason")
	b.Refused("liang", "assign-leader", "incomplete").Naming("leader")
	b.Do("liang", "name-handler", "handler", "lu")
	b.Refused("liang", "undo-import", "touched", "reason", "Wrong file.")
	b.Refused("lu", "propose-closure", "needs-leader", "outcome", "explained", "note", "Answered in 2019.")
	b.Refused("miao", "choose-track", "track-down", "track", "simple", "reason", "Only the end is missing.")
	b.Do("liang", "choose-track", "track", "simple", "reason", "Only the end is missing.")
	b.ExpectDues("propose-closure")
	b.Do("lu", "propose-closure", "outcome", "explained", "note", "Answered in 2019.")
	approve(b, "tang")
	b.ExpectStage(petition.Closed)
	lead(b, "he") // a new leader opens what was closed
	if b.Last.Result != "" || len(b.Last.Moved.Marks) != 0 {
		t.Errorf("an open case came to %q, and the story waits for %v", b.Last.Result, b.Last.Moved.Marks)
	}

	b = imported(t, "replied", "2019-06-20", "reply", "It will be paid.")
	lead(b, "he") // led again, this time with an opinion of its own
	b.ExpectStage(petition.Led)
	b.ExpectDue("opinion", "2026-05-06")
	if o := facts(b).Opinion; o.Imported {
		t.Errorf("opinion %+v", o)
	}
}

func TestPetition_AnImportIsUndoneWhileUntouched(t *testing.T) {
	b := imported(t)
	b.Wait(31 * casetest.Day)
	b.ExpectTimeline("import", "overdue: decide → reminder") // nobody's act
	b.Do("miao", "undo-import", "reason", "Wrong file.")
	b.ExpectStage(petition.Undone)
	b.ExpectDues()
	b.Refused("liang", "reopen", "wrong-stage", "reason", "–", "to", "accepted")
	registered(t).Refused("miao", "undo-import", "touched", "reason", "–") // no import at all
}
