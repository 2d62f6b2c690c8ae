package petition_test

import (
	"testing"

	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func TestPetition_WhatIsTakenInAsSimpleIsDecidedInThreeWorkingDays(t *testing.T) {
	b := registered(t, "track", "simple")
	b.ExpectDue("decide", "2026-03-05")
	b.WaitTill("2026-03-06")
	b.ExpectTimeline("register", "overdue: decide → reminder")
	b.ExpectTold("miao")
	b.Do("miao", "accept", "unit", "U1", "track", "simple", "handler", "lu", "notice-no", "N-1")
	b.ExpectChange("decide", "met")
	registered(t, "track", "led").ExpectDue("decide", "2026-03-17")
}

func TestPetition_AnOverdueSimpleMatterIsLed(t *testing.T) {
	b := simple(t)
	b.ExpectDue("simple-ends", "2026-03-16")
	b.Do("lu", "draft-opinion", opinion("granted")...)
	b.Do("qin", "legal-check", "passes", "yes", "note", "In order.")
	b.WaitTill("2026-03-17")
	b.ExpectTimeline("register", "accept", "draft-opinion", "legal-check", "overdue: opinion → reminder", "raise-track")
	b.ExpectActor("system/clock", petition.System, "")
	b.ExpectTold("lu")
	b.ExpectChange("simple-ends", "met")
	b.ExpectDues("opinion", "name-leader")
	b.ExpectDue("opinion", "2026-05-06") // sixty days from the acceptance
	b.ExpectDue("name-leader", "2026-03-24")
	b.Refused("lu", "draft-opinion", "needs-plan", opinion("granted")...)
	b.Refused("shen", "sign-opinion", "no-draft", "number", "2026-3")
	b.Refused("system/clock", "raise-track", "already-led")
	b.Refused("miao", "choose-track", "track-down", "track", "simple", "reason", "Only a signature is missing.")
	b.Do("liang", "choose-track", "track", "simple", "reason", "Only a signature is missing.")
	b.ExpectDue("opinion", "2026-03-31") // ten working days from the supervisor's word
	b.WaitTill("2026-04-01")
	b.ExpectTimeline("choose-track", "overdue: opinion → reminder", "raise-track") // and once more
	lead(b, "he")
}

func TestPetition_TheTrackIsChosenBeforeTheOpinion(t *testing.T) {
	b := simple(t)
	answer(b)
	b.Refused("liang", "choose-track", "track-settled", "track", "led", "reason", "–")
	old := imported(t, "replied", "2019-06-20", "reply", "x")
	lead(old, "he")
	old.Refused("liang", "choose-track", "wrong-stage", "track", "led", "reason", "–")
	old = imported(t, "replied", "2019-06-20", "reply", "x")
	old.Alter("leader", "he")
	old.Refused("liang", "choose-track", "has-leader", "track", "simple", "reason", "–")
}

func TestPetition_EachGrantedClaimOfASimpleMatterNeedsItsEvidenceOrAPromise(t *testing.T) {
	b := simple(t)
	answer(b, "granted", "explained", "granted", "granted")
	deliver(b)
	b.Refused("lu", "evidence-claim", "no-such-claim", "claim-no", "2", "evidence", "It was only explained.")
	b.Refused("lu", "evidence-claim", "incomplete", "claim-no", "1").Naming("evidence")
	b.Do("lu", "propose-closure", "outcome", "resolved", "note", "Paid back.")
	b.Do("tang", "record-phone-check", "verdict", "agrees", "note", "–")
	r := b.Refused("tang", "approve-closure", "closure-incomplete")
	r.Naming("granted-claims-carried-out")
	if args := r.Items[0].Args; len(args) != 3 || args[1] != "3" {
		t.Errorf("the claims %v are named, wanted 1, 3 and 4", args)
	}
	evidence(b)
	b.Refused("lu", "evidence-claim", "no-such-claim", "claim-no", "1", "evidence", "Again.")
	b.Do("lu", "evidence-claim", "claim-no", "3", "evidence", "The new chairs, photographed.")
	b.Refused("tang", "approve-closure", "closure-incomplete").Naming("granted-claims-carried-out")
	b.Refused("lu", "promise-claim", "day-past", promise("4", "bai", "2026-03-01")...)
	b.Refused("lu", "promise-claim", "restricts-a-person", append(promise("4", "bai", "2026-08-31"), "title", "看管")...).Naming("title")
	b.Refused("lu", "promise-claim", "no-such-claim", promise("3", "bai", "2026-08-31")...)
	b.Do("lu", "promise-claim", promise("4", "bai", "2026-08-31")...)
	b.ExpectTold("bai")
	b.ExpectDue("step/1", "2026-08-31")
	b.Refused("lu", "promise-claim", "no-such-claim", promise("4", "bai", "2026-09-30")...)
	b.Do("tang", "approve-closure")
	callBacks(b)
	b.TooEarly("finalise") // the promise keeps it from its end
	b.Do("bai", "complete-step", "step", "1", "evidence", "The last payment arrived.")
	b.Wait(0)
	b.ExpectStage(petition.Final)
}

func TestPetition_APromiseIsNotTheAccusedsNorARecusedOnes(t *testing.T) {
	b := registered(t, "matter", "report", "hidden-persons", "bai")
	b.Do("miao", "accept", "unit", "U1", "track", "simple", "handler", "lu", "notice-no", "N-1")
	answer(b)
	b.Refused("lu", "promise-claim", "the-accused", promise("1", "bai", "2026-08-31")...).Naming("owner")
	b.Do("petitioner", "ask-recusal", "person", "gu", "reason", "A neighbour.")
	b.Do("tang", "decide-recusal", "granted", "yes", "reason", "Yes.")
	b.Refused("lu", "promise-claim", "recused", promise("1", "gu", "2026-08-31")...).Naming("owner")
	full := replied(t)
	many := facts(full).Steps
	for len(many) < 40 {
		many = append(many, petition.Step{No: 100 + len(many), State: "done"})
	}
	full.Alter("steps", many)
	full.Refused("lu", "promise-claim", "too-many-steps", promise("1", "bai", "2026-08-31")...)
}

func TestPetition_AStepWhoseOwnerKeepsOutIsGivenToAnother(t *testing.T) {
	b := resolving(t)
	b.Do("bai", "declare-conflict", "reason", "My brother's house.")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Yes.")
	b.ExpectDues("opinion", "contact", "step/1", "reassign-step/2")
	b.ExpectDue("reassign-step/2", "2026-03-05")
	b.Refused("bai", "complete-step", "wrong-role", "step", "2", "evidence", "–")
	b.Refused("he", "reassign-step", "recused", "step", "2", "owner", "bai", "reason", "–").Naming("owner")
	b.Refused("he", "reassign-step", "no-such-step", "step", "9", "owner", "gu", "reason", "–")
	b.Refused("lu", "reassign-step", "led-by-leader", "step", "2", "owner", "gu", "reason", "–")
	b.WaitTill("2026-03-06")
	b.ExpectTold("he")
	b.Do("he", "reassign-step", "step", "2", "owner", "gu", "reason", "She explains it now.")
	b.ExpectTold("yao", "gu")
	b.ExpectChange("reassign-step/2", "met")
	b.ExpectDue("step/2", "2026-04-10")
	b.Do("gu", "complete-step", "step", "2", "evidence", "Note of the talk.")

	s := simple(t)
	answer(s)
	s.Do("lu", "promise-claim", promise("1", "shao", "2026-08-31")...)
	s.Do("shao", "declare-conflict", "reason", "My cousin.")
	s.Do("liang", "decide-recusal", "granted", "yes", "reason", "Yes.")
	if d, ok := s.Due("reassign-step/1"); !ok || d.Role != petition.Handler {
		t.Errorf("%+v, wanted the handler to name another", d)
	}
	s.Do("miao", "seal", "reason", "It names the hospital.", "hidden-unit", "U2")
	s.Refused("lu", "reassign-step", "the-accused", "step", "1", "owner", "bai", "reason", "–").Naming("owner")
}

func TestPetition_WhoeverIsAskedAndWhoeverApprovesMayKeepOutToo(t *testing.T) {
	b := closing(t)
	b.Do("he", "consult", "person", "shao", "due", "2026-03-13", "note", "When was it taken?")
	b.Do("shao", "declare-conflict", "reason", "My cousin.")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Yes.")
	b.ExpectChange("answer-consult/1", "dropped")
	b.Do("tang", "declare-conflict", "reason", "My neighbour.")
	b.Refused("tang", "approve-closure", "not-independent").Naming("recused") // said, though not yet decided
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Yes.")
	b.Refused("tang", "approve-closure", "wrong-role")
	approve(b, "liang")
}

func TestPetition_OnlyWhoeverStandsAboveTheHandlerAnswersADispute(t *testing.T) {
	b := simple(t)
	answer(b)
	deliver(b)
	b.Do("petitioner", "dispute", "note", "It was not paid.", "document", "–")
	b.Holding(petition.Supervisor).Refused("miao", "answer-dispute", "answered-by-handler", "answer", "–") // of the same rank
	b.Holding(petition.Supervisor).Refused("bai", "answer-dispute", "answered-by-handler", "answer", "–")  // of another unit
	b.Do("fang", "answer-dispute", "answer", "It was, on the second.")                                     // of the body above
}

func TestPetition_TheTeamStaysOwedAfterTheAnalysis(t *testing.T) {
	b := led(t)
	b.Do("he", "submit-analysis", analysis()...)
	b.ExpectDue("form-team", "2026-03-09")
	b.Do("he", "submit-plan", plan(step{owner: "gu"})...)
	b.Do("he", "form-team", "members", "yao")
	b.ExpectChange("form-team", "met")
}

func TestPetition_ADecisionTakenBackLateHasAFreshTerm(t *testing.T) {
	b := registered(t)
	b.Do("miao", "decline", "reason", "Not ours.", "competent-body", "The county court", "document", "D-1")
	b.Wait(40 * casetest.Day)
	b.Do("liang", "take-back", "why", "error", "reason", "It is ours.")
	b.ExpectDue("decide", "2026-04-27") // fifteen days end on a Sunday
	b.Do("miao", "accept", "unit", "U1", "track", "led")
	b.ExpectDue("notify", "2026-04-27")
}
