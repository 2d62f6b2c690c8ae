package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"followthrough/store"
	"followthrough/web/pages"
)

// program posts JSON as somebody and reads the answer.
func (w *world) program(login, path string, in, out any) int {
	w.t.Helper()
	body, _ := json.Marshal(in)
	r, _ := http.NewRequest(http.MethodPost, w.server.URL+path, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	w.as(login, r)
	status, text := w.send(r)
	if out != nil {
		if err := json.Unmarshal([]byte(text), out); err != nil {
			w.t.Fatalf("%s: %d %.300s", path, status, text)
		}
	}
	return status
}

func (w *world) meeting(login string) string {
	w.t.Helper()
	var m opened
	in := action{Action: store.NewAction(), Fields: map[string]any{"held": time.Now().In(time.FixedZone("", 8*3600)).Format(time.DateOnly), "chair": w.person("shen"),
		"attendees": []any{w.person("zhou"), w.person("he")}}}
	if status := w.program(login, "/dispatch/meetings", in, &m); status != http.StatusCreated || m.ID == "" {
		w.t.Fatalf("open a meeting: %d", status)
	}
	return m.ID
}

func TestDispatch_CountsEveryOpenCaseOnceAndSealedOnesForNobodyElse(t *testing.T) {
	w := demoWorld(t)
	var p pages.Dispatch
	w.json("liang", "/dispatch", &p)
	listed, secret := 0, w.number("反映设备采购问题")
	for _, u := range p.Units {
		for _, light := range []string{"red", "yellow", "green"} {
			n := map[string]int{"red": u.Red, "yellow": u.Yellow, "green": u.Green}[light]
			var l pages.FigureList
			w.json("liang", "/dispatch/list?unit="+u.ID+"&light="+light, &l)
			if len(l.Rows) != n || l.Count != n {
				t.Errorf("%s %s: %d counted, %d listed", u.Name, light, n, len(l.Rows))
			}
			for _, r := range l.Rows {
				if r.No == secret {
					t.Error("a sealed report is listed")
				}
			}
			listed += n
		}
		for i, r := range u.Rows {
			if late := !r.Due.At.After(time.Now()); late != (r.Light == "red") || i > 0 && r.Due.At.Before(u.Rows[i-1].Due.At) {
				t.Errorf("%s due %s is %s", r.No, r.Due.At, r.Light)
			}
		}
	}
	if listed == 0 || listed != p.Red+p.Yellow+p.Green {
		t.Errorf("%d listed, %d+%d+%d in all", listed, p.Red, p.Yellow, p.Green)
	}
	var above pages.Dispatch
	if w.json("fang", "/dispatch", &above); above.Red+above.Yellow+above.Green != listed+1 {
		t.Errorf("the body above counts %d, the county %d; one is sealed", above.Red+above.Yellow+above.Green, listed)
	}
}

func TestMeeting_EachDecisionIsAMoveOfItsOwnAndARefusedOneStopsNone(t *testing.T) {
	w := demoWorld(t)
	id, noise, clinic := w.meeting("liang"), w.number("医院锅炉房夜间噪声"), w.number("接种门诊周末停诊")
	in := action{Action: store.NewAction(), Fields: map[string]any{"decisions": []any{
		map[string]any{"case": noise, "what": "验收隔声门窗", "owner": w.person("shao"), "due": "2099-01-05", "proof": "验收单"},
		map[string]any{"case": w.number("反映设备采购问题"), "what": "看一看", "owner": w.person("shao"), "due": "2099-01-05", "proof": "记录"},
		map[string]any{"case": clinic, "what": "今天指定包案领导", "owner": w.person("tang"), "due": "2099-01-06", "proof": "指定通知"},
	}}}
	var out minutedAll
	if status := w.program("liang", "/dispatch/meetings/"+id+"/decisions", in, &out); status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", status)
	}
	if len(out.Recorded) != 2 || len(out.Refused) != 1 || out.Refused[0].Row != 2 || out.Refused[0].Code != "not-found" {
		t.Fatalf("%+v", out)
	}
	if again := (minutedAll{}); w.program("liang", "/dispatch/meetings/"+id+"/decisions", in, &again) == http.StatusOK || again.Recorded[0] != out.Recorded[0] {
		t.Errorf("sent twice: %+v", again)
	}
	var p pages.Minutes
	w.json("zhou", "/dispatch/meetings/"+id, &p)
	if len(p.Decisions) != 2 || p.Decisions[0].Became != "step" || p.Decisions[0].Step == "" || p.Decisions[0].State != "open" || p.Decisions[1].Became != "instruction" {
		t.Fatalf("%+v", p.Decisions)
	}
	var c pages.Case
	if w.json("he", "/petitions/"+noise, &c); !strings.Contains(c.Timeline[0].Brief+c.Timeline[0].Text, "验收隔声门窗") {
		t.Errorf("the newest line is %+v", c.Timeline[0])
	}
	if w.json("liang", "/petitions/"+clinic, &c); c.Timeline[0].Move != "instruct" {
		t.Errorf("the newest line is %s", c.Timeline[0].Move)
	}
	if status := w.program("tang", "/dispatch/meetings/"+id+"/decisions/2/done", action{Action: store.NewAction(), Fields: map[string]any{"note": "已指定"}}, nil); status != http.StatusNoContent {
		t.Errorf("carried out: %d", status)
	}
	if status, body := w.move("shao", noise, "complete-step", 0, map[string]any{"step": p.Decisions[0].Step, "evidence": "门窗已验收"}); status != http.StatusOK {
		t.Fatalf("complete: %d %s", status, body)
	}
	var next pages.Minutes
	if w.json("shen", "/dispatch/meetings/"+w.meeting("tang"), &next); len(next.Before) != 2 || next.Before[0].State != "done" || next.Before[1].State != "done" {
		t.Errorf("what became of the last meeting's: %+v", next.Before)
	}
}

func TestMeeting_ConfirmedMinutesTakeNothingMore(t *testing.T) {
	w := demoWorld(t)
	id := w.meeting("liang")
	row := map[string]any{"case": w.number("医院锅炉房夜间噪声"), "what": "再量一次噪声", "owner": w.person("shao"), "due": "2099-01-05", "proof": "检测报告"}
	if status := w.program("zhou", "/dispatch/meetings/"+id+"/confirm", struct{}{}, nil); status != http.StatusUnprocessableEntity {
		t.Errorf("somebody who was only there confirms: %d", status)
	}
	if status := w.program("shen", "/dispatch/meetings/"+id+"/confirm", struct{}{}, nil); status != http.StatusNoContent {
		t.Errorf("the chair confirms: %d", status)
	}
	var no refused
	if status := w.program("liang", "/dispatch/meetings/"+id+"/decisions", action{Action: store.NewAction(), Fields: map[string]any{"decisions": []any{row}}}, &no); status != http.StatusUnprocessableEntity || no.Code != "minutes-confirmed" {
		t.Errorf("afterwards: %d %+v", status, no)
	}
}

func TestMeeting_WithoutScriptARefusedRowComesBackFilledIn(t *testing.T) {
	w := demoWorld(t)
	id := w.meeting("liang")
	_, page := w.get("liang", "/dispatch/meetings/"+id)
	form := formOf(t, page, "minute")
	for name, value := range map[string]string{"case": "P-1999-0001", "what": "核对登记", "owner": w.person("gu"), "due": "2099-01-05", "proof": "核对表"} {
		form.Set("decisions.0."+name, value)
	}
	a, again := w.post("liang", "/dispatch/meetings/"+id+"/decisions", form)
	if a.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("%d", a.StatusCode)
	}
	for _, want := range []string{"第1条（P-1999-0001）", `value="核对登记"`, `value="P-1999-0001"`, `aria-invalid="true"`} {
		if !strings.Contains(again, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, wrong := range faults(again) {
		t.Error(wrong)
	}
	form = formOf(t, again, "minute")
	for name, value := range map[string]string{"case": w.number("医院锅炉房夜间噪声"), "what": "核对登记", "owner": w.person("gu"), "due": "2099-01-05", "proof": "核对表"} {
		form.Set("decisions.0."+name, value)
	}
	if a, text := w.post("liang", "/dispatch/meetings/"+id+"/decisions", form); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %.300s", a.StatusCode, text)
	}
	for _, lang := range []string{"liang", "zhou"} {
		_, page = w.get(lang, "/dispatch/meetings/"+id)
		for _, wrong := range faults(page) {
			t.Error(wrong)
		}
	}
}
