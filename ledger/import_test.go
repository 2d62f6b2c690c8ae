package ledger_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"followthrough/casework"
	"followthrough/ledger"
	"followthrough/store"
)

// messy is a ledger as offices keep them: a title line, headings over two merged rows with
// line breaks, dates in every style, empty rows, a column that may not come in, a total.
func messy(t *testing.T) *workbook {
	w := newWorkbook(t)
	w.row("青梧县积案台账（2020年）")
	w.merge("A1", "H1")
	w.row("序号", "来访\n情况", nil, nil, "反映\n事项", "答复情况", nil, "是否\n越级上访")
	w.row(nil, "信访人\n姓名", "登记\n日期", "形式", nil, "答复\n意见", "答复\n日期", nil)
	w.merge("A2", "A3")
	w.merge("B2", "D2")
	w.merge("E2", "E3")
	w.merge("F2", "G2")
	w.merge("H2", "H3")
	w.row(1, "贾某", time.Date(2020, 3, 9, 0, 0, 0, 0, time.UTC), "来信", "门口路灯不亮。请尽快修好", "已经修好", "2020/4/1 9:05", "是")
	w.row()
	w.row(2, "罗某", "2020年3月10日", "来访", "退费半月没有到账；窗口让再等", nil, nil, "否")
	w.row(3, "叶某", "20200311", "网上留言", "奖励金漏发了三年", "已补发\x00", "2020-05-06 10:33:00", nil)
	w.row(4, "苏某", "09-03-20", "拍电报", "医生从来没有上过门", nil, nil, nil)
	w.row(5, "汪某", "25-03-20", "来电", "夜间取药排长队", nil, nil, nil)
	w.row("合计", nil, nil, nil, nil, nil, nil, 5)
	return w
}

func TestImport_AMessyLedgerBecomesCases(t *testing.T) {
	o := newOffice(t)
	out := o.must(messy(t).save(), nil)
	expect(t, out, "row 2–3", "是否越级上访", "describes the petitioner", "来访情况/信访人姓名", "→ name", "→ received", "→ channel", "→ content",
		"titles are the first sentence", "1 spreadsheet serials", "2 like 09-03-20: read as day-month-year (any other order falls outside", "1 totals: 10",
		"5 matters · 5 good · 0 bad · 1 empty", "The channel of 1 rows", "registered 3, replied 2", "Received  2020-03-09 to 2020-03-25", "Catch-up  2026-03-19")
	if n, _ := o.OpenCount(t.Context()); n != 5 {
		t.Fatalf("%d cases", n)
	}
	v := o.viewer("liang")
	l, err := o.Cases(t.Context(), v, store.Filter{})
	if err != nil || len(l.Rows) != 5 {
		t.Fatalf("%v %v", l, err)
	}
	i := slices.IndexFunc(l.Rows, func(r store.CaseRow) bool { return r.Asker == "贾*" })
	if i < 0 {
		t.Fatalf("%+v", l.Rows)
	}
	first := l.Rows[i]
	if first.Title != "门口路灯不亮" || first.Stage != "replied" || !first.Opened.Equal(time.Date(2020, 3, 9, 0, 0, 0, 0, shanghai)) {
		t.Errorf("%+v", first)
	}
	if n := o.h.Count(`SELECT count(*) FROM timeline x WHERE x::text LIKE '%越级%' OR x::text LIKE '%贾某%'`); n != 0 {
		t.Errorf("%d lines hold what may not come in", n)
	}
}

func (o *office) viewer(login string) casework.Viewer {
	o.t.Helper()
	all, err := o.Officers(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	for _, p := range all {
		if p.Login == login {
			v, err := o.Viewer(o.t.Context(), p.ID, noon)
			if err != nil {
				o.t.Fatal(err)
			}
			return v
		}
	}
	o.t.Fatalf("nobody is called %s", login)
	return casework.Viewer{}
}

// batch is the only import there is.
func (o *office) batch() string {
	o.t.Helper()
	all, err := o.Imports(o.t.Context(), o.viewer("liang"))
	if err != nil || len(all) != 1 {
		o.t.Fatalf("%+v %v", all, err)
	}
	return all[0].ID
}

func TestImport_TheSameFileAgainAddsNothing(t *testing.T) {
	o := newOffice(t)
	path := messy(t).save()
	o.must(path, nil)
	expect(t, o.must(path, nil), "in already; nothing was added", "P-2026-0001 to P-2026-0005")
	expect(t, o.must(path, func(x *ledger.Options) { x.Lang, x.DryRun = "zh", true }), "已经导入过", "案件      5 件")
	expect(t, o.must(path, func(x *ledger.Options) { x.Unmap = []string{"reply", "replied"} }), "in already", "undo that import first")
	if n, _ := o.OpenCount(t.Context()); n != 5 {
		t.Fatalf("%d cases, want 5", n)
	}
}

func TestImport_ADryRunLeavesNothing(t *testing.T) {
	o := newOffice(t)
	expect(t, o.must(messy(t).save(), func(x *ledger.Options) { x.DryRun = true }), "5 good", "nothing went in")
	for _, table := range []string{"cases", "import_batches", "import_rows", "import_mappings", "actions"} {
		if n := o.h.Count(`SELECT count(*) FROM ` + table); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
}

func TestImport_WithoutTheAnswersAllAreRegistered(t *testing.T) {
	o := newOffice(t)
	out := o.must(messy(t).save(), func(x *ledger.Options) { x.Unmap = []string{"reply,replied"} })
	expect(t, out, "left out with --unmap", "registered 5")
}

// bad has one of each wrong row.
func bad(t *testing.T) *workbook {
	w := newWorkbook(t)
	w.row("主题", "内容", "收到日期", "答复日期", "答复意见", "信访人", "性质")
	w.row("好的一行", "内容", "2020/3/1", nil, nil, "贾某", "申诉求决")
	w.row(nil, "没有主题", "2020/3/1", nil, nil, "贾某", nil)
	w.row("没有内容", nil, "2020/3/1", nil, nil, "贾某", nil)
	w.row("没有日期", "内容", nil, nil, nil, "贾某", nil)
	w.row("不存在的日子", "内容", "2020/2/30", nil, nil, "贾某", nil)
	w.row("没有日的日期", "内容", "2020年2月", nil, nil, "贾某", nil)
	w.row("不是日期", "内容", "电话13800001111", nil, nil, "贾某", nil)
	w.row("还没有到", "内容", "2026-03-05", nil, nil, "贾某", nil)
	w.row("早于收到", "内容", "2020/3/1", "2020/2/28", "答复", "贾某", nil)
	w.row("没有答复日期", "内容", "2020/3/1", nil, "答复", "贾某", nil)
	w.row(strings.Repeat("长", 201), "内容", "2020/3/1", nil, nil, "贾某", nil)
	w.row("太长的内容", strings.Repeat("内", 20_001), "2020/3/1", nil, nil, "贾某", nil)
	w.row("不知性质", "内容", "2020/3/1", nil, nil, "贾某", "不好说")
	w.row("公式", "内容", "2020/3/1", nil, "#N/A", strings.Repeat("贾", 201), nil)
	return w
}

func TestImport_EveryBadRowIsNamedAndNothingGoesIn(t *testing.T) {
	o := newOffice(t)
	path := bad(t).save()
	for _, dry := range []bool{true, false} {
		out, err := o.bring(path, func(x *ledger.Options) { x.DryRun = dry })
		if err == nil || !strings.Contains(err.Error(), "not one row of the file went in") {
			t.Fatalf("%v\n%s", err, out)
		}
		expect(t, out, "14 matters · 1 good · 13 bad",
			"A3 ", "B4 ", "C5 ", "empty",
			"C6 ", "2020/2/30", "there is no such day",
			"C7 ", "2020年2月", "the day is missing",
			"C8 ", "电话138********", "not a date",
			"C9 ", "2026-03-05", "2026-03-05 lies ahead",
			"D10", "2020/2/28", "answered before it came in (2020-03-01)",
			"D11", "an answer without its day",
			"A12", "201 characters, the limit is 200",
			"B13", "20001 characters, the limit is 20000",
			"G14", "不好说", "neither a claim nor a report of wrongdoing",
			"E15", "a formula's error", "F15", "贾*")
		expectNot(t, out, "贾某", "13800001111")
	}
	for _, table := range []string{"cases", "import_batches", "import_rows"} {
		if n := o.h.Count(`SELECT count(*) FROM ` + table); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
}

func TestImport_TextInGB18030AndOtherEncodings(t *testing.T) {
	text := "\r\n主题,收到日期,内容,联系\r\n\r\n路灯不亮,2020/3/9,\"第一行，\r\n第二行\",甲\r\n,,,\r\n𠮷祥路积水,2020/3/10,下雨就淹,乙\r\n退费未到,2020/13/10,窗口让等,丙\r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	utf16 := []byte{0xff, 0xfe}
	for _, r := range strings.NewReplacer(",", "\t", "𠮷", "吉").Replace(text) {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	o := newOffice(t)
	for name, data := range map[string][]byte{"gb18030": []byte(gb), "utf-8": []byte(text), "utf-8 with a mark": []byte("\xef\xbb\xbf" + text),
		"utf-16": utf16, "semicolons": []byte(strings.ReplaceAll(text, ",", ";"))} {
		t.Run(name, func(t *testing.T) {
			out, err := o.bring(write(t, "backlog.csv", data), nil)
			if err == nil {
				t.Fatal("the bad row was taken")
			}
			expect(t, out, "row 2", "3 matters · 2 good · 1 bad · 2 empty", "B7 ", "2020/13/10")
		})
	}
}

func TestImport_SuspectedDuplicatesAreOfMattersNeverOfPersons(t *testing.T) {
	o := newOffice(t)
	long := "小区锅炉房夜里噪声很大，老人孩子都睡不着，请求整治"
	w := newWorkbook(t)
	w.row("标题", "内容", "来信日期", "信访人", "编号")
	w.row("锅炉房夜间噪声", long, "2020-01-01", "甲", "A1")
	w.row("停车占道", "车辆占了消防通道", "2020-01-02", "甲", "A2") // the same person, another matter
	w.row("锅炉房 夜间噪声", "　"+strings.ReplaceAll(long, "，", ", "), "2020-02-01", "乙", "A3")
	w.row("电梯停运", "电梯坏了两周没有人来修", "2020-02-02", "丙", "A2")
	out := o.must(w.save(), nil)
	expect(t, out, "2 pairs", "row 4 ≈ row 2    100% of the words agree", "row 5 ≈ row 3    same original number")

	again := newWorkbook(t)
	again.row("标题", "内容", "来信日期")
	again.row("锅炉房夜间的噪声", "又来反映", "2020-05-01")
	out = o.must(again.save(), func(x *ledger.Options) { x.DryRun = true })
	expectNot(t, out, "case P-")
	third := newWorkbook(t)
	third.row("标题", "内容", "来信日期")
	third.row("电梯停运", "又来反映", "2020-05-01")
	third.row("锅炉房夜间噪声！", "又来反映", "2020-05-01")
	expect(t, o.must(third.save(), func(x *ledger.Options) { x.DryRun = true }), "row 3 ≈ case P-2026-000", "100% of the title agrees")
}

// stopper cancels its context at the n-th line of progress.
type stopper struct {
	n      int
	cancel context.CancelFunc
}

func (s *stopper) Write(p []byte) (int, error) {
	if s.n--; s.n == 0 {
		s.cancel()
	}
	return len(p), nil
}

func many(t *testing.T, n int) string {
	w := newWorkbook(t)
	w.row("主题", "内容", "登记时间", "姓名")
	for i := range n {
		w.row(fmt.Sprintf("第%d号事项", i), fmt.Sprintf("关于%d号的具体情况，请求处理，第%d次记录", i*7919, i*104729), "2019/5/14 10:33:00", fmt.Sprintf("贾%d", i))
	}
	return w.save()
}

func TestImport_KilledInTheMiddleItGoesOnAndTakesNoRowTwice(t *testing.T) {
	o := newOffice(t)
	path := many(t, 1700)
	for _, lines := range []int{2, 3, 5} { // after the second chunk is staged, after the third, while cases are opened
		ctx, cancel := context.WithCancel(t.Context())
		out, err := o.bringUntil(ctx, path, &stopper{lines, cancel}, nil)
		if err == nil || !strings.Contains(err.Error(), "The same command goes on") {
			t.Fatalf("stopped at %d: %v\n%s", lines, err, out)
		}
		if n := o.h.Count(`SELECT count(*) FROM cases`); n != 0 {
			t.Fatalf("%d cases before all rows were in", n)
		}
	}
	out := o.must(path, nil)
	expect(t, out, "Going on where it was interrupted: staged up to row 1,701", "1,700 matters · 1,700 good", "Cases     1,700")
	if n := o.h.Count(`SELECT count(DISTINCT title) FROM cases`); n != 1700 {
		t.Fatalf("%d different cases, want 1700", n)
	}
}

func TestImport_ColumnsAreAdjustedByFlagsAndTheMappingKept(t *testing.T) {
	o := newOffice(t)
	odd := func(title string) string {
		w := newWorkbook(t)
		w.row("事儿", "哪天", "怎么回事", "越级", "备注")
		w.row(title, "2020-01-01", "门口路灯不亮", "是", "无")
		return w.save()
	}
	_, err := o.bring(odd("甲"), nil)
	if err == nil || !strings.Contains(err.Error(), "has headings such as") {
		t.Fatalf("unknown headings: %v", err)
	}
	_, err = o.bring(odd("甲"), func(x *ledger.Options) { x.Map = []string{"title=事儿", "received=哪天", "content=越级"} })
	if err == nil || !strings.Contains(err.Error(), "no field takes it") {
		t.Fatalf("a denied column by flag: %v", err)
	}
	_, err = o.bring(odd("甲"), func(x *ledger.Options) { x.Map = []string{"title=没有"} })
	if err == nil {
		t.Fatal("a heading that is not there")
	}
	flags := func(x *ledger.Options) { x.Map = []string{"title=事儿", "received=哪天,content=C"} }
	expect(t, o.must(odd("路灯"), flags), "怎么回事  → content")
	expect(t, o.must(odd("积水"), func(x *ledger.Options) { x.Map = []string{"title=事儿"} }), "as in the last file with these headings", "怎么回事  → content")
	_, err = o.bring(odd("噪声"), func(x *ledger.Options) { x.Fresh, x.Map = true, []string{"title=事儿"} })
	if err == nil || !strings.Contains(err.Error(), "when a matter came in") {
		t.Fatalf("read anew: %v", err)
	}
}

func TestImport_WhoBringsItIn(t *testing.T) {
	o := newOffice(t)
	path := messy(t).save()
	out := o.must(path, func(x *ledger.Options) { x.As = "" }) // one desk takes petitions in and does nothing else
	expect(t, out, "Miao Xiaoyu (miao)", "waits for a supervisor's approval (proposed 2026-03-19)")
	for who, want := range map[string]string{"zhou": "neither intake officer nor supervisor", "nobody": "Nobody active is called nobody"} {
		_, err := o.bring(many(t, 1), func(x *ledger.Options) { x.As = who })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", who, err)
		}
	}
	batch := o.batch()
	var said strings.Builder
	if err := ledger.ApproveCatchUp(t.Context(), ledger.Options{Record: o.Store, As: "miao", Lang: "en"}, batch, &said); err == nil {
		t.Fatal("approved by intake")
	}
	if err := ledger.ApproveCatchUp(t.Context(), ledger.Options{Record: o.Store, As: "liang", Lang: "en", CatchUp: "2026-04-01"}, batch, &said); err != nil {
		t.Fatal(err)
	}
	expect(t, said.String(), "clocks of 5 cases may escalate from 2026-04-01")
}

func TestUndo_TakesTheImportBack(t *testing.T) {
	o := newOffice(t)
	path := messy(t).save()
	o.must(path, nil)
	batch := o.batch()
	var said strings.Builder
	opt := ledger.Options{Record: o.Store, As: "liang", Lang: "en"}
	if err := ledger.Undo(t.Context(), opt, "nothing", "导错了", &said); err == nil || !strings.Contains(err.Error(), "no import nothing") {
		t.Fatalf("an unknown batch: %v", err)
	}
	if err := ledger.Undo(t.Context(), opt, batch, "导错了文件", &said); err != nil {
		t.Fatal(err)
	}
	expect(t, said.String(), "5 cases were taken back")
	if n, _ := o.OpenCount(t.Context()); n != 0 {
		t.Fatalf("%d cases left open", n)
	}
	expect(t, o.must(path, nil), "P-2026-0006 to P-2026-0010")
}

func TestImport_ReportsOfWrongdoingAreSealed(t *testing.T) {
	o := newOffice(t)
	w := newWorkbook(t)
	w.row("主题", "内容", "收到日期", "信访目的")
	w.row("反映采购问题", "设备采购有问题", "2020-01-01", "检举控告类")
	w.row("退费未到账", "退费半月未到", "2020-01-02", "申诉求决类")
	o.must(w.save(), nil)
	if n := o.h.Count(`SELECT count(*) FROM cases WHERE sealed = (title = '反映采购问题')`); n != 2 {
		t.Fatalf("%d of 2 cases are sealed or open as they should be", n)
	}
}

func TestImport_TwoAtOnceTakeTheFileInOnce(t *testing.T) {
	o := newOffice(t)
	path := many(t, 600)
	outs, errs := make([]string, 4), make([]error, 4)
	var wg sync.WaitGroup
	for i := range outs {
		wg.Go(func() { outs[i], errs[i] = o.bring(path, nil) })
	}
	wg.Wait()
	in := 0
	for i, out := range outs {
		if errs[i] != nil {
			t.Errorf("%d: %v", i, errs[i])
		}
		expect(t, out, "P-2026-0001 to P-2026-0600")
		if !strings.Contains(out, "in already") {
			in++
		}
	}
	if n, _ := o.OpenCount(t.Context()); n != 600 || in < 1 {
		t.Fatalf("%d cases, want 600; %d took the file in", n, in)
	}
}
