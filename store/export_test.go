package store

import (
	"context"

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

// Grams are the pairs of a text, as the record keeps them.
var Grams = grams
