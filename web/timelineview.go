package web

import (
	"slices"
	"strconv"
	"strings"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// entries tells the timeline, the newest line first.
func (v *visit) entries(p store.CasePage, x petition.Facts) []pages.Entry {
	t := teller{v: v, files: map[string]string{}, facts: x}
	for _, f := range p.Files {
		t.files[f.ID] = f.Name
	}
	all := make([]pages.Entry, 0, len(p.Timeline))
	for _, l := range p.Timeline {
		all = append(all, t.entry(l))
	}
	slices.SortFunc(all, func(a, b pages.Entry) int { return int(b.Seq - a.Seq) })
	return all
}

// routine are moves that say little by themselves or are told elsewhere on the page: the gist of a timeline leaves them out.
var routine = []string{"take-up", "confirm-membership", "start-step", "comment", "answer-consult", "attach", "record-notice", "ask-report", "ask-approver",
	"ask-call-back", "serve-opinion"}

// gist is what matters of a timeline, the newest first; the very newest line is always there, since its maker looks for it.
func gist(all []pages.Entry) []pages.Entry {
	var kept []pages.Entry
	for i, e := range all {
		if i == 0 || e.To != "" || e.Decision != nil || !slices.Contains(routine, e.Move) {
			kept = append(kept, e)
		}
	}
	return kept[:min(len(kept), shownLines)]
}

// teller says lines of a timeline in words.
type teller struct {
	v     *visit
	files map[string]string // names by id
	facts petition.Facts
}

func (t teller) entry(l store.Line) pages.Entry {
	w, n := t.v.words, t.v.dir()
	e := pages.Entry{Seq: l.Seq, Move: l.Move, Text: t.head(l), By: n.name(l.Actor.ID, w), For: n.name(l.Actor.For, w),
		At: l.At, Hash: l.Hash, Action: l.Action, Late: l.Move == "overdue"}
	if l.Actor.Role != "" {
		e.Role = w.T("role." + string(l.Actor.Role))
	}
	if l.To != l.From && l.To != "" {
		e.To = w.T("stage." + string(l.To))
	}
	if l.Move == "overdue" {
		name, key, _ := strings.Cut(l.Fields["due"], "/")
		e.Text = w.T("entry.overdue", "Due", t.v.dueName(name, key))
	} else {
		e.Fields, e.Sealed = t.parts(l.Move, l.Fields), t.parts(l.Move, l.Sealed)
		e.Brief = brief(l.Fields)
	}
	e.Dues = t.dues(l.Dues)
	if l.Decision != nil {
		e.Decision = t.decision(l)
		e.Text = w.T("entry.decided", "Text", e.Text, "Measure", e.Decision.Measure)
	}
	return e
}

// head says what was done, and to what or whom.
func (t teller) head(l store.Line) string {
	w := t.v.words
	text := w.First("line."+l.Move, "move."+l.Move, "entry.other")
	what := ""
	if no := l.Fields["step"]; no != "" {
		what = t.step(no)
	}
	for _, name := range []string{"leader", "handler", "person", "approver"} {
		if id := l.Fields[name]; id != "" && what == "" {
			what = t.v.dir().name(id, w)
		}
	}
	if how := l.Fields["how"]; how != "" && what == "" {
		what = w.Or("option.how."+how, how)
	}
	if what == "" {
		return text
	}
	return w.T("entry.about", "Text", text, "What", what)
}

// briefly are the fields that say most about a line, and how many characters of them its head shows.
var briefly = []string{"note", "reason", "answer", "evidence", "correction", "handover", "title"}

const briefLength = 80

func brief(f casework.Fields) string {
	for _, name := range briefly {
		if text := []rune(f[name]); len(text) > briefLength {
			return string(text[:briefLength-1]) + "…"
		} else if len(text) > 0 {
			return string(text)
		}
	}
	return ""
}

// dues says how a move changed what is owed.
func (t teller) dues(changes []casework.DueChange) []string {
	var all []string
	w := t.v.words
	zone := t.v.s.Terms.Zone()
	for _, d := range changes {
		if d.Change == "asked" {
			continue
		}
		day := w.Day(d.At.Add(-1).In(zone), t.v.now.In(zone))
		all = append(all, w.T("duechange."+d.Change, "Due", t.v.dueName(d.Name, d.Key), "Day", day))
	}
	return all
}

func (t teller) decision(l store.Line) *pages.Decision {
	w, d := t.v.words, l.Decision
	name, key, _ := strings.Cut(l.Fields["due"], "/")
	out := &pages.Decision{Question: w.T("decision.asked", "Due", t.v.dueName(name, key)), Measure: w.Or("measure."+d.Measure, d.Measure),
		Again: d.AskAgain, Revision: d.Revision, Input: d.Input, Default: d.Default}
	for _, a := range d.Addressees {
		to := w.T("decision.to", "Role", w.Or("role."+string(a.Role), string(a.Role)), "Name", t.v.dir().name(a.Person, w))
		if a.Copy {
			to = w.T("decision.copy", "Role", w.Or("role."+string(a.Role), string(a.Role)), "Name", t.v.dir().name(a.Person, w))
		}
		if a.Why != "" && w.Has("why."+a.Why) {
			to += w.T("wrong.about", "Args", w.T("why."+a.Why))
		}
		out.To = append(out.To, to)
	}
	for _, r := range d.Rules {
		out.Rules = append(out.Rules, t.v.cited(r))
	}
	return out
}

// parts says the fields of a line in the order of its form.
func (t teller) parts(move string, fields casework.Fields) []pages.Part {
	var all []pages.Part
	told := map[string]bool{}
	if m, ok := moveNamed(t.v.s.Moves, move); ok {
		for _, d := range m.Form {
			if d.Kind == casework.Rows {
				all = append(all, t.rows(move, d, fields)...)
				told[d.Name] = true
				continue
			}
			if text := fields[d.Name]; text != "" {
				all, told[d.Name] = append(all, pages.Part{Label: t.v.label(move, d.Name), Text: t.value(d, text)}), true
			}
		}
	}
	var rest []string
	for name, text := range fields {
		root, _, _ := strings.Cut(name, ".")
		if text != "" && !told[root] {
			rest = append(rest, name)
		}
	}
	slices.Sort(rest)
	for _, name := range rest {
		all = append(all, pages.Part{Label: t.v.words.Or("field."+lastPart(name), name), Text: fields[name]})
	}
	return all
}

func (t teller) rows(move string, d casework.Field, fields casework.Fields) []pages.Part {
	var all []pages.Part
	for i := range fields.Count(d.Name) {
		var cells []string
		for _, col := range d.Row {
			if text := fields.Row(d.Name, i, col.Name); text != "" {
				cells = append(cells, t.value(col, text))
			}
		}
		all = append(all, pages.Part{Label: t.v.words.T("form.numbered", "Field", t.v.label(move, d.Name), "N", i+1), Text: strings.Join(cells, t.v.words.T("sign.semicolon"))})
	}
	return all
}

// value says what was filled in: words for choices, names for ids.
func (t teller) value(d casework.Field, text string) string {
	w, n := t.v.words, t.v.dir()
	switch d.Kind {
	case casework.Choice:
		return w.Or("option."+d.Name+"."+text, text)
	case casework.Check:
		return t.v.label("", d.Name)
	case casework.PersonF, casework.People, casework.Files:
		var names []string
		for _, id := range (casework.Fields{"x": text}).List("x") {
			if d.Kind == casework.Files {
				names = append(names, orSelf(t.files[id], id))
			} else {
				names = append(names, n.name(id, w))
			}
		}
		return strings.Join(names, w.T("sign.list"))
	case casework.UnitF:
		return n.unit(text, w.Lang)
	case casework.Date:
		zone := t.v.s.Terms.Zone()
		if day := (casework.Fields{"x": text}).Day("x", zone); !day.IsZero() {
			return w.Day(day, t.v.now.In(zone))
		}
	case casework.Step:
		return t.step(text)
	case casework.Line:
		seq, _ := strconv.ParseInt(text, 10, 64)
		return w.T("time.line", "N", seq)
	}
	return text
}

func (t teller) step(no string) string {
	for _, s := range t.facts.Steps {
		if itoa(s.No) == no {
			return t.v.words.T("plan.option", "N", s.No, "Title", s.Title)
		}
	}
	return t.v.words.T("due.stepno", "N", no)
}

func orSelf(text, or string) string {
	if text == "" {
		return or
	}
	return text
}
