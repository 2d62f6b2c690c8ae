package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Lights say when a case is red, yellow or green on the dispatch list: by its next date alone.
type Lights struct {
	Red    time.Time // dates up to here are red
	Yellow time.Time // later dates up to here are yellow; all others, and cases that owe nothing, green
	// Resting are stages that count only while something is owed in them: a closed case with a dispute.
	Resting []casework.Stage
}

// DispatchUnit is a unit on the dispatch list: its counts, and the red and yellow cases.
type DispatchUnit struct {
	Unit               string // empty: not yet given to a unit
	Red, Yellow, Green int
	Rows               []CaseRow // the earliest date first; green ones are only counted
}

// litUp are the open cases in the viewer's sight with the light of their next date. Of a
// case shown as a card it is not said how it stands.
const litUp = `
	WITH waiting AS MATERIALIZED (
		SELECT case_id, min(at) AS at
		FROM dues
		WHERE settled IS NULL
		GROUP BY case_id
	), lit AS (
		SELECT c.id, coalesce(c.unit, '') AS unit, w.at,
		       CASE WHEN w.at <= @red THEN 'red' WHEN w.at <= @yellow THEN 'yellow' ELSE 'green' END AS light
		FROM cases c
		LEFT JOIN waiting w ON w.case_id = c.id
		WHERE NOT c.ended
		  AND (w.at IS NOT NULL OR c.stage <> ALL (@resting))
		  AND ` + visible + `
		  AND NOT ` + onlyCard + `
	)`

// Dispatch is the list of the dispatch meeting from the live state: each unit's counts,
// and up to rows red and yellow cases of each. Four queries, however many cases.
func (s *Store) Dispatch(ctx context.Context, viewer casework.Viewer, l Lights, rows int) ([]DispatchUnit, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return nil, err
	}
	args := l.args(g.args())
	args["rows"] = rows
	units, err := list[struct {
		Unit               string
		Red, Yellow, Green int
	}](ctx, s.pool, litUp+`
		SELECT unit, count(*) FILTER (WHERE light = 'red'), count(*) FILTER (WHERE light = 'yellow'), count(*) FILTER (WHERE light = 'green')
		FROM lit
		GROUP BY unit
		ORDER BY unit`, args)
	if err != nil {
		return nil, outside(fmt.Errorf("count the dispatch list: %w", err))
	}
	pressing, err := list[struct{ Unit, ID string }](ctx, s.pool, litUp+`
		SELECT unit, id
		FROM (SELECT unit, id, at, row_number() OVER (PARTITION BY unit ORDER BY at, id) AS place FROM lit WHERE light <> 'green') x
		WHERE place <= @rows
		ORDER BY unit, place`, args)
	if err != nil {
		return nil, outside(fmt.Errorf("list the dispatch list: %w", err))
	}
	ids := make([]string, len(pressing))
	for i, p := range pressing {
		ids[i] = p.ID
	}
	cases, err := s.caseRows(ctx, ids, nil)
	if err != nil {
		return nil, outside(err)
	}
	all := make([]DispatchUnit, len(units))
	for i, u := range units {
		all[i] = DispatchUnit{Unit: u.Unit, Red: u.Red, Yellow: u.Yellow, Green: u.Green}
		for _, c := range cases {
			if c.Unit == u.Unit {
				all[i].Rows = append(all[i].Rows, c)
			}
		}
	}
	return all, nil
}

// DispatchCases lists the cases of one unit and light, the earliest date first: what stands behind a number of the list.
func (s *Store) DispatchCases(ctx context.Context, viewer casework.Viewer, l Lights, unit, light, after string, limit int) (CaseList, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return CaseList{}, err
	}
	var from dutyAfter
	if err := readCursor(after, &from); err != nil {
		return CaseList{}, err
	}
	args := l.args(g.args())
	args["unit"], args["light"], args["at"], args["id"], args["limit"] = unit, light, from.At, from.ID, pageLimit(limit)
	const never = `coalesce(at, 'infinity'::timestamptz)`
	const which = litUp + `, those AS (SELECT id, ` + never + ` AS at FROM lit WHERE (@unit = '' OR unit = @unit) AND light = @light)`
	var count int
	if err := s.pool.QueryRow(ctx, which+` SELECT count(*) FROM those`, args).Scan(&count); err != nil {
		return CaseList{}, outside(fmt.Errorf("count cases of a light: %w", err))
	}
	ids, err := list[struct {
		ID   string
		Last bool
	}](ctx, s.pool, which+`
		SELECT id, isfinite(at)
		FROM those
		WHERE @id = '' OR (at, id) > ((SELECT at FROM those WHERE id = @id), @id)
		ORDER BY at, id
		LIMIT @limit + 1`, args)
	if err != nil {
		return CaseList{}, outside(fmt.Errorf("list cases of a light: %w", err))
	}
	page := CaseList{Count: count}
	if n := args["limit"].(int); len(ids) > n {
		ids = ids[:n]
		page.Next = cursorText(dutyAfter{ID: ids[n-1].ID})
	}
	names := make([]string, len(ids))
	for i, x := range ids {
		names[i] = x.ID
	}
	page.Rows, err = s.caseRows(ctx, names, nil)
	return page, outside(err)
}

func (l Lights) args(a pgx.NamedArgs) pgx.NamedArgs {
	a["red"], a["yellow"] = l.Red, l.Yellow
	resting := []string{}
	for _, stage := range l.Resting {
		resting = append(resting, string(stage))
	}
	a["resting"] = resting
	return a
}
