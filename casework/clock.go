package casework

import "slices"

// Clock describes one of the dates a kind of case may owe: what sets it running, who
// owes it, how long they have, and which moves answer it. The kind's Owed computes the
// dates; this list names them all, for the docs, for the pages and for the timeline,
// which tells a duty that was met from one that merely fell away.
type Clock struct {
	Name   string
	Limits []string // ids in policies/limits, the usual one first; empty: a plan or a person gives the day
	By     []Role   // who owes it
	Starts string   // what sets it running, in words
	Met    []string // the moves that answer it, or start it anew
	Then   string   // the move the system makes when the date passes; empty: policy is asked
}

// ClockList lists every date the process may owe.
func (p *Process[F]) ClockList() []Clock { return p.Clocks }

// left says how a duty went that is no longer owed after move: met by a move that answers
// it, dropped when anything else took it away. What no clock describes counts as met.
func (p *Process[F]) left(d Due, move string) string {
	i := slices.IndexFunc(p.Clocks, func(c Clock) bool { return c.Name == d.Name })
	if i < 0 || slices.Contains(p.Clocks[i].Met, move) {
		return "met"
	}
	return "dropped"
}
