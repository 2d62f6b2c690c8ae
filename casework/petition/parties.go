package petition

import (
	"slices"
	"strconv"
	"time"

	"followthrough/casework"
)

// What is read off the facts: who carries the case, who holds which role, what others are told.

func (f Facts) track() string {
	if f.Track == "" {
		return Simple
	}
	return f.Track
}

func (f Facts) step(no string) (int, bool) {
	n, err := strconv.Atoi(no)
	i := slices.IndexFunc(f.Steps, func(s Step) bool { return s.No == n })
	return i, err == nil && i >= 0
}

func (f Facts) openSteps(promisesOnly bool) []Step {
	var open []Step
	for _, s := range f.Steps {
		if s.Open() && (s.Promise || !promisesOnly) {
			open = append(open, s)
		}
	}
	return open
}

// owner is who carries the case: the leader on the led track, else the handler.
func (f Facts) owner() casework.Role {
	if f.Leader != "" {
		return Leader
	}
	return Handler
}

// needsLeader reports that the case is led by nobody yet, though it must be.
func (f Facts) needsLeader() bool { return f.Track == LedCase && f.Leader == "" }

// teller is who tells the petitioner: whoever carries the case, intake while nobody does.
func (f Facts) teller() casework.Role {
	if f.Handler == "" && f.Leader == "" {
		return Intake
	}
	return f.carrier()
}

// carrier is who writes to and calls the petitioner: the handler, or the leader when there is none.
func (f Facts) carrier() casework.Role {
	if f.Handler != "" || f.Leader == "" {
		return Handler
	}
	return Leader
}

func parties(f File) casework.Parties {
	x := f.Facts
	p := casework.Parties{Unit: x.Unit, Holders: map[casework.Role][]string{}, Hidden: x.Hidden, Sealed: x.Matter == Report, Recused: x.Recused}
	hold := func(r casework.Role, person string) {
		if person != "" && !slices.Contains(p.Holders[r], person) && !slices.Contains(x.Hidden, person) && !slices.Contains(x.Recused, person) {
			p.Holders[r] = append(p.Holders[r], person)
		}
	}
	hold(Leader, x.Leader)
	hold(Handler, x.Handler)
	if x.Leader != "" && !x.TakenUp {
		p.Unconfirmed = append(p.Unconfirmed, x.Leader)
	}
	for _, m := range x.Team {
		hold(Team, m.Person)
		if !m.Confirmed {
			p.Unconfirmed = append(p.Unconfirmed, m.Person)
		}
	}
	for _, s := range x.Steps {
		if s.State != "dropped" {
			hold(Owner, s.Owner)
		}
	}
	for _, c := range x.Consults {
		hold(Consulted, c.Person)
	}
	return p
}

func marks(f File) map[string]time.Time {
	m := map[string]time.Time{}
	put := func(name string, at time.Time) {
		if !at.IsZero() {
			m[name] = at
		}
	}
	x := f.Facts
	put("report-again", x.ReportAgain)
	put("delivered", x.Opinion.Delivered)
	if !x.Opinion.Lapsed {
		put("review-ends", x.Opinion.ReviewEnds)
	}
	put("approver-again", x.Closure.Turn)
	if n := x.Closure.CalledBack; n < len(x.Closure.CallBacks) {
		put("call-back-again", x.Closure.CallBacks[n])
	}
	put("final-after", x.Closure.FinalAfter)
	return m
}

func traits(f File) map[string]string {
	t := map[string]string{"track": f.Facts.track(), "matter": f.Facts.Matter}
	if f.Facts.Imported {
		t["imported"] = "yes"
	}
	if f.Facts.Backlog {
		t["backlog"] = "yes"
	}
	if f.Facts.Category != "" {
		t["category"] = f.Facts.Category
	}
	return t
}
