package petition_test

import (
	"testing"

	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func TestPetition_SimpleFromTheLetterToItsLastDay(t *testing.T) {
	b := registered(t)
	b.Do("miao", "accept", "unit", "U1", "track", "simple", "handler", "lu", "notice-no", "N-1")
	b.ExpectTold("lu")
	b.ExpectDues("opinion", "simple-ends")
	b.ExpectDue("opinion", "2026-03-16") // ten working days
	b.Do("lu", "draft-opinion", opinion("granted")...)
	b.Do("qin", "legal-check", "passes", "yes", "note", "In order.")
	b.Do("shen", "sign-opinion", "number", "2026-3")
	b.ExpectStage(petition.Replied)
	b.ExpectTold("lu")
	deliver(b)
	evidence(b)
	b.Do("lu", "propose-closure", "outcome", "resolved", "note", "Paid back the same day.")
	approve(b, "tang")
	b.ExpectStage(petition.Closed)
	callBacks(b)
	b.Story("finalise")
	b.ExpectStage(petition.Final)
	b.ExpectTimeline("register", "accept", "draft-opinion", "legal-check", "sign-opinion", "record-delivery", "evidence-claim", "propose-closure", "record-phone-check",
		"approve-closure", "ask-call-back", "record-contact", "ask-call-back", "record-contact", "ask-call-back", "record-contact", "finalise")
}

func TestPetition_ASimpleMatterHasAHandlerAndNoLeader(t *testing.T) {
	b := registered(t)
	b.Refused("miao", "accept", "no-handler", "unit", "U1", "track", "simple")
	b.Do("miao", "accept", "unit", "U1", "track", "simple", "handler", "lu")
	b.Refused("liang", "assign-leader", "simple-track", "leader", "he")
	b.Do("liang", "name-handler", "handler", "bai")
	b.ExpectTold("bai")
	b.Refused("lu", "draft-opinion", "wrong-role", opinion("granted")...)
}

func TestPetition_TheTrackGoesUpWithAReasonAndDownOnlyByASupervisor(t *testing.T) {
	b := waiting(t)
	b.Do("miao", "choose-track", "track", "led", "reason", "Nine people are owed the same.") // it stays what it is
	b.Refused("miao", "choose-track", "incomplete", "track", "simple").Naming("reason")
	b.Refused("miao", "choose-track", "track-down", "track", "simple", "reason", "It is easy after all.")
	b.Refused("liang", "choose-track", "no-handler", "track", "simple", "reason", "It is easy after all.")
	b.Do("liang", "name-handler", "handler", "lu")
	b.Do("liang", "choose-track", "track", "simple", "reason", "It is easy after all.")
	b.ExpectChange("name-leader", "dropped")
	b.ExpectChange("opinion", "moved")
	b.ExpectDue("opinion", "2026-03-16")
	b.Do("miao", "choose-track", "track", "simple", "reason", "Still easy.")
	b.Do("lu", "draft-opinion", opinion("granted")...)
	b.Do("qin", "legal-check", "passes", "yes", "note", "In order.")
	b.Do("miao", "choose-track", "track", "led", "reason", "Nine more people are owed the same.")
	b.ExpectDue("opinion", "2026-05-06")
	b.ExpectDue("name-leader", "2026-03-09")
	b.Refused("lu", "draft-opinion", "needs-plan", opinion("granted")...)
	b.Refused("shen", "sign-opinion", "no-draft", "number", "2026-3") // the simple draft waits for no signature
}

func TestPetition_AnOldCaseIsLedUnlessASupervisorSaysOtherwise(t *testing.T) {
	b := registered(t, "backlog", "yes")
	b.Refused("miao", "accept", "backlog-is-led", "unit", "U1", "track", "simple", "handler", "lu")
	b.Do("miao", "accept", "unit", "U1", "track", "led", "handler", "lu")
	b.Do("tang", "choose-track", "track", "simple", "reason", "Only a signature is missing.")
	registered(t).Refused("miao", "register", "wrong-stage", letter()...)
	open(t).Refused("miao", "register", "backlog-is-led", append(letter(), "track", "simple", "backlog", "yes")...)
	old := imported(t)
	old.Refused("miao", "accept", "backlog-is-led", "unit", "U1", "track", "simple", "handler", "lu")
	if got := b.Last.Traits; got["track"] != "simple" || got["backlog"] != "yes" || got["matter"] != "claim" {
		t.Errorf("traits %v", got)
	}
}

func TestPetition_ASimpleAnswerInTimeOrAsked(t *testing.T) {
	b := simple(t)
	b.ExpectDue("opinion", "2026-03-16")
	b.Do("lu", "draft-opinion", opinion("explained")...)
	b.ExpectDue("legal-check", "2026-03-05")
	b.WaitTill("2026-03-06")
	b.ExpectTimeline("register", "accept", "draft-opinion", "overdue: legal-check → reminder")
	b.ExpectTold("qin")
	b.WaitTill("2026-03-12")
	b.Do("qin", "legal-check", "passes", "yes", "note", "In order.")
	b.Do("shen", "sign-opinion", "number", "2026-3")
	b.ExpectChange("simple-ends", "met")
	b.ExpectDue("deliver", "2026-03-19")
	b.WaitTill("2026-03-20")
	b.ExpectTimeline("legal-check", "sign-opinion", "overdue: deliver → reminder")
	b.ExpectTold("lu")
	deliver(b)
	b.ExpectDue("propose-closure", "2026-05-07")
	b.WaitTill("2026-05-08")
	b.ExpectTimeline("record-delivery", "overdue: propose-closure → reminder")
	b.ExpectTold("lu")
	b.Do("lu", "propose-closure", "outcome", "explained", "note", "Understood.")
	b.ExpectDue("decide-closure", "2026-05-14")
	b.WaitTill("2026-05-15")
	b.ExpectTimeline("propose-closure", "overdue: decide-closure → reminder")
	b.ExpectTold("liang", "tang")
	approve(b, "liang")
	b.ExpectStage(petition.Closed)
}

func TestPetition_AnExtensionIsGrantedOnceByTheHeadAndForThirtyDaysAtMost(t *testing.T) {
	b := led(t)
	b.ExpectDue("opinion", "2026-05-06")
	b.Refused("he", "ask-extension", "extension-too-long", "days", "31", "reason", "Complex.")
	b.Refused("he", "ask-extension", "extension-too-long", "days", "0", "reason", "Complex.")
	b.Refused("he", "ask-extension", "invalid", "days", "-3", "reason", "Complex.").Naming("days")
	b.Refused("shen", "grant-extension", "no-extension-asked", "notice-no", "E-1")
	b.Refused("shen", "refuse-extension", "no-extension-asked", "reason", "No.")
	b.Do("lu", "ask-extension", "days", "30", "reason", "Three offices are involved.")
	b.ExpectDue("decide-extension", "2026-03-05")
	b.Refused("he", "ask-extension", "extension-once", "days", "5", "reason", "More.")
	b.Refused("liang", "grant-extension", "wrong-role", "notice-no", "E-1")
	b.Holding("unit-head").Refused("he", "grant-extension", "own-extension", "notice-no", "E-1")
	b.Holding("unit-head").Refused("he", "refuse-extension", "own-extension", "reason", "–")
	b.WaitTill("2026-03-06")
	b.ExpectTold("shen")
	b.Do("shen", "grant-extension", "notice-no", "E-1")
	b.ExpectTold("he", "lu")
	b.ExpectChange("decide-extension", "met")
	b.ExpectChange("opinion", "moved")
	b.ExpectDue("opinion", "2026-06-01") // ninety days from 2 March fall on a Sunday
	b.Refused("he", "ask-extension", "extension-once", "days", "5", "reason", "More.")
}

func TestPetition_ARefusedExtensionLeavesTheDateAsItWas(t *testing.T) {
	b := simple(t)
	b.Do("lu", "ask-extension", "days", "10", "reason", "The archive is closed.")
	b.Holding(petition.UnitHead).Refused("lu", "refuse-extension", "own-extension", "reason", "–") // whoever asks does not decide
	b.Do("shen", "refuse-extension", "reason", "The archive opens tomorrow.")
	b.ExpectTold("lu")
	b.ExpectChange("decide-extension", "met")
	b.ExpectDue("opinion", "2026-03-16")
}

func TestPetition_ASimpleMatterThatIsExtendedIsComplexAndLed(t *testing.T) {
	b := simple(t)
	b.Do("lu", "ask-extension", "days", "10", "reason", "The archive is closed.")
	b.Do("shen", "grant-extension", "notice-no", "E-2")
	b.ExpectDue("opinion", "2026-05-11") // sixty days and ten
	b.ExpectDue("name-leader", "2026-03-09")
	b.ExpectNoDue("simple-ends")
	b.Do("liang", "choose-track", "track", "simple", "reason", "The archive opened.")
	b.ExpectDue("opinion", "2026-03-16")
}

func TestPetition_AnOpinionIsDraftedCheckedAndSignedByThree(t *testing.T) {
	b := simple(t)
	b.Refused("shen", "sign-opinion", "no-draft", "number", "2026-3")
	b.Refused("qin", "legal-check", "no-draft", "passes", "yes", "note", "–")
	b.Refused("lu", "draft-opinion", "incomplete", "request", "The deposit.").
		Naming("facts", "reasons", "claims", "basis", "rights-notice")
	b.Refused("lu", "draft-opinion", "incomplete", append(opinion("granted"), "claims.1.view", "granted")...).Naming("claims.1.claim")
	b.Do("lu", "draft-opinion", opinion("granted", "not-granted")...)
	b.Holding("legal").Refused("lu", "legal-check", "own-draft", "passes", "yes", "note", "–")
	b.Refused("shen", "sign-opinion", "not-checked", "number", "2026-3")
	b.Do("qin", "legal-check", "passes", "no", "note", "The basis is not cited.")
	b.ExpectTold("lu")
	b.ExpectNoDue("legal-check")
	b.Refused("shen", "sign-opinion", "no-draft", "number", "2026-3")
	b.Do("lu", "draft-opinion", opinion("granted", "not-granted")...)
	b.Do("qin", "legal-check", "passes", "yes", "note", "In order.")
	b.Holding("unit-head").Refused("lu", "sign-opinion", "own-draft", "number", "2026-3")
	b.Do("shen", "sign-opinion", "number", "2026-3")
	if o := facts(b).Opinion; o.Claims != 2 || o.Granted != 1 || o.No != "2026-3" {
		t.Errorf("opinion %+v", o)
	}
}

func TestPetition_OnTheLedTrackAnOpinionNeedsALeaderWhoHasTakenUpAndAPlan(t *testing.T) {
	b := resolving(t)
	b.Do("liang", "replace-leader", "leader", "zhou", "handover", "All in the file.")
	b.Refused("lu", "draft-opinion", "not-taken-up", opinion("granted")...)
	b.Do("zhou", "take-up", "no-conflict", "yes")
	b.Do("lu", "draft-opinion", opinion("granted")...)
}

func TestPetition_TheLetterGoesOnItsWayUntilThereIsProof(t *testing.T) {
	b := simple(t)
	answer(b)
	if again := b.Story("serve-opinion"); again.Format("2006-01-02 15:04") != "2026-03-10 00:00" {
		t.Errorf("the story looks again at %s, wanted after five working days", again)
	}
	b.ExpectTold("lu")
	b.Refused("lu", "record-delivery", "no-proof", "how", "mail", "on", "2026-03-02")
	b.Refused("lu", "record-delivery", "no-proof", "how", "impossible", "on", "2026-03-02", "proof", "–")
	b.Refused("lu", "record-delivery", "day-ahead", "how", "mail", "on", "2026-03-03", "proof", "Postal receipt").Naming("on")
	b.Refused("lu", "record-delivery", "invalid", "how", "mail", "on", "2026-03-02", "files", "scan-of-another-case").Naming("files")
	b.Files["scan"] = true
	b.Do("lu", "record-delivery", "how", "mail", "on", "2026-03-02", "files", "scan")
	b.Refused("lu", "record-delivery", "already-delivered", "how", "mail", "on", "2026-03-02", "proof", "Postal receipt")
	b.Refused("system/story", "serve-opinion", "already-delivered")
	if ends := b.TooEarly("lapse-review"); ends.In(casetest.Shanghai).Format("2006-01-02 15:04") != "2026-04-02 00:00" {
		t.Errorf("the review may be asked for until %s, wanted thirty days from delivery", ends)
	}
	b.WaitPast(b.Until)
	b.Story("lapse-review")
	b.Refused("system/story", "lapse-review", "no-window")
	if _, marked := b.Last.Moved.Marks["review-ends"]; marked {
		t.Error("the story is told of a window that is over")
	}
}

func TestPetition_ALetterThatCannotArriveIsProvenByAReason(t *testing.T) {
	b := registered(t, "anonymous", "yes")
	b.Do("miao", "accept", "unit", "U1", "track", "simple", "handler", "lu")
	b.ExpectNoDue("notify") // there is nobody to write to
	answer(b)
	b.Do("lu", "record-delivery", "how", "impossible", "on", "2026-03-02", "reason", "The letter bore no name.")
	evidence(b)
	b.Do("lu", "propose-closure", "outcome", "explained", "note", "Published on the board.")
	b.Do("tang", "approve-closure") // nobody to telephone
	b.ExpectStage(petition.Closed)
}
