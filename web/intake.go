package web

import (
	"net/http"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/web/pages"
)

// showIntake lists what awaits a decision, the earliest date first.
func showIntake(v *visit) error {
	l, err := v.s.Reader.Awaiting(v.Request().Context(), v.viewer, v.QueryParam("after"), pageRows)
	if err != nil {
		return err
	}
	p := pages.Intake{Rows: []pages.Row{}, MayRegister: true, Count: l.Count, Next: nextPage("/intake", nil, l.Next)}
	for _, t := range l.Tasks {
		row := v.row(t.CaseRow)
		d := v.due(t.Due)
		row.Due = &d
		p.Rows = append(p.Rows, row)
	}
	return v.show(http.StatusOK, v.words.T("intake.title"), p, pages.IntakePage(p))
}

// showRegister is the form that opens a petition.
func showRegister(v *visit) error { return v.registerForm(http.StatusOK, nil) }

func (v *visit) registerForm(code int, f *filled) error {
	m, _ := moveNamed(v.s.Moves, "register")
	today := v.now.In(v.s.Terms.Zone()).Format(time.DateOnly)
	p := pages.Register{Form: v.form(m, "/petitions", 0, v.choices(nil, nil, nil), casework.Fields{"received": today}, f)}
	p.Form.Open = true
	return v.show(code, v.words.T("move.register"), p, pages.RegisterPage(p))
}

// register opens a petition from a letter, a visit, a call or the net.
func register(v *visit) error {
	in, err := v.action()
	if err != nil {
		return err
	}
	f := &filled{move: "register", action: in.Action, typed: in.Fields, more: in.more}
	if in.more != "" {
		return v.registerForm(http.StatusOK, f)
	}
	r, err := v.s.Desk.Act(v.Request().Context(), casework.Command{ID: in.Action, Kind: petition.Process.Name, Move: "register",
		Actor: casework.Actor{ID: v.viewer.ID}, Fields: in.Fields})
	if refusal := casework.Refused(err); refusal != nil && !v.wantsJSON() {
		code, _ := status(err)
		f.refusal = refusal
		return v.registerForm(code, f)
	}
	if err != nil {
		return err
	}
	if v.wantsJSON() {
		return v.JSON(http.StatusCreated, r)
	}
	return v.goTo(pages.CasePath(r.No) + "?done=register")
}
