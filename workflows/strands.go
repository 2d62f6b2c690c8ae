package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"followthrough/casework"
)

// clocks waits for the record's next date and, when it has passed, asks what follows:
// policy decides, or the date has a move of its own.
func clocks(ctx workflow.Context, d *desk) error {
	var p patience
	for !d.left() {
		due, pending := d.first()
		changed := func() bool { now, still := d.first(); return still != pending || !same(now, due) }
		if !pending {
			if err := workflow.Await(ctx, changed); err != nil {
				return err
			}
			continue
		}
		if err := d.until(ctx, due.At, dueSummary(due), changed); err != nil {
			return err
		}
		if changed() {
			continue
		}
		a, err := d.ask(ctx, overdueSummary(due), record.Overdue, d.now.Case, due.No, due.Generation)
		if err != nil {
			return err
		}
		if changed() {
			p = 0
			continue
		}
		if err := d.pause(ctx, p.longer(a.NotYet), changed); err != nil {
			return err
		}
	}
	return nil
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
		if err := d.until(ctx, at, move+": "+moment(at), moved); err != nil {
			return err
		}
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
		if err := d.rest(ctx, at, &p, a.NotYet, moved); err != nil {
			return err
		}
	}
	return nil
}

// rest is at least a second between two asks whose time has come already.
func (d *desk) rest(ctx workflow.Context, at time.Time, p *patience, notYet time.Duration, moved func() bool) error {
	if at.After(workflow.Now(ctx)) {
		*p = 0
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
