package casework

import "time"

// Head is what every kind of case has: its place in the process and its counters.
type Head struct {
	ID      string    // opaque, 26 characters; the only name the engine knows
	No      string    // the number people know: P-2026-0017
	Kind    string    // petition, hazard, …
	Unit    string    // the unit that owes the work
	Stage   Stage     // where the case stands
	Visit   int       // the how-manieth stay in a stage; raised on every change of stage
	Seq     int64     // the last line of the timeline; also the version of the row
	Epoch   int64     // raised by a restore, so that what was told before it is old
	Opened  time.Time // the true start, also for an imported case
	Entered time.Time // of the present stage
	Ended   bool      // no workflow runs for it
	CatchUp time.Time // imported: nothing escalates before this date; zero otherwise
	Dues    []Due     // pending dates, fixed when they arose
	DueNo   int       // the number given to the last due
}

// File is the whole durable state of one case.
type File[F any] struct {
	Head
	Facts F
}

func (h *Head) enter(s Stage, at time.Time) {
	h.Stage, h.Entered = s, at
	h.Visit++
}

// Parties says who holds which role in a case and from whom it is hidden: the
// access policy's input, and the rows behind "my work".
type Parties struct {
	Unit    string            // the unit that owes the work
	Holders map[Role][]string // person ids
	// Unconfirmed persons hold a role but have not yet said that no conflict
	// stands in the way: they see the card with the parties' names only.
	Unconfirmed []string
	// Recused persons neither act nor see more than the card.
	Recused []string
	// Hidden lists units and persons from whom a report of wrongdoing is hidden in every list and count.
	Hidden []string
	// Sealed cases are seen by their holders only, not by office roles of the unit.
	Sealed bool
}

// Holds reports whether person holds role in the case.
func (p Parties) Holds(role Role, person string) bool {
	for _, h := range p.Holders[role] {
		if h == person {
			return true
		}
	}
	return false
}
