// Command followthrough carries petitions, safety hazards and duties of public bodies to
// a real end. `followthrough dev` runs everything on one machine; the other commands run
// its parts.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata"

	"github.com/alecthomas/kong"

	"followthrough/deploy/local"
)

// commands are what the program does; each is a boot order, told from top to bottom.
type commands struct {
	Dev       dev           `cmd:"" help:"Run everything on this machine with the demo world: PostgreSQL, portal, engine, worker."`
	Serve     serve         `cmd:"" help:"Run portal and worker against DATABASE_URL and an engine."`
	Web       webPart       `cmd:"" help:"Run the portal alone."`
	Worker    workerPart    `cmd:"" help:"Run the worker alone."`
	Migrate   migrate       `cmd:"" help:"Bring the record's tables up to date."`
	Import    importCommand `cmd:"" help:"Bring an old backlog in."`
	Compare   compare       `cmd:"" help:"Count open cases and running workflows."`
	Rehydrate rehydrate     `cmd:"" help:"After a restore: end what the engine runs and tell it every open case again."`
	Replay    replay        `cmd:"" help:"Before an upgrade: hold this build against the history of every open execution."`
	Token     token         `cmd:"" help:"Make a personal access token for a user."`
}

func main() {
	if local.StartedByGo() {
		local.DieWithParent()
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "followthrough: "+err.Error())
		os.Exit(1)
	}
}

// run is main without the process around it, so that tests can call it.
func run(ctx context.Context, args []string) error {
	var c commands
	parser, err := kong.New(&c, kong.Name("followthrough"), kong.Description("一抓到底: one case, one leader, one team, one plan, followed through."),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		return err
	}
	line, err := parser.Parse(args)
	if err != nil {
		return err
	}
	if err := line.Run(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
