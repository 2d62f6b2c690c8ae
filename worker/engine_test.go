package worker

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/client"

	"followthrough/casework"
	"followthrough/deploy/local"
	"followthrough/workflows"
)

// The engine of this test binary: a real one, on a private PostgreSQL, started by the
// first test that asks. Its build takes minutes on a machine that has none yet.
var (
	rig  = sync.OnceValues(startRig)
	ends []func()
)

type machine struct {
	dir    string
	binary string
	dsn    string
	first  *local.Engine
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, end := range ends {
		end()
	}
	os.Exit(code)
}

func startRig() (*machine, error) {
	ctx := context.Background()
	say := func(format string, a ...any) { fmt.Fprintf(os.Stderr, format+"\n", a...) }
	binary, err := local.BuildEngine(ctx, local.EngineOptions{Say: say})
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "followthrough-worker-")
	if err != nil {
		return nil, err
	}
	p, err := local.StartPostgres(ctx, local.PostgresOptions{Fast: true, Say: say})
	if err != nil {
		return nil, err
	}
	m := &machine{dir: dir, binary: binary, dsn: p.EngineDSN()}
	ends = []func(){func() { _ = p.Stop(ctx) }, func() { _ = os.RemoveAll(dir) }}
	m.first, err = m.start(ctx, "temporal")
	return m, err
}

func (m *machine) start(ctx context.Context, databases string) (*local.Engine, error) {
	e, err := local.StartEngine(ctx, m.binary, local.EngineOptions{DSN: m.dsn, DBPrefix: databases, NoUI: true, LogFile: filepath.Join(m.dir, databases+".log")})
	if err == nil {
		ends = append([]func(){func() { _ = e.Stop(ctx) }}, ends...)
	}
	return e, err
}

// engine connects to the shared engine.
func engine(t *testing.T) *Engine {
	t.Helper()
	if testing.Short() {
		t.Skip("needs the engine")
	}
	m, err := rig()
	if err != nil {
		t.Fatalf("start the engine: %v", err)
	}
	return connect(t, m.first.Addr)
}

func connect(t *testing.T, address string) *Engine {
	t.Helper()
	e, err := Connect(Address{HostPort: address, Namespace: "followthrough"}, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// serving runs a worker on the ledger until the test, or the returned func, ends it.
func serving(t *testing.T, e *Engine, l *ledger) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Run(ctx, e, Options{Record: l, Outbox: l}) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the worker: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// within fails the test when something has not come true in time.
func within(t *testing.T, d time.Duration, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(d); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %s: %s", d, what)
		}
	}
}

// desk asks the case's story what it knows.
func desk(e *Engine, id string) (casework.Moved, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var m casework.Moved
	v, err := e.client.QueryWorkflow(ctx, workflows.CaseID("petition", id), "", "desk")
	if err == nil {
		err = v.Get(&m)
	}
	return m, err
}

// knows waits until the story knows the record's last line.
func knows(t *testing.T, e *Engine, l *ledger, id string) {
	t.Helper()
	within(t, 20*time.Second, "the story knows the last line of "+id, func() bool {
		m, err := desk(e, id)
		return err == nil && m.Seq == l.now(id).Seq
	})
}

func describe(t *testing.T, e *Engine, id string) *client.WorkflowExecutionDescription {
	t.Helper()
	d, err := e.client.DescribeWorkflow(t.Context(), workflows.CaseID("petition", id), "")
	if err != nil {
		t.Fatal(err)
	}
	return d
}
