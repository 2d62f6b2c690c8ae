package web

import (
	"net/http"
	"net/url"

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
	return v.show(http.StatusOK, p.Title, p, pages.CasesPage(p, "/petitions"))
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
	f := pages.Filter{Stage: v.QueryParam("stage"), Unit: v.QueryParam("unit"), Track: v.QueryParam("track"), Query: v.QueryParam("q"),
		Overdue: v.QueryParam("overdue") != "", Ended: v.QueryParam("ended") != ""}
	l, err := v.s.Reader.Cases(v.Request().Context(), v.viewer, store.Filter{Stage: casework.Stage(f.Stage), Unit: f.Unit, Track: f.Track, Query: f.Query,
		Overdue: f.Overdue, Open: !f.Ended && f.Stage == "", After: v.QueryParam("after"), Limit: pageRows})
	if err != nil {
		return pages.Cases{}, err
	}
	p := pages.Cases{Title: title, Filter: f, Units: v.dir().unitOptions(v.words.Lang), Rows: v.rows(l.Rows), Count: l.Count, Many: l.AtLeast,
		Next: nextPage(path, v.QueryParams(), l.Next)}
	for _, s := range petition.Process.StageList() {
		p.Stages = append(p.Stages, pages.Option{Value: string(s.Name), Text: v.words.T("stage." + string(s.Name))})
	}
	return p, nil
}

// nextPage is the way to the rows after the last one shown, with the same conditions.
func nextPage(path string, q url.Values, after string) string {
	if after == "" {
		return ""
	}
	next := url.Values{"after": {after}}
	for name, values := range q {
		if name != "after" {
			next[name] = values
		}
	}
	return path + "?" + next.Encode()
}
