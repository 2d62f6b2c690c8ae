package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Refix computes again every pending date that was fixed in a year without a calendar, and
// puts a line on the timeline of each case in which one moved or became certain. edition
// names the calendars in force; an edition that was worked through before costs one query.
// It returns how many cases it touched, and may be stopped and called again.
func (s *Store) Refix(ctx context.Context, edition string) (int, error) {
	done, err := s.Setting(ctx, "calendars")
	if err != nil || done == edition {
		return 0, err
	}
	touched := 0
	for after := ""; ; {
		ids, err := column(ctx, s.pool, `
			SELECT DISTINCT case_id
			FROM dues
			WHERE provisional AND settled IS NULL AND case_id > $1
			ORDER BY case_id
			LIMIT 200`, after)
		if err != nil {
			return touched, outside(err)
		}
		if len(ids) == 0 {
			return touched, s.SetSetting(ctx, "calendars", edition)
		}
		for _, id := range ids {
			moved, err := s.refix(ctx, id, edition)
			if err != nil {
				return touched, fmt.Errorf("recompute the dates of %s: %w", id, err)
			}
			if moved {
				touched++
			}
			after = id
		}
	}
}

func (s *Store) refix(ctx context.Context, id, edition string) (moved bool, err error) {
	c := casework.Command{ID: "calendar/" + id + "/" + edition, Case: id, Move: "calendar", Actor: casework.Actor{ID: "system/calendar", Role: casework.System}}
	err = s.write(ctx, func(tx pgx.Tx) error {
		moved = false
		t, stored, err := s.lock(ctx, tx, id, "", &claim{c.ID, c.Actor.ID, digest(c)})
		if err != nil || stored != nil {
			return err
		}
		t.system, t.command = true, c
		o, changed, err := t.kind.Refixed(t.state, t.env)
		if err != nil {
			return err
		}
		if !changed {
			return errSuperseded // nothing moved: nothing is kept
		}
		moved = true
		_, err = t.record(ctx, tx, o)
		return err
	})
	if errors.Is(err, errSuperseded) {
		err = nil
	}
	return moved, err
}
