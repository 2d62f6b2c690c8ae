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
	ctx    context.Context
	stop   context.CancelFunc
	hands  sync.WaitGroup
}

// NewPortalTeller starts size hands; told takes a case out of the outbox (store.Told).
func NewPortalTeller(e *Engine, told func(ctx context.Context, caseID string, seq int64) error, size int) *PortalTeller {
	p := &PortalTeller{engine: e, told: told, queue: make(chan casework.Moved, 4*size)}
	p.ctx, p.stop = context.WithCancel(context.Background())
	for range size {
		p.hands.Go(p.work)
	}
	return p
}

// Told hands over a snapshot and returns at once.
func (p *PortalTeller) Told(m casework.Moved) {
	if p.resting() {
		return
	}
	select {
	case p.queue <- m:
	default:
	}
}

// Close ends the hands; what they did not get to is told by the worker.
func (p *PortalTeller) Close() {
	p.stop()
	p.hands.Wait()
}

func (p *PortalTeller) work() {
	for {
		select {
		case m := <-p.queue:
			p.tell(m)
		case <-p.ctx.Done():
			return
		}
	}
}

func (p *PortalTeller) resting() bool { return time.Now().UnixNano() < p.rest.Load() }

func (p *PortalTeller) tell(m casework.Moved) {
	if p.resting() {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, 3*time.Second)
	defer cancel()
	if err := workflows.Tell(ctx, p.engine.client, m); err != nil {
		p.rest.Store(time.Now().Add(3 * time.Second).UnixNano())
		return
	}
	_ = p.told(ctx, m.Case, m.Seq) // left in the outbox, it is told twice: that costs nothing
}
