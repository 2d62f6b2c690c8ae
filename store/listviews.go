package store

import (
	"context"
	"strings"
	"unicode/utf8"

	"followthrough/casework"
)

// ListView is a list that somebody wants again: a name for its conditions.
type ListView struct{ Name, Query string }

// MostViews is how many views a person keeps.
const MostViews = 20

// ListViews are a person's own views, the oldest first.
func (s *Store) ListViews(ctx context.Context, viewer casework.Viewer) ([]ListView, error) {
	all, err := list[ListView](ctx, s.pool, `
		SELECT name, query
		FROM list_views
		WHERE person = $1
		ORDER BY created, name`, viewer.ID)
	return all, outside(err)
}

// KeepListView keeps the conditions of a list under a name; what stood under it before is replaced.
func (s *Store) KeepListView(ctx context.Context, viewer casework.Viewer, name, query string) error {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > 60 {
		return casework.Refuse(casework.Incomplete, casework.Item{Key: "view-name", Field: "name"})
	}
	if len(query) > 2000 {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "view-query", Field: "query"})
	}
	tag, err := s.pool.Exec(ctx, `
		INSERT INTO list_views (person, name, query, created)
		SELECT $1, $2, $3, record_time()
		WHERE (SELECT count(*) FROM list_views WHERE person = $1 AND name <> $2) < $4
		ON CONFLICT (person, name) DO UPDATE SET query = excluded.query`, viewer.ID, name, query, MostViews)
	if err == nil && tag.RowsAffected() == 0 {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "views-full", Field: "name"})
	}
	return outside(err)
}

// DropListView forgets a view.
func (s *Store) DropListView(ctx context.Context, viewer casework.Viewer, name string) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM list_views WHERE person = $1 AND name = $2`, viewer.ID, name)
	return outside(err)
}
