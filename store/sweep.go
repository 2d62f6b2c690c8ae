package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Hit is a story that had to be helped: told again, and how often since its case's last line.
type Hit struct {
	Case  string
	For   string // what it should have done: a date's name, or the system's move
	Times int
}

// Two reasons to help a story.
const (
	Late  = "late"  // a time passed at which it was to act
	Stuck = "stuck" // the engine reports that its run does not get on
)

// Sweep tells the engine again of every open case whose story should have acted longer
// than late ago: the most overdue 500, each at most once in five minutes, and counted. In
// health it finds nothing.
func (s *Store) Sweep(ctx context.Context, late time.Duration) ([]Hit, error) {
	return s.nudge(ctx, Late, `
		SELECT c.id, c.seq, c.wake_for
		FROM cases c
		WHERE NOT c.ended
		AND c.next_wake < (SELECT record_time()) - make_interval(secs => $2)
		AND NOT EXISTS (SELECT FROM nudges n WHERE n.case_id = c.id AND n.seq = c.seq AND n.why = $1 AND `+lately+`)
		ORDER BY c.next_wake
		LIMIT 500`, late.Seconds())
}

// Unstick tells the engine again of the open cases whose runs it reports as stuck, with the
// same patience.
func (s *Store) Unstick(ctx context.Context, ids []string) ([]Hit, error) {
	return s.nudge(ctx, Stuck, `
		SELECT c.id, c.seq, ''
		FROM cases c
		WHERE NOT c.ended
		AND c.id = ANY($2)
		AND NOT EXISTS (SELECT FROM nudges n WHERE n.case_id = c.id AND n.seq = c.seq AND n.why = $1 AND `+lately+`)
		LIMIT 500`, ids)
}

const lately = `n.last >= clock_timestamp() - interval '5 minutes'`

// nudge counts the cases that a query finds and puts them into the outbox.
func (s *Store) nudge(ctx context.Context, why, found string, arg any) ([]Hit, error) {
	var hits []Hit
	err := s.write(ctx, func(tx pgx.Tx) error {
		var err error
		hits, err = list[Hit](ctx, tx, `
			INSERT INTO nudges AS n (case_id, seq, wake_for, why, first, last)
			SELECT f.*, $1, clock_timestamp(), clock_timestamp()
			FROM (`+found+`) AS f
			ON CONFLICT (case_id, seq, why) DO UPDATE
			SET times = n.times + 1, last = excluded.last, wake_for = excluded.wake_for
			RETURNING case_id, wake_for, times`, why, arg)
		if err != nil || len(hits) == 0 {
			return err
		}
		ids := make([]string, len(hits))
		for i, h := range hits {
			ids[i] = h.Case
		}
		_, err = tx.Exec(ctx, untell+` AND id = ANY($1)`+untellEnd, ids)
		return err
	})
	return hits, err
}
