package policies

import "time"

// Explanation is how a date was come by, for a page that puts it into words: ids, days and
// counts only. Days are written 2006-01-02.
type Explanation struct {
	Limit Limit     // zero when the bundle has no such limit
	Known bool      // whether it has
	From  time.Time // what the limit started from, in the installation's zone
	More  int       // extension, in the limit's unit

	FirstDay string   // the first day counted; empty for limits that run from the moment
	LastDay  string   // the last day counted
	EndsOn   string   // LastDay, or the working day it moved to
	Shift    []DayOff // the days passed over in moving, LastDay first; none when it stayed
	Skipped  []DayOff // named holidays that a count of working days left out; weekends are not listed
	MakeUp   []string // make-up working days that it counted

	At          time.Time // the date on record
	Computed    time.Time // the date as this bundle computes it
	Same        bool      // whether they are the same; limits and calendars may have changed since
	Provisional bool      // a day was looked at whose year has no calendar: weekends only
	Norms       []Norm    // rules of counting that were applied, in the order they were
}

// DayOff is a day that is not worked. Its name is one of DayNames.
type DayOff struct{ Day, Name string }

// Explain does the sum behind a date again and says each part of it. The date on record,
// at, stays what it is; where the bundle would now compute another, Same is false.
func (p *Policies) Explain(limit string, from time.Time, more int, at time.Time) Explanation {
	zone := p.limits.zone
	e := Explanation{From: from.In(zone), More: more, At: at.In(zone)}
	s, err := p.count(limit, from, more)
	if err != nil {
		e.Limit, e.Known = p.Limit(limit)
		return e
	}
	e.Limit, e.Known = s.limit, true
	e.Computed, e.Provisional = s.at.In(zone), s.provisional
	e.Same = e.Computed.Equal(at)
	if s.inDays {
		e.FirstDay, e.LastDay, e.EndsOn = s.first.String(), s.last.String(), s.ends.String()
		e.norm(p, "first-day")
	}
	e.Shift, e.Skipped = daysOff(s.shift), daysOff(s.skipped)
	for _, d := range s.worked {
		e.MakeUp = append(e.MakeUp, d.String())
	}
	for _, off := range e.Shift {
		if off.Name == Weekend {
			e.norm(p, "weekend")
		} else {
			e.norm(p, "holiday")
		}
	}
	return e
}

// norm adds a rule of counting once.
func (e *Explanation) norm(p *Policies, name string) {
	n, ok := p.limits.counting[name]
	for _, other := range e.Norms {
		ok = ok && other != n
	}
	if ok {
		e.Norms = append(e.Norms, n)
	}
}

func daysOff(all []passed) []DayOff {
	var off []DayOff
	for _, d := range all {
		off = append(off, DayOff{d.day.String(), d.name})
	}
	return off
}
