package worker

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	taskqueuepb "go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
	"golang.org/x/time/rate"

	"followthrough/activities"
	"followthrough/store"
	"followthrough/workflows"
)

const (
	countEvery = time.Minute
	// manyStuck bounds how many stuck runs one look helps.
	manyStuck = 500
)

// stuckRuns finds the runs whose tasks failed or timed out five times in a row: the engine
// marks them. A story's code that does not fit the run's history is the likeliest cause.
const stuckRuns = "ExecutionStatus = 'Running' AND TaskQueue = '" + workflows.TaskQueue + "' AND TemporalReportedProblems IS NOT NULL"

// census counts each minute what runs, what waits and what is stuck, leaves the counts to
// the record for the operations page, and helps what is stuck: its case is told again, and
// with the third nudge the run is replaced. Nothing of the case is lost by that.
type census struct {
	engine *Engine
	outbox Outbox
	record activities.Record
	limit  *rate.Limiter
}

func (c *census) run(ctx context.Context) func() error {
	noted := &quietly{log: c.engine.log}
	return func() error {
		return every(ctx, countEvery, func() {
			err := c.look(ctx)
			if ctx.Err() == nil {
				noted.note("counting what runs in the engine", err)
			}
		})
	}
}

func (c *census) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, countEvery)
	defer cancel()
	r, err := c.count(ctx)
	if err != nil {
		return err
	}
	if r.Stuck > 0 {
		c.engine.log.Error("runs are stuck: their tasks fail again and again", "alarm", "stuck", "runs", r.Stuck)
		if err := c.help(ctx); err != nil {
			return err
		}
	}
	return c.outbox.Report(ctx, store.EngineJob, r)
}

func (c *census) count(ctx context.Context) (r store.EngineReport, err error) {
	if r.Running, err = c.engine.Running(ctx); err != nil {
		return r, err
	}
	if r.Stuck, err = c.engine.counted(ctx, stuckRuns); err != nil {
		return r, err
	}
	if r.Stories, err = c.engine.queue(ctx, enumspb.TASK_QUEUE_TYPE_WORKFLOW); err != nil {
		return r, err
	}
	r.Acts, err = c.engine.queue(ctx, enumspb.TASK_QUEUE_TYPE_ACTIVITY)
	return r, err
}

func (e *Engine) counted(ctx context.Context, query string) (int, error) {
	r, err := e.client.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: e.namespace, Query: query})
	if err != nil {
		return 0, awayOr(fmt.Errorf("count workflows: %w", err))
	}
	return int(r.Count), nil
}

// queue is how much waits on one of the product's queues, and who listens.
func (e *Engine) queue(ctx context.Context, of enumspb.TaskQueueType) (store.QueueReport, error) {
	r, err := e.client.WorkflowService().DescribeTaskQueue(ctx, &workflowservice.DescribeTaskQueueRequest{
		Namespace: e.namespace, TaskQueue: &taskqueuepb.TaskQueue{Name: workflows.TaskQueue, Kind: enumspb.TASK_QUEUE_KIND_NORMAL}, TaskQueueType: of, ReportStats: true})
	if err != nil {
		return store.QueueReport{}, awayOr(fmt.Errorf("describe the queue: %w", err))
	}
	return store.QueueReport{Waiting: r.GetStats().GetApproximateBacklogCount(), Oldest: r.GetStats().GetApproximateBacklogAge().AsDuration(), Listeners: len(r.Pollers)}, nil
}

// errEnough ends a list early.
var errEnough = errors.New("enough")

// help has the cases of stuck runs told again, and replaces what that did not help.
func (c *census) help(ctx context.Context) error {
	stuck := map[string][]string{} // a case's stuck workflows
	err := c.engine.each(ctx, stuckRuns, c.limit, func(id, _ string) error {
		of := caseOf(id)
		if of != "" {
			stuck[of] = append(stuck[of], id)
		}
		if len(stuck) == manyStuck {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	ids := make([]string, 0, len(stuck))
	for id := range stuck {
		ids = append(ids, id)
	}
	hits, err := c.outbox.Unstick(ctx, ids)
	for _, h := range hits {
		c.aid(ctx, h, stuck[h.Case])
	}
	return err
}

// aid says that a case was told again; the third time it ends the case's stuck workflows,
// letters among them, and starts its story anew.
func (c *census) aid(ctx context.Context, h store.Hit, stuck []string) {
	log := c.engine.log.With("case", h.Case, "times", h.Times)
	if h.Times%patience != 0 {
		log.Warn("a run is stuck; its case is told again")
		return
	}
	now, err := c.record.Look(ctx, h.Case)
	for _, w := range stuck {
		if err == nil && w != workflows.CaseID(now.Kind, h.Case) {
			err = c.engine.terminate(ctx, w, "it was stuck")
		}
	}
	if err == nil {
		err = c.engine.replace(ctx, now)
	}
	log.Error("a run is stuck, and telling did not help; it is replaced", "alarm", "stuck", "error", err)
}

// caseOf is the case that a workflow belongs to: petition/ID, letter/ID/VISIT; empty for none.
func caseOf(workflow string) string {
	parts := strings.Split(workflow, "/")
	if len(parts) < 2 {
		return ""
	}
	return parts[1]
}
