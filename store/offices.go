package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"followthrough/casework"
)

// mostTold bounds how many holders of one office a move tells.
const mostTold = 5

// tellOffices adds to a move's notices those who hold an office the move tells and nobody
// holds in the case itself: a supervisor, the head, a legal reviewer. The access policy says
// who that is, so that neither the accused nor who keeps out is told; the nearest body that
// has one is enough.
func (t *taken) tellOffices(ctx context.Context, o *casework.Outcome) error {
	for _, role := range t.move(o.Event.Move).Notify {
		if len(o.Parties.Holders[role]) > 0 {
			continue
		}
		told, err := t.inOffice(ctx, role, o)
		if err != nil {
			return fmt.Errorf("tell the %s of %s: %w", role, o.State.No, err)
		}
		for _, n := range told {
			known := slices.ContainsFunc(o.Notices, func(x casework.Notice) bool { return x.Person == n.Person })
			if !known && n.Person != o.Event.Actor.ID {
				o.Notices = append(o.Notices, n)
			}
		}
	}
	return nil
}

// inOffice lists who holds a role by their office, in the nearest body that has one.
func (t *taken) inOffice(ctx context.Context, role casework.Role, o *casework.Outcome) ([]casework.Notice, error) {
	day := t.env.Now.In(t.env.Terms.Zone())
	holds := func(v casework.Viewer) (bool, error) {
		l, err := t.store.Gate.May(ctx, accessQuestion(t.dir, v, o.State.Head, o.Traits["track"], o.Parties))
		return slices.Contains(l.Roles, role), err
	}
	for _, unit := range t.dir.up[o.State.Unit] {
		var told []casework.Notice
		for _, id := range t.dir.officersIn(unit) {
			p := t.dir.persons[id]
			if p.Login == "" || !slices.ContainsFunc(p.Offices, func(office string) bool { return slices.Contains(rolesOfOffice[office], string(role)) }) {
				continue
			}
			may, err := holds(t.dir.bareViewer(p))
			if err != nil {
				return nil, err
			}
			if !may {
				continue
			}
			standIn, err := t.standIn(id, day, holds)
			if err != nil {
				return nil, err
			}
			if standIn != "" {
				told = append(told, casework.Notice{Person: standIn, Role: role, About: o.Event.Move})
			}
			told = append(told, casework.Notice{Person: id, Role: role, About: o.Event.Move, Copy: standIn != ""})
		}
		if len(told) > 0 {
			return told[:min(len(told), mostTold)], nil
		}
	}
	return nil, nil
}

// standIn is who acts for an officer on a day, if the officer is away and the stand-in may.
func (t *taken) standIn(id string, day time.Time, holds func(casework.Viewer) (bool, error)) (string, error) {
	who, away := t.dir.away(id, day)
	v, known := t.dir.viewer(who, day)
	if !away || !known {
		return "", nil
	}
	if may, err := holds(v); err != nil || !may {
		return "", err
	}
	return who, nil
}
