// Command engine is the workflow engine of one machine: a Temporal server in a
// process of its own, on PostgreSQL, with Temporal's web UI beside it.
//
// It is a module and a binary apart from the product, so that its death is not
// the portal's, and so that the product builds in seconds. Everything it says
// to a program is one line on standard output, "engine ready frontend=… ui=…",
// printed when the namespace and its search attributes can be used. Its log is
// JSON on standard error; a reason for not starting is one sentence there that
// begins with "engine: ".
//
// There is one such process per database: its members are fixed (static
// hosts), which is what lets it start again at once after a kill. Where there
// should be several, use a real Temporal cluster (deploy/cluster).
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/temporal"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	orphaned := endWithParent(stop)
	context.AfterFunc(ctx, func() { leaveSoon(orphaned()) })
	if err := run(ctx, os.Args[1:]); err != nil && ctx.Err() == nil {
		fmt.Fprintf(os.Stderr, "engine: %v\n", err)
		os.Exit(1)
	}
}

// run is the whole life of the engine: ports first, because a taken one must
// be said before anything is touched, then databases, server and UI.
func run(ctx context.Context, args []string) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	ports, err := reservePorts(o)
	if err != nil {
		return err
	}
	logger := newLogger(o.logLevel)
	if err := prepareDatabases(ctx, o, logger); err != nil {
		return err
	}
	ports.release()

	server, err := newServer(o, ports, logger)
	if err != nil {
		return fmt.Errorf("set up the server: %w", err)
	}
	if err := server.Start(); err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	if err := ready(ctx, o, ports); err != nil {
		return err
	}
	ui := startUI(o, ports)
	if err := ui.answers(ctx); err != nil {
		return err
	}
	fmt.Printf("engine ready frontend=%s ui=%s\n", ports.frontendAddr(), ui.url)

	<-ctx.Done()
	return stopAll(ui, server)
}

// newLogger writes JSON to standard error. While PostgreSQL is away the server
// would fill a disk with one sentence and its stack: of each message the first
// five a second are written, then every hundredth, and no stacks.
func newLogger(level string) log.Logger {
	sampled := zap.WrapCore(func(core zapcore.Core) zapcore.Core {
		return zapcore.NewSamplerWithOptions(core, time.Second, 5, 100)
	})
	return log.NewZapLogger(log.BuildZapLogger(log.Config{Level: level}).WithOptions(sampled, zap.AddStacktrace(zap.FatalLevel)))
}

// newServer puts all four Temporal services into this process.
func newServer(o options, ports *ports, logger log.Logger) (temporal.Server, error) {
	return temporal.NewServer(
		temporal.WithConfig(serverConfig(o, ports)),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(ports.hosts()),
		temporal.WithDynamicConfigClient(dynamicConfig()),
		temporal.WithLogger(logger),
		// Whoever reaches the port may do everything: hence loopback only.
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper {
			return authorization.NewNoopClaimMapper()
		}),
	)
}

// stopAll ends UI and server in order.
func stopAll(ui *ui, server temporal.Server) error {
	ui.stop()
	return server.Stop()
}

// leaveSoon bounds the time between being told to end and ending: without
// PostgreSQL a graceful stop can wait for minutes, and all that the engine has
// promised is in the database already. An orphan's PostgreSQL mostly went with
// its parent.
func leaveSoon(orphaned bool) {
	patience := 6 * time.Second
	if orphaned {
		patience = 2 * time.Second
	}
	time.Sleep(patience)
	fmt.Fprintf(os.Stderr, "engine: not stopped within %s, leaving\n", patience)
	os.Exit(1)
}
