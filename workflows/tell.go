package workflows

import (
	"context"
	"errors"
	"fmt"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"followthrough/casework"
)

// TaskQueue is the queue on which every worker of the product listens.
const TaskQueue = "followthrough"

// movedSignal brings a snapshot to a case's workflow.
const movedSignal = "moved"

// CaseID names the workflow of a case.
func CaseID(kind, caseID string) string { return kind + "/" + caseID }

// Tell brings a snapshot to the case's workflow, starting one if none runs. It may be
// repeated, and told late or out of order: the newest snapshot wins. A case that has
// ended starts nothing.
func Tell(ctx context.Context, c client.Client, m casework.Moved) error {
	if !m.Ended {
		return start(ctx, c, m, enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
	}
	err := c.SignalWorkflow(ctx, CaseID(m.Kind, m.Case), "", movedSignal, m)
	var none *serviceerror.NotFound
	if errors.As(err, &none) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("tell the end of %s: %w", CaseID(m.Kind, m.Case), err)
	}
	return nil
}

// Replace ends whatever runs for the case and starts its story anew from the record: for
// a run that no longer hears, and after a restore.
func Replace(ctx context.Context, c client.Client, m casework.Moved) error {
	return start(ctx, c, m, enumspb.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING)
}

func start(ctx context.Context, c client.Client, m casework.Moved, conflict enumspb.WorkflowIdConflictPolicy) error {
	story, ok := Story(m.Kind)
	if !ok {
		return fmt.Errorf("tell %s: no story for kind %q", m.Case, m.Kind)
	}
	id := CaseID(m.Kind, m.Case)
	_, err := c.SignalWithStartWorkflow(ctx, id, movedSignal, m, client.StartWorkflowOptions{
		TaskQueue:                TaskQueue,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowIDConflictPolicy: conflict,
		TypedSearchAttributes:    attributes(m),
		StaticSummary:            m.Kind + " " + m.No,
		StaticDetails: "The process of one case, from its opening to its last day. What it shows are codes and dates; " +
			"the record of the office is the case's timeline in the portal.",
	}, story, m)
	if err != nil {
		return fmt.Errorf("tell %s: %w", id, err)
	}
	return nil
}

func attributes(m casework.Moved) temporal.SearchAttributes {
	if len(m.Dues) == 0 {
		return listedAs(m)
	}
	return temporal.NewSearchAttributes(listedAs(m).Copy(), dueAttribute.ValueSet(m.Dues[0].At.UTC()))
}

// listedAs is what a case's story and its letters have in common.
func listedAs(m casework.Moved) temporal.SearchAttributes {
	return temporal.NewSearchAttributes(kindAttribute.ValueSet(m.Kind), numberAttribute.ValueSet(m.No), stageAttribute.ValueSet(string(m.Stage)))
}

// TellLetter brings a snapshot to the letter of the case's present stay, if one is on its
// way: for a letter that did not ask in its time. Its own signal wakes it.
func TellLetter(ctx context.Context, c client.Client, m casework.Moved) error {
	err := c.SignalWorkflow(ctx, LetterID(m.Case, m.Visit), "", provenSignal, m)
	var none *serviceerror.NotFound
	if errors.As(err, &none) {
		return nil
	}
	return err
}
