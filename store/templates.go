package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Template is a beginning for a plan or an opinion, in its newest or an earlier version.
type Template struct {
	ID       string
	Version  int
	Kind     string // plan, opinion
	Category string // of the cases it is meant for; empty for any
	Title    string
	Fields   casework.Fields
	Ended    bool
	Person   string // who wrote this version
	Reason   string
	At       time.Time
}

const templateColumns = `id, version, kind, category, title, fields, ended, person, reason, at`

// Templates lists the newest versions, those of a category before the general ones. An
// empty kind means both; kinds that ended are listed too, last.
func (s *Store) Templates(ctx context.Context, kind string) ([]Template, error) {
	const read = `
		SELECT ` + templateColumns + `
		FROM (SELECT DISTINCT ON (id) * FROM templates ORDER BY id, version DESC) newest
		WHERE $1 IN ('', kind)
		ORDER BY ended, kind DESC, category = '', category, title, id`
	return s.templates(ctx, read, kind)
}

// TemplateVersions are all versions of one template, the newest first; none when there is no such template.
func (s *Store) TemplateVersions(ctx context.Context, id string) ([]Template, error) {
	const read = `
		SELECT ` + templateColumns + `
		FROM templates
		WHERE id = $1
		ORDER BY version DESC`
	return s.templates(ctx, read, id)
}

func (s *Store) templates(ctx context.Context, read string, args ...any) ([]Template, error) {
	rows, err := s.pool.Query(ctx, read, args...)
	if err != nil {
		return nil, outside(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Template])
	return all, outside(err)
}

// KeepsTemplates reports whether somebody may write templates: supervisors and legal reviewers do.
func KeepsTemplates(v casework.Viewer) bool {
	return slices.Contains(v.Offices, "supervisor") || slices.Contains(v.Offices, "legal")
}

// PutTemplate records a template or its next version and returns its id. Version is the one
// that the writer looked at, 0 for a new template: who was overtaken is refused as stale.
func (s *Store) PutTemplate(ctx context.Context, viewer casework.Viewer, t Template) (id string, err error) {
	if !KeepsTemplates(viewer) {
		return "", casework.Refuse(casework.WrongRole)
	}
	if r := t.lacks(); r != nil {
		return "", r
	}
	if t.Version == 0 {
		t.ID = newID()
	}
	const put = `
		INSERT INTO templates (id, version, kind, category, title, fields, ended, person, reason, at)
		SELECT $1, $2 + 1, $3, $4, $5, $6, $7, $8, $9, record_time()
		WHERE $2 = coalesce((SELECT max(version) FROM templates WHERE id = $1), 0)
		ON CONFLICT (id, version) DO NOTHING`
	tag, err := s.pool.Exec(ctx, put, t.ID, t.Version, t.Kind, t.Category, t.Title, orNone(t.Fields), t.Ended, viewer.ID, t.Reason)
	if err != nil {
		return "", outside(fmt.Errorf("keep a template: %w", err))
	}
	if tag.RowsAffected() == 0 {
		return "", casework.Refuse(casework.Stale)
	}
	return t.ID, nil
}

// lacks names what a template needs to be of use, and what is too long.
func (t Template) lacks() error {
	var missing []casework.Item
	need := func(is bool, field string) {
		if !is {
			missing = append(missing, casework.Item{Key: field, Field: field})
		}
	}
	need(strings.TrimSpace(t.Title) != "", "title")
	need(t.Version == 0 || strings.TrimSpace(t.Reason) != "", "reason")
	if t.Kind == "plan" {
		need(t.Fields.Row("steps", 0, "title") != "", "steps.0.title")
	} else {
		need(t.Fields["reasons"] != "" || t.Fields["basis"] != "" || t.Fields["facts"] != "", "reasons")
	}
	if missing != nil {
		return casework.Refuse(casework.Incomplete, missing...)
	}
	for name, text := range t.Fields {
		if len([]rune(text)) > 20_000 {
			return casework.Refuse(casework.Invalid, casework.Item{Key: name, Field: name})
		}
	}
	if len([]rune(t.Title)) > 200 || len([]rune(t.Category)) > 200 {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "title", Field: "title"})
	}
	return nil
}
