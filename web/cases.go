package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// pageRows is how many cases a page of a list shows.
const pageRows = 25

// showCases lists the cases the reader may see.
func showCases(v *visit) error {
	p, err := v.caseList("/petitions", v.words.T("cases.title"))
	if err != nil {
		return err
	}
	p.Chosable = true
	views, err := v.s.Reader.ListViews(v.Request().Context(), v.viewer)
	if err != nil {
		return err
	}
	for _, x := range views {
		p.Views = append(p.Views, pages.ListView{Name: x.Name, Path: "/petitions?" + x.Query, Here: x.Query == p.Query})
	}
	if name := v.QueryParam("kept"); name != "" {
		p.Said = v.words.T("cases.viewkept", "Name", name)
	}
	return v.show(http.StatusOK, p.Title, p, pages.CasesPage(p))
}

// showAudit lists the cases for the auditor, each leading to its whole timeline.
func showAudit(v *visit) error {
	p, err := v.caseList("/audit", v.words.T("audit.title"))
	if err != nil {
		return err
	}
	for i := range p.Rows {
		p.Rows[i].Path = "/audit/" + p.Rows[i].No
	}
	return v.show(http.StatusOK, p.Title, p, pages.AuditCasesPage(p))
}

func (v *visit) caseList(path, title string) (pages.Cases, error) {
	f := v.filter()
	ask := v.asked(f)
	ask.After, ask.Limit = v.QueryParam("after"), pageRows
	l, err := v.s.Reader.Cases(v.Request().Context(), v.viewer, ask)
	if err != nil {
		return pages.Cases{}, err
	}
	categories, err := v.s.Reader.Categories(v.Request().Context(), v.viewer)
	if err != nil {
		return pages.Cases{}, err
	}
	query := f.Query()
	p := pages.Cases{Title: title, Base: path, Filter: f, Rows: v.rows(l.Rows), Count: l.Count, Many: l.AtLeast, Words: store.Words(f.Text), Query: query.Encode(),
		Next: nextPage(path, v.QueryParams(), l.Next), Later: ask.After != "", All: v.QueryParam("pick") == "all"}
	v.filterChoices(&p, categories)
	return p, nil
}

// filterChoices are what the selects of the filter offer, and what it says in words when it is folded.
func (v *visit) filterChoices(p *pages.Cases, categories []string) {
	n := v.dir()
	p.Units = n.unitOptions(v.words.Lang)
	p.Stages = []pages.Option{{Value: "all", Text: v.words.T("cases.anystage")}}
	for _, s := range petition.Process.StageList() {
		p.Stages = append(p.Stages, pages.Option{Value: string(s.Name), Text: v.words.T("stage." + string(s.Name))})
	}
	p.Leaders = append([]pages.Option{{Value: store.Nobody, Text: v.words.T("cases.noleader")}}, n.candidates("leading", v.words.Lang)...)
	for _, c := range categories {
		p.Categories = append(p.Categories, pages.Option{Value: c, Text: c})
	}
	p.Results = []pages.Option{{Value: store.Nobody, Text: v.words.T("cases.noresult")}}
	for _, o := range outcomes() {
		p.Results = append(p.Results, pages.Option{Value: o, Text: v.words.T("option.outcome." + o)})
	}
	f := p.Filter
	for _, x := range []struct {
		value   string
		options []pages.Option
	}{{f.Stage, p.Stages}, {f.Unit, p.Units}, {f.Leader, p.Leaders}, {f.Category, p.Categories}, {f.Result, p.Results}} {
		if i := slices.IndexFunc(x.options, func(o pages.Option) bool { return o.Value == x.value }); i >= 0 && x.value != "" {
			p.Chosen = append(p.Chosen, x.options[i].Text)
		}
	}
	for _, x := range [][2]string{{f.Track, "option.track."}, {f.Due, "cases.due."}} {
		if x[0] != "" {
			p.Chosen = append(p.Chosen, v.words.T(x[1]+x[0]))
		}
	}
	for _, x := range []struct{ key, from, to string }{{"cases.chosenopened", f.From, f.To}, {"cases.chosenclosed", f.ClosedFrom, f.ClosedTo}} {
		if x.from != "" || x.to != "" {
			p.Chosen = append(p.Chosen, v.words.T(x.key, "From", x.from, "To", x.to))
		}
	}
}

// outcomes are the words that a closure may come to.
func outcomes() []string {
	m, _ := moveNamed(petition.Process.MoveList(), "propose-closure")
	for _, f := range m.Form {
		if f.Name == "outcome" {
			return f.Options
		}
	}
	return nil
}

// filter reads the conditions from the address: all that a list shows stands in it.
func (v *visit) filter() pages.Filter {
	f := pages.Filter{Text: v.QueryParam("q"), Stage: v.QueryParam("stage"), Unit: v.QueryParam("unit"), Leader: v.QueryParam("leader"), Track: v.QueryParam("track"),
		Due: v.QueryParam("due"), Category: v.QueryParam("category"), Result: v.QueryParam("result"), Sort: v.QueryParam("sort"),
		From: day(v.QueryParam("from")), To: day(v.QueryParam("to")), ClosedFrom: day(v.QueryParam("closed-from")), ClosedTo: day(v.QueryParam("closed-to"))}
	if v.QueryParam("overdue") != "" {
		f.Due = "overdue"
	}
	if !slices.Contains([]string{"overdue", "soon"}, f.Due) {
		f.Due = ""
	}
	if !slices.Contains([]string{"opened", "number"}, f.Sort) {
		f.Sort = ""
	}
	if !slices.Contains([]string{petition.Simple, petition.LedCase}, f.Track) {
		f.Track = ""
	}
	return f
}

// day keeps what is a day.
func day(text string) string {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return ""
	}
	return text
}

// asked is the filter as the record is asked it. Whoever wants nothing in particular is shown what is open.
func (v *visit) asked(f pages.Filter) store.Filter {
	midnight := func(text string, more int) time.Time {
		at, err := time.ParseInLocation(time.DateOnly, text, v.s.Terms.Zone())
		if err != nil {
			return time.Time{}
		}
		return at.AddDate(0, 0, more)
	}
	ask := store.Filter{Stage: casework.Stage(f.Stage), Unit: f.Unit, Leader: f.Leader, Track: f.Track, Category: f.Category, Result: f.Result,
		Open: f.Stage == "" && f.ClosedFrom == "" && f.ClosedTo == "", Overdue: f.Due == "overdue", Query: f.Text, Order: store.Order(cmp.Or(f.Sort, string(store.ByDue))),
		OpenedFrom: midnight(f.From, 0), OpenedTo: midnight(f.To, 1), ClosedFrom: midnight(f.ClosedFrom, 0), ClosedTo: midnight(f.ClosedTo, 1)}
	if f.Stage == "all" {
		ask.Stage = ""
	}
	if f.Due == "soon" {
		ask.DueBy = v.s.Terms.WorkingDays(v.now, 5).At
	}
	return ask
}

// nextPage is the way to the rows after the last one shown, with the same conditions.
func nextPage(path string, q url.Values, after string) string {
	if after == "" {
		return ""
	}
	next := url.Values{"after": {after}}
	for name, values := range q {
		if name != "after" && name != "pick" && name != "kept" {
			next[name] = values
		}
	}
	return path + "?" + next.Encode()
}

type viewWish struct {
	Name  string `json:"name"`
	Query string `json:"query"` // the conditions, as they stand in the address
}

// keepView keeps the conditions of a list under a name of the person's own.
func keepView(v *visit) error {
	var in viewWish
	if err := v.read(&in, func() { in = viewWish{v.FormValue("name"), v.FormValue("query")} }); err != nil {
		return err
	}
	q, err := url.ParseQuery(in.Query)
	if err != nil {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "view-query", Field: "query"})
	}
	q.Del("after")
	if err := v.s.Reader.KeepListView(v.Request().Context(), v.viewer, in.Name, q.Encode()); err != nil {
		return err
	}
	q.Set("kept", in.Name)
	return v.done("/petitions?" + q.Encode())
}

// dropView forgets one.
func dropView(v *visit) error {
	var in viewWish
	if err := v.read(&in, func() { in.Name = v.FormValue("name") }); err != nil {
		return err
	}
	if in.Name == "" {
		return casework.Refuse(casework.Incomplete, casework.Item{Key: "view-name", Field: "name"})
	}
	if err := v.s.Reader.DropListView(v.Request().Context(), v.viewer, in.Name); err != nil {
		return err
	}
	return v.done("/petitions")
}
