package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Filter narrows the list of cases. The zero value lists everything the viewer may see.
type Filter struct {
	Kind    string
	Stage   casework.Stage
	Unit    string
	Leader  string // a person's id, or Nobody
	Track   string
	Open    bool   // only what has not ended
	Overdue bool   // only what owes something whose date has passed
	Query   string // part of the number, the title or the unit's name; never of the petitioner's
	After   string // CaseList.Next of the page before
	Limit   int    // at most 200; 50 when zero
}

// Nobody, as a filter's leader, finds the cases without one.
const Nobody = "-"

// MostCounted is where counting stops: "999+".
const MostCounted = 1000

// CaseList is one page of cases.
type CaseList struct {
	Rows  []CaseRow
	Next  string // empty on the last page
	Count int    // of all pages; MostCounted means at least as many
}

// found are the cases of a filter. A case shown as a card is found by no property that the card hides.
const found = `
	WITH moment AS MATERIALIZED (
		SELECT coalesce(@now::timestamptz, record_time()) AS at
	), late AS MATERIALIZED (
		SELECT DISTINCT d.case_id AS id
		FROM dues d, moment
		WHERE d.settled IS NULL AND d.at < moment.at
	), found AS (
		SELECT c.id, c.opened, l.id IS NOT NULL AS late
		FROM cases c
		LEFT JOIN late l ON l.id = c.id
		WHERE ` + visible + `
		  AND (NOT @filtered OR NOT ` + onlyCard + `)
		  AND (@kind = '' OR c.kind = @kind)
		  AND (@stage = '' OR c.stage = @stage)
		  AND (@unit = '' OR c.unit = @unit)
		  AND (@track = '' OR c.traits ->> 'track' = @track)
		  AND (NOT @open OR NOT c.ended)
		  AND (NOT @overdue OR l.id IS NOT NULL)
		  AND (@leader = ''
		       OR @leader = '` + Nobody + `' AND NOT EXISTS (SELECT FROM case_roles r WHERE r.case_id = c.id AND r.role = 'leader')
		       OR EXISTS (SELECT FROM case_roles r WHERE r.case_id = c.id AND r.role = 'leader' AND r.person = @leader))
		  AND (@like = ''
		       OR c.no ILIKE @like
		       OR c.title ILIKE @like
		       OR c.unit IN (SELECT id FROM units WHERE name_zh ILIKE @like OR name_en ILIKE @like))
	)`

// cursor is the last row of a page and the moment by which the first page called cases late.
type cursor struct {
	Now    time.Time `json:"n"`
	Late   bool      `json:"l"`
	Opened time.Time `json:"o"`
	ID     string    `json:"i"`
}

// Cases lists what the viewer may see: the overdue first, then the newest. An auditor's
// reading is recorded. Four queries, however many rows.
func (s *Store) Cases(ctx context.Context, viewer casework.Viewer, f Filter) (CaseList, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return CaseList{}, err
	}
	args := f.args(g.args())
	var after cursor
	if err := readCursor(f.After, &after); err != nil {
		return CaseList{}, err
	}
	args["now"], args["late"], args["opened"], args["id"] = nullTime(after.Now), after.Late, after.Opened, after.ID
	const page = found + `
		SELECT f.id, f.opened, f.late, ` + onlyCard + `, f.at
		FROM (
			SELECT id, opened, late, at
			FROM found, moment
			WHERE @id = '' OR (late, opened, id) < (@late, @opened::timestamptz, @id)
			ORDER BY late DESC, opened DESC, id DESC
			LIMIT @limit + 1
		) f
		JOIN cases c ON c.id = f.id
		ORDER BY f.late DESC, f.opened DESC, f.id DESC`
	const count = found + `
		SELECT count(*)
		FROM (SELECT FROM found LIMIT @most) AS counted`
	type hit struct {
		ID     string
		Opened time.Time
		Late   bool
		Card   bool
		Now    time.Time
	}
	hits, err := list[hit](ctx, s.pool, page, args)
	if err != nil {
		return CaseList{}, outside(fmt.Errorf("list cases: %w", err))
	}
	var l CaseList
	if err := s.pool.QueryRow(ctx, count, args).Scan(&l.Count); err != nil {
		return CaseList{}, outside(fmt.Errorf("count cases: %w", err))
	}
	if limit := args["limit"].(int); len(hits) > limit {
		hits = hits[:limit]
		h := hits[limit-1]
		l.Next = cursorText(cursor{h.Now, h.Late, h.Opened, h.ID})
	}
	ids, cards := make([]string, len(hits)), map[string]bool{}
	for i, h := range hits {
		ids[i], cards[h.ID] = h.ID, h.Card
	}
	if l.Rows, err = s.caseRows(ctx, ids, cards); err == nil && slices.Contains(viewer.Offices, "auditor") {
		err = noteRead(ctx, s.pool, "", viewer.ID, "list")
	}
	return l, outside(err)
}

func (f Filter) args(a pgx.NamedArgs) pgx.NamedArgs {
	a["kind"], a["stage"], a["unit"], a["leader"], a["track"] = f.Kind, string(f.Stage), f.Unit, f.Leader, f.Track
	a["open"], a["overdue"], a["like"] = f.Open, f.Overdue, like(f.Query)
	a["filtered"] = f.Stage != "" || f.Unit != "" || f.Leader != "" || f.Track != "" || f.Overdue || f.Query != ""
	a["limit"], a["most"] = pageLimit(f.Limit), MostCounted
	return a
}

func pageLimit(n int) int {
	if n <= 0 {
		return 50
	}
	return min(n, 200)
}

// like is the pattern that finds text anywhere; empty for none.
func like(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(strings.TrimSpace(text), "\x00", ""), "")
	if text == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

func cursorText(c any) string {
	text, _ := json.Marshal(c)
	return base64.RawURLEncoding.EncodeToString(text)
}

func readCursor(text string, into any) error {
	if text == "" {
		return nil
	}
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "page", Field: "after"})
	}
	return nil
}

// caseRows reads the rows behind ids in their order. Of a card it keeps the number and the parties.
func (s *Store) caseRows(ctx context.Context, ids []string, cards map[string]bool) ([]CaseRow, error) {
	const read = `
		SELECT c.id, c.no, c.kind, c.title, coalesce(c.unit, ''), c.stage, coalesce(c.traits ->> 'track', ''), c.opened, c.entered,
		       c.ended, c.result, ` + asker + `,
		       coalesce((SELECT min(r.person) FROM case_roles r WHERE r.case_id = c.id AND r.role = 'leader'), ''),
		       coalesce((SELECT min(r.person) FROM case_roles r WHERE r.case_id = c.id AND r.role = 'handler'), ''),
		       ` + dueColumns + `
		FROM cases c
		LEFT JOIN LATERAL (
			SELECT *
			FROM dues
			WHERE case_id = c.id AND settled IS NULL
			ORDER BY at, no
			LIMIT 1
		) d ON true
		WHERE c.id = ANY ($1)`
	rows, err := s.pool.Query(ctx, read, ids)
	if err != nil {
		return nil, err
	}
	byID := map[string]CaseRow{}
	_, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (struct{}, error) {
		var r CaseRow
		var d dueScan
		err := row.Scan(append([]any{&r.ID, &r.No, &r.Kind, &r.Title, &r.Unit, &r.Stage, &r.Track, &r.Opened, &r.Entered,
			&r.Ended, &r.Result, &r.Asker, &r.Leader, &r.Handler}, d.dest()...)...)
		if d.No != nil {
			due := d.row()
			r.Due = &due
		}
		if cards[r.ID] {
			r = CaseRow{ID: r.ID, No: r.No, Kind: r.Kind, Unit: r.Unit, Asker: r.Asker}
		}
		byID[r.ID] = r
		return struct{}{}, err
	})
	all := make([]CaseRow, 0, len(ids))
	for _, id := range ids {
		if r, ok := byID[id]; ok {
			all = append(all, r)
		}
	}
	return all, err
}
