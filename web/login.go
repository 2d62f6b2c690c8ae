package web

import (
	"errors"
	"net/http"
	"strings"

	"followthrough/store"
	"followthrough/web/locales"
	"followthrough/web/pages"
)

// showLogin is the way in; who is in already goes on.
func showLogin(v *visit) error {
	if v.who != nil {
		return v.goTo(within(v.QueryParam("next")))
	}
	p := pages.Login{Next: v.QueryParam("next")}
	return v.show(http.StatusOK, v.words.T("login.title"), p, pages.LoginPage(p))
}

type credentials struct {
	Login    string `json:"login"`
	Password string `json:"password"`
}

type loggedIn struct {
	Who  pages.Who `json:"who"`
	CSRF string    `json:"csrf"` // goes into every form, or into the header X-CSRF-Token
	// MustChange says that the password was a one-time one: nothing opens before POST /account/password.
	MustChange bool `json:"must_change,omitempty"`
}

// login checks a password and begins a session. An unknown name, a wrong password and a locked account get one answer.
func login(v *visit) error {
	var in credentials
	if err := v.read(&in, func() { in = credentials{v.FormValue("login"), v.FormValue("password")} }); err != nil {
		return err
	}
	if !v.s.door.admits(v.RealIP(), v.now) {
		return v.loginAgain(in.Login, http.StatusTooManyRequests, "too-many-tries")
	}
	ctx := v.Request().Context()
	person, err := v.s.Accounts.CheckPassword(ctx, strings.TrimSpace(in.Login), in.Password)
	if errors.Is(err, store.ErrWrongLogin) {
		return v.loginAgain(in.Login, http.StatusUnauthorized, "wrong-login")
	}
	if err != nil {
		return err
	}
	token, x, err := v.s.Accounts.StartSession(ctx, person, v.session)
	if err != nil {
		return err
	}
	v.setCookie(v.cookieName(), token, 0)
	v.session, v.csrf, v.once = token, x.CSRF, x.MustChange
	if err := v.become(person); err != nil {
		return err
	}
	if v.wantsJSON() {
		return v.JSON(http.StatusOK, loggedIn{*v.who, x.CSRF, x.MustChange})
	}
	if path := v.FormValue("kept-path"); path != "" && !v.once {
		return v.handBack(path)
	}
	return v.goTo(within(v.FormValue("next")))
}

func (v *visit) loginAgain(name string, code int, key string) error {
	wrong := v.words.T("trouble." + key)
	if v.wantsJSON() {
		return v.JSON(code, refused{Code: key, Message: wrong})
	}
	p := pages.Login{Name: name, Next: v.FormValue("next"), Wrong: wrong, Path: v.FormValue("kept-path"), Kept: v.kept()}
	return v.show(code, v.words.T("login.title"), p, pages.LoginPage(p))
}

// kept reads the form that waited behind the login.
func (v *visit) kept() []pages.KeptField {
	values := map[string][]string{}
	for name, all := range v.Request().PostForm {
		if rest, ok := strings.CutPrefix(name, "kept."); ok {
			values[rest] = all
		}
	}
	return pages.Keep(values)
}

// handBack gives the form back that arrived after its session was over: its maker looks at it and sends it again.
func (v *visit) handBack(path string) error {
	k := pages.Kept{Title: v.words.T("kept.title"), Text: v.words.T("kept.text"), Path: within(path), Fields: v.kept()}
	return v.show(http.StatusOK, k.Title, k, pages.KeptPage(k))
}

// logout ends the session.
func logout(v *visit) error {
	if v.session != "" {
		if err := v.s.Accounts.EndSession(v.Request().Context(), v.session); err != nil {
			return err
		}
		v.s.hub.end(v.session)
	}
	v.setCookie(v.cookieName(), "", 0)
	return v.done("/login")
}

// chooseLanguage remembers the language of the pages in this browser.
func chooseLanguage(v *visit) error {
	lang := v.FormValue("language")
	if locales.In(lang).Lang != lang {
		return problem{http.StatusBadRequest, "bad-request"}
	}
	v.setCookie("language", lang, 365*24*60*60*1e9)
	return v.done(within(v.FormValue("back")))
}

// within keeps a way back inside the portal.
func within(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n") || path == "/login" {
		return "/"
	}
	return path
}
