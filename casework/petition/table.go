package petition

import (
	c "followthrough/casework"
)

// row is one row of the table.
type row = c.Move[Facts]

// rules are the conditions of a row.
type rules = []c.Rule[Facts]

// moves is the table: who may take a petition from where to where, what it asks of
// them, what must hold, and what it establishes. Read it beside processes of the office:
// one block a part of the journey.
var moves = []row{
	// Intake. law: petition-regulation 22, petition-regulation 23
	{Name: "register", By: by(Intake), To: Registered, Form: registerForm, Check: rules{representedByFive, notAhead, backlogIsLed, notTheAccused}, Apply: register},
	{Name: "import", By: by(Intake, Supervisor), Choose: importedStage, Tos: in(Registered, Replied), Form: importForm, Check: rules{notAhead}, Apply: importRow},
	{Name: "accept", By: by(Intake), From: in(Registered), To: Accepted, Form: acceptForm, Check: rules{simpleHasHandler, backlogIsLed, notTheAccused}, Apply: accept, Notify: by(Handler)},
	{Name: "decline", By: by(Intake), From: in(Registered), To: NotAccepted, Form: declineForm},
	{Name: "transfer", By: by(Intake), From: in(Registered), To: Transferred, Form: declineForm, Apply: transfer},
	{Name: "take-back", By: by(Intake, Supervisor), From: in(NotAccepted, Transferred), To: Registered, Form: form(choice("why", []string{"error", "objection"}), reason), Check: rules{objectedInTime}, Apply: takeBack},
	{Name: "record-notice", By: by(Intake, Handler, Leader), From: open, Form: form(document, optional(choice("about", abouts))), Need: rules{somethingToTell}, Check: rules{toldOnce}, Apply: notified, Free: true},
	{Name: "name-representative", By: by(Intake, Petitioner), From: open, Form: deputyForm, Check: rules{representedByFive}, Apply: nameDeputy, Free: true},
	{Name: "end-representation", By: by(Intake, Petitioner), From: open, Form: form(field("number", c.Number), reason, document), Check: rules{representsStill}, Apply: endDeputy, Free: true},
	{Name: "seal", By: by(Intake, Supervisor), From: open, Form: form(reason, optional(field("hidden-persons", c.People)), optional(field("hidden-unit", c.UnitF))), Apply: seal},
	{Name: "undo-import", By: by(Supervisor, Intake), From: in(Registered, Replied), To: Undone, Form: form(reason), Need: rules{importUntouched}},

	// Ends without an opinion: each names its document and its proof.
	{Name: "lead-elsewhere", By: by(Intake, Leader), From: open, To: LedElsewhere, Form: form(choice("door", doors), document, proof, files)},
	{Name: "mediate", By: by(Intake, Leader), From: open, To: Mediated, Form: form(document, proof, files)},
	{Name: "merge", By: by(Intake, Leader), From: open, To: Merged, Form: form(field("into", c.Case), document, proof), Check: rules{mergesElsewhere}, Apply: merge},
	{Name: "record-merged-reply", By: by(Intake, Handler, Leader), From: in(Merged), To: Final, Form: form(document, choice("how", delivery), field("on", c.Date), optional(proof), optional(reason), files), Check: rules{deliveryProven, notAhead}},
	{Name: "lapse", By: by(Intake, Leader), From: open, To: Lapsed, Form: form(document, proof, files)},
	{Name: "withdraw", By: by(Petitioner, Intake), From: open, Form: form(document, choice("read-back", []string{"yes"}), sealed(choice("pressed", yesNo))), Need: rules{noWithdrawal}, Check: rules{notPressed}, Apply: withdraw, Notify: by(Leader, Handler)},
	{Name: "stay-with-it", By: by(Petitioner, Intake), From: open, Form: form(document), Need: rules{withdrawalAsked}, Apply: stayWithIt, Notify: by(Leader, Handler)},
	{Name: "complete-withdrawal", By: by(System), From: open, To: Withdrawn, Need: rules{withdrawalAsked}, Notify: by(Leader, Handler)},

	// One case, one leader, one team.
	{Name: "choose-track", By: by(Supervisor, Intake), From: in(Accepted, Replied), Form: form(choice("track", tracks), reason), Need: rules{noLeaderYet, unansweredOrImported}, Check: rules{downBySupervisor, handlerIfSimple}, Apply: chooseTrack, Notify: by(Handler)},
	{Name: "raise-track", By: by(System), From: in(Accepted), Need: rules{onSimpleTrack}, Apply: raiseTrack, Notify: by(Handler, Supervisor)},
	{Name: "name-handler", By: by(Leader, UnitHead, Supervisor, Intake), From: accepted, Form: form(field("handler", c.PersonF)), Check: rules{notTheAccused, notRecused}, Apply: nameHandler, Notify: by(Handler)},
	{Name: "assign-leader", By: by(Supervisor, UnitHead), From: open, To: Led, Form: form(leading, optional(field("vacant-post", c.Text)), optional(reason)), Need: rules{noLeaderYet, acceptedFirst, onLedTrack}, Check: rules{notTheAccused, notRecused}, Apply: assignLeader, Notify: by(Leader)},
	{Name: "replace-leader", By: by(Supervisor, UnitHead), From: accepted, Form: form(leading, field("handover", c.Prose)), Need: rules{hasLeader}, Check: rules{anotherLeader, notTheAccused, notRecused}, Apply: replaceLeader, Notify: by(Leader)},
	{Name: "hand-over", By: by(Supervisor, UnitHead), From: accepted, Form: handOverForm, Check: rules{dutyHeld, anotherHolder, notTheAccused, notRecused}, Apply: handOver, Notify: by(Leader, Team, Owner, Consulted)},
	{Name: "take-up", By: by(Leader), From: accepted, Form: form(choice("no-conflict", []string{"yes"})), Need: rules{notTakenUp, inPerson}, Apply: takeUp, Card: true},
	{Name: "declare-conflict", By: by(Leader, Team, Handler, Owner, Consulted, Approver), From: accepted, Form: form(reason), Need: rules{noRecusalPending}, Apply: declareConflict, Notify: by(Supervisor), Card: true},
	{Name: "ask-recusal", By: by(Petitioner, Intake), From: accepted, Form: form(field("person", c.PersonF), reason), Need: rules{noRecusalPending}, Apply: askRecusal, Notify: by(Supervisor)},
	// law: petition-regulation 28
	{Name: "decide-recusal", By: by(Supervisor), From: accepted, Form: form(choice("granted", yesNo), reason, optional(c.Field{Name: "leader", Kind: c.PersonF, Holder: "leading"})), Need: rules{recusalPending, notOwnRecusal}, Check: rules{successorNamed, notTheAccused, notRecused}, Apply: decideRecusal, Notify: by(Leader, Team, Handler)},
	{Name: "form-team", By: by(Leader), From: in(Led, Analysed, Planned, Resolving, Replied), Form: form(field("members", c.People)), Need: rules{takenUp}, Check: rules{isTheLeader, teamOfOthers, notTheAccused, notRecused}, Apply: formTeam, Notify: by(Team)},
	{Name: "confirm-membership", By: by(Team), From: accepted, Form: form(choice("no-conflict", []string{"yes"})), Need: rules{memberUnconfirmed}, Apply: confirmMember, Card: true},

	// One plan.
	{Name: "submit-analysis", By: by(Leader), From: in(Led), To: Analysed, Form: analysis, Need: rules{takenUp}, Check: rules{isTheLeader}, Apply: analysed, Notify: by(Team)},
	{Name: "return-analysis", By: by(Supervisor), From: in(Analysed), To: Led, Form: form(reason), Notify: by(Leader)},
	{Name: "submit-plan", By: by(Leader), From: in(Analysed), To: Planned, Form: planForm, Need: rules{takenUp}, Check: rules{isTheLeader, roomForSteps, stepsAhead, restrictsNobody, notTheAccused, notRecused}, Apply: submitPlan, Notify: by(Team, Supervisor)},
	{Name: "return-plan", By: by(Supervisor), From: in(Planned), To: Analysed, Form: form(reason), Notify: by(Leader)},
	{Name: "approve-plan", By: by(Supervisor), From: in(Planned), To: Resolving, Form: form(optional(note)), Need: rules{notOwnPlan}, Apply: approvePlan, Notify: by(Leader, Team, Owner)},
	{Name: "start-step", By: by(Owner, Leader), From: stepwise, Form: form(step), Check: rules{stepOpen, ownStep, promisedIfClosed}, Apply: startStep, Free: true},
	{Name: "complete-step", By: by(Owner, Leader), From: stepwise, Form: form(step, field("evidence", c.Prose), files), Check: rules{stepOpen, ownStep, promisedIfClosed}, Apply: completeStep, Notify: by(Leader), Free: true},
	{Name: "drop-step", By: by(Leader), From: in(Resolving, Replied, Closing), Form: form(step, reason), Check: rules{isTheLeader, stepOpen, notAPromise}, Apply: dropStep, Notify: by(Owner)},
	{Name: "add-step", By: by(Leader, Supervisor), From: in(Resolving, Replied, Closing), Form: stepRow, Check: rules{roomForSteps, stepAhead, insidePlan, restrictsNobody, notTheAccused, notRecused}, Apply: addStep, Notify: by(Owner)},
	{Name: "revise-plan", By: by(Leader), From: in(Resolving), Form: form(reason, c.Field{Name: "steps", Kind: c.Rows, Row: stepRow, Least: 1}), Check: rules{isTheLeader, roomForSteps, stepsAhead, restrictsNobody, notTheAccused, notRecused}, Apply: revisePlan, Notify: by(Team, Owner, Supervisor)},
	{Name: "approve-revision", By: by(Supervisor), From: in(Resolving, Replied, Closing), Form: form(optional(note)), Need: rules{revisionProposed, notOwnPlan}, Apply: approveRevision, Notify: by(Leader, Team, Owner)},
	{Name: "return-revision", By: by(Supervisor), From: in(Resolving, Replied, Closing), Form: form(reason), Need: rules{revisionProposed, notOwnPlan}, Apply: returnRevision, Notify: by(Leader)},
	{Name: "reassign-step", By: by(Leader, Handler), From: stepwise, Form: form(step, field("owner", c.PersonF), reason), Check: rules{stepOpen, carriesTheCase, notTheAccused, notRecused}, Apply: reassignStep, Notify: by(Owner)},
	{Name: "postpone-step", By: by(Supervisor), From: stepwise, Form: form(step, field("due", c.Date), reason), Check: rules{stepOpen, notOwnStep, stepAhead}, Apply: postponeStep, Notify: by(Leader, Owner)},

	// What the petitioner does beside; intake records it when it comes on paper.
	{Name: "add-material", By: by(Petitioner, Intake), From: open, Form: form(note, optional(document), files), Notify: by(Leader, Handler), Free: true},
	{Name: "ask-appointment", By: by(Petitioner, Intake), From: accepted, Form: form(note), Need: rules{noAppointmentAsked}, Apply: askAppointment, Notify: by(Leader, Handler), Free: true},
	{Name: "report-unkept", By: by(Petitioner, Intake), From: in(Replied, Closing, Closed), Form: form(step, note), Check: rules{promised}, Apply: reportUnkept, Notify: by(Owner, Leader, Handler, Supervisor), Free: true},
	{Name: "rate", By: by(Petitioner, Intake), From: in(Closed), Form: form(sealed(choice("rating", ratings)), optional(sealed(note))), Need: rules{notRated}, Apply: rated, Free: true, Sealed: true},
	// law: petition-regulation 30, petition-regulation 46
	{Name: "report-retaliation", By: by(Petitioner, Intake), From: open, Form: form(sealed(note), optional(sealed(field("persons", c.People))), optional(sealed(document))), Need: rules{nothingConfidential}, Apply: reportRetaliation, Notify: by(Supervisor), Free: true, Sealed: true},
	{Name: "settle-retaliation", By: by(Supervisor), From: open, Form: form(sealed(choice("finding", findings)), sealed(field("measures", c.Prose))), Need: rules{somethingConfidential, uninvolved}, Apply: settleRetaliation, Free: true, Sealed: true},

	// On the way.
	{Name: "record-contact", By: by(Leader, Handler, Team, Intake), From: open, Form: form(choice("how", contacts), field("on", c.Date), note), Check: rules{notAhead}, Apply: contact, Free: true},
	{Name: "instruct", By: by(UnitHead, Supervisor), From: open, Form: form(note), Notify: by(Leader, Handler), Free: true},
	{Name: "consult", By: by(Leader, Handler, Team), From: accepted, Form: form(field("person", c.PersonF), field("due", c.Date), note), Check: rules{notTheAccused, notRecused, stepAhead, roomForConsults}, Apply: consult, Notify: by(Consulted), Free: true},
	{Name: "answer-consult", By: by(Consulted), From: accepted, Form: form(field("number", c.Number), note, files), Check: rules{consultOpen}, Apply: answerConsult, Notify: by(Leader, Handler), Free: true},
	{Name: "comment", By: by(Leader, Handler, Team, Owner, Supervisor, UnitHead, Legal, Intake, Consulted, Colleague), From: open, Form: form(note), Free: true},
	{Name: "attach", By: by(Leader, Handler, Team, Owner, Intake, Supervisor, Consulted), From: open, Form: form(field("files", c.Files), optional(note)), Free: true},
	{Name: "urge", By: by(Supervisor, UnitHead, Leader), From: open, Form: form(note), Notify: by(Leader, Handler, Owner), Free: true},
	{Name: "report-progress", By: by(Leader, Handler), From: in(Resolving), Form: form(note), Apply: reportProgress, Free: true},
	{Name: "ask-report", By: by(System), From: in(Resolving), Need: rules{reportDue}, Apply: askReport, Notify: by(Leader, Handler), Until: untilReport},
	// law: petition-regulation 34
	{Name: "ask-extension", By: by(Leader, Handler), From: working, Form: form(field("days", c.Number), reason), Need: rules{extensionOnce}, Check: rules{extensionShort}, Apply: askExtension, Notify: by(UnitHead)},
	{Name: "grant-extension", By: by(UnitHead), From: working, Form: form(field("notice-no", c.Text)), Need: rules{extensionPending, notOwnExtension}, Apply: grantExtension, Notify: by(Leader, Handler)},
	{Name: "refuse-extension", By: by(UnitHead), From: working, Form: form(reason), Need: rules{extensionPending, notOwnExtension}, Apply: refuseExtension, Notify: by(Leader, Handler)},

	// The opinion. law: petition-regulation 32
	{Name: "draft-opinion", By: by(Handler, Leader), From: drafting, Form: opinionForm, Need: rules{simpleIfAccepted, takenUpIfLed}, Apply: draftOpinion, Notify: by(Legal)},
	{Name: "legal-check", By: by(Legal), From: drafting, Form: form(choice("passes", yesNo), note), Need: rules{drafted, notOwnDraft}, Apply: legalCheck, Notify: by(Handler, Leader, UnitHead)},
	{Name: "sign-opinion", By: by(UnitHead), From: drafting, To: Replied, Form: form(unique(field("number", c.Text))), Need: rules{drafted, checked, notOwnDraft}, Apply: signOpinion, Notify: by(Handler, Leader)},
	{Name: "serve-opinion", By: by(System), From: in(Replied, Closing), Need: rules{undelivered}, Apply: serveOpinion, Notify: by(Handler, Leader), Until: untilServed},
	{Name: "record-delivery", By: by(Handler, Leader), From: in(Replied, Closing), Form: form(choice("how", delivery), field("on", c.Date), optional(proof), optional(reason), files), Need: rules{undelivered}, Check: rules{deliveryProven, notAhead}, Apply: recordDelivery, Free: true},
	{Name: "lapse-review", By: by(System), From: in(Replied, Closing, Closed), Need: rules{windowRuns, windowOver}, Apply: lapseReview, Until: untilReviewEnds},

	{Name: "evidence-claim", By: by(Handler, Leader), From: in(Replied, Closing), Form: form(claimNo, field("evidence", c.Prose), files), Check: rules{grantOpen}, Apply: evidenceClaim, Free: true},
	{Name: "promise-claim", By: by(Handler, Leader), From: in(Replied, Closing), Form: form(claimNo, field("title", c.Text), field("owner", c.PersonF), field("due", c.Date), field("proof", c.Text)), Check: rules{grantOpen, roomForSteps, stepAhead, restrictsNobody, notTheAccused, notRecused}, Apply: promiseClaim, Notify: by(Owner)},

	// To the end.
	{Name: "propose-closure", By: by(Leader, Handler), From: in(Replied), To: Closing, Form: form(choice("outcome", outcomes), note), Need: rules{noDispute, noReview, ledBySomebody, carriesTheCase}, Apply: proposeClosure, Notify: by(Approver)},
	{Name: "ask-approver", By: by(System), From: in(Closing), Form: form(field("approver", c.PersonF)), Need: rules{turnOver}, Apply: askApprover, Until: untilTurn},
	{Name: "record-phone-check", By: by(Approver), From: in(Closing), Form: form(choice("verdict", verdicts), note), Need: rules{independent}, Apply: phoneCheck, Free: true},
	{Name: "approve-closure", By: by(Approver), From: in(Closing), To: Closed, Form: form(optional(note)), Need: rules{independent, complete}, Apply: approveClosure, Notify: by(Leader, Handler)},
	{Name: "return-closure", By: by(Approver), From: in(Closing), Choose: returnedTo, Tos: in(Replied, Resolving, Accepted), Form: form(reason, choice("to", []string{"replied", "resolving", "accepted"})), Need: rules{independent}, Check: rules{planIfResolving, acceptedIfSimple}, Apply: returnClosure, Notify: by(Leader, Handler)},
	{Name: "dispute", By: by(Petitioner, Intake), From: in(Replied, Closed), Form: form(note, document), Need: rules{noDispute}, Apply: dispute, Notify: by(Leader, Handler, UnitHead)},
	{Name: "answer-dispute", By: by(UnitHead, Leader, Supervisor), From: in(Replied, Closing, Closed), Form: form(field("answer", c.Prose)), Need: rules{disputeOpen, aboveTheHandler}, Apply: answerDispute, Notify: by(Handler)},
	// law: petition-regulation 35, petition-regulation 36
	{Name: "record-review-request", By: by(Petitioner, Intake), From: in(Replied, Closing, Closed), Form: form(document, optional(note)), Need: rules{noReview, notReviewedTwice, windowOpen}, Apply: askReview, Notify: by(Leader, Handler, Supervisor)},
	{Name: "record-review-outcome", By: by(Supervisor), From: in(Replied, Closing, Closed), Choose: reviewedTo, Tos: in(Replied, Resolving, Accepted), Form: form(choice("outcome", reviewed), document, field("on", c.Date), changedRows), Need: rules{reviewOpen}, Check: rules{claimsIfChanged, notAhead}, Apply: recordReview, Notify: by(Leader, Handler)},
	{Name: "ask-call-back", By: by(System), From: in(Closed), Need: rules{callBackDue}, Apply: askCallBack, Notify: by(Handler, Leader), Until: untilCallBack},
	{Name: "finalise", By: by(System), From: in(Closed), To: Final, Need: rules{mayEnd}, Until: untilFinal, Notify: by(Leader, Handler)},
	{Name: "reopen", By: by(Supervisor), From: ended, Choose: reopenedTo, Tos: in(Accepted, Resolving), Form: form(reason, choice("to", []string{"accepted", "resolving"})), Check: rules{planIfResolving}, Apply: reopen, Notify: by(Leader, Handler)},
	{Name: "reopen-after-review", By: by(System), From: ended, Choose: reopenedTo, Tos: in(Accepted, Resolving), Form: form(document, proof, choice("to", []string{"accepted", "resolving"})), Check: rules{planIfResolving}, Apply: reopen, Notify: by(Leader, Handler)},
	{Name: "seal-file", By: by(Supervisor), From: all, Form: form(field("files", c.Files), reason), Free: true, Hides: "files"},
	{Name: "correct", By: by(Supervisor), From: all, Form: form(field("line", c.Line), field("correction", c.Prose), reason), Check: rules{lineExists}, Free: true},
}
