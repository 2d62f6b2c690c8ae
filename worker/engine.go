package worker

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"followthrough/workflows"
)

// Address says where the engine is: one of this machine's own, or an existing cluster.
type Address struct {
	HostPort  string
	Namespace string
	TLS       *tls.Config // nil on loopback
}

// Engine is the way to the engine. It exists while the engine is away, being built or
// restarting; each call then answers that it is, and later ones find it again.
type Engine struct {
	client    client.Client
	namespace string
	log       *slog.Logger
}

// Connect prepares the way. It fails only for an address that can never work.
func Connect(a Address, log *slog.Logger) (*Engine, error) {
	host, _ := os.Hostname()
	log = log.With("room", "worker")
	c, err := client.NewLazyClient(client.Options{
		HostPort: a.HostPort, Namespace: a.Namespace, Identity: fmt.Sprintf("followthrough %d@%s", os.Getpid(), host),
		Logger: sdklog.NewStructuredLogger(slog.New(loud{log.Handler()})), ConnectionOptions: client.ConnectionOptions{TLS: a.TLS},
	})
	if err != nil {
		return nil, fmt.Errorf("connect to the engine at %s: %w", a.HostPort, err)
	}
	return &Engine{client: c, namespace: a.Namespace, log: log}, nil
}

// Close ends the connection.
func (e *Engine) Close() { e.client.Close() }

// Answers reports whether the engine serves the namespace now, within a second or so.
func (e *Engine) Answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, err := e.namespaceID(ctx)
	return err == nil
}

// Running counts the workflows that run for cases. The engine's lists lag by a second or so.
func (e *Engine) Running(ctx context.Context) (int, error) {
	n := 0
	for _, kind := range workflows.Kinds() {
		running, err := e.counted(ctx, runningOf(kind))
		if err != nil {
			return 0, err
		}
		n += running
	}
	return n, nil
}

func runningOf(kind string) string {
	return fmt.Sprintf("ExecutionStatus = 'Running' AND WorkflowId STARTS_WITH '%s'", workflows.CaseID(kind, ""))
}

// namespaceID is the engine's own name for the namespace; a destroyed and rebuilt engine has another.
func (e *Engine) namespaceID(ctx context.Context) (string, error) {
	r, err := e.client.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: e.namespace})
	if err != nil {
		return "", fmt.Errorf("describe namespace %s: %w", e.namespace, err)
	}
	return r.GetNamespaceInfo().GetId(), nil
}

// Away says that the engine could not be reached. Whoever may not import this package
// recognises it by its method EngineAway.
type Away struct{ Err error }

func (a *Away) Error() string { return "the engine is away: " + a.Err.Error() }

// Unwrap returns the error of the call.
func (a *Away) Unwrap() error { return a.Err }

// EngineAway is true.
func (a *Away) EngineAway() bool { return true }

func awayOr(err error) error {
	var unavailable *serviceerror.Unavailable
	var late *serviceerror.DeadlineExceeded
	var none *serviceerror.NamespaceNotFound
	if errors.As(err, &unavailable) || errors.As(err, &late) || errors.As(err, &none) || errors.Is(err, context.DeadlineExceeded) {
		return &Away{err}
	}
	return err
}

// loud lets warnings and errors of the SDK through; what it says besides is for nobody.
type loud struct{ slog.Handler }

func (l loud) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && l.Handler.Enabled(ctx, level)
}

func (l loud) WithAttrs(a []slog.Attr) slog.Handler { return loud{l.Handler.WithAttrs(a)} }

func (l loud) WithGroup(name string) slog.Handler { return loud{l.Handler.WithGroup(name)} }
