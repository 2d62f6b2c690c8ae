package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// gatekeeper asks leave for the rows of one viewer's list. Cases alike in stage, track and
// parties get one question: the answer does not depend on which case it is.
type gatekeeper struct {
	gate   casework.Gate
	dir    *directory
	viewer casework.Viewer
	scope  casework.Scope
	known  map[string]casework.Leave
}

// keeper asks the scope and knows the people: one query.
func (s *Store) keeper(ctx context.Context, v casework.Viewer) (*gatekeeper, error) {
	dir, err := s.directory(ctx, s.pool)
	if err != nil {
		return nil, outside(err)
	}
	scope, err := s.Gate.Scope(ctx, v)
	if err != nil {
		return nil, fmt.Errorf("scope of %s: %w", v.ID, err)
	}
	return &gatekeeper{s.Gate, dir, v, scope, map[string]casework.Leave{}}, nil
}

// leave is the viewer's in one case, without a query.
func (g *gatekeeper) leave(ctx context.Context, h casework.Head, track string, p casework.Parties) (casework.Leave, error) {
	return g.leaveOf(ctx, g.viewer, h, track, p)
}

func (g *gatekeeper) leaveOf(ctx context.Context, v casework.Viewer, h casework.Head, track string, p casework.Parties) (casework.Leave, error) {
	key := fmt.Sprintf("%s %q %q %q %v", v.ID, h.Kind, h.Stage, track, p)
	if l, ok := g.known[key]; ok {
		return l, nil
	}
	q := accessQuestion(g.dir, v, h, track, p)
	q.Case = h.ID
	l, err := g.gate.May(ctx, q)
	if err != nil {
		return l, fmt.Errorf("access of %s: %w", v.ID, err)
	}
	g.known[key] = l
	return l, nil
}

// nearest reports whether no officer of a unit nearer to the case than who's has the role
// too: what an office of the county may do, the city need not have on its desk.
func (g *gatekeeper) nearest(ctx context.Context, who string, role casework.Role, h casework.Head, track string, p casework.Parties) (bool, error) {
	for _, unit := range g.dir.up[p.Unit] {
		if unit == g.dir.persons[who].Unit {
			break
		}
		for _, id := range g.dir.officersIn(unit) {
			o := g.dir.persons[id]
			if o.Login == "" || !slices.ContainsFunc(o.Offices, func(office string) bool { return slices.Contains(rolesOfOffice[office], string(role)) }) {
				continue
			}
			l, err := g.leaveOf(ctx, g.dir.bareViewer(o), h, track, p)
			if err != nil || slices.Contains(l.Roles, role) {
				return false, err
			}
		}
	}
	return true, nil
}

// args are the parameters of visible and onlyCard.
func (g *gatekeeper) args() pgx.NamedArgs {
	return pgx.NamedArgs{"viewer": g.viewer.ID, "all": g.scope.All, "units": orEmpty(g.scope.Units),
		"sealed": orEmpty(g.scope.Sealed), "staged": orEmpty(g.scope.Staged),
		"persons": orEmpty(g.scope.Persons), "self": orEmpty(g.scope.Self)}
}

// visible is the WHERE of a scope, of a case c: never a report of wrongdoing that is
// hidden from the viewer; else everything, the units' unsealed cases, or what one of the persons has a part in.
const visible = `
	NOT c.hidden && @self
	AND (@all
	     OR c.unit = ANY (@units) AND NOT c.sealed
	     OR c.unit = ANY (@sealed) AND c.sealed
	     OR EXISTS (SELECT FROM jsonb_array_elements(@staged::jsonb) x WHERE x -> 'units' ? c.unit AND x -> 'stages' ? c.stage)
	     OR EXISTS (SELECT FROM case_roles r WHERE r.case_id = c.id AND r.person = ANY (@persons)))`

// onlyCard says that of a visible case c no more than the card may be shown: the viewer
// has yet to declare that no conflict stands in the way, or is recused; or that is true
// of somebody they stand in for, and nobody among them has a part in it otherwise.
const onlyCard = `
	(coalesce(c.parties -> 'Unconfirmed' ? @viewer, false)
	 OR coalesce(c.parties -> 'Recused' ? @viewer, false)
	 OR NOT (@all
	         OR c.unit = ANY (@units)
	            AND NOT c.sealed
	            AND NOT coalesce(c.parties -> 'Unconfirmed' ?| @persons, false)
	            AND NOT coalesce(c.parties -> 'Recused' ?| @persons, false)
	         OR c.unit = ANY (@sealed) AND c.sealed
	         OR EXISTS (SELECT FROM jsonb_array_elements(@staged::jsonb) x WHERE x -> 'units' ? c.unit AND x -> 'stages' ? c.stage)
	         OR EXISTS (
	             SELECT FROM case_roles r
	             WHERE r.case_id = c.id
	               AND r.person = ANY (@persons)
	               AND NOT coalesce(c.parties -> 'Unconfirmed' ? r.person, false)
	               AND NOT coalesce(c.parties -> 'Recused' ? r.person, false))))`

// lists is the WHERE of the scope on a row l of listed: what visible says of a case. What
// the scope leaves empty is left out, so that the rest can be looked up.
func (g *gatekeeper) lists() string {
	return "NOT l.hidden && @self AND " + g.reach("l.persons", "NOT l.sealed")
}

// listsWhole says that the row may be shown whole, not only as a card.
func (g *gatekeeper) listsWhole() string {
	return "NOT l.hidden && @self AND NOT @viewer = ANY (l.apart) AND " + g.reach("l.sighted", "NOT l.sealed AND NOT l.apart && @persons")
}

// listsCard says that no more than a card of the row may be shown: what onlyCard says of a case.
func (g *gatekeeper) listsCard() string {
	return "(@viewer = ANY (l.apart) OR NOT " + g.reach("l.sighted", "NOT l.sealed AND NOT l.apart && @persons") + ")"
}

func (g *gatekeeper) reach(persons, open string) string {
	if g.scope.All {
		return "true"
	}
	ways := []string{persons + " && @persons"}
	if len(g.scope.Units) > 0 {
		ways = append(ways, "l.unit = ANY (@units) AND "+open)
	}
	if len(g.scope.Sealed) > 0 {
		ways = append(ways, "l.unit = ANY (@sealed) AND l.sealed")
	}
	if len(g.scope.Staged) > 0 {
		ways = append(ways, "EXISTS (SELECT FROM jsonb_array_elements(@staged::jsonb) x WHERE x -> 'units' ? l.unit AND x -> 'stages' ? l.stage)")
	}
	return "(" + strings.Join(ways, " OR ") + ")"
}
