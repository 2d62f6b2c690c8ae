package web

import (
	"encoding/json"
	"fmt"
	"slices"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// closure lays a proposed closure out: who proposed what, the checklist, and the decision open to the reader.
func (v *visit) closure(p store.CasePage, queue []pages.Waiting, f *filled) (*pages.Closure, error) {
	var x petition.Facts
	if err := json.Unmarshal(p.Facts, &x); err != nil {
		return nil, fmt.Errorf("facts of %s: %w", p.Head.No, err)
	}
	n := v.dir()
	c := &pages.Closure{Seq: p.Head.Seq, Row: v.row(store.CaseRow{No: p.Head.No, Title: p.Title, Unit: p.Head.Unit, Stage: p.Head.Stage, Track: p.Traits["track"],
		Leader: x.Leader, Handler: x.Handler, Opened: p.Head.Opened, Entered: p.Head.Entered}), At: x.Closure.Proposed, Age: v.age(x), Files: v.files(p.Head.No, p.Files),
		Decided: p.Head.Stage != petition.Closing}
	if x.Closure.Claimed != "" {
		c.Outcome = v.words.T("option.outcome." + x.Closure.Claimed)
	}
	if l, ok := last(p, "propose-closure"); ok {
		c.By, c.ByFor, c.Note = n.person(l.Actor.ID, v.words.Lang), n.name(l.Actor.For, v.words), l.Fields["note"]
	}
	for _, l := range p.Timeline {
		if l.Move == "return-closure" {
			c.Returned = append([]pages.Return{{By: n.name(l.Actor.ID, v.words), At: l.At, Why: l.Fields["reason"]}}, c.Returned...)
		}
	}
	for _, d := range p.Dues {
		if d.Name == "decide-closure" {
			due := v.due(d)
			c.Due = &due
		}
	}
	v.neighbours(c, queue)
	c.Checks, c.Calls = v.checks(p, x), v.calls(p)
	v.decisions(c, p, x, f)
	return c, nil
}

// neighbours are the closures before and after this one; from the last one leads to the first.
func (v *visit) neighbours(c *pages.Closure, queue []pages.Waiting) {
	c.Place = 1 + slices.IndexFunc(queue, func(r pages.Waiting) bool { return r.No == c.No })
	switch n := len(queue); {
	case c.Place > 0 && n > 1:
		c.NextNo, c.PrevNo = queue[c.Place%n].No, queue[(c.Place+n-2)%n].No
	case c.Place == 0 && n > 0:
		c.NextNo = queue[0].No
	}
}

// decisions offers the call, the approval and the return, as far as the table does; an approver who is not independent is told why.
func (v *visit) decisions(c *pages.Closure, p store.CasePage, x petition.Facts, f *filled) {
	if c.Decided {
		return
	}
	ch := v.choices(nil, c.Files, nil).without(v.barred(p.Parties))
	for _, o := range p.Offers {
		if o.Blocked != nil && o.Blocked.Code == "not-independent" {
			for _, i := range v.items(o.Blocked, o.Move.Name) {
				if !slices.Contains(c.Against, i.Message) {
					c.Against = append(c.Against, i.Message)
				}
			}
		}
		if o.Blocked != nil {
			continue
		}
		form := v.form(o.Move, pages.CasePath(c.No)+"/"+o.Move.Name, c.Seq, ch, v.prefilled(o.Move.Name, p, x), f)
		form.Then = "closing/" + c.NextNo
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
		c := pages.Check{Key: k.Key, Text: v.words.T("item." + k.Key), Holds: k.Holds, Steps: k.Args, Proofs: v.proofs(k.Key, p), Files: v.proofFiles(k.Key, p)}
		if k.Holds {
			c.Say = v.stands(k.Key, x)
		} else {
			c.Say, c.Who = v.words.T("closing.would."+k.Key), v.madeGoodBy(k.Key, x)
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
		if len(x.Steps) == 0 {
			return w.T("closing.has.nosteps")
		}
		done, dropped, promised := countSteps(x.Steps)
		return w.T("closing.has.steps", "Done", done, "Dropped", dropped, "Promised", promised)
	case "petitioner-called":
		switch {
		case x.Closure.Called:
			return w.T("closing.has.called")
		case x.Anonymous:
			return w.T("closing.has.anonymous")
		}
		return w.T("closing.has.unreached", "N", x.Closure.Unreached)
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

// provedBy names the moves whose lines stand behind an item of the checklist.
var provedBy = map[string][]string{
	"opinion-signed": {"sign-opinion", "import"}, "opinion-delivered": {"record-delivery"},
	"granted-claims-carried-out": {"complete-step"}, "steps-done": {"complete-step", "drop-step"},
	"no-open-dispute": {"dispute", "answer-dispute"}, "petitioner-called": {"record-phone-check"},
}

// mostProofs is how many lines an item names; the newest ones.
const mostProofs = 6

// proofs are the lines of the timeline behind an item, in their order; those since the last return are marked.
func (v *visit) proofs(key string, p store.CasePage) []pages.Proof {
	returned, proposed := seqOf(p, "return-closure"), seqOf(p, "propose-closure")
	var all []pages.Proof
	for _, l := range p.Timeline {
		if !slices.Contains(provedBy[key], l.Move) || key == "petitioner-called" && l.Seq < proposed || l.Move == "import" && key == "opinion-signed" && l.To != petition.Replied {
			continue
		}
		text := v.words.First("line."+l.Move, "move."+l.Move)
		if no := l.Fields["step"]; no != "" {
			text += v.words.T("closing.ofstep", "N", no)
		}
		if verdict := l.Fields["verdict"]; verdict != "" {
			text = v.words.T("option.verdict." + verdict)
		}
		all = append(all, pages.Proof{Text: text, At: l.At, Path: linePath(p.Head.No, l.Seq), New: returned > 0 && l.Seq > returned})
	}
	return all[max(0, len(all)-mostProofs):]
}

func seqOf(p store.CasePage, move string) int64 {
	l, _ := last(p, move)
	return l.Seq
}

// calls are the telephone checks since the closure was proposed: what the petitioner said.
func (v *visit) calls(p store.CasePage) []pages.Part {
	var all []pages.Part
	proposed := seqOf(p, "propose-closure")
	for _, l := range p.Timeline {
		if l.Move == "record-phone-check" && l.Seq > proposed {
			all = append(all, pages.Part{Text: l.Fields["note"], Label: v.words.T("closing.call", "Verdict", v.words.T("option.verdict."+l.Fields["verdict"]),
				"Name", v.dir().name(l.Actor.ID, v.words), "At", v.words.Minute(l.At.In(v.s.Terms.Zone()), v.now.In(v.s.Terms.Zone())))})
		}
	}
	return all
}

// proofFiles lists the files behind an item.
func (v *visit) proofFiles(key string, p store.CasePage) []pages.File {
	var ids []string
	for _, l := range p.Timeline {
		if slices.Contains(provedBy[key], l.Move) {
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

// linePath is a line of a case's timeline, unfolded.
func linePath(no string, seq int64) string {
	return pages.CasePath(no) + "?all=yes#line-" + itoa(int(seq))
}
