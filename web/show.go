package web

import (
	"bytes"
	"net/http"

	"github.com/a-h/templ"

	"followthrough/web/pages"
)

// show answers with a page: its struct as JSON for a program, drawn in its frame for a browser.
func (v *visit) show(status int, title string, data any, body templ.Component) error {
	v.Response().Header().Add("Vary", "Accept, Cookie, Accept-Language")
	if v.wantsJSON() {
		return v.JSON(status, data)
	}
	var b bytes.Buffer
	ctx := pages.With(v.Request().Context(), v.frame(title))
	if err := pages.Layout(body).Render(ctx, &b); err != nil {
		return err
	}
	return v.HTMLBlob(status, b.Bytes())
}

// frame is what surrounds the page.
func (v *visit) frame(title string) *pages.Frame {
	f := &pages.Frame{Words: v.words, Zone: v.s.Terms.Zone(), Now: v.now, Soon: v.s.Terms.WorkingDays(v.now, 5).At,
		Title: title, Path: v.Request().URL.RequestURI(), Who: v.who, CSRF: masked(v.csrf), Engine: "away"}
	if v.Request().Method != http.MethodGet {
		f.Path = "/"
	}
	if v.s.Status != nil {
		f.Engine = v.s.Status.EngineState()
	}
	f.Rules, f.Live = v.edition(), v.live
	if v.s.Home != nil {
		f.Home = v.s.Home(v.words.Lang)
	}
	f.Rooms = v.rooms()
	return f
}

// rooms lists the pages of the main menu that the reader may open.
func (v *visit) rooms() []pages.Room {
	if v.who == nil || v.once {
		return nil
	}
	var all []pages.Room
	path := v.Request().URL.Path
	for _, r := range []struct {
		path, key string
		who       audience
		here      bool
	}{
		{"/", "work.title", caseworkers, path == "/"},
		{"/intake", "intake.title", intakeDesk, path == "/intake" || path == "/petitions/new"},
		{"/petitions", "cases.title", caseworkers, path != "/petitions/new" && under(path, "/petitions")},
		{"/imports", "imports.room", importers, under(path, "/imports")},
		{"/closing", "closing.title", approvers, under(path, "/closing")},
		{"/dispatch", "dispatch.title", overseers, under(path, "/dispatch")},
		{"/figures", "figures.title", overseers, under(path, "/figures")},
		{"/templates", "templates.title", templateKeepers, under(path, "/templates")},
		{"/leave", "leave.title", signedIn, under(path, "/leave")},
		{"/audit", "audit.title", auditors, under(path, "/audit")},
		{"/operations", "ops.title", operators, path == "/operations"},
		{"/office", "adm.title", operators, under(path, "/office") || under(path, "/people")},
	} {
		if r.who.admits(v.viewer.Offices) {
			all = append(all, pages.Room{Path: r.path, Name: v.words.T(r.key), Here: r.here})
		}
	}
	return all
}

func under(path, root string) bool {
	return path == root || len(path) > len(root) && path[:len(root)] == root && path[len(root)] == '/'
}
