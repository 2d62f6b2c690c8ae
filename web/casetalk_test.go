package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"followthrough/web/pages"
)

// do makes a move on a case as it stands, and fails the test when it is refused.
func (w *world) do(login, no, move string, fields map[string]any) {
	w.t.Helper()
	var c pages.Case
	w.json(login, "/petitions/"+no, &c)
	if status, body := w.move(login, no, move, c.Seq, fields); status != http.StatusOK {
		w.t.Fatalf("%s by %s: %d %s", move, login, status, body)
	}
}

func TestCase_WhatPeopleSaidIsReadAsThreads(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	soon := time.Now().AddDate(0, 0, 20).Format(time.DateOnly)
	w.do("shen", no, "instruct", map[string]any{"note": "元旦前必须复测。"})
	w.do("zhou", no, "consult", map[string]any{"person": w.person("tian"), "due": soon, "note": "基层有无同类经验？"})
	w.do("zhou", no, "consult", map[string]any{"person": w.person("qin"), "due": soon, "note": "限值引用哪一条？"})
	w.do("qin", no, "answer-consult", map[string]any{"number": "2", "note": "引用二类区夜间限值。"})
	w.do("gu", no, "comment", map[string]any{"note": "施工队下周一进场。"})
	var c pages.Case
	w.json("zhou", "/petitions/"+no, &c)
	if n := len(c.Talk.Instructions); n != 1 || c.Talk.Instructions[0].Text != "元旦前必须复测。" || c.Talk.Instructions[0].By != "沈国梁" {
		t.Errorf("instructions: %+v", c.Talk.Instructions)
	}
	if n := len(c.Talk.Comments); n != 1 || c.Talk.Comments[0].By != "顾文博" {
		t.Errorf("comments: %+v", c.Talk.Comments)
	}
	if q := c.Talk.Consults; len(q) != 2 || !q[0].Open || q[0].Answer != nil || q[1].Open || q[1].Answer == nil || q[1].Answer.Text != "引用二类区夜间限值。" {
		t.Errorf("consultations: %+v", c.Talk.Consults)
	}
	w.json("tian", "/petitions/"+no, &c)
	if !c.Talk.Consults[0].Mine {
		t.Error("who was asked does not see that the answer is theirs")
	}
	_, page := w.get("tian", "/petitions/"+no)
	for _, wrong := range faults(page) {
		t.Error(wrong)
	}
}

// A draft that did not pass comes back to be mended, and the next one says what it changed.
func TestOpinion_ShowsItsWayAndWhatEachDraftChanged(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	draft := map[string]any{"request": "夜间停炉或者降噪", "facts": "夜间实测五十六分贝", "reasons": "超过限值", "basis": "噪声排放标准", "rights-notice": "三十日内可以申请复查",
		"claims": []any{map[string]any{"claim": "夜间停炉", "view": "not-granted"}, map[string]any{"claim": "降噪", "view": "granted"}}}
	w.do("zhou", no, "draft-opinion", draft)
	w.do("qin", no, "legal-check", map[string]any{"passes": "no", "note": "依据没有写条文。"})
	var c pages.Case
	w.json("zhou", "/petitions/"+no, &c)
	if o := c.Opinion; o == nil || len(o.Way) != 4 || !o.Way[1].Returned || o.Way[0].By != "周慧敏" {
		t.Fatalf("after the check: %+v", c.Opinion)
	}
	_, page := w.get("zhou", "/petitions/"+no+"?do=draft-opinion")
	if !strings.Contains(page, ">夜间实测五十六分贝</textarea>") || !strings.Contains(page, `value="降噪"`) {
		t.Error("the returned draft does not come back to be mended")
	}
	draft["basis"] = "噪声排放标准第四条"
	w.do("zhou", no, "draft-opinion", draft)
	w.do("qin", no, "legal-check", map[string]any{"passes": "yes", "note": "可以。"})
	c = pages.Case{}
	w.json("zhou", "/petitions/"+no, &c)
	o := c.Opinion
	if o.Version != 2 || o.Way[1].Returned || !o.Way[2].Here || len(o.Changes) != 1 || len(o.Changes[0].Parts) != 1 {
		t.Fatalf("the second draft: %+v", o)
	}
	if last := o.Changes[0].Parts[0].Pieces; last[len(last)-1].Kind != "ins" || last[len(last)-1].Text != "第四条" {
		t.Errorf("what changed: %+v", last)
	}
	_, page = w.get("zhou", "/petitions/"+no)
	if !strings.Contains(page, "<ins>第四条</ins>") {
		t.Error("the page does not mark what came")
	}
	for _, wrong := range faults(page) {
		t.Error(wrong)
	}
}

func TestTimeline_HasAGistAndEverything(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	_, gist := w.get("zhou", "/petitions/"+no)
	_, all := w.get("zhou", "/petitions/"+no+"?all=1")
	var c pages.Case
	w.json("zhou", "/petitions/"+no, &c)
	routine, hash := 0, ""
	for _, e := range c.Timeline {
		if e.Move == "confirm-membership" {
			routine, hash = int(e.Seq), e.Hash
		}
	}
	line := `id="line-` + itoa(routine) + `"`
	if strings.Contains(gist, line) || !strings.Contains(all, line) || strings.Contains(gist, hash) || !strings.Contains(all, hash) {
		t.Errorf("line %d: in the gist %v, in everything %v; its hash %v, %v", routine, strings.Contains(gist, line), strings.Contains(all, line), strings.Contains(gist, hash), strings.Contains(all, hash))
	}
}
