package web

import (
	"net/http"
	"slices"
	"strconv"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

var (
	addUnitForm    = slip{"add-unit", []casework.Field{must("name-zh", casework.Text), may("name-en", casework.Text), may("parent", casework.UnitF), why}}
	changeUnitForm = slip{"change-unit", addUnitForm.fields}
	closeForm      = slip{"close-unit", []casework.Field{must("day", casework.Date), why}}
	closePostForm  = slip{"close-post", closeForm.fields}
	addPostForm    = slip{"add-post", []casework.Field{must("title-zh", casework.Text), may("title-en", casework.Text),
		must("rank", casework.Choice), may("reports-to", casework.Line), why}}
	changePostForm = slip{"change-post", addPostForm.fields}
)

// ranks are where a post stands, from the head of the unit down; the first two lead cases.
var ranks = []string{"1", "2", "3", "4"}

// showOffice is the tree of units with their posts, who holds them and what is vacant.
func showOffice(v *visit) error { return v.unitsPage(http.StatusOK, nil) }

func (v *visit) unitsPage(code int, f *filled) error {
	answers, err := v.s.Office.AnswersFor(v.Request().Context())
	if err != nil {
		return err
	}
	p := pages.Units{Office: v.office(), Vacant: len(answers)}
	p.Tree = v.unitTree("", answers, 0)
	if p.May {
		p.Forms = []pages.Form{v.asking(addUnitForm, "/office/units", 0, nil, f, nil)}
	}
	return v.show(code, v.words.T("adm.units"), p, pages.UnitsPage(p))
}

func (v *visit) unitTree(parent string, answers map[string]string, depth int) []pages.Unit {
	n, all := v.dir(), []pages.Unit{}
	for _, u := range n.unitList {
		if u.Parent != parent || depth > 30 {
			continue
		}
		x := v.unit(u, answers)
		x.Under = v.unitTree(u.ID, answers, depth+1)
		all = append(all, x)
	}
	return all
}

func (v *visit) unit(u store.Unit, answers map[string]string) pages.Unit {
	n, w := v.dir(), v.words
	x := pages.Unit{ID: u.ID, Name: n.unit(u.ID, w.Lang), NameZH: u.NameZH, NameEN: u.NameEN, Path: "/office/units/" + u.ID, Closed: u.Closed, Posts: []pages.Position{}}
	for _, p := range n.postList {
		if p.Unit != u.ID {
			continue
		}
		post := pages.Position{ID: p.ID, Title: inLang(w.Lang, p.TitleZH, p.TitleEN), Rank: p.Rank, Leading: p.Rank <= 2, Closed: p.Closed, Path: "/office/posts/" + p.ID, Holders: []pages.Person{}}
		for _, id := range p.Holders {
			post.Holders = append(post.Holders, n.person(id, w.Lang))
		}
		if who, vacant := answers[p.ID]; vacant {
			post.Vacant, post.Answers = true, n.name(who, w)
		}
		x.Posts = append(x.Posts, post)
	}
	for _, o := range n.order { // people without a post
		if o.Unit == u.ID && o.Post == "" && o.Active {
			x.Others = append(x.Others, n.person(o.ID, w.Lang))
		}
	}
	return x
}

// addUnit opens a unit.
func addUnit(v *visit) error {
	return v.carry(addUnitForm, "/office", func(code int, f *filled) error { return v.unitsPage(code, f) }, func(in casework.Fields, e store.Edit) error {
		_, err := v.s.Office.AddUnit(v.Request().Context(), e, store.Unit{NameZH: in["name-zh"], NameEN: in["name-en"], Parent: in["parent"]})
		return err
	})
}

// showUnit is one unit with the forms that change it.
func showUnit(v *visit) error { return v.unitPage(http.StatusOK, v.Param("id"), nil) }

func (v *visit) unitPage(code int, id string, f *filled) error {
	u, ok := v.dir().units[id]
	if !ok {
		return casework.Refuse(casework.NotFound)
	}
	ctx := v.Request().Context()
	answers, err := v.s.Office.AnswersFor(ctx)
	if err != nil {
		return err
	}
	seen, err := v.s.Office.OfficeSeen(ctx, "units", id)
	if err != nil {
		return err
	}
	p := pages.UnitPage{Office: v.office(), Unit: v.unit(u, answers)}
	if u.Parent != "" {
		p.Parent = &pages.Link{Path: "/office/units/" + u.Parent, Text: v.dir().unit(u.Parent, v.words.Lang)}
	}
	if p.Lines, err = v.officeLines(store.OfficeFilter{What: "units", Subject: id, Limit: 20}); err != nil {
		return err
	}
	if p.May && u.Open(v.now) {
		path := "/office/units/" + id
		p.Forms = []pages.Form{
			v.asking(addPostForm, path+"/posts", 0, casework.Fields{"rank": "4"}, f, v.postChoices("")),
			v.asking(changeUnitForm, path, seen, casework.Fields{"name-zh": u.NameZH, "name-en": u.NameEN, "parent": u.Parent}, f, nil),
			v.asking(closeForm, path+"/close", seen, casework.Fields{"day": v.dayToday()}, f, nil),
		}
	}
	return v.show(code, p.Unit.Name, p, pages.UnitDraw(p))
}

// postChoices are the answers of a form about a post; it does not report to itself.
func (v *visit) postChoices(self string) map[string][]pages.Option {
	var all []pages.Option
	for _, r := range ranks {
		all = append(all, pages.Option{Value: r, Text: v.words.T("adm.rank." + r)})
	}
	above := slices.DeleteFunc(v.postOptions(), func(o pages.Option) bool { return o.Value == self })
	return map[string][]pages.Option{"rank": all, "reports-to": above}
}

// changeUnit renames or moves a unit.
func changeUnit(v *visit) error {
	id := v.Param("id")
	return v.carry(changeUnitForm, "/office/units/"+id, v.unitAgain(id), func(in casework.Fields, e store.Edit) error {
		return v.s.Office.ChangeUnit(v.Request().Context(), e, store.Unit{ID: id, NameZH: in["name-zh"], NameEN: in["name-en"], Parent: in["parent"]})
	})
}

func (v *visit) unitAgain(id string) func(int, *filled) error {
	return func(code int, f *filled) error { return v.unitPage(code, id, f) }
}

// closeUnit closes a unit with a date; nothing of it is deleted.
func closeUnit(v *visit) error {
	id := v.Param("id")
	return v.carry(closeForm, "/office/units/"+id, v.unitAgain(id), func(in casework.Fields, e store.Edit) error {
		return v.s.Office.CloseUnit(v.Request().Context(), e, id, v.dayOf(in, "day"))
	})
}

// addPost opens a post in a unit.
func addPost(v *visit) error {
	id := v.Param("id")
	return v.carry(addPostForm, "/office/units/"+id, v.unitAgain(id), func(in casework.Fields, e store.Edit) error {
		_, err := v.s.Office.AddPost(v.Request().Context(), e, post("", id, in))
		return err
	})
}

func post(id, unit string, in casework.Fields) store.Post {
	rank, _ := strconv.Atoi(in["rank"])
	return store.Post{ID: id, Unit: unit, TitleZH: in["title-zh"], TitleEN: in["title-en"], Rank: rank, ReportsTo: in["reports-to"]}
}

// showPost is one post: who holds it, who answers while it is vacant, what changed.
func showPost(v *visit) error { return v.postPage(http.StatusOK, v.Param("id"), nil) }

func (v *visit) postPage(code int, id string, f *filled) error {
	n := v.dir()
	i := slices.IndexFunc(n.postList, func(p store.Position) bool { return p.ID == id })
	if i < 0 {
		return casework.Refuse(casework.NotFound)
	}
	x := n.postList[i]
	ctx := v.Request().Context()
	answers, err := v.s.Office.AnswersFor(ctx)
	if err != nil {
		return err
	}
	seen, err := v.s.Office.OfficeSeen(ctx, "posts", id)
	if err != nil {
		return err
	}
	unit := v.unit(n.units[x.Unit], answers)
	p := pages.PostPage{Office: v.office(), Unit: pages.Link{Path: unit.Path, Text: unit.Name}}
	p.Position = unit.Posts[slices.IndexFunc(unit.Posts, func(q pages.Position) bool { return q.ID == id })]
	if up, ok := n.posts[x.ReportsTo]; ok {
		p.Above = inLang(v.words.Lang, up.TitleZH, up.TitleEN) + " · " + n.unit(up.Unit, v.words.Lang)
	}
	if p.Lines, err = v.officeLines(store.OfficeFilter{What: "posts", Subject: id, Limit: 20}); err != nil {
		return err
	}
	if p.May && x.Open(v.now) {
		before := casework.Fields{"title-zh": x.TitleZH, "title-en": x.TitleEN, "rank": strconv.Itoa(x.Rank), "reports-to": x.ReportsTo}
		p.Forms = []pages.Form{v.asking(changePostForm, "/office/posts/"+id, seen, before, f, v.postChoices(id)),
			v.asking(closePostForm, "/office/posts/"+id+"/close", seen, casework.Fields{"day": v.dayToday()}, f, nil)}
	}
	return v.show(code, p.Position.Title, p, pages.PostDraw(p))
}

func (v *visit) postAgain(id string) func(int, *filled) error {
	return func(code int, f *filled) error { return v.postPage(code, id, f) }
}

// changePost renames a post, or changes where it stands.
func changePost(v *visit) error {
	id := v.Param("id")
	return v.carry(changePostForm, "/office/posts/"+id, v.postAgain(id), func(in casework.Fields, e store.Edit) error {
		return v.s.Office.ChangePost(v.Request().Context(), e, post(id, v.dir().posts[id].Unit, in))
	})
}

// closePost closes a post with a date.
func closePost(v *visit) error {
	id := v.Param("id")
	return v.carry(closePostForm, "/office/posts/"+id, v.postAgain(id), func(in casework.Fields, e store.Edit) error {
		return v.s.Office.ClosePost(v.Request().Context(), e, id, v.dayOf(in, "day"))
	})
}
