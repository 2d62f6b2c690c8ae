package casework

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// FieldKind says how a field is asked for, checked and shown.
type FieldKind string

// The kinds of field. Every value travels as text; repeated rows as "steps.0.title".
const (
	Text    FieldKind = "text"   // one line, at most 200 characters
	Prose   FieldKind = "prose"  // at most 20,000 characters
	Date    FieldKind = "date"   // 2006-01-02, a day in the installation's zone
	Choice  FieldKind = "choice" // one of Options
	Check   FieldKind = "check"  // "yes" or empty
	Number  FieldKind = "number" // whole, not negative
	PersonF FieldKind = "person" // a person's id
	People  FieldKind = "people" // persons' ids, separated by commas
	UnitF   FieldKind = "unit"   // a unit's id
	Step    FieldKind = "step"   // the number of a step of the plan
	Files   FieldKind = "files"  // ids of files kept for this case, separated by commas
	Rows    FieldKind = "rows"   // repeated rows of Row
	Line    FieldKind = "line"   // the seq of a line of the timeline
	Case    FieldKind = "case"   // the number of another case
)

// Field is one thing a move asks of the person making it.
type Field struct {
	Name     string
	Kind     FieldKind
	Optional bool
	Options  []string // of a Choice; their words are message keys
	Row      []Field  // of Rows
	Least    int      // of Rows: how many rows at least
	// Private fields hold personal data: they go to the petitioner's encrypted record, never on the timeline.
	Private bool
	// Sealed fields stay out of the leader's sight; supervisors of the closure and auditors read them.
	Sealed bool
	// Unique marks the number of a document: no two cases may be given the same.
	Unique bool
	// Holder restricts a person to those who hold this office role, e.g. "leading" posts.
	Holder string
}

// MaxRows bounds every repeated part of a form, so that facts stay bounded.
const MaxRows = 40

// Fields are a form's values by name.
type Fields map[string]string

// Count returns how many rows of name were sent: up to the last that holds anything, and one more than MaxRows at most.
func (f Fields) Count(name string) int {
	n := 0
	for k, v := range f {
		rest, ok := strings.CutPrefix(k, name+".")
		if !ok || strings.TrimSpace(v) == "" {
			continue
		}
		i, _, _ := strings.Cut(rest, ".")
		if at, err := strconv.Atoi(i); err == nil && at >= n && at < MaxRows+1 {
			n = at + 1
		}
	}
	return n
}

// Row returns the value of column col in row i of name.
func (f Fields) Row(name string, i int, col string) string {
	return strings.TrimSpace(f[RowField(name, i, col)])
}

// List splits a field of several ids.
func (f Fields) List(name string) []string {
	return strings.FieldsFunc(f[name], func(r rune) bool { return r == ',' || r == ' ' || r == '，' || r == '、' })
}

// Day reads a Date field as the start of that day in zone; zero when empty or unreadable.
func (f Fields) Day(name string, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(f[name]), zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// only keeps what the form asked for and may stand on the timeline.
func (f Fields) only(form []Field) Fields {
	out := Fields{}
	keep := func(name string) {
		if v := f[name]; v != "" {
			out[name] = v
		}
	}
	for _, d := range form {
		if d.Private {
			continue
		}
		if d.Kind != Rows {
			keep(d.Name)
			continue
		}
		for i := range f.Count(d.Name) {
			for _, col := range d.Row {
				if !col.Private {
					keep(RowField(d.Name, i, col.Name))
				}
			}
		}
	}
	return out
}

// trimmed takes the space around every value away, so that what is checked is what is kept.
func (f Fields) trimmed() Fields {
	if f == nil {
		return nil
	}
	out := make(Fields, len(f))
	for k, v := range f {
		out[k] = strings.TrimSpace(v)
	}
	return out
}

// checkForm names every field that is missing or unreadable, not only the first.
func checkForm(form []Field, c Command, env Env) *Refusal {
	var missing, invalid []Item
	for _, d := range form {
		if d.Kind == Rows {
			m, bad := checkRows(d, c, env)
			missing, invalid = append(missing, m...), append(invalid, bad...)
			continue
		}
		v := strings.TrimSpace(c.Fields[d.Name])
		switch {
		case v == "" && !d.Optional:
			missing = append(missing, Item{Key: d.Name, Field: d.Name})
		case v != "" && !d.reads(v, c, env):
			invalid = append(invalid, Item{Key: d.Name, Field: d.Name})
		}
	}
	if len(missing) > 0 {
		return Refuse(Incomplete, append(missing, invalid...)...)
	}
	if len(invalid) > 0 {
		return Refuse(Invalid, invalid...)
	}
	return nil
}

func checkRows(d Field, c Command, env Env) (missing, invalid []Item) {
	n := c.Fields.Count(d.Name)
	if n < d.Least {
		return []Item{{Key: d.Name, Field: d.Name}}, nil
	}
	if n > MaxRows {
		return nil, []Item{{Key: d.Name, Field: d.Name}}
	}
	for i := range n {
		for _, col := range d.Row {
			v := c.Fields.Row(d.Name, i, col.Name)
			at := Item{Key: d.Name + "." + col.Name, Field: RowField(d.Name, i, col.Name), Args: []string{RowNo(i)}}
			if v == "" && !col.Optional {
				missing = append(missing, at)
			} else if v != "" && !col.reads(v, c, env) {
				invalid = append(invalid, at)
			}
		}
	}
	return missing, invalid
}

// reads reports whether v is a value of the field's kind.
func (d Field) reads(v string, c Command, env Env) bool {
	if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
		return false
	}
	switch d.Kind {
	case Case:
		return c.Cases[v] // one answer for what is not there and what may not be seen
	case Text:
		return utf8.RuneCountInString(v) <= 200 && !strings.ContainsAny(v, "\r\n")
	case Prose:
		return utf8.RuneCountInString(v) <= 20_000
	case Date:
		t, err := time.ParseInLocation(time.DateOnly, v, zone(env))
		return err == nil && t.Year() >= 1950 && t.Year() <= 2100
	case Choice:
		return slices.Contains(d.Options, v)
	case Check:
		return v == "yes"
	case Number, Step, Line:
		n, err := strconv.ParseInt(v, 10, 64)
		return err == nil && n >= 0
	case PersonF:
		return c.knows(v, d.Holder)
	case People:
		return every(v, func(id string) bool { return c.knows(id, d.Holder) })
	case UnitF:
		return c.Units[v]
	case Files:
		return every(v, func(id string) bool { return c.Files[id] })
	default:
		return false
	}
}

// every reports whether ok holds for each id of a list, of which there are at most MaxRows.
func every(list string, ok func(string) bool) bool {
	ids := Fields{"": list}.List("")
	return len(ids) <= MaxRows && !slices.ContainsFunc(ids, func(id string) bool { return !ok(id) })
}

func zone(env Env) *time.Location {
	if env.Terms == nil {
		return time.UTC
	}
	return env.Terms.Zone()
}

// RowField names one cell of a repeated part: steps.0.title.
func RowField(name string, i int, col string) string { return fmt.Sprintf("%s.%d.%s", name, i, col) }

// RowNo is the number of row i as people count: from one.
func RowNo(i int) string { return strconv.Itoa(i + 1) }
