package petition_test

import (
	"testing"

	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func away(b *casetest.Book, person, standIn string) {
	b.Office.Leaves = append(b.Office.Leaves, casetest.Leave{Person: person, StandIn: standIn, From: "2026-03-09", Till: "2026-03-13"})
}

func TestPetition_AStandInActsForTheLeaderAndEveryLineSaysSo(t *testing.T) {
	b := teamed(t)
	away(b, "he", "zhou")
	b.Refused("zhou", "submit-analysis", "wrong-role", analysis()...) // not yet
	b.WaitTill("2026-03-09")
	b.Do("zhou", "submit-analysis", analysis()...)
	b.ExpectActor("zhou", petition.Leader, "he")
	b.Do("zhou", "submit-plan", plan(step{due: "2026-03-31"}, step{owner: "bai", due: "2026-03-31"})...)
	b.Do("liang", "approve-plan")
	b.Do("zhou", "revise-plan", append(plan(step{due: "2026-03-30"}), "reason", "Sooner.")...)
	b.Do("zhou", "complete-step", "step", "3", "evidence", "Done by telephone.")
	b.ExpectActor("zhou", petition.Leader, "he")
	answer(b)
	deliver(b)
	b.Do("zhou", "propose-closure", "outcome", "resolved", "note", "–")
	b.Holding(petition.Approver).Refused("zhou", "approve-closure", "not-independent").
		Naming("leads-the-case", "drafted-or-proposed", "worked-on-the-case")
	b.WaitTill("2026-03-16")
	b.Refused("zhou", "record-contact", "wrong-role", "how", "phone", "on", "2026-03-16", "note", "–") // he is back
}

func TestPetition_AStandInDoesNotTakeUpACaseForAnother(t *testing.T) {
	b := waiting(t)
	away(b, "he", "zhou")
	b.WaitTill("2026-03-09")
	b.Do("liang", "assign-leader", "leader", "he")
	b.Refused("zhou", "take-up", "in-person", "no-conflict", "yes")
	b.Refused("zhou", "form-team", "card-only", "members", "yao")
	b.Do("zhou", "declare-conflict", "reason", "I know her myself.")
	if who := facts(b).Recusal.Person; who != "zhou" {
		t.Errorf("%s is to keep out, wanted the stand-in who said so", who)
	}
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Then somebody else stands in.")
	b.ExpectStage(petition.Led)
}

func TestPetition_NobodyJudgesTheirOwnWorkThroughAStandIn(t *testing.T) {
	b := planned(t)
	away(b, "he", "tang")
	b.WaitTill("2026-03-09")
	b.Refused("tang", "approve-plan", "wrong-role") // who leads today does not supervise as well
	b.Holding(petition.Supervisor).Refused("tang", "approve-plan", "own-plan")
	b.Do("liang", "approve-plan")
	b.Do("tang", "ask-extension", "days", "10", "reason", "Complex.")
	b.Holding(petition.UnitHead).Refused("tang", "refuse-extension", "own-extension", "reason", "–")
	b.Holding(petition.Supervisor).Refused("tang", "postpone-step", "own-step", "step", "1", "due", "2026-04-30", "reason", "–")
	b.WaitTill("2026-03-16")
	carryOut(b)
	answer(b)
	deliver(b)
	b.Do("he", "propose-closure", "outcome", "resolved", "note", "–")
	b.Holding(petition.Approver).Refused("tang", "approve-closure", "not-independent").Naming("worked-on-the-case") // he stood in once
	b.Do("liang", "record-phone-check", "verdict", "agrees", "note", "–")
	b.Do("liang", "approve-closure")
}

func TestPetition_AStandInForTheApproverMustBeIndependentToo(t *testing.T) {
	b := closing(t)
	b.Office.Leaves = append(b.Office.Leaves, casetest.Leave{Person: "liang", StandIn: "gu", From: "2026-03-02", Till: "2026-03-02"},
		casetest.Leave{Person: "tang", StandIn: "shao", From: "2026-03-02", Till: "2026-03-02"})
	b.Refused("gu", "approve-closure", "wrong-role") // in the team, for whomever
	b.Holding(petition.Approver).Refused("gu", "approve-closure", "not-independent").Naming("in-the-team")
	b.Do("shao", "record-phone-check", "verdict", "agrees", "note", "–")
	b.Do("shao", "approve-closure")
	b.ExpectActor("shao", petition.Approver, "tang")
}

func TestPetition_AStandInOwnsTheStepsOfOneOwnerOnly(t *testing.T) {
	b := resolving(t)
	away(b, "bai", "shao")
	b.WaitTill("2026-03-09")
	b.Refused("shao", "complete-step", "not-your-step", "step", "1", "evidence", "–")
	b.Do("shao", "complete-step", "step", "2", "evidence", "Note of the talk.")
	b.ExpectActor("shao", petition.Owner, "bai")
}
