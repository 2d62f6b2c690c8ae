package casework

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Terms knows limits and calendars; policies provides it from data.
type Terms interface {
	// Due fixes the last moment of a limit that starts at from, extended by more
	// units of the limit: 24:00 of the last day in the installation's zone.
	Due(limit string, from time.Time, more int) (Term, error)
	// WorkingDays returns 24:00 of the n-th working day after from.
	WorkingDays(from time.Time, n int) Term
	// Longest is how far a limit may be extended, in its own unit; 0 when it may not.
	Longest(limit string) int
	// Zone is the installation's zone; days are counted in it.
	Zone() *time.Location
}

// Term is a fixed date with what must be said about it.
type Term struct {
	At          time.Time
	Provisional bool   // its year has no calendar yet: weekends only
	Revision    string // of the limits it was computed by
}

// Owed is something the present state of a case owes: a limit that started at From, or a day given.
type Owed struct {
	Name  string // decide, submit-plan, step, …
	Key   string // tells several of one name apart: the step's number
	Limit string // id in policies/limits; empty when At is given
	From  time.Time
	More  int       // extension, in the limit's unit
	At    time.Time // a day the plan or a promise fixed
	Role  Role      // who owes it
	// Person owes it when the role alone does not say who (the owner of one step).
	Person string
	// Then is a move the system makes when the date passes; empty: policy is asked.
	Then string
}

// Due is a date fixed by the record. It keeps its number for ever; each time it
// passes unanswered its generation rises and Ask says when policy is asked next.
type Due struct {
	Owed
	No         int
	Term       Term
	Generation int
	Ask        time.Time // when the clock rings next; Term.At at first, the catch-up date for imported cases
}

// DueChange is how a move changed what is owed, as the timeline tells it.
type DueChange struct {
	No     int       `json:"no"`
	Name   string    `json:"name"`
	Key    string    `json:"key,omitempty"`
	Change string    `json:"change"` // set, met, moved, dropped, asked, recomputed
	At     time.Time `json:"at"`
	Limit  string    `json:"limit,omitempty"`
}

// same reports whether the due answers the same duty with the same start.
func (d Due) same(o Owed) bool { return d.Name == o.Name && d.Key == o.Key }

// unmoved reports whether the duty's date needs no new computation.
func (d Due) unmoved(o Owed) bool {
	return d.Limit == o.Limit && d.From.Equal(o.From) && d.More == o.More && d.Owed.At.Equal(o.At)
}

// settle compares what the state owes with what was pending: new duties get a
// date and a number, moved ones a new date, those that move answered or took away leave the list.
func (p *Process[F]) settle(f *File[F], move string, env Env) ([]DueChange, error) {
	var owed []Owed
	if !f.Ended {
		owed = p.Owed(*f)
	}
	var changes []DueChange
	var kept []Due
	for _, d := range f.Dues {
		i := slices.IndexFunc(owed, d.same)
		switch {
		case i < 0:
			changes = append(changes, d.change(p.left(d, move)))
			continue
		case d.unmoved(owed[i]):
			d.Role, d.Person, d.Then = owed[i].Role, owed[i].Person, owed[i].Then
		default:
			moved, err := f.fix(owed[i], env)
			if err != nil {
				return nil, err
			}
			moved.No = d.No
			moved.Generation = d.Generation + 1 // what was asked of the old date is not asked of the new one
			d = moved
			changes = append(changes, d.change("moved"))
		}
		kept = append(kept, d)
	}
	for _, o := range owed {
		if slices.ContainsFunc(kept, func(d Due) bool { return d.same(o) }) {
			continue
		}
		d, err := f.fix(o, env)
		if err != nil {
			return nil, err
		}
		f.DueNo++
		d.No = f.DueNo
		kept = append(kept, d)
		changes = append(changes, d.change("set"))
	}
	f.Dues = kept
	f.sortDues()
	return changes, nil
}

// sortDues puts what rings next first.
func (h *Head) sortDues() {
	slices.SortFunc(h.Dues, func(a, b Due) int { return cmp.Or(a.Ask.Compare(b.Ask), cmp.Compare(a.No, b.No)) })
}

// fix computes the date of a duty once and for all.
func (h Head) fix(o Owed, env Env) (Due, error) {
	d := Due{Owed: o, Generation: 1, Term: Term{At: o.At}}
	if o.Limit != "" {
		t, err := env.Terms.Due(o.Limit, o.From, o.More)
		if err != nil {
			return d, fmt.Errorf("fix %s of %s: %w", o.Name, h.No, err)
		}
		d.Term = t
	}
	d.Ask = d.Term.At
	if d.Then == "" && d.Ask.Before(h.CatchUp) {
		d.Ask = h.CatchUp
	}
	return d, nil
}

func (d Due) change(how string) DueChange {
	return DueChange{No: d.No, Name: d.Name, Key: d.Key, Change: how, At: d.Term.At, Limit: d.Limit}
}
