package store

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// LineFilter narrows what was done across cases: by the official who did it, the unit of
// the case, the move and the time. There is none by petitioner.
type LineFilter struct {
	No     string // one case
	Person string // an official, for whom the line counts too when somebody stood in; "system" for the product itself
	Unit   string
	Move   string
	From   time.Time // zero: from the first line
	Until  time.Time // before this moment; zero: to the last line
	After  string    // LineList.Next of the page before
	Limit  int       // at most 500; 50 when zero
	Export string    // the form of the file it is taken as; recorded, once for all its pages
}

// LineRow is a line of some case's timeline.
type LineRow struct {
	No, Title, Unit string
	Line
}

// LineList is one page of lines, the newest first.
type LineList struct {
	Rows []LineRow
	Next string // empty on the last page
}

// lineCursor is the last line of a page.
type lineCursor struct {
	At   time.Time `json:"t"`
	Case string    `json:"c"`
	Seq  int64     `json:"s"`
}

// mostLines is how many lines a page holds at most.
const mostLines = 500

// Lines lists what was done in the cases that the viewer sees in full, without sealed
// fields. That they read it is itself recorded, with what they looked for.
func (s *Store) Lines(ctx context.Context, viewer casework.Viewer, f LineFilter) (LineList, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return LineList{}, err
	}
	var after lineCursor
	if err := readCursor(f.After, &after); err != nil {
		return LineList{}, err
	}
	limit := min(max(f.Limit, 0), mostLines)
	if limit == 0 {
		limit = 50
	}
	args := g.args()
	args["no"], args["person"], args["unit"], args["move"] = f.No, f.Person, f.Unit, f.Move
	args["from"], args["until"], args["limit"] = nullTime(f.From), nullTime(f.Until), limit+1
	args["at"], args["case"], args["seq"] = nullTime(after.At), after.Case, after.Seq
	const read = `
		SELECT c.no, c.title, coalesce(c.unit, ''), c.id,
		       t.seq, t.action, t.move, t.from_stage, t.to_stage, t.visit, t.actor, t.actor_for, t.role, t.at,
		       t.fields, '{}'::jsonb, t.dues, d.decision, t.hash
		FROM timeline t
		JOIN cases c ON c.id = t.case_id
		LEFT JOIN decisions d ON d.id = t.decision
		WHERE ` + visible + `
		  AND NOT ` + onlyCard + `
		  AND (@no = '' OR c.no = @no)
		  AND (@person = ''
		       OR @person = 'system' AND t.actor LIKE 'system/%'
		       OR t.actor = @person
		       OR t.actor_for = @person)
		  AND (@unit = '' OR c.unit = @unit)
		  AND (@move = '' OR t.move = @move)
		  AND (@from::timestamptz IS NULL OR t.at >= @from)
		  AND (@until::timestamptz IS NULL OR t.at < @until)
		  AND (@at::timestamptz IS NULL OR (t.at, t.case_id, t.seq) < (@at, @case, @seq))
		ORDER BY t.at DESC, t.case_id DESC, t.seq DESC
		LIMIT @limit`
	rows, err := s.pool.Query(ctx, read, args)
	if err != nil {
		return LineList{}, outside(fmt.Errorf("list lines: %w", err))
	}
	var ids []string
	var l LineList
	l.Rows, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (LineRow, error) {
		var r LineRow
		var id string
		var err error
		r.Line, err = pageLine(before{row, []any{&r.No, &r.Title, &r.Unit, &id}}, false)
		ids = append(ids, id)
		return r, err
	})
	if err != nil {
		return LineList{}, outside(fmt.Errorf("list lines: %w", err))
	}
	if len(l.Rows) > limit {
		l.Rows = l.Rows[:limit]
		last := l.Rows[limit-1]
		l.Next = cursorText(lineCursor{last.At, ids[limit-1], last.Seq})
	}
	if f.Export != "" && f.After != "" {
		return l, nil // the whole export is one reading
	}
	return l, outside(noteRead(ctx, s.pool, "", viewer.ID, "lines "+f.asked()))
}

// before scans further columns that stand before those of a line.
type before struct {
	pgx.CollectableRow
	first []any
}

func (b before) Scan(dest ...any) error { return b.CollectableRow.Scan(append(b.first, dest...)...) }

// asked is the filter in one line, for the record of who read what.
func (f LineFilter) asked() string {
	q := url.Values{}
	for name, value := range map[string]string{"no": f.No, "person": f.Person, "unit": f.Unit, "move": f.Move, "export": f.Export} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if !f.From.IsZero() {
		q.Set("from", f.From.UTC().Format(time.RFC3339))
	}
	if !f.Until.IsZero() {
		q.Set("until", f.Until.UTC().Format(time.RFC3339))
	}
	return strings.ReplaceAll(q.Encode(), "&", " ")
}

// ReadRow is one reading that was recorded.
type ReadRow struct {
	ID   int64
	No   string // empty when it was no single case
	What string // case, list, lines with its filter, …
	At   time.Time
}

// OwnReads lists what a person's readings were recorded as, the newest first: before one
// of them, or from the newest. It is recorded too, by nobody: a list of one's own reading shows no case.
func (s *Store) OwnReads(ctx context.Context, person string, before int64, limit int) ([]ReadRow, error) {
	rows, err := list[ReadRow](ctx, s.pool, `
		SELECT r.id, coalesce(c.no, ''), r.what, r.at
		FROM reads r
		LEFT JOIN cases c ON c.id = r.case_id
		WHERE r.person = $1
		AND ($2 = 0 OR r.id < $2)
		ORDER BY r.id DESC
		LIMIT $3`, person, before, limit)
	return rows, outside(err)
}
