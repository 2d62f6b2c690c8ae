package pages

import (
	"time"

	"github.com/a-h/templ"
)

// Limits is every limit with its length, article and sureness.
type Limits struct {
	Office
	Revision string     `json:"revision"`
	Year     int        `json:"calendar_until"`
	Rows     []LimitRow `json:"limits"`
}

// LimitPage is one limit.
type LimitPage struct {
	Office
	Limit LimitRow `json:"limit"`
}

// LimitRow is a limit as it is for what starts now.
type LimitRow struct {
	ID       string        `json:"id"`
	Path     string        `json:"path"`
	Name     string        `json:"name"`
	Value    string        `json:"value"`
	Before   string        `json:"built_in,omitempty"` // as the product brings it, where the office changed it
	Extend   string        `json:"extend,omitempty"`
	Starts   string        `json:"starts,omitempty"`
	Source   string        `json:"source"`
	Sure     string        `json:"sure"`
	Internal bool          `json:"internal,omitempty"`
	Since    *time.Time    `json:"since,omitempty"`
	Open     *LimitChange  `json:"proposed,omitempty"`
	Ahead    *LimitChange  `json:"ahead,omitempty"`
	Changes  []LimitChange `json:"changes,omitempty"`
}

// LimitChange is a change that was proposed, with what became of it.
type LimitChange struct {
	Value     string    `json:"value"`
	Since     time.Time `json:"since"`
	Source    string    `json:"source"`
	Reason    string    `json:"reason"`
	By        string    `json:"by"`
	At        time.Time `json:"at"`
	State     string    `json:"state"`
	DecidedBy string    `json:"decided_by,omitempty"`
	Own       bool      `json:"-"`
}

// Calendars are the years' holidays.
type Calendars struct {
	Office
	Missing []int      `json:"missing,omitempty"`
	Years   []Calendar `json:"years"`
}

// Calendar is one year's.
type Calendar struct {
	Year     int        `json:"year"`
	Holidays []Fact     `json:"holidays"`
	Workdays string     `json:"workdays,omitempty"`
	Off      int        `json:"off"`
	Make     int        `json:"make_up"`
	Source   string     `json:"source"`
	By       string     `json:"by,omitempty"`
	At       *time.Time `json:"at,omitempty"`
}

// ofLaw picks the limits of the law, or the house's own.
func (p Limits) ofLaw(law bool) []LimitRow {
	var all []LimitRow
	for _, r := range p.Rows {
		if r.Internal != law {
			all = append(all, r)
		}
	}
	return all
}

func decidedBy(c LimitChange) templ.Component {
	if c.DecidedBy == "" {
		return nil
	}
	return Say("adm.limit.decidedby", "Name", Text(c.DecidedBy))
}
