package web

import (
	"net/http"
	"strings"
	"testing"

	"followthrough/web/pages"
)

func TestClosing_ACallStaysAndADecisionLeadsToTheNext(t *testing.T) {
	w := demoWorld(t)
	gap, ready := w.number("急诊夜间取药排队"), w.number("住院押金退还手续繁琐")
	_, page := w.get("tang", "/closing/"+gap)
	call := formOf(t, page, "record-phone-check")
	call.Set("verdict", "not-reached")
	call.Set("note", "没有人接")
	if a, text := w.post("tang", "/petitions/"+gap+"/record-phone-check", call); !strings.HasPrefix(a.Header.Get("Location"), "/closing/"+gap+"?") {
		t.Fatalf("after the call: %d to %q %.200s", a.StatusCode, a.Header.Get("Location"), text)
	}
	_, page = w.get("tang", "/closing/"+ready)
	a, _ := w.post("tang", "/petitions/"+ready+"/approve-closure", formOf(t, page, "approve-closure"))
	if to := a.Header.Get("Location"); !strings.HasPrefix(to, "/closing/"+gap+"?") || !strings.HasSuffix(to, "#top") {
		t.Fatalf("after the approval: %d to %q", a.StatusCode, to)
	}
	_, page = w.get("tang", a.Header.Get("Location"))
	for _, want := range []string{ready, "没有人接"} {
		if !strings.Contains(page, want) {
			t.Errorf("the next closure does not show %s", want)
		}
	}
	for _, wrong := range faults(page) {
		t.Error(wrong)
	}
}

func TestClosing_WhatAnotherDecidedIsSaidWithNameAndTime(t *testing.T) {
	w := demoWorld(t)
	no := w.number("住院押金退还手续繁琐")
	_, page := w.get("liang", "/closing/"+no)
	late := formOf(t, page, "return-closure")
	late.Set("reason", "还想再看看")
	late.Set("to", "replied")
	_, mine := w.get("tang", "/closing/"+no)
	if a, text := w.post("tang", "/petitions/"+no+"/approve-closure", formOf(t, mine, "approve-closure")); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %.300s", a.StatusCode, text)
	}
	a, told := w.post("liang", "/petitions/"+no+"/return-closure", late)
	if a.StatusCode != http.StatusConflict || !strings.Contains(told, "唐启明") || !strings.Contains(told, "已经有人决定") || strings.Contains(told, `id="return-closure-form"`) {
		t.Errorf("a decision that came second: %d", a.StatusCode)
	}
	status, told := w.get("liang", "/closing/"+no)
	if status != http.StatusOK || !strings.Contains(told, no+" 已由唐启明于") {
		t.Errorf("looked at afterwards: %d", status)
	}
	for _, wrong := range faults(told) {
		t.Error(wrong)
	}
}

func TestClosing_TellsAgeGapsAndProofs(t *testing.T) {
	w := demoWorld(t)
	var p pages.Closing
	w.json("tang", "/closing/"+w.number("住院押金退还手续繁琐"), &p)
	if p.Count != len(p.Queue) || p.Count < 2 || p.Complete != 1 {
		t.Fatalf("count %d, queue %d, complete %d", p.Count, len(p.Queue), p.Complete)
	}
	for i, q := range p.Queue {
		if q.Age == 0 || q.Due == nil || q.Due.Rule == "" || i > 0 && q.Due.At.Before(p.Queue[i-1].Due.At) {
			t.Errorf("row %d: %+v", i, q)
		}
	}
	if len(p.Case.Returned) != 1 || p.Case.Returned[0].Why == "" {
		t.Errorf("returned %+v", p.Case.Returned)
	}
	for _, k := range p.Case.Checks {
		if k.Key == "opinion-delivered" && (len(k.Proofs) != 1 || !k.Proofs[0].New || !strings.Contains(k.Proofs[0].Path, "#line-")) {
			t.Errorf("the delivery made good is proved by %+v", k.Proofs)
		}
	}
	if len(p.Elsewhere) != 0 && p.Elsewhere[0].No == p.Queue[0].No {
		t.Error("a closure of the reader stands among those of others")
	}
}

func TestClosing_ItsScriptIsAFileOfThePortal(t *testing.T) {
	w := demoWorld(t)
	for path, want := range map[string]string{"/closing": policy + "; script-src 'self'", "/account": policy} {
		r, _ := http.NewRequest(http.MethodGet, w.server.URL+path, nil)
		w.as("tang", r)
		if a, _ := w.answer(r); a.Header.Get("Content-Security-Policy") != want {
			t.Errorf("%s: %s", path, a.Header.Get("Content-Security-Policy"))
		}
	}
}
