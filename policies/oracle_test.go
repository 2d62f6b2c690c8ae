package policies

import (
	"slices"

	"followthrough/casework"
)

// oracle says in plain Go what the access policy is meant to say, written from the
// description and not from the rules. up is who stands above each unit, itself first.
type oracle struct {
	q  casework.AccessQuestion
	up map[string][]string
}

func has[S comparable](list []S, x S) bool { return slices.Contains(list, x) }

func (o oracle) holders(roles ...casework.Role) []string {
	var all []string
	for _, r := range roles {
		all = append(all, o.q.Parties.Holders[r]...)
	}
	return all
}

func (o oracle) hidden(v casework.Viewer) bool {
	for _, name := range o.q.Parties.Hidden {
		if name == v.ID || has(o.up[v.Unit], name) {
			return true
		}
	}
	return false
}

func apart(v casework.Viewer) bool {
	return has(v.Offices, "administrator") || has(v.Offices, "auditor")
}

func (o oracle) leaders() []string {
	if o.q.Track == "simple" {
		return o.holders("leader", "handler")
	}
	return o.holders("leader")
}

func (o oracle) carriers() []string { return o.holders("leader", "handler", "team", "owner", "legal") }

func (o oracle) independent(v casework.Viewer) bool {
	if has(o.carriers(), v.ID) {
		return false
	}
	for _, l := range o.leaders() {
		if has(v.Above, l) {
			return false
		}
	}
	return true
}

// roles are what one person brings into the case, and whether they see it.
func (o oracle) roles(p casework.Viewer) (roles []casework.Role, sees bool) {
	if o.hidden(p) || apart(p) || has(o.q.Parties.Recused, p.ID) {
		return nil, false
	}
	v, par := o.q.Viewer, o.q.Parties
	for r, ids := range par.Holders {
		if has(ids, p.ID) {
			roles, sees = append(roles, r), true
		}
	}
	if has(par.Unconfirmed, p.ID) {
		return roles, false
	}
	over := has(o.q.UnitUp, p.Unit) || o.q.Case == "" && len(o.q.UnitUp) == 0
	if !over {
		return roles, sees
	}
	delegatedToACarrier := p.ID != v.ID && has(o.carriers(), v.ID)
	carrying, leading := false, false
	for _, x := range append([]casework.Viewer{v}, v.StandsInFor...) {
		carrying = carrying || has(o.carriers(), x.ID)
		leading = leading || x.ID != v.ID && has(o.leaders(), x.ID)
	}
	for _, office := range p.Offices {
		switch office {
		case "intake":
			roles, sees = append(roles, "intake"), true
		case "supervisor":
			sees = true
			if !delegatedToACarrier && !leading {
				roles = append(roles, "supervisor")
			}
			if !carrying && o.independent(p) && o.independent(v) {
				roles = append(roles, "approver")
			}
			if !carrying && len(o.q.UnitUp) > 0 && p.Unit != o.q.UnitUp[0] && o.nobodyBetween(p) {
				roles = append(roles, "unit-head")
			}
		case "unit-head":
			sees = true
			if !has(o.leaders(), p.ID) && !delegatedToACarrier {
				roles = append(roles, "unit-head")
			}
		case "legal":
			if o.q.Stage == "accepted" || o.q.Stage == "resolving" {
				sees = true
				if !delegatedToACarrier {
					roles = append(roles, "legal")
				}
			}
		case "leading":
			sees = sees || !par.Sealed
		}
	}
	return roles, sees
}

func (o oracle) nobodyBetween(p casework.Viewer) bool {
	for _, l := range o.leaders() {
		if above := o.q.Above[l]; len(above) > 0 && above[0] != p.ID {
			return false
		}
	}
	return len(o.leaders()) > 0
}

// leave is the whole answer, without the rules it rests on.
func (o oracle) leave() (casework.Sight, map[casework.Role]string) {
	v, par := o.q.Viewer, o.q.Parties
	opening := o.q.Case == ""
	auditor, recused, unconfirmed := has(v.Offices, "auditor"), has(par.Recused, v.ID), has(par.Unconfirmed, v.ID)
	if has(v.Offices, "administrator") || !opening && o.hidden(v) {
		return casework.None, nil
	}
	held := map[casework.Role]string{}
	sees, card := auditor, false
	colleague := ""
	granted := false
	for _, p := range append([]casework.Viewer{v}, v.StandsInFor...) {
		roles, seen := o.roles(p)
		granted = granted || len(roles) > 0
		if seen && colleague == "" {
			colleague = p.ID
		}
		sees = sees || seen
		if p.ID != v.ID && !o.hidden(p) && !apart(p) && (has(par.Recused, p.ID) || has(par.Unconfirmed, p.ID)) {
			card = true
		}
		for _, r := range roles {
			mine := has(par.Holders[r], v.ID) && p.ID == v.ID
			if auditor || recused || !opening && unconfirmed && !mine || opening && r != "intake" && r != "supervisor" {
				continue
			}
			if _, taken := held[r]; !taken {
				held[r] = p.ID
			}
		}
	}
	if opening {
		if len(held) == 0 {
			return casework.None, nil
		}
		return casework.Full, held
	}
	if !granted && colleague != "" && !auditor && !recused && !unconfirmed {
		held["colleague"] = colleague
	}
	switch {
	case recused, unconfirmed && !auditor:
		return casework.Card, held
	case sees:
		return casework.Full, held
	case card:
		return casework.Card, held
	}
	return casework.None, nil
}
