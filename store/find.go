package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Order is how a list is sorted. Each is total, so that pages neither lose a row nor show one twice.
type Order string

// The orders; the first when none is asked for.
const (
	ByDue     Order = "due"    // the next date first: the overdue stand at the head, what owes nothing at the end
	ByOpening Order = "opened" // the newest first
	ByNumber  Order = "number" // the newest first
)

// sorting is an order as SQL: the column, its type, and which way it runs.
type sorting struct{ column, kind, direction, beyond string }

var sortings = map[Order]sorting{
	ByDue:     {"l.due", "timestamptz", "ASC", ">"},
	ByOpening: {"l.opened", "timestamptz", "DESC", "<"},
	ByNumber:  {"l.number", "bigint", "DESC", "<"},
}

func (o sorting) rows() string {
	return "ORDER BY " + o.column + " " + o.direction + ", l.case_id " + o.direction
}

func (o sorting) after() string {
	return "(" + o.column + ", l.case_id) " + o.beyond + " (@place::" + o.kind + ", @id)"
}

// cursor is the last row of a page, and what the first page knew: its moment, by which
// cases are called late, its count, and how it looked.
type cursor struct {
	Now     time.Time `json:"n,omitzero"`
	Place   string    `json:"p"`
	ID      string    `json:"i"`
	Count   int       `json:"c"`
	AtLeast bool      `json:"l,omitempty"`
	Plan    plan      `json:"w"`
	Word    int       `json:"r,omitempty"` // the rarest
}

// plan is the way a list is looked through. Which is cheap depends on how much fits, so that is counted first, up to a bound.
type plan string

const (
	walked   plan = "walk"  // along the order until a page is full: for conditions that many cases meet
	gathered plan = "all"   // everything that fits, then sorted: for conditions that few meet
	looked   plan = "words" // everything that has the rarest word, then narrowed and sorted
)

// The bounds of work: below few it is gathered, a word in more than often texts is common.
const (
	few   = 3000
	often = 8000
)

// found is a page of ids with what is known of the whole.
type found struct {
	ids     []string
	cards   map[string]bool
	next    string
	count   int
	atLeast bool
}

// finding is one list being looked through.
type finding struct {
	store *Store
	gate  *gatekeeper
	args  pgx.NamedArgs
	where []string // conditions on listed l
	words []wanted
	order sorting
	from  cursor
	limit int
}

// find looks up a page of a filter.
func (s *Store) find(ctx context.Context, g *gatekeeper, f Filter) (found, error) {
	q, err := s.finding(ctx, g, f)
	if err != nil {
		return found{}, err
	}
	if f.Query != "" && len(q.words) == 0 {
		return found{}, nil // signs only: nothing holds them
	}
	if q.from.Plan == "" {
		if err := q.decide(ctx); err != nil {
			return found{}, fmt.Errorf("count cases: %w", err)
		}
	}
	page, err := q.page(ctx)
	if err != nil {
		return found{}, fmt.Errorf("list cases: %w", err)
	}
	return page, nil
}

func (s *Store) finding(ctx context.Context, g *gatekeeper, f Filter) (*finding, error) {
	q := &finding{store: s, gate: g, args: g.args(), limit: pageLimit(f.Limit)}
	var ok bool
	if q.order, ok = sortings[f.Order]; !ok {
		q.order = sortings[ByDue]
	}
	if err := readCursor(f.After, &q.from); err != nil {
		return nil, err
	}
	if q.from.Now.IsZero() && (f.Overdue || !f.DueBy.IsZero()) {
		var err error
		if q.from.Now, err = s.Now(ctx); err != nil {
			return nil, err
		}
	}
	q.args["place"], q.args["id"], q.args["limit"] = q.from.Place, q.from.ID, q.limit+1
	filtered := q.narrow(f)
	q.words = s.wanted(g.dir, f.Query, q.args)
	slices.SortStableFunc(q.words, func(a, b wanted) int { return leads(b, q.from.Word) - leads(a, q.from.Word) })
	if filtered || len(q.words) > 0 {
		q.where = append(q.where, g.listsWhole()) // a card is found by nothing that it hides
	} else {
		q.where = append(q.where, g.lists())
	}
	return q, nil
}

// narrow adds the filter's conditions, and reports whether any is on what a card hides.
func (q *finding) narrow(f Filter) bool {
	n := len(q.where)
	equal := func(column, value string) {
		if value == Nobody && column != "l.track" {
			value = ""
		} else if value == "" {
			return
		}
		q.and(column+" = @"+column[2:], column[2:], value)
	}
	equal("l.kind", f.Kind)
	equal("l.stage", string(f.Stage))
	equal("l.leader", f.Leader)
	equal("l.track", f.Track)
	equal("l.category", f.Category)
	equal("l.result", f.Result)
	if f.Unit != "" {
		q.and("l.unit = ANY (@tree)", "tree", orEmpty(q.gate.dir.under[f.Unit]))
	}
	if f.Numbers != nil {
		q.and("l.case_id IN (SELECT id FROM cases WHERE no = ANY (@numbers))", "numbers", f.Numbers)
	}
	since := func(condition, name string, at time.Time) {
		if !at.IsZero() {
			q.and(condition, name, at)
		}
	}
	since("l.opened >= @opened_from", "opened_from", f.OpenedFrom)
	since("l.opened < @opened_to", "opened_to", f.OpenedTo)
	since("l.closed >= @closed_from", "closed_from", f.ClosedFrom)
	since("l.closed < @closed_to", "closed_to", f.ClosedTo)
	since("NOT l.ended AND l.due >= @now AND l.due <= @due_by", "due_by", f.DueBy)
	if q.args["now"] = q.from.Now; f.Overdue {
		q.where = append(q.where, "NOT l.ended AND l.due < @now")
	}
	filtered := len(q.where) > n && !(len(q.where) == n+1 && f.Numbers != nil)
	if f.Open {
		q.where = append(q.where, "NOT l.ended")
	}
	return filtered
}

func (q *finding) and(condition, name string, value any) {
	q.where = append(q.where, condition)
	q.args[name] = value
}

// conditions are the WHERE of the list but for the words.
func (q *finding) conditions() string { return strings.Join(q.where, "\n  AND ") }

// ask runs a statement with a plan of its own: a plan for everybody would be nobody's.
func (q *finding) ask(ctx context.Context, sql string) (pgx.Rows, error) {
	return q.store.pool.Query(ctx, sql, pgx.QueryExecModeCacheDescribe, q.args)
}

func (q *finding) number(ctx context.Context, sql string) (int, error) {
	rows, err := q.ask(ctx, sql)
	if err != nil {
		return 0, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
}

// counted is how many cases meet the conditions, up to a bound.
func (q *finding) counted(ctx context.Context, most int) (int, error) {
	return q.number(ctx, `
		SELECT count(*)
		FROM (SELECT FROM listed l WHERE `+q.conditions()+` LIMIT `+strconv.Itoa(most)+`) AS counted`)
}

// decide counts what fits, as far as that is cheap, and picks the way to look through it.
func (q *finding) decide(ctx context.Context) error {
	q.from.Plan, q.from.Count = walked, 0
	if len(q.words) > 0 {
		return q.decideWords(ctx)
	}
	n, err := q.counted(ctx, MostCounted+1)
	if n <= few {
		q.from.Plan = gathered
	}
	q.from.Count, q.from.AtLeast = min(n, MostCounted), n > MostCounted
	return err
}

// page reads a page the way that was picked. Where everything is gathered, that is the count.
func (q *finding) page(ctx context.Context) (found, error) {
	rows, err := q.ask(ctx, q.statement())
	if err != nil {
		return found{}, err
	}
	type hit struct {
		ID, Place string
		Card      bool
		Count     int
	}
	hits, err := pgx.CollectRows(rows, pgx.RowToStructByPos[hit])
	if err != nil {
		return found{}, err
	}
	if q.from.Plan != walked && q.from.ID == "" {
		q.from.Count = 0
		if len(hits) > 0 {
			q.from.Count = hits[0].Count
		}
	}
	page := found{cards: map[string]bool{}, count: q.from.Count, atLeast: q.from.AtLeast}
	if len(hits) > q.limit {
		hits = hits[:q.limit]
		next := q.from
		next.Place, next.ID = hits[q.limit-1].Place, hits[q.limit-1].ID
		page.next = cursorText(next)
	}
	for _, h := range hits {
		page.ids = append(page.ids, h.ID)
		page.cards[h.ID] = h.Card
	}
	return page, nil
}

func leads(w wanted, word int) int {
	if w.n == word {
		return 1
	}
	return 0
}

// statement is the page's SELECT: along an index, or over everything that fits.
func (q *finding) statement() string {
	place := "SELECT l.case_id, " + q.order.column + "::text, " + q.gate.listsCard() + ", "
	beyond := ""
	if q.from.ID != "" {
		beyond = q.order.after()
	}
	if q.from.Plan == walked {
		return place + `0
			FROM listed l
			WHERE ` + strings.Join(nonEmpty(q.conditions(), q.probes(q.words), beyond), "\n  AND ") + `
			` + q.order.rows() + `
			LIMIT @limit`
	}
	with, from, words := "WITH", "listed l", q.words
	if q.from.Plan == looked {
		with, from, words = "WITH hit AS MATERIALIZED ("+words[0].holders(0)+"),", "hit JOIN listed l ON l.case_id = hit.case_id", words[1:]
	}
	if beyond == "" {
		beyond = "true"
	}
	return with + ` found AS MATERIALIZED (
			SELECT l.*
			FROM ` + from + `
			WHERE ` + strings.Join(nonEmpty(q.conditions(), q.probes(words)), "\n  AND ") + `
		)
		` + place + `(SELECT count(*) FROM found)::int
		FROM found l
		WHERE ` + beyond + `
		` + q.order.rows() + `
		LIMIT @limit`
}

func nonEmpty(all ...string) []string {
	var kept []string
	for _, x := range all {
		if x != "" {
			kept = append(kept, x)
		}
	}
	return kept
}
