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
	return withEngine(ctx, c.Data, c.engineAddress, func(o *office, e *worker.Engine) error {
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
	})
}

// rehydrate fills the engine again from a record that was restored from a backup.
type rehydrate struct {
	Data string `default:".followthrough" type:"path" help:"Data folder, when DATABASE_URL is not set."`
	engineAddress
}

func (r rehydrate) Run(ctx context.Context) error {
	return withEngine(ctx, r.Data, r.engineAddress, func(o *office, e *worker.Engine) error {
		if err := o.store.RaiseEpoch(ctx); err != nil {
			return err
		}
		ended, untold, err := worker.Rehydrate(ctx, e, o.store)
		if err != nil {
			return err
		}
		fmt.Printf("%d workflows ended · %d open cases will be told again\n", ended, untold)
		return nil
	})
}

// withEngine opens a record and the way to its engine, whose address dev wrote down.
func withEngine(ctx context.Context, data string, a engineAddress, do func(*office, *worker.Engine) error) error {
	o, stop, err := openHere(ctx, data)
	if err != nil {
		return err
	}
	defer stop()
	if kept, err := os.ReadFile(engineFile(data)); err == nil && a.Engine == "" {
		a.Engine = strings.TrimSpace(string(kept))
	}
	to, err := a.address()
	if err != nil {
		return err
	}
	e, err := worker.Connect(to, o.log)
	if err != nil {
		return err
	}
	defer e.Close()
	return do(o, e)
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
