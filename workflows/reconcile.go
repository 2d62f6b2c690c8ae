package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"followthrough/activities"
)

// pagesPerRun bounds the history of one run of the comparison.
const pagesPerRun = 200

// Reconcile compares, page by page, the open cases of the record with the running
// workflows; what differs is told anew by the activity. A schedule starts it each night.
// Its result is the count of what it found: nothing missing and no ghosts, in health.
func Reconcile(ctx workflow.Context, c activities.Cursor) (activities.Cursor, error) {
	ctx = workflow.WithActivityOptions(ctx, toTheOutside)
	for page := 0; !c.Done; page++ {
		if page == pagesPerRun {
			return c, workflow.NewContinueAsNewError(ctx, Reconcile, c)
		}
		workflow.SetCurrentDetails(ctx, progress(c))
		if err := workflow.ExecuteActivity(summarised(ctx, compares(c)), activities.ComparePage, c).Get(ctx, &c); err != nil {
			return c, err
		}
	}
	workflow.SetCurrentDetails(ctx, progress(c))
	return c, nil
}

func compares(c activities.Cursor) string {
	if c.After == "" {
		return "compare the first open cases with the running workflows"
	}
	return fmt.Sprintf("compare the next open cases with the running workflows (%d so far, after %s)", c.Open, c.After)
}

func progress(c activities.Cursor) string {
	return fmt.Sprintf("| open cases compared | without a workflow | workflows without an open case |\n|---|---|---|\n| %d | %d | %d |", c.Open, c.Missing, c.Ghosts)
}
