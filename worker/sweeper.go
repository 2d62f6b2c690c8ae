package worker

import (
	"context"
	"sync/atomic"
	"time"

	"followthrough/activities"
	"followthrough/store"
	"followthrough/workflows"
)

const (
	sweepEvery = 10 * time.Second
	sweepLate  = 30 * time.Second // after its date a clock must have been answered
	steady     = time.Minute      // for which the engine must have answered before a silence means something
	patience   = 3                // nudges after which the run is replaced
)

// sweeper helps the clocks that did not ring. The record finds them, counts them and has
// their cases told again, at most once each in five minutes; a run that does not hear it
// is replaced. In health it finds nothing: each finding is worth an operator's look.
type sweeper struct {
	engine *Engine
	outbox Outbox
	record activities.Record
	up     *atomic.Int64
}

func (s *sweeper) run(ctx context.Context) func() error {
	noted := &quietly{log: s.engine.log}
	return func() error {
		return every(ctx, sweepEvery, func() {
			if !s.due(ctx) {
				return
			}
			if err := s.sweep(ctx, sweepLate); ctx.Err() == nil {
				noted.note("sweeping for clocks that did not ring", err)
			}
		})
	}
}

// due says whether a silence means something: the engine has answered for a while, and
// the teller is not so far behind that telling more would only add to it.
func (s *sweeper) due(ctx context.Context) bool {
	since := s.up.Load()
	if since == 0 || time.Since(time.Unix(since, 0)) < steady {
		return false
	}
	behind, err := s.outbox.UntoldCount(ctx)
	return err == nil && behind <= sayBehind
}

func (s *sweeper) sweep(ctx context.Context, late time.Duration) error {
	hits, err := s.outbox.SweepRinging(ctx, late)
	for _, h := range hits {
		s.help(ctx, h)
	}
	return err
}

func (s *sweeper) help(ctx context.Context, h store.Hit) {
	log := s.engine.log.With("case", h.Case, "due", h.Due, "times", h.Times)
	if h.Times%patience != 0 {
		log.Warn("a clock did not ring; the case is told again")
		return
	}
	now, err := s.record.Look(ctx, h.Case)
	if err == nil && !now.Ended {
		err = workflows.Replace(ctx, s.engine.client, now)
	}
	log.Error("a clock did not ring, and telling did not help; the run is replaced", "alarm", "clock", "error", err)
}
