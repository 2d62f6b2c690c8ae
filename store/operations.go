package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Operations is how the machinery does, in counts and times: nothing of any case.
type Operations struct {
	At         time.Time        `json:"at"`
	Open       int64            `json:"open"`                   // open cases: as many workflows must run
	Untold     int64            `json:"untold"`                 // cases that the engine has yet to be told of
	Oldest     time.Time        `json:"oldest_untold,omitzero"` // since when the first of them waits
	Late       int64            `json:"late"`                   // stories that should have acted half a minute ago
	Helped     int64            `json:"helped"`                 // by the sweeper, in the last 24 hours
	Stuck      int64            `json:"stuck"`                  // runs helped because they did not get on, in the last 24 hours
	Replaced   int64            `json:"replaced"`               // of both, those whose run was replaced
	LastHelped time.Time        `json:"last_helped,omitzero"`
	Engine     *EngineReport    `json:"engine,omitempty"` // as a worker last counted
	EngineAt   time.Time        `json:"engine_at,omitzero"`
	Compared   *ReconcileReport `json:"compared,omitempty"` // as the nightly comparison last found
	ComparedAt time.Time        `json:"compared_at,omitzero"`
	Lines      int64            `json:"lines"` // of all timelines, about
	Bytes      int64            `json:"bytes"` // of the record's database
	Epoch      string           `json:"epoch"`
}

// Operations counts what an operator looks at: three queries over indexes.
func (s *Store) Operations(ctx context.Context) (Operations, error) {
	var o Operations
	var oldest, last *time.Time
	err := s.pool.QueryRow(ctx, `
		SELECT record_time(),
		       (SELECT count(*) FROM cases WHERE NOT ended),
		       (SELECT count(*) FROM untold), (SELECT min(since) FROM untold),
		       (SELECT count(*) FROM cases WHERE NOT ended AND next_wake < (SELECT record_time()) - interval '30 seconds'),
		       coalesce((SELECT reltuples::bigint FROM pg_class WHERE oid = 'timeline'::regclass AND reltuples > 10000), (SELECT count(*) FROM timeline)),
		       pg_database_size(current_database()),
		       (SELECT value FROM settings WHERE name = 'epoch')`).
		Scan(&o.At, &o.Open, &o.Untold, &oldest, &o.Late, &o.Lines, &o.Bytes, &o.Epoch)
	if err != nil {
		return o, outside(fmt.Errorf("count for operations: %w", err))
	}
	err = s.pool.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE why = 'late'), count(*) FILTER (WHERE why = 'stuck'), count(*) FILTER (WHERE times >= 3), max(last)
		FROM nudges
		WHERE last > clock_timestamp() - interval '24 hours'`).Scan(&o.Helped, &o.Stuck, &o.Replaced, &last)
	if err != nil {
		return o, outside(fmt.Errorf("count for operations: %w", err))
	}
	for _, x := range []struct {
		from *time.Time
		to   *time.Time
	}{{oldest, &o.Oldest}, {last, &o.LastHelped}} {
		if x.from != nil {
			*x.to = *x.from
		}
	}
	if o.EngineAt, err = s.report(ctx, EngineJob, &o.Engine); err != nil {
		return o, err
	}
	o.ComparedAt, err = s.report(ctx, ReconcileJob, &o.Compared)
	return o, err
}

// report reads what a standing job last found; a zero time says that it has found nothing yet.
func (s *Store) report(ctx context.Context, job string, into any) (at time.Time, err error) {
	var text []byte
	err = s.pool.QueryRow(ctx, `SELECT at, report FROM standing_jobs WHERE job = $1`, job).Scan(&at, &text)
	if errors.Is(err, pgx.ErrNoRows) {
		return at, nil
	}
	if err != nil {
		return at, outside(err)
	}
	return at, json.Unmarshal(text, into)
}
