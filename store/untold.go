package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// LeaseUntold takes up to n cases the engine has not been told of, oldest first, and
// returns their newest snapshots, read at send time. The lease is committed before the
// call, so several tellers work side by side; it runs out after lease.
func (s *Store) LeaseUntold(ctx context.Context, n int, lease time.Duration) ([]casework.Moved, error) {
	ids, err := column(ctx, s.pool, `
		WITH due AS (
			SELECT case_id
			FROM untold
			WHERE leased IS NULL OR leased < clock_timestamp() - make_interval(secs => $2)
			ORDER BY since
			LIMIT $1
			FOR UPDATE SKIP LOCKED
		)
		UPDATE untold u
		SET leased = clock_timestamp(), attempts = attempts + 1
		FROM due
		WHERE u.case_id = due.case_id
		RETURNING u.case_id`, n, lease.Seconds())
	if err != nil || len(ids) == 0 {
		return nil, outside(err)
	}
	return s.snapshots(ctx, ids)
}

// snapshots reads the newest snapshots of cases, in the order of their ids.
func (s *Store) snapshots(ctx context.Context, ids []string) ([]casework.Moved, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+stateColumns+` FROM cases WHERE id = ANY($1) ORDER BY id`, ids)
	if err != nil {
		return nil, outside(err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (casework.Moved, error) {
		t := &taken{store: s}
		if err := t.scan(row); err != nil {
			return casework.Moved{}, err
		}
		return t.snapshot()
	})
}

func column(ctx context.Context, q querier, sql string, args ...any) ([]string, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// Told removes a case from the outbox when nothing newer than seq waits there.
func (s *Store) Told(ctx context.Context, id string, seq int64) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM untold WHERE case_id = $1 AND seq <= $2`, id, seq)
	return outside(err)
}

// Untell puts cases back into the outbox: the engine is told of them again.
func (s *Store) Untell(ctx context.Context, ids ...string) error {
	_, err := s.pool.Exec(ctx, untell+` AND id = ANY($1)`+untellEnd, ids)
	return outside(err)
}

// UntellAllOpen puts every open case into the outbox and returns how many: a destroyed
// engine is filled again by telling it everything.
func (s *Store) UntellAllOpen(ctx context.Context) (int, error) {
	tag, err := s.pool.Exec(ctx, untell+untellEnd)
	return int(tag.RowsAffected()), outside(err)
}

const (
	untell = `
		INSERT INTO untold (case_id, seq, since)
		SELECT id, seq, clock_timestamp()
		FROM cases
		WHERE NOT ended`
	untellEnd = `
		ON CONFLICT (case_id) DO UPDATE SET seq = excluded.seq, leased = NULL`
)

// UntoldCount is how many cases wait to be told.
func (s *Store) UntoldCount(ctx context.Context) (int, error) {
	var n int
	err := s.pool.QueryRow(ctx, `SELECT count(*) FROM untold`).Scan(&n)
	return n, outside(err)
}

// OpenCount is how many cases are open: the number of workflows that must be running.
func (s *Store) OpenCount(ctx context.Context) (int, error) {
	var n int
	err := s.pool.QueryRow(ctx, `SELECT count(*) FROM cases WHERE NOT ended`).Scan(&n)
	return n, outside(err)
}

// OpenCases lists the open cases after one id, in order, at most n: for the reconciler.
func (s *Store) OpenCases(ctx context.Context, after string, n int) ([]casework.Moved, error) {
	ids, err := column(ctx, s.pool, `SELECT id FROM cases WHERE NOT ended AND id > $1 ORDER BY id LIMIT $2`, after, n)
	if err != nil || len(ids) == 0 {
		return nil, outside(err)
	}
	return s.snapshots(ctx, ids)
}

// Setting reads a named setting; empty when it was never set.
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	var v string
	err := s.pool.QueryRow(ctx, `SELECT value FROM settings WHERE name = $1`, name).Scan(&v)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return v, outside(err)
}

// SetSetting keeps a named setting.
func (s *Store) SetSetting(ctx context.Context, name, value string) error {
	_, err := s.pool.Exec(ctx, `INSERT INTO settings VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2`, name, value)
	if err != nil {
		return fmt.Errorf("set %s: %w", name, outside(err))
	}
	return nil
}

// RaiseEpoch makes everything told before now old news, for a record that was restored
// from a backup: the engine may know of lines that this record does not have.
func (s *Store) RaiseEpoch(ctx context.Context) error {
	return s.write(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE settings SET value = (value::bigint + 1)::text WHERE name = 'epoch'`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE cases SET epoch = (SELECT value::bigint FROM settings WHERE name = 'epoch') WHERE NOT ended`)
		return err
	})
}
