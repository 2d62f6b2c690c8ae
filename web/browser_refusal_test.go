package web

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"followthrough/web/locales"
)

// refusal is a form that is refused while nothing is typed into it, and the page it stands on.
type refusal struct {
	sight
	blank
}

// refusals are the forms of the demo world that come back with errors, one of each kind.
func (w *world) refusals() []refusal {
	w.t.Helper()
	var all []refusal
	done := map[string]bool{}
	for _, k := range w.walks(locales.Chinese) {
		for _, s := range k.sights {
			for _, b := range s.blanks {
				if b.method == http.MethodGet || done[b.kind()] {
					continue
				}
				done[b.kind()] = true
				if a := w.hand(s.login, s.lang, b); a.status/100 == 4 {
					all = append(all, refusal{s, b})
				}
				if s.login != "" {
					w.refresh(s.login)
				}
			}
		}
	}
	return all
}

// pressButton is the button of a form, pressed without the browser's own look at what is required.
const pressButton = `((action, button) => {
	const form = [...document.forms].find(f => f.getAttribute('action') === action)
	if (!form) return false
	const go = [...form.elements].find(e => e.type === 'submit' && (button ? e.name + '=' + e.value === button : !e.name))
	if (!go) return false
	form.noValidate = true
	setTimeout(() => go.click(), 0)
	return true
})(%s, %s)`

// everyRefusal looks at the pages that come back with errors as closely as at the others.
func (b *chrome) everyRefusal(t *testing.T) {
	w := furnished(t)
	o := b.window(t, w)
	seen := 0
	for _, r := range w.refusals() {
		for _, v := range []view{{r.sight, locales.Chinese, 390}, {r.sight, locales.English, 1440}} {
			o.size(v.width)
			o.as(r.login, v.lang)
			o.open(r.path)
			if !o.hands(r.blank) {
				continue
			}
			seen++
			for _, wrong := range o.inspect(v.width).Wrong {
				t.Errorf("%s, after the form to %s %s was sent empty: %s", v, r.action, r.button, wrong)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d refusals were seen", seen)
	}
	t.Logf("%d refusals seen", seen)
}

// hands sends a form of the open page and waits for the answer; an earlier form may have taken it away.
func (o *window) hands(b blank) bool {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.ctx, patience)
	defer cancel()
	there := false
	_, err := chromedp.RunResponse(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		r, err := cdp.Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{Expression: fmt.Sprintf(pressButton, quoted(b.action), quoted(b.button))})
		if err != nil {
			return err
		}
		if there = string(r.Result.Value) == "true"; !there {
			cancel() // nothing will be loaded
		}
		return nil
	}))
	if there && err != nil {
		o.t.Fatalf("the form to %s: %v", b.action, err)
	}
	return there
}
