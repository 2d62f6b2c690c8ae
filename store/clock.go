package store

import (
	"context"
	"strings"
	"time"
)

// Rehearse stops the record's clock at a moment, for the loading of the demo world, whose
// cases have a past. Resume sets it going again. Nothing else may touch the clock: an
// installation's own role cannot redefine the function.
func (s *Store) Rehearse(ctx context.Context, at time.Time) error {
	return s.defineClock(ctx, "timestamptz '"+at.UTC().Format(time.RFC3339Nano)+"'")
}

// Resume gives the record its real clock back.
func (s *Store) Resume(ctx context.Context) error { return s.defineClock(ctx, "clock_timestamp()") }

func (s *Store) defineClock(ctx context.Context, expression string) error {
	_, err := s.pool.Exec(ctx, `CREATE OR REPLACE FUNCTION record_time() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT `+strings.ReplaceAll(expression, "'", "''")+`'`)
	return outside(err)
}
