package petition_test

import (
	"testing"

	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func TestPetition_AReviewStopsTheClosureUntilItsOutcomeIsRecorded(t *testing.T) {
	b := replied(t)
	b.Refused("miao", "record-review-request", "no-window", "document", "Letter") // nothing was delivered yet
	deliver(b)
	b.Refused("liang", "record-review-outcome", "no-review", "outcome", "upheld", "document", "R-1", "on", "2026-03-02")
	b.Do("petitioner", "record-review-request", "document", "Letter of 2 March")
	b.ExpectTold("he", "lu")
	b.ExpectDues("review")
	b.ExpectDue("review", "2026-04-01")
	b.Refused("petitioner", "record-review-request", "review-open", "document", "Again")
	b.Refused("he", "propose-closure", "review-open", "outcome", "resolved", "note", "–")
	b.WaitTill("2026-04-02")
	b.ExpectTold("liang", "tang")
	b.Refused("liang", "record-review-outcome", "day-ahead", "outcome", "upheld", "document", "R-1", "on", "2026-04-03").Naming("on")
	b.Refused("liang", "record-review-outcome", "no-claims", append(claims("granted"), "outcome", "upheld", "document", "R-1", "on", "2026-04-02")...)
	b.Do("liang", "record-review-outcome", "outcome", "upheld", "document", "R-1", "on", "2026-04-02")
	b.ExpectChange("review", "met")
	b.ExpectStage(petition.Replied)
	b.ExpectDues("propose-closure", "tell-petitioner/review")
	b.Do("he", "propose-closure", "outcome", "resolved", "note", "–")
	b.Do("miao", "record-review-request", "document", "Letter of 3 April") // within the thirty days for a re-review
	b.ExpectDue("review", "2026-05-06")                                    // the thirtieth day is a Saturday in a row of holidays
	b.Do("tang", "record-phone-check", "verdict", "agrees", "note", "–")
	b.Refused("tang", "approve-closure", "closure-incomplete").Naming("no-open-review")
	b.Do("liang", "record-review-outcome", "outcome", "upheld", "document", "R-2", "on", "2026-04-02")
	b.Refused("miao", "record-review-request", "reviewed-twice", "document", "Once more")
	b.Do("tang", "approve-closure")
	b.Do("lu", "record-notice", "document", "N-9", "about", "review")
	callBacks(b)
	b.Wait(casetest.Day)
	b.ExpectStage(petition.Final)
}

func TestPetition_AClosedCaseThatIsUnderReviewDoesNotEnd(t *testing.T) {
	b := closed(t)
	b.Do("petitioner", "record-review-request", "document", "Letter")
	callBacks(b)
	b.TooEarly("finalise")
	b.Do("liang", "record-review-outcome", "outcome", "upheld", "document", "R-1", "on", b.Now.Format("2006-01-02"))
	b.TooEarly("finalise") // the days for a re-review run
	b.Do("lu", "record-notice", "document", "N-9", "about", "review")
	b.Wait(20 * casetest.Day)
	b.ExpectStage(petition.Closed)
	b.Wait(20 * casetest.Day)
	b.ExpectStage(petition.Final)
}

func claims(views ...string) []string {
	var f []string
	for i, v := range views {
		n := string(rune('0' + i))
		f = append(f, "claims."+n+".claim", "The deposit", "claims."+n+".view", v)
	}
	return f
}

func TestPetition_AChangedOpinionIsCarriedOutAsItReadsNow(t *testing.T) {
	b := simple(t)
	answer(b, "not-granted")
	deliver(b)
	b.Do("lu", "propose-closure", "outcome", "not-granted", "note", "–")
	b.Do("miao", "record-review-request", "document", "Letter")
	b.Refused("tang", "record-review-outcome", "no-claims", "outcome", "changed", "document", "R-1", "on", "2026-03-02")
	b.Do("tang", "record-review-outcome", append(claims("granted"), "outcome", "changed", "document", "R-1", "on", "2026-03-02")...)
	b.ExpectStage(petition.Replied)
	b.Do("lu", "propose-closure", "outcome", "resolved", "note", "–")
	b.Do("liang", "record-phone-check", "verdict", "agrees", "note", "–")
	b.Refused("liang", "approve-closure", "closure-incomplete").Naming("granted-claims-carried-out")
	evidence(b)
	b.Do("liang", "approve-closure")
}

func TestPetition_WhatAReviewSendsBackIsHandledAgain(t *testing.T) {
	b := closed(t)
	b.Do("petitioner", "record-review-request", "document", "Letter")
	b.Do("liang", "record-review-outcome", "outcome", "sent-back", "document", "R-1", "on", "2026-03-02")
	b.ExpectStage(petition.Resolving)
	b.ExpectDue("tell-petitioner/reopening", "2026-03-16")
	b.Refused("shen", "sign-opinion", "no-draft", "number", "2026-18")
	s := simpleClosing(t)
	s.Do("petitioner", "record-review-request", "document", "Letter")
	s.Do("liang", "record-review-outcome", "outcome", "sent-back", "document", "R-1", "on", "2026-03-02")
	s.ExpectStage(petition.Accepted)
	s.ExpectDue("opinion", "2026-03-16")
}

func TestPetition_AReviewMayOpenAnEndedCaseAndNobodyElseThroughThatDoor(t *testing.T) {
	b := closed(t)
	callBacks(b)
	b.Wait(0)
	b.ExpectStage(petition.Final)
	b.Refused("liang", "reopen-after-review", "wrong-role", "document", "R-2", "proof", "–", "to", "accepted")
	b.Refused("system/review", "reopen-after-review", "incomplete", "document", "R-2", "to", "accepted").Naming("proof")
	b.Do("system/review", "reopen-after-review", "document", "R-2", "proof", "Sealed copy", "to", "resolving")
	b.ExpectStage(petition.Resolving)
	if by := b.Lines[len(b.Lines)-1]; by.Fields["document"] != "R-2" || by.Actor.ID != "system/review" {
		t.Errorf("the line does not say why: %+v", by)
	}
	d := registered(t)
	d.Do("miao", "decline", "reason", "Not ours.", "competent-body", "The county court", "document", "D-1")
	d.Refused("system/review", "reopen-after-review", "no-plan", "document", "R-2", "proof", "–", "to", "resolving")
	d.Do("system/review", "reopen-after-review", "document", "R-2", "proof", "Sealed copy", "to", "accepted")
}
