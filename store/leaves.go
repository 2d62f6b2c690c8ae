package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// LeaveRow is a leave with its history: who recorded it, what was planned, whether it was taken back.
type LeaveRow struct {
	Leave
	Note       string
	RecordedBy string
	Recorded   *time.Time
	Planned    *time.Time // the last day as first recorded, when it ended earlier
	Cancelled  bool       // before it began
	EndedBy    string
}

// LeaveFilter narrows a list of leaves; empty fields do not.
type LeaveFilter struct {
	Person  string
	StandIn string
	Units   []string  // of the person away, today
	From    time.Time // that end on this day or later
}

// Leaves lists leaves, the latest first.
func (s *Store) Leaves(ctx context.Context, f LeaveFilter) ([]LeaveRow, error) {
	const read = `
		SELECT l.id, l.person, l.starts, l.ends, coalesce(l.stand_in, ''), l.note, coalesce(l.recorded_by, ''), l.recorded, l.planned, l.cancelled, coalesce(l.ended_by, '')
		FROM leaves l
		WHERE ($1 = '' OR l.person = $1)
		  AND ($2 = '' OR l.stand_in = $2)
		  AND ($3::date IS NULL OR l.ends >= $3::date AND NOT l.cancelled)
		ORDER BY l.starts DESC, l.id DESC
		LIMIT 200`
	var from *string
	if !f.From.IsZero() {
		day := s.today(f.From)
		from = &day
	}
	rows, err := s.pool.Query(ctx, read, f.Person, f.StandIn, from)
	if err != nil {
		return nil, outside(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l LeaveRow, err error) {
		err = row.Scan(&l.ID, &l.Person, &l.Starts, &l.Ends, &l.StandIn, &l.Note, &l.RecordedBy, &l.Recorded, &l.Planned, &l.Cancelled, &l.EndedBy)
		return l, err
	})
	if err != nil || f.Units == nil {
		return all, outside(err)
	}
	dir, err := s.directory(ctx, s.pool)
	if err != nil {
		return nil, outside(err)
	}
	kept := all[:0]
	for _, l := range all {
		for _, unit := range f.Units {
			if dir.persons[l.Person].Unit == unit {
				kept = append(kept, l)
				break
			}
		}
	}
	return kept, nil
}

// Absences lists the leaves in force on a day by the person away.
func (s *Store) Absences(ctx context.Context, day time.Time) (map[string]Leave, error) {
	d, err := s.directory(ctx, s.pool)
	if err != nil {
		return nil, outside(err)
	}
	all := map[string]Leave{}
	for _, l := range d.leaves {
		if l.on(day.In(s.Terms.Zone())) {
			all[l.Person] = l
		}
	}
	return all, nil
}

// SetLeave writes a leave as it is, whole days in the installation's zone, both included,
// and returns its number. Another leave of the person may not overlap it.
func (s *Store) SetLeave(ctx context.Context, l Leave) (id int64, err error) {
	err = s.put(ctx, "leave of "+l.Person, func(tx pgx.Tx) error {
		id, err = putLeave(ctx, tx, LeaveRow{Leave: l})
		return err
	})
	return id, err
}

func putLeave(ctx context.Context, tx pgx.Tx, l LeaveRow) (id int64, err error) {
	const overlaps = `
		SELECT EXISTS (
			SELECT FROM leaves
			WHERE person = $1 AND starts <= $3 AND ends >= $2 AND NOT cancelled)`
	const put = `
		INSERT INTO leaves (person, starts, ends, stand_in, note, recorded_by, recorded)
		VALUES ($1, $2, $3, nullif($4, ''), $5, nullif($6, ''), record_time())
		RETURNING id`
	if _, err := tx.Exec(ctx, `SELECT FROM persons WHERE id = $1 FOR UPDATE`, l.Person); err != nil {
		return 0, err
	}
	starts, ends := l.Starts.Format(time.DateOnly), l.Ends.Format(time.DateOnly)
	if err := refuseIf(ctx, tx, "leaves-overlap", overlaps, l.Person, starts, ends); err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, put, l.Person, starts, ends, l.StandIn, l.Note, l.RecordedBy).Scan(&id)
	return id, err
}

// RecordLeave records a leave that begins today or later with somebody who stands in, and
// refuses what would leave nobody there: a stand-in who is away themselves, or who is
// stood in for by the one who leaves.
func (s *Store) RecordLeave(ctx context.Context, e Edit, l Leave, note string) (id int64, err error) {
	row := LeaveRow{Leave: l, Note: note, RecordedBy: e.By}
	if e.Why == "" {
		e.Why = note
	}
	e.Why = cmp.Or(e.Why, "leave")
	err = s.edit(ctx, e, "leaves", l.Person, row, func(tx pgx.Tx) error {
		if err := s.sensible(ctx, tx, l); err != nil {
			return err
		}
		id, err = putLeave(ctx, tx, row)
		return err
	})
	return id, err
}

// sensible names the first thing that stands against a leave.
func (s *Store) sensible(ctx context.Context, tx pgx.Tx, l Leave) error {
	starts, ends := l.Starts.Format(time.DateOnly), l.Ends.Format(time.DateOnly)
	today, err := s.dayIn(ctx, tx)
	if err != nil {
		return err
	}
	wrong := func(key, field string) error {
		return casework.Refuse(casework.Invalid, casework.Item{Key: key, Field: field})
	}
	switch {
	case ends < starts:
		return wrong("leave-ends-first", "ends")
	case starts < today:
		return wrong("leave-past", "starts")
	case l.StandIn == l.Person:
		return wrong("nobody_stands_in_for_themselves", "stand-in")
	}
	dir, err := s.freshDirectory(ctx, tx)
	if err != nil {
		return err
	}
	if !dir.persons[l.Person].Active {
		return casework.Refuse(casework.NotFound)
	}
	if l.StandIn == "" {
		return nil
	}
	in, known := dir.persons[l.StandIn]
	if !known || !in.Active || has(in.Offices, "administrator", "auditor") {
		return wrong("stand-in-cannot", "stand-in")
	}
	for _, other := range dir.leaves {
		meets := other.Starts.Format(time.DateOnly) <= ends && starts <= other.Ends.Format(time.DateOnly)
		switch {
		case meets && other.Person == l.StandIn && other.StandIn == l.Person:
			return wrong("stand-ins-in-a-circle", "stand-in")
		case meets && other.Person == l.StandIn:
			return wrong("stand-in-away", "stand-in")
		case meets && other.StandIn == l.Person:
			return wrong("stands-in-already", "starts")
		}
	}
	return nil
}

func has(offices []string, any ...string) bool {
	for _, o := range offices {
		for _, a := range any {
			if o == a {
				return true
			}
		}
	}
	return false
}

// EndLeave ends a leave: one that has begun ended yesterday, so that its stand-in acts no
// more; one that has not begun, or began today, is taken back. Both stay in the history.
func (s *Store) EndLeave(ctx context.Context, e Edit, id int64) error {
	const end = `
		UPDATE leaves
		SET planned = coalesce(planned, ends),
		    cancelled = starts >= $2::date,
		    ends = CASE WHEN starts >= $2::date THEN ends ELSE $2::date - 1 END,
		    ended_by = nullif($3, '')
		WHERE id = $1 AND NOT cancelled AND ends >= $2::date`
	return s.edit(ctx, e, "leaves", fmt.Sprint(id), id, func(tx pgx.Tx) error {
		day, err := s.dayIn(ctx, tx)
		if err != nil {
			return err
		}
		done, err := tx.Exec(ctx, end, id, day, e.By)
		if err == nil && done.RowsAffected() == 0 {
			return casework.Refuse(casework.NotFound)
		}
		return err
	})
}
