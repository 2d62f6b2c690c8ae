package casetest

import (
	"slices"
	"strings"
	"time"

	"followthrough/casework"
)

// Office is the people of a scenario: units and what they stand under, persons with
// their offices, and who stands in for whom on which days.
type Office struct {
	Units  map[string]string // a unit, and the one above it
	People map[string]casework.Person
	Leaves []Leave
}

// Leave is an absence with the one who stands in. Both days belong to it.
type Leave struct {
	Person, StandIn string
	From, Till      string // days like 2026-03-09
}

// Qingwu is a county's health commission U1, the municipal one above it, U0, and a
// hospital under it, U2. Zhou answers for petitions: the supervisors liang and tang stand
// below her and are independent of cases led by he.
func Qingwu() Office {
	o := Office{Units: map[string]string{"U0": "", "U1": "U0", "U2": "U1"}, People: map[string]casework.Person{}}
	hire := func(id, unit string, rank int, offices, above string) {
		o.People[id] = casework.Person{ID: id, Name: id, Unit: unit, Rank: rank, Offices: strings.Fields(offices), Above: strings.Fields(above), Acting: true}
	}
	hire("ming", "U0", 1, "unit-head leading", "")
	hire("fang", "U0", 3, "supervisor", "ming")
	hire("shen", "U1", 1, "unit-head leading", "ming")
	hire("zhou", "U1", 2, "leading", "shen ming")
	hire("he", "U1", 2, "leading", "shen ming")
	hire("liang", "U1", 3, "supervisor", "zhou shen ming")
	hire("tang", "U1", 4, "supervisor", "liang zhou shen ming")
	hire("miao", "U1", 4, "intake", "liang zhou shen ming")
	hire("qin", "U1", 4, "legal", "shen ming")
	hire("gu", "U1", 3, "staff", "zhou shen ming")
	hire("yao", "U1", 3, "staff", "he shen ming")
	hire("lu", "U1", 4, "staff", "yao he shen ming")
	hire("shao", "U2", 2, "staff leading", "shen ming")
	hire("bai", "U2", 4, "staff", "shao shen ming")
	hire("long", "U1", 4, "administrator", "shen ming")
	hire("han", "U1", 3, "auditor", "ming")
	hire("petitioner", "", 0, "petitioner", "")
	for id, p := range o.People {
		p.Up = o.up(p.Unit)
		o.People[id] = p
	}
	gone := casework.Person{ID: "gone", Unit: "U1", Rank: 2, Offices: []string{"leading"}}
	o.People["gone"] = gone
	return o
}

// up is a unit and every unit above it.
func (o Office) up(unit string) []string {
	var all []string
	for ; unit != "" && len(all) < 32; unit = o.Units[unit] {
		all = append(all, unit)
	}
	return all
}

// absent lists whom a person stands in for on a day.
func (o Office) absent(standIn string, at time.Time) []string {
	day := at.In(Shanghai).Format(time.DateOnly)
	var all []string
	for _, l := range o.Leaves {
		if l.StandIn == standIn && l.From <= day && day <= l.Till {
			all = append(all, l.Person)
		}
	}
	return all
}

// Roles are those that a person holds in the case: their own, and as somebody's stand-in.
func (o Office) Roles(id string, s casework.State, p casework.Parties, at time.Time) ([]casework.Role, map[casework.Role]string) {
	if strings.HasPrefix(id, "system/") {
		return []casework.Role{casework.System}, nil
	}
	if o.limited(id, p) {
		return nil, nil
	}
	roles := o.own(id, s, p)
	standsFor := map[casework.Role]string{}
	if slices.Contains(p.Unconfirmed, id) {
		return roles, standsFor
	}
	away := o.absent(id, at)
	if slices.ContainsFunc(away, func(who string) bool { return p.Holds("leader", who) }) {
		roles = slices.DeleteFunc(roles, func(r casework.Role) bool { return r == "supervisor" || r == "approver" })
	}
	for _, who := range away {
		if o.limited(who, p) {
			continue
		}
		for _, r := range o.own(who, s, p) {
			if !slices.Contains(roles, r) && (r != "approver" || !carries(id, p)) {
				roles, standsFor[r] = append(roles, r), who
			}
		}
	}
	return roles, standsFor
}

// limited persons hold no role: the case is hidden from them, they keep out of it, or
// theirs is an office apart.
func (o Office) limited(id string, p casework.Parties) bool {
	who, known := o.People[id]
	apart := slices.Contains(who.Offices, "administrator") || slices.Contains(who.Offices, "auditor")
	hidden := slices.ContainsFunc(append(o.up(who.Unit), id), func(x string) bool { return slices.Contains(p.Hidden, x) })
	return !known || !who.Acting || apart || hidden || slices.Contains(p.Recused, id)
}

// own are the roles a person holds themselves: as a party of the case, and by office over its unit.
func (o Office) own(id string, s casework.State, p casework.Parties) []casework.Role {
	who := o.People[id]
	var roles []casework.Role
	for _, r := range []casework.Role{"leader", "handler", "team", "owner", "consulted"} {
		if p.Holds(r, id) {
			roles = append(roles, r)
		}
	}
	if slices.Contains(p.Unconfirmed, id) {
		return roles
	}
	over := s.Seq == 0 || slices.Contains(o.up(p.Unit), who.Unit)
	for _, office := range who.Offices {
		switch {
		case office == "petitioner":
			roles = append(roles, "petitioner")
		case !over:
		case office == "intake" || office == "legal":
			roles = append(roles, casework.Role(office))
		case office == "supervisor":
			roles = append(roles, "supervisor")
			if !carries(id, p) && !slices.ContainsFunc(who.Above, func(a string) bool { return p.Holds("leader", a) }) {
				roles = append(roles, "approver")
			}
			if who.Unit != p.Unit && o.headLeads(p) {
				roles = append(roles, "unit-head")
			}
		case office == "unit-head" && !p.Holds("leader", id):
			roles = append(roles, "unit-head")
		case office == "leading" && len(roles) == 0:
			roles = append(roles, "colleague")
		}
	}
	return roles
}

// headLeads reports whether the head of the case's unit leads it: then the body above acts as the head.
func (o Office) headLeads(p casework.Parties) bool {
	return slices.ContainsFunc(p.Holders["leader"], func(id string) bool {
		who := o.People[id]
		return who.Unit == p.Unit && slices.Contains(who.Offices, "unit-head")
	})
}

func carries(id string, p casework.Parties) bool {
	return p.Holds("leader", id) || p.Holds("handler", id) || p.Holds("team", id) || p.Holds("owner", id)
}

// officers are the persons who hold an office in the unit, else in the nearest above it that has one.
func (o Office) officers(office, unit string) []string {
	for _, u := range o.up(unit) {
		var all []string
		for id, p := range o.People {
			if p.Unit == u && p.Acting && slices.Contains(p.Offices, office) {
				all = append(all, id)
			}
		}
		if slices.Sort(all); len(all) > 0 {
			return all
		}
	}
	return nil
}
