package petition_test

import (
	"testing"

	"followthrough/casework/petition"
)

func TestPetition_ADisputeIsAnsweredBySomebodyAboveTheHandler(t *testing.T) {
	b := replied(t)
	deliver(b)
	b.Refused("shen", "answer-dispute", "no-dispute", "answer", "–")
	b.Do("petitioner", "dispute", "note", "It was not paid.", "document", "Letter of 2 March")
	b.ExpectTold("he", "lu")
	b.ExpectDue("answer-dispute", "2026-03-16")
	b.ExpectNoDue("propose-closure")
	b.Refused("miao", "dispute", "dispute-open", "note", "Again.", "document", "–")
	b.Refused("he", "propose-closure", "dispute-open", "outcome", "resolved", "note", "–")
	b.Holding(petition.Supervisor).Refused("lu", "answer-dispute", "answered-by-handler", "answer", "–")
	b.WaitTill("2026-03-17")
	b.ExpectTold("shen")
	b.Do("he", "answer-dispute", "answer", "It was paid on the second; here is the transfer.")
	b.ExpectTold("lu")
	b.ExpectChange("answer-dispute", "met")
	if n := facts(b).Dispute.Many; n != 1 {
		t.Errorf("%d disputes answered, wanted one", n)
	}
	b.Do("he", "propose-closure", "outcome", "resolved", "note", "–")
}

func TestPetition_WithoutAHandlerTheLeaderDoesNotAnswerADisputeOfTheirOwnReply(t *testing.T) {
	b := waiting(t)
	lead(b, "he")
	b.Do("he", "submit-analysis", analysis()...)
	b.Do("he", "submit-plan", plan(step{owner: "bai"})...)
	b.Do("liang", "approve-plan")
	carryOut(b)
	b.Do("he", "draft-opinion", opinion("not-granted")...)
	b.Do("qin", "legal-check", "passes", "yes", "note", "–")
	b.Do("shen", "sign-opinion", "number", "2026-5")
	b.ExpectDue("deliver", "2026-03-09")
	if d, _ := b.Due("deliver"); d.Role != petition.Leader {
		t.Errorf("delivery is owed by %s, wanted the leader where there is no handler", d.Role)
	}
	b.Do("he", "record-delivery", "how", "left", "on", "2026-03-02", "proof", "Two witnesses")
	b.Do("petitioner", "dispute", "note", "The reasons are wrong.", "document", "–")
	b.Refused("he", "answer-dispute", "answered-by-handler", "answer", "–")
	b.Holding(petition.Supervisor).Refused("yao", "answer-dispute", "answered-by-handler", "answer", "–") // stands below the leader
	b.Do("shen", "answer-dispute", "answer", "The reasons hold, because …")
}

func TestPetition_WhoeverWroteTheReplyAndWhoeverHandledItDoNotJudgeIt(t *testing.T) {
	b := resolving(t)
	carryOut(b)
	b.Do("he", "draft-opinion", opinion("not-granted")...) // the leader writes, though there is a handler
	b.Do("qin", "legal-check", "passes", "yes", "note", "–")
	b.Do("shen", "sign-opinion", "number", "2026-5")
	b.Do("petitioner", "dispute", "note", "The reasons are wrong.", "document", "–")
	b.Refused("he", "answer-dispute", "answered-by-handler", "answer", "–")
	b.Holding(petition.Supervisor).Refused("lu", "answer-dispute", "answered-by-handler", "answer", "–")
	b.Do("liang", "answer-dispute", "answer", "The reasons hold, because …")
}

func TestPetition_AClosureDisputedIsReopened(t *testing.T) {
	b := closed(t)
	b.Do("petitioner", "dispute", "note", "Nothing was paid.", "document", "–")
	callBacks(b)
	b.TooEarly("finalise") // not while the dispute is open
	if again := b.TooEarly("ask-call-back"); !again.Equal(facts(b).Closure.FinalAfter) {
		t.Errorf("after three calls the story asks again at %s", again)
	}
	b.ExpectStage(petition.Closed)
	b.Do("tang", "reopen", "reason", "The transfer bounced.", "to", "resolving")
	b.ExpectDue("opinion", "2026-08-03") // sixty days from today, the second of June
	b.ExpectDue("contact", "2026-07-02")
	b.TooEarly("ask-report")
	if n := facts(b).Dispute.Many; n != 1 {
		t.Errorf("%d disputes answered, wanted the one that reopened it", n)
	}
	b.ExpectStage(petition.Resolving)
	b.ExpectTold("he", "lu")
	b.ExpectChange("answer-dispute", "met")
	b.ExpectChange("opinion", "set") // a clock of its own, from today
	if f := facts(b); f.Reopened != 1 || f.Leader != "he" || !f.Opinion.Signed.IsZero() {
		t.Errorf("facts after reopening: %+v", f)
	}
	if b.Last.Result != "" {
		t.Errorf("an open case came to %q", b.Last.Result)
	}
	answer(b)
	deliver(b)
	b.Do("he", "propose-closure", "outcome", "resolved", "note", "Paid again.")
	approve(b, "tang")
}

func TestPetition_EveryEndCanBeOpenedAgainBySupervisorsOnly(t *testing.T) {
	b := closed(t)
	b.Refused("he", "reopen", "wrong-role", "reason", "–", "to", "accepted")
	b.Do("liang", "reopen", "reason", "Another leader should look.", "to", "accepted")
	b.ExpectStage(petition.Accepted)
	if f := facts(b); f.Leader != "" || f.Team != nil || f.Track != petition.LedCase {
		t.Errorf("facts after reopening: %+v", f)
	}
	b.ExpectDues("opinion", "name-leader", "tell-petitioner/reopening")

	s := simpleClosing(t)
	approve(s, "tang")
	s.Refused("tang", "reopen", "no-plan", "reason", "–", "to", "resolving")
	s.Do("tang", "reopen", "reason", "New evidence.", "to", "accepted")
	s.ExpectDues("opinion", "simple-ends", "tell-petitioner/reopening") // its handler goes on
	answer(s, "granted")

	p := led(t)
	p.Do("he", "mediate", "document", "Agreement", "proof", "Signed by both")
	p.Refused("tang", "reopen", "no-plan", "reason", "–", "to", "resolving") // a leader, but nothing to carry out

	d := registered(t)
	d.Do("miao", "decline", "reason", "Not ours.", "competent-body", "The county court", "document", "D-1")
	d.Do("liang", "reopen", "reason", "It is ours after all.", "to", "accepted")
	d.ExpectDue("name-leader", "2026-03-09")
}
