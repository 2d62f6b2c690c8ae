package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"followthrough/ledger"
	"followthrough/store"
	"followthrough/web/pages"
)

// desk works on what was handed in until nothing is wished.
func (w *world) desk() {
	w.t.Helper()
	d := ledger.NewDesk(w.store, w.log())
	for {
		worked, err := d.Once(context.Background())
		if err != nil {
			w.t.Fatal(err)
		}
		if !worked {
			return
		}
	}
}

// handIn uploads a file as a browser does and returns the answer.
func (w *world) handIn(login, name, content string, more url.Values) (*http.Response, string) {
	w.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	more.Set("csrf", w.token(login))
	for field := range more {
		if err := form.WriteField(field, more.Get(field)); err != nil {
			w.t.Fatal(err)
		}
	}
	f, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = f.Write([]byte(content))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, w.server.URL+"/imports", &b)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	w.as(login, r)
	r.Header.Del("X-CSRF-Token")
	return w.answer(r)
}

// brought hands a file in, has it read, and returns its page's path.
func (w *world) brought(login, content string) string {
	w.t.Helper()
	a, page := w.handIn(login, "积案台账.csv", content, url.Values{})
	if a.StatusCode != http.StatusSeeOther {
		w.t.Fatalf("handed in: %d\n%s", a.StatusCode, page)
	}
	w.desk()
	return a.Header.Get("Location")
}

// imported reads the page of an import as a program does.
func (w *world) imported(login, path string) pages.Import {
	w.t.Helper()
	r, err := http.NewRequest(http.MethodGet, w.server.URL+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Accept", "application/json")
	w.as(login, r)
	status, body := w.send(r)
	var p pages.Import
	if status == http.StatusOK {
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			w.t.Fatal(err)
		}
	}
	return p
}

func (w *world) sound(login, path string, want ...string) string {
	w.t.Helper()
	status, page := w.get(login, path)
	if status != http.StatusOK || len(faults(page)) > 0 {
		w.t.Errorf("%s: %d %v", path, status, faults(page))
	}
	for _, text := range want {
		if !strings.Contains(page, text) {
			w.t.Errorf("%s does not say %q", path, text)
		}
	}
	return page
}

const goodLedger = "信件编号,来信日期,主题,内容,信访人姓名,是否越级上访\n" +
	"A-1,2020-03-09,巷口路灯不亮,巷口的路灯坏了三个月一直没有人修理,贾某,是\n" +
	"A-2,2020-03-10,退费半月未到账,住院退费过了半个月还没有到账窗口让再等,罗某,否\n" +
	"A-3,2020-03-11,巷口路灯不亮了,巷口的路灯坏了三个月一直没有人修理,叶某,否\n"

const badLedger = goodLedger + "A-4,2020/2/30,锅炉房夜间噪声大,夜里噪声很大老人睡不着,苏某,否\nA-5,,=cmd|' /C calc'!A0,没有日期,汪某,否\n"

func TestImports_FromTheFileToTheReceipt(t *testing.T) {
	w := demoWorld(t)
	path := w.brought("miao", goodLedger)
	p := w.imported("miao", path)
	if p.State != "ready" || p.Rows != 3 || p.Bad != 0 || p.Twins != 1 || p.Dropped != 1 {
		t.Fatalf("read as %+v", p)
	}
	page := w.sound("miao", path, "这一列记的是信访人的行为", "导入3行", "表里第4行")
	if strings.Contains(page, "贾某") || strings.Contains(page, "罗某") {
		t.Error("a petitioner's name stands on the page")
	}
	if a, _ := w.post("miao", path+"/commit", url.Values{"catch-up": {"2020-01-01"}}); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a catch-up day gone by: %d", a.StatusCode)
	}
	if a, _ := w.post("miao", path+"/commit", url.Values{}); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("commit: %d", a.StatusCode)
	}
	if status, page := w.get("miao", path); status != http.StatusOK || !strings.Contains(page, `http-equiv="refresh"`) || !strings.Contains(page, "htmx") {
		t.Errorf("while it is worked on: %d", status)
	}
	w.desk()
	p = w.imported("miao", path)
	if p.State != "in" || p.Receipt == nil || p.Receipt.Cases != 3 || p.Receipt.First == "" || !p.Receipt.CatchUp.IsZero() {
		t.Fatalf("in as %+v %+v", p, p.Receipt)
	}
	w.sound("miao", path, p.Receipt.First, p.Receipt.Last, p.SHA256, "由归口单位的督查人员批准")
	w.sound("miao", "/imports", "追赶日等督查批准")

	if a, _ := w.handIn("miao", "同一份.csv", goodLedger, url.Values{}); a.Header.Get("Location") != path+"?again=yes" {
		t.Errorf("the same file again: %d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	w.sound("miao", path+"?again=yes", "这次没有增加任何内容")
	if n := w.cases("巷口路灯不亮"); n != 2 {
		t.Errorf("%d cases, want the two of the file", n)
	}
}

func TestImports_ASupervisorApprovesTheDayAndTheImportIsTakenBack(t *testing.T) {
	w := demoWorld(t)
	path := w.brought("miao", goodLedger)
	w.post("miao", path+"/commit", url.Values{})
	w.desk()
	if a, _ := w.post("miao", path+"/approve", url.Values{}); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("approved by intake: %d", a.StatusCode)
	}
	if a, page := w.post("liang", path+"/approve", url.Values{}); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("approved by a supervisor: %d %s", a.StatusCode, page)
	}
	no := w.imported("liang", path).Receipt.First
	w.comment("miao", no)
	a, page := w.post("miao", path+"/undo", url.Values{"reason": {"导错了文件"}})
	if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, no) || !strings.Contains(page, `name="rest"`) || !strings.Contains(page, "导错了文件") {
		t.Fatalf("undone as a whole although one was touched: %d", a.StatusCode)
	}
	if p := w.imported("miao", path); p.Receipt.Undone != 0 {
		t.Fatalf("%d were taken back by what was refused", p.Receipt.Undone)
	}
	if a, _ := w.post("miao", path+"/undo", url.Values{"reason": {"导错了文件"}, "rest": {"yes"}}); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("the rest: %d", a.StatusCode)
	}
	if p := w.imported("miao", path); p.Receipt.Undone != 2 || p.Receipt.Reason != "导错了文件" || len(p.Receipt.Kept) != 1 {
		t.Errorf("taken back: %+v", p.Receipt)
	}
	w.sound("miao", path, "导错了文件")
}

func TestImports_BadRowsAreNamedAndTheMendedFileGoesIn(t *testing.T) {
	w := demoWorld(t)
	path := w.brought("miao", badLedger)
	p := w.imported("miao", path)
	if p.State != "bad" || p.Bad != 2 || len(p.Errors) != 2 || p.Errors[0].Row != 5 || p.Errors[0].Letter != "B" || p.Errors[0].Value != "2020/2/30" || p.Errors[0].Reason == "" {
		t.Fatalf("read as %+v", p)
	}
	w.sound("miao", path, "没有这一天", "上传改好的文件")
	if a, _ := w.post("miao", path+"/commit", url.Values{}); a.StatusCode != http.StatusConflict {
		t.Errorf("bad rows brought in: %d", a.StatusCode)
	}
	a, _ := w.handIn("miao", "改好.csv", goodLedger, url.Values{"replaces": {strings.TrimPrefix(path, "/imports/")}})
	w.desk()
	if got := w.imported("miao", a.Header.Get("Location")); got.State != "ready" {
		t.Errorf("the mended file: %+v", got)
	}
	if status, _ := w.get("miao", path); status != http.StatusNotFound {
		t.Errorf("the file before it: %d", status)
	}
}

func TestImports_ColumnsAreChosenByHandAndDeniedOnesNever(t *testing.T) {
	w := demoWorld(t)
	path := w.brought("miao", "事儿,哪天,怎么回事,越级上访次数\n路灯,2020-01-01,门口路灯不亮,3\n")
	if p := w.imported("miao", path); p.State != "trouble" || p.Trouble == "" || len(p.Columns) != 4 {
		t.Fatalf("unknown headings: %+v", p)
	}
	w.sound("miao", path, `name="column.A"`)
	choose := func(form url.Values) int {
		a, _ := w.post("miao", path+"/columns", form)
		w.desk()
		return a.StatusCode
	}
	if code := choose(url.Values{"column.A": {"title"}, "column.B": {"title"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("two columns for one field: %d", code)
	}
	choose(url.Values{"column.A": {"title"}, "column.B": {"received"}, "column.D": {"category"}})
	if p := w.imported("miao", path); p.State != "trouble" || !strings.Contains(p.Trouble, "越级上访次数") {
		t.Errorf("a denied column: %+v", p)
	}
	choose(url.Values{"column.A": {"title"}, "column.B": {"received"}, "column.C": {"content"}})
	if p := w.imported("miao", path); p.State != "ready" || p.Rows != 1 {
		t.Errorf("chosen by hand: %+v", p)
	}
}

func TestImports_WhatNoWorkbookIsIsRefusedAtTheDoor(t *testing.T) {
	w := demoWorld(t)
	for name, content := range map[string]string{"旧.xls": "\xd0\xcf\x11\xe0 old", "空.csv": "  \n", "坏.xlsx": "PK\x03\x04 no archive"} {
		if a, page := w.handIn("miao", name, content, url.Values{}); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, `href="#file"`) {
			t.Errorf("%s: %d", name, a.StatusCode)
		}
	}
	if a, _ := w.handIn("miao", "大.csv", strings.Repeat("a,b\n", 6<<20), url.Values{}); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a file of 24 MB: %d", a.StatusCode)
	}
	if a, _ := w.handIn("zhou", "积案.csv", goodLedger, url.Values{}); a.StatusCode != http.StatusForbidden {
		t.Errorf("handed in by a leader: %d", a.StatusCode)
	}
	if a, _ := w.handIn("miao", "积案.csv", goodLedger, url.Values{"unit": {"U0"}}); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("for the body above: %d", a.StatusCode)
	}
}

func TestImports_AFileOnItsWayIsItsBringersAlone(t *testing.T) {
	w := demoWorld(t)
	path := w.brought("miao", goodLedger)
	for _, login := range []string{"liang", "fang"} {
		for _, door := range []string{"", "/columns", "/commit", "/discard", "/undo"} {
			status := 0
			if door == "" {
				status, _ = w.get(login, path)
			} else {
				a, _ := w.post(login, path+door, url.Values{"reason": {"看看"}, "column.A": {"title"}})
				status = a.StatusCode
			}
			if status != http.StatusNotFound {
				t.Errorf("%s at %s%s: %d", login, path, door, status)
			}
		}
	}
	w.post("miao", path+"/commit", url.Values{})
	w.desk()
	if status, _ := w.get("liang", path); status != http.StatusOK { // what is in is seen by whoever sees its unit
		t.Errorf("the receipt for the unit's supervisor: %d", status)
	}
}

// A portal that dies between staging and commit, and one that dies over the commit, leave
// the work to the next one: no row is lost, none is taken twice.
func TestImports_KilledBetweenStagingAndCommit_ItGoesOn(t *testing.T) {
	w := demoWorld(t)
	var long strings.Builder
	long.WriteString("主题,来信日期,内容\n")
	for i := range 1200 {
		fmt.Fprintf(&long, "第%d号路灯不亮,2020-03-09,第%d号路灯坏了第%d次\n", i, i*7919, i*104729)
	}
	a, _ := w.handIn("miao", "长.csv", long.String(), url.Values{})
	path := a.Header.Get("Location")
	id := strings.TrimPrefix(path, "/imports/")
	w.killed(id, 500) // the first chunk is staged
	if p := w.imported("miao", path); p.State != "working" {
		t.Fatalf("after the kill: %+v", p)
	}
	w.desk()
	if p := w.imported("miao", path); p.State != "ready" || p.Rows != 1200 {
		t.Fatalf("read on: %+v", p)
	}
	w.post("miao", path+"/commit", url.Values{})
	w.killed(id, 500) // half the cases were opened, and none is there
	if n := w.cases("路灯不亮"); n != 0 {
		t.Fatalf("%d cases of half an import", n)
	}
	w.desk()
	if p := w.imported("miao", path); p.State != "in" || p.Receipt.Cases != 1200 {
		t.Fatalf("opened: %+v", p)
	}
}

// killed works on a wish until so many rows came through, and then dies without a word: its lease runs out.
func (w *world) killed(id string, rows int) {
	w.t.Helper()
	ctx, kill := context.WithCancel(context.Background())
	defer kill()
	died := make(chan struct{})
	go func() {
		defer close(died)
		_, _ = ledger.NewDesk(w.store, w.log()).Once(ctx)
	}()
	for {
		x, err := w.store.Import(context.Background(), w.viewerOf("miao"), id)
		if err != nil {
			w.t.Fatal(err)
		}
		if x.Done >= rows || x.Wish == "" {
			kill()
			<-died
			if x.Wish == "" {
				w.t.Fatal("it was done before it could be killed")
			}
			return
		}
	}
}

var _ Imports = (*ledger.Desk)(nil)
var _ = store.WishRead
