package workflows

import (
	"context"
	"testing"

	"go.temporal.io/sdk/activity"

	"followthrough/activities"
)

func TestReconcile_ManyPages_HandsOverAndGoesOnWhereItWas(t *testing.T) {
	pages := func(_ context.Context, c activities.Cursor) (activities.Cursor, error) {
		c.Open += 500
		c.Done = c.Open == 250*500
		return c, nil
	}
	from, runs := activities.Cursor{}, 0
	for ; !from.Done; runs++ {
		env := quietly()
		env.RegisterActivityWithOptions(pages, activity.RegisterOptions{Name: activities.ComparePage})
		env.RegisterWorkflow(Reconcile)
		env.ExecuteWorkflow(Reconcile, from)
		if err := env.GetWorkflowError(); err != nil {
			handedOver(t, err, &from)
		} else if err := env.GetWorkflowResult(&from); err != nil {
			t.Fatal(err)
		}
	}
	if runs != 2 || from.Open != 125_000 {
		t.Errorf("%d cases in %d runs", from.Open, runs)
	}
}
