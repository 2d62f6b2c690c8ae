package petition_test

import (
	"testing"
	"time"

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
	b.Refused("he", "add-step", "beyond-the-plan", one(step{title: "Pay", owner: "bai", promise: "yes", due: "2026-06-30"})...).Naming("due")
	b.Do("he", "promise-claim", promise("1", "bai", "2026-06-30")...)
	b.Do("tang", "approve-closure") // a dated promise carries it, and keeps the case from its end
	b.ExpectDues("step/2", "tell-petitioner/closure")
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
		"granted-claims-carried-out ": func(f *petition.Facts) { f.Opinion.Grants = []petition.Grant{{Claim: 1}} },
		"steps-done ":                 func(f *petition.Facts) { f.Steps = []petition.Step{{No: 1, State: "started"}} },
		"no-open-dispute ":            func(f *petition.Facts) { f.Dispute.Open = true },
		"no-open-review ":             func(f *petition.Facts) { f.Review.Open = true },
		"no-open-confidential ":       func(f *petition.Facts) { f.Confidence.Open = true },
		"petitioner-called ":          func(f *petition.Facts) { f.Closure.Called = false },
	} {
		if got := lacks(change); got != want {
			t.Errorf("lacks %q, wanted %q", got, want)
		}
	}
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
	b.Do("petitioner", "ask-recusal", "person", "liang", "reason", "His brother-in-law.")
	b.Do("tang", "decide-recusal", "granted", "yes", "reason", "He is.")
	approver("liang").Naming("recused")
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
	if mark := b.Last.Moved.Marks["approver-again"]; !mark.Equal(first) {
		t.Errorf("the story is told %s", mark)
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

func TestPetition_ASimpleMatterHasNoPlanToGoBackToButMayNeedANewOpinion(t *testing.T) {
	b := simpleClosing(t)
	b.Refused("tang", "return-closure", "no-plan", "reason", "–", "to", "resolving")
	b.Do("tang", "return-closure", "reason", "Call him first.", "to", "replied")
	b.ExpectStage(petition.Replied)
	b.Do("lu", "propose-closure", "outcome", "resolved", "note", "Called.") // no second opinion
	b.Wait(30 * casetest.Day)
	b.Do("tang", "return-closure", "reason", "One claim was not looked at.", "to", "accepted")
	b.ExpectStage(petition.Accepted)
	b.ExpectDues("opinion", "simple-ends")
	b.ExpectDue("opinion", "2026-04-16") // the old term is over: ten working days from today
	b.Refused("shen", "sign-opinion", "no-draft", "number", "2026-18")
	answer(b, "not-granted")
	closing(t).Refused("tang", "return-closure", "led-goes-to-resolving", "reason", "–", "to", "accepted")
}

func TestPetition_ALateReturnGivesAFreshTermAndAnEarlyOneDoesNot(t *testing.T) {
	early := closing(t)
	early.Do("tang", "return-closure", "reason", "One claim was not looked at.", "to", "resolving")
	early.ExpectDue("opinion", "2026-05-06")
	b := closing(t)
	b.WaitTill("2026-06-01")
	b.Do("tang", "return-closure", "reason", "One claim was not looked at.", "to", "resolving")
	b.ExpectDue("opinion", "2026-07-31")
	b.ExpectDue("contact", "2026-07-01")
}

func TestPetition_OnlyTheLeaderProposesToCloseALedCase(t *testing.T) {
	b := replied(t)
	deliver(b)
	b.Refused("lu", "propose-closure", "led-by-leader", "outcome", "resolved", "note", "–")
	b.Refused("he", "propose-closure", "invalid", "outcome", "finished", "note", "–").Naming("outcome")
	b.Do("he", "propose-closure", "outcome", "partly-resolved", "note", "–")
}
