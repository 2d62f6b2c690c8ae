package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"followthrough/casework"
)

// clocks follows the dates of the snapshot and asks, when one has passed, what follows:
// policy decides, or the date has a move of its own. A date that an ask did not move is
// held back alone: it holds up no other.
func clocks(ctx workflow.Context, d *desk) error {
	held := map[int]*hold{}
	for !d.left() {
		due, at, pending := d.ringing(held)
		woken := d.woken
		changed := func() bool {
			now, when, still := d.ringing(held)
			return still != pending || !same(now, due) || !when.Equal(at) || len(held) > 0 && d.woken != woken
		}
		if !pending {
			if err := workflow.Await(ctx, changed); err != nil {
				return err
			}
			continue
		}
		if err := d.until(ctx, at, dueSummary(due), changed); err != nil {
			return err
		}
		if d.woken != woken { // every signal, even a repeated one, ends every pause
			clear(held)
		}
		if changed() {
			continue
		}
		bounded := workflow.WithScheduleToCloseTimeout(ctx, askFor)
		a, err := d.ask(bounded, overdueSummary(due), record.Overdue, d.now.Case, due.No, due.Generation)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		h := held[due.No]
		if h == nil || !same(h.ring, due) {
			h = &hold{ring: due}
			held[due.No] = h
		}
		wait := time.Minute // the record is away, or has no answer to this date
		if err == nil {
			wait = h.p.longer(a.NotYet)
		}
		h.until = workflow.Now(ctx).Add(wait)
	}
	return nil
}

// askFor is for how long one date may be asked about in a row.
const askFor = time.Minute

// hold is a date that an ask did not move, and when it is asked about again.
type hold struct {
	ring  casework.Ring
	until time.Time
	p     patience
}

// ringing is the date that rings next, and when.
func (d *desk) ringing(held map[int]*hold) (due casework.Ring, at time.Time, pending bool) {
	for _, r := range d.now.Dues {
		t := r.At
		if h := held[r.No]; h != nil && same(h.ring, r) {
			t = later(t, h.until)
		}
		if !pending || t.Before(at) {
			due, at, pending = r, t, true
		}
	}
	return due, at, pending
}

// inTurn makes one of the system's moves again and again, each time at the time that the
// record gave for it: mark names it in the snapshot; an act that moved no mark answers
// with the time to come back. It waits for a mark that is not there yet, and ends when
// the mark is taken away or the act is superseded. No count is kept here: a new run of the
// same stay goes on from the mark, neither asking twice nor leaving a turn out.
func inTurn(ctx workflow.Context, d *desk, move, mark string) error {
	marked := func() bool { return !d.now.Marks[mark].IsZero() }
	if err := workflow.Await(ctx, marked); err != nil {
		return err
	}
	return turns(ctx, d, move, mark)
}

// turns is inTurn for a move whose first turn is now where there is no mark yet.
func turns(ctx workflow.Context, d *desk, move, mark string) error {
	var p patience
	seen := d.now.Marks[mark]
	at := seen
	moved := func() bool { return d.left() || !d.now.Marks[mark].Equal(seen) }
	for !d.left() {
		if err := d.until(ctx, at, awaits(move, at), moved); err != nil {
			return err
		}
		asked := at
		var a casework.Answer
		if !moved() {
			var err error
			if a, err = d.act(ctx, move, at); err != nil || a.Superseded {
				return err
			}
			at = later(at, a.Until)
		}
		if moved() {
			seen = d.now.Marks[mark]
			at = seen
			if at.IsZero() { // taken away: no further turn
				return nil
			}
		}
		if err := d.rest(ctx, asked, at, &p, a.NotYet, moved); err != nil {
			return err
		}
	}
	return nil
}

// rest is at least a second between two asks whose time has come already, and ever longer
// while the answers give no new time. An answer that does is progress, also where it lies
// in the past: a story that begins anew walks through the answers given before.
func (d *desk) rest(ctx workflow.Context, asked, at time.Time, p *patience, notYet time.Duration, moved func() bool) error {
	if !at.Equal(asked) {
		*p = 0
	}
	if at.After(workflow.Now(ctx)) {
		return nil
	}
	return d.pause(ctx, p.longer(notYet), moved)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// patience is how long to wait before asking again what was not answered: at least a
// second, doubled each time, at most an hour. A loop that the record does not move is never tight.
type patience time.Duration

func (p *patience) longer(atLeast time.Duration) time.Duration {
	next := max(time.Second, 2*time.Duration(*p))
	*p = patience(min(next, time.Hour))
	return max(time.Duration(*p), atLeast)
}

// first is the date that rings next.
func (d *desk) first() (casework.Ring, bool) {
	if len(d.now.Dues) == 0 {
		return casework.Ring{}, false
	}
	return d.now.Dues[0], true
}

func same(a, b casework.Ring) bool {
	return a.No == b.No && a.Generation == b.Generation && a.At.Equal(b.At)
}
