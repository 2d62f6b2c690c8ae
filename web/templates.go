package web

import (
	"net/http"
	"slices"
	"strconv"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

// templateForms are what a template of each kind holds: the parts of a plan or an opinion that are alike from case to case.
// A template names no person and no day; its days are counted when it is used.
var templateForms = map[string][]casework.Field{
	"plan": {{Name: "steps", Kind: casework.Rows, Least: 1, Row: []casework.Field{{Name: "title", Kind: casework.Text}, {Name: "days", Kind: casework.Number},
		{Name: "kind", Kind: casework.Choice, Options: []string{"resolve", "explain", "support", "mediate", "refer"}}, {Name: "proof", Kind: casework.Text},
		{Name: "promise", Kind: casework.Check, Optional: true}}}},
	"opinion": {{Name: "facts", Kind: casework.Prose, Optional: true}, {Name: "reasons", Kind: casework.Prose}, {Name: "basis", Kind: casework.Prose, Optional: true},
		{Name: "rights-notice", Kind: casework.Prose, Optional: true}},
}

func templateForm(kind string, old bool) casework.MoveInfo {
	f := []casework.Field{{Name: "title", Kind: casework.Text}, {Name: "category", Kind: casework.Text, Optional: true}}
	f = append(f, templateForms[kind]...)
	if old {
		f = append(f, casework.Field{Name: "reason", Kind: casework.Prose}, casework.Field{Name: "ended", Kind: casework.Check, Optional: true})
	}
	return casework.MoveInfo{Name: "template-" + kind, Form: f}
}

// showTemplates lists the templates; those who keep them may write new ones here.
func showTemplates(v *visit) error { return v.templatesPage(http.StatusOK, nil) }

func (v *visit) templatesPage(code int, f *filled) error {
	all, err := v.s.Reader.Templates(v.Request().Context(), "")
	if err != nil {
		return err
	}
	p := pages.Templates{Rows: []pages.TemplateRow{}}
	for _, t := range all {
		p.Rows = append(p.Rows, v.templateRow(t))
	}
	if store.KeepsTemplates(v.viewer) {
		for _, kind := range []string{"plan", "opinion"} {
			form := v.form(templateForm(kind, false), "/templates/"+kind, 0, choices{}, nil, f)
			form.Open = form.Open || v.QueryParam("do") == form.Move
			p.New = append(p.New, form)
		}
	}
	return v.show(code, v.words.T("templates.title"), p, pages.TemplatesPage(p))
}

func (v *visit) templateRow(t store.Template) pages.TemplateRow {
	return pages.TemplateRow{ID: t.ID, Kind: t.Kind, Title: t.Title, Category: t.Category, Version: t.Version, Ended: t.Ended, By: v.dir().name(t.Person, v.words), At: t.At, Reason: t.Reason}
}

// showTemplate is one template with its versions.
func showTemplate(v *visit) error { return v.templatePage(http.StatusOK, nil) }

func (v *visit) templatePage(code int, f *filled) error {
	all, err := v.s.Reader.TemplateVersions(v.Request().Context(), v.Param("id"))
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return casework.Refuse(casework.NotFound)
	}
	t := all[0]
	p := pages.Template{TemplateRow: v.templateRow(t), Fields: t.Fields}
	tell := teller{v: v}
	for i, old := range all {
		row := v.templateRow(old)
		row.Parts = tell.partsLike(templateForm(t.Kind, false), old.Fields)
		if i == 0 {
			p.Parts = row.Parts
		}
		p.Versions = append(p.Versions, row)
	}
	if store.KeepsTemplates(v.viewer) {
		before := casework.Fields{"title": t.Title, "category": t.Category}
		for k, text := range t.Fields {
			before[k] = text
		}
		if t.Ended {
			before["ended"] = "yes"
		}
		form := v.form(templateForm(t.Kind, true), "/templates/"+t.ID, int64(t.Version), choices{}, before, f)
		p.Form = &form
	}
	return v.show(code, t.Title, p, pages.TemplatePage(p))
}

// partsLike says fields in the order of a form that is no move of the table.
func (t teller) partsLike(m casework.MoveInfo, fields casework.Fields) []pages.Part {
	var all []pages.Part
	for _, d := range m.Form {
		if d.Kind == casework.Rows {
			all = append(all, t.rows(m.Name, d, fields)...)
		} else if text := fields[d.Name]; text != "" {
			all = append(all, pages.Part{Label: t.v.label(m.Name, d.Name), Text: t.value(d, text)})
		}
	}
	return all
}

// keepTemplate writes a new template, or the next version of one.
func keepTemplate(v *visit) error {
	in, err := v.action()
	if err != nil {
		return err
	}
	kind, id := v.Param("id"), ""
	if templateForms[kind] == nil {
		all, err := v.s.Reader.TemplateVersions(v.Request().Context(), kind)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return casework.Refuse(casework.NotFound)
		}
		kind, id = all[0].Kind, kind
	}
	f := &filled{move: "template-" + kind, action: in.Action, typed: in.Fields, more: in.more}
	again := v.templatesPage
	if id != "" {
		again = v.templatePage
	}
	if in.more != "" {
		return again(http.StatusOK, f)
	}
	t := store.Template{ID: id, Version: int(in.Seen), Kind: kind, Category: in.Fields["category"], Title: in.Fields["title"], Reason: in.Fields["reason"],
		Ended: in.Fields["ended"] == "yes", Fields: contentOf(kind, in.Fields)}
	if id == "" {
		t.Version = 0
	}
	id, err = v.s.Reader.PutTemplate(v.Request().Context(), v.viewer, t)
	if refusal := casework.Refused(err); refusal != nil && !v.wantsJSON() && refusal.Code != casework.NotFound {
		f.refusal = refusal
		code, _ := status(err)
		return again(code, f)
	}
	if err != nil {
		return err
	}
	if v.wantsJSON() {
		return v.JSON(http.StatusOK, map[string]string{"id": id})
	}
	return v.goTo("/templates/" + id + "?done=" + strconv.Itoa(t.Version+1))
}

// contentOf keeps what belongs to a template of its kind, and of that only values that a form would take.
func contentOf(kind string, typed casework.Fields) casework.Fields {
	out := casework.Fields{}
	for _, d := range templateForms[kind] {
		if d.Kind != casework.Rows {
			if typed[d.Name] != "" {
				out[d.Name] = typed[d.Name]
			}
			continue
		}
		for i := range min(typed.Count(d.Name), casework.MaxRows) {
			for _, col := range d.Row {
				text := typed.Row(d.Name, i, col.Name)
				if text != "" && (col.Kind != casework.Choice || slices.Contains(col.Options, text)) {
					out[casework.RowField(d.Name, i, col.Name)] = text
				}
			}
		}
	}
	return out
}
