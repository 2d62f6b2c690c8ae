package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/xuri/excelize/v2"

	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// ledgerColumns are the ledger as the office knows it, in its order: 序号 编号 登记日期 信访形式 信访人 反映事项 类别 交办
// 责任单位 包案领导 责任人 办理时限 化解措施 进展 答复日期 结论 办结日期 销号 备注.
var ledgerColumns = strings.Fields("serial no opened channel asker matter category assigned unit leader handler until measures progress replied outcome ended struck remark")

// The pages of an export, and the most that goes on paper at once.
const (
	ledgerPage = 500
	mostPaper  = 300
)

func (v *visit) ledgerHeads() []string {
	var all []string
	for _, c := range ledgerColumns {
		all = append(all, v.words.T("ledger."+c))
	}
	return all
}

// ledgerFilter is the list that is exported or printed: the conditions in the address, or the numbers chosen in it.
func (v *visit) ledgerFilter() (store.Filter, pages.Filter) {
	f := v.filter()
	ask := v.asked(f)
	if chosen := v.chosenNumbers(); len(chosen) > 0 {
		ask = store.Filter{Numbers: chosen, Order: ask.Order}
	}
	return ask, f
}

// exportLedger answers a list as a workbook, all its pages, written as they are read.
func exportLedger(v *visit) error {
	ask, f := v.ledgerFilter()
	ask.Limit = ledgerPage
	p, err := v.s.Reader.Ledger(v.Request().Context(), v.viewer, ask)
	if err != nil {
		return err
	}
	if err := v.noteLedger("export", f, ask, p); err != nil {
		return err
	}
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	sheet, err := v.ledgerSheet(book)
	if err != nil {
		return err
	}
	for n := 0; ; {
		for _, r := range p.Rows {
			n++
			if err := sheet.SetRow("A"+strconv.Itoa(n+1), cells(v.ledgerLine(n, r))); err != nil {
				return err
			}
		}
		if ask.After = p.Next; p.Next == "" {
			break
		}
		if p, err = v.s.Reader.Ledger(v.Request().Context(), v.viewer, ask); err != nil {
			return err
		}
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	name := v.words.T("ledger.file", "Day", v.now.In(v.s.Terms.Zone()).Format("20060102"))
	h := v.Response().Header()
	h.Set(echo.HeaderContentType, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="ledger.xlsx"; filename*=UTF-8''`+escaped(name)+".xlsx")
	v.Response().WriteHeader(http.StatusOK)
	return book.Write(v.Response())
}

// ledgerSheet begins the sheet: widths, a head that stays, A3 across.
func (v *visit) ledgerSheet(book *excelize.File) (*excelize.StreamWriter, error) {
	const name = "Sheet1"
	head, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	if err != nil {
		return nil, err
	}
	size, orientation, width, once := 8, "landscape", 1, 0 // A3
	err = book.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &width, FitToHeight: &once})
	if err != nil {
		return nil, err
	}
	if err := book.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: name + "!$1:$1", Scope: name}); err != nil {
		return nil, err
	}
	sheet, err := book.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	for i, c := range ledgerColumns {
		wide := 12.0
		if slices.Contains([]string{"matter", "measures", "progress", "unit"}, c) {
			wide = 30
		}
		if err := sheet.SetColWidth(i+1, i+1, wide); err != nil {
			return nil, err
		}
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	var heads []any
	for _, h := range v.ledgerHeads() {
		heads = append(heads, excelize.Cell{StyleID: head, Value: h})
	}
	return sheet, sheet.SetRow("A1", heads)
}

// cells writes a line as texts. What a spreadsheet would take for a formula, here or after a way through CSV, is quoted.
func cells(line pages.LedgerLine) []any {
	all := make([]any, len(line))
	for i, text := range line {
		if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r") || strings.HasPrefix(text, "＝") || strings.HasPrefix(text, "＋") || strings.HasPrefix(text, "－") || strings.HasPrefix(text, "＠") {
			text = "'" + text
		}
		all[i] = text
		if i == 0 {
			all[i], _ = strconv.Atoi(line[0])
		}
	}
	return all
}

// noteLedger records what is exported or printed before any of it is given out.
func (v *visit) noteLedger(what string, f pages.Filter, ask store.Filter, p store.LedgerPage) error {
	about := fmt.Sprintf("%d of %s", p.Count, f.Query().Encode())
	if ask.Numbers != nil {
		about = strings.Join(ask.Numbers, " ")
	}
	return v.s.Reader.NoteLedger(v.Request().Context(), v.viewer, what, about[:min(len(about), 2000)])
}

// printLedger is the ledger for paper: A3 across, its head on every sheet.
func printLedger(v *visit) error {
	ask, f := v.ledgerFilter()
	ask.Limit = mostPaper
	l, err := v.s.Reader.Ledger(v.Request().Context(), v.viewer, ask)
	if err != nil {
		return err
	}
	if err := v.noteLedger("print", f, ask, l); err != nil {
		return err
	}
	p := pages.Ledger{Title: v.words.T("ledger.title"), Heads: v.ledgerHeads(), Lines: []pages.LedgerLine{}, Count: l.Count, Many: l.AtLeast, Partial: l.Next != "", Query: v.QueryParams().Encode()}
	for i, r := range l.Rows {
		p.Lines = append(p.Lines, v.ledgerLine(i+1, r))
	}
	return v.show(http.StatusOK, p.Title, p, pages.LedgerPage(p))
}

// ledgerLine says a case in the ledger's columns. Of a card there are no more than its number and its parties.
func (v *visit) ledgerLine(n int, r store.LedgerRow) pages.LedgerLine {
	row := v.row(r.CaseRow)
	if len(r.Facts) == 0 {
		return pages.LedgerLine{strconv.Itoa(n), r.No, "", "", r.Asker, row.Title, "", "", row.Unit, "", "", "", "", "", "", "", "", "", ""}
	}
	var f petition.Facts
	if err := json.Unmarshal(r.Facts, &f); err != nil {
		v.s.Log.Error("facts in the ledger", "case", r.ID, "err", err)
	}
	option := func(field, value string) string {
		if value == "" {
			return ""
		}
		return v.words.Or("option."+field+"."+value, value)
	}
	struck := ""
	if !f.Closure.Approved.IsZero() {
		struck = v.words.T("ledger.struckoff", "Day", v.isoDay(f.Closure.Approved))
	}
	return pages.LedgerLine{strconv.Itoa(n), r.No, v.isoDay(r.Opened), option("channel", f.Channel), r.Asker, r.Title, f.Category, "",
		row.Unit, row.Leader, row.Handler, v.lastDay(r.Until), v.measures(f.Steps), row.Progress, v.isoDay(f.Opinion.Signed), option("outcome", r.Result), v.isoDay(r.Closed), struck, v.ledgerRemark(f, r)}
}

// measures are the steps of the plan, numbered.
func (v *visit) measures(steps []petition.Step) string {
	var all []string
	for _, s := range steps {
		if s.State != "dropped" {
			all = append(all, fmt.Sprintf("%d. %s", s.No, s.Title))
		}
	}
	return strings.Join(all, v.words.T("sign.semicolon"))
}

// ledgerRemark says what the other columns have no room for: where the case stands, its track, and that it came by an import.
func (v *visit) ledgerRemark(f petition.Facts, r store.LedgerRow) string {
	all := []string{v.words.T("stage." + string(r.Stage))}
	if f.Track != "" && r.Stage != petition.Registered {
		all = append(all, v.words.T("option.track."+f.Track))
	}
	if f.Imported {
		all = append(all, v.words.T("ledger.imported"))
	}
	return strings.Join(all, v.words.T("sign.list"))
}

func (v *visit) isoDay(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(v.s.Terms.Zone()).Format(time.DateOnly)
}

// lastDay is the day that a date ends with: dates are 24:00 of it.
func (v *visit) lastDay(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return v.isoDay(at.Add(-time.Nanosecond))
}

// escaped writes a file's name for the header.
func escaped(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
