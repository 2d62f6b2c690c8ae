package petition_test

import (
	"slices"
	"testing"

	"followthrough/casework/petition"
)

func TestPetition_ALeaderWithAConflictKeepsOut(t *testing.T) {
	b := waiting(t)
	b.Do("liang", "assign-leader", "leader", "he")
	b.Do("he", "declare-conflict", "reason", "She is my cousin.")
	b.ExpectChange("take-up", "met")
	b.ExpectDue("decide-recusal", "2026-03-05")
	b.ExpectNoDue("take-up")
	b.Refused("he", "declare-conflict", "recusal-pending", "reason", "Still.")
	b.Refused("petitioner", "ask-recusal", "recusal-pending", "person", "zhou", "reason", "–")
	b.Refused("liang", "decide-recusal", "no-successor", "granted", "yes", "reason", "Near kin.")
	b.Refused("liang", "decide-recusal", "no-successor", "granted", "yes", "reason", "Near kin.", "leader", "he")
	b.WaitTill("2026-03-06")
	b.ExpectTold("liang", "tang")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Near kin.", "leader", "zhou")
	b.ExpectTold("zhou") // he keeps out, and is told nothing more
	b.ExpectChange("decide-recusal", "met")
	b.ExpectDue("take-up", "2026-03-11")
	b.Refused("he", "comment", "wrong-role", "note", "–")
	b.Refused("liang", "replace-leader", "recused", "leader", "he", "handover", "–").Naming("leader")
	b.Refused("liang", "name-handler", "recused", "handler", "he").Naming("handler")
	b.Do("zhou", "take-up", "no-conflict", "yes")
	b.Refused("zhou", "form-team", "recused", "members", "yao, he").Naming("members")
	b.Refused("zhou", "consult", "recused", "person", "he", "due", "2026-03-31", "note", "–").Naming("person")
	b.Do("zhou", "form-team", "members", "yao")
	b.Do("yao", "confirm-membership", "no-conflict", "yes")
	b.Do("zhou", "submit-analysis", analysis()...)
	b.Refused("zhou", "submit-plan", "recused", plan(step{}, step{owner: "he"})...).Naming("steps.1.owner")
	b.Do("zhou", "submit-plan", plan(step{})...)
	b.Do("fang", "approve-plan")
	b.Refused("zhou", "add-step", "recused", one(step{owner: "he"})...).Naming("owner")
	b.Refused("zhou", "revise-plan", "recused", append(plan(step{owner: "he"}), "reason", "–")...).Naming("steps.0.owner")
}

func TestPetition_ARecusedHandlerIsReplaced(t *testing.T) {
	b := simple(t)
	b.Refused("liang", "decide-recusal", "no-recusal", "granted", "yes", "reason", "–")
	b.Do("petitioner", "ask-recusal", "person", "lu", "reason", "He sold me the car.")
	b.Do("tang", "decide-recusal", "granted", "yes", "reason", "He did.")
	if f := facts(b); f.Handler != "" || !slices.Equal(f.Recused, []string{"lu"}) {
		t.Errorf("handler %q, recused %v", f.Handler, f.Recused)
	}
	b.Refused("miao", "name-handler", "recused", "handler", "lu")
	b.Do("miao", "name-handler", "handler", "bai")
	b.Do("miao", "ask-recusal", "person", "lu", "reason", "Once more.")
	b.Do("tang", "decide-recusal", "granted", "yes", "reason", "He is out already.")
	if f := facts(b); !slices.Equal(f.Recused, []string{"lu"}) {
		t.Errorf("recused %v, wanted everybody once", f.Recused)
	}
	b.Holding(petition.Approver).Refused("lu", "approve-closure", "wrong-stage")
}

func TestPetition_AMemberWithAConflictLeavesTheTeamAndASuccessorToo(t *testing.T) {
	b := led(t)
	b.Do("he", "form-team", "members", "yao, gu, zhou")
	b.Do("gu", "declare-conflict", "reason", "My neighbour.")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Yes.")
	if team := facts(b).Team; len(team) != 2 {
		t.Errorf("team %+v, wanted yao and zhou", team)
	}
	b.Do("petitioner", "ask-recusal", "person", "he", "reason", "He shouted.")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Yes.", "leader", "zhou")
	if f := facts(b); f.Leader != "zhou" || len(f.Team) != 1 {
		t.Errorf("leader %s, team %+v, wanted zhou out of the team", f.Leader, f.Team)
	}
}

func TestPetition_ARefusedRecusalChangesNothing(t *testing.T) {
	b := led(t)
	b.Do("petitioner", "ask-recusal", "person", "he", "reason", "He is slow.")
	b.Do("liang", "decide-recusal", "granted", "no", "reason", "Slowness is no direct interest.")
	if f := facts(b); f.Leader != "he" || f.Recusal != nil || f.Recused != nil {
		t.Errorf("leader %s, recusal %v, recused %v", f.Leader, f.Recusal, f.Recused)
	}
	b.Do("petitioner", "ask-recusal", "person", "tang", "reason", "He knows the hospital's director.")
	b.Refused("tang", "decide-recusal", "own-recusal", "granted", "no", "reason", "–")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "He does.")
	b.Refused("tang", "instruct", "wrong-role", "note", "–")
}

func TestPetition_ARecusedLeaderIsNotAssignedAgainAfterAReopening(t *testing.T) {
	b := waiting(t)
	b.Do("liang", "assign-leader", "leader", "he")
	b.Do("he", "declare-conflict", "reason", "She is my cousin.")
	b.Refused("liang", "decide-recusal", "invalid", "granted", "yes", "reason", "–", "leader", "nobody").Naming("leader")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Near kin.", "leader", "zhou")
	b.Do("zhou", "take-up", "no-conflict", "yes")
	b.Do("petitioner", "ask-recusal", "person", "zhou", "reason", "Her brother works there.")
	b.Refused("liang", "decide-recusal", "recused", "granted", "yes", "reason", "Yes.", "leader", "he").Naming("leader")
	b.Do("liang", "decide-recusal", "granted", "no", "reason", "He left years ago.")
	b.Do("zhou", "lead-elsewhere", "door", "arbitration", "document", "Advice", "proof", "Signed copy")
	b.Do("liang", "reopen", "reason", "The panel sent it back.", "to", "accepted")
	b.Refused("liang", "assign-leader", "recused", "leader", "he").Naming("leader")
	b.Do("liang", "assign-leader", "leader", "zhou")
}

// away lets zhou stand in for he from Monday the ninth to Friday the thirteenth.
