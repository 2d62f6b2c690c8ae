package store

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// written is everything one move leaves behind, ready for the batch: the row-making
// functions that Act and OpenMany share.
type written struct {
	outcome casework.Outcome
	sealed  casework.Fields
	hash    []byte
	prev    []byte
	receipt Receipt
}

// record writes an outcome: one batch, in the transaction that decided it.
func (t *taken) record(ctx context.Context, tx pgx.Tx, o casework.Outcome) (Receipt, error) {
	if t.state.Seq == 0 {
		no, err := number(ctx, tx, t.kind, t.env)
		if err != nil {
			return Receipt{}, err
		}
		o.State.No = no
	}
	if err := t.tellOffices(ctx, &o); err != nil {
		return Receipt{}, err
	}
	b := &pgx.Batch{}
	w, err := t.write(o)
	if err != nil {
		return Receipt{}, err
	}
	w.queueCase(b, t)
	w.queueTimeline(b, t.command.ID)
	w.queueDues(b, t.state.Dues)
	if !reflect.DeepEqual(o.Parties, t.parties) {
		w.queueRoles(b)
	}
	if err := t.queuePrivate(ctx, tx, b, w); err != nil {
		return Receipt{}, err
	}
	if field := t.move(o.Event.Move).Hides; field != "" {
		b.Queue(`UPDATE files SET sealed = $3 WHERE case_id = $1 AND id = ANY ($2)`, o.State.ID, t.command.Fields.List(field), o.State.Seq)
	}
	if err := t.queueTexts(ctx, tx, b, w); err != nil {
		return Receipt{}, err
	}
	w.queueNotices(b)
	b.Queue(`
		INSERT INTO untold (case_id, seq, since)
		VALUES ($1, $2, $3)
		ON CONFLICT (case_id) DO UPDATE SET seq = excluded.seq, leased = NULL`, o.State.ID, o.State.Seq, t.env.Now)
	b.Queue(`UPDATE actions SET receipt = $2, case_id = $3 WHERE id = $1`, t.command.ID, w.receipt, o.State.ID)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return Receipt{}, fmt.Errorf("record %s on %s: %w", o.Event.Move, o.State.No, err)
	}
	return w.receipt, nil
}

// number takes the next case number: P-2026-0017.
func number(ctx context.Context, tx pgx.Tx, k casework.Kind, env casework.Env) (string, error) {
	var n int64
	if err := tx.QueryRow(ctx, `SELECT nextval('case_numbers')`).Scan(&n); err != nil {
		return "", err
	}
	return caseNumber(k, env, n), nil
}

func caseNumber(k casework.Kind, env casework.Env, n int64) string {
	return fmt.Sprintf("%s-%d-%04d", k.NumberPrefix(), env.Now.In(env.Terms.Zone()).Year(), n)
}

// write splits the sealed fields off the line and chains it.
func (t *taken) write(o casework.Outcome) (written, error) {
	w := written{outcome: o, prev: t.prev, sealed: casework.Fields{}}
	if w.prev == nil {
		w.prev = []byte{}
	}
	open := maps.Clone(o.Event.Fields)
	for _, f := range t.move(o.Event.Move).Form {
		if v, ok := open[f.Name]; ok && f.Sealed {
			w.sealed[f.Name] = v
			delete(open, f.Name)
		}
	}
	w.outcome.Event.Fields = open
	hash, err := chain(w.prev, line{Case: o.State.ID, Action: t.command.ID, Event: w.outcome.Event, Sealed: w.sealed})
	if err != nil {
		return w, fmt.Errorf("chain %s: %w", o.State.No, err)
	}
	w.hash = hash
	w.receipt = Receipt{Action: t.command.ID, Case: o.State.ID, No: o.State.No, Seq: o.State.Seq, Stage: o.State.Stage, At: o.Event.At.UTC(), Hash: hexOf(hash), Until: o.Until.UTC()}
	return w, nil
}

// caseColumns and caseValues are a new case's row, for the INSERT of one and the COPY of many.
var caseColumns = []string{"id", "no", "kind", "title", "unit", "stage", "visit", "seq", "epoch", "opened", "entered", "ended", "catch_up",
	"facts", "dues", "due_no", "traits", "result", "parties", "sealed", "hidden", "next_ask", "wakes", "next_wake", "wake_for", "last_move", "batch", "hash"}

func (w written) caseValues(t *taken) []any {
	s, o := w.outcome.State, w.outcome
	waits, next := t.waits(o)
	return []any{s.ID, s.No, s.Kind, o.Title, nullable(s.Unit), s.Stage, s.Visit, s.Seq, s.Epoch, s.Opened, s.Entered, s.Ended, nullTime(s.CatchUp),
		s.Facts, orEmpty(s.Dues), s.DueNo, o.Traits, o.Result, o.Parties, o.Parties.Sealed, orEmpty(o.Parties.Hidden), nextAsk(s),
		waits, nullTime(next.At), next.For, o.Event.Move, nullable(t.batch), w.hash}
}

func (w written) queueCase(b *pgx.Batch, t *taken) {
	s, o := w.outcome.State, w.outcome
	if s.Seq == 1 {
		b.Queue(`
			INSERT INTO cases (id, no, kind, title, unit, stage, visit, seq, epoch, opened, entered, ended, catch_up,
			                   facts, dues, due_no, traits, result, parties, sealed, hidden, next_ask,
			                   wakes, next_wake, wake_for, last_move, batch, hash)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)`, w.caseValues(t)...)
		return
	}
	waits, next := t.waits(o)
	b.Queue(`
		UPDATE cases
		SET title = $2, unit = $3, stage = $4, visit = $5, seq = $6, opened = $7, entered = $8, ended = $9, facts = $10, dues = $11, due_no = $12,
		    traits = $13, result = $14, parties = $15, sealed = $16, hidden = $17, next_ask = $18, hash = $19,
		    wakes = $20, next_wake = $21, wake_for = $22, last_move = $23
		WHERE id = $1`, s.ID, o.Title, nullable(s.Unit), s.Stage, s.Visit, s.Seq, s.Opened, s.Entered, s.Ended, s.Facts, orEmpty(s.Dues), s.DueNo,
		o.Traits, o.Result, o.Parties, o.Parties.Sealed, orEmpty(o.Parties.Hidden), nextAsk(s), w.hash,
		waits, nullTime(next.At), next.For, o.Event.Move)
}

// timelineColumns and timelineValues are a line of the timeline but for the decision behind it.
var timelineColumns = []string{"case_id", "seq", "action", "move", "from_stage", "to_stage", "visit", "actor", "actor_for", "role", "at",
	"fields", "sealed", "dues", "prev", "hash"}

func (w written) timelineValues(action string) []any {
	e := w.outcome.Event
	return []any{w.outcome.State.ID, e.Seq, action, e.Move, e.From, e.To, e.Visit, e.Actor.ID, e.Actor.For, e.Actor.Role, e.At,
		orNone(e.Fields), orNone(w.sealed), orEmpty(e.Dues), w.prev, w.hash}
}

func (w written) queueTimeline(b *pgx.Batch, action string) {
	b.Queue(`
		INSERT INTO timeline (case_id, seq, action, move, from_stage, to_stage, visit, actor, actor_for, role, at, fields, sealed, dues, prev, hash, decision)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
		        (SELECT id FROM decisions WHERE case_id = $1 AND $17 AND at = $11 ORDER BY id DESC LIMIT 1))`,
		append(w.timelineValues(action), w.outcome.Event.Decision != nil)...)
}

// queueDues brings the rows behind lists and clocks into line with the case's own list.
func (w written) queueDues(b *pgx.Batch, before []casework.Due) {
	s := w.outcome.State
	for _, d := range before {
		if !slices.ContainsFunc(s.Dues, func(x casework.Due) bool { return x.No == d.No }) {
			b.Queue(`UPDATE dues SET settled = $3 WHERE case_id = $1 AND no = $2`, s.ID, d.No, s.Seq)
		}
	}
	for _, d := range s.Dues {
		if slices.ContainsFunc(before, func(x casework.Due) bool { return reflect.DeepEqual(x, d) }) {
			continue
		}
		b.Queue(`
			INSERT INTO dues (case_id, no, name, key, term, starts, more, at, ask, generation, provisional, role, person, then_move)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
			ON CONFLICT (case_id, no) DO UPDATE
			SET term = $5, starts = $6, more = $7, at = $8, ask = $9, generation = $10, provisional = $11, role = $12, person = $13, then_move = $14`,
			dueValues(s.ID, d)...)
	}
}

// dueColumnNames and dueValues are a pending date's row.
var dueColumnNames = []string{"case_id", "no", "name", "key", "term", "starts", "more", "at", "ask", "generation", "provisional", "role", "person", "then_move"}

func dueValues(id string, d casework.Due) []any {
	return []any{id, d.No, d.Name, d.Key, d.Limit, nullTime(d.From), d.More, d.Term.At, d.Ask, d.Generation, d.Term.Provisional, d.Role, nullable(d.Person), d.Then}
}

func (w written) queueRoles(b *pgx.Batch) {
	id := w.outcome.State.ID
	roles, persons := roleRows(w.outcome.Parties)
	b.Queue(`DELETE FROM case_roles WHERE case_id = $1`, id)
	b.Queue(`INSERT INTO case_roles (case_id, role, person) SELECT $1, r, p FROM unnest($2::text[], $3::text[]) AS x(r, p)`, id, roles, persons)
	at := w.outcome.Event.At
	b.Queue(`
		UPDATE roles_held h
		SET until = $2
		WHERE case_id = $1 AND until IS NULL
		AND NOT EXISTS (SELECT FROM case_roles r WHERE r.case_id = h.case_id AND r.role = h.role AND r.person = h.person)`, id, at)
	b.Queue(`
		INSERT INTO roles_held (case_id, role, person, since)
		SELECT case_id, role, person, $2
		FROM case_roles
		WHERE case_id = $1
		ON CONFLICT (case_id, role, person) WHERE until IS NULL DO NOTHING`, id, at)
}

func roleRows(p casework.Parties) (roles, persons []string) {
	for _, role := range slices.Sorted(maps.Keys(p.Holders)) {
		for _, who := range p.Holders[role] {
			roles, persons = append(roles, string(role)), append(persons, who)
		}
	}
	return roles, persons
}

func (w written) queueNotices(b *pgx.Batch) {
	for _, n := range w.outcome.Notices {
		b.Queue(`
			INSERT INTO notices (case_id, seq, person, role, about, due_no, copy, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT ON CONSTRAINT told_once DO NOTHING`,
			w.outcome.State.ID, w.outcome.State.Seq, n.Person, n.Role, n.About, n.Due, n.Copy, w.outcome.Event.At)
	}
}

// waits are what the case's story waits for after an outcome, and the first of it.
func (t *taken) waits(o casework.Outcome) (waits []casework.Wake, next casework.Wake) {
	if o.State.Ended {
		return []casework.Wake{}, casework.Wake{}
	}
	waits = orEmpty(o.Waits(t.wakes, t.env.Now))
	return waits, casework.NextWake(waits, o.State.Dues)
}

func nextAsk(s casework.State) *time.Time {
	if len(s.Dues) == 0 || s.Ended {
		return nil
	}
	at := s.Dues[0].Ask
	return &at
}

func nullable(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func nullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func orNone(f casework.Fields) casework.Fields {
	if f == nil {
		return casework.Fields{}
	}
	return f
}
