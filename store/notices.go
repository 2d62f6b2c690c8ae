package store

import (
	"context"
	"fmt"

	"followthrough/casework"
)

// Notices lists what the viewer was told, the newest first; before is the id of the last
// one of the page before, or 0. What has since been hidden from them is not told again;
// what an import's dates told them is read in digests.
func (s *Store) Notices(ctx context.Context, viewer casework.Viewer, before int64, limit int) ([]NoticeRow, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return nil, err
	}
	return s.notices(ctx, g, before, limit)
}

func (s *Store) notices(ctx context.Context, g *gatekeeper, before int64, limit int) ([]NoticeRow, error) {
	const read = `
		SELECT n.id, c.no, CASE WHEN ` + onlyCard + ` THEN '' ELSE c.title END, n.about, coalesce(d.name, ''), n.copy, n.at, n.read IS NOT NULL
		FROM notices n
		JOIN cases c ON c.id = n.case_id
		LEFT JOIN dues d ON d.case_id = n.case_id AND d.no = n.due_no
		WHERE n.person = @viewer
		  AND (@before = 0 OR n.id < @before)
		  AND NOT ` + digested + `
		  AND ` + visible + `
		ORDER BY n.id DESC
		LIMIT @limit`
	args := g.args()
	args["before"], args["limit"] = before, pageLimit(limit)
	all, err := list[NoticeRow](ctx, s.pool, read, args)
	if err != nil {
		return nil, outside(fmt.Errorf("list notices: %w", err))
	}
	return all, nil
}

func (s *Store) unread(ctx context.Context, g *gatekeeper) (n int, err error) {
	const count = `
		SELECT count(*)
		FROM (
			SELECT
			FROM notices n
			JOIN cases c ON c.id = n.case_id
			WHERE n.person = @viewer
			  AND n.read IS NULL
			  AND ` + visible + `
			LIMIT @most
		) AS counted`
	args := g.args()
	args["most"] = MostCounted
	err = s.pool.QueryRow(ctx, count, args).Scan(&n)
	return n, outside(err)
}

// MarkRead notes that the viewer has read their notices up to and including one.
func (s *Store) MarkRead(ctx context.Context, viewer casework.Viewer, upTo int64) error {
	const mark = `
		UPDATE notices
		SET read = record_time()
		WHERE person = $1 AND id <= $2 AND read IS NULL`
	_, err := s.pool.Exec(ctx, mark, viewer.ID, upTo)
	return outside(err)
}
