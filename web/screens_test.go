package web

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"followthrough/web/locales"
)

// picture is the whole open page as PNG.
func (o *window) picture() []byte {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		o.t.Fatal(err)
	}
	return png
}

// screen is one page on the contact sheet.
type screen struct {
	Title, Path, Who string
	Views            []shot
}

type shot struct{ File, Alt string }

// sheet is the page that shows all pictures of a folder.
var sheet = template.Must(template.New("sheet").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Followthrough: every page</title>
<style>body{font:16px/1.5 sans-serif;margin:2rem;color:#1c2733}section{margin:2rem 0;border-top:1px solid #d8dee5}
div{display:flex;gap:1rem;align-items:flex-start;flex-wrap:wrap}img{border:1px solid #d8dee5;max-height:720px}</style></head>
<body><h1>Every page of the demo world</h1><p>{{len .}} pages, in Chinese and English, at 1440 and 390 px.</p>
{{range .}}<section><h2>{{.Title}}</h2><p>{{.Path}} as {{.Who}}</p><div>{{range .Views}}<a href="{{.File}}"><img src="{{.File}}" alt="{{.Alt}}" loading="lazy"></a>{{end}}</div></section>
{{end}}</body></html>
`))

// TestScreens takes pictures of every page of the demo world into the folder SCREENS, with a sheet of them all.
func TestScreens(t *testing.T) {
	dir := os.Getenv("SCREENS")
	if dir == "" {
		t.Skip("SCREENS names no folder for the pictures; task screens does")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	w := furnished(t)
	pages := w.chosen(t)
	screens := make([]screen, len(pages))
	number := map[string]int{}
	for i, s := range pages {
		number[s.path+" "+s.login] = i
		screens[i] = screen{Path: s.path, Who: s.who()}
	}
	var mu sync.Mutex
	t.Run("tabs", func(t *testing.T) {
		newBrowser(t).inWindows(t, w, pages, func(o *window, v view) {
			i := number[v.path+" "+v.login]
			file := fmt.Sprintf("%02d-%s-%s-%d.png", i+1, fileName(v.route), v.lang, v.width)
			o.keep(filepath.Join(dir, file), o.picture())
			title := ask[string](o, "document.title")
			mu.Lock()
			defer mu.Unlock()
			screens[i].Title = title
			screens[i].Views = append(screens[i].Views, shot{file, v.String()})
		})
	})
	var b bytes.Buffer
	if err := sheet.Execute(&b, screens); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d pages: %s", len(pages), filepath.Join(dir, "index.html"))
}

func fileName(route string) string {
	name := strings.Trim(strings.NewReplacer("/", "-", ":", "", " ", "-").Replace(route), "-")
	if name == "" {
		return "my-work"
	}
	return name
}

// TestPictures renews the two pictures of the README in the folder PICTURES: the first view of the desk and of a case.
func TestPictures(t *testing.T) {
	dir := os.Getenv("PICTURES")
	if dir == "" {
		t.Skip("PICTURES names no folder for the pictures of the README; task pictures does")
	}
	w := demoWorld(t)
	o := newBrowser(t).window(t, w)
	o.do(chromedp.EmulateViewport(1280, 960))
	for _, p := range []struct{ name, lang, path string }{{"my-work", locales.English, "/"}, {"case", locales.Chinese, w.find("case:医院锅炉房夜间噪声")}} {
		o.as("zhou", p.lang)
		o.open(p.path)
		ctx, cancel := context.WithTimeout(o.ctx, patience)
		defer cancel()
		r, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (page.CaptureScreenshotResult, error) {
			return cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: new(int64(82))})
		})
		if err != nil {
			t.Fatal(err)
		}
		o.keep(filepath.Join(dir, p.name+".webp"), r.Data)
	}
}
