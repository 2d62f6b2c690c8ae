package petition

import (
	"slices"

	c "followthrough/casework"
)

// duties are what a hand-over passes on besides the case itself and its handler: a place in
// the team, a step of the plan, a consultation.
var duties = []string{"team", "owner", "consulted"}

var handOverForm = form(choice("duty", duties), optional(field("number", c.Number)), optional(field("leaving", c.PersonF)),
	field("person", c.PersonF), field("handover", c.Prose))

var (
	// dutyHeld: what is handed over is there, and not yet done.
	dutyHeld = rule("no-such-duty", func(f File, cmd command, _ env) bool { return holderOf(f.Facts, cmd) != "" })
	// anotherHolder: the successor does not hold the same already, and no leader is in their own team.
	anotherHolder = rule("holds-it-already", func(f File, cmd command, _ env) bool {
		who, x := cmd.Fields["person"], f.Facts
		if cmd.Fields["duty"] == "team" {
			return who != x.Leader && !slices.ContainsFunc(x.Team, func(m Member) bool { return m.Person == who })
		}
		return who != holderOf(x, cmd)
	})
)

// holderOf is who holds the duty that the form names; empty when nobody does.
func holderOf(x Facts, cmd command) string {
	n := number(cmd.Fields["number"])
	switch cmd.Fields["duty"] {
	case "team":
		if i := slices.IndexFunc(x.Team, func(m Member) bool { return m.Person == cmd.Fields["leaving"] }); i >= 0 {
			return x.Team[i].Person
		}
	case "owner":
		if i := slices.IndexFunc(x.Steps, func(s Step) bool { return s.No == n && s.Open() }); i >= 0 {
			return x.Steps[i].Owner
		}
	case "consulted":
		if i := slices.IndexFunc(x.Consults, func(q Consult) bool { return q.No == n && !q.Answered }); i >= 0 {
			return x.Consults[i].Person
		}
	}
	return ""
}

// handOver passes one duty on. Its date stays; a new member declares first whether a conflict stands in the way.
func handOver(f *File, cmd command, _ env) {
	x, who, n := &f.Facts, cmd.Fields["person"], number(cmd.Fields["number"])
	switch cmd.Fields["duty"] {
	case "team":
		x.Team = slices.Clone(x.Team)
		for i, m := range x.Team {
			if m.Person == cmd.Fields["leaving"] {
				x.Team[i] = Member{Person: who}
			}
		}
	case "owner":
		onStep(f, cmd.Fields["number"], func(s *Step) { s.Owner = who })
	case "consulted":
		x.Consults = slices.Clone(x.Consults)
		for i, q := range x.Consults {
			if q.No == n {
				x.Consults[i].Person = who
			}
		}
	}
}
