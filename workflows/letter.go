package workflows

import (
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"followthrough/casework"
)

// LetterMove is the system's move that a letter makes.
const LetterMove = "serve-opinion"

// provenSignal tells a letter that its delivery is proven; it carries the snapshot that says so.
const provenSignal = "proven"

// LetterID names the workflow that carries the opinion during one stay of its case.
func LetterID(caseID string, visit int) string { return fmt.Sprintf("letter/%s/%d", caseID, visit) }

// Letter carries the opinion to the petitioner until there is proof that it arrived, or
// until the case has left the stay of that visit. It asks for an attempt at the times
// that the record gives; at is the time of the next ask, zero for the first. It outlives
// the run that sent it.
func Letter(ctx workflow.Context, now casework.Moved, visit int, at time.Time) error {
	d, ctx, err := openDesk(ctx, now, provenSignal)
	if err != nil {
		return err
	}
	d.visit = visit
	superseded := false
	d.done = func() bool { return superseded || delivered(d.now) }
	over := func() bool { return d.left() || d.done() }
	err = d.stay(ctx, func(ctx workflow.Context, d *desk) error {
		var p patience
		for {
			if err := d.until(ctx, at, awaits(LetterMove, at), over); err != nil || over() {
				return err
			}
			a, err := d.act(ctx, LetterMove, at)
			superseded = a.Superseded
			if err != nil || over() {
				return err
			}
			asked := at
			at = later(at, a.Until)
			if err := d.rest(ctx, asked, at, &p, a.NotYet, over); err != nil {
				return err
			}
		}
	})
	if err != nil || over() {
		return err
	}
	return d.next(ctx, Letter, visit, at)
}

func delivered(m casework.Moved) bool { return !m.Marks["delivered"].IsZero() }

// sendLetter starts the letter of this stay, once: a later run of the same stay finds it
// on its way. It is abandoned, so that it neither ends nor is cancelled with this run, and
// awaited until it has started, because a child that has not is lost at the hand-over.
func sendLetter(ctx workflow.Context, d *desk) error {
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	ctx = workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
		WorkflowID:            LetterID(d.now.Case, d.visit),
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		ParentClosePolicy:     enumspb.PARENT_CLOSE_POLICY_ABANDON,
		TypedSearchAttributes: listedAs(d.now),
		StaticSummary:         "letter of " + d.now.Kind + " " + d.now.No + ": has the opinion served until there is proof that it arrived",
	})
	err := workflow.ExecuteChildWorkflow(ctx, Letter, d.now, d.visit, time.Time{}).GetChildWorkflowExecution().Get(ctx, nil)
	if temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		return nil
	}
	return err
}

// tellLetter lets the letter know that its delivery is proven. A letter that is not told,
// or no longer there, has nothing to ask: at its next ask the record answers superseded.
func tellLetter(ctx workflow.Context, d *desk) {
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	err := workflow.SignalExternalWorkflow(ctx, LetterID(d.now.Case, d.visit), "", provenSignal, d.now).Get(ctx, nil)
	if err != nil {
		workflow.GetLogger(ctx).Debug("the letter has ended", "error", err)
	}
}
