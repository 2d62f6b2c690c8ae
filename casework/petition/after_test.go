package petition_test

import (
	"testing"

	"followthrough/casework"
	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func TestPetition_APromiseKeepsTheCaseFromItsEnd(t *testing.T) {
	b := closed(t, step{}, step{title: "Pay monthly", owner: "bai", due: "2026-08-31", promise: "yes"})
	b.ExpectDues("step/2", "tell-petitioner/closure")
	b.ExpectDue("step/2", "2026-08-31")
	callBacks(b)
	if again := b.TooEarly("finalise"); !again.After(b.Now) {
		t.Errorf("the story looks again at %s, which is no later than now", again)
	}
	b.Refused("bai", "complete-step", "no-such-step", "step", "1", "evidence", "–")
	b.WaitTill("2026-09-02")
	b.ExpectTold("bai")
	b.Do("bai", "complete-step", "step", "2", "evidence", "The last payment arrived.")
	b.ExpectDues("final")
	b.Wait(0)
	b.ExpectStage(petition.Final) // at once: nothing was left to wait for
	b.ExpectActor("system/clock", petition.System, "")
}

func TestPetition_AfterClosingOnlyPromisesAreWorkedOn(t *testing.T) {
	b := closed(t, step{owner: "yao"}, step{title: "Pay monthly", owner: "bai", due: "2026-08-31", promise: "yes"})
	f := facts(b)
	f.Steps[0].State = "open"
	b.Alter("steps", f.Steps) // a step left open that was no promise: the table still refuses
	b.Refused("yao", "start-step", "promises-only", "step", "1")
	b.Refused("yao", "complete-step", "promises-only", "step", "1", "evidence", "–")
	b.Do("bai", "start-step", "step", "2")
	b.Do("tang", "postpone-step", "step", "2", "due", "2026-09-30", "reason", "The budget comes in September.")
	b.ExpectTold("he", "yao", "bai")
	b.ExpectChange("step/2", "moved")
	b.ExpectDue("step/2", "2026-09-30")
}

func TestPetition_AReopenedCaseKeepsWhatWasPromised(t *testing.T) {
	b := closed(t, step{}, step{title: "Pay monthly", owner: "bai", due: "2026-08-31", promise: "yes"})
	b.Do("tang", "reopen", "reason", "The petitioner was not heard.", "to", "accepted")
	if steps := facts(b).Steps; len(steps) != 1 || steps[0].No != 2 || !steps[0].Promise {
		t.Errorf("steps %+v, wanted the promise alone", steps)
	}
	lead(b, "he")
	b.Do("he", "submit-analysis", analysis()...)
	var many []step
	for range casework.MaxRows {
		many = append(many, step{})
	}
	b.Refused("he", "submit-plan", "too-many-steps", plan(many...)...)
	b.Do("he", "submit-plan", plan(step{title: "Hear the petitioner", owner: "yao"})...)
	b.Do("tang", "return-plan", "reason", "Who goes there?")
	b.Do("he", "submit-plan", plan(step{title: "Hear the petitioner at home", owner: "yao"})...)
	if steps := facts(b).Steps; len(steps) != 2 || steps[0].No != 2 || steps[1].No != 3 {
		t.Errorf("steps %+v, wanted the promise and the new step", steps)
	}
	b.Do("liang", "approve-plan")
	b.ExpectDue("step/2", "2026-08-31")
}

func TestPetition_TheEndComesOnItsDayAndNoSooner(t *testing.T) {
	terms := casetest.Standard()
	terms.Limits["internal.final"] = casetest.Limit{Days: 200}
	b := closing(t)
	b.Terms = terms
	approve(b, "tang")
	callBacks(b)
	end := b.TooEarly("finalise")
	if got := end.In(casetest.Shanghai).Format("2006-01-02 15:04"); got != "2026-09-19 00:00" {
		t.Errorf("the case may end at %s, wanted two hundred days after its closure", got)
	}
	b.ExpectDue("final", "2026-09-18")
	b.WaitPast(end)
	b.ExpectStage(petition.Final)
}

func TestPetition_CallBacksAreOwedOneByOne(t *testing.T) {
	b := closed(t)
	first := b.TooEarly("ask-call-back")
	if got := first.In(casetest.Shanghai).Format("2006-01-02 15:04"); got != "2026-03-10 00:00" {
		t.Errorf("the first call-back is asked for at %s, wanted after seven days", got)
	}
	b.WaitPast(first)
	b.Story("ask-call-back")
	b.ExpectTold("he", "lu")
	b.ExpectDue("call-back/1", "2026-03-17")
	b.Do("lu", "record-contact", "how", "phone", "on", "2026-03-10", "note", "Something else.")
	b.ExpectDue("call-back/1", "2026-03-17")
	b.Do("lu", "record-contact", "how", "call-back", "on", "2026-03-04", "note", "An old call.")
	b.ExpectDue("call-back/1", "2026-03-17") // a call made before it was asked for is no answer
	b.WaitTill("2026-03-18")
	b.ExpectTold("lu")
	b.Do("lu", "record-contact", "how", "call-back", "on", "2026-03-18", "note", "Content.")
	b.ExpectChange("call-back/1", "met")
	b.WaitPast(b.TooEarly("ask-call-back"))
	b.Story("ask-call-back")
	b.WaitPast(b.TooEarly("ask-call-back"))
	b.Story("ask-call-back")
	b.ExpectChange("call-back/2", "dropped") // nobody made the second call; the timeline says so
	b.TooEarly("finalise")                   // the third is still owed
	b.Do("lu", "record-contact", "how", "call-back", "on", b.Now.In(casetest.Shanghai).Format("2006-01-02"), "note", "Content.")
	b.Story("finalise")
}

func TestPetition_WithoutAHandlerTheLeaderCallsBack(t *testing.T) {
	b := closed(t)
	b.Do("petitioner", "dispute", "note", "–", "document", "–") // keeps the case open meanwhile
	b.Alter("handler", "")
	b.WaitPast(b.TooEarly("ask-call-back"))
	b.Story("ask-call-back")
	if d, _ := b.Due("call-back/1"); d.Role != petition.Leader {
		t.Errorf("the call is owed by %s, wanted the leader", d.Role)
	}
}
