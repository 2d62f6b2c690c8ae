package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"followthrough/casework"
	"followthrough/store"
)

func TestMove_SentTwice_IsDoneOnceAndShowsTheSameLine(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	_, page := w.get("zhou", "/petitions/"+no)
	form := formOf(t, page, "record-contact")
	form.Set("how", "phone")
	form.Set("on", "2026-01-05")
	form.Set("note", "谈过了")
	first, _ := w.post("zhou", "/petitions/"+no+"/record-contact", form)
	second, _ := w.post("zhou", "/petitions/"+no+"/record-contact", form)
	if first.StatusCode != http.StatusSeeOther || first.Header.Get("Location") != second.Header.Get("Location") {
		t.Errorf("%d to %q, then %d to %q", first.StatusCode, first.Header.Get("Location"), second.StatusCode, second.Header.Get("Location"))
	}
	_, after := w.get("zhou", "/petitions/"+no+"?all=1")
	if n := strings.Count(after, "谈过了"); n != 3 { // among the contacts, and on one line of the timeline: its head and its details
		t.Errorf("the contact is told %d times", n)
	}
	if !strings.Contains(after, "周慧敏 代 贺东升") {
		t.Error("the stand-in is not named")
	}
}

func TestMove_Refused_ComesBackWithWhatWasTyped(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	_, page := w.get("zhou", "/petitions/"+no)
	form := formOf(t, page, "record-contact")
	form.Set("note", "只写了 <这> 一句")
	a, again := w.post("zhou", "/petitions/"+no+"/record-contact", form)
	if a.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", a.StatusCode)
	}
	for _, want := range []string{"只写了 &lt;这&gt; 一句", `aria-invalid="true"`, `href="#record-contact-how"`, "请填写“怎样联系的”"} {
		if !strings.Contains(again, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, wrong := range faults(again) {
		t.Error(wrong)
	}
}

func TestMove_OvertakenByAnother_NamesWhoDecidedWhat(t *testing.T) {
	w := demoWorld(t)
	no := w.number("独生子女父母奖励金漏发三年")
	_, page := w.get("tang", "/petitions/"+no)
	late := formOf(t, page, "return-plan")
	late.Set("reason", "第二步没有写用什么证明")
	_, page = w.get("liang", "/petitions/"+no)
	if a, text := w.post("liang", "/petitions/"+no+"/approve-plan", formOf(t, page, "approve-plan")); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("approve: %d %s", a.StatusCode, text)
	}
	a, told := w.post("tang", "/petitions/"+no+"/return-plan", late)
	if a.StatusCode != http.StatusConflict || !strings.Contains(told, "梁素芬") || !strings.Contains(told, "批准方案") {
		t.Errorf("status %d; who decided is named: %v", a.StatusCode, strings.Contains(told, "梁素芬"))
	}
	if !strings.Contains(told, "第二步没有写用什么证明") {
		t.Error("what was typed is lost")
	}
	status, body := w.move("tang", no, "return-plan", 1, map[string]any{"reason": "x"})
	var r refused
	if err := json.Unmarshal([]byte(body), &r); err != nil || status != http.StatusConflict || r.Decided == nil || r.Decided.Name != "梁素芬" {
		t.Errorf("%d %s", status, body)
	}
}

// move makes a move as a program does.
func (w *world) move(login, no, move string, seen int64, fields map[string]any) (int, string) {
	w.t.Helper()
	body, _ := json.Marshal(action{Action: store.NewAction(), Seen: seen, Fields: fields})
	path := "/petitions/" + no + "/" + move
	if no == "" {
		path = "/petitions"
	}
	r, _ := http.NewRequest(http.MethodPost, w.server.URL+path, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	w.as(login, r)
	return w.send(r)
}

func TestRows_AreAddedWithoutScriptAndKeepWhatWasTyped(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	_, page := w.get("he", "/petitions/"+no)
	form := formOf(t, page, "revise-plan")
	form.Set("steps.0.title", "夜间巡查")
	form.Set("more", "steps")
	a, again := w.post("he", "/petitions/"+no+"/revise-plan", form)
	if a.StatusCode != http.StatusOK || !strings.Contains(again, `value="夜间巡查"`) || !strings.Contains(again, `name="steps.5.title"`) {
		t.Errorf("status %d", a.StatusCode)
	}
}

func TestFiles_AreKeptByAMoveAndHandedOutToBeSaved(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	_, page := w.get("zhou", "/petitions/"+no)
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, values := range formOf(t, page, "attach") {
		_ = m.WriteField(name, values[0])
	}
	part, _ := m.CreateFormFile("files.new", "复测 报告.txt")
	_, _ = part.Write([]byte("夜间实测四十九分贝\n"))
	_ = m.Close()
	r, _ := http.NewRequest(http.MethodPost, w.server.URL+"/petitions/"+no+"/attach", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w.as("zhou", r)
	if a, text := w.answer(r); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", a.StatusCode, text)
	}
	_, page = w.get("zhou", "/petitions/"+no)
	path := regexp.MustCompile(`/petitions/[^/"]+/files/[0-9a-z]{26}`).FindString(page)
	r, _ = http.NewRequest(http.MethodGet, w.server.URL+path, nil)
	w.as("zhou", r)
	a, content := w.answer(r)
	if content != "夜间实测四十九分贝\n" || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") || !strings.HasPrefix(a.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d %q %v", a.StatusCode, content, a.Header)
	}
	if status, _ := w.get("tian", path); status != http.StatusNotFound {
		t.Errorf("somebody else's unit: %d", status)
	}
}

// deaf is a record that cannot be reached for acting.
type deaf struct{}

func (deaf) Act(context.Context, casework.Command) (store.Receipt, error) {
	return store.Receipt{}, fmt.Errorf("%w: connection refused", store.ErrUnavailable)
}

func TestMove_RecordOutOfReach_KeepsTheForm(t *testing.T) {
	w := demoWorld(t, func(d *Deps) { d.Desk = deaf{} })
	no := w.number("医院锅炉房夜间噪声")
	_, page := w.get("zhou", "/petitions/"+no)
	form := formOf(t, page, "record-contact")
	form.Set("note", "谈过了")
	a, kept := w.post("zhou", "/petitions/"+no+"/record-contact", form)
	if a.StatusCode != http.StatusServiceUnavailable || !strings.Contains(kept, `value="谈过了"`) || !strings.Contains(kept, form.Get("action")) {
		t.Errorf("status %d", a.StatusCode)
	}
	if status, body := w.move("zhou", no, "record-contact", 1, nil); status != http.StatusServiceUnavailable || !strings.Contains(body, `"code":"unavailable"`) {
		t.Errorf("%d %s", status, body)
	}
}

func TestForm_AfterItsSessionWasOver_ComesBackAfterTheLogin(t *testing.T) {
	w := demoWorld(t)
	if err := w.store.SetPassword(context.Background(), w.person("zhou"), "a password of mine"); err != nil {
		t.Fatal(err)
	}
	a, page := w.post("", "/petitions/P-1/comment", url.Values{"note": {"写了很久的一段话"}, "action": {"abcdefgh1"}})
	if a.StatusCode != http.StatusUnauthorized || !strings.Contains(page, `name="kept.note" value="写了很久的一段话"`) {
		t.Fatalf("status %d", a.StatusCode)
	}
	a, page = w.post("", "/login", url.Values{"login": {"zhou"}, "password": {"a password of mine"}, "kept-path": {"/petitions/P-1/comment"},
		"kept.note": {"写了很久的一段话"}, "kept.action": {"abcdefgh1"}})
	if a.StatusCode != http.StatusOK || !strings.Contains(page, `name="note" value="写了很久的一段话"`) || !strings.Contains(page, `action="/petitions/P-1/comment"`) {
		t.Errorf("status %d", a.StatusCode)
	}
}

func TestTokens_LetAProgramActWithoutCookieOrForm(t *testing.T) {
	w := demoWorld(t)
	secret, _, err := w.store.CreateToken(context.Background(), w.person("zhou"), "test", 3600e9)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(path, secret string) int {
		r, _ := http.NewRequest(http.MethodGet, w.server.URL+path, nil)
		r.Header.Set("Authorization", "Bearer "+secret)
		r.Header.Set("Accept", "application/json")
		status, _ := w.send(r)
		return status
	}
	if got := ask("/", secret); got != http.StatusOK {
		t.Errorf("with the token: %d", got)
	}
	if got := ask("/", "ft_wrong"); got != http.StatusUnauthorized {
		t.Errorf("with a wrong one: %d", got)
	}
	r, _ := http.NewRequest(http.MethodPost, w.server.URL+"/account/tokens", strings.NewReader(`{"name":"x","days":1}`))
	r.Header.Set("Authorization", "Bearer "+secret)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	if status, _ := w.send(r); status != http.StatusForbidden {
		t.Errorf("a token makes tokens: %d", status)
	}
}
