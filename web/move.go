package web

import (
	"errors"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// act makes a move on a case: the one way in which anything is done. A second sending of the same form finds the first answer.
func act(v *visit) error {
	in, err := v.action()
	if err != nil {
		return err
	}
	if len(in.Action) < 8 || len(in.Action) > 200 { // before the case is looked for: the answer must not tell whether there is one
		return casework.Refuse(casework.Invalid, casework.Item{Key: "action", Field: "action"})
	}
	no, move := v.Param("no"), v.Param("move")
	id, err := v.s.Reader.CaseIDByNo(v.Request().Context(), no)
	if errors.Is(err, store.ErrNoCase) {
		id, err = store.NewAction(), nil // nobody's id: what is not there is refused on the same way, and as late, as what is hidden
	}
	if err != nil {
		return err
	}
	f := &filled{move: move, action: in.Action, typed: in.Fields, more: in.more}
	if in.more != "" {
		return v.askAgain(no, in, f, http.StatusOK, nil)
	}
	if err := v.keepUploads(no, move, f); err != nil {
		return v.refuse(no, in, f, err)
	}
	r, err := v.s.Desk.Act(v.Request().Context(), casework.Command{ID: in.Action, Case: id, Kind: petition.Process.Name, Move: move,
		Actor: casework.Actor{ID: v.viewer.ID}, Fields: f.typed, Seen: in.Seen})
	if err != nil {
		return v.refuse(no, in, f, err)
	}
	if v.wantsJSON() {
		return v.JSON(http.StatusOK, r)
	}
	if onClosureDesk(in.then) {
		return v.goTo(afterDecision(in.then, move, no))
	}
	return v.goTo(pages.CasePath(no) + "?done=" + move + "#top") // what was recorded, with the way to its line, and what is next
}

// keepUploads keeps the files that came with a form and puts their ids beside those that were chosen.
func (v *visit) keepUploads(no, move string, f *filled) error {
	form := v.Request().MultipartForm
	m, ok := moveNamed(v.s.Moves, move)
	if form == nil || !ok || v.s.Files == nil {
		return nil
	}
	for _, d := range m.Form {
		if d.Kind != casework.Files {
			continue
		}
		ids := f.typed.List(d.Name)
		for _, h := range form.File[d.Name+".new"] {
			if h.Size == 0 {
				continue
			}
			id, err := v.keepOne(no, h)
			if err != nil {
				return fieldError(d.Name, err)
			}
			ids = append(ids, id)
		}
		f.typed[d.Name] = strings.Join(ids, ",")
	}
	return nil
}

func (v *visit) keepOne(no string, h *multipart.FileHeader) (id string, err error) {
	if h.Size > maxFile {
		return "", casework.Refuse(casework.Invalid, casework.Item{Key: "file-too-large"})
	}
	content, err := h.Open()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	row, err := v.s.Files.KeepFile(v.Request().Context(), v.viewer, no, h.Filename, content)
	return row.ID, err
}

// fieldError puts a refusal about a file beside its field.
func fieldError(name string, err error) error {
	r := casework.Refused(err)
	if r == nil {
		return err
	}
	out := casework.Refuse(r.Code, slices.Clone(r.Items)...)
	for i := range out.Items {
		out.Items[i].Field = name
	}
	return out
}

// refuse answers a move that was not made: the page again, with what was typed and what stands against it.
func (v *visit) refuse(no string, in asked, f *filled, err error) error {
	code, _ := status(err)
	refusal := casework.Refused(err)
	if v.wantsJSON() || refusal == nil || refusal.Code == casework.NotFound {
		return v.fail(err)
	}
	f.refusal = refusal
	var first *store.Decided
	if o, ok := errors.AsType[*store.Overtaken](err); ok {
		first = &o.Decided
	}
	f.action = store.NewAction() // what was refused was not done: the next sending is a new action
	return v.askAgain(no, in, f, code, first)
}

// askAgain draws the page a form came from, with the form as it was filled in. Where the move is not offered any more, its
// words stand beside the answer, so that they are not lost.
func (v *visit) askAgain(no string, in asked, f *filled, code int, first *store.Decided) error {
	p, err := v.s.Reader.CasePage(v.Request().Context(), v.viewer, no)
	if err != nil {
		return err
	}
	if onClosureDesk(in.then) && approvers.admits(v.viewer.Offices) {
		return v.closingAgain(p, f, code, first)
	}
	c, err := v.caseView(p, f, false)
	if err != nil {
		return err
	}
	c.Answer, c.Typed = v.notDone(f, first, offered(c, f.move))
	return v.show(code, c.Title+" · "+c.No, c, pages.CasePage(c))
}

func offered(c pages.Case, move string) bool {
	is := func(f pages.Form) bool { return f.Move == move }
	return slices.ContainsFunc(c.Moves, is) || slices.ContainsFunc(c.More, is)
}

// notDone says why nothing was done: who was first, or what the refusal says when its form is gone.
func (v *visit) notDone(f *filled, first *store.Decided, offered bool) (*pages.Answer, []pages.Typed) {
	if f.refusal == nil || offered && first == nil {
		return nil, nil
	}
	a := &pages.Answer{Bad: true, Text: v.words.First("refusal."+f.refusal.Code, "trouble.refused")}
	if first != nil {
		a.Text = v.overtaken(*first)
		a.Link = &pages.Link{Path: "#line-" + itoa(int(first.Seq)), Text: v.words.T("time.line", "N", first.Seq)}
	}
	if offered {
		return a, nil
	}
	var typed []pages.Typed
	t := teller{v: v}
	for _, p := range t.parts(f.move, f.typed) {
		typed = append(typed, pages.Typed{Label: p.Label, Value: p.Text})
	}
	return a, typed
}
