package store

import (
	"context"
	"fmt"
	"time"

	"followthrough/casework"
)

// NoticeDigest is what one person was told on one day about the dates of one import's
// cases, as one message: an import at its catch-up date sends nobody a thousand.
type NoticeDigest struct {
	Batch   string
	File    string // what the import was called
	About   string // the measure
	DueName string
	Copy    bool
	Day     time.Time
	Cases   int
	Unread  int
	Last    int64 // the newest notice among them, for MarkRead
}

// digested says of a notice n of a case c that it is read in a digest: it is about a date,
// and the case came by import. Every other notice is read by itself.
const digested = `(c.batch IS NOT NULL AND n.due_no > 0)`

// NoticeDigests lists the viewer's digests, the newest first. What has since been hidden
// from them is not counted.
func (s *Store) NoticeDigests(ctx context.Context, viewer casework.Viewer, limit int) ([]NoticeDigest, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return nil, err
	}
	return s.digests(ctx, g, limit)
}

func (s *Store) digests(ctx context.Context, g *gatekeeper, limit int) ([]NoticeDigest, error) {
	_, offset := time.Now().In(s.Terms.Zone()).Zone()
	args := g.args()
	args["offset"], args["limit"] = offset, pageLimit(limit)
	all, err := list[NoticeDigest](ctx, s.pool, `
		SELECT b.id, b.file_name, n.about, coalesce(d.name, ''), n.copy,
		       (n.at AT TIME ZONE 'UTC' + make_interval(secs => @offset))::date AS day,
		       count(DISTINCT c.id), count(*) FILTER (WHERE n.read IS NULL), max(n.id)
		FROM notices n
		JOIN cases c ON c.id = n.case_id
		JOIN import_batches b ON b.id = c.batch
		LEFT JOIN dues d ON d.case_id = n.case_id AND d.no = n.due_no
		WHERE n.person = @viewer
		  AND `+digested+`
		  AND `+visible+`
		GROUP BY b.id, b.file_name, n.about, d.name, n.copy, day
		ORDER BY max(n.id) DESC
		LIMIT @limit`, args)
	if err != nil {
		return nil, outside(fmt.Errorf("list digests: %w", err))
	}
	return all, nil
}
