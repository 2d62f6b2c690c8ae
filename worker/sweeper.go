package worker

import (
	"context"
	"sync/atomic"
	"time"

	"followthrough/activities"
	"followthrough/casework"
	"followthrough/store"
	"followthrough/workflows"
)

const (
	sweepEvery = 10 * time.Second
	sweepLate  = 30 * time.Second // after its time a story must have acted
	steady     = time.Minute      // for which the engine must have answered before a silence means something
	patience   = 3                // nudges after which the run is replaced
)

// sweeper helps the stories that did not act in time, whatever they waited for: a date, a
// month's report, a letter's next attempt. The record knows when each is to act next; it
// finds the late ones, counts them and has their cases told again, at most once each in
// five minutes; a run that does not hear it is replaced. In health it finds nothing: each
// finding is worth an operator's look.
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
				noted.note("sweeping for stories that did not act in time", err)
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
	hits, err := s.outbox.Sweep(ctx, late)
	for _, h := range hits {
		s.help(ctx, h)
	}
	return err
}

// help says what was found, wakes a letter, which the case's telling does not reach, and
// replaces the run when telling has not helped.
func (s *sweeper) help(ctx context.Context, h store.Hit) {
	log := s.engine.log.With("case", h.Case, "for", h.For, "times", h.Times)
	now, err := s.record.Look(ctx, h.Case)
	if h.Times%patience != 0 {
		if err == nil && h.For == workflows.LetterMove {
			err = workflows.TellLetter(ctx, s.engine.client, now)
		}
		log.Warn("a story did not act in time; its case is told again", "error", err)
		return
	}
	if err == nil && h.For == workflows.LetterMove {
		err = s.engine.terminate(ctx, workflows.LetterID(now.Case, now.Visit), "it did not act in time")
	}
	if err == nil {
		err = s.engine.replace(ctx, now)
	}
	log.Error("a story did not act in time, and telling did not help; its run is replaced", "alarm", "clock", "error", err)
}

// replace starts the story of a case anew from the record.
func (e *Engine) replace(ctx context.Context, now casework.Moved) error {
	if now.Ended {
		return nil
	}
	return workflows.Replace(ctx, e.client, now)
}
