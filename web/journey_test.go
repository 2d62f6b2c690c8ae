package web

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"followthrough/store"
	"followthrough/web/pages"
)

// A simple matter is carried from its letter to an approved closure by JSON alone, as a program does it.
func TestJourney_SimpleMatterIsClosedOverHTTP(t *testing.T) {
	w := demoWorld(t)
	today := time.Now().In(time.FixedZone("", 8*3600)).Format(time.DateOnly)
	status, body := w.move("miao", "", "register", 0, map[string]any{"title": "候诊区没有座位", "content": "儿保科候诊区没有座位", "channel": "letter", "matter": "claim",
		"received": today, "name": "程某", "contact": "000-0000-0000", "representatives": []any{map[string]any{"name": "程某"}}})
	var r store.Receipt
	if err := json.Unmarshal([]byte(body), &r); err != nil || status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	no := r.No
	do := func(login, move string, fields map[string]any) {
		t.Helper()
		status, body := w.move(login, no, move, r.Seq, fields)
		if err := json.Unmarshal([]byte(body), &r); err != nil || status != http.StatusOK {
			t.Fatalf("%s by %s: %d %s", move, login, status, body)
		}
	}
	do("miao", "accept", map[string]any{"unit": "U1", "track": "simple", "handler": w.person("gu"), "notice-no": "告知〔2026〕9号"})
	do("gu", "record-contact", map[string]any{"how": "phone", "on": today, "note": "约好看现场"})
	do("gu", "draft-opinion", map[string]any{"request": "增加座位", "facts": "只有六个座位", "reasons": "候诊人多", "basis": "服务规范", "rights-notice": "三十日内可以申请复查",
		"claims": []any{map[string]any{"claim": "增加座位", "view": "granted"}}})
	do("qin", "legal-check", map[string]any{"passes": "yes", "note": "可以"})
	do("shen", "sign-opinion", map[string]any{"number": "青卫访意〔2026〕99号"})
	do("gu", "record-delivery", map[string]any{"how": "in-person", "on": today, "proof": "签收单"})
	do("gu", "evidence-claim", map[string]any{"claim-no": 1, "evidence": "安装照片和验收单"})
	do("gu", "propose-closure", map[string]any{"outcome": "resolved", "note": "已加二十个座位"})

	c := w.closingOf("tang", no)
	if c.Case == nil || c.Case.Approve != nil || len(c.Case.Against) != 0 {
		t.Fatalf("before the call: %+v", c.Case)
	}
	do("tang", "record-phone-check", map[string]any{"verdict": "agrees", "note": "满意"})
	if c = w.closingOf("tang", no); c.Case.Approve == nil {
		t.Fatalf("after the call the closure is still not offered: %+v", c.Case.Checks)
	}
	if status, body := w.move("gu", no, "approve-closure", r.Seq, nil); status != http.StatusUnprocessableEntity || !strings.Contains(body, "wrong-role") {
		t.Errorf("the handler approves: %d %s", status, body)
	}
	do("tang", "approve-closure", nil)
	if r.Stage != "closed" {
		t.Errorf("stage %s", r.Stage)
	}
	if status, body := w.move("tang", no, "approve-closure", r.Seq, nil); status != http.StatusConflict {
		t.Errorf("a second time: %d %s", status, body)
	}
}

func (w *world) closingOf(login, no string) pages.Closing {
	w.t.Helper()
	var c pages.Closing
	w.json(login, "/closing/"+no, &c)
	return c
}

func (w *world) json(login, path string, into any) {
	w.t.Helper()
	r, _ := http.NewRequest(http.MethodGet, w.server.URL+path, nil)
	r.Header.Set("Accept", "application/json")
	w.as(login, r)
	status, body := w.send(r)
	if err := json.Unmarshal([]byte(body), into); err != nil || status != http.StatusOK {
		w.t.Fatalf("%s: %d %.300s %v", path, status, body, err)
	}
}

// A leader sees the parties only until they say that no conflict stands in the way.
func TestCard_HidesTheCaseUntilItIsTakenUp(t *testing.T) {
	w := demoWorld(t)
	no := w.number("接种门诊周末停诊")
	var before pages.Case
	w.json("liang", "/petitions/"+no, &before)
	if status, body := w.move("liang", no, "assign-leader", before.Seq, map[string]any{"leader": w.person("zhou")}); status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	status, page := w.get("zhou", "/petitions/"+no)
	if status != http.StatusOK || strings.Contains(page, "接种门诊周末停诊") || !strings.Contains(page, "蒋*") {
		t.Errorf("the card: %d, shows the matter: %v", status, strings.Contains(page, "接种门诊周末停诊"))
	}
	for _, wrong := range faults(page) {
		t.Error(wrong)
	}
	_, list := w.get("zhou", "/")
	if strings.Contains(list, "接种门诊周末停诊") {
		t.Error("my work names the matter before it is taken up")
	}
	form := formOf(t, page, "take-up")
	form.Set("no-conflict", "yes")
	if a, text := w.post("zhou", "/petitions/"+no+"/take-up", form); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", a.StatusCode, text)
	}
	if _, page = w.get("zhou", "/petitions/"+no); !strings.Contains(page, "接种门诊周末停诊") {
		t.Error("the case stays hidden after it is taken up")
	}
}

// formToken is what differs on each page by itself: the form's token, masked anew.
var formToken = regexp.MustCompile(`name="csrf" value="[^"]*"`)

// What one may not see is told apart from what is not there by nothing: not by the status, not by a word.
func TestHidden_LooksLikeWhatIsNotThere(t *testing.T) {
	w := demoWorld(t)
	secret, nowhere := w.number("反映设备采购问题"), "P-1999-9999"
	for _, path := range []string{"/petitions/%", "/petitions/%/files/abcdefghijklmnopqrstuvwxyz"} {
		a, hidden := w.get("liang", strings.ReplaceAll(path, "%", secret))
		b, absent := w.get("liang", strings.ReplaceAll(path, "%", nowhere))
		hidden, absent = formToken.ReplaceAllString(hidden, ""), formToken.ReplaceAllString(absent, "")
		if a != b || strings.ReplaceAll(hidden, secret, "") != strings.ReplaceAll(absent, nowhere, "") {
			t.Errorf("%s: %d and %d", path, a, b)
		}
	}
	for _, move := range []string{"comment", "approve-closure", "no-such-move"} {
		a, hidden := w.move("liang", secret, move, 1, map[string]any{"note": "x"})
		b, absent := w.move("liang", nowhere, move, 1, map[string]any{"note": "x"})
		if a != b || hidden != absent {
			t.Errorf("%s: %d %s and %d %s", move, a, hidden, b, absent)
		}
	}
}
