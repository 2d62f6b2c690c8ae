package ledger

import (
	"strings"
	"testing"
)

func TestRecognise_HeadingsInChineseAndEnglish(t *testing.T) {
	for text, want := range map[string]string{
		"来信主题": "title", "标题": "title", "案由": "title", "Title": "title", "Subject": "title",
		"问题详情": "content", "反映事项": "content", "主要诉求": "content", "信访\n内容": "content", "Description": "content", "complaint text": "content",
		"来信时间": "received", "登记日期": "received", "受理时间": "received", "来信日期（年月日）": "received", "Date received": "received", "received_at": "received", "时间": "received",
		"答复时间": "replied", "回复日期": "replied", "Reply date": "replied", "办结日期": "replied", "答复/时间": "replied",
		"答复意见": "reply", "回复内容": "reply", "处理结果": "reply", "Reply": "reply", "答复": "reply",
		"类别": "category", "问题分类": "category", "Category": "category", "一级标签": "category",
		"信访形式": "channel", "来源": "channel", "Channel": "channel",
		"来件编号": "original-no", "信访件 编号": "original-no", "No.": "original-no", "ID": "original-no", "序号": "original-no",
		"来信人姓名": "name", "信访人姓名": "name", "信 访 人": "name", "姓名": "name", "Petitioner": "name",
		"事项性质": "matter", "信访目的": "matter",
		"包案领导": "", "责任人": "", "经办人姓名": "", "联系电话": "", "身份证号": "", "住址": "", "备注": "", "要求反馈日": "", "办理时限": "", "答复单位": "", "是否答复": "", "满意度": "", "": "",
		"答复人": "", "受理期限": "", "交办机关": "",
	} {
		if got, _ := recognise(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func headOf(rows ...string) head {
	var top []line
	for i, r := range rows {
		if r != "" {
			top = append(top, line{i + 1, strings.Split(r, "|")})
		}
	}
	return findHead(top, nil)
}

func headingsOf(h head) string {
	var all []string
	for _, c := range h.columns {
		all = append(all, c.heading)
	}
	return strings.Join(all, "|")
}

func TestFindHead_PastTitlesOverMergedRows(t *testing.T) {
	for _, c := range []struct {
		name     string
		rows     []string
		from, to int
		want     string
	}{
		{"the first row", []string{"编号|主题|内容|日期", "1|a|b|2020/1/1"}, 1, 1, "编号|主题|内容|日期"},
		{"below a title and an empty row", []string{"2020年信访台账", "", "编号|主题|内容|登记日期", "1|a|b|2020/1/1"}, 3, 3, "编号|主题|内容|登记日期"},
		{"two rows, merged across and down", []string{"台账", "编号|来访||备注|答复|", "|姓名|日期||内容|日期", "1|a|2020/1/1"}, 2, 3, "编号|来访/姓名|来访/日期|备注|答复/内容|答复/日期"},
		{"line breaks", []string{"编\n号|主\r\n题|内 容|登记_x000D_\n日期"}, 1, 1, "编号|主题|内容|登记日期"},
		{"three rows", []string{"编号|事项||答复|", "|来信||办理情况|", "|主题|登记日期|答复意见|答复日期", "1|a|2020/1/1|b|2020/1/2"}, 1, 3, "编号|事项/来信/主题|事项/来信/登记日期|答复/办理情况/答复意见|答复/办理情况/答复日期"},
		{"a row of groups that adds nothing", []string{"基本情况||答复情况|", "主题|登记日期|答复意见|答复日期"}, 2, 2, "主题|登记日期|答复意见|答复日期"},
		{"nothing", []string{"甲|乙", "丙|丁"}, 0, 0, ""},
	} {
		h := headOf(c.rows...)
		if got := headingsOf(h); h.from != c.from || h.to != c.to || got != c.want {
			t.Errorf("%s: rows %d–%d %q, want %d–%d %q", c.name, h.from, h.to, got, c.from, c.to, c.want)
		}
	}
}

func plan(headings ...string) *sheetPlan {
	p := &sheetPlan{head: head{from: 1, to: 1}}
	for i, h := range headings {
		p.head.columns = append(p.head.columns, column{index: i, heading: h})
	}
	return p
}

func TestAssign_TheSurestHeadingWins(t *testing.T) {
	p := plan("序号", "日期", "主题", "登记日期", "内容", "是否重复访", "编号", "越级走访次数")
	if err := p.assign(nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	for field, i := range map[string]int{"received": 3, "original-no": 6, "title": 2, "content": 4} {
		if p.at[field] != i {
			t.Errorf("%s is column %d, want %d", field, p.at[field], i)
		}
	}
	for i, why := range map[int]string{0: "other-fits", 1: "other-fits", 5: "denied", 7: "denied"} {
		if p.columns[i].why != why {
			t.Errorf("%s: %s, want %s", p.columns[i].heading, p.columns[i].why, why)
		}
	}
}

func TestAssign_WhatIsLeftOutStaysLeftOut(t *testing.T) {
	p := plan("主题", "内容", "收到日期", "答复意见", "答复日期")
	if err := p.assign(nil, nil, []string{"答复意见, replied"}); err != nil {
		t.Fatal(err)
	}
	kept := p.mapping()
	if kept["reply"] != "" || kept["replied"] != "" || kept["title"] != "主题" {
		t.Errorf("kept %v", kept)
	}
	again := plan("主题", "内容", "收到日期", "答复意见", "答复日期")
	if err := again.assign(kept, nil, nil); err != nil || len(again.at) != 3 {
		t.Errorf("%v %v", again.at, err)
	}
	if err := again.assign(kept, []string{"reply=答复意见", "replied=E"}, nil); err != nil || again.at["replied"] != 4 {
		t.Errorf("mapped again: %v %v", again.at, err)
	}
	if err := plan("主题", "收到日期", "答复意见", "答复日期").assign(nil, nil, []string{"replied"}); err == nil {
		t.Error("answers without their days")
	}
}
