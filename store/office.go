package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Edit says who changes the office and why, with which action id, and how far they had
// read its log: who edits what another has changed meanwhile is told so.
type Edit struct {
	Action string // the same id changes nothing a second time
	By     string
	Why    string // a document, or the reason in words
	Seen   int64  // the newest line of the log about the subject that the editor saw; 0 to not ask
}

// Edited says that somebody else changed the same thing meanwhile.
type Edited struct {
	By string
	At time.Time
}

func (e *Edited) Error() string { return "changed meanwhile by " + e.By }
func (e *Edited) Unwrap() error { return casework.Refuse(casework.Stale) }

// errDone ends an edit whose action id was used before: what was asked is done.
var errDone = errors.New("done before")

// edit changes the office in one transaction: one edit at a time, under who and why, refused
// to whom another was quicker, and never so that no administrator is left.
func (s *Store) edit(ctx context.Context, e Edit, what, subject string, asked any, do func(pgx.Tx) error) error {
	if e.By == "" || e.Why == "" {
		return casework.Refuse(casework.Incomplete, casework.Item{Key: "ground", Field: "ground"})
	}
	err := s.put(ctx, what+" "+subject, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT FROM settings WHERE name IN ('grants', 'rules') ORDER BY name FOR UPDATE`); err != nil {
			return err
		}
		if err := e.claim(ctx, tx, what, subject, asked); err != nil {
			return err
		}
		if err := e.unchanged(ctx, tx, what, subject); err != nil {
			return err
		}
		if err := under(ctx, tx, e.By, e.Why); err != nil {
			return err
		}
		had, err := s.administrators(ctx, tx)
		if err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		if left, err := s.administrators(ctx, tx); err != nil || left > 0 || had == 0 {
			return err
		}
		return casework.Refuse(casework.Invalid, casework.Item{Key: "last-administrator"})
	})
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// under says for the rest of the transaction who acts and why, for the log of the office.
func under(ctx context.Context, tx pgx.Tx, by, why string) error {
	_, err := tx.Exec(ctx, `SELECT set_config('followthrough.actor', $1, true), set_config('followthrough.why', $2, true)`, by, why)
	return err
}

// claim takes the action id, or finds that it was used: for the same, errDone; for something else, *Taken.
func (e Edit) claim(ctx context.Context, tx pgx.Tx, what, subject string, asked any) error {
	if e.Action == "" {
		return nil
	}
	if len(e.Action) < 8 || len(e.Action) > 200 {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "action"})
	}
	text, err := json.Marshal(asked)
	if err != nil {
		return err
	}
	c := claim{e.Action, e.By, digest(casework.Command{Kind: what, Case: subject, Actor: casework.Actor{ID: e.By}, Fields: casework.Fields{"asked": string(text), "why": e.Why}})}
	done, err := tx.Exec(ctx, claimAction, c.args()...)
	if err != nil {
		return err
	}
	if done.RowsAffected() == 0 {
		if _, err := c.receipt(ctx, tx); err != nil {
			return err
		}
		return errDone
	}
	_, err = tx.Exec(ctx, `UPDATE actions SET receipt = '{}' WHERE id = $1`, e.Action)
	return err
}

// unchanged refuses an edit of what somebody changed since the editor looked.
func (e Edit) unchanged(ctx context.Context, tx pgx.Tx, what, subject string) error {
	if e.Seen == 0 {
		return nil
	}
	const newest = `
		SELECT id, actor, at
		FROM office_log
		WHERE subject = $2 AND what = ANY ($1)
		ORDER BY id DESC
		LIMIT 1`
	var id int64
	var by Edited
	err := tx.QueryRow(ctx, newest, aboutOf(what), subject).Scan(&id, &by.By, &by.At)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && id <= e.Seen {
		return nil
	}
	if err != nil {
		return err
	}
	return &by
}

// aboutOf lists the tables whose lines are about the same thing as what.
func aboutOf(what string) []string {
	if slices.Contains(aboutPersons, what) {
		return aboutPersons
	}
	return []string{what}
}

var aboutPersons = []string{"persons", "postings", "offices", "leaves"}

// administrators counts who could still administer.
func (s *Store) administrators(ctx context.Context, tx pgx.Tx) (n int, err error) {
	const count = `
		SELECT count(*)
		FROM offices o
		JOIN persons p ON p.id = o.person
		WHERE o.office = 'administrator' AND p.active AND o.ends IS NULL AND coalesce(o.starts <= $1::date, true)`
	day, err := s.dayIn(ctx, tx)
	if err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, count, day).Scan(&n)
	return n, err
}

// OfficeLine is a line of the office's log.
type OfficeLine struct {
	ID                 int64
	At                 time.Time
	Actor              string
	What, Subject, Act string
	Before, After      map[string]any
	Why                string
}

// OfficeFilter narrows the office's log; empty fields do not.
type OfficeFilter struct {
	What    string // a table
	Subject string
	Before  int64 // lines older than this one
	Limit   int
}

// OfficeLog lists what changed in the office, newest first.
func (s *Store) OfficeLog(ctx context.Context, f OfficeFilter) ([]OfficeLine, error) {
	const read = `
		SELECT id, at, actor, what, subject, act, before, after, why
		FROM office_log
		WHERE ($1 = '' OR what = ANY ($2))
		  AND ($3 = '' OR subject = $3)
		  AND ($4::bigint = 0 OR id < $4)
		ORDER BY id DESC
		LIMIT $5`
	about := []string{f.What}
	if f.Subject != "" {
		about = aboutOf(f.What)
	}
	all, err := list[OfficeLine](ctx, s.pool, read, f.What, about, f.Subject, f.Before, pageLimit(f.Limit))
	if err != nil {
		return nil, outside(fmt.Errorf("read the log of the office: %w", err))
	}
	return all, nil
}

// OfficeSeen is the newest line of the log about something, for a form that edits it.
func (s *Store) OfficeSeen(ctx context.Context, what, subject string) (seen int64, err error) {
	err = s.pool.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM office_log WHERE what = ANY ($1) AND subject = $2`, aboutOf(what), subject).Scan(&seen)
	return seen, outside(err)
}

// AddUnit opens a unit and returns its id.
func (s *Store) AddUnit(ctx context.Context, e Edit, u Unit) (string, error) {
	u.ID = cmp.Or(u.ID, newID()[:12])
	return u.ID, s.edit(ctx, e, "units", "", [3]string{u.NameZH, u.NameEN, u.Parent}, func(tx pgx.Tx) error { return putUnit(ctx, tx, u) })
}

// ChangeUnit renames a unit or moves it under another.
func (s *Store) ChangeUnit(ctx context.Context, e Edit, u Unit) error {
	return s.edit(ctx, e, "units", u.ID, u, func(tx pgx.Tx) error {
		if err := there(ctx, tx, "units", u.ID); err != nil {
			return err
		}
		return putUnit(ctx, tx, u)
	})
}

// CloseUnit closes a unit from a day on. It is not while units under it are open or people
// are posted in it; what it did keeps its name.
func (s *Store) CloseUnit(ctx context.Context, e Edit, id string, day time.Time) error {
	const held = `
		SELECT EXISTS (SELECT FROM units WHERE parent = $1 AND closed IS NULL)
		    OR EXISTS (
		        SELECT FROM postings h JOIN persons p ON p.id = h.person
		        WHERE h.unit = $1 AND p.active AND coalesce(h.ends >= $2::date, true))`
	return s.edit(ctx, e, "units", id, day, func(tx pgx.Tx) error {
		if err := there(ctx, tx, "units", id); err != nil {
			return err
		}
		if err := refuseIf(ctx, tx, "unit-in-use", held, id, day.Format(time.DateOnly)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE posts SET closed = $2 WHERE unit = $1 AND closed IS NULL`, id, day.Format(time.DateOnly)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE units SET closed = $2 WHERE id = $1`, id, day.Format(time.DateOnly))
		return err
	})
}

// AddPost opens a post and returns its id.
func (s *Store) AddPost(ctx context.Context, e Edit, p Post) (string, error) {
	p.ID = cmp.Or(p.ID, newID()[:12])
	return p.ID, s.edit(ctx, e, "posts", "", []any{p.Unit, p.TitleZH, p.TitleEN, p.Rank, p.ReportsTo}, func(tx pgx.Tx) error { return putPost(ctx, tx, p) })
}

// ChangePost renames a post, or changes its rank or whom it reports to.
func (s *Store) ChangePost(ctx context.Context, e Edit, p Post) error {
	return s.edit(ctx, e, "posts", p.ID, p, func(tx pgx.Tx) error {
		if err := there(ctx, tx, "posts", p.ID); err != nil {
			return err
		}
		return putPost(ctx, tx, p)
	})
}

// ClosePost closes a post from a day on. It is not while somebody holds it or a post reports to it.
func (s *Store) ClosePost(ctx context.Context, e Edit, id string, day time.Time) error {
	const held = `
		SELECT EXISTS (SELECT FROM posts WHERE reports_to = $1 AND closed IS NULL)
		    OR EXISTS (
		        SELECT FROM postings h JOIN persons p ON p.id = h.person
		        WHERE h.post = $1 AND p.active AND coalesce(h.ends >= $2::date, true))`
	return s.edit(ctx, e, "posts", id, day, func(tx pgx.Tx) error {
		if err := there(ctx, tx, "posts", id); err != nil {
			return err
		}
		if err := refuseIf(ctx, tx, "post-in-use", held, id, day.Format(time.DateOnly)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE posts SET closed = $2 WHERE id = $1`, id, day.Format(time.DateOnly))
		return err
	})
}

// there refuses as not found what is not there, or was closed.
func there(ctx context.Context, tx pgx.Tx, table, id string) error {
	open := map[string]string{"units": "closed IS NULL", "posts": "closed IS NULL", "categories": "closed IS NULL", "persons": "active"}[table]
	var n int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+table+` WHERE id = $1 AND `+open, id).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return casework.Refuse(casework.NotFound)
	}
	return nil
}
