package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
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
	CatchUp  time.Time              `json:"catch_up,omitzero"` // approved; zero while a supervisor has yet to
	Proposed time.Time              `json:"proposed,omitzero"` // by who took the file in, when they may not approve
	Undone   int                    `json:"undone,omitempty"`
	Kept     []string               `json:"kept,omitempty"` // numbers of cases that an undo left, for they were touched
}

// opener opens cases one after another for one person; who they are is asked once.
type opener struct {
	taken
	epoch   int64
	catchUp time.Time
}

// opener asks the access policy whether the person may open cases of the kind for the unit.
func (s *Store) opener(ctx context.Context, tx pgx.Tx, kind, person, unit string) (*opener, error) {
	t, _, err := s.lock(ctx, tx, "", kind, nil)
	if err != nil {
		return nil, err
	}
	v, ok := t.dir.viewer(person, t.env.Now.In(t.env.Terms.Zone()))
	if !ok {
		return nil, casework.Refuse(casework.NotFound, casework.Item{Key: "person"})
	}
	if unit == "" {
		unit = v.Unit
	}
	if _, known := t.dir.units[unit]; !known {
		return nil, casework.Refuse(casework.Invalid, casework.Item{Key: "unit", Field: "unit"})
	}
	leave, err := s.Gate.May(ctx, accessQuestion(t.dir, v, casework.Head{Kind: kind}, "", casework.Parties{Unit: unit}))
	if err != nil {
		return nil, fmt.Errorf("access of %s: %w", person, err)
	}
	t.command = casework.Command{Kind: kind, Move: importMove, Actor: casework.Actor{ID: person}, Roles: leave.Roles, For: leave.For}
	for _, m := range t.kind.MoveList() {
		if _, mine := t.command.As(m.By); m.Name == importMove && !mine {
			return nil, casework.Refuse(casework.WrongRole)
		}
	}
	t.command.Self, _ = t.dir.person(person)
	t.command.Self.Unit = unit
	return &opener{taken: *t, epoch: t.state.Epoch}, nil
}

func (o *opener) unit() string { return o.command.Self.Unit }

// supervises reports whether the person may approve a catch-up date.
func (o *opener) supervises() bool { return slices.Contains(o.command.Roles, "supervisor") }

// open decides on one row: the case as it would be.
func (o *opener) open(no string, fields casework.Fields) (*taken, casework.Outcome, error) {
	t := o.taken
	t.state = casework.State{Head: casework.Head{ID: newID(), No: no, Kind: o.kind.KindName(), Epoch: o.epoch, CatchUp: o.catchUp}}
	t.command.Fields = fields
	out, err := o.kind.Act(t.state, t.command, o.env)
	return &t, out, err
}

// check lists what the table finds wrong with a row in which nothing was wrong so far.
func (o *opener) check(r StagedRow) []RowError {
	if len(r.Errors) > 0 {
		return nil
	}
	_, _, err := o.open("", r.Fields)
	if err == nil {
		return nil
	}
	refusal := casework.Refused(err)
	if refusal == nil {
		return []RowError{{Row: r.Row, Code: casework.Invalid}}
	}
	var wrong []RowError
	for _, i := range refusal.Items {
		wrong = append(wrong, RowError{Row: r.Row, Field: i.Field, Code: refusal.Code, Args: i.Args})
	}
	if wrong == nil {
		wrong = []RowError{{Row: r.Row, Code: refusal.Code}}
	}
	return wrong
}

// stagedValues is the row as it is kept until it is a case.
func (o *opener) stagedValues(batch string, r StagedRow) ([]any, error) {
	private := privateFields(o.kind, importMove, r.Fields)
	open := casework.Fields{}
	for k, v := range r.Fields {
		if _, hidden := private[k]; !hidden {
			open[k] = v
		}
	}
	p, err := SealPrivate(o.store.Key, private)
	return []any{batch, r.Row, open, p.Key, p.Data, p.Mask, orEmpty(r.Errors), r.Twin}, err
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
		if b, err := batch(ctx, tx, id); err != nil {
			return err
		} else if b.Receipt != nil {
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
		o.catchUp, r.CatchUp = at, at
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
	cases, petitioners, timeline, dues, roles [][]any
	rows                                      []int
	ids                                       []string
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
	roles, persons := roleRows(o.Parties)
	for i := range roles {
		m.roles = append(m.roles, []any{id, roles[i], persons[i]})
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
	return err
}
