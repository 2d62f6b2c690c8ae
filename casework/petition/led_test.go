package petition_test

import (
	"testing"

	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func TestPetition_LedFromTheLetterToItsLastDay(t *testing.T) {
	b := registered(t)
	b.ExpectStage(petition.Registered)
	b.ExpectDues("decide")
	b.ExpectDue("decide", "2026-03-17") // fifteen days, the first not counted

	b.Wait(casetest.Day)
	b.Do("miao", "accept", "unit", "U1", "track", "led")
	b.ExpectStage(petition.Accepted)
	b.ExpectChange("decide", "met")
	b.ExpectDues("notify", "opinion", "name-leader")
	b.ExpectDue("notify", "2026-03-17")
	b.ExpectDue("opinion", "2026-05-06") // the sixtieth day falls on Labour Day's weekend
	b.ExpectDue("name-leader", "2026-03-10")
	b.Do("miao", "record-notice", "document", "N-17")
	b.ExpectNoDue("notify")

	b.Do("liang", "assign-leader", "leader", "he", "reason", "The matter is complex.")
	b.ExpectStage(petition.Led)
	b.ExpectTold("he")
	b.ExpectDues("opinion", "take-up", "form-team", "submit-analysis", "contact")
	b.ExpectDue("take-up", "2026-03-06")
	b.ExpectDue("form-team", "2026-03-10")
	b.ExpectDue("submit-analysis", "2026-03-17")
	b.ExpectDue("contact", "2026-04-02")
	b.Do("he", "take-up", "no-conflict", "yes")
	b.Do("he", "name-handler", "handler", "lu")
	b.ExpectTold("lu")
	b.Do("he", "form-team", "members", "yao, gu")
	b.ExpectTold("yao", "gu")
	b.Do("yao", "confirm-membership", "no-conflict", "yes")
	b.Do("gu", "confirm-membership", "no-conflict", "yes")
	b.ExpectDues("opinion", "submit-analysis", "contact")

	b.Wait(6 * casetest.Day)
	b.Do("he", "submit-analysis", analysis()...)
	b.ExpectStage(petition.Analysed)
	b.ExpectTold("yao", "gu")
	b.ExpectDue("submit-plan", "2026-03-23")
	b.Do("he", "submit-plan", plan(step{}, step{title: "Explain the procedure", owner: "bai", due: "2026-04-10", kind: "explain"})...)
	b.ExpectStage(petition.Planned)
	b.ExpectDue("approve-plan", "2026-03-16")
	b.ExpectNoDue("step/1") // nothing is owed of a plan nobody approved
	b.Do("liang", "approve-plan", "note", "Go ahead.")
	b.ExpectStage(petition.Resolving)
	b.ExpectTold("he", "yao", "gu", "bai")
	b.ExpectDues("opinion", "contact", "step/1", "step/2")
	if f := facts(b); !f.Submitted.Equal(b.Now) || !f.Resolving.Equal(b.Now) || f.PlanVersion != 1 {
		t.Errorf("submitted %s, in force %s, version %d", f.Submitted, f.Resolving, f.PlanVersion)
	}
	b.ExpectDue("step/1", "2026-03-31")
	b.ExpectDue("step/2", "2026-04-10")

	b.Wait(10 * casetest.Day)
	b.Do("he", "record-contact", "how", "appointment", "on", "2026-03-18", "note", "Heard him at the office.")
	b.ExpectDue("contact", "2026-04-17")
	if n := facts(b).Contacts; n != 1 {
		t.Errorf("%d contacts, wanted one", n)
	}
	b.Do("yao", "start-step", "step", "1")
	b.Do("yao", "complete-step", "step", "1", "evidence", "The receipt was found.")
	b.ExpectTold("he")
	b.ExpectChange("step/1", "met")
	b.ExpectDue("contact", "2026-04-20") // a step done is a sign of life
	b.Do("bai", "complete-step", "step", "2", "evidence", "Note of the talk.")

	b.Do("lu", "draft-opinion", opinion("granted", "explained")...)
	b.ExpectDue("legal-check", "2026-03-24")
	b.Do("qin", "legal-check", "passes", "yes", "note", "In order.")
	b.ExpectTold("lu", "he")
	b.Do("shen", "sign-opinion", "number", "2026-17")
	b.ExpectStage(petition.Replied)
	b.ExpectChange("opinion", "met")
	b.ExpectDues("deliver")
	b.ExpectDue("deliver", "2026-03-26")
	deliver(b)
	b.ExpectDues("propose-closure")
	b.ExpectDue("propose-closure", "2026-05-07") // ten working days after the last day for a review

	b.Do("he", "propose-closure", "outcome", "resolved", "note", "The money arrived.")
	b.ExpectStage(petition.Closing)
	b.ExpectDues("decide-closure")
	b.ExpectDue("decide-closure", "2026-03-26")
	b.Story("ask-approver")
	b.Do("tang", "record-phone-check", "verdict", "agrees", "note", "Says the money arrived.")
	b.Do("tang", "approve-closure", "note", "Complete.")
	b.ExpectStage(petition.Closed)
	b.ExpectTold("he", "lu")
	if got := b.Last.Result; got != "resolved" {
		t.Errorf("the case came to %q, wanted resolved", got)
	}
	b.ExpectDues("tell-petitioner/closure") // the first call-back tells it

	b.TooEarly("finalise")
	callBacks(b)
	b.Story("finalise")
	b.ExpectStage(petition.Final)
	b.ExpectDues()
	b.ExpectTimeline("register", "accept", "record-notice", "assign-leader", "take-up", "name-handler", "form-team", "confirm-membership",
		"confirm-membership", "submit-analysis", "submit-plan", "approve-plan", "record-contact", "start-step", "complete-step", "complete-step",
		"draft-opinion", "legal-check", "sign-opinion", "record-delivery", "propose-closure", "ask-approver", "record-phone-check",
		"approve-closure", "ask-call-back", "record-contact", "ask-call-back", "record-contact", "ask-call-back", "record-contact", "finalise")
}

func TestPetition_ReturnedAnalysisAndPlanComeAgain(t *testing.T) {
	b := teamed(t)
	b.Do("he", "submit-analysis", analysis()...)
	b.Do("tang", "return-analysis", "reason", "It does not say why the case is stuck.")
	b.ExpectStage(petition.Led)
	b.ExpectTold("he")
	b.ExpectDue("submit-analysis", "2026-03-16")
	b.Do("he", "submit-analysis", analysis()...)
	b.Do("he", "submit-plan", plan(step{title: "A first idea", owner: "gu"}, step{})...)
	b.Do("liang", "return-plan", "reason", "The first step proves nothing.")
	b.ExpectStage(petition.Analysed)
	b.ExpectTold("he")
	b.ExpectChange("approve-plan", "met")
	b.Do("he", "submit-plan", plan(step{})...)
	if steps := facts(b).Steps; len(steps) != 1 || facts(b).PlanVersion != 2 {
		t.Errorf("the plan in force has %d steps in version %d, wanted one in the second", len(steps), facts(b).PlanVersion)
	}
}

func TestPetition_NobodyActsBeforeTheyHaveSaidThatNoConflictStandsInTheWay(t *testing.T) {
	b := waiting(t)
	b.Do("liang", "assign-leader", "leader", "he")
	b.ExpectOffer("he", "take-up", "declare-conflict", "-name-handler", "-form-team", "-comment")
	b.Refused("he", "form-team", "card-only", "members", "yao")
	b.Refused("he", "submit-analysis", "card-only", analysis()...)
	b.Do("he", "take-up", "no-conflict", "yes")
	b.ExpectOffer("he", "form-team", "submit-analysis", "take-up!already-taken-up")
	b.Refused("he", "take-up", "already-taken-up", "no-conflict", "yes")
	b.Do("he", "form-team", "members", "yao, gu")
	b.Refused("yao", "comment", "card-only", "note", "I know this one.")
	b.Do("yao", "confirm-membership", "no-conflict", "yes")
	b.Refused("yao", "confirm-membership", "already-confirmed", "no-conflict", "yes")
	b.Do("yao", "comment", "note", "Let us begin.")
	b.Do("he", "form-team", "members", "yao, bai")
	if team := facts(b).Team; len(team) != 2 || !team[0].Confirmed || team[1].Confirmed {
		t.Errorf("the team is %+v; wanted yao confirmed still, bai not yet", team)
	}
}

func TestPetition_OneCaseHasOneLeader(t *testing.T) {
	b := registered(t)
	b.Refused("liang", "assign-leader", "accepted-first", "leader", "he")
	b.Do("miao", "accept", "unit", "U1", "track", "led", "notice-no", "N-1")
	b.Refused("liang", "replace-leader", "no-leader", "leader", "he", "handover", "–")
	b.Refused("liang", "assign-leader", "invalid", "leader", "gu").Naming("leader")   // no leading post
	b.Refused("liang", "assign-leader", "invalid", "leader", "gone").Naming("leader") // left the post
	b.Do("shen", "assign-leader", "leader", "he", "vacant-post", "Deputy for petitions", "reason", "The post is vacant, so one level up.")
	b.Refused("liang", "assign-leader", "has-leader", "leader", "zhou")
	b.Do("he", "take-up", "no-conflict", "yes")
	b.Refused("liang", "replace-leader", "incomplete", "leader", "zhou").Naming("handover")
	b.Refused("liang", "replace-leader", "same-leader", "leader", "he", "handover", "Nothing to hand over.")
	b.Do("he", "form-team", "members", "zhou, yao")
	b.Wait(casetest.Day)
	b.Do("liang", "replace-leader", "leader", "zhou", "handover", "The receipt is in the blue folder.")
	b.ExpectTold("zhou")
	b.ExpectChange("take-up", "set")
	b.ExpectDue("submit-analysis", "2026-03-16") // the case's own dates do not begin anew
	if f := facts(b); f.Leader != "zhou" || f.TakenUp || len(f.Team) != 1 {
		t.Errorf("leader %s, taken up %t, team %+v; wanted zhou, not yet, without zhou", f.Leader, f.TakenUp, f.Team)
	}
	b.Refused("zhou", "submit-analysis", "card-only", analysis()...)
}

func TestPetition_WhatIsTheLeadersNobodyElseDoesEvenIfARoleWereGivenByMistake(t *testing.T) {
	b := waiting(t)
	b.Do("liang", "assign-leader", "leader", "he")
	b.Holding("leader").Refused("zhou", "form-team", "not-taken-up", "members", "yao")
	b.Holding("leader").Refused("zhou", "submit-analysis", "not-taken-up", analysis()...)
	b.Holding("leader").Refused("zhou", "take-up", "in-person", "no-conflict", "yes")
	b.Do("he", "take-up", "no-conflict", "yes")
	b.Holding("leader").Refused("zhou", "form-team", "not-the-leader", "members", "yao")
	b.Holding("leader").Refused("zhou", "submit-analysis", "not-the-leader", analysis()...)
	b.Do("he", "submit-analysis", analysis()...)
	b.Holding("leader").Refused("zhou", "submit-plan", "not-the-leader", plan(step{})...)
	b.Do("liang", "replace-leader", "leader", "zhou", "handover", "All in the file.")
	b.Holding("leader").Refused("he", "submit-plan", "not-taken-up", plan(step{})...)
	b.Do("zhou", "take-up", "no-conflict", "yes")
	b.Do("zhou", "submit-plan", plan(step{})...)
	b.Holding("supervisor").Refused("zhou", "approve-plan", "own-plan")
	b.Do("liang", "approve-plan")
	b.Holding("leader").Refused("he", "drop-step", "not-the-leader", "step", "1", "reason", "–")
	b.Holding("leader").Refused("he", "revise-plan", "not-the-leader", append(plan(step{}), "reason", "–")...)
}

func TestPetition_TheTeamIsOfOthersThanTheLeader(t *testing.T) {
	b := led(t)
	b.Refused("he", "form-team", "leader-in-team", "members", "yao, he")
	b.Refused("he", "form-team", "invalid", "members", "yao, nobody").Naming("members")
	b.Do("he", "form-team", "members", "yao, gu, yao")
	if team := facts(b).Team; len(team) != 2 {
		t.Errorf("the team is %+v, wanted each member once", team)
	}
}

func TestPetition_EveryDateOfTheLedTrackIsAskedWhenItPasses(t *testing.T) {
	b := registered(t)
	b.WaitTill("2026-03-18")
	b.ExpectTimeline("register", "overdue: decide → reminder")
	b.ExpectTold("miao")
	b.Do("miao", "accept", "unit", "U1", "track", "led")
	b.ExpectDue("name-leader", "2026-03-25")
	b.Wait(0)
	b.ExpectTimeline("accept", "overdue: notify → reminder") // fifteen days from receipt are over already
	b.Do("miao", "record-notice", "document", "N-1")
	b.WaitTill("2026-03-26")
	b.ExpectTimeline("record-notice", "overdue: name-leader → reminder")
	b.ExpectTold("liang", "tang")

	b.Do("liang", "assign-leader", "leader", "he")
	b.WaitTill("2026-04-01")
	b.ExpectTimeline("assign-leader", "overdue: take-up → reminder")
	b.ExpectTold("he")
	b.Do("he", "take-up", "no-conflict", "yes")
	b.WaitTill("2026-04-03")
	b.ExpectTimeline("take-up", "overdue: form-team → reminder")
	b.Do("he", "form-team", "members", "yao")
	b.Do("yao", "confirm-membership", "no-conflict", "yes")
	b.WaitTill("2026-04-11")
	b.ExpectTimeline("form-team", "confirm-membership", "overdue: submit-analysis → reminder")
	b.Do("he", "submit-analysis", analysis()...)
	b.ExpectDue("submit-plan", "2026-04-24")
	b.WaitTill("2026-04-25")
	b.ExpectTimeline("submit-analysis", "overdue: submit-plan → reminder")
	b.Do("he", "submit-plan", plan(step{due: "2026-05-20"})...)
	b.ExpectDue("approve-plan", "2026-05-06") // three days of Labour Day between
	b.ExpectDue("contact", "2026-04-27")
	b.WaitTill("2026-04-28")
	b.ExpectTimeline("submit-plan", "overdue: contact → reminder")
	b.WaitTill("2026-05-07")
	b.ExpectTimeline("overdue: approve-plan → reminder")
	b.ExpectTold("liang", "tang")
	b.Do("tang", "approve-plan")
	b.WaitTill("2026-05-19")
	b.ExpectTimeline("approve-plan", "overdue: contact → reminder", "overdue: contact → reminder", "overdue: opinion → reminder")
	b.ExpectTold("he")
	b.WaitTill("2026-05-21")
	b.ExpectTimeline("overdue: step/1 → reminder")
	b.ExpectTold("yao")
}

func TestPetition_AnUnansweredDateIsAskedAgainAndKeepsItsNumber(t *testing.T) {
	b := registered(t)
	first, _ := b.Due("decide")
	b.WaitTill("2026-04-10")
	b.ExpectTimeline("register", "overdue: decide → reminder", "overdue: decide → reminder", "overdue: decide → reminder")
	last, _ := b.Due("decide")
	if last.No != first.No || last.Generation != first.Generation+3 || !last.Term.At.Equal(first.Term.At) {
		t.Errorf("the date was %+v and is %+v; wanted the same date, three generations on", first, last)
	}
	b.Do("miao", "decline", "reason", "Not ours.", "competent-body", "The county court", "document", "D-1")
	b.Wait(30 * casetest.Day)
	b.ExpectTimeline("decline")
}
