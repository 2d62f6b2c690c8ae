package worker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"golang.org/x/time/rate"

	"followthrough/activities"
	"followthrough/casework"
	"followthrough/store"
	"followthrough/workflows"
)

const (
	pageOfCases = 500
	pageOfRuns  = 1000
)

// listLimit keeps the lists well under what the engine allows a namespace: ten a second.
func listLimit() *rate.Limiter { return rate.NewLimiter(4, 1) }

// comparison is the activity of the nightly reconciler: the record's open cases on one
// side, the engine's running workflows on the other, a range of ids at a time.
type comparison struct {
	engine *Engine
	record activities.Record
	outbox Outbox
	limit  *rate.Limiter
}

// ComparePage compares the next page and has told what differs. The engine's lists lag a
// little, so a case that was just opened may be told once more; that changes nothing.
func (c *comparison) ComparePage(ctx context.Context, at activities.Cursor) (activities.Cursor, error) {
	open, err := c.outbox.OpenCases(ctx, at.After, pageOfCases)
	if err != nil {
		return at, errors.New("the record did not answer")
	}
	last := ""
	if len(open) == pageOfCases {
		last = open[len(open)-1].Case
	}
	var missing, ghosts []string
	for _, kind := range workflows.Kinds() {
		running, err := c.running(ctx, kind, at.After, last)
		if err != nil {
			return at, err
		}
		m, g := differ(kind, open, running)
		missing, ghosts = append(missing, m...), append(ghosts, g...)
		for _, id := range g {
			if err := c.lay(ctx, kind, id); err != nil {
				return at, err
			}
		}
	}
	if len(missing) > 0 {
		if err := c.outbox.Untell(ctx, missing...); err != nil {
			return at, errors.New("the record did not answer")
		}
	}
	if len(missing)+len(ghosts) > 0 {
		c.engine.log.Warn("open cases and running workflows differ", "missing", few(missing), "ghosts", few(ghosts))
	}
	at.Open, at.Missing, at.Ghosts = at.Open+len(open), at.Missing+len(missing), at.Ghosts+len(ghosts)
	at.After, at.Done = last, last == ""
	if at.Done {
		if err := c.outbox.Report(ctx, store.ReconcileJob, store.ReconcileReport{Open: at.Open, Missing: at.Missing, Ghosts: at.Ghosts}); err != nil {
			c.engine.log.Warn("the comparison's result was not kept", "error", err)
		}
	}
	return at, nil
}

// few are the first of many, for the log.
func few(ids []string) string {
	if len(ids) > 5 {
		return fmt.Sprintf("%s and %d more", strings.Join(ids[:5], " "), len(ids)-5)
	}
	return strings.Join(ids, " ")
}

// running lists the cases of a kind that have a running workflow, in (after, last].
func (c *comparison) running(ctx context.Context, kind, after, last string) (map[string]bool, error) {
	query := fmt.Sprintf("%s AND WorkflowId > '%s'", runningOf(kind), workflows.CaseID(kind, after))
	if last != "" {
		query += fmt.Sprintf(" AND WorkflowId <= '%s'", workflows.CaseID(kind, last))
	}
	prefix := len(workflows.CaseID(kind, ""))
	running := map[string]bool{}
	err := c.engine.each(ctx, query, c.limit, func(id, _ string) error {
		running[id[prefix:]] = true
		return nil
	})
	return running, err
}

// differ lists the open cases of a kind without a workflow, and the workflows without one.
func differ(kind string, open []casework.Moved, running map[string]bool) (missing, ghosts []string) {
	for _, m := range open {
		if m.Kind != kind {
			continue
		}
		if !running[m.Case] {
			missing = append(missing, m.Case)
		}
		delete(running, m.Case)
	}
	for id := range running {
		ghosts = append(ghosts, id)
	}
	slices.Sort(ghosts)
	return missing, ghosts
}

// lay ends a workflow that runs for no open case: the story of an ended one ends by
// itself when it hears of it; for a case that does not exist there is nothing to hear.
func (c *comparison) lay(ctx context.Context, kind, id string) error {
	now, err := c.record.Look(ctx, id)
	switch {
	case errors.Is(err, store.ErrNoCase):
		return c.engine.terminate(ctx, workflows.CaseID(kind, id), "the record has no such case")
	case err != nil:
		return errors.New("the record did not answer")
	case now.Ended:
		return workflows.Tell(ctx, c.engine.client, now)
	}
	return nil // opened since the page was read
}

// each calls do with the id and the run of every workflow that the query finds.
func (e *Engine) each(ctx context.Context, query string, limit *rate.Limiter, do func(id, run string) error) error {
	var page []byte
	for {
		if err := limit.Wait(ctx); err != nil {
			return err
		}
		r, err := e.client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Namespace: e.namespace, Query: query, PageSize: pageOfRuns, NextPageToken: page})
		if err != nil {
			return fmt.Errorf("list workflows: %w", err)
		}
		for _, x := range r.Executions {
			if err := do(x.Execution.WorkflowId, x.Execution.RunId); err != nil {
				return err
			}
		}
		if page = r.NextPageToken; len(page) == 0 {
			return nil
		}
	}
}

func (e *Engine) terminate(ctx context.Context, id, why string) error {
	err := e.client.TerminateWorkflow(ctx, id, "", why)
	var none *serviceerror.NotFound
	if errors.As(err, &none) {
		return nil
	}
	return err
}

// Rehydrate is for after a restore, when the record's epoch has been raised: whatever runs
// is ended, since it may know of what the record no longer holds, and every open case is
// told again. It returns how many workflows it ended and how many cases wait to be told.
func Rehydrate(ctx context.Context, e *Engine, o Outbox) (ended, untold int, err error) {
	err = e.each(ctx, "ExecutionStatus = 'Running' AND TaskQueue = '"+workflows.TaskQueue+"'", listLimit(), func(id, _ string) error {
		ended++
		return e.terminate(ctx, id, "the record was restored")
	})
	if err != nil {
		return ended, 0, awayOr(err)
	}
	untold, err = o.UntellAllOpen(ctx)
	return ended, untold, err
}

// schedule has the engine start the comparison each night.
func (e *Engine) schedule(ctx context.Context) error {
	spec := client.ScheduleSpec{
		Calendars:    []client.ScheduleCalendarSpec{{Hour: []client.ScheduleRange{{Start: 3}}, Minute: []client.ScheduleRange{{Start: 20}}}},
		TimeZoneName: "Asia/Shanghai",
	}
	_, err := e.client.ScheduleClient().Create(ctx, client.ScheduleOptions{
		ID: nightly, Spec: spec,
		Overlap:       enumspb.SCHEDULE_OVERLAP_POLICY_SKIP,
		CatchupWindow: time.Hour,
		Action: &client.ScheduleWorkflowAction{
			ID: "reconcile", Workflow: workflows.Reconcile, Args: []any{activities.Cursor{}}, TaskQueue: workflows.TaskQueue,
			StaticSummary: "open cases against running workflows",
		},
		Note: "each night: every open case has one running workflow, and no other runs",
	})
	if errors.Is(err, temporal.ErrScheduleAlreadyRunning) { // an older release may have made it for another hour
		err = e.client.ScheduleClient().GetHandle(ctx, nightly).Update(ctx, client.ScheduleUpdateOptions{
			DoUpdate: func(in client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
				in.Description.Schedule.Spec = &spec
				return &client.ScheduleUpdate{Schedule: &in.Description.Schedule}, nil
			}})
	}
	if err != nil {
		return fmt.Errorf("schedule the nightly comparison: %w", err)
	}
	return nil
}

const nightly = "reconcile-nightly"
