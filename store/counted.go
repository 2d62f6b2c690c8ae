package store

import (
	"context"
)

// DuesEver are all dates that a case ever set, the settled ones too, each as it was last
// counted. Like Verify it serves a reader who was let into the case before.
func (s *Store) DuesEver(ctx context.Context, id string) ([]DueRow, error) {
	all, err := list[DueRow](ctx, s.pool, `
		SELECT no, name, key, term, coalesce(starts, '0001-01-01 00:00:00Z'), at, more, generation, provisional, role, coalesce(person, '')
		FROM dues
		WHERE case_id = $1
		ORDER BY no`, id)
	return all, outside(err)
}
