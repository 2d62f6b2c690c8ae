package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Act decides and records one command in one transaction. The same action id with the
// same content gets the stored receipt, however often and however many at once; with other
// content it gets *Taken. What the person may not see is refused as not found, and a
// refusal or an error leaves nothing behind.
func (s *Store) Act(ctx context.Context, c casework.Command) (Receipt, error) {
	content := digest(c)
	var done Receipt
	var moved casework.Moved
	err := s.write(ctx, func(tx pgx.Tx) error {
		moved = casework.Moved{}
		t, stored, err := s.take(ctx, tx, c, content)
		if err != nil || stored != nil {
			done = *cmp.Or(stored, &Receipt{})
			return err
		}
		o, err := t.kind.Act(t.state, t.command, t.env)
		if err != nil {
			return t.explain(ctx, tx, err)
		}
		if err := t.claimNumbers(ctx, tx); err != nil {
			return err
		}
		o.Event.Fields = t.withDigests(o.Event.Fields)
		done, err = t.record(ctx, tx, o)
		moved = o.Moved
		moved.No = done.No
		return err
	})
	if told := s.acted.Load(); err == nil && moved.Case != "" && told != nil {
		(*told)(moved)
	}
	return done, err
}

// digest is what was asked: the same action id must mean the same thing.
func digest(c casework.Command) []byte {
	text, _ := json.Marshal([]any{c.Kind, c.Case, c.Move, c.Actor.ID, c.Fields})
	sum := sha256.Sum256(text)
	return sum[:]
}

// claim is an action id with what it stands for. It is inserted first: its unique key is
// the lock for openings, and a second asker waits there until the first has committed.
type claim struct {
	id, actor string
	content   []byte
}

const claimAction = `
	INSERT INTO actions (id, content, actor, at)
	VALUES ($1, $2, $3, record_time())
	ON CONFLICT (id) DO NOTHING`

func (c claim) args() []any { return []any{c.id, c.content, c.actor} }

// receipt is what an action id got when it was used before.
func (c claim) receipt(ctx context.Context, tx pgx.Tx) (*Receipt, error) {
	var before []byte
	var receipt *Receipt
	if err := tx.QueryRow(ctx, `SELECT content, receipt FROM actions WHERE id = $1`, c.id).Scan(&before, &receipt); err != nil {
		return nil, err
	}
	if !bytes.Equal(before, c.content) {
		return nil, &Taken{Action: c.id}
	}
	return receipt, nil
}

// taken is a case under its lock, with all that a decision on it needs.
type taken struct {
	store   *Store
	kind    casework.Kind
	state   casework.State
	parties casework.Parties
	command casework.Command
	env     casework.Env
	dir     *directory
	traits  map[string]string
	wakes   []casework.Wake
	last    string            // the last line's move
	prev    []byte            // the hash of the last line; nil for an opening
	batch   string            // of the import that brings the case in
	touched bool              // somebody acted on the case's matter since it came in
	digests map[string]string // of the files that the form names, by id
	system  bool
	nobody  bool // a system's move found nobody to name
}

// take locks the case's row, reads the record's time after the wait, and asks the access
// policy who the actor is in this case.
func (s *Store) take(ctx context.Context, tx pgx.Tx, c casework.Command, content []byte) (*taken, *Receipt, error) {
	t, stored, err := s.lock(ctx, tx, c.Case, c.Kind, &claim{c.ID, c.Actor.ID, content})
	used := errors.As(err, new(*Taken)) // told only to those who may know of the case
	if err != nil && !used || stored != nil {
		return nil, stored, err
	}
	v, ok := t.dir.viewer(c.Actor.ID, t.env.Now.In(t.env.Terms.Zone()))
	if !ok {
		return nil, nil, casework.Refuse(casework.NotFound)
	}
	leave, asked := s.Gate.May(ctx, t.question(v))
	if asked != nil {
		return nil, nil, fmt.Errorf("access of %s: %w", c.Actor.ID, asked)
	}
	if leave.Sight == casework.None && c.Case != "" {
		return nil, nil, casework.Refuse(casework.NotFound)
	}
	if used {
		return nil, nil, err
	}
	c.Roles, c.For = leave.Roles, leave.For
	if c, err = t.withCases(ctx, tx, v, t.withPeople(c)); err != nil {
		return nil, nil, err
	}
	if c, err = t.withTouch(ctx, tx, c); err != nil {
		return nil, nil, err
	}
	t.command, err = t.withFiles(ctx, tx, c)
	return t, nil, err
}

// touchedCase tells of a case c whether anybody acted on its matter since it came in: Event.Touches in SQL.
const touchedCase = `EXISTS (SELECT FROM timeline x WHERE x.case_id = c.id AND x.seq > 1 AND x.role <> 'system' AND x.move <> 'catch-up')`

// withTouch adds whether the case was touched, where the move asks for it.
func (t *taken) withTouch(ctx context.Context, tx pgx.Tx, c casework.Command) (casework.Command, error) {
	if c.Case == "" || !slices.Contains(t.move(c.Move).Needs, "touched") {
		return c, nil
	}
	err := tx.QueryRow(ctx, `SELECT `+touchedCase+` FROM cases c WHERE c.id = $1`, c.Case).Scan(&c.Touched)
	return c, err
}

// withCases adds which of the case numbers the form names are open cases that the actor sees in full.
func (t *taken) withCases(ctx context.Context, tx pgx.Tx, v casework.Viewer, c casework.Command) (casework.Command, error) {
	c.Cases = map[string]bool{}
	for _, f := range t.move(c.Move).Form {
		no := strings.TrimSpace(c.Fields[f.Name])
		if f.Kind != casework.Case || no == "" {
			continue
		}
		other := &taken{store: t.store, dir: t.dir}
		err := other.scan(tx.QueryRow(ctx, `SELECT `+stateColumns+` FROM cases WHERE no = $1`, no))
		if errors.Is(err, pgx.ErrNoRows) {
			continue
		}
		if err != nil {
			return c, err
		}
		leave, err := t.store.Gate.May(ctx, other.question(v))
		if err != nil {
			return c, err
		}
		open := slices.Contains(t.move(c.Move).From, other.state.Stage) // whatever could be done to it as well
		c.Cases[no] = leave.Sight == casework.Full && !other.state.Ended && open
	}
	return c, nil
}

// withFiles adds which of the files the form names are kept for this case.
func (t *taken) withFiles(ctx context.Context, tx pgx.Tx, c casework.Command) (casework.Command, error) {
	ids := c.Fields.List("files")
	if len(ids) == 0 || c.Case == "" {
		return c, nil
	}
	rows, err := tx.Query(ctx, `SELECT id, encode(sha256, 'hex') FROM files WHERE case_id = $1 AND id = ANY($2) AND sealed IS NULL`, c.Case, ids)
	if err != nil {
		return c, err
	}
	c.Files, t.digests = map[string]bool{}, map[string]string{}
	var id, sum string
	_, err = pgx.ForEachRow(rows, []any{&id, &sum}, func() error {
		c.Files[id], t.digests[id] = true, sum
		return nil
	})
	return c, err
}

// withDigests puts the digests of the files beside their ids, so that the chain of the
// timeline covers what they hold.
func (t *taken) withDigests(f casework.Fields) casework.Fields {
	var sums []string
	for _, id := range f.List("files") {
		sums = append(sums, t.digests[id])
	}
	if sums == nil {
		return f
	}
	f = maps.Clone(f)
	f["files.sha256"] = strings.Join(sums, ",")
	return f
}

// lock claims the action id, reads the case under its row lock, and the record's time once
// the lock is held: one round trip. An action id used before comes back with its receipt.
func (s *Store) lock(ctx context.Context, tx pgx.Tx, id, kind string, first *claim) (*taken, *Receipt, error) {
	if first != nil && (len(first.id) < 8 || len(first.id) > 200) {
		return nil, nil, casework.Refuse(casework.Invalid, casework.Item{Key: "action"})
	}
	t := &taken{store: s, env: casework.Env{Terms: s.Terms}}
	b := &pgx.Batch{}
	if first != nil {
		b.Queue(claimAction, first.args()...)
	}
	if id != "" {
		b.Queue(`SELECT `+stateColumns+` FROM cases WHERE id = $1 FOR UPDATE`, id)
	}
	b.Queue(`SELECT record_time(), (SELECT value FROM settings WHERE name = 'grants'), (SELECT value::bigint FROM settings WHERE name = 'epoch')`)
	results := tx.SendBatch(ctx, b)
	fresh, grants, epoch, err := t.locked(results, id, first != nil)
	if e := results.Close(); err == nil {
		err = e
	}
	if err != nil {
		return nil, nil, err
	}
	missing := id != "" && t.state.Seq == 0
	if missing {
		t.state.Head = nothing(s.Kinds[0])
	}
	if id != "" {
		kind = t.state.Kind
	}
	t.env.Now = t.env.Now.Truncate(time.Microsecond)
	var ok bool
	if t.kind, ok = s.kinds[kind]; !ok {
		return nil, nil, casework.Refuse(casework.NotFound)
	}
	if id == "" {
		t.state.Head = casework.Head{ID: newID(), Kind: kind, Epoch: epoch}
	}
	if t.dir, err = s.directoryAt(ctx, tx, grants, t.env.Now); err != nil {
		return t, nil, err
	}
	var stored *Receipt
	if !fresh {
		stored, err = first.receipt(ctx, tx)
	}
	if missing { // no sooner than what is hidden is refused
		return nil, nil, casework.Refuse(casework.NotFound)
	}
	return t, stored, err
}

// locked reads the answers in the order they were asked; a case that is not there leaves the state empty.
func (t *taken) locked(results pgx.BatchResults, id string, claimed bool) (fresh bool, grants string, epoch int64, err error) {
	fresh = true
	if claimed {
		tag, err := results.Exec()
		if err != nil {
			return false, "", 0, err
		}
		fresh = tag.RowsAffected() == 1
	}
	if id != "" {
		if err := t.scan(results.QueryRow()); err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return false, "", 0, err
		}
	}
	err = results.QueryRow().Scan(&t.env.Now, &grants, &epoch)
	return fresh, grants, epoch, err
}

// stateColumns are what a decision needs of a case's row.
const stateColumns = `id, no, kind, coalesce(unit, ''), stage, visit, seq, epoch, opened, entered, ended, catch_up, facts, dues, due_no, parties, traits, wakes, last_move, hash`

func (t *taken) scan(row pgx.Row) error {
	h := &t.state.Head
	var catchUp *time.Time
	err := row.Scan(&h.ID, &h.No, &h.Kind, &h.Unit, &h.Stage, &h.Visit, &h.Seq, &h.Epoch, &h.Opened, &h.Entered, &h.Ended, &catchUp,
		&t.state.Facts, &h.Dues, &h.DueNo, &t.parties, &t.traits, &t.wakes, &t.last, &t.prev)
	if catchUp != nil {
		h.CatchUp = *catchUp
	}
	return err
}

// question is what access is decided on: posts and parties, nothing about the petitioner.
func (t *taken) question(v casework.Viewer) casework.AccessQuestion {
	return accessQuestion(t.dir, v, t.state.Head, t.traits["track"], t.parties)
}

func accessQuestion(d *directory, v casework.Viewer, h casework.Head, track string, p casework.Parties) casework.AccessQuestion {
	q := casework.AccessQuestion{Viewer: v, Kind: h.Kind, Stage: h.Stage, Track: track, Parties: p, UnitUp: d.up[p.Unit], Above: map[string][]string{}}
	if h.Seq > 0 {
		q.Case = h.ID
	}
	for _, holders := range p.Holders {
		for _, who := range holders {
			q.Above[who] = d.above(who)
		}
	}
	return q
}

// withPeople adds what the table may know of the actor, of those who hold a role, and of those the form names.
func (t *taken) withPeople(c casework.Command) casework.Command {
	c.People, c.Units, c.UnitUp = map[string]casework.Person{}, map[string]bool{}, map[string][]string{}
	add := func(id string) {
		if p, ok := t.dir.person(id); ok {
			c.People[id] = p
		}
	}
	for _, holders := range t.parties.Holders {
		for _, who := range holders {
			add(who)
		}
	}
	form := t.move(c.Move).Form
	for _, name := range personFields(form, c.Fields) {
		for _, id := range c.Fields.List(name) {
			add(id)
		}
	}
	for _, f := range form {
		if _, known := t.dir.units[c.Fields[f.Name]]; f.Kind == casework.UnitF && known {
			c.Units[c.Fields[f.Name]], c.UnitUp[c.Fields[f.Name]] = true, t.dir.up[c.Fields[f.Name]]
		}
	}
	c.Self, _ = t.dir.person(c.Actor.ID)
	return c
}

// move is a row of the kind's table; empty for what is none, like overdue.
func (t *taken) move(name string) casework.MoveInfo { return t.store.moves[t.kind.KindName()][name] }

// personFields names every field of the form that holds persons, cells of rows included.
func personFields(form []casework.Field, values casework.Fields) []string {
	var names []string
	for _, f := range form {
		switch f.Kind {
		case casework.PersonF, casework.People:
			names = append(names, f.Name)
		case casework.Rows:
			for i := range values.Count(f.Name) {
				for _, col := range f.Row {
					if col.Kind == casework.PersonF {
						names = append(names, casework.RowField(f.Name, i, col.Name))
					}
				}
			}
		}
	}
	return names
}

// sealedMoves are those of which not even it is told that they were made.
func (t *taken) sealedMoves() []string {
	names := []string{}
	for name, m := range t.store.moves[t.kind.KindName()] {
		if m.Sealed {
			names = append(names, name)
		}
	}
	return names
}

// explain adds to a refusal who decided first, when the case moved on since the page was shown.
func (t *taken) explain(ctx context.Context, tx pgx.Tx, err error) error {
	r := casework.Refused(err)
	if r == nil || t.state.Seq == 0 || t.command.Seen == t.state.Seq || r.Code != casework.Stale && r.Code != casework.WrongStage {
		return err
	}
	d := Decided{Seq: t.state.Seq}
	q := `
		SELECT actor, move, at
		FROM timeline
		WHERE case_id = $1 AND move <> ALL ($2)
		ORDER BY (from_stage <> to_stage) DESC, seq DESC
		LIMIT 1`
	if e := tx.QueryRow(ctx, q, t.state.ID, t.sealedMoves()).Scan(&d.By, &d.Move, &d.At); e != nil {
		return err
	}
	return &Overtaken{Refusal: r, Decided: d}
}

// Overtaken is a refusal because somebody else acted first; it names who, what and when.
type Overtaken struct {
	Refusal *casework.Refusal
	Decided Decided
}

func (o *Overtaken) Error() string { return o.Refusal.Error() }
func (o *Overtaken) Unwrap() error { return o.Refusal }

// newID makes an opaque id of 130 random bits in 26 lower-case characters.
func newID() string { return strings.ToLower(rand.Text()) }

// NewAction makes an action id for a form or a program.
func NewAction() string { return strings.ToLower(rand.Text()) }

// line is the canonical form of a timeline line: what its hash covers.
type line struct {
	Case   string          `json:"case"`
	Action string          `json:"action"`
	Event  casework.Event  `json:"event"`
	Sealed casework.Fields `json:"sealed,omitempty"`
}

// chain hashes a line onto the one before it.
func chain(prev []byte, l line) ([]byte, error) {
	l.Event.At = l.Event.At.UTC()
	text, err := json.Marshal(l)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(slices.Concat(prev, text))
	return sum[:], nil
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }
