package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// A file of old cases goes in all at once or not at all:
//
//	BeginImport ─ StageRows … StageRows ─ CheckImport ─ OpenMany ─ ApproveCatchUp
//	   staging                              checked      committed ─ UndoImport: undone
//
// Staging may be interrupted by anything: whoever begins again with the same file and the
// same reading of its columns goes on behind the last row staged. DiscardImport forgets
// what was staged, and so does beginning with other columns, or seven days.

// ImportFile says which file is taken in, by whom and for which unit, and how it is read.
type ImportFile struct {
	Kind    string
	Name    string // the file's own, without its folder
	Sheet   string
	Hash    []byte          // SHA-256 of the file
	Mapping json.RawMessage // which heading is which field, and how its dates are read
	Person  string
	Unit    string // empty: the person's own
}

// Batch is one file on its way in, or in.
type Batch struct {
	ID      string
	Kind    string
	File    string
	Sheet   string
	SHA256  string // of the file, hexadecimal
	State   string // staging, checked, committed, undone
	Person  string
	Unit    string
	Staged  int       // the last row staged, as people see it in the sheet
	CatchUp time.Time // from when its clocks may escalate; zero until a supervisor approves one
	Created time.Time
	Receipt *ImportReceipt // once it is in
}

// StagedRow is one row of the file on its way in.
type StagedRow struct {
	Row    int             // as people see it in the sheet
	Fields casework.Fields // of the move import; the private ones are sealed before they are kept
	Errors []RowError      // a row with errors becomes no case
	Twin   string          // the same matter elsewhere: a row number or a case number
	Alike  int             // percent of the words that it shares; 0: the same original number
}

// RowError says what is wrong with a row.
type RowError struct {
	Row     int      `json:"row"`
	Field   string   `json:"field,omitempty"`
	Heading string   `json:"heading,omitempty"` // of the column, as the file has it
	Value   string   `json:"value,omitempty"`   // shortened, personal data masked
	Code    string   `json:"code"`
	Args    []string `json:"args,omitempty"`
}

// Staged is what the record has of a batch's rows.
type Staged struct{ Rows, Bad int }

// AlreadyIn says that the file is in the record; nothing was added. Otherwise is set when
// its columns were read another way then: to read them anew it must be undone first.
type AlreadyIn struct {
	Batch     Batch
	Otherwise bool
}

func (a *AlreadyIn) Error() string { return "the file is already in, as batch " + a.Batch.ID }

// ErrNoImport says that there is no such batch, or that it no longer stands where it was expected.
var ErrNoImport = errors.New("no such import under way")

const importMove = "import"

// BeginImport opens a batch for the file, or finds the one that an interrupted import of
// the same file with the same mapping left behind. A file that is in comes back as *AlreadyIn.
// What was staged of the file with another mapping is discarded.
func (s *Store) BeginImport(ctx context.Context, f ImportFile) (Batch, error) {
	reading := sha256.Sum256(f.Mapping)
	var b Batch
	err := s.write(ctx, func(tx pgx.Tx) error {
		o, err := s.opener(ctx, tx, f.Kind, f.Person, f.Unit)
		if err != nil {
			return err
		}
		found, err := s.beginAnew(ctx, tx, f, reading[:])
		if err != nil {
			return err
		}
		id := newID()
		if found != "" {
			id = found
		}
		if _, err := tx.Exec(ctx, `
			INSERT INTO import_batches (id, kind, file_name, file_hash, sheet, mapping, mapping_hash, state, person, unit, created)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 'staging', $8, $9, $10)
			ON CONFLICT (id) DO UPDATE
			SET file_name = excluded.file_name, person = excluded.person, unit = excluded.unit`,
			id, f.Kind, f.Name, f.Hash, f.Sheet, f.Mapping, reading[:], f.Person, o.unit(), o.env.Now); err != nil {
			return err
		}
		b, err = batch(ctx, tx, id)
		return err
	})
	var in *AlreadyIn
	if err != nil && casework.Refused(err) == nil && !errors.As(err, &in) {
		err = fmt.Errorf("begin the import: %w", err)
	}
	return b, err
}

// beginAnew clears the way for a file: one import of it at a time, nothing stale. It
// returns the batch to go on with, if there is one.
func (s *Store) beginAnew(ctx context.Context, tx pgx.Tx, f ImportFile, reading []byte) (string, error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended(encode($1, 'hex') || $2, 0))`, f.Hash, f.Sheet); err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, forgotten); err != nil {
		return "", err
	}
	var id, state string
	var before []byte
	err := tx.QueryRow(ctx, `
		SELECT id, state, mapping_hash
		FROM import_batches
		WHERE file_hash = $1 AND sheet = $2 AND state <> 'undone'`, f.Hash, f.Sheet).Scan(&id, &state, &before)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return "", nil
	case err != nil:
		return "", err
	case state == "committed":
		b, err := batch(ctx, tx, id)
		if err != nil {
			return "", err
		}
		return "", &AlreadyIn{b, !bytes.Equal(before, reading)}
	case bytes.Equal(before, reading):
		return id, nil
	}
	_, err = tx.Exec(ctx, `DELETE FROM import_batches WHERE id = $1`, id)
	return "", err
}

// StageRows checks rows against the table and keeps those behind the last one staged, in
// one transaction. It returns all of them with the errors the table found.
func (s *Store) StageRows(ctx context.Context, id string, rows []StagedRow) ([]StagedRow, error) {
	var checked []StagedRow
	err := s.write(ctx, func(tx pgx.Tx) error {
		b, o, err := s.underWay(ctx, tx, id)
		if err != nil {
			return err
		}
		checked = slices.Clone(rows)
		var values [][]any
		for i, r := range checked {
			checked[i].Errors = append(slices.Clone(r.Errors), o.check(r)...)
			if r.Row <= b.Staged {
				continue
			}
			v, err := o.stagedValues(id, checked[i])
			if err != nil {
				return err
			}
			values = append(values, v)
		}
		_, err = tx.CopyFrom(ctx, pgx.Identifier{"import_rows"}, []string{"batch", "row", "fields", "key", "data", "mask", "errors", "twin", "alike"}, pgx.CopyFromRows(values))
		return err
	})
	if err != nil && casework.Refused(err) == nil {
		err = fmt.Errorf("stage rows of import %s: %w", id, err)
	}
	return checked, err
}

// underWay locks a batch that is not in yet, and finds its person's leave to open cases.
func (s *Store) underWay(ctx context.Context, tx pgx.Tx, id string) (Batch, *opener, error) {
	b, err := lockBatch(ctx, tx, id)
	if err != nil {
		return b, nil, err
	}
	if b.State != "staging" && b.State != "checked" {
		return b, nil, fmt.Errorf("batch %s is %s: %w", id, b.State, ErrNoImport)
	}
	o, err := s.opener(ctx, tx, b.Kind, b.Person, b.Unit)
	if err == nil {
		o.batch = id
	}
	return b, o, err
}

// CheckImport says that staging is over. The batch stands as checked when as many rows are
// there as were read and none has an error.
func (s *Store) CheckImport(ctx context.Context, id string, rows int) (Staged, error) {
	var n Staged
	err := s.write(ctx, func(tx pgx.Tx) error {
		if _, _, err := s.underWay(ctx, tx, id); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `
			SELECT count(*), count(*) FILTER (WHERE errors <> '[]')
			FROM import_rows
			WHERE batch = $1`, id).Scan(&n.Rows, &n.Bad); err != nil {
			return err
		}
		if n.Rows != rows {
			return fmt.Errorf("%d rows staged of %d read", n.Rows, rows)
		}
		if n.Bad > 0 {
			return nil
		}
		_, err := tx.Exec(ctx, `UPDATE import_batches SET state = 'checked' WHERE id = $1`, id)
		return err
	})
	if err != nil && casework.Refused(err) == nil {
		err = fmt.Errorf("check import %s: %w", id, err)
	}
	return n, err
}

// DiscardImport forgets what was staged. What is in stays in.
func (s *Store) DiscardImport(ctx context.Context, id string) error {
	_, err := s.pool.Exec(ctx, `
		DELETE FROM import_batches
		WHERE id = $1 AND state IN ('staging', 'checked')`, id)
	return outside(err)
}

// Imports lists the files that went in for the units the viewer sees, the newest first.
func (s *Store) Imports(ctx context.Context, viewer casework.Viewer) ([]Batch, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, batchColumns+`
		WHERE state IN ('committed', 'undone')
		  AND (@all OR unit = ANY (@units))
		ORDER BY committed DESC`, g.args())
	if err != nil {
		return nil, outside(err)
	}
	all, err := pgx.CollectRows(rows, scanBatch)
	return all, outside(err)
}

// Titled is a case as a suspected duplicate names it.
type Titled struct{ No, Title string }

// TitlesInSight lists every case whose content the viewer may see, for the search for
// duplicates of a matter. Reports of wrongdoing are never among them.
func (s *Store) TitlesInSight(ctx context.Context, viewer casework.Viewer) ([]Titled, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return nil, err
	}
	all, err := list[Titled](ctx, s.pool, `
		SELECT c.no, c.title
		FROM cases c
		WHERE NOT c.sealed
		  AND c.hidden = '{}'
		  AND c.stage <> 'undone'
		  AND NOT `+onlyCard+`
		  AND `+visible+`
		ORDER BY c.id`, g.args())
	return all, outside(err)
}

// ImportMapping is how the columns under these headings were read the last time; nil when never.
func (s *Store) ImportMapping(ctx context.Context, kind, headings string) (json.RawMessage, error) {
	var m json.RawMessage
	err := s.pool.QueryRow(ctx, `SELECT mapping FROM import_mappings WHERE kind = $1 AND headings = $2`, kind, headings).Scan(&m)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return m, outside(err)
}

// KeepImportMapping keeps how the columns under these headings are read.
func (s *Store) KeepImportMapping(ctx context.Context, kind, headings string, mapping json.RawMessage) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO import_mappings (kind, headings, mapping)
		VALUES ($1, $2, $3)
		ON CONFLICT (kind, headings) DO UPDATE SET mapping = excluded.mapping`, kind, headings, mapping)
	return outside(err)
}

const batchColumns = `
	SELECT id, kind, file_name, sheet, encode(file_hash, 'hex'), state, person, unit, catch_up, created, receipt,
	       coalesce((SELECT max(row) FROM import_rows WHERE batch = import_batches.id), 0)
	FROM import_batches`

// lockBatch reads a batch as it is once nobody else is changing it.
func lockBatch(ctx context.Context, tx pgx.Tx, id string) (Batch, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM import_batches WHERE id = $1 FOR UPDATE`, id); err != nil {
		return Batch{}, err
	}
	return batch(ctx, tx, id)
}

func batch(ctx context.Context, q querier, id string) (Batch, error) {
	rows, err := q.Query(ctx, batchColumns+` WHERE id = $1`, id)
	if err != nil {
		return Batch{}, err
	}
	b, err := pgx.CollectExactlyOneRow(rows, scanBatch)
	if errors.Is(err, pgx.ErrNoRows) {
		return b, ErrNoImport
	}
	return b, err
}

func scanBatch(row pgx.CollectableRow) (Batch, error) {
	var b Batch
	return b, b.scan(row)
}

func (b *Batch) scan(row pgx.Row) error {
	var catchUp *time.Time
	err := row.Scan(&b.ID, &b.Kind, &b.File, &b.Sheet, &b.SHA256, &b.State, &b.Person, &b.Unit, &catchUp, &b.Created, &b.Receipt, &b.Staged)
	if catchUp != nil {
		b.CatchUp = *catchUp
	}
	return err
}
