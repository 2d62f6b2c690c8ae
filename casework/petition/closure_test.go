package petition_test

import (
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func TestPetition_AClosureIsApprovedOnlyWhenNothingIsMissing(t *testing.T) {
	b := resolving(t, step{}, step{owner: "bai"})
	b.Do("bai", "complete-step", "step", "2", "evidence", "Note of the talk.")
	answer(b)
	b.Do("he", "propose-closure", "outcome", "resolved", "note", "Nearly done.")
	b.Refused("tang", "approve-closure", "closure-incomplete").Naming("opinion-delivered", "steps-done", "petitioner-called")
	b.ExpectOffer("tang", "approve-closure!closure-incomplete", "record-phone-check", "return-closure")
	deliver(b)
	b.Do("yao", "complete-step", "step", "1", "evidence", "The receipt was found.")
	b.Refused("tang", "approve-closure", "closure-incomplete").Naming("petitioner-called")
	b.Do("tang", "record-phone-check", "verdict", "disagrees", "note", "Wants it in cash.")
	b.Do("tang", "approve-closure")
	b.ExpectStage(petition.Closed)
}

func TestPetition_ThreeCallsThatReachNobodyAreEnough(t *testing.T) {
	b := closing(t)
	for range 3 {
		b.Refused("tang", "approve-closure", "closure-incomplete").Naming("petitioner-called")
		b.Do("tang", "record-phone-check", "verdict", "not-reached", "note", "No answer.")
	}
	b.Do("tang", "approve-closure")
}

func TestPetition_AGrantedClaimNeedsAStepThatCarriesItOut(t *testing.T) {
	b := resolving(t, step{})
	b.Do("he", "drop-step", "step", "1", "reason", "The receipt turned up by itself.")
	b.ExpectTold() // its owner holds the role no more
	b.ExpectChange("step/1", "dropped")
	answer(b, "granted")
	deliver(b)
	b.Do("he", "propose-closure", "outcome", "resolved", "note", "–")
	b.Do("tang", "record-phone-check", "verdict", "agrees", "note", "–")
	b.Refused("tang", "approve-closure", "closure-incomplete").Naming("granted-claims-carried-out")
	b.Do("he", "add-step", one(step{title: "Pay", owner: "bai", promise: "yes", due: "2026-06-30"})...)
	b.Do("tang", "approve-closure") // a dated promise carries it, and keeps the case from its end
	b.ExpectStage(petition.Closed)
}

func TestChecklist_NamesEachThingAClosureNeeds(t *testing.T) {
	signed := petition.Opinion{Signed: time.Unix(1, 0), Delivered: time.Unix(2, 0)}
	whole := petition.Facts{Opinion: signed, Closure: petition.Closure{Called: true}, Track: petition.LedCase}
	lacks := func(change func(*petition.Facts)) string {
		f := whole
		change(&f)
		lack := ""
		for _, i := range petition.Checklist(f) {
			if !i.Holds {
				lack += i.Key + " "
			}
		}
		return lack
	}
	for want, change := range map[string]func(*petition.Facts){
		"":                            func(*petition.Facts) {},
		"opinion-signed ":             func(f *petition.Facts) { f.Opinion.Signed = time.Time{} },
		"opinion-delivered ":          func(f *petition.Facts) { f.Opinion.Delivered = time.Time{} },
		"granted-claims-carried-out ": func(f *petition.Facts) { f.Opinion.Granted = 1 },
		"steps-done ":                 func(f *petition.Facts) { f.Steps = []petition.Step{{No: 1, State: "started"}} },
		"no-open-dispute ":            func(f *petition.Facts) { f.Dispute.Open = true },
		"no-open-review ":             func(f *petition.Facts) { f.ReviewOpen = true },
		"petitioner-called ":          func(f *petition.Facts) { f.Closure.Called = false },
	} {
		if got := lacks(change); got != want {
			t.Errorf("lacks %q, wanted %q", got, want)
		}
	}
}

func TestPetition_AReviewThatIsOpenStopsTheClosureAndTheEnd(t *testing.T) {
	b := closing(t)
	b.Do("tang", "record-phone-check", "verdict", "agrees", "note", "–")
	b.Alter("review_open", true) // as the review, a process of its own, will
	b.Refused("tang", "approve-closure", "closure-incomplete").Naming("no-open-review")
	b.Alter("review_open", false)
	b.Do("tang", "approve-closure")
	callBacks(b)
	b.Alter("review_open", true)
	b.TooEarly("finalise")
	b.Alter("review_open", false)
	b.Story("finalise")
}

func TestPetition_NobodyApprovesWhatTheyHadAHandIn(t *testing.T) {
	b := closing(t)
	approver := func(who string) casetest.Refusal {
		t.Helper()
		b.Holding(petition.Approver).Refused(who, "record-phone-check", "not-independent", "verdict", "agrees", "note", "–")
		b.Holding(petition.Approver).Refused(who, "return-closure", "not-independent", "reason", "–", "to", "replied")
		return b.Holding(petition.Approver).Refused(who, "approve-closure", "not-independent")
	}
	approver("he").Naming("leads-the-case", "drafted-or-proposed", "worked-on-the-case")
	approver("lu").Naming("handles-the-case", "drafted-or-proposed", "worked-on-the-case", "below-the-leader")
	approver("gu").Naming("in-the-team")
	approver("bai").Naming("owns-a-step", "worked-on-the-case")
	approver("yao").Naming("in-the-team", "owns-a-step", "worked-on-the-case", "below-the-leader")
	b.Refused("he", "approve-closure", "wrong-role")
	b.Refused("liang", "approve-closure", "closure-incomplete")
}

func TestPetition_WhoeverStandsBelowTheLeaderLeavesTheClosureToTheBodyAbove(t *testing.T) {
	b := waiting(t)
	b.Do("shen", "assign-leader", "leader", "zhou") // liang and tang stand below her
	b.Do("zhou", "take-up", "no-conflict", "yes")
	b.Do("zhou", "name-handler", "handler", "lu")
	b.Do("zhou", "submit-analysis", analysis()...)
	b.Do("zhou", "submit-plan", plan(step{owner: "bai"})...)
	b.Do("liang", "approve-plan")
	carryOut(b)
	answer(b)
	deliver(b)
	b.Do("zhou", "propose-closure", "outcome", "resolved", "note", "–")
	b.Refused("liang", "approve-closure", "wrong-role")
	b.Holding(petition.Approver).Refused("tang", "approve-closure", "not-independent").Naming("below-the-leader")
	b.Story("ask-approver")
	if asked := facts(b).Closure.Asked; len(asked) != 1 || asked[0] != "fang" {
		t.Errorf("asked %v, wanted fang of the body above", asked)
	}
	approve(b, "fang")
	b.ExpectStage(petition.Closed)
}

func TestPetition_TheDirectorsOwnCaseGoesToTheBodyAbove(t *testing.T) {
	b := waiting(t)
	b.Do("liang", "assign-leader", "leader", "shen")
	b.Do("shen", "take-up", "no-conflict", "yes")
	b.Do("shen", "name-handler", "handler", "bai")
	b.Do("shen", "ask-extension", "days", "20", "reason", "Complex.")
	b.Refused("shen", "grant-extension", "wrong-role", "notice-no", "E-1")
	b.Holding(petition.UnitHead).Refused("shen", "grant-extension", "own-extension", "notice-no", "E-1")
	b.Do("fang", "grant-extension", "notice-no", "E-1")
	b.ExpectActor("fang", petition.UnitHead, "")
	b.Do("shen", "submit-analysis", analysis()...)
	b.Do("shen", "submit-plan", plan(step{owner: "shao"})...)
	b.Do("liang", "approve-plan")
	carryOut(b)
	b.Do("bai", "draft-opinion", opinion("granted")...)
	b.Do("qin", "legal-check", "passes", "yes", "note", "–")
	b.Do("fang", "sign-opinion", "number", "2026-4")
	b.Do("bai", "record-delivery", "how", "in-person", "on", "2026-03-02", "proof", "Signed receipt")
	b.Do("shen", "propose-closure", "outcome", "resolved", "note", "–")
	b.Refused("tang", "approve-closure", "wrong-role")
	approve(b, "fang")
	b.ExpectStage(petition.Closed)
}

func TestPetition_AHandOnceInTheCaseIsRemembered(t *testing.T) {
	b := teamed(t)
	b.Do("yao", "record-contact", "how", "phone", "on", "2026-03-02", "note", "Called.")
	b.Do("he", "form-team", "members", "gu") // yao leaves the team just in time
	b.Do("liang", "replace-leader", "leader", "zhou", "handover", "All in the file.")
	b.Do("zhou", "take-up", "no-conflict", "yes")
	b.Do("zhou", "submit-analysis", analysis()...)
	b.Do("zhou", "submit-plan", plan(step{owner: "bai"})...)
	b.Do("liang", "approve-plan")
	carryOut(b)
	answer(b)
	deliver(b)
	b.Do("zhou", "propose-closure", "outcome", "resolved", "note", "–")
	b.Holding(petition.Approver).Refused("he", "approve-closure", "not-independent").Naming("worked-on-the-case")
	b.Holding(petition.Approver).Refused("yao", "approve-closure", "not-independent").Naming("worked-on-the-case")
}

func TestPetition_ApproversAreAskedInTurn(t *testing.T) {
	b := closing(t)
	first := b.Story("ask-approver")
	if first.In(casetest.Shanghai).Format("2006-01-02 15:04") != "2026-03-06 00:00" {
		t.Errorf("the first has until %s, wanted three working days", first)
	}
	if again := b.TooEarly("ask-approver"); !again.Equal(first) {
		t.Errorf("comes back at %s, wanted %s", again, first)
	}
	for range 3 {
		b.WaitPast(facts(b).Closure.Turn)
		b.Story("ask-approver")
	}
	if asked := facts(b).Closure.Asked; len(asked) != 4 || asked[0] != "liang" || asked[1] != "tang" || asked[2] != "fang" || asked[3] != "liang" {
		t.Errorf("asked %v, wanted the unit's own first, then the body above, then again", asked)
	}
}

func TestPetition_AReturnedClosureNamesWhatIsMissing(t *testing.T) {
	b := closing(t)
	b.Story("ask-approver")
	b.Refused("tang", "return-closure", "incomplete", "to", "replied").Naming("reason")
	b.Do("tang", "return-closure", "reason", "The receipt is not signed.", "to", "replied")
	b.ExpectStage(petition.Replied)
	if _, waits := b.Last.Moved.Marks["approver-again"]; waits || !facts(b).Closure.Proposed.IsZero() {
		t.Errorf("something is left of the closure: %+v", facts(b).Closure)
	}
	b.ExpectTold("he", "lu")
	b.ExpectChange("decide-closure", "met")
	b.ExpectDues("propose-closure")
	b.Do("he", "propose-closure", "outcome", "resolved", "note", "Signed now.") // the same opinion, no second one
	b.Refused("tang", "approve-closure", "closure-incomplete").Naming("petitioner-called")
	b.Do("tang", "return-closure", "reason", "One claim was not looked at.", "to", "resolving")
	b.ExpectStage(petition.Resolving)
	b.ExpectDues("opinion", "contact")
	if again := b.TooEarly("ask-report"); !again.Equal(b.Last.Moved.Marks["report-again"]) {
		t.Errorf("the story asks for a report at %s, and its mark says %v", again, b.Last.Moved.Marks)
	}
	b.Refused("shen", "sign-opinion", "no-draft", "number", "2026-18") // the content changes: a new opinion
	answer(b, "granted", "not-granted")
	b.ExpectStage(petition.Replied)
}

func TestPetition_ASimpleMatterHasNoPlanToGoBackTo(t *testing.T) {
	b := simpleClosing(t)
	b.Refused("tang", "return-closure", "no-plan", "reason", "–", "to", "resolving")
	b.Do("tang", "return-closure", "reason", "Call him first.", "to", "replied")
	b.ExpectStage(petition.Replied)
}

func TestPetition_OnlyTheLeaderProposesToCloseALedCase(t *testing.T) {
	b := replied(t)
	deliver(b)
	b.Refused("lu", "propose-closure", "led-by-leader", "outcome", "resolved", "note", "–")
	b.Refused("he", "propose-closure", "invalid", "outcome", "finished", "note", "–").Naming("outcome")
	b.Do("he", "propose-closure", "outcome", "partly-resolved", "note", "–")
}

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
	b.ExpectDues("opinion", "name-leader")

	s := simpleClosing(t)
	approve(s, "tang")
	s.Refused("tang", "reopen", "no-plan", "reason", "–", "to", "resolving")
	s.Do("tang", "reopen", "reason", "New evidence.", "to", "accepted")
	s.ExpectDues("opinion") // its handler goes on
	answer(s, "granted")

	d := registered(t)
	d.Do("miao", "decline", "reason", "Not ours.", "competent-body", "The county court", "document", "D-1")
	d.Do("liang", "reopen", "reason", "It is ours after all.", "to", "accepted")
	d.ExpectDue("name-leader", "2026-03-09")
}

func TestPetition_APromiseKeepsTheCaseFromItsEnd(t *testing.T) {
	b := closed(t, step{}, step{title: "Pay monthly", owner: "bai", due: "2026-08-31", promise: "yes"})
	b.ExpectDues("step/2")
	b.ExpectDue("step/2", "2026-08-31")
	callBacks(b)
	if again := b.TooEarly("finalise"); !again.After(b.Now) {
		t.Errorf("the story looks again at %s, which is no later than now", again)
	}
	b.Refused("bai", "complete-step", "no-such-step", "step", "1", "evidence", "–")
	b.WaitTill("2026-09-02")
	b.ExpectTold("bai")
	b.Do("bai", "complete-step", "step", "2", "evidence", "The last payment arrived.")
	b.ExpectDues()
	b.Story("finalise")
	b.ExpectStage(petition.Final)
}

func TestPetition_AfterClosingOnlyPromisesAreWorkedOn(t *testing.T) {
	b := closed(t, step{owner: "yao"}, step{title: "Pay monthly", owner: "bai", due: "2026-08-31", promise: "yes"})
	f := facts(b)
	f.Steps[0].State = "open"
	b.Alter("steps", f.Steps) // a step left open that was no promise: the table still refuses
	b.Refused("yao", "start-step", "promises-only", "step", "1")
	b.Refused("yao", "complete-step", "promises-only", "step", "1", "evidence", "–")
	b.Do("bai", "start-step", "step", "2")
	b.Do("tang", "postpone-step", "step", "2", "due", "2026-09-30", "reason", "The budget comes in September.")
	b.ExpectTold("he", "yao", "bai")
	b.ExpectChange("step/2", "moved")
	b.ExpectDue("step/2", "2026-09-30")
}

func TestPetition_AReopenedCaseKeepsWhatWasPromised(t *testing.T) {
	b := closed(t, step{}, step{title: "Pay monthly", owner: "bai", due: "2026-08-31", promise: "yes"})
	b.Do("tang", "reopen", "reason", "The petitioner was not heard.", "to", "accepted")
	if steps := facts(b).Steps; len(steps) != 1 || steps[0].No != 2 || !steps[0].Promise {
		t.Errorf("steps %+v, wanted the promise alone", steps)
	}
	lead(b, "he")
	b.Do("he", "submit-analysis", analysis()...)
	var many []step
	for range casework.MaxRows {
		many = append(many, step{})
	}
	b.Refused("he", "submit-plan", "too-many-steps", plan(many...)...)
	b.Do("he", "submit-plan", plan(step{title: "Hear the petitioner", owner: "yao"})...)
	b.Do("tang", "return-plan", "reason", "Who goes there?")
	b.Do("he", "submit-plan", plan(step{title: "Hear the petitioner at home", owner: "yao"})...)
	if steps := facts(b).Steps; len(steps) != 2 || steps[0].No != 2 || steps[1].No != 3 {
		t.Errorf("steps %+v, wanted the promise and the new step", steps)
	}
	b.Do("liang", "approve-plan")
	b.ExpectDue("step/2", "2026-08-31")
}

func TestPetition_CallBacksAreOwedOneByOne(t *testing.T) {
	b := closed(t)
	first := b.TooEarly("ask-call-back")
	if got := first.In(casetest.Shanghai).Format("2006-01-02 15:04"); got != "2026-03-10 00:00" {
		t.Errorf("the first call-back is asked for at %s, wanted after seven days", got)
	}
	b.WaitPast(first)
	b.Story("ask-call-back")
	b.ExpectTold("he", "lu")
	b.ExpectDue("call-back/1", "2026-03-17")
	b.Do("lu", "record-contact", "how", "phone", "on", "2026-03-10", "note", "Something else.")
	b.ExpectDue("call-back/1", "2026-03-17")
	b.Do("lu", "record-contact", "how", "call-back", "on", "2026-03-04", "note", "An old call.")
	b.ExpectDue("call-back/1", "2026-03-17") // a call made before it was asked for is no answer
	b.WaitTill("2026-03-18")
	b.ExpectTold("lu")
	b.Do("lu", "record-contact", "how", "call-back", "on", "2026-03-18", "note", "Content.")
	b.ExpectChange("call-back/1", "met")
	b.WaitPast(b.TooEarly("ask-call-back"))
	b.Story("ask-call-back")
	b.WaitPast(b.TooEarly("ask-call-back"))
	b.Story("ask-call-back")
	b.ExpectChange("call-back/2", "dropped") // nobody made the second call; the timeline says so
	b.TooEarly("finalise")                   // the third is still owed
	b.Do("lu", "record-contact", "how", "call-back", "on", b.Now.In(casetest.Shanghai).Format("2006-01-02"), "note", "Content.")
	b.Story("finalise")
}

func TestPetition_WithoutAHandlerTheLeaderCallsBack(t *testing.T) {
	b := closed(t)
	b.Do("petitioner", "dispute", "note", "–", "document", "–") // keeps the case open meanwhile
	b.Alter("handler", "")
	b.WaitPast(b.TooEarly("ask-call-back"))
	b.Story("ask-call-back")
	if d, _ := b.Due("call-back/1"); d.Role != petition.Leader {
		t.Errorf("the call is owed by %s, wanted the leader", d.Role)
	}
}
