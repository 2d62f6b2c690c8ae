package worker

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"followthrough/casework"
	"followthrough/workflows"
)

const (
	leased    = 64               // cases at a time
	sideways  = 8                // of them signalled side by side
	lease     = 15 * time.Second // after which another teller may take what a dead one held
	idle      = 500 * time.Millisecond
	callTime  = 10 * time.Second
	sayBehind = 100 // untold cases from which the teller tells how far it is
)

// teller takes what the record has not told yet and tells it. Several may run side by side.
type teller struct {
	engine *Engine
	outbox Outbox
	wait   time.Duration // while the engine or the record is away
}

func (t *teller) run(ctx context.Context) func() error {
	noted := &quietly{log: t.engine.log}
	return func() error {
		progress, stop := context.WithCancel(ctx)
		defer stop()
		go t.sayProgress(progress)
		for ctx.Err() == nil {
			n, err := t.round(ctx)
			if ctx.Err() == nil {
				noted.note("telling the engine", err)
			}
			switch {
			case err != nil:
				t.wait = min(max(2*t.wait, time.Second), 15*time.Second)
				pause(ctx, t.wait)
			case n == 0:
				t.wait = 0
				pause(ctx, idle)
			default:
				t.wait = 0
			}
		}
		return ctx.Err()
	}
}

// round tells one lot. A case that cannot be told does not hold up the others; it is told
// when its lease has run out. An error means that the engine or the record is away.
func (t *teller) round(ctx context.Context) (int, error) {
	if t.wait > 0 && !t.engine.Answers(ctx) {
		return 0, &Away{errors.New("no answer to a description of the namespace")}
	}
	lot, err := t.outbox.LeaseUntold(ctx, leased, lease)
	if err != nil || len(lot) == 0 {
		return 0, err
	}
	var mu sync.Mutex
	var back []string
	side, trying := errgroup.WithContext(ctx)
	side.SetLimit(sideways)
	for _, m := range lot {
		side.Go(func() error {
			err := awayOr(t.tell(trying, m))
			if away := new(Away); err != nil && trying.Err() == nil && !errors.As(err, &away) {
				t.engine.log.Warn("a case was not told", "case", m.Case, "error", err)
				return nil
			}
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				back = append(back, m.Case)
			}
			return err // without the engine the rest of the lot need not be tried
		})
	}
	err = side.Wait()
	if len(back) > 0 { // they wait for the engine, not for the end of their lease
		_ = t.outbox.Untell(ctx, back...)
	}
	return len(lot), err
}

func (t *teller) tell(ctx context.Context, m casework.Moved) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	if err := workflows.Tell(ctx, t.engine.client, m); err != nil {
		return err
	}
	return t.outbox.Told(ctx, m.Case, m.Seq)
}

// sayProgress tells how many cases are left while there are many, as after an import.
func (t *teller) sayProgress(ctx context.Context) {
	_ = every(ctx, 5*time.Second, func() {
		if n, err := t.outbox.UntoldCount(ctx); err == nil && n > sayBehind {
			t.engine.log.Info("telling the engine", "cases left", n)
		}
	})
}
