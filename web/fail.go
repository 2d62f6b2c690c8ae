package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

// problem is a no that has nothing to do with a case: a code with its status.
type problem struct {
	Status int
	Code   string
}

func (p problem) Error() string { return p.Code }

// refused is how a program is told no.
type refused struct {
	Code    string      `json:"code"`
	Message string      `json:"message"`
	Items   []item      `json:"items,omitempty"`
	Decided *decidedBy  `json:"decided,omitempty"` // who was first
	Page    *pages.Case `json:"case,omitempty"`
}

type item struct {
	Key     string   `json:"key"`
	Message string   `json:"message"`
	Field   string   `json:"field,omitempty"`
	Args    []string `json:"args,omitempty"`
}

type decidedBy struct {
	By   string    `json:"by"`
	Name string    `json:"name"`
	Move string    `json:"move"`
	At   time.Time `json:"at"`
	Seq  int64     `json:"seq"`
}

// status is the one place that maps what went wrong to an answer.
func status(err error) (int, string) {
	if p, ok := errors.AsType[problem](err); ok {
		return p.Status, p.Code
	}
	if _, ok := errors.AsType[*store.Overtaken](err); ok {
		return http.StatusConflict, "stale"
	}
	if _, ok := errors.AsType[*store.Taken](err); ok {
		return http.StatusConflict, "action-taken"
	}
	if r := casework.Refused(err); r != nil {
		switch r.Code {
		case casework.NotFound:
			return http.StatusNotFound, r.Code
		case casework.Stale, casework.WrongStage:
			return http.StatusConflict, r.Code
		default:
			return http.StatusUnprocessableEntity, r.Code
		}
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge, "too-large"
	}
	switch {
	case errors.Is(err, store.ErrNoCase):
		return http.StatusNotFound, casework.NotFound
	case errors.Is(err, store.ErrUnavailable), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return http.StatusServiceUnavailable, "unavailable"
	}
	return http.StatusInternalServerError, "broken"
}

// fail answers an error: a page with the way on, or {code, message, items}. A form that met a record out of reach comes
// back ready to be sent again, with the same action id, which cannot act twice.
func (v *visit) fail(err error) error {
	code, key := status(err)
	if code == http.StatusInternalServerError {
		v.s.Log.Error("page", "path", v.Path(), "request", v.Response().Header().Get("X-Request-Id"), "err", err)
	}
	if code == http.StatusServiceUnavailable {
		v.s.Log.Warn("record out of reach", "path", v.Path(), "err", err)
		v.Response().Header().Set("Retry-After", "5")
	}
	if v.wantsJSON() {
		return v.JSON(code, v.refusal(err))
	}
	if code == http.StatusServiceUnavailable && v.Request().Method == http.MethodPost {
		return v.keep(code)
	}
	t := pages.Trouble{Status: code, Code: key, Title: v.words.First("trouble."+key+".title", "trouble.refused.title"), Back: "/"}
	t.Text = v.words.First("trouble."+key, "refusal."+key, "trouble.broken")
	for _, i := range v.items(casework.Refused(err), "") {
		t.Items = append(t.Items, i.Message)
	}
	return v.show(code, t.Title, t, pages.TroublePage(t))
}

// keep answers a form that could not be handed in with the form itself.
func (v *visit) keep(code int) error {
	_ = v.Request().ParseForm()
	k := pages.Kept{Title: v.words.T("trouble.unavailable.title"), Text: v.words.T("trouble.unavailable"), Path: v.Request().URL.Path, Fields: pages.Keep(v.Request().PostForm)}
	return v.show(code, k.Title, k, pages.KeptPage(k))
}

// refusal is the JSON of a no.
func (v *visit) refusal(err error) refused {
	_, key := status(err)
	r := refused{Code: key, Message: v.words.First("trouble."+key, "refusal."+key, "trouble.broken")}
	if no := casework.Refused(err); no != nil && no.Code != casework.NotFound { // what is hidden is told apart from what is not there by nothing
		r.Code, r.Message = no.Code, v.words.First("refusal."+no.Code, "trouble."+no.Code, "trouble.refused")
		r.Items = v.items(no, "")
	}
	if o, ok := errors.AsType[*store.Overtaken](err); ok {
		d := o.Decided
		r.Decided = &decidedBy{By: d.By, Name: d.By, Move: d.Move, At: d.At, Seq: d.Seq}
		r.Decided.Name = v.dir().name(d.By, v.words)
		r.Message = v.overtaken(o.Decided)
	}
	return r
}

// overtaken says who decided what, and when.
func (v *visit) overtaken(d store.Decided) string {
	at := d.At.In(v.s.Terms.Zone())
	return v.words.T("refusal.overtaken", "Name", v.dir().name(d.By, v.words), "Move", v.words.First("line."+d.Move, "move."+d.Move, "entry.other"), "At", v.words.Minute(at, v.now.In(v.s.Terms.Zone())))
}

// signIn asks for the login: a page for a person, a no for a program. A form that arrives after its session was over is
// kept and comes back after the login.
func (v *visit) signIn() error {
	if v.wantsJSON() {
		return v.JSON(http.StatusUnauthorized, refused{Code: "signed-out", Message: v.words.T("trouble.signed-out")})
	}
	if v.Request().Method == http.MethodGet {
		next := v.Request().URL.RequestURI()
		if next == "/" {
			return v.goTo("/login")
		}
		return v.goTo("/login?next=" + url.QueryEscape(next))
	}
	if err := v.Request().ParseForm(); err != nil || len(v.Request().PostForm) == 0 {
		return v.goTo("/login")
	}
	p := pages.Login{Kept: pages.Keep(v.Request().PostForm), Path: v.Request().URL.Path}
	return v.show(http.StatusUnauthorized, v.words.T("login.title"), p, pages.LoginPage(p))
}
