package petition_test

import (
	"testing"

	"followthrough/casework"
	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func TestPetition_AStepIsItsOwnersAndTheLeaders(t *testing.T) {
	b := resolving(t)
	b.Refused("bai", "start-step", "not-your-step", "step", "1")
	b.Refused("bai", "complete-step", "not-your-step", "step", "1", "evidence", "–")
	b.Refused("gu", "complete-step", "wrong-role", "step", "1", "evidence", "–")
	b.Refused("yao", "start-step", "no-such-step", "step", "7")
	b.Refused("yao", "start-step", "invalid", "step", "first").Naming("step")
	b.Refused("yao", "complete-step", "incomplete", "step", "1").Naming("evidence")
	b.Do("yao", "start-step", "step", " 1 ") // as people type it
	b.Do("he", "complete-step", "step", "1", "evidence", "I saw the receipt.")
	b.ExpectTold()
	b.Refused("yao", "complete-step", "no-such-step", "step", "1", "evidence", "Again.")
	b.Refused("yao", "start-step", "no-such-step", "step", "1")
}

func TestPetition_APlanLooksAheadAndRestrictsNobody(t *testing.T) {
	b := teamed(t)
	b.Do("he", "submit-analysis", analysis()...)
	b.Refused("he", "submit-plan", "incomplete").Naming("steps")
	b.Refused("he", "submit-plan", "incomplete", plan(step{}, step{title: " "})...).Naming("steps.1.title")
	b.Refused("he", "submit-plan", "invalid", plan(step{kind: "watch"}, step{due: "soon"})...).Naming("steps.0.kind", "steps.1.due")
	b.Refused("he", "submit-plan", "day-past", plan(step{}, step{due: "2026-03-01"})...).Naming("steps.1.due")
	b.Refused("he", "submit-plan", "restricts-a-person", plan(step{title: "安排专人盯守"}, step{title: "Restrict movement until May"})...).
		Naming("steps.0.title", "steps.1.title")
	b.Do("he", "submit-plan", plan(step{due: "2026-03-02"})...) // today is still ahead
	b.Do("tang", "approve-plan")
	b.Refused("he", "add-step", "day-past", one(step{due: "2026-03-01"})...)
	b.Refused("he", "add-step", "restricts-a-person", one(step{title: "把人劝返", due: "2026-03-02"})...).Naming("title")
	b.Refused("he", "revise-plan", "day-past", append(plan(step{due: "2026-03-01"}), "reason", "–")...).Naming("steps.0.due")
	b.Refused("he", "revise-plan", "restricts-a-person", append(plan(step{title: "稳控"}), "reason", "–")...).Naming("steps.0.title")
}

func TestPetition_ARevisedPlanKeepsWhatIsDonePromisedOrUnderWay(t *testing.T) {
	b := resolving(t, step{}, step{owner: "gu"}, step{owner: "bai", promise: "yes"}, step{owner: "shao"})
	b.Do("yao", "start-step", "step", "1")
	b.Do("gu", "complete-step", "step", "2", "evidence", "–")
	b.Do("he", "revise-plan", append(plan(step{title: "Another way", owner: "lu"}), "reason", "The fourth leads nowhere.")...)
	b.ExpectTold("yao", "gu", "bai", "lu")
	b.ExpectChange("step/4", "dropped")
	b.ExpectChange("step/5", "set")
	if v := facts(b).PlanVersion; v != 2 {
		t.Errorf("version %d of the plan is in force, wanted the second", v)
	}
	b.ExpectDues("opinion", "contact", "step/1", "step/3", "step/5")
	b.Refused("he", "drop-step", "a-promise-is-kept", "step", "3", "reason", "Too dear.")
	b.Refused("he", "drop-step", "no-such-step", "step", "4", "reason", "–")
	b.Do("he", "drop-step", "step", "5", "reason", "Not needed.")
	b.ExpectChange("step/5", "dropped")
}

func TestPetition_APlanHasRoomForFortySteps(t *testing.T) {
	var many []step
	for range casework.MaxRows {
		many = append(many, step{})
	}
	b := resolving(t, many...)
	b.Refused("he", "add-step", "too-many-steps", one(step{})...)
	b.Refused("he", "revise-plan", "too-many-steps", append(plan(step{}), "reason", "–")...)
	if rings := b.Last.Moved.Dues; len(rings) != casework.MaxRings {
		t.Errorf("the story is told of %d dates, wanted the next %d", len(rings), casework.MaxRings)
	}
	var tooMany []step
	for range casework.MaxRows + 1 {
		tooMany = append(tooMany, step{})
	}
	b.Refused("he", "revise-plan", "invalid", append(plan(tooMany...), "reason", "–")...).Naming("steps")
}

func TestPetition_APlanReturnedAndSentAgainDoesNotFillUp(t *testing.T) {
	var many []step
	for range 30 {
		many = append(many, step{})
	}
	b := planned(t, many...)
	b.Do("tang", "return-plan", "reason", "Shorter.")
	b.Do("he", "submit-plan", plan(many...)...)
	if n := len(facts(b).Steps); n != 30 {
		t.Errorf("%d steps, wanted the new thirty", n)
	}
}

func TestPetition_OnlyASupervisorWithoutAStakeMovesADate(t *testing.T) {
	b := resolving(t)
	b.Refused("he", "postpone-step", "wrong-role", "step", "1", "due", "2026-05-20", "reason", "–")
	b.Refused("tang", "postpone-step", "no-such-step", "step", "9", "due", "2026-05-20", "reason", "–")
	b.Refused("tang", "postpone-step", "day-past", "step", "1", "due", "2026-02-20", "reason", "–")
	b.Holding(petition.Supervisor).Refused("yao", "postpone-step", "own-step", "step", "1", "due", "2026-05-20", "reason", "–")
	b.Holding(petition.Supervisor).Refused("he", "postpone-step", "own-step", "step", "1", "due", "2026-05-20", "reason", "–")
	b.WaitTill("2026-04-01")
	b.ExpectTold("yao")
	late, _ := b.Due("step/1")
	b.Do("tang", "postpone-step", "step", "1", "due", "2026-05-20", "reason", "The archive is under water.")
	moved, _ := b.Due("step/1")
	if moved.No != late.No || moved.Generation != late.Generation+1 {
		t.Errorf("number %d generation %d, wanted the same number and a new generation", moved.No, moved.Generation)
	}
	b.ExpectDue("step/1", "2026-05-20")
}

func TestPetition_AnInstructionMayBecomeAStep(t *testing.T) {
	b := resolving(t)
	b.Do("shen", "instruct", "note", "Pay before the holiday.")
	b.ExpectTold("he", "lu")
	b.Refused("he", "add-step", "beyond-the-plan", one(step{title: "Pay before the holiday", owner: "shao", due: "2026-04-30"})...).Naming("due")
	b.Do("liang", "add-step", one(step{title: "Pay before the holiday", owner: "shao", due: "2026-04-30"})...)
	b.ExpectTold("yao", "bai", "shao")
	b.ExpectDue("step/3", "2026-04-30")
}

func TestPetition_AnotherUnitIsAskedAndAnswers(t *testing.T) {
	b := led(t)
	b.Refused("he", "consult", "day-past", "person", "shao", "due", "2026-02-20", "note", "–")
	b.Do("he", "consult", "person", "shao", "due", "2026-03-13", "note", "When was the deposit taken?")
	b.ExpectTold("shao")
	b.ExpectDue("answer-consult/1", "2026-03-13")
	b.Do("lu", "consult", "person", "bai", "due", "2026-03-13", "note", "Is there a copy?")
	b.Refused("shao", "answer-consult", "no-such-consult", "number", "2", "note", "–")
	b.WaitTill("2026-03-14")
	b.ExpectTold("bai")
	b.Do("shao", "answer-consult", "number", "1", "note", "In May.")
	b.ExpectTold("he", "lu")
	b.ExpectChange("answer-consult/1", "met")
	b.Refused("shao", "answer-consult", "no-such-consult", "number", "1", "note", "Again.")
	b.Office.Leaves = append(b.Office.Leaves, casetest.Leave{Person: "bai", StandIn: "gu", From: "2026-03-14", Till: "2026-03-20"})
	b.Do("gu", "answer-consult", "number", "2", "note", "There is.")
	b.ExpectActor("gu", petition.Consulted, "bai")
}

func TestPetition_FortyQuestionsAreEnough(t *testing.T) {
	b := led(t)
	for range casework.MaxRows {
		b.Do("he", "consult", "person", "shao", "due", "2026-03-13", "note", "And this?")
	}
	b.Refused("he", "consult", "too-many-consults", "person", "shao", "due", "2026-03-13", "note", "And this?")
}

func TestPetition_ThirtyDaysOfSilenceAreADate(t *testing.T) {
	b := led(t)
	b.Refused("he", "record-contact", "day-ahead", "how", "phone", "on", "2026-03-09", "note", "–").Naming("on")
	b.Do("lu", "record-contact", "how", "phone", "on", "2026-03-02", "note", "Called.")
	b.ExpectDue("contact", "2026-04-01")
	b.WaitTill("2026-03-20")
	b.Do("he", "record-contact", "how", "visit", "on", "2026-03-19", "note", "Went there with the file.")
	b.ExpectChange("contact", "moved")
	b.ExpectDue("contact", "2026-04-20") // thirty days end on a Saturday
	b.Do("he", "record-contact", "how", "phone", "on", "2026-03-05", "note", "An earlier call.")
	b.ExpectDue("contact", "2026-04-20")
}

func TestPetition_TheStoryAsksForAReportEachMonth(t *testing.T) {
	b := resolving(t, step{due: "2026-12-31"})
	again := b.TooEarly("ask-report")
	if got := again.In(casetest.Shanghai).Format("2006-01-02 15:04"); got != "2026-04-02 00:00" {
		t.Errorf("asks first at %s, wanted after thirty days", got)
	}
	b.WaitPast(again)
	next := b.Story("ask-report")
	b.ExpectTold("he", "lu")
	b.ExpectDue("progress-report", "2026-04-10")
	b.WaitTill("2026-04-11")
	b.ExpectTold("he")
	b.Do("he", "report-progress", "note", "Two of three papers are found.")
	b.ExpectChange("progress-report", "met")
	b.ExpectDue("contact", "2026-05-11")
	b.WaitPast(next)
	b.Story("ask-report")
	b.ExpectDue("progress-report", "2026-05-13")

	b.Do("he", "mediate", "document", "Agreement", "proof", "Signed by both")
	b.Do("tang", "reopen", "reason", "He did not keep to it.", "to", "accepted")
	lead(b, "he")
	b.Do("he", "submit-analysis", analysis()...)
	b.Do("he", "submit-plan", plan(step{due: "2026-12-31"})...)
	b.Do("tang", "approve-plan")
	b.ExpectNoDue("progress-report") // nobody has asked in this round
	b.TooEarly("ask-report")
}

func TestPetition_NotesAreTakenFromAnybodyWhoSeesTheCase(t *testing.T) {
	b := resolving(t)
	for _, who := range []string{"he", "lu", "yao", "bai", "liang", "shen", "qin", "miao", "zhou"} {
		b.Seeing(1).Do(who, "comment", "note", "Noted.") // a note is not refused because the page is old
	}
	b.Files["scan"] = true
	b.Do("yao", "attach", "files", "scan", "note", "The receipt.")
	b.Do("tang", "urge", "note", "The day comes near.")
	b.ExpectTold("he", "lu", "yao", "bai")
	b.Refused("long", "comment", "wrong-role", "note", "–") // accounts only
	b.Refused("han", "comment", "wrong-role", "note", "–")  // reads, never acts
}
