package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html/atom"

	"followthrough/web/locales"
)

// unlinked are the doors to which no link of a page leads, with the reason. Every other door must be found from the first
// page of somebody, by a link or by a form: a page nobody finds is not there.
var unlinked = map[string]string{
	"GET /health":                        "for who watches the machine",
	"GET /openapi.json":                  "for programs",
	"POST /petitions/:no/files":          "for programs; people send a file with its move",
	"GET /account/password":              "comes by itself after a one-time password",
	"GET /petitions/batch/:id":           "comes after an act on many cases",
	"GET /petitions/:no/live":            "for the script of an open case",
	"GET /closing/samples/:id":           "a month must be over before it is drawn from; the tests of samples open it",
	"POST /closing/samples/:id/cases/:n": "as above",
	"GET /imports/:id":                   "the demo world brings no file in; the tests of imports open each of its pages",
	"POST /imports/:id/columns":          "as above",
	"POST /imports/:id/commit":           "as above",
	"POST /imports/:id/discard":          "as above",
	"POST /imports/:id/approve":          "as above",
	"POST /imports/:id/undo":             "as above",
}

// perKind is how many pages of one kind a person's walk looks at: every case of the demo world, not every case of a county.
const perKind = 25

// walk is what one person finds from the first page on, by every link.
type walk struct {
	w           *world
	login, lang string
	seen        map[string]bool
	kinds       map[string]int
	sights      []sight
	dead        []string
}

func (w *world) walk(login, lang string) *walk {
	k := &walk{w: w, login: login, lang: lang, seen: map[string]bool{}, kinds: map[string]int{}}
	type step struct{ path, from string }
	todo := []step{{"/", "the address of the portal"}}
	for len(todo) > 0 {
		next := todo[0]
		todo = todo[1:]
		s, ok := k.step(next.path, next.from)
		if !ok {
			continue
		}
		for _, path := range append(s.links(), s.searches()...) {
			todo = append(todo, step{path, s.path})
		}
	}
	return k
}

// step looks at one page, unless enough of its kind were seen.
func (k *walk) step(address, from string) (sight, bool) {
	path, anchor, _ := strings.Cut(address, "#")
	kind := pattern(http.MethodGet, path)
	if k.seen[path] || k.kinds[kind] >= perKind || strings.HasPrefix(path, "/static/") {
		return sight{}, false
	}
	k.seen[path] = true
	k.kinds[kind]++
	s := k.w.look(k.login, k.lang, path)
	if s.status != http.StatusOK {
		k.dead = append(k.dead, fmt.Sprintf("%s has a link to %s, which answers %s with %d", from, path, k.who(), s.status))
		return sight{}, false
	}
	if s.doc == nil {
		k.sights = append(k.sights, s)
		return s, false
	}
	if anchor != "" && !s.hasID(anchor) {
		k.dead = append(k.dead, fmt.Sprintf("%s has a link to %s, where %s finds no such place", from, address, k.who()))
	}
	if !s.leadsOn() {
		k.dead = append(k.dead, fmt.Sprintf("%s leads %s nowhere: its own part has neither a link nor a form", path, k.who()))
	}
	k.sights = append(k.sights, s)
	return s, true
}

func (k *walk) who() string { return sight{login: k.login}.who() }

func (s sight) hasID(id string) bool {
	for _, e := range s.elements {
		if attr(e, "id") == id {
			return true
		}
	}
	return false
}

// searches are the addresses of the page's forms that ask and change nothing.
func (s sight) searches() []string {
	var all []string
	for _, b := range s.blanks {
		if b.method == http.MethodGet {
			path, _, _ := strings.Cut(b.action, "?")
			all = append(all, path+"?"+b.values.Encode())
		}
	}
	return all
}

// everybody are the logins of the demo world, with the stranger at the door; who keeps the accounts comes last.
func (w *world) everybody() []string {
	w.t.Helper()
	officers, err := w.store.Officers(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	all, last := []string{""}, []string(nil)
	for _, o := range officers {
		switch {
		case o.Login == "":
		case slices.Contains(o.Offices, "administrator"):
			last = append(last, o.Login)
		default:
			all = append(all, o.Login)
		}
	}
	return append(all, last...)
}

// walks sends everybody through the portal in one language, two at a time.
func (w *world) walks(lang string) []*walk {
	w.t.Helper()
	logins := w.everybody()
	all := make([]*walk, len(logins))
	for _, login := range logins {
		if login != "" {
			w.session(login)
		}
	}
	var group sync.WaitGroup
	two := make(chan struct{}, 2)
	for i, login := range logins {
		group.Go(func() {
			two <- struct{}{}
			defer func() { <-two }()
			all[i] = w.walk(login, lang)
		})
	}
	group.Wait()
	return all
}

// TestCrawl walks the demo world as everybody who can log in, and hands in every form with nothing typed.
func TestCrawl(t *testing.T) {
	trouble := &complaints{}
	w := furnished(t, func(d *Deps) {
		d.Log = slog.New(slog.NewTextHandler(trouble, &slog.HandlerOptions{Level: slog.LevelError}))
	})
	chinese, english := w.walks(locales.Chinese), w.walks(locales.English)
	t.Run("no link leads to a dead end", func(t *testing.T) { noDeadEnds(t, chinese) })
	t.Run("no link leads to a dead end in English", func(t *testing.T) { noDeadEnds(t, english) })
	t.Run("every page is whole", func(t *testing.T) { wholePages(t, append(chinese, english...)) })
	t.Run("English pages are English outside the data", func(t *testing.T) { englishPages(t, english) })
	var answered []sight
	t.Run("every form answers readably when nothing was typed", func(t *testing.T) { answered = answeringForms(t, w, chinese) })
	t.Run("every door is found", func(t *testing.T) { foundDoors(t, chinese, answered) })
	if trouble.text() != "" {
		t.Errorf("the portal's log has errors:\n%s", trouble.text())
	}
}

func noDeadEnds(t *testing.T, all []*walk) {
	for _, k := range all {
		if len(k.sights) == 0 {
			t.Errorf("%s sees nothing", k.who())
		}
		for _, line := range k.dead {
			t.Error(line)
		}
	}
}

// once reports each fault of a kind of page one time, with the first page that has it.
func once(t *testing.T, told map[string]bool, s sight, fault string) {
	t.Helper()
	key := s.lang + s.route + numbers.ReplaceAllString(fault, "n")
	if !told[key] {
		told[key] = true
		t.Errorf("%s: %s", s, fault)
	}
}

func wholePages(t *testing.T, all []*walk) {
	told := map[string]bool{}
	for _, k := range all {
		for _, s := range k.sights {
			if s.doc == nil {
				continue
			}
			for _, fault := range s.faults() {
				once(t, told, s, fault)
			}
		}
	}
}

func englishPages(t *testing.T, all []*walk) {
	told := map[string]bool{}
	for _, k := range all {
		for _, s := range k.sights {
			if s.doc == nil {
				continue
			}
			for _, words := range s.foreign() {
				once(t, told, s, fmt.Sprintf("%q is Chinese and not marked lang=zh-CN", words))
			}
		}
	}
}

// answeringForms hands in each form once a person: what is incomplete comes back with the errors, what is whole leads on.
func answeringForms(t *testing.T, w *world, all []*walk) (answered []sight) {
	for _, k := range all {
		done := map[string]bool{}
		for _, s := range k.sights {
			if s.doc == nil {
				continue
			}
			for _, b := range s.blanks {
				if b.method == http.MethodGet || done[b.kind()] || strings.HasPrefix(b.action, "/language") && done["language"] {
					continue
				}
				done[b.kind()] = true
				answered = append(answered, w.answers(t, s, b))
			}
		}
	}
	return answered
}

// answers hands in a form of a page that is looked at anew: an earlier form may have changed it.
func (w *world) answers(t *testing.T, from sight, old blank) sight {
	if from.login != "" {
		w.refresh(from.login)
	}
	from = w.look(from.login, from.lang, from.path)
	if from.doc == nil {
		return from
	}
	i := slices.IndexFunc(from.blanks, func(b blank) bool { return b.kind() == old.kind() })
	if i < 0 {
		return from
	}
	b := from.blanks[i]
	a := w.hand(from.login, from.lang, b)
	about := fmt.Sprintf("%s: the form to %s %s", from, b.action, b.button)
	switch {
	case a.status >= 500, a.status == http.StatusNotFound, a.status == http.StatusForbidden, a.status == http.StatusMethodNotAllowed:
		t.Errorf("%s answers %d", about, a.status)
	case a.doc == nil || the(a.doc, atom.H1) == nil:
		t.Errorf("%s answers %d with no page to read", about, a.status)
	case a.status != http.StatusOK && !a.alerts():
		t.Errorf("%s answers %d and says nowhere what is wrong", about, a.status)
	case !a.leadsOn():
		t.Errorf("%s answers %d with a page that leads nowhere", about, a.status)
	default:
		for _, fault := range a.faults() {
			t.Errorf("%s answers %d: %s", about, a.status, fault)
		}
	}
	return a
}

// alerts says whether a page tells what went wrong: beside a form, or as the page's own matter.
func (s sight) alerts() bool {
	for _, e := range s.elements {
		if attr(e, "role") == "alert" || strings.Contains(attr(e, "class"), "invalid-feedback") {
			return true
		}
	}
	return len(s.blanks) == 0 || the(the(s.doc, atom.Main), atom.Form) == nil
}

// refresh opens a new session where the last form ended it.
func (w *world) refresh(login string) {
	r, err := http.NewRequest(http.MethodGet, w.server.URL+"/account", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.as(login, r)
	if a, _ := w.answer(r); a.StatusCode == http.StatusSeeOther {
		delete(w.cookie, login)
		w.session(login)
	}
}

func foundDoors(t *testing.T, all []*walk, answered []sight) {
	found := map[string]bool{}
	for _, k := range all {
		for _, s := range k.sights {
			s.doors(found)
		}
	}
	for _, s := range answered {
		s.doors(found)
	}
	for _, r := range doors {
		door := r.Method + " " + r.Path
		if _, ok := unlinked[door]; !ok && !found[door] {
			t.Errorf("nobody of the demo world finds %s by a link or a form: link it, let furnished in web/furnished_test.go have what shows it, or add it to unlinked in web/crawl_test.go with the reason", door)
		} else if ok && found[door] {
			t.Errorf("%s is found now: take it out of unlinked in web/crawl_test.go", door)
		}
	}
}

// doors notes the routes that a page answers for and that its forms lead to.
func (s sight) doors(found map[string]bool) {
	if s.method == http.MethodGet {
		found["GET "+s.route] = true
	}
	if s.doc == nil {
		return
	}
	for _, b := range s.blanks {
		path, _, _ := strings.Cut(b.action, "#")
		path, _, _ = strings.Cut(path, "?")
		found[b.method+" "+routeOf(b.method, path)] = true
	}
}

// complaints keeps what the portal logs.
type complaints struct {
	mu  sync.Mutex
	all strings.Builder
}

// Write keeps a line.
func (c *complaints) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all.Write(p)
}

func (c *complaints) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all.String()
}
