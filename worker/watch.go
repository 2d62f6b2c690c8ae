package worker

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

const (
	watchEvery = 10 * time.Second
	// engineSetting is the record's memory of the engine it was told to.
	engineSetting = "engine-namespace-id"
)

// watch looks whether the engine is the one that was told of the open cases. An engine
// that was destroyed and built anew has another namespace id: every open case is told
// again, and the id is kept only after that. It also knows since when the engine answers.
type watch struct {
	engine *Engine
	outbox Outbox
	up     *atomic.Int64
	known  string // for which the schedule stands
}

func (w *watch) run(ctx context.Context) func() error {
	noted := &quietly{log: w.engine.log}
	return func() error {
		return every(ctx, watchEvery, func() {
			err := w.look(ctx)
			if ctx.Err() == nil {
				noted.note("watching the engine", err)
			}
		})
	}
}

func (w *watch) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	id, err := w.engine.namespaceID(ctx)
	if err != nil {
		w.up.Store(0)
		return err
	}
	w.up.CompareAndSwap(0, time.Now().Unix())
	before, err := w.outbox.Setting(ctx, engineSetting)
	if err != nil {
		return err
	}
	if before != id {
		n, err := w.outbox.UntellAllOpen(ctx)
		if err != nil {
			return fmt.Errorf("tell a new engine of every open case: %w", err)
		}
		w.engine.log.Info("this engine is new to the record: it is told of every open case", "cases", n)
		if err := w.outbox.SetSetting(ctx, engineSetting, id); err != nil {
			return err
		}
	}
	if w.known != id {
		if err := w.engine.schedule(ctx); err != nil {
			return err
		}
		w.known = id
	}
	return nil
}
