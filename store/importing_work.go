package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// The portal brings a file in over several pages. Between them everything stands in the
// record: the file, sealed; how a person wants it read; what reading it found; and what is
// wanted next. Whoever finds a wish that nobody works on carries it out, so that a portal
// that was stopped goes on where it was:
//
//	UploadImport: read ─ ImportRead ─┬─ ChooseImport: read again
//	                                 └─ WishOpen: open ─ OpenMany

// The wishes of an import: to be read and checked, to become cases.
const (
	WishRead = "read"
	WishOpen = "open"
)

// importLease is how long a wish belongs to whoever works on it and says nothing.
const importLease = 15 * time.Second

// ImportChoices say how a person wants a file read, where it is not to be guessed.
type ImportChoices struct {
	Sheet   string            `json:"sheet,omitempty"`
	Columns map[string]string `json:"columns,omitempty"` // field → column's letter; nil: guessed by the headings
	Dates   map[string]string `json:"dates,omitempty"`   // field → ymd, mdy or dmy
	Matter  string            `json:"matter,omitempty"`  // of rows that do not say it
	CatchUp string            `json:"catch_up,omitempty"`
}

// ImportColumn is a column of the file and what becomes of it.
type ImportColumn struct {
	Letter  string `json:"letter"`
	Heading string `json:"heading"`
	Field   string `json:"field,omitempty"` // of the move import; empty when it is not taken
	Why     string `json:"why,omitempty"`   // why not: denied, other-fits, unknown, unmapped
	Sure    string `json:"sure,omitempty"`  // why it is: named by its heading, guessed, kept from the last time, told
	Example string `json:"example,omitempty"`
}

// ImportDates says how the dates of one field are written, and how ambiguous ones are read.
type ImportDates struct {
	Field  string         `json:"field"`
	Styles map[string]int `json:"styles"`
	Unread int            `json:"unread,omitempty"`
	Reads  []ImportOrder  `json:"reads,omitempty"`
}

// ImportOrder is the order in which an ambiguous style of dates is read, and why.
type ImportOrder struct {
	Style string `json:"style"`
	Order string `json:"order"` // ymd, mdy, dmy
	How   string `json:"how"`   // only, range, assumed, told
	Dates int    `json:"dates"`
}

// ImportFound is what reading a file found.
type ImportFound struct {
	Sheet    string           `json:"sheet,omitempty"`
	Sheets   []string         `json:"sheets,omitempty"` // others in which something stands
	HeadFrom int              `json:"head_from"`
	HeadTo   int              `json:"head_to"`
	Columns  []ImportColumn   `json:"columns"`
	Dates    []ImportDates    `json:"dates,omitempty"`
	Matter   string           `json:"matter,omitempty"` // what rows are that do not say it; empty when a column does
	Rows     int              `json:"rows"`             // that hold a matter
	Bad      int              `json:"bad"`
	Errors   int              `json:"errors"`
	Twins    int              `json:"twins"`
	Empty    int              `json:"empty,omitempty"`
	Asides   map[string][]int `json:"asides,omitempty"`   // rows that hold no matter, by why
	Channels int              `json:"channels,omitempty"` // rows whose channel nobody knows
	Headings string           `json:"headings"`           // what the reading of the columns is kept by
	Mapping  json.RawMessage  `json:"mapping,omitempty"`  // how they were read
}

// ImportTrouble is why a wish could not be carried out, by its key in the list of sentences.
type ImportTrouble struct {
	Key  string   `json:"key"`
	Args []string `json:"args,omitempty"`
}

// ImportWork is an import with what the portal works on for it.
type ImportWork struct {
	Batch
	Size    int
	Choices ImportChoices
	Found   *ImportFound
	Wish    string
	Trouble *ImportTrouble
	Done    int
	Total   int
}

// ImportJob is a wish with what is needed to carry it out.
type ImportJob struct {
	ImportWork
	Content []byte
}

// UploadImport keeps a file on its way in and wishes that it be read. Who may not open
// cases is refused. A file that is in comes back as *AlreadyIn; one that somebody else is
// bringing in this moment is refused; what is left of an earlier try is forgotten.
func (s *Store) UploadImport(ctx context.Context, f ImportFile, content []byte, choices ImportChoices) (string, error) {
	sum := sha256.Sum256(content)
	f.Hash, f.Sheet = sum[:], choices.Sheet
	sealed, err := seal(s.Key, content, importContent)
	if err != nil {
		return "", err
	}
	id := newID()
	err = s.write(ctx, func(tx pgx.Tx) error {
		o, err := s.opener(ctx, tx, f.Kind, f.Person, f.Unit)
		if err != nil {
			return err
		}
		if err := s.makeRoom(ctx, tx, f); err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(`
			INSERT INTO import_batches (id, kind, file_name, file_hash, sheet, mapping, mapping_hash, state, person, unit, created)
			VALUES ($1, $2, $3, $4, $5, '{}', '', 'staging', $6, $7, $8)`, id, f.Kind, f.Name, f.Hash, f.Sheet, f.Person, o.unit(), o.env.Now)
		b.Queue(`INSERT INTO import_work (batch, content, size, choices, wish) VALUES ($1, $2, $3, $4, $5)`, id, sealed, len(content), choices, WishRead)
		return tx.SendBatch(ctx, b).Close()
	})
	if err != nil && casework.Refused(err) == nil && !errors.As(err, new(*AlreadyIn)) {
		err = fmt.Errorf("keep a file on its way in: %w", err)
	}
	return id, err
}

const importContent = "import file"

// makeRoom clears the way for a file: what is in stays, what is under way is not disturbed.
func (s *Store) makeRoom(ctx context.Context, tx pgx.Tx, f ImportFile) error {
	const before = `
		SELECT b.id, b.state, coalesce(w.wish, '') <> '' AND w.leased > clock_timestamp() AND b.person <> $3
		FROM import_batches b
		LEFT JOIN import_work w ON w.batch = b.id
		WHERE b.file_hash = $1
		  AND ($2 = '' OR b.sheet = $2 OR b.sheet = '')
		  AND b.state <> 'undone'
		ORDER BY b.state = 'committed' DESC`
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 0))`, f.Hash); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, forgotten); err != nil {
		return err
	}
	found, err := list[struct {
		ID, State string
		Busy      bool
	}](ctx, tx, before, f.Hash, f.Sheet, f.Person)
	if err != nil {
		return err
	}
	for _, x := range found {
		switch {
		case x.State == "committed":
			b, err := batch(ctx, tx, x.ID)
			if err != nil {
				return err
			}
			return &AlreadyIn{Batch: b}
		case x.Busy:
			return casework.Refuse("under-way")
		}
		if _, err := tx.Exec(ctx, `DELETE FROM import_batches WHERE id = $1`, x.ID); err != nil {
			return err
		}
	}
	return nil
}

// forgotten is what was staged and left for seven days.
const forgotten = `
	DELETE FROM import_batches
	WHERE state IN ('staging', 'checked')
	  AND created < record_time() - interval '7 days'`

const workColumns = `
	SELECT b.id, b.kind, b.file_name, b.sheet, encode(b.file_hash, 'hex'), b.state, b.person, b.unit, b.catch_up, b.created, b.receipt,
	       coalesce((SELECT max(row) FROM import_rows WHERE batch = b.id), 0),
	       coalesce(w.size, 0), coalesce(w.choices, '{}'), w.found, coalesce(w.wish, ''), w.trouble, coalesce(w.done, 0), coalesce(w.total, 0)
	FROM import_batches b
	LEFT JOIN import_work w ON w.batch = b.id`

func (w *ImportWork) scan(row pgx.Row) error {
	more := []any{&w.Size, &w.Choices, &w.Found, &w.Wish, &w.Trouble, &w.Done, &w.Total}
	return w.Batch.scan(wider{row, more})
}

// ownImport is who may see an import b: what is in, whoever sees its unit; what is on its way, who brings it in.
const ownImport = `
	CASE WHEN b.state IN ('committed', 'undone') THEN @all OR b.unit = ANY (@units) ELSE b.person = @viewer END`

// Import is one import with what the portal works on for it. What the viewer may not see is refused as not found.
func (s *Store) Import(ctx context.Context, viewer casework.Viewer, id string) (ImportWork, error) {
	var w ImportWork
	g, err := s.keeper(ctx, viewer)
	if err != nil {
		return w, err
	}
	args := g.args()
	args["id"] = id
	err = w.scan(s.pool.QueryRow(ctx, workColumns+` WHERE b.id = @id AND `+ownImport, args))
	if g.scope.None || errors.Is(err, pgx.ErrNoRows) {
		return ImportWork{}, casework.Refuse(casework.NotFound)
	}
	return w, outside(err)
}

// ImportsAtHand lists the files that the viewer is bringing in, the newest first.
func (s *Store) ImportsAtHand(ctx context.Context, viewer casework.Viewer) ([]ImportWork, error) {
	rows, err := s.pool.Query(ctx, workColumns+`
		WHERE b.state IN ('staging', 'checked') AND b.person = $1 AND w.batch IS NOT NULL
		ORDER BY b.created DESC`, viewer.ID)
	if err != nil {
		return nil, outside(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (ImportWork, error) {
		var w ImportWork
		return w, w.scan(row)
	})
	return all, outside(err)
}

// ChooseImport has a file of the viewer's that is not in yet read anew, as they choose.
func (s *Store) ChooseImport(ctx context.Context, viewer casework.Viewer, id string, choices ImportChoices) error {
	return s.wish(ctx, viewer, id, "staging", WishRead, func(tx pgx.Tx, w ImportWork) error {
		choices.CatchUp = w.Choices.CatchUp
		b := &pgx.Batch{}
		b.Queue(`DELETE FROM import_rows WHERE batch = $1`, id)
		b.Queue(`UPDATE import_batches SET state = 'staging', sheet = $2, mapping = '{}', mapping_hash = '' WHERE id = $1`, id, choices.Sheet)
		b.Queue(`UPDATE import_work SET choices = $2 WHERE batch = $1`, id, choices)
		return tx.SendBatch(ctx, b).Close()
	})
}

// WishOpen wishes that a checked file of the viewer's become cases, escalating from a day
// on: 2006-01-02, or empty for the eleventh working day.
func (s *Store) WishOpen(ctx context.Context, viewer casework.Viewer, id, catchUp string) error {
	return s.wish(ctx, viewer, id, "checked", WishOpen, func(tx pgx.Tx, w ImportWork) error {
		w.Choices.CatchUp = catchUp
		_, err := tx.Exec(ctx, `UPDATE import_work SET choices = $2 WHERE batch = $1`, id, w.Choices)
		return err
	})
}

// wish puts a wish on an import of the viewer's that has come at least as far as state and on which nothing is under way.
func (s *Store) wish(ctx context.Context, viewer casework.Viewer, id, state, wish string, do func(pgx.Tx, ImportWork) error) error {
	err := s.write(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT FROM import_batches WHERE id = $1 FOR UPDATE`, id); err != nil {
			return err
		}
		var w ImportWork
		if err := w.scan(tx.QueryRow(ctx, workColumns+` WHERE b.id = $1 AND b.person = $2 AND w.batch IS NOT NULL`, id, viewer.ID)); errors.Is(err, pgx.ErrNoRows) {
			return casework.Refuse(casework.NotFound)
		} else if err != nil {
			return err
		}
		if w.Wish != "" {
			return casework.Refuse("under-way")
		}
		if w.State != "checked" && w.State != state {
			return casework.Refuse(casework.WrongStage)
		}
		if _, _, err := s.underWay(ctx, tx, id); err != nil { // who may no longer bring files in stops here
			return err
		}
		if err := do(tx, w); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE import_work SET wish = $2, trouble = NULL, leased = NULL, done = 0, total = 0 WHERE batch = $1`, id, wish)
		return err
	})
	if err != nil && casework.Refused(err) == nil {
		err = fmt.Errorf("wish to %s import %s: %w", wish, id, err)
	}
	return err
}

// DropImport forgets a file of the viewer's that is not in yet, with everything staged of it.
func (s *Store) DropImport(ctx context.Context, viewer casework.Viewer, id string) error {
	done, err := s.pool.Exec(ctx, `
		DELETE FROM import_batches
		WHERE id = $1 AND person = $2 AND state IN ('staging', 'checked')`, id, viewer.ID)
	if err == nil && done.RowsAffected() == 0 {
		return casework.Refuse(casework.NotFound)
	}
	return outside(err)
}

// LeaseImport takes a wish that nobody works on, or nil when there is none. Whoever has it
// says so again before the lease runs out (ImportAt), or somebody else takes it.
func (s *Store) LeaseImport(ctx context.Context) (*ImportJob, error) {
	const lease = `
		UPDATE import_work
		SET leased = clock_timestamp() + $1 * interval '1 second'
		WHERE batch = (
		    SELECT batch
		    FROM import_work
		    WHERE wish <> '' AND coalesce(leased < clock_timestamp(), true)
		    ORDER BY leased NULLS FIRST, batch
		    LIMIT 1
		    FOR UPDATE SKIP LOCKED)
		RETURNING batch, content`
	var id string
	var sealed []byte
	err := s.pool.QueryRow(ctx, lease, importLease.Seconds()).Scan(&id, &sealed)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	j := &ImportJob{}
	if err == nil {
		err = j.scan(s.pool.QueryRow(ctx, workColumns+` WHERE b.id = $1`, id))
	}
	if err == nil && sealed != nil {
		j.Content, err = unseal(s.Key, sealed, importContent)
	}
	if err != nil {
		return nil, outside(fmt.Errorf("take up an import: %w", err))
	}
	return j, nil
}

// ImportAt says how far a wish has come and that it is still worked on.
func (s *Store) ImportAt(ctx context.Context, id string, done, total int) error {
	_, err := s.pool.Exec(ctx, `
		UPDATE import_work
		SET done = greatest(done, $2), total = greatest(total, $3), leased = clock_timestamp() + $4 * interval '1 second'
		WHERE batch = $1 AND wish <> ''`, id, done, total, importLease.Seconds())
	return outside(err)
}

// ReleaseImport leaves a wish to whoever comes next.
func (s *Store) ReleaseImport(ctx context.Context, id string) error {
	_, err := s.pool.Exec(ctx, `UPDATE import_work SET leased = NULL WHERE batch = $1`, id)
	return outside(err)
}

// ReadingImport fixes how a file's columns are read, before its rows are staged. Where that
// is another way than before, what was staged is forgotten.
func (s *Store) ReadingImport(ctx context.Context, id, sheet string, mapping json.RawMessage) (Batch, error) {
	reading := sha256.Sum256(mapping)
	var b Batch
	err := s.put(ctx, "reading of import "+id, func(tx pgx.Tx) error {
		if _, _, err := s.underWay(ctx, tx, id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			DELETE FROM import_rows
			WHERE batch = $1 AND (SELECT mapping_hash FROM import_batches WHERE id = $1) <> $2`, id, reading[:]); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE import_batches SET sheet = $2, mapping = $3, mapping_hash = $4 WHERE id = $1`, id, sheet, mapping, reading[:])
		if err == nil {
			b, err = batch(ctx, tx, id)
		}
		return err
	})
	return b, err
}

// ImportRead ends a wish: with what was found, with what stood in the way, or with both.
func (s *Store) ImportRead(ctx context.Context, id string, found *ImportFound, trouble *ImportTrouble) error {
	_, err := s.pool.Exec(ctx, `
		UPDATE import_work
		SET wish = '', leased = NULL, found = coalesce($2, found), trouble = $3
		WHERE batch = $1`, id, found, trouble)
	return outside(err)
}

// BadRow is a row that cannot become a case, with everything that is wrong about it.
type BadRow struct {
	Row    int
	Errors []RowError
}

// ImportErrors lists the bad rows of an import behind a row.
func (s *Store) ImportErrors(ctx context.Context, id string, after, limit int) ([]BadRow, error) {
	all, err := list[BadRow](ctx, s.pool, `
		SELECT row, errors
		FROM import_rows
		WHERE batch = $1 AND errors <> '[]' AND row > $2
		ORDER BY row
		LIMIT $3`, id, after, limit)
	return all, outside(err)
}

// Twin is a row that may hold a matter which is known already: another row, or a case.
type Twin struct {
	Row       int
	Title     string
	Other     string // a row, or a case's number
	IsCase    bool
	TwinTitle string
	Alike     int // percent; 0: the same original number
}

// ImportTwins lists the suspected duplicates of an import behind a row. A case that the
// viewer may not see by now is not named.
func (s *Store) ImportTwins(ctx context.Context, viewer casework.Viewer, id string, after, limit int) ([]Twin, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return nil, err
	}
	args := g.args()
	args["id"], args["after"], args["limit"] = id, after, limit
	all, err := list[Twin](ctx, s.pool, `
		SELECT r.row, coalesce(r.fields ->> 'title', ''), r.twin, c.id IS NOT NULL, coalesce(c.title, o.fields ->> 'title', ''), r.alike
		FROM import_rows r
		LEFT JOIN import_rows o ON o.batch = r.batch AND o.row = CASE WHEN r.twin ~ '^[0-9]+$' THEN r.twin::int END
		LEFT JOIN cases c ON c.no = r.twin AND NOT c.sealed AND c.hidden = '{}' AND NOT `+onlyCard+` AND `+visible+`
		WHERE r.batch = @id AND r.twin <> '' AND r.row > @after
		  AND (o.row IS NOT NULL OR c.id IS NOT NULL)
		ORDER BY r.row
		LIMIT @limit`, args)
	return all, outside(err)
}
