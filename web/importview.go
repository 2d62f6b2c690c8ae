package web

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

// How many bad rows and suspected duplicates a page shows; more are a page further.
const (
	badRowsShown = 50
	twinsShown   = 10
)

// showImport is one file: how it is read, what is wrong with it, how far it is, or its receipt.
func showImport(v *visit) error { return v.importPage(http.StatusOK, func(*pages.Import) {}) }

func (v *visit) importPage(code int, with func(*pages.Import)) error {
	w, err := v.s.Imports.Import(v.Request().Context(), v.viewer, v.Param("id"))
	if err != nil {
		return err
	}
	p := v.importHead(w)
	if p.State != "working" && v.Request().Header.Get("HX-Request") != "" { // the work is done: the whole page is another
		v.Response().Header().Set("HX-Refresh", "true")
		return v.NoContent(http.StatusOK)
	}
	switch {
	case p.State == "in" || p.State == "undone":
		v.importReceipt(&p, w)
	case p.State != "working":
		if err := v.importReview(&p, w); err != nil {
			return err
		}
	}
	if key := v.QueryParam("done"); v.words.Has("imports.done." + key) {
		p.Said = v.words.T("imports.done." + key)
	}
	p.Again = v.QueryParam("again") != "" && p.State == "in"
	with(&p)
	if p.State == "working" {
		v.live = true
	}
	return v.show(code, p.File, p, pages.ImportPage(p))
}

func (v *visit) importHead(w store.ImportWork) pages.Import {
	n := v.dir()
	p := pages.Import{ID: w.ID, File: w.File, Size: w.Size, SHA256: w.SHA256, State: importState(w), Wish: w.Wish, Done: w.Done, Total: w.Total,
		Unit: n.unit(w.Unit, v.words.Lang), By: n.name(w.Person, v.words), Created: w.Created, Approves: v.supervises(w.Unit), Sheet: w.Sheet,
		Columns: []pages.ImportColumn{}, Fields: []pages.Option{}, Dates: []pages.ImportDates{}, Asides: []string{}, Errors: []pages.ImportError{}, Likes: []pages.ImportTwin{}}
	if w.Trouble != nil && p.State == "trouble" {
		p.Trouble = v.s.Imports.Say(v.words.Lang, w.Trouble.Key, w.Trouble.Args...)
	}
	return p
}

// supervises reports whether the reader's own catch-up day needs nobody's approval.
func (v *visit) supervises(unit string) bool {
	return slices.Contains(v.viewer.Offices, "supervisor") && slices.Contains(v.viewer.Units, unit)
}

// importReview fills in what reading the file found.
func (v *visit) importReview(p *pages.Import, w store.ImportWork) error {
	f := w.Found
	if f == nil {
		return nil
	}
	p.Sheet, p.Sheets, p.HeadFrom, p.HeadTo = f.Sheet, f.Sheets, f.HeadFrom, f.HeadTo
	p.Rows, p.Bad, p.Twins, p.Empty, p.Matter = f.Rows, f.Bad, f.Twins, f.Empty, f.Matter
	for _, c := range f.Columns {
		p.Columns = append(p.Columns, v.importColumn(c))
		if c.Why == "denied" {
			p.Dropped++
		}
	}
	for _, field := range v.s.Imports.Fields() {
		p.Fields = append(p.Fields, pages.Option{Value: field, Text: v.ledger("field." + field)})
	}
	v.importDates(p, w)
	v.importAsides(p, f)
	p.CatchUp = cmp.Or(w.Choices.CatchUp, v.s.Terms.WorkingDays(v.now, 11).At.AddDate(0, 0, -1).In(v.s.Terms.Zone()).Format(time.DateOnly))
	if p.State == "trouble" {
		return nil
	}
	if err := v.importErrors(p, f); err != nil {
		return err
	}
	return v.importTwins(p)
}

// ledger says a sentence of the import's own.
func (v *visit) ledger(key string, args ...string) string {
	return v.s.Imports.Say(v.words.Lang, key, args...)
}

func (v *visit) importColumn(c store.ImportColumn) pages.ImportColumn {
	p := pages.ImportColumn{Letter: c.Letter, Heading: cmp.Or(c.Heading, v.ledger("no-heading")), Field: c.Field, Example: c.Example, Sure: c.Sure, Denied: c.Why == "denied"}
	switch {
	case p.Denied:
		p.Say = v.words.T("imports.denied")
	case c.Field == "":
		p.Say, p.Sure = v.ledger("why."+c.Why), ""
	default:
		p.Say = v.words.T("imports.sure." + c.Sure)
	}
	return p
}

func (v *visit) importDates(p *pages.Import, w store.ImportWork) {
	for _, d := range w.Found.Dates {
		x := pages.ImportDates{Field: d.Field, Name: v.ledger("field." + d.Field), Order: w.Choices.Dates[d.Field], Styles: []string{}}
		for _, style := range slices.Sorted(maps.Keys(d.Styles)) {
			x.Styles = append(x.Styles, v.ledger("style."+style, itoa(d.Styles[style])))
		}
		if d.Unread > 0 {
			x.Styles = append(x.Styles, v.ledger("style.unread", itoa(d.Unread)))
		}
		for _, r := range d.Reads {
			x.Reads = append(x.Reads, v.ledger("order."+r.How, v.ledger("order."+r.Order), d.Field))
		}
		if len(d.Reads) > 0 {
			for _, o := range []string{"ymd", "mdy", "dmy"} {
				x.Orders = append(x.Orders, pages.Option{Value: o, Text: v.ledger("order." + o)})
			}
		}
		p.Dates = append(p.Dates, x)
	}
}

// importAsides says which rows hold no matter, and what else was settled on the way.
func (v *visit) importAsides(p *pages.Import, f *store.ImportFound) {
	for _, kind := range slices.Sorted(maps.Keys(f.Asides)) {
		if n := len(f.Asides[kind]); n > 0 {
			p.Asides = append(p.Asides, v.words.N("imports.aside."+kind, n))
		}
	}
	if f.Empty > 0 {
		p.Asides = append(p.Asides, v.words.N("imports.aside.empty", f.Empty))
	}
	if f.Channels > 0 {
		p.Asides = append(p.Asides, v.words.N("imports.aside.channels", f.Channels))
	}
	has := func(field string) bool {
		return slices.ContainsFunc(f.Columns, func(c store.ImportColumn) bool { return c.Field == field })
	}
	if !has("title") && has("content") {
		p.Asides = append(p.Asides, v.ledger("derived.title"))
	}
	if !has("content") && has("title") {
		p.Asides = append(p.Asides, v.ledger("derived.content"))
	}
}

func (v *visit) importErrors(p *pages.Import, f *store.ImportFound) error {
	after, _ := strconv.Atoi(v.QueryParam("errors"))
	rows, err := v.s.Imports.ImportErrors(v.Request().Context(), p.ID, after, badRowsShown+1)
	if err != nil {
		return err
	}
	if len(rows) > badRowsShown {
		rows = rows[:badRowsShown]
		p.MoreBad = pages.ImportPath(p.ID) + "?" + url.Values{"errors": {itoa(rows[badRowsShown-1].Row)}}.Encode() + "#errors"
	}
	for _, r := range rows {
		for _, e := range r.Errors {
			x := pages.ImportError{Row: r.Row, Column: e.Heading, Value: e.Value, Reason: v.ledger("code."+e.Code, e.Args...)}
			for _, c := range f.Columns {
				if c.Field == e.Field && c.Field != "" {
					x.Letter, x.Column = c.Letter, cmp.Or(e.Heading, c.Heading)
				}
			}
			p.Errors = append(p.Errors, x)
		}
	}
	return nil
}

func (v *visit) importTwins(p *pages.Import) error {
	after, _ := strconv.Atoi(v.QueryParam("duplicates"))
	rows, err := v.s.Imports.ImportTwins(v.Request().Context(), v.viewer, p.ID, after, twinsShown+1)
	if err != nil {
		return err
	}
	if len(rows) > twinsShown {
		rows = rows[:twinsShown]
		p.MoreLike = pages.ImportPath(p.ID) + "?" + url.Values{"duplicates": {itoa(rows[twinsShown-1].Row)}}.Encode() + "#twins"
	}
	for _, r := range rows {
		x := pages.ImportTwin{Row: r.Row, Title: r.Title, Other: r.Other, Twin: r.TwinTitle}
		switch {
		case r.IsCase:
			x.Path, x.Why = pages.CasePath(r.Other), v.ledger("twins.title", itoa(r.Alike))
		case r.Alike == 0:
			x.Why = v.ledger("twins.number")
		default:
			x.Why = v.ledger("twins.much", itoa(r.Alike))
		}
		p.Likes = append(p.Likes, x)
	}
	return nil
}

func (v *visit) importReceipt(p *pages.Import, w store.ImportWork) {
	n, r := v.dir(), w.Receipt
	x := &pages.ImportReceipt{At: r.At, By: n.name(r.Person, v.words), Took: r.Took, Cases: r.Cases, First: r.First, Last: r.Last, Oldest: r.Oldest, Newest: r.Newest,
		CatchUp: r.CatchUp, Proposed: r.Proposed, Approver: n.name(r.Approver, v.words), Approved: r.Approved, Undone: r.Undone,
		UndoneBy: n.name(r.UndoneBy, v.words), UndoneAt: r.UndoneAt, Reason: r.Reason, Kept: r.Kept}
	for _, s := range slices.Sorted(maps.Keys(r.Stages)) {
		x.Stages = append(x.Stages, v.words.N("imports.instage", r.Stages[s], "Stage", v.words.T("stage."+string(s))))
	}
	p.Receipt = x
	if !r.Proposed.IsZero() {
		p.CatchUp = r.Proposed.In(v.s.Terms.Zone()).Format(time.DateOnly)
	}
}

// importRefused answers what was not done with an import: its page again, with the reason.
func (v *visit) importRefused(err error, field string, with func(*pages.Import)) error {
	code, key := status(err)
	if r := casework.Refused(err); v.wantsJSON() || r == nil || r.Code == casework.NotFound {
		return v.fail(err)
	}
	wrong := []pages.Wrong{{ID: field, Text: v.words.First("imports.refused."+key, "refusal."+key, "trouble.refused")}}
	for _, i := range v.items(casework.Refused(err), "") {
		wrong = append(wrong, pages.Wrong{Text: i.Message})
	}
	return v.importPage(code, func(p *pages.Import) {
		p.Wrong = wrong
		with(p)
	})
}
