package petition

import c "followthrough/casework"

// clocks names every date a petition may owe; owed computes them. Scenarios hold the two
// equal: a clock no scenario sets, answers and lets pass fails the tests.
var clocks = []c.Clock{
	{Name: "decide", Limits: limits("petition.register", "petition.simple.decide"), By: by(Intake), Starts: "the petition was received, or a decision was taken back late; the shorter one for what was taken in as simple", Met: moved("accept", "decline", "transfer", "lead-elsewhere", "merge", "assign-leader")},
	{Name: "notify", Limits: limits("petition.notify-acceptance"), By: by(Intake), Starts: "the petition was received; not for an anonymous one", Met: moved("record-notice")},
	{Name: "tell-petitioner", Limits: limits("internal.tell-petitioner"), By: by(Intake, Handler, Leader), Starts: "something was decided that the petitioner is to be told: an extension, a closure, an answer, a reopening …", Met: moved("record-notice", "record-contact")},
	{Name: "reply-merged", Limits: limits("petition.handle", "petition.simple.answer"), By: by(Intake, Handler, Leader), Starts: "its own acceptance, or its receipt: a merged case keeps its clock", Met: moved("record-merged-reply", "reopen")},
	{Name: "opinion", Limits: limits("petition.handle", "petition.simple.answer"), By: by(Leader, Handler), Starts: "the petition was accepted", Met: moved("sign-opinion")},
	{Name: "simple-ends", Limits: limits("petition.simple.answer"), By: by(System), Starts: "the petition was accepted as a simple matter", Met: moved("raise-track", "sign-opinion"), Then: "raise-track"},
	{Name: "decide-extension", Limits: limits("internal.extension-decision"), By: by(UnitHead), Starts: "an extension was asked for", Met: moved("grant-extension", "refuse-extension")},
	{Name: "name-leader", Limits: limits("internal.name-leader"), By: by(Supervisor), Starts: "accepted on the led track, or led since; of an import that was answered, its answer", Met: moved("assign-leader")},
	{Name: "take-up", Limits: limits("internal.recusal"), By: by(Leader), Starts: "a leader was named", Met: moved("take-up", "declare-conflict")},
	{Name: "decide-recusal", Limits: limits("internal.recusal"), By: by(Supervisor), Starts: "a conflict was declared, or a recusal asked for", Met: moved("decide-recusal")},
	{Name: "form-team", Limits: limits("internal.form-team"), By: by(Leader), Starts: "a leader was named", Met: moved("form-team")},
	{Name: "submit-analysis", Limits: limits("internal.analysis"), By: by(Leader), Starts: "a leader was named, or the analysis came back", Met: moved("submit-analysis")},
	{Name: "submit-plan", Limits: limits("internal.plan"), By: by(Leader), Starts: "the analysis is in, or the plan came back", Met: moved("submit-plan")},
	{Name: "approve-plan", Limits: limits("internal.plan-approval"), By: by(Supervisor), Starts: "the plan is in", Met: moved("approve-plan", "return-plan")},
	{Name: "approve-revision", Limits: limits("internal.plan-approval"), By: by(Supervisor), Starts: "a revision with a new date was proposed", Met: moved("approve-revision", "return-revision")},
	{Name: "contact", Limits: limits("internal.leader-silent"), By: by(Leader), Starts: "the last contact, or the last step done", Met: moved("record-contact", "complete-step", "report-progress")},
	{Name: "progress-report", Limits: limits("internal.progress-report"), By: by(Leader), Starts: "a report was asked for", Met: moved("report-progress")},
	{Name: "legal-check", Limits: limits("internal.legal-check"), By: by(Legal), Starts: "the opinion was drafted", Met: moved("legal-check")},
	{Name: "deliver", Limits: limits("internal.delivery"), By: by(Handler, Leader), Starts: "the opinion was signed", Met: moved("record-delivery")},
	{Name: "propose-closure", Limits: limits("internal.propose-closure"), By: by(Leader, Handler), Starts: "the days for a review are over, or the closure came back", Met: moved("propose-closure")},
	{Name: "decide-closure", Limits: limits("internal.closure-decision"), By: by(Approver), Starts: "the closure was proposed", Met: moved("approve-closure", "return-closure")},
	{Name: "answer-dispute", Limits: limits("internal.dispute-reply"), By: by(UnitHead), Starts: "the petitioner disputed", Met: moved("answer-dispute", "reopen")},
	{Name: "review", Limits: limits("petition.review", "petition.re-review"), By: by(Supervisor), Starts: "a review, or a re-review, was asked for", Met: moved("record-review-outcome")},
	{Name: "confidential", Limits: limits("internal.confidential"), By: by(Supervisor), Starts: "something was reported in confidence", Met: moved("settle-retaliation")},
	{Name: "appointment", Limits: limits("internal.appointment"), By: by(Intake, Handler, Leader), Starts: "the petitioner asked for an appointment", Met: moved("record-contact")},
	{Name: "call-back", Limits: limits("internal.call-back"), By: by(Handler, Leader), Starts: "a call-back was asked for, three times after the closure", Met: moved("record-contact")},
	{Name: "settle-withdrawal", Limits: limits("internal.withdrawal"), By: by(System), Starts: "the petitioner withdrew", Met: moved("stay-with-it", "complete-withdrawal"), Then: "complete-withdrawal"},
	{Name: "final", By: by(System), Starts: "nothing keeps the closed case from its end", Met: moved("finalise"), Then: "finalise"},
	{Name: "step", By: by(Owner), Starts: "the plan; promises also after closing", Met: moved("complete-step")},
	{Name: "reassign-step", Limits: limits("internal.reassign-step"), By: by(Leader, Handler), Starts: "the owner of a step keeps out", Met: moved("reassign-step")},
	{Name: "answer-consult", By: by(Consulted), Starts: "another unit was asked", Met: moved("answer-consult")},
}

func limits(ids ...string) []string  { return ids }
func moved(names ...string) []string { return names }
