package local

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
)

// Part is this same program, started again with other arguments as a process
// of its own: its death is not ours, and ours is its. The part calls
// DieWithParent.
type Part struct {
	Name   string   // as people are told of it: "worker"
	Args   []string // after the program's name
	Env    []string // in addition to this program's environment, "KEY=value"
	Output io.Writer
	Say    Say
}

// RunPart runs the part until ctx ends and starts it again whenever it ends
// before. It returns when the part is gone; an error means that it could not
// be started at all.
func RunPart(ctx context.Context, part Part) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program to run its %s: %w", part.Name, err)
	}
	launch := func(context.Context) (*process, error) {
		cmd := exec.Command(program, part.Args...)
		cmd.Env = append(os.Environ(), part.Env...)
		cmd.Stdout, cmd.Stderr = part.Output, part.Output
		return spawn(cmd, syscall.SIGTERM)
	}
	first, err := launch(ctx)
	if err != nil {
		return fmt.Errorf("start the %s: %w", part.Name, err)
	}
	k := &keeper{name: "the " + part.Name, launch: launch, quit: syscall.SIGTERM, say: part.Say.orSilence()}
	k.keep(first)
	<-ctx.Done()
	return k.halt(context.Background())
}
