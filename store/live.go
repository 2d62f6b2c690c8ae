package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// News is what was written on a case after a line that a page has shown.
type News struct {
	ID    string // of the case
	Seq   int64  // of its newest line
	Lines []Line // at most mostNews, the newest last; confidential fields are left out
}

const mostNews = 20

// Seqs returns where cases stand, by id: one query for all that anybody looks at.
func (s *Store) Seqs(ctx context.Context, ids []string) (map[string]int64, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, seq FROM cases WHERE id = ANY ($1)`, ids)
	if err != nil {
		return nil, outside(err)
	}
	at := map[string]int64{}
	var id string
	var seq int64
	_, err = pgx.ForEachRow(rows, []any{&id, &seq}, func() error { at[id] = seq; return nil })
	return at, outside(err)
}

// News returns the lines of a case after one, for who sees it whole now; for all others,
// and for a case that is not there, it is refused as not found.
func (s *Store) News(ctx context.Context, viewer casework.Viewer, no string, after int64) (News, error) {
	c, err := s.see(ctx, viewer, no)
	if err != nil {
		return News{}, err
	}
	if c.leave.Sight != casework.Full {
		return News{}, casework.Refuse(casework.NotFound)
	}
	n := News{ID: c.state.ID, Seq: c.state.Seq}
	if after >= c.state.Seq {
		return n, nil
	}
	const read = `
		SELECT seq, action, move, from_stage, to_stage, visit, actor, actor_for, role, at, fields, sealed, dues, decision, hash
		FROM (
			SELECT t.seq, t.action, t.move, t.from_stage, t.to_stage, t.visit, t.actor, t.actor_for, t.role, t.at,
			       t.fields, t.sealed, t.dues, d.decision, t.hash
			FROM timeline t
			LEFT JOIN decisions d ON d.id = t.decision
			WHERE t.case_id = $1 AND t.seq > $2
			ORDER BY t.seq DESC
			LIMIT $3
		) newest
		ORDER BY seq`
	rows, err := s.pool.Query(ctx, read, c.state.ID, after, mostNews)
	if err != nil {
		return n, outside(err)
	}
	n.Lines, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (Line, error) { return pageLine(row, false) })
	if !maySealed(viewer, c.leave) {
		n.Lines = slices.DeleteFunc(n.Lines, func(l Line) bool { return s.moves[c.state.Kind][l.Move].Sealed })
	}
	return n, outside(err)
}

// SessionHolds reports whether a session is still good, without prolonging it: a page that
// only listens is nobody at work. A session that is over is ErrNoSession.
func (s *Store) SessionHolds(ctx context.Context, token string) (person string, err error) {
	const read = `
		SELECT s.person
		FROM record_time() AS at, sessions s
		JOIN persons p ON p.id = s.person
		WHERE s.token = $1
		  AND p.active
		  AND s.created > at - $2 * interval '1 second'
		  AND s.seen > at - interval '1 second' * CASE
		      WHEN EXISTS (SELECT FROM offices WHERE person = s.person AND office = 'administrator')
		      THEN $3::float8
		      ELSE $4::float8
		  END`
	err = s.pool.QueryRow(ctx, read, tokenHash(token), sessionLasts.Seconds(), idleAdministrator.Seconds(), idleStaff.Seconds()).Scan(&person)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", ErrNoSession
	}
	if err != nil {
		return "", outside(fmt.Errorf("read session: %w", err))
	}
	return person, nil
}

// NoteRead records that somebody took more of a case than a look at its page, such as the
// whole volume; what is a word for it. Who may not see the case whole is refused as not found.
func (s *Store) NoteRead(ctx context.Context, viewer casework.Viewer, no, what string) error {
	c, err := s.see(ctx, viewer, no)
	if err != nil {
		return err
	}
	if c.leave.Sight != casework.Full {
		return casework.Refuse(casework.NotFound)
	}
	return outside(noteRead(ctx, s.pool, c.state.ID, viewer.ID, what))
}
