package policies

import (
	"fmt"
	"time"

	"followthrough/casework"
)

// terms counts days by the limits and calendars of a bundle.
//
// law: civil-code 201, 203
type terms struct{ p *Policies }

// Due fixes the last moment of a limit. Hours run from the moment. Of days the first is
// not counted, and a last day that is not worked moves to the next that is. Of working
// days only those worked are counted, make-up days among them.
func (t terms) Due(limit string, from time.Time, more int) (casework.Term, error) {
	s, err := t.p.count(limit, from, more)
	if err != nil {
		return casework.Term{}, err
	}
	return casework.Term{At: s.at, Provisional: s.provisional, Revision: t.p.revision}, nil
}

// WorkingDays returns 24:00 of the n-th working day after from; of from's own day for n < 1.
func (t terms) WorkingDays(from time.Time, n int) casework.Term {
	s := sum{}
	last := t.p.walk(&s, dayOf(from, t.Zone()), min(n, longest))
	return casework.Term{At: last.end(t.Zone()), Provisional: s.provisional, Revision: t.p.revision}
}

// Longest is how far a limit may be extended, in its own unit.
func (t terms) Longest(limit string) int {
	if l := t.p.limits.byID[limit]; l.Extend != nil {
		return l.Extend.Most
	}
	return 0
}

// Zone is the zone of limits.json, in which days are counted.
func (t terms) Zone() *time.Location { return t.p.limits.zone }

// sum is how a date was come by.
type sum struct {
	limit       Limit
	inDays      bool // unlike limits that run from the moment, which have no days below
	first, last day  // counted
	ends        day  // the last day, or the one it moved to
	shift       []passed
	skipped     []passed // holidays that a count of working days passed over
	worked      []day    // make-up days that it counted
	at          time.Time
	provisional bool
}

// passed is a day that is not worked.
type passed struct {
	day  day
	name string
}

func (p *Policies) count(limit string, from time.Time, more int) (sum, error) {
	l, ok := p.limits.at(limit, from)
	if !ok {
		return sum{}, fmt.Errorf("limit %q is not in policies/limits", limit)
	}
	n := l.Value + more
	if more < 0 || n > longest {
		return sum{}, fmt.Errorf("limit %s cannot be extended by %d", limit, more)
	}
	s := sum{limit: l}
	if unit, runs := exact[l.Unit]; runs {
		s.at = from.Add(time.Duration(n) * unit)
		return s, nil
	}
	start := dayOf(from, p.limits.zone)
	s.inDays, s.first = true, start+1
	if l.Unit == WorkingDay {
		s.last = p.walk(&s, start, n)
		s.ends = s.last
	} else {
		s.last = start + day(n)
		s.ends = p.onward(&s, s.last)
	}
	s.at = s.ends.end(p.limits.zone)
	return s, nil
}

// onward returns d, or the next working day when d is none.
func (p *Policies) onward(s *sum, d day) day {
	for {
		name, known := p.days.rest(d)
		s.provisional = s.provisional || !known
		if name == "" {
			return d
		}
		s.shift = append(s.shift, passed{d, name})
		d++
	}
}

// walk returns the n-th working day after d; the first of them is the first day counted.
func (p *Policies) walk(s *sum, d day, n int) day {
	for whole := n; n > 0; {
		d++
		name, known := p.days.rest(d)
		s.provisional = s.provisional || !known
		switch {
		case name == "":
			if n == whole {
				s.first = d
			}
			n--
			if p.days.on[d] {
				s.worked = append(s.worked, d)
			}
		case name != Weekend:
			s.skipped = append(s.skipped, passed{d, name})
		}
	}
	return d
}
