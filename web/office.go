package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

// Office keeps who is who: units, posts, people and what they hold. Every change names who made it and why.
type Office interface {
	Dossier(ctx context.Context, id string) (store.Dossier, error)
	AnswersFor(ctx context.Context) (map[string]string, error)
	AddUnit(ctx context.Context, e store.Edit, u store.Unit) (string, error)
	ChangeUnit(ctx context.Context, e store.Edit, u store.Unit) error
	CloseUnit(ctx context.Context, e store.Edit, id string, day time.Time) error
	AddPost(ctx context.Context, e store.Edit, p store.Post) (string, error)
	ChangePost(ctx context.Context, e store.Edit, p store.Post) error
	ClosePost(ctx context.Context, e store.Edit, id string, day time.Time) error
	AddPerson(ctx context.Context, e store.Edit, o store.Officer, from time.Time) (string, error)
	RenamePerson(ctx context.Context, e store.Edit, id, zh, en string) error
	MovePerson(ctx context.Context, e store.Edit, p store.Posting) error
	EndPerson(ctx context.Context, e store.Edit, id string) error
	GrantOffice(ctx context.Context, e store.Edit, g store.Grant) error
	EndOffice(ctx context.Context, e store.Edit, person, office string, after *time.Time) error
	SetActive(ctx context.Context, e store.Edit, id string, active bool) error
	OfficeLog(ctx context.Context, f store.OfficeFilter) ([]store.OfficeLine, error)
	OfficeSeen(ctx context.Context, what, subject string) (int64, error)
}

// slip is a form of the office: a name, whose words are move.NAME and field.NAME.FIELD, and what it asks.
type slip struct {
	name   string
	fields []casework.Field
}

var why = casework.Field{Name: "ground", Kind: casework.Text}

func must(name string, kind casework.FieldKind) casework.Field {
	return casework.Field{Name: name, Kind: kind}
}

func may(name string, kind casework.FieldKind) casework.Field {
	return casework.Field{Name: name, Kind: kind, Optional: true}
}

// offices are the capacities that can be granted, in the order people know.
var offices = []string{"leading", "unit-head", "supervisor", "intake", "legal", "staff", "administrator", "auditor"}

// officeTabs are the pages of the administration, each with its readers.
var officeTabs = []struct {
	path, key string
	who       audience
}{
	{"/office", "adm.units", operators},
	{"/office/people", "adm.people", operators},
	{"/people", "people.title", operators},
	{"/office/calendars", "adm.calendars", signedIn},
	{"/office/limits", "adm.limits", signedIn},
	{"/office/changes", "adm.changes", operators},
}

// office is what every page of the administration has: the tabs, and whether its reader may change anything.
func (v *visit) office() pages.Office {
	p := pages.Office{May: administrators.admits(v.viewer.Offices)}
	for _, t := range officeTabs {
		if t.who.admits(v.viewer.Offices) {
			p.Tabs = append(p.Tabs, pages.Room{Path: t.path, Name: v.words.T(t.key), Here: v.tabHere(t.path)})
		}
	}
	if key := v.QueryParam("done"); key != "" && v.Request().Method == http.MethodGet {
		p.Done = v.words.First("adm.done."+key, "adm.done")
	}
	return p
}

func (v *visit) tabHere(path string) bool {
	at := v.Request().URL.Path
	if path == "/office" {
		return at == path || under(at, "/office/units") || under(at, "/office/posts")
	}
	return under(at, path)
}

// asking makes a form of the office with the values before, or as it was just refused.
func (v *visit) asking(a slip, path string, seen int64, before casework.Fields, f *filled, options map[string][]pages.Option) pages.Form {
	c := choices{people: func(string) []pages.Option { return nil }, units: v.openUnits()}
	p := v.form(casework.MoveInfo{Name: a.name, Form: a.fields}, path, seen, c, before, f)
	for i := range p.Fields {
		if o, ok := options[p.Fields[i].Name]; ok {
			p.Fields[i].Options = o
		}
		if f != nil && f.move == a.name && f.edited != "" && i == 0 {
			p.Lead = f.edited
		}
	}
	return p
}

// openUnits are the units a form may name.
func (v *visit) openUnits() []pages.Option {
	n := v.dir()
	var all []pages.Option
	for _, u := range n.unitList {
		if u.Open(v.now) {
			all = append(all, pages.Option{Value: u.ID, Text: n.unit(u.ID, v.words.Lang)})
		}
	}
	return all
}

// postOptions are the open posts, by unit.
func (v *visit) postOptions(ids ...string) []pages.Option {
	n, w := v.dir(), v.words
	var all []pages.Option
	for _, u := range n.unitList {
		for _, p := range n.postList {
			if p.Unit == u.ID && p.Open(v.now) && (len(ids) == 0 || slices.Contains(ids, p.Unit)) {
				all = append(all, pages.Option{Value: p.ID, Text: inLang(w.Lang, p.TitleZH, p.TitleEN), Group: n.unit(u.ID, w.Lang)})
			}
		}
	}
	return all
}

// carry reads a form of the office, carries it out and goes back, or shows the page again
// with what was typed and what stands against it.
func (v *visit) carry(a slip, back string, again func(code int, f *filled) error, do func(casework.Fields, store.Edit) error) error {
	in, err := v.action()
	if err != nil {
		return err
	}
	f := &filled{move: a.name, action: in.Action, typed: in.Fields}
	if err = a.complete(in); err == nil {
		err = do(in.Fields, store.Edit{Action: in.Action, By: v.viewer.ID, Why: in.Fields["ground"], Seen: in.Seen})
	}
	if err == nil {
		return v.done(back + "?done=" + a.name)
	}
	return v.notCarried(err, f, again)
}

func (v *visit) notCarried(err error, f *filled, again func(code int, f *filled) error) error {
	code, _ := status(err)
	refusal := casework.Refused(err)
	edited, was := errors.AsType[*store.Edited](err)
	if was {
		f.edited = v.words.T("adm.edited", "Name", v.dir().name(edited.By, v.words), "At", v.words.Minute(edited.At.In(v.s.Terms.Zone()), v.now.In(v.s.Terms.Zone())))
		if v.wantsJSON() {
			return v.JSON(code, refused{Code: casework.Stale, Message: f.edited})
		}
	}
	if v.wantsJSON() || refusal == nil || refusal.Code == casework.NotFound {
		return v.fail(err)
	}
	f.refusal, f.action = refusal, store.NewAction()
	return again(code, f)
}

// complete names every field that is missing or cannot be read.
func (a slip) complete(in asked) error {
	if len(in.Action) < 8 {
		return casework.Refuse(casework.Incomplete, casework.Item{Key: "action", Field: "action"})
	}
	var missing, wrong []casework.Item
	for _, d := range a.fields {
		x := in.Fields[d.Name]
		switch {
		case x == "" && !d.Optional:
			missing = append(missing, casework.Item{Key: d.Name, Field: d.Name})
		case x != "" && !readable(d, x):
			wrong = append(wrong, casework.Item{Key: d.Name, Field: d.Name})
		}
	}
	if missing != nil {
		return casework.Refuse(casework.Incomplete, append(missing, wrong...)...)
	}
	if wrong != nil {
		return casework.Refuse(casework.Invalid, wrong...)
	}
	return nil
}

// readable reports whether x is a value of the field's kind; whether it is there the record says.
func readable(d casework.Field, x string) bool {
	switch d.Kind {
	case casework.Date:
		t, err := time.Parse(time.DateOnly, x)
		return err == nil && t.Year() >= 1950 && t.Year() <= 2100
	case casework.Number:
		n, err := strconv.Atoi(x)
		return err == nil && n >= 0
	case casework.Choice:
		return d.Options == nil || slices.Contains(d.Options, x)
	case casework.Text:
		return len([]rune(x)) <= 200
	}
	return len([]rune(x)) <= 20_000
}

// dayOf reads a day of a form in the installation's zone.
func (v *visit) dayOf(f casework.Fields, name string) time.Time { return f.Day(name, v.s.Terms.Zone()) }

// until is an optional day of a form.
func (v *visit) until(f casework.Fields, name string) *time.Time {
	if f[name] == "" {
		return nil
	}
	return new(v.dayOf(f, name))
}

// dayToday is today as a form writes it.
func (v *visit) dayToday() string { return v.now.In(v.s.Terms.Zone()).Format(time.DateOnly) }
