package workflows_test

import (
	"testing"

	"followthrough/casework/petition"
	"followthrough/workflows"
	"followthrough/workflows/flowtest"
)

func TestPetition_LedTrack_FromTheLetterToTheLastDay(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		resolving(f, 40)
		f.ExpectStage(petition.Resolving)
		f.ExpectTimeline("register", "accept", "assign-leader", "take-up", "form-team", "submit-analysis", "submit-plan", "approve-plan")
		f.Do(member, "confirm-membership", "no-conflict", "yes")
		f.Wait(25 * flowtest.Day)
		f.Do(leader, "record-contact", "how", "visit", "on", f.Day(0), "note", "…")
		f.Wait(6 * flowtest.Day)
		f.ExpectTimeline("confirm-membership", "record-contact", "ask-report")
		f.Do(leader, "report-progress", "note", "…")
		f.Do(member, "complete-step", "step", "1", "evidence", "a protocol")
		signed(f, "granted")
		f.ExpectStage(petition.Replied)
		f.ExpectTimeline("report-progress", "complete-step", "draft-opinion", "legal-check", "sign-opinion", "serve-opinion")
		deliveredOpinion(f)
		f.ExpectTimeline("record-delivery")
		f.Wait(3 * flowtest.Day)
		f.Do(leader, "propose-closure", "outcome", "resolved", "note", "…")
		f.ExpectTimeline("propose-closure", "ask-approver")
		f.Do(supervisor, "record-phone-check", "verdict", "agrees", "note", "…")
		f.Do(supervisor, "approve-closure")
		f.ExpectStage(petition.Closed)
		f.ExpectTimeline("record-phone-check", "approve-closure")
		f.Wait(8 * flowtest.Day)
		f.ExpectTimeline("ask-call-back")
		f.Do(handler, "record-contact", "how", "call-back", "on", f.Day(0), "note", "…")
		f.Wait(24 * flowtest.Day)
		f.ExpectTimeline("record-contact", "lapse-review", "ask-call-back")
		f.Do(handler, "record-contact", "how", "call-back", "on", f.Day(0), "note", "…")
		f.Wait(60 * flowtest.Day)
		f.ExpectTimeline("record-contact", "ask-call-back")
		f.Do(handler, "record-contact", "how", "call-back", "on", f.Day(0), "note", "…")
		f.Wait(8 * flowtest.Day)
		f.ExpectTimeline("record-contact", "finalise")
		f.ExpectStage(petition.Final)
	})
}

func TestPetition_SimpleTrack_NeedsNoLeaderAndNoPlan(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		accepted(f, petition.Simple)
		f.ExpectDues("opinion", "simple-ends")
		f.Refused("simple-track", supervisor, "assign-leader", "leader", leader)
		signed(f, "explained")
		deliveredOpinion(f)
		f.ExpectTimeline("register", "accept", "draft-opinion", "legal-check", "sign-opinion", "serve-opinion", "record-delivery")
		closed(f, handler)
		f.ExpectStage(petition.Closed)
		f.ExpectTimeline("propose-closure", "ask-approver", "record-phone-check", "approve-closure")
	})
}

func TestPetition_NobodyDecides_PolicyIsAskedEachWeek(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		registered(f)
		f.ExpectTimeline("register")
		f.ExpectDues("decide")
		f.Wait(15 * flowtest.Day)
		f.ExpectTimeline()
		f.Wait(flowtest.Day)
		f.ExpectTimeline("overdue: decide → reminder")
		f.Wait(7 * flowtest.Day)
		f.ExpectTimeline("overdue: decide → reminder")
		f.Do(intake, "accept", "unit", "office", "track", petition.Simple, "handler", handler)
		f.ExpectStage(petition.Accepted)
		f.ExpectTimeline("accept", "overdue: notify → reminder")
	})
}

func TestPetition_LeaderIsSlow_EachDateIsAskedInItsStage(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		accepted(f, petition.LedCase)
		f.WaitFor("name-leader")
		f.Do(supervisor, "assign-leader", "leader", leader)
		f.ExpectTimeline("register", "accept", "overdue: name-leader → reminder", "assign-leader")
		f.WaitFor("take-up")
		f.Do(leader, "take-up", "no-conflict", "yes")
		f.WaitFor("form-team")
		f.Do(leader, "form-team", "members", member)
		f.WaitFor("submit-analysis")
		f.ExpectTimeline("overdue: take-up → reminder", "take-up", "overdue: form-team → reminder", "form-team", "overdue: submit-analysis → reminder")
		f.Do(leader, "submit-analysis", "request", "…", "facts", "…", "rules", "…", "causes", "…")
		f.WaitFor("submit-plan")
		f.Do(leader, "submit-plan", steps(f, 20)...)
		f.WaitFor("approve-plan")
		f.ExpectWithin("submit-analysis", "overdue: submit-plan → reminder", "submit-plan", "overdue: approve-plan → reminder")
		f.Do(supervisor, "approve-plan")
		f.WaitFor("step/1")
		f.ExpectWithin("approve-plan", "overdue: step/1 → reminder")
		f.ExpectStage(petition.Resolving)
	})
}

func TestPetition_LeaderIsSilent_ContactReportAndOpinionAreAsked(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		resolving(f, 90)
		f.Wait(75 * flowtest.Day)
		f.ExpectCount("ask-report", 2)
		f.ExpectWithin("overdue: contact → reminder", "ask-report", "overdue: progress-report → reminder", "overdue: opinion → reminder")
		f.Do(handler, "draft-opinion", "request", "…", "facts", "…", "reasons", "…", "claims.0.claim", "a refund", "claims.0.view", "explained", "basis", "…", "rights-notice", "…")
		f.WaitFor("legal-check")
		f.ExpectWithin("draft-opinion", "overdue: legal-check → reminder")
	})
}

func TestPetition_OpinionIsNotProven_TheLetterAsksAgainUntilItIs(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		accepted(f, petition.Simple)
		signed(f, "explained")
		letter := workflows.LetterID(f.Case(), f.Visit())
		f.ExpectWithin("sign-opinion", "serve-opinion")
		f.Wait(16 * flowtest.Day)
		f.ExpectCount("serve-opinion", 3)
		f.ExpectWithin("overdue: deliver → reminder")
		f.ExpectRunning(letter, true)
		deliveredOpinion(f)
		f.ExpectRunning(letter, false)
		f.ExpectTimeline("record-delivery")
		f.WaitFor("propose-closure")
		f.ExpectTimeline("lapse-review", "overdue: propose-closure → reminder")
		f.ExpectCount("serve-opinion", 3)
	})
}

func TestPetition_NoApproverDecides_TheNextOneIsAsked(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		accepted(f, petition.Simple)
		signed(f, "explained")
		deliveredOpinion(f)
		f.Do(handler, "propose-closure", "outcome", "explained", "note", "…")
		f.ExpectWithin("propose-closure", "ask-approver")
		f.Wait(6 * flowtest.Day)
		f.ExpectTimeline("ask-approver")
		f.Wait(6 * flowtest.Day)
		f.ExpectWithin("ask-approver")
		f.ExpectCount("ask-approver", 3)
		f.Do(third, "return-closure", "reason", "…", "to", "replied")
		f.ExpectStage(petition.Replied)
		f.Wait(2 * flowtest.Day)
		f.Do(handler, "propose-closure", "outcome", "explained", "note", "…")
		f.ExpectTimeline("return-closure", "propose-closure", "ask-approver")
		f.WaitFor("decide-closure")
		f.ExpectWithin("overdue: decide-closure → reminder")
	})
}

func TestPetition_NobodyCallsBack_TheCaseDoesNotEnd(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		accepted(f, petition.Simple)
		signed(f, "explained")
		deliveredOpinion(f)
		closed(f, handler)
		f.Wait(120 * flowtest.Day)
		f.ExpectStage(petition.Closed)
		f.ExpectCount("ask-call-back", 3)
		f.ExpectWithin("ask-call-back", "overdue: call-back/1 → reminder", "ask-call-back", "ask-call-back", "overdue: call-back/3 → reminder")
		f.Do(handler, "record-contact", "how", "call-back", "on", f.Day(0), "note", "…")
		f.Wait(8 * flowtest.Day)
		f.ExpectTimeline("record-contact", "finalise")
		f.ExpectStage(petition.Final)
	})
}

func TestPetition_Dispute_KeepsTheCaseOpenUntilItIsAnswered(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		accepted(f, petition.Simple)
		signed(f, "explained")
		deliveredOpinion(f)
		f.Do(citizen, "dispute", "note", "…", "document", "D-1")
		f.Refused("dispute-open", handler, "propose-closure", "outcome", "explained", "note", "…")
		f.ExpectDues("answer-dispute")
		f.WaitFor("answer-dispute")
		f.ExpectWithin("dispute", "overdue: answer-dispute → reminder")
		f.Do(head, "answer-dispute", "answer", "…")
		f.ExpectTimeline("answer-dispute")
		closed(f, handler)
		f.ExpectStage(petition.Closed)
	})
}

func TestPetition_EndedCase_IsOpenedAgain(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		registered(f)
		f.Do(intake, "decline", "reason", "…", "competent-body", "the court", "document", "D-2")
		f.ExpectStage(petition.NotAccepted)
		f.Do(supervisor, "reopen", "reason", "…", "to", "accepted")
		f.ExpectStage(petition.Accepted)
		f.ExpectTimeline("register", "decline", "reopen")
		f.WaitFor("name-leader")
		f.ExpectTimeline("overdue: name-leader → reminder")
	})
}

func TestPetition_Withdrawal_TakesEffectAfterTheDaysOfSecondThought(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		accepted(f, petition.LedCase)
		f.Do(citizen, "withdraw", "document", "W-1", "read-back", "yes", "pressed", "no")
		f.Wait(5 * flowtest.Day)
		f.Do(citizen, "stay-with-it", "document", "W-2")
		f.Wait(5 * flowtest.Day)
		f.ExpectStage(petition.Accepted)
		f.ExpectTimeline("register", "accept", "withdraw", "stay-with-it", "overdue: name-leader → reminder")
		f.Do(citizen, "withdraw", "document", "W-3", "read-back", "yes", "pressed", "no")
		f.WaitFor("settle-withdrawal")
		f.ExpectWithin("withdraw", "complete-withdrawal")
		f.ExpectStage(petition.Withdrawn)
	})
}

func TestPetition_QuestionsToOthers_HaveTheirDates(t *testing.T) {
	flowtest.Across(t, petitions, func(f *flowtest.Flow) {
		resolving(f, 90)
		f.Do(leader, "consult", "person", legal, "due", f.Day(3), "note", "…")
		f.WaitFor("answer-consult/1")
		f.Do(legal, "answer-consult", "number", "1", "note", "…")
		f.Do(leader, "ask-extension", "days", "20", "reason", "…")
		f.WaitFor("decide-extension")
		f.Do(head, "grant-extension", "notice-no", "E-1")
		f.Do(citizen, "ask-recusal", "person", leader, "reason", "…")
		f.WaitFor("decide-recusal")
		f.Do(supervisor, "decide-recusal", "granted", "yes", "reason", "…", "leader", other)
		f.ExpectWithin("consult", "overdue: answer-consult/1 → reminder", "answer-consult", "ask-extension", "overdue: decide-extension → reminder",
			"grant-extension", "ask-recusal", "overdue: decide-recusal → reminder", "decide-recusal")
		f.ExpectStage(petition.Resolving)
	})
}

func TestFlow_ForcedHandOver_AddsRuns(t *testing.T) {
	runs := func(o flowtest.Option) int {
		f := flowtest.Open(t, petitions, o)
		resolving(f, 40)
		return f.Runs(workflows.CaseID("petition", f.Case()))
	}
	if plain, forced := runs(flowtest.Option{}), runs(flowtest.Option{ContinueAfter: 1}); plain != 6 || forced < 8 {
		t.Errorf("six stages took %d runs, and %d with a hand-over after every signal", plain, forced)
	}
}
