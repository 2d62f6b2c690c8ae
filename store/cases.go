package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Filter narrows the list of cases. The zero value lists everything the viewer may see.
// There is no condition on the petitioner, and none can be added: listed has no such column.
type Filter struct {
	Kind     string
	Stage    casework.Stage
	Unit     string // with every unit under it
	Leader   string // a person's id, or Nobody
	Track    string
	Category string
	Result   string    // what it came to, or Nobody for what has come to nothing yet
	Open     bool      // only what has not ended
	Overdue  bool      // only what owes something whose date has passed
	DueBy    time.Time // only what owes something by then and is not overdue
	// Opened and closed from the beginning of From to before To.
	OpenedFrom, OpenedTo, ClosedFrom, ClosedTo time.Time

	Numbers []string // only these
	Query   string   // words that the title, the number, the unit's name or a line of the timeline holds
	Order   Order
	After   string // CaseList.Next of the page before
	Limit   int    // at most 500; 50 when zero
}

// Nobody, as a filter's leader or result, finds the cases without one.
const Nobody = "-"

// MostCounted is where counting stops: more than that is said as "at least".
const MostCounted = 10_000

// CaseList is one page of cases.
type CaseList struct {
	Rows    []CaseRow
	Next    string // empty on the last page
	Count   int    // of all pages, as of the first
	AtLeast bool   // there may be more than Count
}

// Cases lists what the viewer may see. An auditor's reading is recorded. However many rows
// there are, it asks the same few queries.
func (s *Store) Cases(ctx context.Context, viewer casework.Viewer, f Filter) (CaseList, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return CaseList{}, err
	}
	found, err := s.find(ctx, g, f)
	if err != nil {
		return CaseList{}, outside(err)
	}
	l := CaseList{Next: found.next, Count: found.count, AtLeast: found.atLeast}
	if l.Rows, err = s.caseRows(ctx, found.ids, found.cards); err != nil {
		return CaseList{}, outside(fmt.Errorf("read the cases of a list: %w", err))
	}
	if err := s.addExcerpts(ctx, l.Rows, Words(f.Query), g.dir); err != nil {
		return CaseList{}, outside(fmt.Errorf("read where the words stand: %w", err))
	}
	if slices.Contains(viewer.Offices, "auditor") {
		err = noteRead(ctx, s.pool, "", viewer.ID, "list")
	}
	return l, outside(err)
}

func pageLimit(n int) int {
	if n <= 0 {
		return 50
	}
	return min(n, 500)
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
		       coalesce(c.traits ->> 'category', ''), coalesce(c.facts ->> 'channel', ''), w.move, w.at, w.note,
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
		LEFT JOIN LATERAL (
			SELECT move, at, left(coalesce(fields ->> 'note', fields ->> 'evidence', ''), 60) AS note
			FROM timeline
			WHERE case_id = c.id AND role <> 'system' AND move NOT IN ('comment', 'urge') AND move <> ALL ($2)
			ORDER BY seq DESC
			LIMIT 1
		) w ON true
		WHERE c.id = ANY ($1)`
	rows, err := s.pool.Query(ctx, read, ids, s.sealedMoves())
	if err != nil {
		return nil, err
	}
	byID := map[string]CaseRow{}
	_, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (struct{}, error) {
		var r CaseRow
		var d dueScan
		var move, note *string
		var at *time.Time
		err := row.Scan(append([]any{&r.ID, &r.No, &r.Kind, &r.Title, &r.Unit, &r.Stage, &r.Track, &r.Opened, &r.Entered,
			&r.Ended, &r.Result, &r.Asker, &r.Category, &r.Channel, &move, &at, &note, &r.Leader, &r.Handler}, d.dest()...)...)
		if d.No != nil {
			due := d.row()
			r.Due = &due
		}
		if move != nil {
			r.Last = &LastWord{*move, *at, *note}
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

// sealedMoves names the moves of which only those learn who may read sealed fields.
func (s *Store) sealedMoves() []string {
	names := []string{}
	for _, moves := range s.moves {
		for name, m := range moves {
			if m.Sealed {
				names = append(names, name)
			}
		}
	}
	return names
}
