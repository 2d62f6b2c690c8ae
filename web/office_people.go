package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

var (
	addPersonForm = slip{"add-person", []casework.Field{must("name-zh", casework.Text), may("name-en", casework.Text),
		must("unit", casework.UnitF), may("post", casework.Line), must("from", casework.Date), why}}
	renameForm    = slip{"rename-person", []casework.Field{must("name-zh", casework.Text), may("name-en", casework.Text), why}}
	moveForm      = slip{"move-person", []casework.Field{must("unit", casework.UnitF), may("post", casework.Line), must("from", casework.Date), may("until", casework.Date), why}}
	grantForm     = slip{"grant-office", []casework.Field{must("office", casework.Line), may("from", casework.Date), may("until", casework.Date), why}}
	endOfficeForm = slip{"end-office", []casework.Field{must("office", casework.Line), may("until", casework.Date), why}}
	endPersonForm = slip{"end-person", []casework.Field{why}}
)

// showStaff lists everybody with post and roles; found by a piece of a name, or by a role.
func showStaff(v *visit) error { return v.staffPage(http.StatusOK, nil) }

func (v *visit) staffPage(code int, f *filled) error {
	n, w := v.dir(), v.words
	p := pages.Staff{Office: v.office(), Query: strings.TrimSpace(v.QueryParam("q")), Role: v.QueryParam("role"), Rows: []pages.StaffRow{}, Roles: v.officeOptions()}
	for _, o := range n.order {
		who := n.person(o.ID, w.Lang)
		text := strings.ToLower(o.NameZH + " " + o.NameEN + " " + o.Login + " " + who.Post + " " + who.Unit)
		if !strings.Contains(text, strings.ToLower(p.Query)) || p.Role != "" && !slices.Contains(o.Offices, p.Role) {
			continue
		}
		p.Rows = append(p.Rows, pages.StaffRow{Person: who, Path: "/office/people/" + o.ID, Login: o.Login, Roles: v.officeNames(o.Offices), Active: o.Active})
	}
	if p.May {
		p.Forms = []pages.Form{v.asking(addPersonForm, "/office/people", 0, casework.Fields{"from": v.dayToday()}, f, map[string][]pages.Option{"post": v.postOptions()})}
	}
	return v.show(code, w.T("adm.people"), p, pages.StaffPage(p))
}

func (v *visit) officeOptions() []pages.Option {
	var all []pages.Option
	for _, o := range offices {
		all = append(all, pages.Option{Value: o, Text: v.words.T("office." + o)})
	}
	return all
}

// addPerson takes somebody in.
func addPerson(v *visit) error {
	return v.carry(addPersonForm, "/office/people", func(code int, f *filled) error { return v.staffPage(code, f) }, func(in casework.Fields, e store.Edit) error {
		o := store.Officer{NameZH: in["name-zh"], NameEN: in["name-en"], Unit: in["unit"], Post: in["post"]}
		_, err := v.s.Office.AddPerson(v.Request().Context(), e, o, v.dayOf(in, "from"))
		return err
	})
}

// showOfficer is one person: posts, roles, leaves and what changed, and no case.
func showOfficer(v *visit) error { return v.officerPage(http.StatusOK, v.Param("id"), nil) }

func (v *visit) officerPage(code int, id string, f *filled) error {
	d, err := v.s.Office.Dossier(v.Request().Context(), id)
	if err != nil {
		return err
	}
	n, w := v.dir(), v.words
	p := pages.OfficerPage{Office: v.office(), Person: n.person(id, w.Lang), NameZH: d.NameZH, NameEN: d.NameEN, Login: d.Login, Account: d.Account, Active: d.Active, Self: id == v.viewer.ID}
	for _, x := range d.Postings {
		p.Postings = append(p.Postings, pages.Posting{Unit: n.unit(x.Unit, w.Lang), Post: n.title(x.Post, w.Lang), From: x.Starts, Until: x.Ends, State: v.stretchState(x.Starts, x.Ends)})
	}
	for _, g := range d.Grants {
		p.Grants = append(p.Grants, pages.Grant{Office: w.Or("office."+g.Office, g.Office), From: g.Starts, Until: g.Ends, By: n.name(g.By, w), State: v.stretchState(g.Starts, g.Ends)})
	}
	for _, l := range d.Leaves {
		p.Leaves = append(p.Leaves, v.leave(l))
	}
	if p.Lines, err = v.officeLines(store.OfficeFilter{What: "persons", Subject: id, Limit: 30}); err != nil {
		return err
	}
	if p.May && d.Active {
		p.Forms = v.officerForms(d, f)
	}
	return v.show(code, p.Person.Name, p, pages.OfficerDraw(p))
}

// officerForms are the changes of a person; nobody moves, grants or ends themselves.
func (v *visit) officerForms(d store.Dossier, f *filled) []pages.Form {
	path, today := "/office/people/"+d.ID, v.dayToday()
	rename := v.asking(renameForm, path, d.Seen, casework.Fields{"name-zh": d.NameZH, "name-en": d.NameEN}, f, nil)
	if d.ID == v.viewer.ID {
		return []pages.Form{rename}
	}
	held := []pages.Option{}
	for _, g := range d.Grants {
		held = append(held, pages.Option{Value: g.Office, Text: v.words.Or("office."+g.Office, g.Office)})
	}
	all := []pages.Form{
		v.asking(moveForm, path+"/move", d.Seen, casework.Fields{"unit": d.Unit, "post": d.Post, "from": today}, f, map[string][]pages.Option{"post": v.postOptions()}),
		v.asking(grantForm, path+"/roles", d.Seen, casework.Fields{"from": today}, f, map[string][]pages.Option{"office": v.officeOptions()}),
	}
	if len(held) > 0 {
		all = append(all, v.asking(endOfficeForm, path+"/roles/end", d.Seen, nil, f, map[string][]pages.Option{"office": held}))
	}
	return append(all, rename, v.asking(endPersonForm, path+"/end", d.Seen, nil, f, nil))
}

// stretchState says whether a time from a day to a day is to come, on, or over.
func (v *visit) stretchState(from, until *time.Time) string {
	today := v.dayToday()
	switch {
	case from != nil && from.Format(time.DateOnly) > today:
		return "ahead"
	case until != nil && until.Format(time.DateOnly) < today:
		return "over"
	}
	return "on"
}

func (v *visit) officerAgain() func(int, *filled) error {
	return func(code int, f *filled) error { return v.officerPage(code, v.Param("id"), f) }
}

// officer carries out a change of one person.
func officer(a slip, do func(*visit, casework.Fields, store.Edit, string) error) func(*visit) error {
	return func(v *visit) error {
		id := v.Param("id")
		return v.carry(a, "/office/people/"+id, v.officerAgain(), func(in casework.Fields, e store.Edit) error { return do(v, in, e, id) })
	}
}

var (
	renamePerson = officer(renameForm, func(v *visit, in casework.Fields, e store.Edit, id string) error {
		return v.s.Office.RenamePerson(v.Request().Context(), e, id, in["name-zh"], in["name-en"])
	})
	movePerson = officer(moveForm, func(v *visit, in casework.Fields, e store.Edit, id string) error {
		return v.s.Office.MovePerson(v.Request().Context(), e, store.Posting{Person: id, Unit: in["unit"], Post: in["post"], Starts: v.until(in, "from"), Ends: v.until(in, "until")})
	})
	grantOffice = officer(grantForm, func(v *visit, in casework.Fields, e store.Edit, id string) error {
		return v.s.Office.GrantOffice(v.Request().Context(), e, store.Grant{Person: id, Office: in["office"], Starts: v.until(in, "from"), Ends: v.until(in, "until")})
	})
	endOffice = officer(endOfficeForm, func(v *visit, in casework.Fields, e store.Edit, id string) error {
		return v.s.Office.EndOffice(v.Request().Context(), e, id, in["office"], v.until(in, "until"))
	})
	endPerson = officer(endPersonForm, func(v *visit, _ casework.Fields, e store.Edit, id string) error {
		return v.s.Office.EndPerson(v.Request().Context(), e, id)
	})
)
