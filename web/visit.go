package web

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/locales"
	"followthrough/web/pages"
)

// visit is one request: who makes it, in which language, and when. It holds Echo's context, so that page actions need not.
type visit struct {
	echo.Context
	s       *server
	words   *locales.Words
	now     time.Time
	viewer  casework.Viewer
	who     *pages.Who
	csrf    string
	session string // the cookie's value; empty with a token
	token   bool   // came with a personal access token
	once    bool   // came in by a one-time password, and has yet to choose their own
	names   *names
	live    bool // the page shows work under way and keeps up with it
}

func (s *server) visit(c echo.Context) *visit {
	v := &visit{Context: c, s: s, now: s.Now()}
	chosen := ""
	if cookie, err := c.Cookie("language"); err == nil {
		chosen = cookie.Value
	}
	v.words = locales.Choose(chosen, c.Request().Header.Get("Accept-Language"))
	return v
}

// enter wraps a page action: body limit, who comes, whether they may open this door, and one place for what goes wrong.
func (s *server) enter(r route) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := s.visit(c)
		bounded(c.Response(), c.Request(), strings.HasPrefix(c.Request().Header.Get("Content-Type"), "multipart/"))
		if err := v.know(); err != nil {
			return v.fail(err)
		}
		if r.Who != anyone && v.who == nil {
			return v.signIn()
		}
		if v.once && !r.withOneTime() {
			return v.chooseFirst()
		}
		if !r.Who.admits(v.viewer.Offices) {
			return v.fail(problem{http.StatusForbidden, "not-your-room"})
		}
		if err := v.sameSite(r); err != nil {
			return v.fail(err)
		}
		if err := r.Do(v); err != nil {
			return v.fail(err)
		}
		return nil
	}
}

// know finds out who comes: by a personal access token, else by the session's cookie. Nobody is no error.
func (v *visit) know() error {
	ctx := v.Request().Context()
	if secret, ok := strings.CutPrefix(v.Request().Header.Get("Authorization"), "Bearer "); ok {
		person, err := v.s.Accounts.TokenHolder(ctx, strings.TrimSpace(secret))
		if errors.Is(err, store.ErrNoSession) {
			return problem{http.StatusUnauthorized, "bad-token"}
		}
		if err != nil {
			return err
		}
		v.token = true
		return v.become(person)
	}
	cookie, err := v.Cookie(v.cookieName())
	if err != nil || cookie.Value == "" {
		return nil
	}
	x, err := v.s.Accounts.Session(ctx, cookie.Value)
	if errors.Is(err, store.ErrNoSession) {
		return nil
	}
	if err != nil {
		return err
	}
	v.session, v.csrf, v.once = cookie.Value, x.CSRF, x.MustChange
	return v.become(x.Person)
}

func (v *visit) become(person string) error {
	viewer, err := v.s.Reader.Viewer(v.Request().Context(), person, v.now)
	if err != nil {
		return err
	}
	if v.names, err = v.s.directory(v.Request().Context()); err != nil {
		return err
	}
	v.viewer = viewer
	p := v.names.person(person, v.words.Lang)
	v.who = &pages.Who{ID: person, Name: p.Name, Post: p.Post, Unit: p.Unit}
	return nil
}

// sameSite refuses a form without its session's token. A token's bearer sends no cookie, and nobody can make a browser send theirs.
func (v *visit) sameSite(r route) error {
	if r.Method == http.MethodGet || v.token || v.session == "" || r.Path == "/login" {
		return nil
	}
	sent := v.Request().Header.Get("X-CSRF-Token")
	if sent == "" && !v.sentJSON() {
		if err := v.parse(); err != nil {
			return err
		}
		sent = v.FormValue("csrf")
	}
	if !sameToken(sent, v.csrf) {
		return problem{http.StatusForbidden, "bad-form"}
	}
	return nil
}

func (v *visit) wantsJSON() bool {
	return strings.Contains(v.Request().Header.Get("Accept"), "application/json")
}

func (v *visit) sentJSON() bool {
	return strings.HasPrefix(v.Request().Header.Get("Content-Type"), "application/json")
}

func (v *visit) secure() bool { return v.s.Secure || v.Request().TLS != nil }

// cookieName is bound to host and TLS wherever there is TLS; browsers would drop such a cookie on plain HTTP.
func (v *visit) cookieName() string {
	if v.secure() {
		return "__Host-session"
	}
	return "session"
}

func (v *visit) setCookie(name, value string, lasts time.Duration) {
	c := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: v.secure(), SameSite: http.SameSiteLaxMode}
	switch {
	case value == "":
		c.MaxAge = -1
	case lasts > 0:
		c.MaxAge = int(lasts.Seconds())
	}
	v.SetCookie(c)
}

// goTo answers a form that was carried out: see the page.
func (v *visit) goTo(path string) error { return v.Redirect(http.StatusSeeOther, path) }
