package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/casework/kinds"
	"followthrough/ledger"
	"followthrough/policies"
	"followthrough/store"
	"followthrough/store/demo"
	"followthrough/store/storetest"
	"followthrough/web/locales"
)

// world is the demo world behind a portal, as main puts it together.
type world struct {
	t      *testing.T
	store  *store.Store
	deps   Deps
	h      *storetest.Harness
	server *httptest.Server
	cookie map[string]string // sessions by login
	csrf   map[string]string
}

// spoken are the policies as a page reads them.
type spoken struct{ *policies.Policies }

func (s spoken) Explain(limit string, from time.Time, more int, at time.Time) Explanation {
	e := s.Policies.Explain(limit, from, more, at)
	out := Explanation{Known: e.Known, Value: e.Limit.Value, More: e.More, Unit: string(e.Limit.Unit), FirstDay: e.FirstDay, LastDay: e.LastDay, EndsOn: e.EndsOn,
		MakeUp: e.MakeUp, Law: e.Limit.Source.Law, Article: e.Limit.Source.Article, Sure: string(e.Limit.Sure), Provisional: e.Provisional, Same: e.Same}
	for _, d := range e.Shift {
		out.Shift = append(out.Shift, DayOff(d))
	}
	for _, d := range e.Skipped {
		out.Skipped = append(out.Skipped, DayOff(d))
	}
	return out
}

func (s spoken) RuleText(code, lang string) (title, reason, article string, ok bool) {
	w, ok := s.Policies.RuleText(code, lang)
	return w.Title, w.Reason, w.Article, ok
}

func (s spoken) Edition() (string, int) {
	years := s.Years()
	return s.Revision(), years[len(years)-1]
}

// book is the bundle as the pages of limits and calendars read it; what is entered is not taken in.
type book struct{ p *policies.Policies }

func (b book) Limits(now time.Time) []LimitInForce {
	var all []LimitInForce
	for _, l := range b.p.Limits() {
		all = append(all, LimitInForce{ID: l.ID, Value: l.Value, Base: l.Value, Unit: string(l.Unit), Law: l.Source.Law, Article: l.Source.Article, Sure: string(l.Sure)})
	}
	return all
}

func (b book) Years() []int { return b.p.Years() }

func (b book) Year(n int) (map[string][]string, []string, bool) {
	y, ok := b.p.Year(n)
	return y.Holidays, y.Workdays, ok
}

func (b book) CheckYear(n int, holidays map[string][]string, workdays []string) error {
	return policies.Year{Holidays: holidays, Workdays: workdays}.Check(n)
}

func (b book) Refresh(context.Context) error { return nil }

type engineIs string

func (e engineIs) EngineState() string { return string(e) }

// demoWorld loads the demo world into a database of the test's own and opens a portal on it.
func demoWorld(t *testing.T, with ...func(*Deps)) *world {
	t.Helper()
	h := storetest.New(t)
	p, err := policies.Load(policies.Embedded)
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := store.OpenBlobs(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := h.Open(store.Deps{Kinds: kinds.All, Judge: p.Judge(), Gate: p.Gate(), Terms: p.Terms(), Key: make([]byte, 32), Blobs: blobs,
		Bundle: func() (string, map[string][]byte) { return p.Revision(), p.Files() }})
	if _, err := demo.World(context.Background(), s, func(string) {}); err != nil {
		t.Fatal(err)
	}
	d := Deps{Desk: s, Reader: s, Files: s, Accounts: s, Oversight: s, Office: s, Leaves: s, Handing: s, Rules: s, Book: book{p}, Imports: ledger.NewDesk(s, slog.New(slog.DiscardHandler)), Policy: spoken{p}, Status: engineIs(""), Terms: p.Terms(),
		Home: func(lang string) string {
			return map[string]string{locales.Chinese: "青梧县卫生健康委员会", locales.English: "Qingwu County Health Commission"}[lang]
		}, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	for _, change := range with {
		change(&d)
	}
	w := &world{t: t, store: s, deps: d, h: h, server: httptest.NewServer(New(d)), cookie: map[string]string{}, csrf: map[string]string{}}
	t.Cleanup(func() { // an open case listens without end
		w.server.CloseClientConnections()
		w.server.Close()
	})
	return w
}

// session opens a session for a login, without its password.
func (w *world) session(login string) string {
	w.t.Helper()
	if _, ok := w.cookie[login]; !ok {
		token, x, err := w.store.StartSession(context.Background(), w.person(login), "")
		if err != nil {
			w.t.Fatal(err)
		}
		w.cookie[login], w.csrf[login] = token, x.CSRF
	}
	return w.cookie[login]
}

func (w *world) person(login string) string {
	w.t.Helper()
	officers, err := w.store.Officers(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, o := range officers {
		if o.Login == login {
			return o.ID
		}
	}
	w.t.Fatalf("nobody logs in as %s", login)
	return ""
}

// as puts the session of a login on a request; nobody's when it is empty.
func (w *world) as(login string, r *http.Request) {
	if login != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: w.session(login)})
		r.Header.Set("X-CSRF-Token", w.csrf[login])
	}
}

// number is the number of a demo case, found by its title.
func (w *world) number(title string) string {
	w.t.Helper()
	v, err := w.store.Viewer(context.Background(), w.person("han"), time.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	l, err := w.store.Cases(context.Background(), v, store.Filter{Limit: 200})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range l.Rows {
		if strings.Contains(r.Title, title) {
			return r.No
		}
	}
	return ""
}

// find turns "case:some title" into the page of that case.
func (w *world) find(path string) string {
	kind, title, ok := strings.Cut(path, ":")
	if !ok {
		return path
	}
	if kind == "batch" {
		return "/petitions/batch?no=" + w.number("急诊夜间取药排队") + "&no=" + w.number("接种门诊周末停诊") + "&no=" + w.number("门诊退费半月未到账")
	}
	title, query, _ := strings.Cut(title, "?")
	no := w.number(title)
	if no == "" {
		return ""
	}
	if kind == "volume" {
		return "/petitions/" + no + "/volume"
	}
	if kind == "rights" {
		return "/audit/" + no + "/rights?" + query
	}
	return map[string]string{"case": "/petitions/", "closing": "/closing/", "audit": "/audit/"}[kind] + no + "?" + query
}

func (w *world) log() *slog.Logger { return slog.New(slog.DiscardHandler) }

func (w *world) viewerOf(login string) casework.Viewer {
	w.t.Helper()
	v, err := w.store.Viewer(context.Background(), w.person(login), time.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// cases counts the cases with a title, as the intake desk sees them.
func (w *world) cases(title string) int {
	w.t.Helper()
	l, err := w.store.Cases(context.Background(), w.viewerOf("miao"), store.Filter{Query: title, Limit: 200})
	if err != nil {
		w.t.Fatal(err)
	}
	return l.Count
}

// comment acts on a case.
func (w *world) comment(login, no string) {
	w.t.Helper()
	id, err := w.store.CaseIDByNo(context.Background(), no)
	if err == nil {
		_, err = w.store.Act(context.Background(), casework.Command{ID: store.NewAction(), Case: id, Kind: "petition", Move: "comment",
			Actor: casework.Actor{ID: w.person(login)}, Fields: casework.Fields{"note": "看过了"}})
	}
	if err != nil {
		w.t.Fatal(err)
	}
}
