package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// showClosing is the closure desk with the first closure of the queue open.
func showClosing(v *visit) error {
	queue, err := v.closureQueue()
	if err != nil {
		return err
	}
	p := pages.Closing{Queue: queue}
	if move := v.QueryParam("done"); v.words.Has("move." + move) {
		p.Answer = &pages.Answer{Text: v.words.T("case.done", "Move", v.words.First("line."+move, "move."+move)), Link: &pages.Link{Path: pages.CasePath(v.QueryParam("no")), Text: v.QueryParam("no")}}
	}
	if len(queue) > 0 && !v.wantsJSON() {
		page, err := v.s.Reader.CasePage(v.Request().Context(), v.viewer, queue[0].No)
		if err != nil {
			return err
		}
		if p.Case, err = v.closure(page, queue, nil); err != nil {
			return err
		}
	}
	return v.show(http.StatusOK, v.words.T("closing.title"), p, pages.ClosingPage(p))
}

// showClosure is the closure desk with one closure open.
func showClosure(v *visit) error {
	page, err := v.s.Reader.CasePage(v.Request().Context(), v.viewer, v.Param("no"))
	if err != nil {
		return err
	}
	return v.closingPage(page, nil, http.StatusOK, nil)
}

// closingAgain draws the desk with a decision that was not taken.
func (v *visit) closingAgain(page store.CasePage, f *filled, code int, first *store.Decided) error {
	a, _ := v.notDone(f, first, page.Head.Stage == petition.Closing)
	return v.closingPage(page, f, code, a)
}

func (v *visit) closingPage(page store.CasePage, f *filled, code int, a *pages.Answer) error {
	if page.Leave.Sight != casework.Full || page.Head.Stage != petition.Closing && f == nil {
		return casework.Refuse(casework.NotFound)
	}
	queue, err := v.closureQueue()
	if err != nil {
		return err
	}
	p := pages.Closing{Queue: queue, Answer: a}
	if p.Case, err = v.closure(page, queue, f); err != nil {
		return err
	}
	return v.show(code, v.words.T("closing.title"), p, pages.ClosingPage(p))
}

func (v *visit) closureQueue() ([]pages.Row, error) {
	l, err := v.s.Reader.ClosureQueue(v.Request().Context(), v.viewer, "", 100)
	if err != nil {
		return nil, err
	}
	rows := []pages.Row{}
	for _, t := range l.Tasks {
		r := v.row(t.CaseRow)
		d := v.due(t.Due)
		r.Due, r.Path = &d, "/closing/"+t.No
		rows = append(rows, r)
	}
	return rows, nil
}

// closure lays a proposed closure out: who proposed what, the checklist, and the decision open to the reader.
func (v *visit) closure(p store.CasePage, queue []pages.Row, f *filled) (*pages.Closure, error) {
	var x petition.Facts
	if err := json.Unmarshal(p.Facts, &x); err != nil {
		return nil, fmt.Errorf("facts of %s: %w", p.Head.No, err)
	}
	n := v.dir()
	c := &pages.Closure{Seq: p.Head.Seq, Row: v.row(store.CaseRow{No: p.Head.No, Title: p.Title, Unit: p.Head.Unit, Stage: p.Head.Stage, Track: p.Traits["track"],
		Leader: x.Leader, Handler: x.Handler, Opened: p.Head.Opened, Entered: p.Head.Entered}), At: x.Closure.Proposed, Files: v.files(p.Head.No, p.Files)}
	if x.Closure.Claimed != "" {
		c.Outcome = v.words.T("option.outcome." + x.Closure.Claimed)
	}
	if l, ok := last(p, "propose-closure"); ok {
		c.By, c.ByFor, c.Note = n.person(l.Actor.ID, v.words.Lang), n.name(l.Actor.For, v.words), l.Fields["note"]
	}
	for _, l := range p.Timeline {
		if l.Move == "return-closure" {
			c.Returned++
		}
	}
	c.Place = 1 + slices.IndexFunc(queue, func(r pages.Row) bool { return r.No == c.No })
	if c.Place > 0 && len(queue) > 1 {
		c.NextNo = queue[c.Place%len(queue)].No
	}
	c.Checks = v.checks(p, x)
	v.decisions(c, p, x, f)
	return c, nil
}

// decisions offers the call, the approval and the return, as far as the table does; an approver who is not independent is told why.
func (v *visit) decisions(c *pages.Closure, p store.CasePage, x petition.Facts, f *filled) {
	ch := v.choices(nil, c.Files, nil)
	for _, o := range p.Offers {
		if o.Blocked != nil && o.Blocked.Code == "not-independent" {
			for _, i := range v.items(o.Blocked, o.Move.Name) {
				if !slices.Contains(c.Against, i.Message) {
					c.Against = append(c.Against, i.Message)
				}
			}
		}
		form := v.form(o.Move, pages.CasePath(c.No)+"/"+o.Move.Name, c.Seq, ch, v.prefilled(o.Move.Name, p, x), f)
		form.Then = "closing"
		if o.Blocked != nil {
			continue
		}
		switch o.Move.Name {
		case "record-phone-check":
			form.Open = form.Open || !x.Closure.Called
			c.Call = &form
		case "approve-closure":
			form.Open = true
			c.Approve = &form
		case "return-closure":
			c.Return = &form
		}
	}
	if !slices.ContainsFunc(p.Offers, func(o casework.Offer) bool { return o.Move.Name == "approve-closure" }) {
		c.Against = append(c.Against, v.words.T("closing.notapprover"))
	}
	if c.Return != nil && c.Approve == nil && x.Closure.Called {
		c.Return.Open = true
	}
}

// checks is the checklist with what stands behind each item.
func (v *visit) checks(p store.CasePage, x petition.Facts) []pages.Check {
	var all []pages.Check
	for _, k := range petition.Checklist(x) {
		c := pages.Check{Key: k.Key, Text: v.words.T("item." + k.Key), Holds: k.Holds, Steps: k.Args}
		if !k.Holds {
			c.Say, c.Who = v.words.T("closing.would."+k.Key), v.madeGoodBy(k.Key, x)
		} else {
			c.Say = v.stands(k.Key, x)
			c.Files = v.proofs(k.Key, p)
		}
		all = append(all, c)
	}
	return all
}

// madeGoodBy names who can make good what is missing.
func (v *visit) madeGoodBy(key string, x petition.Facts) string {
	who := orSelf(x.Leader, x.Handler)
	if key == "opinion-delivered" {
		who = orSelf(x.Handler, x.Leader)
	}
	if key == "petitioner-called" {
		who = v.viewer.ID
	}
	return v.dir().name(who, v.words)
}

// stands says what is there for an item that holds.
func (v *visit) stands(key string, x petition.Facts) string {
	w, zone := v.words, v.s.Terms.Zone()
	now := v.now.In(zone)
	switch key {
	case "opinion-signed":
		if x.Opinion.Imported {
			return w.T("closing.has.imported")
		}
		return w.T("closing.has.signed", "No", x.Opinion.No, "Day", w.Day(x.Opinion.Signed.In(zone), now))
	case "opinion-delivered":
		return w.T("closing.has.delivered", "How", w.Or("option.how."+x.Opinion.How, x.Opinion.How), "Day", w.Day(x.Opinion.Delivered.In(zone), now))
	case "granted-claims-carried-out":
		return w.T("closing.has.claims", "N", x.Opinion.Granted, "All", x.Opinion.Claims)
	case "steps-done":
		done, dropped, promised := countSteps(x.Steps)
		return w.T("closing.has.steps", "Done", done, "Dropped", dropped, "Promised", promised)
	case "petitioner-called":
		if !x.Closure.Called {
			return w.T("closing.has.unreached", "N", x.Closure.Unreached)
		}
		return w.T("closing.has.called")
	}
	return w.T("closing.has.checked", "At", w.Minute(now, now))
}

func countSteps(steps []petition.Step) (done, dropped, promised int) {
	for _, s := range steps {
		switch {
		case s.State == "done":
			done++
		case s.State == "dropped":
			dropped++
		case s.Promise:
			promised++
		}
	}
	return done, dropped, promised
}

// proofs lists the files behind an item.
func (v *visit) proofs(key string, p store.CasePage) []pages.File {
	moves := map[string][]string{"opinion-delivered": {"record-delivery"}, "steps-done": {"complete-step"}}[key]
	var ids []string
	for _, l := range p.Timeline {
		if slices.Contains(moves, l.Move) {
			ids = append(ids, l.Fields.List("files")...)
		}
	}
	var all []pages.File
	for _, f := range p.Files {
		if slices.Contains(ids, f.ID) {
			all = append(all, v.file(p.Head.No, f))
		}
	}
	return all
}
