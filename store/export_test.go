package store

import (
	"context"
	"time"
	"followthrough/casework"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// OpenTraced is Open with a tracer on every connection.
func OpenTraced(ctx context.Context, dsn string, d Deps, tracer pgx.QueryTracer) (*Store, error) {
	s, err := Open(ctx, dsn, d)
	if err != nil {
		return nil, err
	}
	config := s.pool.Config()
	config.ConnConfig.Tracer = tracer
	s.pool.Close()
	s.pool, err = pgxpool.NewWithConfig(ctx, config)
	return s, err
}

func (s *Store) ExplainZZ(ctx context.Context, v casework.Viewer) (out []string) {
	sc, _ := s.scope(ctx, v)
	a := Filter{}.args(scopeArgs(v, sc))
	a["now"], a["late"], a["opened"], a["id"] = nil, false, time.Time{}, ""
	rows, err := s.pool.Query(ctx, "EXPLAIN (ANALYZE, BUFFERS) "+PageZZ, a)
	if err != nil { return []string{err.Error()} }
	x, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil { return []string{err.Error()} }
	return x
}

const PageZZ = found + `
		SELECT f.id, f.opened, f.late, ` + onlyCard + `, f.at
		FROM (
			SELECT id, opened, late, at
			FROM found, moment
			WHERE @id = '' OR (late, opened, id) < (@late, @opened::timestamptz, @id)
			ORDER BY late DESC, opened DESC, id DESC
			LIMIT @limit + 1
		) f
		JOIN cases c ON c.id = f.id
		ORDER BY f.late DESC, f.opened DESC, f.id DESC`
