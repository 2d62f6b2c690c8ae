package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// chunk is how many rows go to PostgreSQL at once; memory is bounded by it, not by the file.
const chunk = 500

// ImportReceipt says what an import added to the record.
type ImportReceipt struct {
	Batch    string                 `json:"batch"`
	File     string                 `json:"file"`
	Sheet    string                 `json:"sheet,omitempty"`
	SHA256   string                 `json:"sha256"`
	Unit     string                 `json:"unit"`
	Person   string                 `json:"person"`
	Cases    int                    `json:"cases"`
	First    string                 `json:"first"` // case numbers; other openings may have taken some between
	Last     string                 `json:"last"`
	Stages   map[casework.Stage]int `json:"stages"`
	Oldest   time.Time              `json:"oldest"` // when the oldest and the newest matter was received
	Newest   time.Time              `json:"newest"`
	At       time.Time              `json:"at"`
	Took     time.Duration          `json:"took"`
	CatchUp  time.Time              `json:"catch_up,omitzero"`  // approved; zero while a supervisor has yet to
	Proposed time.Time              `json:"proposed,omitzero"`  // by who took the file in, when they may not approve
	Approver string                 `json:"approver,omitempty"` // who approved the day, and when
	Approved time.Time              `json:"approved,omitzero"`
	UndoneBy string                 `json:"undone_by,omitempty"` // who took it back last, when and why
	UndoneAt time.Time              `json:"undone_at,omitzero"`
	Reason   string                 `json:"reason,omitempty"`
	Undone   int                    `json:"undone,omitempty"`
	Kept     []string               `json:"kept,omitempty"` // numbers of cases that an undo left, for they were touched
}

// OpenMany makes every row of a checked batch a case, in one transaction: all or none. It
// writes the same rows as Act does, but by COPY, and it tells nobody: the engine learns of
// the cases through the outbox, people when a clock rings. No clock rings before the
// catch-up day, which a supervisor approves: when the person who imports is none, day is
// their proposal and every clock stands still until ApproveCatchUp. A zero day is the
// eleventh working day from now. Called again it returns the first receipt.
func (s *Store) OpenMany(ctx context.Context, id string, day time.Time, progress func(cases int)) (ImportReceipt, error) {
	began := time.Now()
	var r ImportReceipt
	err := s.write(ctx, func(tx pgx.Tx) error {
		if b, err := lockBatch(ctx, tx, id); err != nil {
			return err
		} else if b.State == "committed" {
			r = *b.Receipt
			return nil
		}
		b, o, err := s.underWay(ctx, tx, id)
		if err != nil {
			return err
		}
		if b.State != "checked" {
			return fmt.Errorf("batch %s is not checked: %w", id, ErrNoImport)
		}
		r = ImportReceipt{Batch: id, File: b.File, Sheet: b.Sheet, SHA256: b.SHA256, Unit: b.Unit, Person: b.Person, Stages: map[casework.Stage]int{}, At: o.env.Now}
		if err := o.plan(day, &r); err != nil {
			return err
		}
		if err := o.openAll(ctx, tx, &r, progress); err != nil {
			return err
		}
		r.Took = time.Since(began).Round(time.Millisecond)
		return o.commit(ctx, tx, r)
	})
	if err != nil && casework.Refused(err) == nil {
		err = fmt.Errorf("open the cases of import %s: %w", id, err)
	}
	return r, err
}

// plan fixes the catch-up date: approved by a supervisor, else proposed.
func (o *opener) plan(day time.Time, r *ImportReceipt) error {
	at, err := o.catchUpAt(day)
	if err != nil {
		return err
	}
	if o.supervises() {
		o.catchUp, r.CatchUp, r.Approver, r.Approved = at, at, o.command.Actor.ID, o.env.Now
	} else {
		o.catchUp, r.Proposed = unapproved, at
	}
	return nil
}

// openAll turns the staged rows into cases, chunk by chunk.
func (o *opener) openAll(ctx context.Context, tx pgx.Tx, r *ImportReceipt, progress func(int)) error {
	o.command.ID = importMove + "/" + r.Batch // one action, a line in every case
	if err := o.claimed(ctx, tx, o.command.ID); err != nil {
		return err
	}
	for after := 0; ; {
		rows, err := staged(ctx, tx, r.Batch, after)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		if err := o.openChunk(ctx, tx, rows, r); err != nil {
			return err
		}
		after = rows[len(rows)-1].Row
		if progress != nil {
			progress(r.Cases)
		}
	}
	if r.Cases == 0 {
		return casework.Refuse(casework.Incomplete, casework.Item{Key: "rows"})
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO untold (case_id, seq, since)
		SELECT id, seq, $2
		FROM cases
		WHERE batch = $1`, r.Batch, r.At)
	return err
}

// stagedRow is a row about to become a case.
type stagedRow struct {
	Row       int
	Fields    casework.Fields
	Key, Data []byte
	Mask      string
	Errors    json.RawMessage
}

func staged(ctx context.Context, tx pgx.Tx, batch string, after int) ([]stagedRow, error) {
	return list[stagedRow](ctx, tx, `
		SELECT row, fields, key, data, mask, errors
		FROM import_rows
		WHERE batch = $1 AND row > $2
		ORDER BY row
		LIMIT $3`, batch, after, chunk)
}

// manyRows are the rows of several new cases, table by table.
type manyRows struct {
	cases, petitioners, timeline, dues, roles, held, texts [][]any
	rows                                                   []int
	ids                                                    []string
}

func (o *opener) openChunk(ctx context.Context, tx pgx.Tx, rows []stagedRow, r *ImportReceipt) error {
	series, _ := tx.Query(ctx, `SELECT nextval('case_numbers') FROM generate_series(1, $1)`, len(rows))
	numbers, err := pgx.CollectRows(series, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	var m manyRows
	for i, row := range rows {
		if string(row.Errors) != "[]" {
			return casework.Refuse(casework.Invalid, casework.Item{Key: "row", Args: []string{fmt.Sprint(row.Row)}})
		}
		no := caseNumber(o.kind, o.env, numbers[i])
		t, out, err := o.open(no, row.Fields)
		if err != nil {
			return fmt.Errorf("row %d: %w", row.Row, err)
		}
		if err := m.add(t, out, row); err != nil {
			return err
		}
		r.count(out.State)
	}
	return m.copy(ctx, tx, r.Batch)
}

func (m *manyRows) add(t *taken, o casework.Outcome, row stagedRow) error {
	w, err := t.write(o)
	if err != nil {
		return err
	}
	id := o.State.ID
	m.cases = append(m.cases, w.caseValues(t))
	m.petitioners = append(m.petitioners, []any{id, row.Key, row.Data, row.Mask})
	m.timeline = append(m.timeline, w.timelineValues(t.command.ID))
	for _, d := range o.State.Dues {
		m.dues = append(m.dues, dueValues(id, d))
	}
	own, err := OpenPrivate(t.store.Key, row.Key, row.Data)
	if err != nil {
		return err
	}
	for _, x := range w.caseTexts(t, own) {
		m.texts = append(m.texts, []any{id, x.seq, x.text, orEmpty(x.grams)})
	}
	roles, persons := roleRows(o.Parties)
	for i := range roles {
		m.roles = append(m.roles, []any{id, roles[i], persons[i]})
		m.held = append(m.held, []any{id, roles[i], persons[i], o.Event.At})
	}
	m.rows, m.ids = append(m.rows, row.Row), append(m.ids, id)
	return nil
}

func (m *manyRows) copy(ctx context.Context, tx pgx.Tx, batch string) error {
	for _, c := range []struct {
		table   string
		columns []string
		rows    [][]any
	}{
		{"cases", caseColumns, m.cases},
		{"petitioners", []string{"case_id", "key", "data", "mask"}, m.petitioners},
		{"timeline", timelineColumns, m.timeline},
		{"dues", dueColumnNames, m.dues},
		{"case_roles", []string{"case_id", "role", "person"}, m.roles},
		{"roles_held", []string{"case_id", "role", "person", "since"}, m.held},
		{"case_texts", []string{"case_id", "seq", "text", "grams"}, m.texts},
	} {
		if len(c.rows) == 0 {
			continue
		}
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{c.table}, c.columns, pgx.CopyFromRows(c.rows)); err != nil {
			return fmt.Errorf("copy %s: %w", c.table, err)
		}
	}
	// The staged copy has served: what it held stands in the record now, and only there.
	_, err := tx.Exec(ctx, `
		UPDATE import_rows r
		SET case_id = x.id, fields = '{}', key = NULL, data = NULL, mask = ''
		FROM unnest($2::int[], $3::text[]) AS x(row, id)
		WHERE r.batch = $1 AND r.row = x.row`, batch, m.rows, m.ids)
	return err
}

func (r *ImportReceipt) count(s casework.State) {
	if r.Cases == 0 {
		r.First, r.Oldest, r.Newest = s.No, s.Opened, s.Opened
	}
	r.Cases++
	r.Last = s.No
	r.Stages[s.Stage]++
	if s.Opened.Before(r.Oldest) {
		r.Oldest = s.Opened
	}
	if s.Opened.After(r.Newest) {
		r.Newest = s.Opened
	}
}

// commit closes the batch.
func (o *opener) commit(ctx context.Context, tx pgx.Tx, r ImportReceipt) error {
	_, err := tx.Exec(ctx, `
		UPDATE import_batches
		SET state = 'committed', committed = $2, catch_up = $3, receipt = $4
		WHERE id = $1`, r.Batch, r.At, nullTime(r.CatchUp), r)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE import_work SET wish = '', leased = NULL, trouble = NULL, content = NULL WHERE batch = $1`, r.Batch)
	return err
}
