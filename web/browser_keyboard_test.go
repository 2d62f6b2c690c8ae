package web

import (
	"context"
	_ "embed"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"followthrough/web/locales"
)

//go:embed testdata/focus.js
var focusScript string

// focus is where the keyboard stands.
type focus struct {
	End    bool     `json:"end"`   // the focus left the page
	Again  bool     `json:"again"` // the focus went back to the page's beginning
	Part   bool     `json:"part"`  // the focus is on a further part of the same field
	First  bool     `json:"first"`
	InMain bool     `json:"inMain"`
	Name   string   `json:"name"`
	Href   string   `json:"href"`
	Wrong  []string `json:"wrong"`
}

func (o *window) press(key string) {
	o.t.Helper()
	o.do(chromedp.KeyEvent(key))
}

func (o *window) tab() focus {
	o.t.Helper()
	o.press(kb.Tab)
	return ask[focus](o, focusScript)
}

// tabbable counts what Tab should come by; of a group of radios one.
const tabbable = `(() => { const groups = new Set(); return [...document.querySelectorAll('a[href],button,input,select,textarea,summary')].filter(e => {
	if (e.disabled || e.type === 'hidden' || e.tabIndex < 0 || !e.checkVisibility({visibilityProperty: true})) return false
	if (e.type !== 'radio') return true
	const key = e.name + (e.form ? e.form.id : ''); if (groups.has(key)) return false; groups.add(key); return true }).length })()`

// everyTab walks by Tab through one page of each route: everything is reached, in order, shows it, and lets go again.
func (b *chrome) everyTab(t *testing.T) {
	w := furnished(t)
	o := b.window(t, w)
	o.size(1440)
	had := map[string]bool{}
	for _, s := range w.chosen(t) {
		if had[s.route] {
			continue
		}
		had[s.route] = true
		o.as(s.login, locales.Chinese)
		o.open(s.path)
		o.tabThrough(s)
	}
}

func (o *window) tabThrough(s sight) {
	o.t.Helper()
	want, reached := ask[int](o, tabbable), 0
	for ; reached <= want+20; reached++ {
		f := o.tab()
		if f.End || f.Again {
			break
		}
		if f.Part {
			reached--
		}
		if f.First && f.Href != "#main" {
			o.t.Errorf("%s: the keyboard comes first to %s, not to the link over the head of the page", s.path, f.Name)
		}
		for _, wrong := range f.Wrong {
			o.t.Errorf("%s as %s: %s %s", s.path, s.who(), f.Name, wrong)
		}
	}
	if reached < want || reached > want+20 {
		o.t.Errorf("%s as %s: Tab comes by %d of %d places", s.path, s.who(), reached, want)
	}
}

// tabTo presses Tab until the keyboard stands on what the selector names.
func (o *window) tabTo(selector string) {
	o.t.Helper()
	for range 300 {
		if ask[bool](o, "document.activeElement.matches("+quoted(selector)+")") {
			return
		}
		o.press(kb.Tab)
	}
	o.t.Fatalf("on %s Tab never comes to %s", ask[string](o, "location.pathname"), selector)
}

// write types a text into the place where the keyboard stands, as an input method commits it.
func (o *window) write(selector, text string) {
	o.t.Helper()
	o.tabTo(selector)
	o.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}))
}

// pick goes to a list or a group of radios and down to the answer.
func (o *window) pick(name, value string) {
	o.t.Helper()
	o.tabTo(`[name="` + name + `"]`)
	if ask[bool](o, "document.activeElement.type === 'radio' && !document.activeElement.checked") {
		o.press(" ")
	}
	for range 60 {
		if ask[string](o, "document.activeElement.value") == value {
			return
		}
		o.press(kb.ArrowDown)
	}
	o.t.Fatalf("%s cannot be set to %s by the arrow keys", name, value)
}

// enter presses Enter where the keyboard stands and waits for the page it leads to.
func (o *window) enter() {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.ctx, patience)
	defer cancel()
	r, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(kb.Enter))
	if err != nil {
		o.t.Fatalf("Enter leads nowhere: %v", err)
	}
	if r.Status >= 400 {
		o.t.Fatalf("Enter leads to %s: %d: %s", r.URL, r.Status, ask[string](o, "document.querySelector('main').innerText.slice(0, 400)"))
	}
}

// keyboardAlone carries a letter by the keys of two people: log in, register, accept, log out, log in, assign a leader.
func (b *chrome) keyboardAlone(t *testing.T) {
	w := demoWorld(t)
	for _, login := range []string{"miao", "liang"} {
		if err := w.store.SetPassword(t.Context(), w.person(login), "a password of "+login); err != nil {
			t.Fatal(err)
		}
	}
	o := b.window(t, w)
	o.size(1440)
	o.as("", locales.Chinese)
	o.open("/")
	o.logIn("miao")
	o.tabTo(`a[href="/intake"]`)
	o.enter()
	o.tabTo(`main a[href="/petitions/new"]`)
	o.enter()
	o.write(`[name="title"]`, "候诊区没有座位")
	o.write(`[name="content"]`, "儿保科候诊区没有座位，抱着孩子站一个上午。")
	o.pick("channel", "letter")
	o.pick("matter", "claim")
	o.write(`[name="name"]`, "程某")
	o.write(`[name="contact"]`, "000-0000-0000")
	o.tabTo(`main button.btn-primary`)
	o.enter()
	no := o.caseNumber()
	o.unfold("accept")
	o.pick("unit", "U4")
	o.pick("track", "led")
	o.write(`#accept [name="notice-no"]`, "告知〔2026〕9号")
	o.tabTo("#accept button.btn-primary, #accept button.btn-outline-primary:not([name])")
	o.enter()
	o.tabTo(`form[action="/logout"] button`)
	o.enter()
	o.logIn("liang")
	o.tabTo(`a[href^="/petitions/` + no + `"]`)
	o.enter()
	o.unfold("assign-leader")
	o.pick("leader", w.person("zhou"))
	o.tabTo("#assign-leader button[type=submit]:not([name])")
	o.enter()
	if text := ask[string](o, "document.querySelector('main').innerText"); !strings.Contains(text, "周慧敏") {
		t.Errorf("the case has no leader after all keys: %s", text)
	}
}

func (o *window) logIn(login string) {
	o.t.Helper()
	o.write("#login", login)
	o.write("#password", "a password of "+login)
	o.tabTo("main button[type=submit]")
	o.enter()
}

// caseNumber is the number of the case whose page is open.
func (o *window) caseNumber() string {
	o.t.Helper()
	path := ask[string](o, "location.pathname")
	no, ok := strings.CutPrefix(path, "/petitions/")
	if !ok {
		o.t.Fatalf("this is no case: %s", path)
	}
	return no
}

// unfold opens the form of a move.
func (o *window) unfold(move string) {
	o.t.Helper()
	o.tabTo("#" + move + " > summary")
	if !ask[bool](o, "document.getElementById("+quoted(move)+").open") {
		o.press(kb.Enter)
	}
}
