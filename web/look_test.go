package web

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// looks are the pages a person looks at after a change: who opens what.
var looks = []struct{ name, login, path string }{
	{"login", "", "/login"},
	{"my-work", "zhou", "/"},
	{"case", "zhou", "case:医院锅炉房夜间噪声"},
	{"case-intake", "miao", "case:门诊退费半月未到账"},
	{"case-planned", "liang", "case:独生子女父母奖励金漏发三年"},
	{"case-closing", "he", "case:住院押金退还手续繁琐"},
	{"case-closed", "zhou", "case:体检报告遗失补发"},
	{"case-sealed", "fang", "case:反映设备采购问题"},
	{"case-everything", "zhou", "case:医院锅炉房夜间噪声?all=1"},
	{"cases", "liang", "/petitions"},
	{"intake", "miao", "/intake"},
	{"register", "miao", "/petitions/new"},
	{"closing-gap", "tang", "closing:急诊夜间取药排队"},
	{"closing-ready", "tang", "closing:住院押金退还手续繁琐"},
	{"plan", "zhou", "case:退休村医工龄补助"},
	{"revise", "he", "case:医院锅炉房夜间噪声?do=revise-plan"},
	{"account", "zhou", "/account"},
	{"people", "long", "/people"},
	{"audit", "han", "/audit"},
	{"audit-case", "han", "audit:医院锅炉房夜间噪声"},
	{"not-found", "zhou", "/petitions/P-1999-0001"},
}

// TestLook takes pictures of the pages into the folder LOOK, for the eyes of whoever changed them.
func TestLook(t *testing.T) {
	dir := os.Getenv("LOOK")
	if dir == "" {
		t.Skip("LOOK names no folder for the pictures")
	}
	w := demoWorld(t)
	ctx, cancel := browser(t)
	defer cancel()
	only := os.Getenv("LOOK_ONLY")
	for _, l := range looks {
		if only != "" && only != l.name {
			continue
		}
		path := w.find(l.path)
		if path == "" {
			t.Logf("%s: nothing to look at", l.name)
			continue
		}
		for _, lang := range []string{"zh-CN", "en"} {
			for _, width := range []int64{1440, 390} {
				name := filepath.Join(dir, l.name+"-"+lang+"-"+itoa(int(width))+".png")
				if err := os.WriteFile(name, w.picture(ctx, l.login, lang, path, width), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func browser(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("no-first-run", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.UserDataDir(t.TempDir()))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx); err != nil { // the browser lives as long as this context, not as a picture's
		t.Skip("no browser: ", err)
	}
	return ctx, func() { end(); stop() }
}

func (w *world) picture(ctx context.Context, login, lang, path string, width int64) []byte {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	w.open(ctx, login, lang, path, width)
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		w.t.Fatal(err)
	}
	return png
}

// open opens a page as somebody, in a language, in a window of that width.
func (w *world) open(ctx context.Context, login, lang, path string, width int64) {
	w.t.Helper()
	cookies := []*network.CookieParam{{Name: "language", Value: lang, URL: w.server.URL}}
	if login != "" {
		cookies = append(cookies, &network.CookieParam{Name: "session", Value: w.session(login), URL: w.server.URL})
	}
	var view []chromedp.EmulateViewportOption
	if width < 500 {
		view = append(view, chromedp.EmulateMobile)
	}
	wear := chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, network.SetCookies, network.SetCookiesParams{Cookies: cookies})
		return err
	})
	if err := chromedp.Do(ctx, wear, chromedp.EmulateViewport(width, 900, view...), chromedp.Navigate(w.server.URL+path)); err != nil {
		w.t.Fatal(err)
	}
}

// TestAccess runs axe-core, whose file AXE names, over the pages at both widths.
func TestAccess(t *testing.T) {
	file := os.Getenv("AXE")
	if file == "" {
		t.Skip("AXE does not name axe.min.js of axe-core 4.14.1")
	}
	axe, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	w := demoWorld(t)
	ctx, cancel := browser(t)
	defer cancel()
	for _, l := range looks {
		for _, width := range []int64{1440, 390} {
			w.open(ctx, l.login, "zh-CN", w.find(l.path), width)
			found, err := chromedp.Run(ctx, chromedp.Evaluate[string](string(axe)+`;axe.run().then(r => (r.passes.length < 10 ? "axe found too little to pass" : "") + r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3).join(" | ")).join("\n"))`, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(l.name, err)
			}
			if found != "" {
				t.Errorf("%s at %d:\n%s", l.name, width, found)
			}
		}
	}
}
