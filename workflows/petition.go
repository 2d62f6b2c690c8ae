package workflows

import (
	"go.temporal.io/sdk/workflow"

	"followthrough/casework"
	"followthrough/casework/petition"
)

// Petition stays with one petition from its registration to its last day: one case, one
// leader, one plan, followed through. A run is one stay in one stage; what may happen is
// the table's to say, here stands what then happens by itself, side by side, until the
// record leaves the stage.
func Petition(ctx workflow.Context, now casework.Moved) error {
	d, ctx, err := openDesk(ctx, now, movedSignal)
	if err != nil {
		return err
	}
	switch d.stage {
	case petition.Resolving:
		err = d.stay(ctx, clocks, askForReports)
	case petition.Replied:
		err = d.stay(ctx, clocks, serveOpinion)
	case petition.Closing:
		err = d.stay(ctx, clocks, serveOpinion, findIndependentSupervisor)
	case petition.Closed:
		err = d.stay(ctx, clocks, reviewWindow, callBack)
	default: // intake, leading, planning, merged: dates only; also a stage younger than this worker
		err = d.stay(ctx, clocks)
	}
	if err != nil {
		return err
	}
	return d.next(ctx, Petition)
}

// askForReports asks whoever leads the case for a report each month.
func askForReports(ctx workflow.Context, d *desk) error {
	return inTurn(ctx, d, "ask-report", "report-again")
}

// serveOpinion sends the opinion on its way, by a workflow of its own until there is proof
// that it arrived, and then waits out the days in which a review may be asked for. A
// closure may be proposed meanwhile, so both go on in the next stage.
func serveOpinion(ctx workflow.Context, d *desk) error {
	if !delivered(d.now) {
		if err := sendLetter(ctx, d); err != nil {
			return err
		}
		err := workflow.Await(ctx, func() bool { return delivered(d.now) })
		if delivered(d.now) || d.left() { // it ends with the proof, and with the stay
			tellLetter(ctx, d)
		}
		if err != nil {
			return err
		}
	}
	return reviewWindow(ctx, d)
}

// reviewWindow ends the time for a review, which the record counts from the proof of delivery.
func reviewWindow(ctx workflow.Context, d *desk) error {
	return inTurn(ctx, d, "lapse-review", "review-ends")
}

// findIndependentSupervisor asks one independent approver after the other, the next one
// when a turn has passed without a decision.
func findIndependentSupervisor(ctx workflow.Context, d *desk) error {
	return turns(ctx, d, "ask-approver", "approver-again")
}

// callBack has the petitioner called back three times, on days that the record fixed at
// the closure, and then asks for the end until nothing keeps the case from it.
func callBack(ctx workflow.Context, d *desk) error {
	if !d.now.Marks["call-back-again"].IsZero() {
		if err := inTurn(ctx, d, "ask-call-back", "call-back-again"); err != nil {
			return err
		}
	}
	return inTurn(ctx, d, "finalise", "final-after")
}
