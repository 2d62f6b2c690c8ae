package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"
	sdklog "go.temporal.io/sdk/log"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"

	"followthrough/workflows"
)

// Replayed is how far a replay of open executions has come.
type Replayed struct {
	Runs   int
	Failed int
	First  []Misfit // the first few that do not fit
}

// Misfit is an open execution that this build would not carry on as it began.
type Misfit struct {
	Workflow, Run string
	Err           error
}

// fewMisfits is how many are named; the cause is mostly one.
const fewMisfits = 10

// ReplayOpen replays the history of every open execution against this build, some side by
// side, and says after each how far it is. It changes nothing in the engine. Runs that
// begin meanwhile are not waited for; one that ends is replayed all the same.
func ReplayOpen(ctx context.Context, e *Engine, sideways int, progress func(Replayed)) (Replayed, error) {
	r := &replay{engine: e, register: workflows.Register, progress: progress}
	return r.open(ctx, sideways)
}

type replay struct {
	engine   *Engine
	register func(sdk.WorkflowRegistry)
	progress func(Replayed)

	mu    sync.Mutex
	found Replayed
}

func (r *replay) open(ctx context.Context, sideways int) (Replayed, error) {
	side, ctx := errgroup.WithContext(ctx)
	side.SetLimit(sideways)
	query := "ExecutionStatus = 'Running' AND TaskQueue = '" + workflows.TaskQueue + "'"
	listed := r.engine.each(ctx, query, listLimit(), func(id, run string) error {
		side.Go(func() error { return r.one(ctx, id, run) })
		return nil
	})
	err := side.Wait()
	if err == nil && listed != nil {
		err = awayOr(listed)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.found, err
}

// one replays one execution. An error means that the engine did not give the history.
func (r *replay) one(ctx context.Context, id, run string) error {
	history, err := r.engine.history(ctx, id, run)
	if none := new(serviceerror.NotFound); errors.As(err, &none) {
		return nil // its retention is over
	}
	if err != nil {
		return awayOr(fmt.Errorf("read the history of %s: %w", id, err))
	}
	replayer := sdk.NewWorkflowReplayer()
	r.register(replayer)
	err = replayer.ReplayWorkflowHistoryWithOptions(sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)), history,
		sdk.ReplayWorkflowHistoryOptions{OriginalExecution: workflow.Execution{ID: id, RunID: run}})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.found.Runs++
	if err != nil {
		r.found.Failed++
		if len(r.found.First) < fewMisfits {
			r.found.First = append(r.found.First, Misfit{id, run, err})
		}
	}
	r.progress(r.found)
	return nil
}

func (e *Engine) history(ctx context.Context, id, run string) (*historypb.History, error) {
	h := &historypb.History{}
	for it := e.client.GetWorkflowHistory(ctx, id, run, false, 0); it.HasNext(); {
		event, err := it.Next()
		if err != nil {
			return nil, err
		}
		h.Events = append(h.Events, event)
	}
	return h, nil
}
