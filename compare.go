package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"followthrough/worker"
)

// compare counts what the record has open and what the engine runs: in health, the same.
type compare struct {
	Data   string `default:".followthrough" type:"path" help:"Data folder, when DATABASE_URL is not set."`
	Verify bool   `help:"Also hash the timeline of every open case again."`
	engineAddress
}

func (c compare) Run(ctx context.Context) error {
	o, stop, err := openHere(ctx, c.Data)
	if err != nil {
		return err
	}
	defer stop()
	if kept, err := os.ReadFile(engineFile(c.Data)); err == nil && c.Engine == "" {
		c.Engine = strings.TrimSpace(string(kept))
	}
	to, err := c.address()
	if err != nil {
		return err
	}
	e, err := worker.Connect(to, o.log)
	if err != nil {
		return err
	}
	defer e.Close()
	open, err := o.store.OpenCount(ctx)
	if err != nil {
		return err
	}
	untold, err := o.store.UntoldCount(ctx)
	if err != nil {
		return err
	}
	running, err := e.Running(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("open cases %d · running workflows %d · not told yet %d\n", open, running, untold)
	if c.Verify {
		return o.verifyOpen(ctx)
	}
	return nil
}

// verifyOpen hashes the timelines of all open cases again and names the first fault.
func (o *office) verifyOpen(ctx context.Context) error {
	n := 0
	for after := ""; ; {
		page, err := o.store.OpenCases(ctx, after, 500)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			fmt.Printf("timelines verified %d\n", n)
			return nil
		}
		for _, m := range page {
			fault, err := o.store.Verify(ctx, m.Case)
			if err != nil {
				return err
			}
			if fault != nil {
				return fmt.Errorf("the timeline of %s does not prove itself at line %d: %s", fault.Case, fault.Seq, fault.What)
			}
			n++
			after = m.Case
		}
	}
}

// engineFile is where dev writes the address of its engine, for the other commands.
func engineFile(data string) string { return filepath.Join(data, "engine.address") }
