package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"followthrough/worker"
)

// replay holds this build's stories against what running cases have already done, before
// it takes the place of the build that carries them. It reads the engine only: neither
// the record nor its tables are touched.
type replay struct {
	Data string `default:".followthrough" type:"path" help:"Data folder, where dev wrote down the engine's address."`
	engineAddress
	Open     bool `required:"" help:"Replay the history of every open execution."`
	Sideways int  `default:"4" help:"How many side by side."`
}

func (r replay) Run(ctx context.Context) error {
	if kept, err := os.ReadFile(engineFile(r.Data)); err == nil && r.Engine == "" {
		r.Engine = strings.TrimSpace(string(kept))
	}
	to, err := r.address()
	if err != nil {
		return err
	}
	e, err := worker.Connect(to, logger())
	if err != nil {
		return err
	}
	defer e.Close()
	running, err := e.Running(ctx)
	if err != nil {
		return err
	}
	said := time.Now()
	found, err := worker.ReplayOpen(ctx, e, max(1, r.Sideways), func(so worker.Replayed) {
		if time.Since(said) > 5*time.Second {
			said = time.Now()
			say("replayed %d of about %d · %d do not fit", so.Runs, running, so.Failed)
		}
	})
	for _, m := range found.First {
		fmt.Printf("%s %s\n    %v\n", m.Workflow, m.Run, m.Err)
	}
	fmt.Printf("open executions replayed %d · do not fit %d\n", found.Runs, found.Failed)
	if err == nil && found.Failed > 0 {
		err = errors.New("this build does not fit what is running: see docs/versioning.md before you put it in")
	}
	return err
}
