package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Calendar is a year's notice of holidays as the office entered it; days are written 01-02.
type Calendar struct {
	Year     int
	Holidays map[string][]string // by the key of their name
	Workdays []string
	Source   string // the notice it was copied from
	Person   string
	At       time.Time
}

// LimitChange gives a limit another length from a day on, once a second person approved it.
type LimitChange struct {
	ID             int64
	Limit          string
	Value          int
	Since          time.Time
	Source, Reason string
	Person         string
	At             time.Time
	State          string // proposed, approved, refused
	DecidedBy      string
	Decided        *time.Time
}

// RulesVersion rises whenever the office enters a calendar or changes a limit.
func (s *Store) RulesVersion(ctx context.Context) (string, error) { return s.Setting(ctx, "rules") }

// Calendars lists the calendars that the office entered, by year.
func (s *Store) Calendars(ctx context.Context) ([]Calendar, error) {
	all, err := list[Calendar](ctx, s.pool, `SELECT year, holidays, workdays, source, person, at FROM calendars ORDER BY year`)
	return all, outside(err)
}

// LimitChanges lists every change of a limit that was proposed, the newest first; an empty limit lists all.
func (s *Store) LimitChanges(ctx context.Context, limit string) ([]LimitChange, error) {
	all, err := list[LimitChange](ctx, s.pool, `
		SELECT id, term, value, since, source, reason, person, at, state, coalesce(decided_by, ''), decided
		FROM limit_changes
		WHERE $1 = '' OR term = $1
		ORDER BY id DESC`, limit)
	return all, outside(err)
}

// PutCalendar enters a year's calendar, new or corrected.
func (s *Store) PutCalendar(ctx context.Context, e Edit, c Calendar) error {
	const put = `
		INSERT INTO calendars (year, holidays, workdays, source, person, at)
		VALUES ($1, $2, $3, $4, $5, record_time())
		ON CONFLICT (year) DO UPDATE
		SET holidays = excluded.holidays, workdays = excluded.workdays, source = excluded.source, person = excluded.person, at = excluded.at`
	e.Why = c.Source
	if c.Workdays == nil {
		c.Workdays = []string{}
	}
	return s.edit(ctx, e, "calendars", fmt.Sprint(c.Year), c, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, put, c.Year, c.Holidays, c.Workdays, c.Source, e.By)
		return err
	})
}

// ProposeLimit proposes another length of a limit from a day that has not passed: what
// started before keeps its date.
func (s *Store) ProposeLimit(ctx context.Context, e Edit, c LimitChange) error {
	const put = `
		INSERT INTO limit_changes (term, value, since, source, reason, person, at)
		VALUES ($1, $2, $3, $4, $5, $6, record_time())`
	e.Why = c.Reason
	return s.edit(ctx, e, "limit_changes", c.Limit, c, func(tx pgx.Tx) error {
		day, err := s.dayIn(ctx, tx)
		if err != nil {
			return err
		}
		if c.Since.Format(time.DateOnly) < day {
			return casework.Refuse(casework.Invalid, casework.Item{Key: "limit-past", Field: "since"})
		}
		_, err = tx.Exec(ctx, put, c.Limit, c.Value, c.Since.Format(time.DateOnly), c.Source, c.Reason, e.By)
		return err
	})
}

// DecideLimit approves or refuses a proposed change; nobody decides on their own.
func (s *Store) DecideLimit(ctx context.Context, e Edit, limit string, approve bool) error {
	const decide = `
		UPDATE limit_changes
		SET state = CASE WHEN $2 THEN 'approved' ELSE 'refused' END, decided_by = $3, decided = record_time()
		WHERE term = $1 AND state = 'proposed'`
	return s.edit(ctx, e, "limit_changes", limit, approve, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, decide, limit, approve, e.By)
		if err == nil && done.RowsAffected() == 0 {
			return casework.Refuse(casework.NotFound)
		}
		return err
	})
}
