package web

import (
	"slices"
	"strconv"
	"strings"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

// choices are the answers a form offers beside the words of the table: people, units, steps, files, lines.
type choices struct {
	people func(office string) []pages.Option
	units  []pages.Option
	steps  []pages.Option
	files  []pages.Option
	lines  []pages.Option
	asked  map[string][]pages.Option // by move: what it is about, where a case has its own answers
}

// filled is a form as it came in, with what was wrong about it.
type filled struct {
	move    string
	action  string
	typed   casework.Fields
	more    string // the repeated part of which more rows were asked for
	refusal *casework.Refusal
	edited  string // who was quicker, in words: a form of the office
}

// spareRows are the empty rows that a repeated part shows, since no script adds them.
const spareRows = 5

// form makes the form of a move from its row of the table.
func (v *visit) form(m casework.MoveInfo, path string, seen int64, c choices, before casework.Fields, f *filled) pages.Form {
	p := pages.Form{Move: m.Name, Path: path, Title: v.words.T("move." + m.Name), Verb: v.words.T("move." + m.Name + ".verb"), Action: store.NewAction(), Seen: seen}
	if v.words.Has("hint." + m.Name) {
		p.Note = v.words.T("hint." + m.Name)
	}
	values := before
	var wrong map[string]string
	if f != nil && f.move == m.Name {
		values, p.Open, p.Action = f.typed, true, f.action
		if f.refusal != nil {
			p.Lead, p.Wrong, wrong = v.wrong(f.refusal, m.Name)
		}
	}
	for _, d := range m.Form {
		x := v.field(d, m.Name, "", values, wrong, c)
		if d.Kind == casework.Rows {
			x = v.repeated(x, d, m.Name, values, wrong, c, f != nil && f.more == d.Name)
		}
		p.Fields = append(p.Fields, x)
	}
	return p
}

// field makes one field: prefix is the row it stands in, if any, such as "steps.0.".
func (v *visit) field(d casework.Field, move, prefix string, values casework.Fields, wrong map[string]string, c choices) pages.Field {
	name := prefix + d.Name
	owner, _, _ := strings.Cut(prefix, ".")
	label := d.Name
	if owner != "" {
		label = owner + "." + d.Name
	}
	x := pages.Field{Name: name, Kind: d.Kind, Label: v.label(move, label), Optional: d.Optional, Least: d.Least, Value: strings.TrimSpace(values[name]),
		ID: fieldID(move, name), Error: wrong[name], Options: v.options(d, c)}
	if own, ok := c.asked[move]; ok && slices.Contains(matters, d.Name) {
		x.Options = own
		if d.Kind == casework.Number {
			x.Kind = casework.Choice // people choose by the words, not by a number they would have to look up
		}
	}
	for _, key := range []string{"hint." + move + "." + label, "hint." + label} {
		if v.words.Has(key) {
			x.Hint = v.words.T(key)
			break
		}
	}
	if d.Kind == casework.Choice && len(d.Options) == 1 && d.Options[0] == "yes" {
		x.Kind = casework.Check // a statement to be confirmed
	}
	return x
}

// repeated adds the columns of repeated rows and as many rows as were filled in, with spare ones.
func (v *visit) repeated(x pages.Field, d casework.Field, move string, values casework.Fields, wrong map[string]string, c choices, more bool) pages.Field {
	for _, col := range d.Row {
		x.Row = append(x.Row, v.field(col, move, d.Name+".", nil, nil, c))
	}
	n := max(values.Count(d.Name), d.Least)
	if more || values.Count(d.Name) == 0 {
		n = max(n, values.Count(d.Name)+spareRows)
	} else {
		n++
	}
	for i := range min(n, casework.MaxRows) {
		var row []pages.Field
		for _, col := range d.Row {
			row = append(row, v.field(col, move, d.Name+"."+strconv.Itoa(i)+".", values, wrong, c))
		}
		x.Rows = append(x.Rows, row)
	}
	return x
}

func (v *visit) options(d casework.Field, c choices) []pages.Option {
	switch d.Kind {
	case casework.Choice:
		var all []pages.Option
		for _, o := range d.Options {
			all = append(all, pages.Option{Value: o, Text: v.words.T("option." + d.Name + "." + o)})
		}
		return all
	case casework.PersonF, casework.People:
		return c.people(d.Holder)
	case casework.UnitF:
		return c.units
	case casework.Step:
		return c.steps
	case casework.Files:
		return c.files
	case casework.Line:
		return c.lines
	}
	return nil
}

// wrong says what is wrong with a form: the first words, the list with ways to the fields, and the words beside each.
func (v *visit) wrong(r *casework.Refusal, move string) (lead string, list []pages.Wrong, beside map[string]string) {
	lead = v.words.First("refusal."+r.Code, "trouble.refused")
	beside = map[string]string{}
	for _, i := range v.items(r, move) {
		w := pages.Wrong{Text: i.Message}
		if i.Field != "" {
			w.ID, beside[i.Field] = fieldID(move, i.Field), i.Message
		}
		if i.Field == "" && i.Key == r.Code {
			continue // the first words say it already
		}
		list = append(list, w)
	}
	return lead, list, beside
}

func fieldID(move, name string) string { return move + "-" + strings.ReplaceAll(name, ".", "-") }

// choices of a case: everybody at work, its own steps, files and lines.
func (v *visit) choices(steps []pages.Step, files []pages.File, lines []pages.Entry) choices {
	n := v.dir()
	known := map[string][]pages.Option{}
	c := choices{units: n.unitOptions(v.words.Lang), people: func(office string) []pages.Option {
		if _, ok := known[office]; !ok {
			known[office] = n.candidates(office, v.words.Lang)
		}
		return known[office]
	}}
	for _, s := range steps {
		if s.State == "open" || s.State == "started" {
			c.steps = append(c.steps, pages.Option{Value: itoa(s.No), Text: v.words.T("plan.option", "N", s.No, "Title", s.Title)})
		}
	}
	for _, f := range files {
		c.files = append(c.files, pages.Option{Value: f.ID, Text: f.Name})
	}
	for _, e := range lines {
		c.lines = append(c.lines, pages.Option{Value: strconv.FormatInt(e.Seq, 10), Text: v.words.T("time.line", "N", e.Seq) + v.words.T("sign.comma") + e.Text})
	}
	return c
}

func moveNamed(all []casework.MoveInfo, name string) (casework.MoveInfo, bool) {
	i := slices.IndexFunc(all, func(m casework.MoveInfo) bool { return m.Name == name })
	if i < 0 {
		return casework.MoveInfo{}, false
	}
	return all[i], true
}

func itoa(n int) string { return strconv.Itoa(n) }
