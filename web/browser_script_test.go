package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"followthrough/web/locales"
)

// noScript switches the scripts of pages off, and shows that they are.
func (o *window) noScript() {
	o.t.Helper()
	o.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`<!DOCTYPE html><title>without</title><script>document.title = 'with'</script>`))
	}))
	defer s.Close()
	o.do(chromedp.Navigate(s.URL))
	if ask[string](o, "document.title") != "without" {
		o.t.Fatal("scripts still run")
	}
}

// fill sets the fields of a form by their names, as a hand would.
const fill = `((id, values) => {
	const form = document.getElementById(id)
	if (!form) return 'there is no form ' + id + ' on ' + location.pathname
	for (let d = form; d; d = d.parentElement) if (d.tagName === 'DETAILS') d.open = true
	form.querySelectorAll('details').forEach(d => { d.open = true })
	for (const [name, value] of Object.entries(values)) {
		const found = [...form.elements].filter(e => e.name === name)
		if (!found.length) return id + ' has no field ' + name
		for (const e of found) {
			if (e.type === 'radio' || e.type === 'checkbox') e.checked = e.value === value
			else e.value = value
		}
		if (!found.some(e => e.value === value && (e.type !== 'radio' && e.type !== 'checkbox' || e.checked))) return name + ' cannot be ' + value
	}
	const go = [...form.querySelectorAll('button[type=submit]')].filter(b => !b.name).pop()
	if (!go) return id + ' has no button'
	go.setAttribute('data-go', 'yes')
	return ''
})(%s, %s)`

// sends fills in the form of a move, presses its button with the mouse, and expects to be led on.
func (o *window) sends(login, path, move string, fields map[string]string) {
	o.t.Helper()
	o.as(login, locales.English)
	o.open(path)
	if fields == nil {
		fields = map[string]string{}
	}
	values, err := json.Marshal(fields)
	if err != nil {
		o.t.Fatal(err)
	}
	if wrong := ask[string](o, fmt.Sprintf(fill, quoted(move+"-form"), values)); wrong != "" {
		o.t.Fatalf("%s by %s: %s", move, login, wrong)
	}
	ctx, cancel := context.WithTimeout(o.ctx, patience)
	defer cancel()
	r, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS("[data-go]")))
	if err != nil {
		o.t.Fatalf("%s by %s: %v", move, login, err)
	}
	if r.Status != http.StatusOK {
		o.t.Fatalf("%s by %s answers %d: %s", move, login, r.Status, ask[string](o, "document.querySelector('main').innerText.slice(0, 600)"))
	}
}

func quoted(s string) string {
	raw, _ := json.Marshal(s)
	return string(raw)
}

// scriptOff carries a matter from its letter to an approved closure through the forms of the pages, as six people, in a
// browser that runs no script.
func (b *chrome) scriptOff(t *testing.T) {
	w := demoWorld(t)
	today := time.Now().In(time.FixedZone("", 8*3600)).Format(time.DateOnly)
	o := b.window(t, w)
	o.size(390)
	o.noScript()
	o.sends("miao", "/petitions/new", "register", map[string]string{"title": "候诊区没有座位", "content": "儿保科候诊区没有座位", "channel": "letter", "matter": "claim",
		"received": today, "name": "程某", "contact": "000-0000-0000"})
	no := o.caseNumber()
	do := func(login, move string, fields map[string]string) {
		t.Helper()
		o.sends(login, "/petitions/"+no+"?do="+move, move, fields)
	}
	do("miao", "accept", map[string]string{"unit": "U1", "track": "simple", "handler": w.person("gu"), "notice-no": "告知〔2026〕9号"})
	do("gu", "record-contact", map[string]string{"how": "phone", "on": today, "note": "约好看现场"})
	do("gu", "draft-opinion", map[string]string{"request": "增加座位", "facts": "只有六个座位", "reasons": "候诊人多", "basis": "服务规范", "rights-notice": "三十日内可以申请复查",
		"claims.0.claim": "增加座位", "claims.0.view": "granted"})
	do("qin", "legal-check", map[string]string{"passes": "yes", "note": "可以"})
	do("shen", "sign-opinion", map[string]string{"number": "青卫访意〔2026〕99号"})
	do("gu", "record-delivery", map[string]string{"how": "in-person", "on": today, "proof": "签收单"})
	do("gu", "propose-closure", map[string]string{"outcome": "resolved", "note": "已加二十个座位"})
	o.sends("tang", "/closing/"+no, "record-phone-check", map[string]string{"verdict": "agrees", "note": "满意"})
	o.sends("tang", "/closing/"+no, "approve-closure", nil)
	if stage := w.stage("gu", no); stage != "closed" {
		t.Errorf("the case is %s", stage)
	}
}

// stage is where a case stands, by its page as JSON.
func (w *world) stage(login, no string) string {
	w.t.Helper()
	var c struct{ Stage string }
	w.json(login, "/petitions/"+no, &c)
	return c.Stage
}
