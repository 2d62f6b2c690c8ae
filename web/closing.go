package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// queueRows is how many closures the desk shows at once, elsewhereRows how many it names that others decide on.
const (
	queueRows     = 100
	elsewhereRows = 10
)

// showClosing is the closure desk with the first closure of the queue open.
func showClosing(v *visit) error {
	p, err := v.closingDesk(v.QueryParam("after"))
	if err != nil {
		return err
	}
	if len(p.Queue) > 0 && !v.wantsJSON() {
		page, err := v.s.Reader.CasePage(v.Request().Context(), v.viewer, p.Queue[0].No)
		if err != nil {
			return err
		}
		if p.Case, err = v.closure(page, p.Queue, nil); err != nil {
			return err
		}
	}
	return v.showDesk(http.StatusOK, p)
}

// showClosure is the closure desk with one closure open. One that was decided meanwhile is answered with who decided, and when.
func showClosure(v *visit) error {
	page, err := v.s.Reader.CasePage(v.Request().Context(), v.viewer, v.Param("no"))
	if err != nil {
		return err
	}
	if page.Leave.Sight == casework.Full && page.Head.Stage != petition.Closing {
		if l, ok := last(page, "approve-closure", "return-closure"); ok {
			return v.alreadyDecided(page, l)
		}
	}
	return v.closingPage(page, nil, http.StatusOK, nil)
}

// alreadyDecided is the desk without that closure: somebody decided on it.
func (v *visit) alreadyDecided(page store.CasePage, l store.Line) error {
	if v.wantsJSON() {
		return v.fail(&store.Overtaken{Refusal: casework.Refuse(casework.Stale), Decided: store.Decided{By: l.Actor.ID, Move: l.Move, At: l.At, Seq: l.Seq}})
	}
	p, err := v.closingDesk("")
	if err != nil {
		return err
	}
	p.Answer = &pages.Answer{Bad: true, Text: v.words.T("closing.already", "No", page.Head.No, "Name", v.dir().name(l.Actor.ID, v.words),
		"At", v.words.Minute(l.At.In(v.s.Terms.Zone()), v.now.In(v.s.Terms.Zone())), "Move", v.words.First("line."+l.Move, "move."+l.Move)),
		Link: &pages.Link{Path: linePath(page.Head.No, l.Seq), Text: v.words.T("time.line", "N", l.Seq)}}
	return v.showDesk(http.StatusOK, p)
}

// closingAgain draws the desk with a decision that was not taken.
func (v *visit) closingAgain(page store.CasePage, f *filled, code int, first *store.Decided) error {
	a, _ := v.notDone(f, first, page.Head.Stage == petition.Closing)
	if a != nil && a.Link != nil {
		a.Link.Path = linePath(page.Head.No, first.Seq)
	}
	return v.closingPage(page, f, code, a)
}

func (v *visit) closingPage(page store.CasePage, f *filled, code int, a *pages.Answer) error {
	if page.Leave.Sight != casework.Full || page.Head.Stage != petition.Closing && f == nil {
		return casework.Refuse(casework.NotFound)
	}
	p, err := v.closingDesk("")
	if err != nil {
		return err
	}
	if a != nil {
		p.Answer = a
	}
	if p.Case, err = v.closure(page, p.Queue, f); err != nil {
		return err
	}
	return v.showDesk(code, p)
}

// showDesk answers with the desk. It is the one page with a script of its own: the keys that it names.
func (v *visit) showDesk(code int, p pages.Closing) error {
	v.Response().Header().Set("Content-Security-Policy", policy+"; script-src 'self'")
	return v.show(code, v.words.T("closing.title"), p, pages.ClosingPage(p))
}

// closingDesk is the queue, what others decide on, and what the reader just did.
func (v *visit) closingDesk(after string) (pages.Closing, error) {
	l, err := v.s.Reader.ClosureQueue(v.Request().Context(), v.viewer, after, queueRows)
	if err != nil {
		return pages.Closing{}, err
	}
	if after != "" { // the first page counts for all
		first, err := v.s.Reader.ClosureQueue(v.Request().Context(), v.viewer, "", 1)
		if err != nil {
			return pages.Closing{}, err
		}
		l.Count = first.Count
	}
	p := pages.Closing{Queue: []pages.Waiting{}, Count: l.Count, Many: l.Count >= store.MostCounted, Next: nextPage("/closing", v.QueryParams(), l.Next), Answer: v.justDecided()}
	for _, t := range l.Tasks {
		w, err := v.waiting(t)
		if err != nil {
			return pages.Closing{}, err
		}
		if w.Missing == 0 {
			p.Complete++
		}
		if !w.Due.At.After(v.now) {
			p.Late++
		}
		p.Queue = append(p.Queue, w)
	}
	p.Elsewhere, err = v.elsewhere(p.Queue)
	return p, err
}

func (v *visit) waiting(t store.ClosureTask) (pages.Waiting, error) {
	var x petition.Facts
	if err := json.Unmarshal(t.Facts, &x); err != nil {
		return pages.Waiting{}, fmt.Errorf("facts of %s: %w", t.No, err)
	}
	d := v.due(t.Due)
	w := pages.Waiting{Row: v.row(t.CaseRow), Proposed: x.Closure.Proposed, Age: v.age(x)}
	w.Due, w.Path = &d, pages.ClosingPath(t.No)
	for _, k := range petition.Checklist(x) {
		if !k.Holds {
			w.Missing++
		}
	}
	return w, nil
}

// age is how many days ago the petition was received, which an import knows better than the record.
func (v *visit) age(x petition.Facts) int {
	zone := v.s.Terms.Zone()
	return max(0, pages.DaysBetween(x.Received.In(zone), v.now.In(zone)))
}

// elsewhere names the closures the reader sees and does not decide on.
func (v *visit) elsewhere(queue []pages.Waiting) ([]pages.Row, error) {
	l, err := v.s.Reader.Cases(v.Request().Context(), v.viewer, store.Filter{Stage: petition.Closing, Limit: 2 * queueRows})
	if err != nil {
		return nil, err
	}
	rows := []pages.Row{}
	for _, r := range l.Rows {
		if !slices.ContainsFunc(queue, func(w pages.Waiting) bool { return w.No == r.No }) && len(rows) < elsewhereRows {
			rows = append(rows, v.row(r))
		}
	}
	return rows, nil
}

// justDecided says what the reader just did, to which case.
func (v *visit) justDecided() *pages.Answer {
	move, no := v.QueryParam("done"), v.QueryParam("no")
	if !v.words.Has("move."+move) || !caseNumber.MatchString(no) || v.wantsJSON() {
		return nil
	}
	return &pages.Answer{Text: v.words.T("case.done", "Move", v.words.First("line."+move, "move."+move)), Link: &pages.Link{Path: pages.CasePath(no), Text: no}}
}

// caseNumber is what a case's number looks like.
var caseNumber = regexp.MustCompile(`^[A-Z]{1,3}-\d{4}-\d{4,9}$`)

// onClosureDesk reports whether a form came from the closure desk.
func onClosureDesk(then string) bool { return then == "closing" || strings.HasPrefix(then, "closing/") }

// afterDecision is where a form of the desk leads: a call back to its closure, a decision on to the next one. A decision
// names the top of the page: a browser would else carry the place of the form over, past what was recorded and past the
// title of the next closure, to its button.
func afterDecision(then, move, no string) string {
	q := "?" + url.Values{"done": {move}, "no": {no}}.Encode()
	if move != "approve-closure" && move != "return-closure" {
		return pages.ClosingPath(no) + q + "#dec"
	}
	if next := strings.TrimPrefix(then, "closing/"); caseNumber.MatchString(next) && next != no {
		return pages.ClosingPath(next) + q + "#top"
	}
	return "/closing" + q + "#top"
}
