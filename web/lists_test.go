package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"followthrough/casework"
	"followthrough/store"
)

func TestCases_WordsLookedForAreMarkedInTheTitleAndInTheTextsOfTheCase(t *testing.T) {
	w := demoWorld(t)
	_, page := w.get("liang", "/petitions?stage=all&q="+url.QueryEscape("夜间"))
	for _, want := range []string{"急诊<mark>夜间</mark>取药排队", "医院锅炉房<mark>夜间</mark>噪声"} {
		if !strings.Contains(page, want) {
			t.Errorf("the list lacks %s", want)
		}
	}
	_, page = w.get("liang", "/petitions?stage=all&q="+url.QueryEscape("三人原始任命书"))
	if !strings.Contains(page, "缺<mark>三人原始任命书</mark>") || !strings.Contains(page, "退休村医工龄补助") {
		t.Error("a text of the timeline is not found or not marked")
	}
	status, page := w.get("liang", "/petitions?q="+url.QueryEscape(`<script>`))
	if status != http.StatusOK || strings.Contains(page, "<script>") || !strings.Contains(page, "没有找到") {
		t.Errorf("%d: what was looked for is not said as text", status)
	}
	for _, wrong := range faults(page) {
		t.Error(wrong)
	}
}

func TestCases_AReportIsInNoListSearchExportOrLedgerOfWhomItIsHiddenFrom(t *testing.T) {
	w := demoWorld(t)
	for _, login := range []string{"shen", "zhou", "liang", "shao", "miao"} {
		for _, path := range []string{"/petitions?stage=all", "/petitions?stage=all&q=", "/petitions/ledger?stage=all&q=", "/petitions/batch?no=" + w.number("反映设备采购问题")} {
			status, page := w.get(login, strings.Replace(path, "q=", "q="+url.QueryEscape("采购"), 1))
			if status != http.StatusOK || strings.Contains(page, "设备采购问题") || strings.Contains(page, w.number("反映设备采购问题")) && !strings.Contains(path, "batch") {
				t.Errorf("%s at %s: %d", login, path, status)
			}
		}
	}
}

func TestCases_AViewIsKeptUnderANameOfOnesOwn(t *testing.T) {
	w := demoWorld(t)
	a, _ := w.post("liang", "/petitions/views", url.Values{"name": {"县医院逾期"}, "query": {"unit=U2&due=overdue&after=x"}})
	if a.StatusCode != http.StatusSeeOther || !strings.Contains(a.Header.Get("Location"), "due=overdue&kept=") {
		t.Fatalf("%d to %s", a.StatusCode, a.Header.Get("Location"))
	}
	_, page := w.get("liang", "/petitions")
	if !strings.Contains(page, `href="/petitions?due=overdue&amp;unit=U2"`) {
		t.Error("the view is not on the page")
	}
	if _, page := w.get("tang", "/petitions"); strings.Contains(page, "县医院逾期") {
		t.Error("it is on somebody else's")
	}
	if a, page := w.post("liang", "/petitions/views", url.Values{"name": {" "}, "query": {""}}); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "视图要有名称") {
		t.Errorf("a view without a name: %d", a.StatusCode)
	}
	w.post("liang", "/petitions/views/drop", url.Values{"name": {"县医院逾期"}})
	if _, page := w.get("liang", "/petitions"); strings.Contains(page, "县医院逾期") {
		t.Error("it is not forgotten")
	}
}

func TestExport_HoldsAllPagesOfTheFilterMaskedSafeAndRecorded(t *testing.T) {
	w := demoWorld(t)
	r, err := w.store.Act(t.Context(), casework.Command{ID: "formula-in-a-title", Kind: "petition", Move: "register", Actor: casework.Actor{ID: w.person("miao")},
		Fields: casework.Fields{"title": `=HYPERLINK("x")`, "content": "内容", "channel": "letter", "matter": "claim", "received": "2026-01-05", "name": "钱程", "unit": "U2"}})
	if err != nil {
		t.Fatal(err)
	}
	status, body := w.get("liang", "/petitions/ledger.xlsx?stage=all&sort=number")
	if status != http.StatusOK {
		t.Fatal(status)
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	v, _ := w.store.Viewer(t.Context(), w.person("liang"), time.Now())
	l, err := w.store.Cases(t.Context(), v, store.Filter{Limit: 1})
	if err != nil || len(rows) != l.Count+1 || len(rows[0]) != 19 || rows[1][1] != r.No {
		t.Fatalf("%d rows for %d cases, %v, %v", len(rows), l.Count, rows[0], err)
	}
	if rows[1][5] != `'=HYPERLINK("x")` || rows[1][4] != "钱*" {
		t.Errorf("%q", rows[1])
	}
	if formula, _ := book.GetCellFormula("Sheet1", "F2"); formula != "" {
		t.Errorf("a formula: %s", formula)
	}
	if strings.Contains(fmt.Sprint(rows), "钱程") {
		t.Error("a name stands in it")
	}
	if status, page := w.get("liang", "/petitions/ledger?no="+r.No); status != http.StatusOK || !strings.Contains(page, "钱*") || strings.Count(page, "<tr>") != 2 {
		t.Errorf("the ledger of one: %d", status)
	}
	for what, about := range map[string]string{"export": fmt.Sprintf("%d of sort=number&stage=all", l.Count), "print": r.No} {
		if n := w.h.Count(`SELECT count(*) FROM reads WHERE person = 'P04' AND what = $1 AND about = $2`, what, about); n != 1 {
			t.Errorf("%s is recorded %d times", what, n)
		}
	}
}

var value = regexp.MustCompile(`name="case" value="([^"]*)"`)

func TestBatch_UrgesEachByItselfNamesWhatItLeavesOutAndIsNotDoneTwice(t *testing.T) {
	w := demoWorld(t)
	led, closing, fresh := w.number("医院锅炉房夜间噪声"), w.number("急诊夜间取药排队"), w.number("门诊退费半月未到账")
	_, page := w.get("liang", "/petitions/batch?no="+led+"&no="+closing+"&no="+fresh+"&no=P-1999-0001")
	for _, want := range []string{"催办2件", "不包括" + fresh, "没有人可催", "指定0件的包案领导", "打印3件", "另有1件找不到"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, wrong := range faults(page) {
		t.Error(wrong)
	}
	form := url.Values{"action": {"batch-of-liang-1"}, "move": {"urge"}, "note": {"请在周五前报进展"}}
	for _, m := range value.FindAllStringSubmatch(page, -1) {
		form.Add("case", m[1])
	}
	form.Add("case", fresh+":1")
	form.Add("case", w.number("反映设备采购问题")+":1")
	first, _ := w.post("liang", "/petitions/batch", form)
	again, _ := w.post("liang", "/petitions/batch", form)
	if first.StatusCode != http.StatusSeeOther || first.Header.Get("Location") != again.Header.Get("Location") {
		t.Fatalf("%d to %s, then %d", first.StatusCode, first.Header.Get("Location"), again.StatusCode)
	}
	_, done := w.get("liang", first.Header.Get("Location"))
	if strings.Contains(done, "设备采购") || strings.Count(done, "没有办成") != 2 || !strings.Contains(done, "办成3件，1件没有办成") {
		t.Error("the results are not told case by case")
	}
	for _, no := range []string{led, closing} {
		if _, page := w.get("liang", "/petitions/"+no+"?all=1"); strings.Count(page, "请在周五前报进展") == 0 {
			t.Errorf("%s was not urged", no)
		}
	}
	if status, _ := w.get("tang", first.Header.Get("Location")); status != http.StatusNotFound {
		t.Errorf("somebody else reads the results: %d", status)
	}
	a, page := w.post("liang", "/petitions/batch", url.Values{"action": {"batch-of-liang-2"}, "move": {"urge"}, "case": {led + ":1"}})
	if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, `aria-invalid="true"`) {
		t.Errorf("an urge without words: %d", a.StatusCode)
	}
}
