package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// opener opens cases one after another for one person; who they are is asked once.
type opener struct {
	taken
	epoch   int64
	catchUp time.Time
}

// opener asks the access policy whether the person may open cases of the kind for the unit.
func (s *Store) opener(ctx context.Context, tx pgx.Tx, kind, person, unit string) (*opener, error) {
	t, _, err := s.lock(ctx, tx, "", kind, nil)
	if err != nil {
		return nil, err
	}
	v, ok := t.dir.viewer(person, t.env.Now.In(t.env.Terms.Zone()))
	if !ok {
		return nil, casework.Refuse(casework.NotFound, casework.Item{Key: "person"})
	}
	if unit == "" {
		unit = v.Unit
	}
	if _, known := t.dir.units[unit]; !known {
		return nil, casework.Refuse(casework.Invalid, casework.Item{Key: "unit", Field: "unit"})
	}
	leave, err := s.Gate.May(ctx, accessQuestion(t.dir, v, casework.Head{Kind: kind}, "", casework.Parties{Unit: unit}))
	if err != nil {
		return nil, fmt.Errorf("access of %s: %w", person, err)
	}
	t.command = casework.Command{Kind: kind, Move: importMove, Actor: casework.Actor{ID: person}, Roles: leave.Roles, For: leave.For}
	for _, m := range t.kind.MoveList() {
		if _, mine := t.command.As(m.By); m.Name == importMove && !mine {
			return nil, casework.Refuse(casework.WrongRole)
		}
	}
	t.command.Self, _ = t.dir.person(person)
	t.command.Self.Unit = unit
	return &opener{taken: *t, epoch: t.state.Epoch}, nil
}

func (o *opener) unit() string { return o.command.Self.Unit }

// supervises reports whether the person may approve a catch-up date.
func (o *opener) supervises() bool { return slices.Contains(o.command.Roles, "supervisor") }

// open decides on one row: the case as it would be.
func (o *opener) open(no string, fields casework.Fields) (*taken, casework.Outcome, error) {
	t := o.taken
	t.state = casework.State{Head: casework.Head{ID: newID(), No: no, Kind: o.kind.KindName(), Epoch: o.epoch, CatchUp: o.catchUp}}
	t.command.Fields = fields
	out, err := o.kind.Act(t.state, t.command, o.env)
	return &t, out, err
}

// check lists what the table finds wrong with a row in which nothing was wrong so far.
func (o *opener) check(r StagedRow) []RowError {
	if len(r.Errors) > 0 {
		return nil
	}
	_, _, err := o.open("", r.Fields)
	if err == nil {
		return nil
	}
	refusal := casework.Refused(err)
	if refusal == nil {
		return []RowError{{Row: r.Row, Code: casework.Invalid}}
	}
	var wrong []RowError
	for _, i := range refusal.Items {
		wrong = append(wrong, RowError{Row: r.Row, Field: i.Field, Code: refusal.Code, Args: i.Args})
	}
	if wrong == nil {
		wrong = []RowError{{Row: r.Row, Code: refusal.Code}}
	}
	return wrong
}

// stagedValues is the row as it is kept until it is a case.
func (o *opener) stagedValues(batch string, r StagedRow) ([]any, error) {
	private := privateFields(o.move(importMove), r.Fields)
	open := casework.Fields{}
	for k, v := range r.Fields {
		if _, hidden := private[k]; !hidden {
			open[k] = v
		}
	}
	p, err := SealPrivate(o.store.Key, private)
	return []any{batch, r.Row, open, p.Key, p.Data, p.Mask, orEmpty(r.Errors), r.Twin, r.Alike}, err
}
