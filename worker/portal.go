package worker

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"followthrough/casework"
	"followthrough/workflows"
)

// PortalTeller tells the engine of a move right after its commit, so that the story hears
// of it within milliseconds. It never makes a person wait: when its few hands are full, or
// the engine is away, it drops what it is given, and the worker's teller tells that later.
type PortalTeller struct {
	engine *Engine
	told   func(ctx context.Context, caseID string, seq int64) error
	queue  chan casework.Moved
	rest   atomic.Int64 // no calls before this time, in Unix nanoseconds: the engine was away
	hands  sync.WaitGroup
	once   sync.Once
}

// NewPortalTeller starts size hands; told takes a case out of the outbox (store.Told).
func NewPortalTeller(e *Engine, told func(ctx context.Context, caseID string, seq int64) error, size int) *PortalTeller {
	p := &PortalTeller{engine: e, told: told, queue: make(chan casework.Moved, 4*size)}
	for range size {
		p.hands.Go(func() {
			for m := range p.queue {
				p.tell(m)
			}
		})
	}
	return p
}

// Told hands over a snapshot and returns at once. It must not be called after Close.
func (p *PortalTeller) Told(m casework.Moved) {
	if time.Now().UnixNano() < p.rest.Load() {
		return
	}
	select {
	case p.queue <- m:
	default:
	}
}

// Close waits for what is under way.
func (p *PortalTeller) Close() {
	p.once.Do(func() { close(p.queue) })
	p.hands.Wait()
}

func (p *PortalTeller) tell(m casework.Moved) {
	if time.Now().UnixNano() < p.rest.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := workflows.Tell(ctx, p.engine.client, m); err != nil {
		p.rest.Store(time.Now().Add(3 * time.Second).UnixNano())
		return
	}
	_ = p.told(ctx, m.Case, m.Seq) // left in the outbox, it is told twice: that costs nothing
}
