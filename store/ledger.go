package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// LedgerRow is a case as the ledger of the office has it: one line with what was established so far.
type LedgerRow struct {
	CaseRow
	Facts  []byte    // JSON of the kind's facts; empty of a card
	Closed time.Time // zero while it goes on
	Until  time.Time // when the opinion was or is due; zero when there is no such date
}

// LedgerPage is some lines of the ledger.
type LedgerPage struct {
	Rows    []LedgerRow
	Next    string
	Count   int
	AtLeast bool
}

// Ledger lists what Cases lists, line by line as the ledger has it: for exports and for
// paper. Who prints or exports notes it with NoteLedger first.
func (s *Store) Ledger(ctx context.Context, viewer casework.Viewer, f Filter) (LedgerPage, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return LedgerPage{}, err
	}
	found, err := s.find(ctx, g, f)
	if err != nil {
		return LedgerPage{}, outside(err)
	}
	rows, err := s.caseRows(ctx, found.ids, found.cards)
	if err != nil {
		return LedgerPage{}, outside(err)
	}
	p := LedgerPage{Next: found.next, Count: found.count, AtLeast: found.atLeast}
	more, err := s.ledgerFacts(ctx, found.ids)
	if err != nil {
		return LedgerPage{}, outside(fmt.Errorf("read the ledger: %w", err))
	}
	for _, r := range rows {
		line := LedgerRow{CaseRow: r}
		if x := more[r.ID]; !found.cards[r.ID] {
			line.Facts = x.Facts
			if x.Closed != nil {
				line.Closed = *x.Closed
			}
			if x.Until != nil {
				line.Until = *x.Until
			}
		}
		p.Rows = append(p.Rows, line)
	}
	return p, nil
}

type ledgerFacts struct {
	ID            string
	Facts         []byte
	Closed, Until *time.Time
}

func (s *Store) ledgerFacts(ctx context.Context, ids []string) (map[string]ledgerFacts, error) {
	all, err := list[ledgerFacts](ctx, s.pool, `
		SELECT c.id, c.facts, l.closed, (SELECT max(d.at) FROM dues d WHERE d.case_id = c.id AND d.name = 'opinion')
		FROM cases c
		JOIN listed l ON l.case_id = c.id
		WHERE c.id = ANY ($1)`, orEmpty(ids))
	byID := map[string]ledgerFacts{}
	for _, x := range all {
		byID[x.ID] = x
	}
	return byID, err
}

// NoteLedger records that a person exported or printed cases: what, by which conditions, and how many.
func (s *Store) NoteLedger(ctx context.Context, viewer casework.Viewer, what, about string) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO reads (person, what, about, at)
		VALUES ($1, $2, $3, record_time())`, viewer.ID, what, about)
	return outside(err)
}

// Categories lists the categories of the cases the viewer sees whole.
func (s *Store) Categories(ctx context.Context, viewer casework.Viewer) ([]string, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return nil, err
	}
	read := `SELECT DISTINCT l.category FROM listed l WHERE l.category <> '' AND ` + g.listsWhole() + ` ORDER BY 1`
	if g.scope.All || len(g.scope.Units) > 0 { // from one to the next by the index, not over every case
		next := `(SELECT l.category FROM listed l WHERE l.category > %s AND ` + g.listsWhole() + ` ORDER BY l.category LIMIT 1)`
		read = `
			WITH RECURSIVE each AS (
				SELECT ` + fmt.Sprintf(next, "''") + ` AS category
				UNION ALL
				SELECT ` + fmt.Sprintf(next, "each.category") + ` FROM each WHERE each.category IS NOT NULL
			)
			SELECT category FROM each WHERE category IS NOT NULL LIMIT 100`
	}
	rows, err := s.pool.Query(ctx, read, pgx.QueryExecModeCacheDescribe, g.args())
	if err != nil {
		return nil, outside(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return all, outside(err)
}
