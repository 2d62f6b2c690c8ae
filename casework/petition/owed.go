package petition

import (
	"strconv"
	"time"

	c "followthrough/casework"
)

// owed lists what a petition owes in its present state: every clock of the process, by
// the limit's id. Limits, their sources and how sure we are of them are policy data.
func owed(f File) []c.Owed {
	x := f.Facts
	var due []c.Owed
	owe := func(when bool, o c.Owed) {
		if when {
			due = append(due, o)
		}
	}
	at := func(s c.Stage) bool { return f.Stage == s }
	one := func(stages c.Stages) bool { return contains(stages, f.Stage) }

	if at(Merged) { // the other case carries on; this petitioner's reply and its clock stay this one's
		return []c.Owed{mergedOwed(x)}
	}
	// law: petition-regulation 22, petition-regulation 23
	owe(at(Registered), decideOwed(x))
	owe(x.Notified.IsZero() && !x.Anonymous && one(working), c.Owed{Name: "notify", Limit: "petition.notify-acceptance", From: latest(x.Received, x.Again), Role: Intake})
	// law: petition-regulation 34
	owe(one(working), opinionOwed(x))
	owe(at(Accepted) && x.track() == Simple, c.Owed{Name: "simple-ends", Limit: "petition.simple.answer", From: opinionOwed(x).From, Role: c.System, Then: "raise-track"})
	owe(x.Extension.pending() && one(working), c.Owed{Name: "decide-extension", Limit: "internal.extension-decision", From: x.Extension.Asked, Role: UnitHead})
	owe((at(Accepted) || at(Replied)) && x.needsLeader(), c.Owed{Name: "name-leader", Limit: "internal.name-leader", From: latest(f.Entered, x.TrackSet), Role: Supervisor})
	owe(x.Leader != "" && !x.TakenUp && x.Recusal == nil && !at(Closed), c.Owed{Name: "take-up", Limit: "internal.recusal", From: x.LeaderSince, Role: Leader})
	owe(x.Recusal != nil, c.Owed{Name: "decide-recusal", Limit: "internal.recusal", From: recusalSince(x), Role: Supervisor})
	owe(one(ledStages) && len(x.Team) == 0, c.Owed{Name: "form-team", Limit: "internal.form-team", From: x.LeaderSince, Role: Leader})
	owe(at(Led), c.Owed{Name: "submit-analysis", Limit: "internal.analysis", From: f.Entered, Role: Leader})
	owe(at(Analysed), c.Owed{Name: "submit-plan", Limit: "internal.plan", From: f.Entered, Role: Leader})
	owe(at(Planned), c.Owed{Name: "approve-plan", Limit: "internal.plan-approval", From: f.Entered, Role: Supervisor})
	owe(one(ledStages) && x.Leader != "", c.Owed{Name: "contact", Limit: "internal.leader-silent", From: latest(x.LastContact, x.Back), Role: Leader})
	owe(at(Resolving) && !x.ReportAsked.IsZero(), c.Owed{Name: "progress-report", Limit: "internal.progress-report", From: x.ReportAsked, Role: Leader})
	owe(one(drafting) && !x.Opinion.Drafted.IsZero() && x.Opinion.Checked.IsZero(), c.Owed{Name: "legal-check", Limit: "internal.legal-check", From: x.Opinion.Drafted, Role: Legal})
	owe((at(Replied) || at(Closing)) && x.Opinion.Delivered.IsZero(), c.Owed{Name: "deliver", Limit: "internal.delivery", From: x.Opinion.Signed, Role: x.carrier()})
	owe(at(Replied) && !x.Opinion.Delivered.IsZero() && !x.Dispute.Open && !x.Review.Open && !x.needsLeader(), c.Owed{Name: "propose-closure", Limit: "internal.propose-closure", From: closureSince(f), Role: x.owner()})
	owe(at(Closing), c.Owed{Name: "decide-closure", Limit: "internal.closure-decision", From: f.Entered, Role: Approver})
	owe(x.Dispute.Open, c.Owed{Name: "answer-dispute", Limit: "internal.dispute-reply", From: x.Dispute.At, Role: UnitHead})
	owe(x.Review.Open, reviewOwed(x))
	owe(x.Confidence.Open, c.Owed{Name: "confidential", Limit: "internal.confidential", From: x.Confidence.At, Role: Supervisor})
	owe(!x.Meet.IsZero() && one(accepted), c.Owed{Name: "appointment", Limit: "internal.appointment", From: x.Meet, Role: x.teller()})
	for _, t := range x.ToTell {
		owe(true, c.Owed{Name: "tell-petitioner", Key: t.About, Limit: "internal.tell-petitioner", From: t.Since, Role: x.teller()})
	}
	owe(at(Closed) && !x.Closure.CallOwed.IsZero(), c.Owed{Name: "call-back", Key: strconv.Itoa(x.Closure.CalledBack), Limit: "internal.call-back", From: x.Closure.CallOwed, Role: x.carrier()})
	owe(!x.Withdrawal.IsZero(), c.Owed{Name: "settle-withdrawal", Limit: "internal.withdrawal", From: x.Withdrawal, Role: c.System, Then: "complete-withdrawal"})
	owe(x.Revision != nil && (at(Resolving) || at(Replied) || at(Closing)), c.Owed{Name: "approve-revision", Limit: "internal.plan-approval", From: x.Revision.since(), Role: Supervisor})
	owe(at(Closed) && x.settled(), c.Owed{Name: "final", At: x.finalDay(), Role: c.System, Then: "finalise"})
	for _, s := range x.openSteps(at(Closed)) {
		owe(one(stepwise) && s.Owner == "", c.Owed{Name: "reassign-step", Key: strconv.Itoa(s.No), Limit: "internal.reassign-step", From: s.Lost, Role: x.owner()})
		owe(one(stepwise) && s.Owner != "", c.Owed{Name: "step", Key: strconv.Itoa(s.No), From: s.From, At: s.Till, Role: Owner, Person: s.Owner})
	}
	for _, q := range x.Consults {
		owe(!q.Answered && one(accepted), c.Owed{Name: "answer-consult", Key: strconv.Itoa(q.No), At: q.Till, Role: Consulted, Person: q.Person})
	}
	return due
}

// decideOwed is the first clock: fifteen days to decide whose the matter is, three working
// days when it was taken in as a simple one.
func decideOwed(x Facts) c.Owed {
	o := c.Owed{Name: "decide", Limit: "petition.register", From: latest(x.Received, x.Again), Role: Intake}
	if x.Track == Simple {
		o.Limit = "petition.simple.decide"
	}
	return o
}

// opinionOwed is the main clock: sixty days and at most thirty more on the led track,
// ten working days for a simple matter.
func opinionOwed(x Facts) c.Owed {
	o := c.Owed{Name: "opinion", Limit: "petition.handle", From: latest(x.Accepted, x.Again), Role: x.owner()}
	if !x.Again.After(x.Extension.Decided) { // a term begun anew is not the one that was extended
		o.More = x.Extension.Granted
	}
	if x.track() == Simple {
		o.Limit, o.More = "petition.simple.answer", 0
	}
	return o
}

// reviewOwed is the term of the body above; the office that was reviewed enters what it decided.
func reviewOwed(x Facts) c.Owed {
	o := c.Owed{Name: "review", Limit: "petition.review", From: x.Review.At, Role: Supervisor}
	if x.Review.Level == 2 {
		o.Limit = "petition.re-review"
	}
	return o
}

// mergedOwed is the reply to the petitioner of a merged case, by the term that ran for it.
func mergedOwed(x Facts) c.Owed {
	o := opinionOwed(x)
	o.Name, o.Role = "reply-merged", x.teller()
	if x.Accepted.IsZero() {
		o.Limit, o.From = "petition.handle", x.Received
	}
	return o
}

func (r *Revision) since() time.Time {
	if r == nil {
		return time.Time{}
	}
	return r.At
}

// settled reports that nothing keeps a closed case from its end but the day itself.
func (f Facts) settled() bool {
	return !f.Dispute.Open && !f.Review.Open && !f.Confidence.Open && len(f.ToTell) == 0 && len(f.openSteps(true)) == 0 && f.Closure.CallOwed.IsZero() &&
		f.Closure.CalledBack >= len(f.Closure.CallBacks)
}

// finalDay is the day after which a closed case may end.
func (f Facts) finalDay() time.Time { return latest(f.Closure.FinalAfter, f.Opinion.ReviewEnds) }

func recusalSince(x Facts) time.Time {
	if x.Recusal == nil {
		return time.Time{}
	}
	return x.Recusal.At
}

// closureSince is when the duty to propose the closure begins: when the days in which a
// review may be asked are over. Who has everything in hand may propose it earlier.
func closureSince(f File) time.Time {
	since := latest(f.Entered, f.Facts.Opinion.Delivered)
	if ends := f.Facts.Opinion.ReviewEnds; !ends.IsZero() {
		since = latest(since, ends.Add(-time.Second)) // 24:00 belongs to the day it ends
	}
	return since
}

func contains(stages c.Stages, s c.Stage) bool {
	for _, x := range stages {
		if x == s {
			return true
		}
	}
	return false
}
