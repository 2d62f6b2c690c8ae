package web

import (
	"net/http"
	"slices"

	"followthrough/store"
	"followthrough/web/pages"
)

// showCase is the page of one case; ?do= opens a move, ?all= shows the whole timeline.
func showCase(v *visit) error {
	p, err := v.s.Reader.CasePage(v.Request().Context(), v.viewer, v.Param("no"))
	if err != nil {
		return err
	}
	c, err := v.caseView(p, nil, v.QueryParam("all") != "" || v.wantsJSON())
	if err != nil {
		return err
	}
	c.Answer = v.justDone(p)
	return v.show(http.StatusOK, c.Title+" · "+c.No, c, pages.CasePage(c))
}

// justDone says at the head of the page what the reader just did; the line itself stands on the timeline.
func (v *visit) justDone(p store.CasePage) *pages.Answer {
	move := v.QueryParam("done")
	if !v.words.Has("move."+move) || v.wantsJSON() {
		return nil
	}
	a := &pages.Answer{Text: v.words.T("case.done", "Move", v.words.First("line."+move, "move."+move))}
	i := slices.IndexFunc(p.Timeline, func(l store.Line) bool { return l.Move == move && l.Actor.ID == v.viewer.ID && l.Seq == p.Head.Seq })
	if i >= 0 {
		a.Link = &pages.Link{Path: "#line-" + itoa(int(p.Head.Seq)), Text: v.words.T("time.line", "N", p.Head.Seq)}
	}
	return a
}

// reveal opens the petitioner's own data to who needs it for their work; the record notes each reading.
func reveal(v *visit) error {
	no := v.Param("no")
	fields, err := v.s.Reader.Reveal(v.Request().Context(), v.viewer, no)
	if err != nil {
		return err
	}
	p := pages.Petitioner{No: no, Parts: []pages.Part{}}
	if m, ok := moveNamed(v.s.Moves, "register"); ok {
		t := teller{v: v}
		p.Parts = append(p.Parts, t.parts("register", fields)...)
		_ = m
	}
	return v.show(http.StatusOK, v.words.T("petitioner.title"), p, pages.PetitionerPage(p))
}
