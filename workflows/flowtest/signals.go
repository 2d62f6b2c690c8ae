package flowtest

import (
	"time"

	"followthrough/casework"
)

// round is how long the teller takes to come round to what the portal did not tell.
const round = time.Minute

// post brings snapshots from the record to the engine in one of the ways of Signals. Its
// methods are called while the engine's loop stands still, or by that loop.
type post struct {
	e    *engine
	r    *record
	way  Signals
	last casework.Moved  // the last one posted
	held *casework.Moved // waits for its follower
	told int64           // the newest seq brought
	n    int
}

// collect posts what the record has not told.
func (p *post) collect() {
	p.r.mu.Lock()
	untold := p.r.outbox
	p.r.outbox = nil
	p.r.mu.Unlock()
	for _, m := range untold {
		p.send(m)
		p.last = m
	}
}

func (p *post) send(m casework.Moved) {
	p.n++
	switch p.way {
	case Repeated:
		p.bring(m, 0)
		p.bring(m, 0)
		p.bring(m, time.Second)
		p.bring(p.last, 2*time.Second)
	case Dropped:
		if p.n%2 == 0 {
			p.bring(m, 0)
		}
	case OutOfOrder:
		held := p.held
		p.held = &m
		if held != nil {
			p.held = nil
			p.bring(m, 0)
			p.bring(*held, time.Second)
		}
	default:
		p.bring(m, 0)
	}
	p.after(round, p.teller)
}

// teller brings the newest snapshot if that was not brought yet.
func (p *post) teller() {
	p.r.mu.Lock()
	now, answered := p.r.present.Moved, p.r.answered
	p.r.mu.Unlock()
	if max(p.told, answered) < now.Seq {
		p.bring(now, 0)
	}
}

func (p *post) bring(m casework.Moved, after time.Duration) {
	if m.Case == "" {
		return
	}
	p.after(after, func() {
		p.told = max(p.told, m.Seq)
		p.e.tell(m)
	})
}

func (p *post) after(d time.Duration, do func()) { p.e.env.RegisterDelayedCallback(do, d) }
