package store_test

import (
	"slices"
	"strings"
	"testing"

	"followthrough/casework"
	"followthrough/store"
)

func TestSearch_FindsTwoCharactersInEveryTextOfTheTimeline(t *testing.T) {
	w := newWorld(t)
	no := w.led("住院押金", "zhou", true)
	w.register("取药排队", casework.Fields{"content": "急诊夜间只开一个窗口，\n老人排队两个小时。CT室在三楼"})
	w.do(no, "zhou", "record-contact", casework.Fields{"how": "phone", "on": "2026-03-04", "note": "电话约定周五面谈"})
	w.do(no, "zhou", "submit-analysis", casework.Fields{"request": "退还押金", "facts": "财务科拖延", "rules": "收费管理办法", "causes": "系统对账"})
	for _, c := range []struct{ query, title, excerpt, move string }{
		{"夜间", "取药排队", "急诊夜间只开一个窗口，", "register"},
		{"ct", "取药排队", "老人排队两个小时。CT室在三楼", "register"},
		{"面谈", "住院押金", "电话约定周五面谈", "record-contact"},
		{"对账", "住院押金", "系统对账", "submit-analysis"},
		{"财务科拖延", "住院押金", "财务科拖延", "submit-analysis"},
		{"押金 面谈", "住院押金", "电话约定周五面谈", "record-contact"},
		{"押金", "住院押金", "", ""},
	} {
		l := w.list("miao", store.Filter{Query: c.query})
		if len(l.Rows) != 1 || l.Count != 1 || l.Rows[0].Title != c.title {
			t.Errorf("%s: %v, %d", c.query, titles(l.Rows), l.Count)
			continue
		}
		x := l.Rows[0].Excerpt
		if c.excerpt == "" && x != nil || c.excerpt != "" && (x == nil || x.Text != c.excerpt || x.Move != c.move) {
			t.Errorf("%s: excerpt %+v", c.query, x)
		}
	}
	for _, none := range []string{"间只开", "口老", "窗口老人", "letter", "P04"} { // 口 and 老 stand on two lines; a choice and an id are no texts
		want := 0
		if none == "间只开" {
			want = 1
		}
		if l := w.list("miao", store.Filter{Query: none}); l.Count != want {
			t.Errorf("%s finds %v", none, titles(l.Rows))
		}
	}
}

func TestSearch_NeverByThePetitionersOwnData(t *testing.T) {
	w := newWorld(t)
	no := w.register("退费", casework.Fields{"content": "我叫贾明，电话000-0000-0001，门诊退费未到账。", "address": "青梧县柳湾镇三组"})
	w.do(no, "miao", "comment", casework.Fields{"note": "贾明昨天又来，住青梧县柳湾镇三组，答应周五回电"})
	for _, q := range []string{"贾明", "我叫贾", "明昨", "000-0000-0001", "0000-0001", "湾镇三组"} {
		if l := w.list("miao", store.Filter{Query: q}); l.Count != 0 || len(l.Rows) != 0 {
			t.Errorf("%s finds %v", q, titles(l.Rows))
		}
	}
	l := w.list("miao", store.Filter{Query: "回电"})
	if len(l.Rows) != 1 || !strings.Contains(l.Rows[0].Excerpt.Text, "＊昨天又来") {
		t.Errorf("%+v", l.Rows)
	}
	if n := w.h.Count(`SELECT count(*) FROM case_texts x WHERE x::text LIKE '%贾明%'`); n != 0 {
		t.Errorf("the name stands in %d searchable texts", n)
	}
}

func TestSearch_AReportIsNotMatchedCountedOrSuggestedToWhomItIsHiddenFrom(t *testing.T) {
	w := newWorld(t)
	w.register("设备采购", casework.Fields{"matter": "report", "content": "回扣问题", "unit": "U4", "hidden-persons": "@zhou"})
	w.register("设备维修", casework.Fields{"content": "设备坏了"})
	for login, want := range map[string][]string{"zhou": {"设备维修"}, "liang": {"设备维修"}, "he": {"设备维修"}, "han": {"设备维修", "设备采购"}} {
		for _, q := range []string{"设备", "设备 坏了", "回扣", "人民医院"} {
			l := w.list(login, store.Filter{Query: q})
			got := titles(l.Rows)
			slices.Sort(got)
			if slices.Contains(got, "设备采购") && !slices.Contains(want, "设备采购") || l.Count != len(got) {
				t.Errorf("%s looks for %s: %v, %d", login, q, got, l.Count)
			}
		}
		if got := titles(w.list(login, store.Filter{Query: "设备", Order: store.ByOpening}).Rows); len(got) != len(want) {
			t.Errorf("%s finds %v, want %v", login, got, want)
		}
	}
}

func TestSearch_CasesOlderThanTheSearchGetTheirWordsWhenTheRecordIsOpened(t *testing.T) {
	w := newWorld(t)
	no := w.register("退费", casework.Fields{"content": "贾明说门诊退费未到账"})
	w.do(no, "miao", "comment", casework.Fields{"note": "答应周五回电"})
	before := w.h.Count(`SELECT count(*) FROM case_texts`)
	w.h.Exec(`CREATE TABLE kept AS SELECT * FROM case_texts`)
	w.h.Exec(`DELETE FROM case_texts`)
	w.h.Exec(`INSERT INTO settings VALUES ('texts', 'missing')`)
	again := w.h.Open(w.Deps)
	defer again.Close()
	if n := w.h.Count(`SELECT count(*) FROM case_texts t JOIN kept k USING (case_id, seq, text, grams)`); n != before || n != 3 {
		t.Errorf("%d of %d rows are as they were", n, before)
	}
}
