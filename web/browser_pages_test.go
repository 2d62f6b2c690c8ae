package web

import (
	_ "embed"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
)

//go:embed testdata/inspect.js
var inspection string

// seen is what the inspection of an open page found.
type seen struct {
	Wrong []string `json:"wrong"`
	Next  int      `json:"next"` // the lower edge of the button of the next step, from the top of the page
}

// inspect runs axe-core and our own rules over the open page.
func (o *window) inspect(width int64) seen {
	o.t.Helper()
	ask[bool](o, axe(o.t)+";true")
	return ask[seen](o, fmt.Sprintf("%s(%d, 0.01)", strings.TrimSpace(inspection), width))
}

// axe is the vendored axe-core.
var readAxe = sync.OnceValues(func() (string, error) {
	raw, err := os.ReadFile("testdata/axe/axe.min.js")
	return string(raw), err
})

func axe(t *testing.T) string {
	t.Helper()
	text, err := readAxe()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// stepInSight are the pages on which the next step must be in sight of a telephone without scrolling.
var stepInSight = map[string]bool{"/": true, "/petitions/:no": true, "/closing": true, "/closing/:no": true}

// fold is where a telephone's first view of a page ends.
const fold = 844

func (b *chrome) everyPage(t *testing.T) {
	w := furnished(t)
	pages := w.chosen(t)
	var mu sync.Mutex
	steps := map[string]int{}
	t.Run("tabs", func(t *testing.T) {
		b.inWindows(t, w, pages, func(o *window, v view) {
			found := o.inspect(v.width)
			for _, wrong := range found.Wrong {
				o.t.Errorf("%s: %s", v, wrong)
			}
			if v.width > 500 || !stepInSight[v.route] || found.Next == 0 {
				return
			}
			if found.Next > fold {
				o.t.Errorf("%s: the next step ends %d px down, below the first view", v, found.Next)
			}
			mu.Lock()
			defer mu.Unlock()
			steps[v.route]++
		})
	})
	for route := range stepInSight {
		if steps[route] == 0 {
			t.Errorf("no page of %s had a next step to look for", route)
		}
	}
	t.Logf("%d pages, each seen in two languages at two widths", len(pages))
}

// bad is a page with one of each fault that the inspection is there to find.
const bad = `<!DOCTYPE html><html lang="en"><head><title>bad</title><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Bad</h1><p id="p" style="color:#bbb">faint</p><img src="data:,"><div style="width:3000px">wide</div>
<a href="#a">one</a> <a href="#b">two</a><label>ok <input></label>
<script>addEventListener('load', () => setTimeout(() => { p.style.marginTop = '300px' }, 0))</script></main></body></html>`

func (b *chrome) findsFaults(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(bad)) }))
	defer s.Close()
	o := b.window(t, &world{t: t, server: s})
	o.size(390)
	o.open("/")
	ask[bool](o, `new Promise(done => setTimeout(() => done(true), 200))`)
	all := strings.Join(o.inspect(390).Wrong, "\n")
	for _, want := range []string{"its parts move", "px wide in a window of 390", "axe image-alt", "axe color-contrast"} {
		if !strings.Contains(all, want) {
			t.Errorf("not found on a page that has it: %s; found:\n%s", want, all)
		}
	}
}
