package petition_test

import (
	"testing"

	"followthrough/casework"
	"followthrough/casework/petition"
)

func TestPetition_ARevisionWithANewDateIsTheSupervisorsToApprove(t *testing.T) {
	b := resolving(t) // steps until 31 March and 10 April
	b.Refused("liang", "approve-revision", "no-revision")
	b.Refused("liang", "return-revision", "no-revision", "reason", "–")
	b.Do("he", "revise-plan", append(plan(step{title: "Another way", owner: "gu", due: "2026-05-20"}), "reason", "The archive is closed.")...)
	b.ExpectDues("opinion", "contact", "step/1", "step/2", "approve-revision") // the plan in force stays
	b.ExpectDue("approve-revision", "2026-03-09")
	if f := facts(b); f.PlanVersion != 1 || len(f.Steps) != 2 {
		t.Errorf("version %d with %d steps is in force, wanted the first", f.PlanVersion, len(f.Steps))
	}
	b.WaitTill("2026-03-10")
	b.ExpectTold("liang", "tang")
	b.Refused("he", "approve-revision", "wrong-role")
	b.Holding(petition.Supervisor).Refused("he", "approve-revision", "own-plan")
	b.Holding(petition.Supervisor).Refused("he", "return-revision", "own-plan", "reason", "–")
	b.Do("liang", "return-revision", "reason", "Too late.")
	b.ExpectTold("he")
	b.ExpectChange("approve-revision", "met")
	b.Do("he", "revise-plan", append(plan(step{title: "Another way", owner: "gu", due: "2026-04-30"}), "reason", "The archive is closed.")...)
	b.Do("tang", "approve-revision", "note", "Until then.")
	b.ExpectTold("he", "yao", "gu")
	b.ExpectChange("approve-revision", "met")
	b.ExpectDues("opinion", "contact", "step/3")
	if v := facts(b).PlanVersion; v != 2 {
		t.Errorf("version %d is in force, wanted the second", v)
	}
	b.Do("he", "add-step", one(step{owner: "lu", due: "2026-04-30"})...) // within what was approved
}

func TestPetition_AProposedRevisionTakesItsRoomAndLosesItsRecused(t *testing.T) {
	b := resolving(t)
	var many []step
	for range casework.MaxRows - 2 {
		many = append(many, step{owner: "gu", due: "2026-05-20"})
	}
	b.Do("he", "revise-plan", append(plan(many...), "reason", "–")...)
	b.Refused("he", "add-step", "too-many-steps", one(step{})...)
	b.Do("liang", "return-revision", "reason", "Fewer.")
	b.Do("he", "revise-plan", append(plan(step{owner: "gu", due: "2026-05-20"}), "reason", "–")...)
	b.Do("gu", "declare-conflict", "reason", "My neighbour.")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Yes.")
	b.Do("liang", "approve-revision")
	b.ExpectDues("opinion", "contact", "reassign-step/3")
}
