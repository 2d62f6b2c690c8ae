package web

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// startable are the moves whose form may begin with a template, and the kind of it.
var startable = map[string]string{"submit-plan": "plan", "draft-opinion": "opinion"}

// caseEarlier adds earlier cases to learn from.
func (v *visit) caseEarlier(c *pages.Case, p store.CasePage, x petition.Facts) error {
	if p.Parties.Sealed {
		return nil // whoever reads a sealed case compares it with nothing
	}
	all, err := v.s.Reader.Similar(v.Request().Context(), v.viewer, p.Head.No, x.Category, p.Title)
	for _, e := range all {
		c.Earlier = append(c.Earlier, pages.Earlier{No: e.No, Title: e.Title, Unit: v.dir().unit(e.Unit, v.words.Lang), Result: e.Result, Opened: e.Opened,
			Days: max(1, pages.DaysBetween(e.Opened, e.Ended)), Steps: e.Steps, Opinion: e.Opinion})
	}
	return err
}

// caseStarts puts above the forms of a plan and an opinion what they may begin with: templates of the category, general
// ones, and what an earlier case did.
func (v *visit) caseStarts(c *pages.Case) error {
	for _, forms := range [][]pages.Form{c.Moves, c.More} {
		for i := range forms {
			kind, ok := startable[forms[i].Move]
			if !ok {
				continue
			}
			all, err := v.s.Reader.Templates(v.Request().Context(), kind)
			if err != nil {
				return err
			}
			for _, t := range all {
				if !t.Ended && (t.Category == "" || t.Category == c.Category) {
					forms[i].Starts = append(forms[i].Starts, startLink(c.No, forms[i].Move, t.ID, t.Title))
				}
			}
			for _, e := range c.Earlier {
				if kind == "plan" && e.Steps > 0 || kind == "opinion" && e.Opinion != "" {
					forms[i].Starts = append(forms[i].Starts, startLink(c.No, forms[i].Move, e.No, v.words.T("start.like", "No", e.No, "Title", e.Title)))
				}
			}
		}
	}
	return nil
}

func startLink(no, move, from, text string) pages.Link {
	return pages.Link{Path: pages.CasePath(no) + "?do=" + move + "&start=" + from + "#" + move, Text: text}
}

// started is what a form begins with when ?start= names a template, or an earlier case that the reader may see; nil else.
func (v *visit) started(move string) casework.Fields {
	from := v.QueryParam("start")
	if from == "" || v.QueryParam("do") != move || startable[move] == "" {
		return nil
	}
	ctx := v.Request().Context()
	if all, err := v.s.Reader.TemplateVersions(ctx, from); err == nil && len(all) > 0 && all[0].Kind == startable[move] && !all[0].Ended {
		return v.fromTemplate(all[0])
	}
	p, err := v.s.Reader.CasePage(ctx, v.viewer, from)
	if err != nil || p.Leave.Sight != casework.Full {
		return nil
	}
	if move == "submit-plan" {
		return v.fromPlan(p)
	}
	f := casework.Fields{}
	if l, ok := last(p, move); ok {
		for _, name := range []string{"reasons", "basis", "rights-notice"} { // the facts and the claims are each case's own
			f[name] = l.Fields[name]
		}
	}
	return f
}

// fromTemplate fills a form with a template; days become dates, counted from today.
func (v *visit) fromTemplate(t store.Template) casework.Fields {
	f := casework.Fields{}
	for name, text := range t.Fields {
		if rest, ok := strings.CutSuffix(name, ".days"); ok {
			if n, err := strconv.Atoi(text); err == nil {
				f[rest+".due"] = v.inDays(n)
			}
			continue
		}
		f[name] = text
	}
	return f
}

// fromPlan takes another case's steps without their owners, each as many days ahead as it had.
func (v *visit) fromPlan(p store.CasePage) casework.Fields {
	var x petition.Facts
	if json.Unmarshal(p.Facts, &x) != nil {
		return nil
	}
	f := casework.Fields{}
	steps := slices.DeleteFunc(slices.Clone(x.Steps), func(s petition.Step) bool { return s.State == "dropped" })
	for i, s := range steps {
		row := func(col, text string) { f[casework.RowField("steps", i, col)] = text }
		row("title", s.Title)
		row("kind", s.Kind)
		row("proof", s.Proof)
		row("due", v.inDays(max(1, pages.DaysBetween(s.From, s.Till)-1)))
		if s.Promise {
			row("promise", "yes")
		}
	}
	return f
}

// inDays is the working day on which a number of days from today have passed.
func (v *visit) inDays(n int) string {
	day := v.now.In(v.s.Terms.Zone()).AddDate(0, 0, n-1)
	return v.s.Terms.WorkingDays(day, 1).At.Add(-time.Second).In(v.s.Terms.Zone()).Format(time.DateOnly)
}

// proposedNumber is the next number of the unit of whoever signs.
func (v *visit) proposedNumber(p store.CasePage) casework.Fields {
	person := v.viewer.ID
	if other := p.Leave.For[petition.UnitHead]; other != "" {
		person = other
	}
	next, err := v.s.Reader.NextNumber(v.Request().Context(), person, v.now.In(v.s.Terms.Zone()).Year())
	if err != nil || next == "" {
		return nil
	}
	return casework.Fields{"number": next}
}
