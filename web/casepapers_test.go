package web

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"followthrough/web/pages"
)

// toSign brings a new simple case to the head's desk.
func (w *world) toSign(title string) (no string) {
	w.t.Helper()
	today := time.Now().In(time.FixedZone("", 8*3600)).Format(time.DateOnly)
	status, body := w.move("miao", "", "register", 0, map[string]any{"title": title, "content": "内容", "channel": "letter", "matter": "claim", "received": today, "name": "程某"})
	_, no, _ = strings.Cut(body, `"no":"`)
	no, _, _ = strings.Cut(no, `"`)
	if status != http.StatusCreated || no == "" {
		w.t.Fatalf("%d %s", status, body)
	}
	w.do("miao", no, "accept", map[string]any{"unit": "U1", "track": "simple", "handler": w.person("gu"), "notice-no": "x"})
	w.do("gu", no, "draft-opinion", map[string]any{"request": "a", "facts": "b", "reasons": "c", "basis": "d", "rights-notice": "e", "claims": []any{map[string]any{"claim": "f", "view": "granted"}}})
	w.do("qin", no, "legal-check", map[string]any{"passes": "yes", "note": "可以"})
	return no
}

func TestOpinion_NumberIsProposedAndGivenOnce(t *testing.T) {
	w := demoWorld(t)
	one, two := w.toSign("候诊区没有座位"), w.toSign("停车场没有路灯")
	year := time.Now().In(time.FixedZone("", 8*3600)).Year()
	w.do("shen", one, "sign-opinion", map[string]any{"number": fmt.Sprintf("青卫信复〔%d〕12号", year)})
	next := fmt.Sprintf("青卫信复〔%d〕13号", year)
	if _, page := w.get("shen", "/petitions/"+two); !strings.Contains(page, `value="`+next+`"`) {
		t.Error("the next number is not proposed")
	}
	var c pages.Case
	w.json("shen", "/petitions/"+two, &c)
	status, body := w.move("shen", two, "sign-opinion", c.Seq, map[string]any{"number": fmt.Sprintf("青卫信复 [%d] 12 号", year)}) // the same, written otherwise
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, next) {
		t.Errorf("a number is given twice: %d %s", status, body)
	}
	w.do("shen", two, "sign-opinion", map[string]any{"number": next})
}

// The archive has every paper in its order, the files as they were kept, and a list whose digests fit; its taking is recorded.
func TestVolume_HasEveryPaperAndItsTakingIsRecorded(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	path := "/petitions/" + no
	_, page := w.get("zhou", path)
	if a, text := w.upload("zhou", path+"/attach", formOf(t, page, "attach"), "files.new", "检测报告.txt", "夜间五十六分贝"); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("attach: %d %s", a.StatusCode, text)
	}
	var v pages.Volume
	w.json("zhou", path+"/volume", &v)
	last := v.Papers[len(v.Papers)-1]
	if len(v.Papers) < 10 || last.File == nil || last.File.Name != "检测报告.txt" || last.SHA256 == "" || v.Papers[0].No != 1 {
		t.Fatalf("%d papers, the last %+v", len(v.Papers), last)
	}
	status, body := w.get("zhou", path+"/volume.zip")
	z, err := zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body)))
	if err != nil || status != http.StatusOK {
		t.Fatalf("%d %v", status, err)
	}
	texts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		texts[strings.TrimPrefix(f.Name, no+"/")] = string(text)
	}
	if texts[last.FileName()] != "夜间五十六分贝" || !strings.Contains(texts["contents.csv"], last.SHA256) || !strings.Contains(texts["contents.html"], last.SHA256) || !strings.Contains(texts["case.json"], v.Head) {
		t.Errorf("the archive lacks something of %v", last)
	}
	if strings.Contains(body+texts["case.json"]+texts["contents.html"], "000-0000-0000") {
		t.Error("the petitioner's own data travel with the volume")
	}
}

// A plan begins with a template or with what an earlier case did; nobody's name comes along.
func TestPlan_BeginsWithATemplateOrAnEarlierCase(t *testing.T) {
	w := demoWorld(t)
	status, body := w.sendsJSON("liang", http.MethodPost, "/templates/plan", `{"action":"template-1","fields":{"title":"退费核对","category":"医疗服务","steps":[{"title":"核对流水","days":"7","kind":"resolve","proof":"对账单"}]}}`)
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	if status, _ := w.sendsJSON("zhou", http.MethodPost, "/templates/plan", `{"action":"template-2","fields":{"title":"x"}}`); status != http.StatusForbidden {
		t.Errorf("a leader writes a template: %d", status)
	}
	no := w.number("门诊退费半月未到账")
	w.do("miao", no, "accept", map[string]any{"unit": "U2", "track": "led", "notice-no": "x"})
	w.do("liang", no, "assign-leader", map[string]any{"leader": w.person("he")})
	w.do("he", no, "take-up", map[string]any{"no-conflict": "yes"})
	w.do("he", no, "submit-analysis", map[string]any{"request": "a", "facts": "b", "rules": "c", "causes": "d"})
	var c pages.Case
	w.json("he", "/petitions/"+no, &c)
	var starts []pages.Link
	for _, f := range append(c.Moves, c.More...) {
		if f.Move == "submit-plan" {
			starts = f.Starts
		}
	}
	if len(starts) < 2 || starts[0].Text != "退费核对" || len(c.Earlier) == 0 {
		t.Fatalf("starts %+v, earlier %+v", starts, c.Earlier)
	}
	begin := func(l pages.Link) string {
		path, _, _ := strings.Cut(l.Path, "#")
		_, page := w.get("he", path)
		return page
	}
	if page := begin(starts[0]); !strings.Contains(page, `value="核对流水"`) || !strings.Contains(page, `name="steps.0.due" value="20`) {
		t.Error("the template does not fill the form")
	}
	earlier := w.number("体检报告遗失补发")
	for _, l := range starts[1:] {
		if strings.Contains(l.Path, earlier) {
			if page := begin(l); !strings.Contains(page, `value="补发报告"`) {
				t.Error("the earlier plan does not fill the form")
			}
			return
		}
	}
	t.Errorf("%s is not offered: %+v", earlier, starts)
}

// Of a case that one may not see nothing is offered as a beginning, and a sealed case is like no other.
func TestSimilar_NamesNothingThatIsHidden(t *testing.T) {
	w := demoWorld(t)
	var c pages.Case
	w.json("fang", "/petitions/"+w.number("反映设备采购问题"), &c)
	if len(c.Earlier) != 0 {
		t.Errorf("a sealed case is compared: %+v", c.Earlier)
	}
	secret := w.number("反映设备采购问题")
	_, page := w.get("zhou", "/petitions/"+w.number("医院锅炉房夜间噪声")+"?do=draft-opinion&start="+secret)
	_, plain := w.get("zhou", "/petitions/"+w.number("医院锅炉房夜间噪声")+"?do=draft-opinion&start=P-1999-9999")
	if strings.Count(page, "textarea") != strings.Count(plain, "textarea") || strings.Contains(page, "设备采购") {
		t.Error("a hidden case serves as a beginning")
	}
}

// upload sends a form with one file.
func (w *world) upload(login, path string, form url.Values, field, name, content string) (*http.Response, string) {
	w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, values := range form {
		_ = m.WriteField(name, values[0])
	}
	part, _ := m.CreateFormFile(field, name)
	_, _ = io.WriteString(part, content)
	_ = m.Close()
	r, _ := http.NewRequest(http.MethodPost, w.server.URL+path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w.as(login, r)
	return w.answer(r)
}

// sendsJSON sends JSON as a program does.
func (w *world) sendsJSON(login, method, path, body string) (int, string) {
	w.t.Helper()
	r, _ := http.NewRequest(method, w.server.URL+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	w.as(login, r)
	return w.send(r)
}
