package web

import (
	"cmp"
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/xuri/excelize/v2"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// Pages of the auditor's search, and the most that one file takes.
const (
	linePage   = 50
	exportPage = 500
	mostExport = 100_000
)

// showLines is what was done across cases, found by official, unit, move and time. The search is recorded.
func showLines(v *visit) error {
	f, p, err := v.lineFilter()
	if err != nil {
		return err
	}
	f.Limit = linePage
	l, err := v.s.Reader.Lines(v.Request().Context(), v.viewer, f)
	if err != nil {
		return err
	}
	p.Rows = v.auditLines(l.Rows)
	p.Next = nextPage("/audit/lines", v.QueryParams(), l.Next)
	return v.show(http.StatusOK, v.words.T("lines.title"), p, pages.AuditLinesPage(p))
}

// lineFilter reads the conditions in the address. A day is the office's; the last one counts whole.
func (v *visit) lineFilter() (store.LineFilter, pages.AuditLines, error) {
	p := pages.AuditLines{No: strings.TrimSpace(v.QueryParam("no")), Person: v.QueryParam("person"), Unit: v.QueryParam("unit"), Move: v.QueryParam("move"),
		From: v.QueryParam("from"), Until: v.QueryParam("until"), Units: v.dir().unitOptions(v.words.Lang), Persons: v.whoMayHaveActed(), Moves: v.moveOptions(), Rows: []pages.AuditLine{}}
	f := store.LineFilter{No: p.No, Person: p.Person, Unit: p.Unit, Move: p.Move, After: v.QueryParam("after")}
	var err error
	if f.From, err = v.dayAsked("from", p.From, 0); err != nil {
		return f, p, err
	}
	f.Until, err = v.dayAsked("until", p.Until, 1)
	q := v.QueryParams()
	q.Del("after")
	p.Query = q.Encode()
	return f, p, err
}

// dayAsked reads a day of the address, some days on; zero when there is none.
func (v *visit) dayAsked(field, text string, on int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, v.s.Terms.Zone())
	if err != nil {
		return time.Time{}, casework.Refuse(casework.Invalid, casework.Item{Key: field, Field: field})
	}
	return day.AddDate(0, 0, on), nil
}

// whoMayHaveActed are those who may have acted: everybody with an office, and the product itself. Petitioners are no choice.
func (v *visit) whoMayHaveActed() []pages.Option {
	all := []pages.Option{{Value: "system", Text: v.words.T("role.system"), Group: v.words.T("lines.product")}}
	n := v.dir()
	for _, o := range n.order {
		if len(o.Offices) > 0 {
			p := n.person(o.ID, v.words.Lang)
			all = append(all, pages.Option{Value: o.ID, Text: strings.TrimSpace(p.Name + " " + p.Post), Group: p.Unit})
		}
	}
	return all
}

func (v *visit) moveOptions() []pages.Option {
	all := []pages.Option{{Value: "overdue", Text: v.words.T("lines.overdue")}}
	for _, m := range v.s.Moves {
		all = append(all, pages.Option{Value: m.Name, Text: v.words.First("line."+m.Name, "move."+m.Name, "entry.other")})
	}
	return all
}

func (v *visit) auditLines(rows []store.LineRow) []pages.AuditLine {
	t := teller{v: v, facts: petition.Facts{}}
	all := make([]pages.AuditLine, len(rows))
	for i, r := range rows {
		all[i] = pages.AuditLine{No: r.No, Title: r.Title, Unit: v.dir().unit(r.Unit, v.words.Lang), Entry: t.entry(r.Line)}
	}
	return all
}

// exportLines answers the search as a file, all its pages; that it was taken is recorded.
func exportLines(v *visit) error {
	f, _, err := v.lineFilter()
	if err != nil {
		return err
	}
	f.After, f.Limit, f.Export = "", exportPage, strings.TrimPrefix(v.Path(), "/audit/lines.")
	write, flush, err := v.lineSheet(f.Export)
	if err != nil {
		return err
	}
	for n := 0; n < mostExport; {
		l, err := v.s.Reader.Lines(v.Request().Context(), v.viewer, f)
		if err != nil {
			return err
		}
		for _, r := range v.auditLines(l.Rows) {
			n++
			if err := write(v.lineCells(r)); err != nil {
				return err
			}
		}
		if f.After = l.Next; l.Next == "" {
			break
		}
	}
	return flush()
}

// lineColumns are the columns of an export, by their words.
var lineColumns = strings.Fields("no seq at unit matter by for role what fields dues decision rules revision hash")

func (v *visit) lineCells(r pages.AuditLine) []string {
	e := r.Entry
	var fields, rules []string
	for _, x := range e.Fields {
		fields = append(fields, x.Label+v.words.T("sign.colon")+x.Text)
	}
	cells := []string{r.No, strconv.FormatInt(e.Seq, 10), e.At.In(v.s.Terms.Zone()).Format("2006-01-02 15:04:05"), r.Unit, r.Title, e.By, e.For, e.Role, e.Text,
		strings.Join(fields, "\n"), strings.Join(e.Dues, "\n"), "", "", "", e.Hash}
	if d := e.Decision; d != nil {
		for _, x := range d.Rules {
			rules = append(rules, strings.TrimSpace(x.Code+" "+x.Title))
		}
		cells[11], cells[12], cells[13] = strings.Join(append([]string{d.Measure}, d.To...), "\n"), strings.Join(rules, "\n"), d.Revision
	}
	return cells
}

// lineSheet begins a file in one of the two forms: one function for each row, one for the end.
func (v *visit) lineSheet(form string) (write func([]string) error, flush func() error, err error) {
	var heads []string
	for _, c := range lineColumns {
		heads = append(heads, v.words.T("lines.col."+c))
	}
	h := v.Response().Header()
	name := "audit-" + v.now.In(v.s.Terms.Zone()).Format("20060102-1504") + "." + form
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"; filename*=UTF-8''`+url.PathEscape(name))
	if form == "csv" {
		h.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
		w := csv.NewWriter(v.Response())
		write = func(cells []string) error { return w.Write(harmless(cells)) }
		if _, err := v.Response().Write([]byte("\ufeff")); err != nil { // spreadsheets read UTF-8 by it
			return nil, nil, err
		}
		return write, func() error { w.Flush(); return w.Error() }, write(heads)
	}
	return v.lineBook(heads)
}

// lineBook writes cells as text: a workbook keeps no formula that somebody typed into a field.
func (v *visit) lineBook(heads []string) (write func([]string) error, flush func() error, err error) {
	book := excelize.NewFile()
	sheet, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, nil, err
	}
	n := 0
	write = func(cells []string) error {
		n++
		row := make([]any, len(cells))
		for i, c := range cells {
			row[i] = c
		}
		return sheet.SetRow("A"+strconv.Itoa(n), row)
	}
	flush = func() error {
		defer func() { _ = book.Close() }()
		if err := sheet.Flush(); err != nil {
			return err
		}
		v.Response().Header().Set(echo.HeaderContentType, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		return book.Write(v.Response())
	}
	return write, flush, write(heads)
}

// harmless keeps a spreadsheet from reading text as a formula, full-width signs included.
func harmless(cells []string) []string {
	safe := slices.Clone(cells)
	for i, c := range safe {
		if strings.IndexAny(c, "=+-@\t\r\x00＝＋－＠") == 0 {
			safe[i] = "'" + c
		}
	}
	return safe
}

// showOwnReads tells auditors what was recorded of their own reading.
func showOwnReads(v *visit) error {
	before, _ := strconv.ParseInt(v.QueryParam("after"), 10, 64)
	rows, err := v.s.Reader.OwnReads(v.Request().Context(), v.viewer.ID, before, linePage+1)
	if err != nil {
		return err
	}
	p := pages.AuditReads{Rows: []pages.AuditRead{}}
	if len(rows) > linePage {
		rows = rows[:linePage]
		p.Next = nextPage("/audit/reads", v.QueryParams(), strconv.FormatInt(rows[linePage-1].ID, 10))
	}
	for _, r := range rows {
		what, more, _ := strings.Cut(r.What, " ")
		p.Rows = append(p.Rows, pages.AuditRead{ID: r.ID, No: r.No, At: r.At, What: v.words.Or("reads."+what, r.What), Sought: v.sought(what, more)})
	}
	return v.show(http.StatusOK, v.words.T("reads.title"), p, pages.AuditReadsPage(p))
}

// sought says the conditions of a recorded search in words.
func (v *visit) sought(what, more string) string {
	if what != "lines" && what != "rights" {
		return ""
	}
	q, err := url.ParseQuery(strings.ReplaceAll(more, " ", "&"))
	if err != nil || what == "rights" {
		if at, err := time.Parse(time.RFC3339, more); err == nil {
			return v.words.LongDay(at.Add(-1).In(v.s.Terms.Zone()))
		}
		return ""
	}
	var all []string
	add := func(key, text string) {
		if text != "" {
			all = append(all, v.words.T("lines."+key)+v.words.T("sign.colon")+text)
		}
	}
	add("no", q.Get("no"))
	add("person", v.dir().name(cmp.Or(map[string]string{"system": "system/"}[q.Get("person")], q.Get("person")), v.words))
	add("unit", map[bool]string{true: v.dir().unit(q.Get("unit"), v.words.Lang)}[q.Get("unit") != ""])
	if m := q.Get("move"); m != "" {
		add("move", v.words.First("line."+m, "move."+m, "entry.other"))
	}
	for i, name := range []string{"from", "until"} {
		if at, err := time.Parse(time.RFC3339, q.Get(name)); err == nil {
			add(name, v.words.LongDay(at.Add(time.Duration(-i)).In(v.s.Terms.Zone())))
		}
	}
	if x := q.Get("export"); x != "" {
		add("export", x)
	}
	return strings.Join(all, v.words.T("sign.semicolon"))
}

// showRights is who could see a case and act in it on a day, and by which rule.
func showRights(v *visit) error {
	on := cmp.Or(v.QueryParam("on"), v.now.In(v.s.Terms.Zone()).Format(time.DateOnly))
	end, err := v.dayAsked("on", on, 1)
	if err != nil {
		return err
	}
	at := end.Add(-time.Second)
	if at.After(v.now) {
		at = v.now
	}
	r, err := v.s.Reader.RightsAt(v.Request().Context(), v.viewer, v.Param("no"), at)
	if err != nil {
		return err
	}
	p := pages.Rights{No: v.Param("no"), On: on, At: at, Opened: r.Opened, Seq: r.Seq, Revision: r.Revision, Since: r.Since, People: []pages.RightRow{}}
	if v.s.Policy != nil {
		p.Present, _ = v.s.Policy.Edition()
	}
	if r.Stage != "" {
		p.Stage = v.words.T("stage." + string(r.Stage))
	}
	for _, x := range r.People {
		p.People = append(p.People, v.right(x))
	}
	return v.show(http.StatusOK, v.words.T("rights.title"), p, pages.RightsPage(p))
}

func (v *visit) right(x store.Right) pages.RightRow {
	w, n := v.words, v.dir()
	who := n.person(x.Person, w.Lang)
	row := pages.RightRow{Name: who.Name, Post: who.Post, Unit: who.Unit, Sees: w.T("rights.sees." + string(x.Sight)), Roles: []pages.RightRole{}}
	for _, r := range x.Roles {
		role := pages.RightRole{Role: w.Or("role."+string(r.Role), string(r.Role)), For: n.name(r.For, w), Since: r.Since, Until: r.Until}
		row.Roles, row.Acts = append(row.Roles, role), true
	}
	if len(x.Roles) == 0 {
		row.Why = strings.Join(v.officeNames(x.Offices), w.T("sign.comma"))
	}
	switch x.Away {
	case "":
	case store.Nobody:
		row.Away = w.T("rights.away")
	default:
		row.Away = w.T("rights.standin", "Name", n.name(x.Away, w))
	}
	return row
}
