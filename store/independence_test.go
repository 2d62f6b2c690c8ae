package store_test

import (
	"context"
	"testing"

	"followthrough/casework"
)

// generousGate gives everybody every role: what still stands in the way is the table.
type generousGate struct{ openGate }

func (generousGate) May(context.Context, casework.AccessQuestion) (casework.Leave, error) {
	return casework.Leave{Sight: casework.Full, Roles: []casework.Role{"intake", "supervisor", "approver", "unit-head", "leader", "handler", "team", "owner", "legal"}}, nil
}

// TestAct_NobodyWithAPartInTheCaseApprovesItsClosure calls the record directly, past web
// and past the access policy.
func TestAct_NobodyWithAPartInTheCaseApprovesItsClosure(t *testing.T) {
	o := newOffice(t)
	o.Gate = generousGate{}
	r := o.led()
	id := r.Case
	o.must(id, "liang", "assign-leader", casework.Fields{"leader": "zhou"})
	o.must(id, "zhou", "take-up", casework.Fields{"no-conflict": "yes"})
	o.must(id, "zhou", "form-team", casework.Fields{"members": "miao"})
	o.must(id, "miao", "confirm-membership", casework.Fields{"no-conflict": "yes"})
	o.must(id, "zhou", "submit-analysis", casework.Fields{"request": "a", "facts": "b", "rules": "c", "causes": "d"})
	o.must(id, "zhou", "submit-plan", plan()) // liang owns its step
	o.must(id, "tang", "approve-plan", nil)
	o.must(id, "liang", "complete-step", casework.Fields{"step": "1", "evidence": "已办"})
	o.must(id, "zhou", "draft-opinion", casework.Fields{"request": "a", "facts": "b", "reasons": "c", "claims.0.claim": "x", "claims.0.view": "granted", "basis": "d", "rights-notice": "e"})
	o.must(id, "tang", "legal-check", casework.Fields{"passes": "yes", "note": "可"})
	o.must(id, "shen", "sign-opinion", casework.Fields{"number": "1"})
	o.must(id, "zhou", "record-delivery", casework.Fields{"how": "in-person", "on": "2026-03-02", "proof": "回证"})
	o.must(id, "zhou", "propose-closure", casework.Fields{"outcome": "resolved", "note": "已办结"})
	o.must(id, "tang", "record-phone-check", casework.Fields{"verdict": "agrees", "note": "认可"})
	for _, who := range []string{"zhou", "miao", "liang"} { // leader, team, owner of a step
		_, err := o.act(id, who, "approve-closure", nil)
		if refusal := casework.Refused(err); refusal == nil || refusal.Code != "not-independent" {
			t.Errorf("%s approves: %v", who, err)
		}
	}
	if got := o.must(id, "tang", "approve-closure", nil); got.Stage != "closed" {
		t.Errorf("stage %s", got.Stage)
	}
}
