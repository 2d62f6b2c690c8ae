package pages

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"followthrough/casework"
)

// Form asks for what one move needs. It comes from the row of the table; a refused one comes back with what was typed.
type Form struct {
	Move   string     `json:"move"`
	Path   string     `json:"path"` // where to post it
	Title  string     `json:"title"`
	Verb   string     `json:"verb"` // the words of its button
	Note   string     `json:"note,omitempty"`
	Action string     `json:"action,omitempty"` // the same id cannot act twice
	Seen   int64      `json:"seen"`             // the line of the timeline the reader was looking at
	Fields []Field    `json:"fields"`
	Due    *time.Time `json:"due,omitempty"`    // the date that the move answers
	Starts []Link     `json:"starts,omitempty"` // what the form may begin with
	Open   bool       `json:"-"`
	Then   string     `json:"-"` // where to go afterwards, if not back to the case
	Wrong  []Wrong    `json:"-"`
	Lead   string     `json:"-"` // what the error summary says first
}

// Field is one thing asked for.
type Field struct {
	Name     string             `json:"name"`
	Kind     casework.FieldKind `json:"kind"`
	Label    string             `json:"label"`
	Hint     string             `json:"hint,omitempty"`
	Optional bool               `json:"optional,omitempty"`
	Options  []Option           `json:"options,omitempty"`
	Row      []Field            `json:"row,omitempty"` // the columns of repeated rows
	Least    int                `json:"least,omitempty"`
	ID       string             `json:"-"`
	Value    string             `json:"-"`
	Error    string             `json:"-"`
	Rows     [][]Field          `json:"-"` // as they are shown, empty ones too
}

// Option is one answer of a choice.
type Option struct {
	Value string `json:"value"`
	Text  string `json:"text"`
	Group string `json:"group,omitempty"`
}

// Wrong is a line of the error summary, with the way to its field.
type Wrong struct {
	ID   string
	Text string
}

// Uploads reports whether the form takes files.
func (f Form) Uploads() bool {
	for _, d := range f.Fields {
		if d.Kind == casework.Files {
			return true
		}
	}
	return false
}

func (f Form) encoding() templ.Attributes {
	if f.Uploads() {
		return templ.Attributes{"enctype": "multipart/form-data"}
	}
	return nil
}

// asks names the parts of the field for those who cannot see it: its hint and its error.
func (d Field) asks() templ.Attributes {
	var ids []string
	if d.Hint != "" {
		ids = append(ids, d.ID+"-hint")
	}
	a := templ.Attributes{}
	if d.Error != "" {
		ids = append(ids, d.ID+"-error")
		a["aria-invalid"] = "true"
	}
	if ids != nil {
		a["aria-describedby"] = strings.Join(ids, " ")
	}
	return a
}

// wide reports whether the field needs the whole line.
func (d Field) wide() bool {
	switch d.Kind {
	case casework.Prose, casework.Rows, casework.People, casework.Files, casework.Check:
		return true
	case casework.Choice:
		return len(d.Options) > 3
	case casework.Text:
		return strings.HasSuffix(d.Name, "title") || strings.HasSuffix(d.Name, "claim")
	}
	return false
}

func (d Field) width() string {
	if d.wide() {
		return "col-12"
	}
	return "col-md-6"
}

func (d Field) control(class string) string {
	if d.Error != "" {
		return class + " is-invalid"
	}
	return class
}

// chosen reports whether a value is among those of the field; several are separated by commas.
func (d Field) chosen(value string) bool {
	for _, v := range (casework.Fields{"x": d.Value}).List("x") {
		if v == value {
			return true
		}
	}
	return false
}

func (d Field) few() bool { return len(d.Options) <= 5 }

// group is a part of a select: the people of one unit.
type group struct {
	name    string
	options []Option
}

func (d Field) groups() []group {
	var all []group
	for _, o := range d.Options {
		if n := len(all); n == 0 || all[n-1].name != o.Group {
			all = append(all, group{name: o.Group})
		}
		last := &all[len(all)-1]
		last.options = append(last.options, o)
	}
	return all
}

func label(ctx context.Context, d Field) string {
	if d.Optional {
		return d.Label + T(ctx, "form.optional")
	}
	return d.Label
}

func rowTitle(ctx context.Context, i int) string { return T(ctx, "form.row", "N", strconv.Itoa(i+1)) }

func lines(d Field) string {
	if strings.Count(d.Value, "\n") > 3 || len(d.Value) > 400 {
		return "8"
	}
	return "3"
}

// fileID is the id of the control that takes new files: the field's own when it is the only one.
func fileID(d Field) string {
	if len(d.Options) > 0 {
		return d.ID + "-new"
	}
	return d.ID
}

// openRow opens the rows that are needed or wrong; the others wait folded.
func openRow(d Field, i int) bool {
	for _, c := range d.Rows[i] {
		if c.Error != "" {
			return true
		}
	}
	return i < max(1, d.Least) || i > 0 && rowSays(d.Rows[i-1]) != "" && rowSays(d.Rows[i]) == ""
}

// rowSays is the first text of a row, by which a folded one is known.
func rowSays(row []Field) string {
	for _, c := range row {
		if c.Value != "" && (c.Kind == casework.Text || c.Kind == casework.Prose) {
			return c.Value
		}
	}
	return ""
}

// filled reports whether anything stands in the field or is wrong with it.
func (d Field) filled() bool {
	if d.Value != "" || d.Error != "" {
		return true
	}
	for _, row := range d.Rows {
		for _, c := range row {
			if c.Value != "" || c.Error != "" {
				return true
			}
		}
	}
	return false
}
