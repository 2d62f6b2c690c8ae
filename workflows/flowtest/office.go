package flowtest

import (
	"context"
	"fmt"
	"time"

	"followthrough/casework"
)

// Day is a day of the calendar; a scenario waits in days.
const Day = 24 * time.Hour

// Office is the world in which a scenario plays: one kind of case, the people, the limits
// and the policy. Who holds an office in it holds the role of that name in every case;
// other roles are held by whom the case names.
type Office struct {
	Kind   casework.Kind
	Terms  casework.Terms // Calendar{…} does
	Judge  casework.Judge // nil: everybody who owes is reminded, again after five working days
	People []casework.Person
	// Also lists the roles that holding an office brings besides its own: a supervisor is an approver.
	Also map[string][]casework.Role
	// Fill gives the fields of a move that the system makes, as the record would under the lock.
	Fill func(move string, now casework.Outcome) casework.Fields
	// Start is when the scenario begins; zero for a Thursday morning in March 2026.
	Start time.Time
}

// Limit is a number of days, of the calendar or working ones.
type Limit struct {
	Days    int
	Working bool
}

// Calendar is casework.Terms with weekends and no holidays.
type Calendar map[string]Limit

var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// Zone is that of the office.
func (Calendar) Zone() *time.Location { return zone }

// Longest lets every limit be extended by thirty.
func (Calendar) Longest(string) int { return 30 }

// Due is 24:00 of the last day of the limit. A limit that is not listed is an error.
func (c Calendar) Due(limit string, from time.Time, more int) (casework.Term, error) {
	l, ok := c[limit]
	if !ok {
		return casework.Term{}, fmt.Errorf("no limit %q", limit)
	}
	if l.Working {
		return c.WorkingDays(from, l.Days+more), nil
	}
	return casework.Term{At: midnight(from).AddDate(0, 0, l.Days+more+1)}, nil
}

// WorkingDays is 24:00 of the n-th working day after from.
func (Calendar) WorkingDays(from time.Time, n int) casework.Term {
	day := midnight(from)
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if wd := day.Weekday(); wd != time.Saturday && wd != time.Sunday {
			n--
		}
	}
	return casework.Term{At: day.AddDate(0, 0, 1)}
}

func midnight(t time.Time) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// reminds is the policy of an office that gives none of its own.
type reminds struct{}

func (reminds) Decide(_ context.Context, q casework.Question) (casework.Decision, error) {
	d := casework.Decision{Measure: "reminder", AskAgain: 5, Revision: "flowtest"}
	for _, l := range q.Chain {
		d.Addressees = append(d.Addressees, casework.Addressee{Person: l.Person, Role: l.Role, Why: "owes"})
	}
	return d, nil
}
