package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"gocloud.dev/gcerrors"
)

// sweepBlobs is how many blobs are looked up at once.
const sweepBlobs = 500

// SweepFiles takes away what lies among the files without a row of its own: what was left
// when a process was killed between keeping a file and noting it, or in the middle of
// writing. Only what has lain there for older is looked at, so that nothing under way is
// touched. It returns how many it took away.
func (s *Store) SweepFiles(ctx context.Context, older time.Duration) (int, error) {
	if s.Blobs == nil {
		return 0, nil
	}
	swept, before := 0, time.Now().Add(-older)
	all := s.Blobs.List(nil)
	for more := true; more; {
		var keys []string
		for len(keys) < sweepBlobs {
			b, err := all.Next(ctx)
			if errors.Is(err, io.EOF) {
				more = false
				break
			}
			if err != nil {
				return swept, fmt.Errorf("look through the files: %w", err)
			}
			if b.ModTime.Before(before) {
				keys = append(keys, b.Key)
			}
		}
		n, err := s.sweep(ctx, keys)
		if swept += n; err != nil {
			return swept, err
		}
	}
	return swept, nil
}

func (s *Store) sweep(ctx context.Context, keys []string) (int, error) {
	if len(keys) == 0 {
		return 0, nil
	}
	rows, err := s.pool.Query(ctx, `SELECT k FROM unnest($1::text[]) k WHERE NOT EXISTS (SELECT FROM files f WHERE f.id = k)`, keys)
	if err != nil {
		return 0, outside(err)
	}
	orphans, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return 0, outside(err)
	}
	for i, k := range orphans {
		if err := s.Blobs.Delete(ctx, k); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			return i, fmt.Errorf("take away a file that nothing names: %w", err)
		}
	}
	return len(orphans), nil
}
