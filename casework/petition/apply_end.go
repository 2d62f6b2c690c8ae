package petition

import (
	"slices"
	"time"

	c "followthrough/casework"
)

// The applies of the opinion and of the way to the end, and when the story looks again.

func draftOpinion(f *File, cmd command, e env) {
	o := Opinion{DraftedBy: cmd.Actor.ID, Drafted: e.Now}
	o.Claims, o.Granted, o.Grants = granted(cmd)
	f.Facts.Opinion = o
}

func legalCheck(f *File, cmd command, e env) {
	if cmd.Fields["passes"] == "yes" {
		f.Facts.Opinion.Checked = e.Now
		return
	}
	f.Facts.Opinion.Drafted, f.Facts.Opinion.Checked = time.Time{}, time.Time{} // back to the drafter
}

func signOpinion(f *File, cmd command, e env) {
	f.Facts.Opinion.Signed, f.Facts.Opinion.No = e.Now, cmd.Fields["number"]
	f.Facts.ReportAsked, f.Facts.ReportAgain = time.Time{}, time.Time{}
}

func serveOpinion(f *File, _ command, _ env) { f.Facts.Opinion.Attempts++ }

// recordDelivery starts the window in which the petitioner may ask for a review.
// law: petition-regulation 35
func recordDelivery(f *File, cmd command, e env) {
	o := &f.Facts.Opinion
	o.Delivered, o.How = latest(cmd.Fields.Day("on", e.Terms.Zone()), o.Signed), cmd.Fields["how"]
	o.ReviewEnds, o.Lapsed = after(e, "petition.ask-review", o.Delivered), false
	f.Facts.LastContact = latest(f.Facts.LastContact, o.Delivered)
}

func lapseReview(f *File, _ command, _ env) { f.Facts.Opinion.Lapsed = true }

func proposeClosure(f *File, cmd command, e env) {
	f.Facts.Closure = Closure{By: cmd.Actor.ID, Proposed: e.Now, Claimed: cmd.Fields["outcome"]}
}

func askApprover(f *File, cmd command, e env) {
	k := &f.Facts.Closure
	if who := cmd.Fields["approver"]; len(k.Asked) < c.MaxRows {
		k.Asked = append(slices.Clone(k.Asked), who)
	}
	k.Turn = after(e, "internal.approver-turn", e.Now)
}

func phoneCheck(f *File, cmd command, _ env) {
	if cmd.Fields["verdict"] == "not-reached" {
		f.Facts.Closure.Unreached++
		return
	}
	f.Facts.Closure.Called = true
}

// approveClosure fixes the three days of call-backs and the day after which the case may end.
func approveClosure(f *File, cmd command, e env) {
	k := &f.Facts.Closure
	k.Approved, k.ApprovedBy, k.Outcome, k.Turn = e.Now, cmd.Actor.ID, k.Claimed, time.Time{}
	for i, limit := range []string{"internal.call-back.1", "internal.call-back.2", "internal.call-back.3"} {
		k.CallBacks[i] = after(e, limit, e.Now)
	}
	k.FinalAfter = latest(after(e, "internal.final", e.Now), f.Facts.Opinion.ReviewEnds)
	f.Facts.Revision = nil
	f.Facts.tell("closure", e)
}

func returnedTo(_ File, cmd command) c.Stage { return c.Stage(cmd.Fields["to"]) }

// returnClosure: what is only to be made good keeps its opinion; where the content changes,
// a new one is owed, on the simple track as on the led one.
func returnClosure(f *File, cmd command, e env) {
	x := &f.Facts
	x.Closure = Closure{}
	switch c.Stage(cmd.Fields["to"]) {
	case Resolving:
		x.ReportAgain = after(e, "internal.report-every", e.Now)
		fallthrough
	case Accepted:
		x.Opinion = Opinion{}
		x.comeBack(opinionOwed(*x), e)
	}
}

// evidenceClaim shows that a granted claim was carried out.
func evidenceClaim(f *File, cmd command, e env) {
	n := number(cmd.Fields["claim-no"])
	o := &f.Facts.Opinion
	o.Grants = slices.Clone(o.Grants)
	for i, g := range o.Grants {
		if g.Claim == n {
			o.Grants[i].Shown = e.Now
		}
	}
}

// promiseClaim gives a granted claim a step with owner and date, which stays open after the
// closure. The date stands when the closure is approved with it.
func promiseClaim(f *File, cmd command, e env) {
	s := stepOf(cmd.Fields, e)
	s.Kind, s.Promise, s.Claim = "resolve", true, number(cmd.Fields["claim-no"])
	addOne(&f.Facts, s)
}

func dispute(f *File, _ command, e env) {
	f.Facts.Dispute.Open, f.Facts.Dispute.At = true, e.Now
}

func answerDispute(f *File, _ command, e env) {
	f.Facts.Dispute.Open = false
	f.Facts.Dispute.Many++
	f.Facts.tell("dispute", e)
}

func askCallBack(f *File, _ command, e env) {
	f.Facts.Closure.CalledBack++
	f.Facts.Closure.CallOwed = e.Now
}

func reopenedTo(_ File, cmd command) c.Stage { return c.Stage(cmd.Fields["to"]) }

func reopen(f *File, cmd command, e env) { anew(f, e, c.Stage(cmd.Fields["to"])) }

// carried keeps what was promised and is not yet done, whatever the next plan says.
func carried(steps []Step) []Step {
	var kept []Step
	for _, s := range steps {
		if s.Promise && s.Open() {
			s.Carried = true
			kept = append(kept, s)
		}
	}
	return kept
}

func untilReport(f File, _ env) time.Time     { return f.Facts.ReportAgain }
func untilReviewEnds(f File, _ env) time.Time { return f.Facts.Opinion.ReviewEnds }
func untilTurn(f File, _ env) time.Time       { return f.Facts.Closure.Turn }
func untilServed(_ File, e env) time.Time     { return e.Terms.WorkingDays(e.Now, 5).At }

func untilCallBack(f File, _ env) time.Time {
	if n := f.Facts.Closure.CalledBack; n < len(f.Facts.Closure.CallBacks) {
		return f.Facts.Closure.CallBacks[n]
	}
	return f.Facts.Closure.FinalAfter
}

// untilFinal is the day after which the case may end; when that has passed and a promise,
// a dispute or a review still keeps it open, the story looks again in five working days.
func untilFinal(f File, e env) time.Time {
	if f.Facts.Closure.FinalAfter.After(e.Now) {
		return f.Facts.Closure.FinalAfter
	}
	return e.Terms.WorkingDays(e.Now, 5).At
}
