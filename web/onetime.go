package web

import (
	"net/http"

	"followthrough/web/pages"
)

// withOneTime reports whether the route opens to who came in by a one-time password and
// has yet to choose their own: only what needs no login, the choosing, and the way out.
func (r route) withOneTime() bool {
	return r.Who == anyone || r.Path == "/account/password" || r.Path == "/logout"
}

// chooseFirst sends whoever has yet to choose a password to where they choose it.
func (v *visit) chooseFirst() error {
	if v.wantsJSON() {
		return v.fail(problem{http.StatusForbidden, "choose-password"})
	}
	return v.goTo("/account/password")
}

// showChoosePassword is the one page that a one-time password opens; others choose a new
// password on their account's page.
func showChoosePassword(v *visit) error {
	if !v.once {
		return v.goTo("/account")
	}
	return v.choosePage(http.StatusOK, nil)
}

func (v *visit) choosePage(code int, wrong []pages.Wrong) error {
	p := pages.ChoosePassword{Who: *v.who, Login: v.dir().officers[v.viewer.ID].Login, Wrong: wrong}
	return v.show(code, v.words.T("choose.title"), p, pages.ChoosePasswordPage(p))
}
