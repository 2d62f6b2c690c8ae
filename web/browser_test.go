package web

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"followthrough/web/locales"
)

// TestBrowser opens the portal in a real Chromium. It takes minutes, so it waits to be asked for: .ci/run browser asks.
func TestBrowser(t *testing.T) {
	if os.Getenv("BROWSER") == "" {
		t.Skip("the pages are opened in a browser by BROWSER=1, as .ci/run browser does")
	}
	b := newBrowser(t)
	t.Run("the inspection finds what is wrong", b.findsFaults)
	t.Run("every page in both languages and at both widths", b.everyPage)
	t.Run("every form that comes back with errors", b.everyRefusal)
	t.Run("the keyboard reaches everything", b.everyTab)
	t.Run("a case is carried by keyboard alone", b.keyboardAlone)
	t.Run("a case reaches closure with script off", b.scriptOff)
	t.Run("the first pages are light", b.lightPages)
	t.Run("an open case tells what others do on it", b.liveCase)
}

// chrome is one browser process, in whose tabs all tests look at pages.
type chrome struct {
	ctx context.Context
}

// newBrowser starts Chromium and ends it with the test.
func newBrowser(t *testing.T) *chrome {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(t.TempDir()))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(ctx)
	t.Cleanup(func() { // waits for the browser to let go of its folder
		_ = chromedp.Cancel(ctx)
		end()
	})
	if err := chromedp.Do(ctx); err != nil { // the browser lives as long as this context, not as a tab's
		t.Fatal("no browser to look with; on Debian: apt-get install --no-install-recommends chromium fonts-noto-cjk: ", err)
	}
	return &chrome{ctx}
}

// window is a tab of its own, with cookies of its own.
type window struct {
	t   *testing.T
	w   *world
	ctx context.Context
}

func (b *chrome) window(t *testing.T, w *world) *window {
	t.Helper()
	ctx, end := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(end)
	o := &window{t, w, ctx}
	if err := chromedp.Do(ctx); err != nil { // a tab lives as long as the context of its first step
		t.Fatal(err)
	}
	still := []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}
	o.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: still})
		return err
	}))
	return o
}

// patience is how long a page may take on a machine that does much else.
const patience = 3 * time.Minute

func (o *window) do(steps ...chromedp.Action[chromedp.Void]) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		o.t.Fatal(err)
	}
}

// ask evaluates an expression in the page.
func ask[T any](o *window, expression string) T {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		o.t.Fatalf("%.120s: %v", expression, err)
	}
	return v
}

// size makes the window as wide and high as a desk's or a telephone's.
func (o *window) size(width int64) {
	o.t.Helper()
	if width < 500 {
		o.do(chromedp.EmulateViewport(width, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
	} else {
		o.do(chromedp.EmulateViewport(width, 900))
	}
}

// as becomes somebody who is logged in, or a stranger, in a language.
func (o *window) as(login, lang string) {
	o.t.Helper()
	cookies := []*network.CookieParam{{Name: "language", Value: lang, URL: o.w.server.URL}}
	if login != "" {
		cookies = append(cookies, &network.CookieParam{Name: "session", Value: o.w.session(login), URL: o.w.server.URL})
	}
	o.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, network.SetCookies, network.SetCookiesParams{Cookies: cookies})
		return err
	}))
}

func (o *window) open(path string) {
	o.t.Helper()
	o.do(chromedp.Navigate(o.w.server.URL + path))
}

// widths are an office's screen and a telephone.
var widths = []int64{1440, 390}

// view is a page in one language at one width.
type view struct {
	sight
	lang  string
	width int64
}

func (v view) String() string {
	return fmt.Sprintf("%s as %s in %s at %d px", v.path, v.who(), v.lang, v.width)
}

// inWindows looks at every page in both languages at both widths, in two tabs side by side.
func (b *chrome) inWindows(t *testing.T, w *world, pages []sight, look func(o *window, v view)) {
	t.Helper()
	todo := make(chan sight, len(pages))
	for _, s := range pages {
		if s.login != "" {
			w.session(s.login)
		}
		todo <- s
	}
	close(todo)
	for _, tab := range []string{"left", "right"} {
		t.Run(tab, func(t *testing.T) {
			t.Parallel()
			o := b.window(t, w)
			for s := range todo {
				o.everyView(s, look)
			}
		})
	}
}

func (o *window) everyView(s sight, look func(o *window, v view)) {
	o.t.Helper()
	for _, width := range widths {
		o.size(width)
		for _, lang := range locales.Languages {
			o.as(s.login, lang)
			o.open(s.path)
			look(o, view{s, lang, width})
		}
	}
}
