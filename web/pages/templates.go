package pages

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"followthrough/casework"
)

// Templates is the page of all templates for plans and opinions.
type Templates struct {
	Rows []TemplateRow `json:"templates"`
	New  []Form        `json:"new,omitempty"`
}

// TemplateRow is a template in one version.
type TemplateRow struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"` // plan, opinion
	Title    string    `json:"title"`
	Category string    `json:"category,omitempty"` // empty: any
	Version  int       `json:"version"`
	Ended    bool      `json:"ended,omitempty"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	Reason   string    `json:"reason,omitempty"`
	Parts    []Part    `json:"-"`
}

// Template is one template with its versions, the newest first.
type Template struct {
	TemplateRow
	Fields   casework.Fields `json:"fields"`
	Versions []TemplateRow   `json:"versions"`
	Form     *Form           `json:"form,omitempty"`
}

func category(ctx context.Context, t TemplateRow) templ.Component {
	if t.Category == "" {
		return plain(T(ctx, "templates.any"))
	}
	return Text(t.Category)
}

func ended(ctx context.Context, t TemplateRow) templ.Component {
	if !t.Ended {
		return nil
	}
	return plain(T(ctx, "templates.ended"))
}
