package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// unapproved stands for a catch-up date that no supervisor has approved: no clock of an
// imported case rings before it.
var unapproved = time.Date(2099, 12, 31, 0, 0, 0, 0, time.UTC)

// catchUpAt is the start of a day to come: the one given, else the eleventh working day from now.
func (o *opener) catchUpAt(day time.Time) (time.Time, error) {
	if day.IsZero() {
		return o.env.Terms.WorkingDays(o.env.Now, 11).At.AddDate(0, 0, -1), nil
	}
	day = day.In(o.env.Terms.Zone())
	if !day.After(o.env.Now) || !day.Before(unapproved) {
		return day, casework.Refuse(casework.Invalid, casework.Item{Key: "catch-up", Field: "catch-up"})
	}
	return day, nil
}

// ApproveCatchUp fixes the day from which the clocks of an import may escalate, by
// somebody who supervises its unit; a zero day takes the one proposed when the file went
// in. Each open case gets a line on its timeline and its clocks their new time. It is
// approved once. The number of cases and the day are returned.
func (s *Store) ApproveCatchUp(ctx context.Context, viewer casework.Viewer, id string, day time.Time) (cases int, at time.Time, err error) {
	err = s.afterwards(ctx, viewer, id, func(tx pgx.Tx, b Batch, o *opener) error {
		if !o.supervises() {
			return casework.Refuse(casework.WrongRole)
		}
		if !b.CatchUp.IsZero() {
			return casework.Refuse("already-approved", casework.Item{Key: "day", Args: []string{b.CatchUp.In(o.env.Terms.Zone()).Format(time.DateOnly)}})
		}
		day := day
		if day.IsZero() && b.Receipt.Proposed.After(o.env.Now) {
			day = b.Receipt.Proposed
		}
		if at, err = o.catchUpAt(day); err != nil {
			return err
		}
		cases = 0
		if err := o.each(ctx, tx, id, "catch-up/"+id, func(t *taken) (casework.Outcome, error) {
			if t.state.Ended {
				return casework.Outcome{}, errPass
			}
			cases++
			return t.catchUp(at, o.command)
		}); err != nil {
			return err
		}
		b.Receipt.CatchUp, b.Receipt.Approver, b.Receipt.Approved = at, viewer.ID, o.env.Now
		if _, err := tx.Exec(ctx, `UPDATE cases SET catch_up = $2 WHERE batch = $1`, id, at); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE import_batches SET catch_up = $2, receipt = $3 WHERE id = $1`, id, at, b.Receipt)
		return err
	})
	if err != nil && casework.Refused(err) == nil {
		err = fmt.Errorf("approve the catch-up date of import %s: %w", id, err)
	}
	return cases, at, err
}

// catchUp is the case with its clocks set for the day: those that stood still ring then, or
// when their date comes.
func (t *taken) catchUp(at time.Time, c casework.Command) (casework.Outcome, error) {
	state := t.state
	state.Seq++
	state.Dues = slices.Clone(state.Dues)
	var changes []casework.DueChange
	for i, d := range state.Dues {
		if !d.Ask.Equal(state.CatchUp) {
			continue
		}
		state.Dues[i].Ask = at
		if d.Term.At.After(at) {
			state.Dues[i].Ask = d.Term.At
		}
		changes = append(changes, casework.DueChange{No: d.No, Name: d.Name, Key: d.Key, Change: "moved", At: d.Term.At, Limit: d.Limit})
	}
	slices.SortStableFunc(state.Dues, func(a, b casework.Due) int { return a.Ask.Compare(b.Ask) })
	state.CatchUp = at
	o, err := t.kind.Present(state)
	role, _ := c.As([]casework.Role{"supervisor"})
	o.Event = casework.Event{Seq: state.Seq, Move: casework.CatchUp, From: state.Stage, To: state.Stage, Visit: state.Visit, Actor: c.Actor.As(role, c.For[role]),
		At: t.env.Now, Fields: casework.Fields{"date": at.In(t.env.Terms.Zone()).Format(time.DateOnly)}, Dues: changes}
	return o, err
}

// Undone is what taking an import back did.
type Undone struct {
	Cases int      // taken back
	Kept  []string // numbers of those that were touched since, and stay
}

// UndoImport takes back every case of an import, each by an event on its timeline. It is
// all or nothing: when somebody has acted on one of them it refuses and names those that
// the viewer may see, each with its row of the file. With rest it takes back the others
// and lets the touched ones go on. When none is left the same file may go in again.
func (s *Store) UndoImport(ctx context.Context, viewer casework.Viewer, id, reason string, rest bool) (Undone, error) {
	var u Undone
	err := s.afterwards(ctx, viewer, id, func(tx pgx.Tx, b Batch, o *opener) error {
		x := undoing{opener: o, viewer: viewer, reason: reason}
		if err := o.each(ctx, tx, id, "undo-import/"+NewAction(), func(t *taken) (casework.Outcome, error) { return x.back(ctx, t) }); err != nil {
			return err
		}
		u = x.Undone
		slices.Sort(u.Kept)
		if x.touched > 0 && !rest {
			return touchedRows(ctx, tx, id, u.Kept)
		}
		state := "committed"
		if x.touched == 0 {
			state = "undone"
		}
		b.Receipt.Undone += u.Cases
		b.Receipt.Kept, b.Receipt.UndoneBy, b.Receipt.UndoneAt, b.Receipt.Reason = u.Kept, viewer.ID, o.env.Now, reason
		_, err := tx.Exec(ctx, `UPDATE import_batches SET state = $2, receipt = $3 WHERE id = $1`, id, state, b.Receipt)
		return err
	})
	if err != nil && casework.Refused(err) == nil {
		err = fmt.Errorf("undo import %s: %w", id, err)
	}
	if err != nil {
		u = Undone{}
	}
	return u, err
}

// undoing is the taking back of one import, case by case.
type undoing struct {
	*opener
	Undone
	viewer  casework.Viewer
	reason  string
	touched int
}

// back takes one case back, or counts it among those that stay.
func (x *undoing) back(ctx context.Context, t *taken) (casework.Outcome, error) {
	c := x.command
	c.Move, c.Case, c.Seen, c.Fields, c.Touched = "undo-import", t.state.ID, t.state.Seq, casework.Fields{"reason": x.reason}, t.touched
	t.command.Fields = c.Fields
	out, err := t.kind.Act(t.state, c, t.env)
	r := casework.Refused(err)
	if err == nil {
		x.Cases++
	}
	if r == nil || r.Code == casework.Incomplete || r.Code == casework.Invalid {
		return out, err
	}
	x.touched++ // moved on, or touched
	if seen, err := t.seenBy(ctx, x.viewer); err != nil || !seen {
		return out, cmp.Or(err, errPass)
	}
	x.Kept = append(x.Kept, t.state.No)
	return out, errPass
}

// touchedRows refuses an undo, naming the cases that stand in its way with their rows of the file.
func touchedRows(ctx context.Context, tx pgx.Tx, batch string, numbers []string) error {
	rows, err := list[struct {
		No  string
		Row int
	}](ctx, tx, `
		SELECT c.no, r.row
		FROM cases c
		JOIN import_rows r ON r.batch = c.batch AND r.case_id = c.id
		WHERE c.batch = $1 AND c.no = ANY ($2)
		ORDER BY r.row`, batch, numbers)
	if err != nil {
		return err
	}
	var items []casework.Item
	for _, r := range rows {
		items = append(items, casework.Item{Key: "touched-row", Args: []string{r.No, fmt.Sprint(r.Row)}})
	}
	return casework.Refuse("touched", items...)
}

// seenBy reports whether the case may be named to the viewer: a report of wrongdoing may not to everybody.
func (t *taken) seenBy(ctx context.Context, v casework.Viewer) (bool, error) {
	leave, err := t.store.Gate.May(ctx, t.question(v))
	return leave.Sight != casework.None, err
}

// errPass leaves a case as it is.
var errPass = errors.New("leave the case as it is")

// afterwards does something with an import that is in, for a person who could have taken it in.
func (s *Store) afterwards(ctx context.Context, viewer casework.Viewer, id string, do func(pgx.Tx, Batch, *opener) error) error {
	return s.write(ctx, func(tx pgx.Tx) error {
		b, err := lockBatch(ctx, tx, id)
		if err != nil {
			return err
		}
		if b.State != "committed" {
			return ErrNoImport
		}
		o, err := s.opener(ctx, tx, b.Kind, viewer.ID, b.Unit)
		if err != nil {
			return err
		}
		return do(tx, b, o)
	})
}

// each locks the cases of an import, in the order of their ids, lets move decide on one
// after another, and records what it decided; errPass records nothing.
func (o *opener) each(ctx context.Context, tx pgx.Tx, batch, action string, move func(*taken) (casework.Outcome, error)) error {
	if err := o.claimed(ctx, tx, action); err != nil {
		return err
	}
	for after := ""; ; {
		cases, err := o.lockChunk(ctx, tx, batch, after)
		if err != nil || len(cases) == 0 {
			return err
		}
		b := &pgx.Batch{}
		for _, t := range cases {
			after = t.state.ID
			t.command.ID = action
			out, err := move(t)
			if errors.Is(err, errPass) {
				continue
			}
			if err != nil {
				return err
			}
			if err := t.queue(b, out); err != nil {
				return err
			}
		}
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return err
		}
	}
}

// claimed gives the action its row; it has a line in many cases and no receipt of one.
func (o *opener) claimed(ctx context.Context, tx pgx.Tx, action string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO actions (id, content, actor, receipt, at)
		VALUES ($1, '', $2, $3, $4)`, action, o.command.Actor.ID, Receipt{Action: action, At: o.env.Now}, o.env.Now)
	return err
}

func (o *opener) lockChunk(ctx context.Context, tx pgx.Tx, batch, after string) ([]*taken, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+stateColumns+`, `+touchedCase+`
		FROM cases c
		WHERE batch = $1 AND id > $2 AND stage <> 'undone'
		ORDER BY id
		LIMIT $3
		FOR UPDATE`, batch, after, chunk)
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (*taken, error) {
		t := &taken{store: o.store, kind: o.kind, env: o.env, dir: o.dir, batch: batch}
		return t, t.scan(wider{row, []any{&t.touched}})
	})
}

// queue records one outcome among many. The moves of an import name nobody and have no private part.
func (t *taken) queue(b *pgx.Batch, o casework.Outcome) error {
	w, err := t.write(o)
	if err != nil {
		return err
	}
	w.queueCase(b, t)
	w.queueTimeline(b, t.command.ID)
	w.queueDues(b, t.state.Dues)
	b.Queue(`
		INSERT INTO untold (case_id, seq, since)
		VALUES ($1, $2, $3)
		ON CONFLICT (case_id) DO UPDATE SET seq = excluded.seq, leased = NULL`, o.State.ID, o.State.Seq, t.env.Now)
	return nil
}
