package flowtest

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"followthrough/activities"
	"followthrough/casework"
	"followthrough/workflows"
)

// engine is the engine in miniature: one test environment whose root workflow starts the
// stories as abandoned children, so that a case's runs, one after the other, and its
// letters share one clock. It runs in a goroutine of its own and stands still whenever the
// scenario has its turn.
type engine struct {
	env    *testsuite.TestWorkflowEnvironment
	option Option

	turn chan struct{} // to the scenario
	back chan struct{} // to the engine
	gone chan struct{} // closed when the engine has stopped
	died error

	mu   sync.Mutex
	seen map[string]*seen // by workflow id
}

// seen is what the engine knows of a workflow.
type seen struct {
	state state
	runs  int
	err   error // with which it ended
}

type state string

const (
	none     state = ""
	starting state = "starting"
	runs     state = "runs"
	between  state = "between runs" // continuing as new
	ended    state = "ended"
)

const rootSignal = "start"

func newEngine(option Option, r activities.Record, start time.Time) *engine {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler))) // of its many remarks
	e := &engine{env: suite.NewTestWorkflowEnvironment(), option: option,
		turn: make(chan struct{}), back: make(chan struct{}), gone: make(chan struct{}),
		seen: map[string]*seen{}}
	e.env.SetStartTime(start)
	e.env.SetTestTimeout(time.Minute)
	e.env.SetDetachedChildWait(false)
	if option.LoseAnswers {
		e.env.SetWorkerOptions(worker.Options{Interceptors: []interceptor.WorkerInterceptor{&lossy{}}})
	}
	e.env.RegisterActivity(&activities.Activities{Record: r})
	e.env.RegisterWorkflow(e.root)
	workflows.Register(wrapped{e})
	return e
}

// run starts the engine and returns when it first stands still.
func (e *engine) run() {
	e.env.RegisterDelayedCallback(e.rest, time.Millisecond)
	go func() {
		defer close(e.gone)
		defer func() {
			if p := recover(); p != nil {
				e.died = fmt.Errorf("%v\n%s", p, debug.Stack())
			}
		}()
		e.env.ExecuteWorkflow(e.root)
	}()
	e.await()
}

// rest gives the scenario its turn. It is called by the engine's own loop.
func (e *engine) rest() {
	e.turn <- struct{}{}
	<-e.back
}

// advance lets the engine run for a time. What falls due on the way happens on the way.
func (e *engine) advance(d time.Duration) {
	e.env.RegisterDelayedCallback(e.rest, d)
	e.back <- struct{}{}
	e.await()
}

func (e *engine) await() {
	select {
	case <-e.turn:
	case <-e.gone:
	}
}

func (e *engine) stop() {
	e.env.SignalWorkflow(rootSignal, casework.Moved{})
	select {
	case e.back <- struct{}{}:
		<-e.gone
	case <-e.gone:
	}
}

// tell signals the case's workflow and starts one if none runs. The test environment
// cannot signal a run that has yet to begin: that is waited for.
func (e *engine) tell(m casework.Moved) {
	id := workflows.CaseID(m.Kind, m.Case)
	switch e.stateOf(id) {
	case runs:
		_ = e.env.SignalWorkflowByID(id, "moved", m)
	case starting, between:
		e.env.RegisterDelayedCallback(func() { e.tell(m) }, time.Millisecond)
	default:
		if !m.Ended {
			e.note(id, func(w *seen) { w.state = starting })
			e.env.SignalWorkflow(rootSignal, m)
		}
	}
}

// root starts a story for each snapshot that found none; an empty one ends the engine.
func (e *engine) root(ctx workflow.Context) error {
	ch := workflow.GetSignalChannel(ctx, rootSignal)
	for {
		var m casework.Moved
		ch.Receive(ctx, &m)
		if m.Case == "" {
			return nil
		}
		e.start(ctx, m)
	}
}

func (e *engine) start(ctx workflow.Context, m casework.Moved) {
	story, _ := workflows.Story(m.Kind)
	workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
		WorkflowID:            workflows.CaseID(m.Kind, m.Case),
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		ParentClosePolicy:     enumspb.PARENT_CLOSE_POLICY_ABANDON,
	}), story, m)
}

// wrapped registers a story in a wrapper that tells it what the test environment does
// not: that it continues an earlier run, and after how many signals it is to hand over.
type wrapped struct{ e *engine }

func (w wrapped) RegisterWorkflow(story any) {
	of := reflect.TypeOf(story)
	wrapper := reflect.MakeFunc(of, func(args []reflect.Value) []reflect.Value {
		ctx := args[0].Interface().(workflow.Context)
		info := workflow.GetInfo(ctx)
		id := info.WorkflowExecution.ID
		w.e.begin(id, info)
		if w.e.option.ContinueAfter > 0 {
			args[0] = reflect.ValueOf(workflows.WithSignalLimit(ctx, w.e.option.ContinueAfter))
		}
		out := reflect.ValueOf(story).Call(args)
		err, _ := out[len(out)-1].Interface().(error)
		w.e.end(id, err)
		return out
	})
	w.e.env.RegisterWorkflowWithOptions(wrapper.Interface(), workflow.RegisterOptions{Name: name(story)})
}

func (w wrapped) RegisterWorkflowWithOptions(story any, o workflow.RegisterOptions) {
	panic(fmt.Sprintf("register %s under its own name", name(story)))
}

func (w wrapped) RegisterDynamicWorkflow(any, workflow.DynamicRegisterOptions) {
	panic("a story has a name")
}

func name(story any) string {
	full := runtime.FuncForPC(reflect.ValueOf(story).Pointer()).Name()
	return full[strings.LastIndex(full, ".")+1:]
}

func (e *engine) begin(id string, info *workflow.Info) {
	e.note(id, func(w *seen) {
		if w.state == between {
			info.ContinuedExecutionRunID = fmt.Sprintf("run-%d", w.runs)
		}
		w.state, w.err = runs, nil
		w.runs++
	})
}

func (e *engine) end(id string, err error) {
	e.note(id, func(w *seen) {
		var again *workflow.ContinueAsNewError
		if errors.As(err, &again) {
			w.state = between
			return
		}
		w.state, w.err = ended, err
	})
}

func (e *engine) note(id string, change func(*seen)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.seen[id] == nil {
		e.seen[id] = &seen{}
	}
	change(e.seen[id])
}

func (e *engine) stateOf(id string) state {
	state := none
	e.note(id, func(w *seen) { state = w.state })
	return state
}
