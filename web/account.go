package web

import (
	"net/http"
	"strconv"
	"time"

	"followthrough/casework"
	"followthrough/web/pages"
)

// showAccount is the reader's own account.
func showAccount(v *visit) error {
	return v.accountPage(http.StatusOK, func(p *pages.Account) {
		if key := v.QueryParam("done"); v.words.Has("account.done." + key) {
			p.Done = v.words.T("account.done." + key)
		}
	})
}

func (v *visit) accountPage(code int, with func(*pages.Account)) error {
	tokens, err := v.s.Accounts.Tokens(v.Request().Context(), v.viewer.ID)
	if err != nil {
		return err
	}
	p := pages.Account{Who: *v.who, Login: v.dir().officers[v.viewer.ID].Login, Offices: v.officeNames(v.viewer.Offices), Tokens: []pages.Token{}}
	for _, t := range tokens {
		p.Tokens = append(p.Tokens, pages.Token{ID: t.ID, Name: t.Name, Created: t.Created, Expires: t.Expires, Used: t.Used})
	}
	with(&p)
	return v.show(code, v.words.T("account.title"), p, pages.AccountPage(p))
}

func (v *visit) officeNames(offices []string) []string {
	var all []string
	for _, o := range offices {
		all = append(all, v.words.Or("office."+o, o))
	}
	return all
}

type newPassword struct {
	Old   string `json:"old"`
	Fresh string `json:"fresh"`
	Again string `json:"again"`
}

// changePassword asks for the old one first and ends every session but this one.
func changePassword(v *visit) error {
	var in newPassword
	if err := v.read(&in, func() { in = newPassword{v.FormValue("old"), v.FormValue("fresh"), v.FormValue("again")} }); err != nil {
		return err
	}
	ctx := v.Request().Context()
	if !v.s.door.admits("password/"+v.viewer.ID, v.now) {
		return v.notChanged(problem{http.StatusTooManyRequests, "too-many-tries"}, "old")
	}
	if !v.once { // who came in by a one-time password has just shown it, and it is used up
		login := v.dir().officers[v.viewer.ID].Login
		if who, err := v.s.Accounts.CheckPassword(ctx, login, in.Old); err != nil || who != v.viewer.ID {
			return v.notChanged(problem{http.StatusUnprocessableEntity, "wrong-password"}, "old")
		}
	}
	if in.Fresh != in.Again {
		return v.notChanged(problem{http.StatusUnprocessableEntity, "not-the-same"}, "again")
	}
	if err := v.s.Accounts.SetPassword(ctx, v.viewer.ID, in.Fresh); err != nil {
		return v.notChanged(err, "fresh")
	}
	if v.session != "" {
		token, _, err := v.s.Accounts.StartSession(ctx, v.viewer.ID, v.session)
		if err != nil {
			return err
		}
		v.setCookie(v.cookieName(), token, 0)
	}
	if v.once {
		return v.done("/")
	}
	return v.done("/account?done=password")
}

func (v *visit) notChanged(err error, field string) error {
	code, key := status(err)
	if v.wantsJSON() || code >= 500 {
		return v.fail(err)
	}
	text := v.words.First("trouble."+key, "refusal."+key)
	if items := v.items(casework.Refused(err), ""); len(items) > 0 {
		text = items[0].Message
	}
	if v.once {
		return v.choosePage(code, []pages.Wrong{{ID: field, Text: text}})
	}
	return v.accountPage(code, func(p *pages.Account) { p.Wrong = []pages.Wrong{{ID: field, Text: text}} })
}

type tokenWish struct {
	Name string `json:"name"`
	Days int    `json:"days"`
}

// newToken makes a personal access token and shows it once.
func newToken(v *visit) error {
	var in tokenWish
	err := v.read(&in, func() {
		in.Name = v.FormValue("name")
		in.Days, _ = strconv.Atoi(v.FormValue("days"))
	})
	if err != nil {
		return err
	}
	if v.token { // a token makes no further tokens
		return problem{http.StatusForbidden, "token-makes-none"}
	}
	in.Days = min(max(in.Days, 0), 1000) // more than any token lasts; what is too long is refused there
	secret, _, err := v.s.Accounts.CreateToken(v.Request().Context(), v.viewer.ID, in.Name, time.Duration(in.Days)*24*time.Hour)
	if err != nil {
		return v.notChanged(err, "name")
	}
	return v.accountPage(http.StatusOK, func(p *pages.Account) { p.Fresh = secret })
}

// endToken ends one of the reader's own tokens.
func endToken(v *visit) error {
	id, err := strconv.ParseInt(v.Param("id"), 10, 64)
	if err != nil {
		return casework.Refuse(casework.NotFound)
	}
	if err := v.s.Accounts.RevokeToken(v.Request().Context(), v.viewer.ID, id); err != nil {
		return err
	}
	return v.done("/account?done=token")
}

// endSessions ends every session of the reader, this one too.
func endSessions(v *visit) error {
	if err := v.s.Accounts.EndSessions(v.Request().Context(), v.viewer.ID); err != nil {
		return err
	}
	v.setCookie(v.cookieName(), "", 0)
	return v.done("/login")
}
