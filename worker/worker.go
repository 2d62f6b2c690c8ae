// Package worker runs the stories and keeps them told. On one machine it is a process of
// its own; many of them may run side by side, here or against a cluster.
//
// Beside the SDK's worker it does the standing jobs, which need no schedule and must not
// depend on one:
//
//	teller      takes what the record has not told yet and signals it; deletes what was told
//	sweeper     has told again what did not act in its time; the third time it replaces the run
//	census      counts what runs, waits and is stuck, and helps the stuck in the same way
//	watch       compares the engine's namespace with the one known: a new engine is told everything
//
// The comparison of open cases with running workflows is a schedule of the engine, each night.
package worker

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/activity"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"

	"followthrough/activities"
	"followthrough/casework"
	"followthrough/store"
	"followthrough/workflows"
)

// Outbox is what the record holds for the engine; *store.Store is one.
type Outbox interface {
	LeaseUntold(ctx context.Context, n int, lease time.Duration) ([]casework.Moved, error)
	Told(ctx context.Context, caseID string, seq int64) error
	Untell(ctx context.Context, caseIDs ...string) error
	UntellAllOpen(ctx context.Context) (int, error)
	UntoldCount(ctx context.Context) (int, error)
	Sweep(ctx context.Context, late time.Duration) ([]store.Hit, error)
	Unstick(ctx context.Context, caseIDs []string) ([]store.Hit, error)
	Report(ctx context.Context, job string, report any) error
	OpenCases(ctx context.Context, after string, n int) ([]casework.Moved, error)
	Setting(ctx context.Context, name string) (string, error)
	SetSetting(ctx context.Context, name, value string) error
}

var (
	_ Outbox            = (*store.Store)(nil)
	_ activities.Record = (*store.Store)(nil)
)

// Options are what a worker needs besides the engine.
type Options struct {
	Record activities.Record
	Outbox Outbox
	// Build names this build where the cluster routes by versions; a running case then
	// moves to the build that the operator makes current. Empty on one machine: there the
	// newest binary serves every case, and changes of the stories are patched.
	Build string
}

// cachedCases is how many cases a worker keeps in memory, some 50 KB each; others are
// read again from their short histories when something happens to them.
const cachedCases = 2000

// Run serves until ctx ends, and then lets what is under way finish. It waits for the
// engine as long as that takes, and starts again when the engine was taken away.
func Run(ctx context.Context, e *Engine, o Options) error {
	sdk.SetStickyWorkflowCacheSize(cachedCases)
	for {
		err := serve(ctx, e, o)
		if ctx.Err() != nil {
			return nil
		}
		e.log.Error("the worker stopped and starts again", "error", err)
		pause(ctx, 5*time.Second)
	}
}

// serve is one life of the worker.
func serve(ctx context.Context, e *Engine, o Options) error {
	if !e.await(ctx) {
		return ctx.Err()
	}
	if err := e.declare(ctx); err != nil {
		return err
	}
	fatal := make(chan error, 1)
	w := sdk.New(e.client, workflows.TaskQueue, o.worker(fatal))
	workflows.Register(w)
	w.RegisterActivity(&activities.Activities{Record: o.Record, Unknown: store.ErrNoCase})
	compare := &comparison{engine: e, record: o.Record, outbox: o.Outbox, limit: listLimit()}
	w.RegisterActivityWithOptions(compare.ComparePage, activity.RegisterOptions{Name: activities.ComparePage})
	if err := w.Start(); err != nil {
		return fmt.Errorf("start the worker: %w", err)
	}
	defer w.Stop()
	e.log.Info("the worker serves", "queue", workflows.TaskQueue, "namespace", e.namespace)
	var up atomic.Int64 // since when the engine answers, in Unix seconds; 0 while it does not
	jobs, ctx := errgroup.WithContext(ctx)
	jobs.Go(func() error { return first(ctx, fatal) })
	jobs.Go((&teller{engine: e, outbox: o.Outbox}).run(ctx))
	jobs.Go((&sweeper{engine: e, outbox: o.Outbox, record: o.Record, up: &up}).run(ctx))
	jobs.Go((&watch{engine: e, outbox: o.Outbox, up: &up}).run(ctx))
	jobs.Go((&census{engine: e, outbox: o.Outbox, record: o.Record, limit: listLimit()}).run(ctx))
	return jobs.Wait()
}

func (o Options) worker(fatal chan<- error) sdk.Options {
	w := sdk.Options{
		MaxConcurrentWorkflowTaskPollers:   4, // two cores: more pollers gave nothing
		MaxConcurrentActivityTaskPollers:   4,
		MaxConcurrentActivityExecutionSize: 16, // each holds a connection to PostgreSQL
		WorkerStopTimeout:                  10 * time.Second,
		OnFatalError:                       func(err error) { fatal <- err },
	}
	if o.Build != "" {
		w.DeploymentOptions = sdk.DeploymentOptions{
			UseVersioning:             true,
			Version:                   sdk.WorkerDeploymentVersion{DeploymentName: workflows.TaskQueue, BuildID: o.Build},
			DefaultVersioningBehavior: workflow.VersioningBehaviorAutoUpgrade,
		}
	}
	return w
}

// await waits for the engine, and says so now and then; false when ctx ended first.
func (e *Engine) await(ctx context.Context) bool {
	since := time.Now()
	for said := since; ; {
		if e.Answers(ctx) {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		if time.Since(said) > 30*time.Second {
			said = time.Now()
			e.log.Info("waiting for the engine; the portal works meanwhile", "for", time.Since(since).Round(time.Second))
		}
		pause(ctx, time.Second)
	}
}

func first(ctx context.Context, fatal <-chan error) error {
	select {
	case err := <-fatal:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// pause waits, but not beyond the end of ctx.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// every does a job at once and then again after each pause, until ctx ends.
func every(ctx context.Context, d time.Duration, job func()) error {
	for ctx.Err() == nil {
		job()
		pause(ctx, d)
	}
	return ctx.Err()
}

// quietly logs an error of a standing job once for as long as it lasts.
type quietly struct {
	log  *slog.Logger
	last string
}

func (q *quietly) note(doing string, err error) {
	switch {
	case err == nil && q.last != "":
		q.log.Info(doing + ": works again")
		q.last = ""
	case err != nil && err.Error() != q.last:
		q.log.Warn(doing, "error", err)
		q.last = err.Error()
	}
}
