package web

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"followthrough/web/pages"
)

// heard is a page that listens to a case.
type heard struct {
	t     *testing.T
	lines chan string
	stop  func()
}

func (w *world) listen(login, path string) *heard {
	w.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, w.server.URL+path, nil)
	w.as(login, r)
	r.Header.Set("Accept", "text/event-stream")
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		stop()
		w.t.Fatal(err)
	}
	if a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != "text/event-stream" {
		stop()
		w.t.Fatalf("%s: %d", path, a.StatusCode)
	}
	h := &heard{w.t, make(chan string, 100), stop}
	go func() {
		defer close(h.lines)
		defer func() { _ = a.Body.Close() }()
		for s := bufio.NewScanner(a.Body); s.Scan(); {
			h.lines <- s.Text()
		}
	}()
	w.t.Cleanup(stop)
	return h
}

// event waits for the next event and returns its name and data; both are empty when the stream ended.
func (h *heard) event() (name, data string) {
	h.t.Helper()
	for {
		select {
		case line, ok := <-h.lines:
			if !ok {
				return name, data
			}
			if rest, is := strings.CutPrefix(line, "event: "); is {
				name = rest
			}
			if rest, is := strings.CutPrefix(line, "data: "); is {
				data = rest
			}
			if line == "" && name != "" {
				return name, data
			}
		case <-time.After(20 * time.Second):
			h.t.Fatal("nothing is heard")
		}
	}
}

func TestLive_AnOpenPageHearsWhatAnotherDid(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	var c pages.Case
	w.json("zhou", "/petitions/"+no, &c)
	h := w.listen("zhou", "/petitions/"+no+"/live?seen="+itoa(int(c.Seq)))
	w.do("gu", no, "comment", map[string]any{"note": "施工队下周一进场。"})
	name, data := h.event()
	var n pages.News
	if err := json.Unmarshal([]byte(data), &n); name != "news" || err != nil || n.Seq != c.Seq+1 || len(n.Lines) != 1 || !strings.Contains(n.Lines[0].Text, "顾文博") {
		t.Fatalf("%s %s", name, data)
	}
	again := w.listen("zhou", "/petitions/"+no+"/live?seen="+itoa(int(c.Seq))) // as after a restart of the portal: what was missed comes at once
	if name, data := again.event(); name != "news" || !strings.Contains(data, "顾文博") {
		t.Errorf("after coming back: %s %s", name, data)
	}
	var missed pages.News
	w.json("zhou", "/petitions/"+no+"/live?seen="+itoa(int(c.Seq)), &missed)
	if len(missed.Lines) != 1 {
		t.Errorf("a program hears %+v", missed)
	}
}

func TestLive_EndsWithTheSessionAndWithTheRight(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	var c pages.Case
	w.json("gu", "/petitions/"+no, &c)
	path := "/petitions/" + no + "/live?seen=" + itoa(int(c.Seq))
	out := w.listen("gu", path)
	if a, _ := w.post("gu", "/logout", map[string][]string{"csrf": {w.csrf["gu"]}}); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("logout: %d", a.StatusCode)
	}
	if name, _ := out.event(); name != "gone" {
		t.Errorf("after the logout the page hears %q", name)
	}
	delete(w.cookie, "gu")

	barred := w.listen("gu", path)
	w.do("liang", no, "seal", map[string]any{"reason": "有关人员应当回避", "hidden-persons": w.person("gu")})
	if name, data := barred.event(); name != "gone" || strings.Contains(data, "回避") {
		t.Errorf("who lost sight of the case hears %s %s", name, data)
	}
	r, _ := http.NewRequest(http.MethodGet, w.server.URL+path, nil)
	w.as("gu", r)
	if status, _ := w.send(r); status != http.StatusNotFound {
		t.Errorf("and may listen again: %d", status)
	}
}

func TestLive_OnePersonHoldsSoManyPagesAndNoMore(t *testing.T) {
	h := &hub{seqs: func(context.Context, []string) (map[string]int64, error) { return nil, nil }}
	var last *listener
	for range mostOfPerson {
		l, ok := h.join("case", "person", "session", 1)
		if !ok {
			t.Fatal("a page within the bound is sent away")
		}
		last = l
	}
	if _, ok := h.join("case", "person", "session", 1); ok {
		t.Error("a page beyond the bound listens")
	}
	if _, ok := h.join("case", "another", "session", 1); !ok {
		t.Error("another's page is sent away")
	}
	h.leave(last)
	h.leave(last)
	if _, ok := h.join("case", "person", "session", 1); !ok {
		t.Error("a place that was left stays taken")
	}
	if _, ok := h.join("case", "person", "session", 1); ok {
		t.Error("a page that left twice made two places")
	}
}
