package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// FigureCount is one number of the board: how many of a figure fell to a unit in a month,
// and how many of them were good: on time, or of closures resolved. Note is a closure's outcome.
type FigureCount struct {
	Month              time.Time // its first day, at midnight UTC
	Figure, Unit, Note string
	N, Good            int
}

// OpenCount is how many open cases of an age stand in a stage of a unit now.
type OpenCount struct {
	Unit  string
	Stage casework.Stage
	Age   int // index into Months.Ages: younger than that many days; len(Ages) for older ones
	N     int
}

// Board is the figures of the viewer's units.
type Board struct {
	Counts []FigureCount
	Open   []OpenCount
}

// Span is what a board covers: months by their first moment in the installation's zone,
// the last of them still running, and the day boundaries that part the ages of open cases.
type Span struct {
	Months []time.Time // ascending, one after the other
	Now    time.Time
	Ages   []time.Time // opened since then: younger than the boundary; descending
	Ended  []casework.Stage
}

// figureLines are the lines that figures of a stretch of time count. Of a date only what
// was true when it came counts: answered or carried out by then, or not; what ended in
// another way before its date is in no figure. Closures, reopenings and disputes count when
// they were recorded. Sealed cases, and what is hidden from anybody, are in no figure.
const figureLines = `
	WITH dated AS (
		SELECT CASE d.name WHEN 'opinion' THEN 'answered' ELSE 'carried-out' END AS figure, d.case_id, d.no::bigint AS key, d.at,
		       coalesce(e.at <= d.at, false) AS before, coalesce(e.move IN ('sign-opinion', 'complete-step'), false) AS met
		FROM dues d
		LEFT JOIN timeline e ON e.case_id = d.case_id AND e.seq = d.settled
		WHERE d.name IN ('opinion', 'step') AND d.at > @from::timestamptz AND d.at <= @to::timestamptz
	), line AS (
		SELECT figure, case_id, key, at, before AND met AS good, '' AS note
		FROM dated
		WHERE NOT before OR met
		UNION ALL
		SELECT CASE t.move WHEN 'approve-closure' THEN 'closed' WHEN 'reopen' THEN 'reopened' ELSE 'disputed' END,
		       t.case_id, t.seq, t.at, coalesce(p.outcome = 'resolved', false), coalesce(p.outcome, '')
		FROM timeline t
		LEFT JOIN LATERAL (
			SELECT fields ->> 'outcome' AS outcome
			FROM timeline
			WHERE t.move = 'approve-closure' AND case_id = t.case_id AND seq < t.seq AND move = 'propose-closure'
			ORDER BY seq DESC
			LIMIT 1
		) p ON true
		WHERE t.move IN ('approve-closure', 'reopen', 'dispute')
		  AND t.at >= @from::timestamptz AND t.at < @to::timestamptz
		  AND (t.move = 'approve-closure' OR t.from_stage IN ('closed', 'final'))
	), counted AS (
		SELECT line.*, coalesce(c.unit, '') AS unit
		FROM line
		JOIN cases c ON c.id = line.case_id
		WHERE NOT c.sealed AND c.hidden = '{}'
	)`

// Board counts what the viewer's units did month by month and what stands open now. Months
// that are over are read as they were frozen, the running one and the open cases are live.
// Five queries, however many cases; a month just over costs two more, once.
func (s *Store) Board(ctx context.Context, viewer casework.Viewer, span Span) (Board, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return Board{}, err
	}
	if err := s.freeze(ctx, span); err != nil {
		return Board{}, outside(err)
	}
	args := span.args(g.args())
	var b Board
	if b.Counts, err = list[FigureCount](ctx, s.pool, `
		SELECT k.month::timestamp AT TIME ZONE 'UTC', k.figure, k.unit, k.note, k.n - coalesce(gone.n, 0), k.good - coalesce(gone.good, 0)
		FROM month_counts k
		LEFT JOIN (
			SELECT l.month, l.figure, l.unit, l.note, count(*)::int AS n, (count(*) FILTER (WHERE l.good))::int AS good
			FROM cases c
			JOIN month_lines l ON l.case_id = c.id
			WHERE c.sealed OR c.hidden <> '{}'
			GROUP BY 1, 2, 3, 4
		) gone USING (month, figure, unit, note)
		WHERE k.month >= @first::date AND k.month < @running::date AND (@all OR k.unit = ANY (@units))
		  AND k.n > coalesce(gone.n, 0)`, args); err != nil {
		return b, outside(fmt.Errorf("count the months that are over: %w", err))
	}
	live, err := list[FigureCount](ctx, s.pool, figureLines+`
		SELECT @running::date::timestamp AT TIME ZONE 'UTC', figure, unit, note, count(*), count(*) FILTER (WHERE good)
		FROM counted
		WHERE @all OR unit = ANY (@units)
		GROUP BY 2, 3, 4`, args)
	if err != nil {
		return b, outside(fmt.Errorf("count the running month: %w", err))
	}
	b.Counts = append(b.Counts, live...)
	b.Open, err = list[OpenCount](ctx, s.pool, `
		SELECT coalesce(unit, ''), stage, `+ageOf+`, count(*)
		FROM cases c
		WHERE `+openNow+`
		GROUP BY 1, 2, 3`, args)
	return b, outside(err)
}

// openNow are the open cases that figures count, of the viewer's units; ageOf is which age they have.
const (
	openNow = `NOT ended AND NOT sealed AND hidden = '{}' AND stage <> ALL (@ended) AND (@all OR unit = ANY (@units))`
	ageOf   = `(SELECT count(*)::int FROM unnest(@ages::timestamptz[]) boundary WHERE c.opened < boundary)`
)

func (x Span) args(a pgx.NamedArgs) pgx.NamedArgs {
	running := x.Months[len(x.Months)-1]
	ended := []string{}
	for _, stage := range x.Ended {
		ended = append(ended, string(stage))
	}
	a["first"], a["running"], a["from"], a["to"] = x.Months[0].Format(time.DateOnly), running.Format(time.DateOnly), running, x.Now
	a["ages"], a["ended"] = orEmpty(x.Ages), ended
	return a
}

// freeze writes down the figures of months that are over and were not yet. They never change afterwards.
func (s *Store) freeze(ctx context.Context, span Span) error {
	over := span.Months[:len(span.Months)-1]
	done, err := list[struct{ Month string }](ctx, s.pool, `SELECT month::text FROM months_frozen WHERE month >= $1::date`, span.Months[0].Format(time.DateOnly))
	if err != nil {
		return err
	}
	for i, from := range over {
		month := from.Format(time.DateOnly)
		if slices.ContainsFunc(done, func(m struct{ Month string }) bool { return m.Month == month }) {
			continue
		}
		if err := s.freezeMonth(ctx, month, from, span.Months[i+1]); err != nil {
			return fmt.Errorf("freeze the figures of %s: %w", month, err)
		}
	}
	return nil
}

func (s *Store) freezeMonth(ctx context.Context, month string, from, to time.Time) error {
	return s.write(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			INSERT INTO months_frozen (month, at)
			SELECT $1::date, record_time()
			WHERE record_time() >= $2
			ON CONFLICT DO NOTHING`, month, to)
		if err != nil || tag.RowsAffected() == 0 { // somebody else did, or the record's clock says that it is not over
			return err
		}
		if _, err := tx.Exec(ctx, figureLines+`
			INSERT INTO month_lines (month, figure, unit, case_id, key, at, good, note)
			SELECT @month::date, figure, unit, case_id, key, at, good, note
			FROM counted`, pgx.NamedArgs{"month": month, "from": from, "to": to}); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO month_counts (month, figure, unit, note, n, good)
			SELECT month, figure, unit, note, count(*), count(*) FILTER (WHERE good)
			FROM month_lines
			WHERE month = $1::date
			GROUP BY 1, 2, 3, 4`, month)
		return err
	})
}

// FigureAsk is a number of the board whose cases are asked for.
type FigureAsk struct {
	Figure string // answered, carried-out, closed, reopened, disputed; open for the live state
	Unit   string // empty for all
	From   time.Time
	To     time.Time // of the months asked for; for open the boundaries of the age
	Good   string    // yes, no, or empty for both
	Note   string    // of closures: the outcome
	Stage  casework.Stage
}

// figureAfter is where a list of a figure goes on.
type figureAfter struct {
	At  time.Time `json:"a"`
	ID  string    `json:"i"`
	Key int64     `json:"k"`
}

// FigureCases lists the cases that a number counts, the latest first, as far as they are in
// the viewer's sight today. Where a figure counts dates a case stands there once for each.
func (s *Store) FigureCases(ctx context.Context, viewer casework.Viewer, span Span, ask FigureAsk, after string, limit int) (CaseList, error) {
	var from figureAfter
	if err := readCursor(after, &from); err != nil {
		return CaseList{}, err
	}
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return CaseList{}, err
	}
	if err := s.freeze(ctx, span); err != nil {
		return CaseList{}, outside(err)
	}
	args := ask.args(span.args(g.args()))
	args["at"], args["id"], args["after"], args["limit"] = from.At, from.ID, from.Key, pageLimit(limit)
	type hit struct {
		ID  string
		Key int64
		At  time.Time
		All int
	}
	hits, err := list[hit](ctx, s.pool, ask.lines()+`, seen AS (
			SELECT c.id, those.key, those.at, count(*) OVER ()::int AS every
			FROM those
			JOIN cases c ON c.id = those.case_id
			WHERE (@unit = '' OR those.unit = @unit) AND (@all OR those.unit = ANY (@units)) AND `+visible+` AND NOT `+onlyCard+`
		)
		SELECT id, key, at, every
		FROM seen
		WHERE @id = '' OR (at, id, key) < (@at::timestamptz, @id, @after::bigint)
		ORDER BY at DESC, id DESC, key DESC
		LIMIT @limit + 1`, args)
	if err != nil {
		return CaseList{}, outside(fmt.Errorf("list the cases of a figure: %w", err))
	}
	var l CaseList
	if n := args["limit"].(int); len(hits) > n {
		hits = hits[:n]
		l.Next = cursorText(figureAfter{hits[n-1].At, hits[n-1].ID, hits[n-1].Key})
	}
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i], l.Count = h.ID, h.All
	}
	l.Rows, err = s.caseRows(ctx, ids, nil)
	return l, outside(err)
}

// lines are what the number counts: from the frozen months, from the running one, or from what stands open.
func (a FigureAsk) lines() string {
	if a.Figure == "open" {
		return `WITH those AS (
			SELECT c.id AS case_id, coalesce(c.unit, '') AS unit, 0::bigint AS key, c.opened AS at
			FROM cases c
			WHERE ` + openNow + `
			  AND (@stage = '' OR stage = @stage)
			  AND c.opened >= @asked_from::timestamptz AND c.opened < @asked_to::timestamptz
		)`
	}
	return figureLines + `, those AS (
		SELECT case_id, unit, key, at
		FROM (SELECT month, figure, unit, case_id, key, at, good, note FROM month_lines
		      UNION ALL
		      SELECT @running::date, figure, unit, case_id, key, at, good, note FROM counted) every
		WHERE figure = @figure AND month >= @asked_from::date AND month < @asked_to::date
		  AND (@good = '' OR good = (@good = 'yes'))
		  AND (@note = '' OR note = @note)
	)`
}

func (a FigureAsk) args(args pgx.NamedArgs) pgx.NamedArgs {
	args["figure"], args["unit"], args["good"], args["note"], args["stage"] = a.Figure, a.Unit, a.Good, a.Note, string(a.Stage)
	args["asked_from"], args["asked_to"] = a.From.Format(time.DateOnly), a.To.Format(time.DateOnly)
	if a.Figure == "open" {
		args["asked_from"], args["asked_to"] = a.From, a.To
	}
	return args
}
