package workflows_test

import (
	"testing"

	"followthrough/casework/petition"
	"followthrough/workflows/flowtest"
)

func TestPetition_SimpleTrack_Overdue_IsLedByItself(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		accepted(f, petition.Simple)
		f.WaitFor("simple-ends")
		f.ExpectWithin("register", "accept", "overdue: opinion → reminder", "raise-track")
		f.Refused("needs-plan", handler, "draft-opinion", "request", "…", "facts", "…", "reasons", "…", "claims.0.claim", "a refund", "claims.0.view", "explained", "basis", "…", "rights-notice", "…")
		f.Do(supervisor, "assign-leader", "leader", leader)
		f.ExpectStage(petition.Led)
	})
}

func TestPetition_WhatIsAskedBeside_HasItsDates(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		resolving(f, 30)
		f.Do(citizen, "ask-appointment", "note", "…")
		f.WaitFor("appointment")
		f.Do(leader, "record-contact", "how", "appointment", "on", f.Day(0), "note", "…")
		f.Do(leader, "revise-plan", append(steps(f, 80), "reason", "…")...)
		f.WaitFor("approve-revision")
		f.Do(supervisor, "approve-revision")
		f.Do(citizen, "report-retaliation", "note", "…")
		f.WaitFor("confidential")
		f.Do(supervisor, "settle-retaliation", "finding", "unconfirmed", "measures", "…")
		f.Do(member, "declare-conflict", "reason", "…")
		f.Do(supervisor, "decide-recusal", "granted", "yes", "reason", "…")
		f.WaitFor("reassign-step/2")
		f.ExpectStage(petition.Resolving)
	})
}

func TestPetition_AReviewAskedFor_HasItsDate(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		accepted(f, petition.Simple)
		signed(f, "explained")
		deliveredOpinion(f)
		f.Do(citizen, "record-review-request", "document", "R-1")
		f.WaitFor("review")
		f.Do(supervisor, "record-review-outcome", "outcome", "upheld", "document", "R-2", "on", f.Day(0))
		f.Do(handler, "propose-closure", "outcome", "explained", "note", "…")
		f.ExpectStage(petition.Closing)
	})
}
