package store

import (
	"context"
	"fmt"

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

func (s *Store) keeper(ctx context.Context, v casework.Viewer) (*gatekeeper, error) {
	scope, err := s.scope(ctx, v)
	if err != nil {
		return nil, err
	}
	dir, err := s.directory(ctx, s.pool)
	if err != nil {
		return nil, outside(err)
	}
	return &gatekeeper{s.Gate, dir, v, scope, map[string]casework.Leave{}}, nil
}

// leave is the viewer's in one case, without a query.
func (g *gatekeeper) leave(ctx context.Context, h casework.Head, track string, p casework.Parties) (casework.Leave, error) {
	key := fmt.Sprintf("%q %q %q %v", h.Kind, h.Stage, track, p)
	if l, ok := g.known[key]; ok {
		return l, nil
	}
	q := accessQuestion(g.dir, g.viewer, h, p)
	q.Case, q.Track = h.ID, track
	l, err := g.gate.May(ctx, q)
	if err != nil {
		return l, fmt.Errorf("access of %s: %w", g.viewer.ID, err)
	}
	g.known[key] = l
	return l, nil
}

func (g *gatekeeper) args() pgx.NamedArgs { return scopeArgs(g.viewer, g.scope) }

func (s *Store) scope(ctx context.Context, v casework.Viewer) (casework.Scope, error) {
	sc, err := s.Gate.Scope(ctx, v)
	if err != nil {
		return sc, fmt.Errorf("scope of %s: %w", v.ID, err)
	}
	return sc, nil
}

// visible is the WHERE of a scope, of a case c: never a report of wrongdoing that is
// hidden from the viewer; else everything, the units' unsealed cases, or what one of the persons has a part in.
const visible = `
	NOT c.hidden && @self
	AND (@all
	     OR c.unit = ANY (@units) AND NOT c.sealed
	     OR EXISTS (SELECT FROM case_roles r WHERE r.case_id = c.id AND r.person = ANY (@persons)))`

// onlyCard says that of a visible case c no more than the card may be shown: the viewer
// has yet to declare that no conflict stands in the way, is recused, or sees the case
// only through somebody of whom that is true.
const onlyCard = `
	(coalesce(c.parties -> 'Unconfirmed' ? @viewer, false)
	 OR coalesce(c.parties -> 'Recused' ? @viewer, false)
	 OR NOT (@all
	         OR c.unit = ANY (@units) AND NOT c.sealed
	         OR EXISTS (
	             SELECT FROM case_roles r
	             WHERE r.case_id = c.id
	               AND r.person = ANY (@persons)
	               AND NOT coalesce(c.parties -> 'Unconfirmed' ? r.person, false)
	               AND NOT coalesce(c.parties -> 'Recused' ? r.person, false))))`

func scopeArgs(v casework.Viewer, sc casework.Scope) pgx.NamedArgs {
	return pgx.NamedArgs{"viewer": v.ID, "all": sc.All, "units": orEmpty(sc.Units), "persons": orEmpty(sc.Persons), "self": orEmpty(sc.Self)}
}
