package store

import (
	"bytes"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Fault is a place where the timeline does not prove itself.
type Fault struct {
	Case string
	Seq  int64
	What string
}

// Verify reads a case's timeline from its first line and hashes it again. It returns the
// first line that does not fit: edited, missing, out of order, or not the one the case's
// row ends with. It needs no right to write.
func (s *Store) Verify(ctx context.Context, id string) (*Fault, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT t.seq, t.action, t.move, t.from_stage, t.to_stage, t.visit, t.actor, t.actor_for, t.role, t.at,
		       t.fields, t.sealed, t.dues, d.decision, t.prev, t.hash
		FROM timeline t
		LEFT JOIN decisions d ON d.id = t.decision
		WHERE t.case_id = $1
		ORDER BY t.seq`, id)
	if err != nil {
		return nil, outside(err)
	}
	defer rows.Close()
	last, n := []byte{}, int64(0)
	for rows.Next() {
		l, prev, hash, err := scanLine(rows, id)
		if err != nil {
			return nil, err
		}
		n++
		again, err := chain(last, l)
		switch {
		case err != nil:
			return nil, err
		case l.Event.Seq != n:
			return &Fault{id, n, "line missing"}, nil
		case !bytes.Equal(prev, last):
			return &Fault{id, n, "line does not follow the one before"}, nil
		case !bytes.Equal(again, hash):
			return &Fault{id, n, "line was changed"}, nil
		}
		last = hash
	}
	if err := rows.Err(); err != nil {
		return nil, outside(err)
	}
	var head []byte
	var seq int64
	if err := s.pool.QueryRow(ctx, `SELECT hash, seq FROM cases WHERE id = $1`, id).Scan(&head, &seq); err != nil {
		return nil, fmt.Errorf("verify %s: %w", id, outside(err))
	}
	if seq != n || !bytes.Equal(head, last) {
		return &Fault{id, n, "the case's row ends elsewhere"}, nil
	}
	return nil, nil
}

// scanLine reads a line in its canonical form.
func scanLine(rows pgx.Rows, id string) (l line, prev, hash []byte, err error) {
	e := &l.Event
	l.Case = id
	var decision *casework.Decision
	err = rows.Scan(&e.Seq, &l.Action, &e.Move, &e.From, &e.To, &e.Visit, &e.Actor.ID, &e.Actor.For, &e.Actor.Role, &e.At,
		&e.Fields, &l.Sealed, &e.Dues, &decision, &prev, &hash)
	e.Decision = decision
	if len(e.Dues) == 0 {
		e.Dues = nil
	}
	return l, prev, hash, err
}
