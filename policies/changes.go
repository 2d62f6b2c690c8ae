package policies

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Change gives a limit another length from a day on. A limit that started before keeps the
// length it had: a date once fixed stays fixed, and the same start always gives the same date.
type Change struct {
	ID    string `json:"id"`
	Since string `json:"since"` // 2006-01-02, in the installation's zone
	Value int    `json:"value"` // in the limit's unit
}

const changesFile = "limits/changes.json"

// WithLimits adds changes of limits that the office decided. They become a file of the
// bundle, so that the revision tells of them.
func WithLimits(changes []Change) Option {
	return func(l *loading) {
		if len(changes) == 0 {
			return
		}
		content, err := json.Marshal(map[string][]Change{"changes": changes})
		if err != nil {
			l.err = err
			return
		}
		l.files[changesFile] = content
	}
}

// changed reads the changes beside the limits and refuses one that fits no limit.
func (all *limits) changed(content []byte) error {
	if content == nil {
		return nil
	}
	var file struct {
		Changes []Change `json:"changes"`
	}
	if err := json.Unmarshal(content, &file); err != nil {
		return fmt.Errorf("changes of limits: %w", err)
	}
	all.changes = map[string][]Change{}
	for _, c := range file.Changes {
		l, known := all.byID[c.ID]
		if !known {
			continue // a limit of an earlier release
		}
		l.Value = c.Value
		if _, err := time.Parse(time.DateOnly, c.Since); err != nil {
			return fmt.Errorf("changes of limits: %s begins on %q", c.ID, c.Since)
		}
		if err := l.check(); err != nil {
			return err
		}
		all.changes[c.ID] = append(all.changes[c.ID], c)
	}
	for id := range all.changes {
		slices.SortStableFunc(all.changes[id], func(a, b Change) int { return strings.Compare(a.Since, b.Since) })
	}
	return nil
}

// at is the limit as it is for what starts at from.
func (all limits) at(id string, from time.Time) (Limit, bool) {
	l, ok := all.byID[id]
	day := from.In(all.zone).Format(time.DateOnly)
	for _, c := range all.changes[id] {
		if c.Since <= day {
			l.Value = c.Value
		}
	}
	return l, ok
}

// LimitAt returns the limit with this id as it is for what starts at from.
func (p *Policies) LimitAt(id string, from time.Time) (Limit, bool) { return p.limits.at(id, from) }

// Year returns the calendar of a year; false when there is none.
func (p *Policies) Year(n int) (Year, bool) {
	y := Year{Holidays: map[string][]string{}}
	for d, name := range p.days.off {
		if d.year() == n {
			y.Holidays[name] = append(y.Holidays[name], d.String()[5:])
		}
	}
	for d := range p.days.on {
		if d.year() == n {
			y.Workdays = append(y.Workdays, d.String()[5:])
		}
	}
	for name := range y.Holidays {
		slices.Sort(y.Holidays[name])
	}
	slices.Sort(y.Workdays)
	return y, p.days.years[n]
}

// Check says what is wrong with the calendar of a year, or nothing.
func (y Year) Check(n int) error { return newDays().add(n, y) }
