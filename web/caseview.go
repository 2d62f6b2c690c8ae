package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// shownLines is how many lines of the timeline a page shows before "all".
const shownLines = 12

// way lists the stages a case passes on each track.
var way = map[string][]casework.Stage{
	petition.LedCase: {petition.Registered, petition.Accepted, petition.Led, petition.Analysed, petition.Planned, petition.Resolving,
		petition.Replied, petition.Closing, petition.Closed, petition.Final},
	petition.Simple: {petition.Registered, petition.Accepted, petition.Replied, petition.Closing, petition.Closed, petition.Final},
}

// caseView says a case in words for its reader; f is the form that was just refused, if any.
func (v *visit) caseView(p store.CasePage, f *filled, all bool) (pages.Case, error) {
	var x petition.Facts
	if len(p.Facts) > 0 {
		if err := json.Unmarshal(p.Facts, &x); err != nil {
			return pages.Case{}, fmt.Errorf("facts of %s: %w", p.Head.No, err)
		}
	}
	c := v.caseHead(p, x)
	if c.Card {
		v.caseMoves(&c, p, x, f)
		return c, nil
	}
	if err := v.caseParties(&c, x); err != nil {
		return c, err
	}
	v.casePlan(&c, p, x)
	v.caseRevision(&c, p, x)
	v.caseStages(&c, p, x)
	v.caseDues(&c, p, x)
	c.Files = v.files(p.Head.No, p.Files)
	v.casePapers(&c, p, x)
	v.caseTalk(&c, p, x)
	v.caseGrants(&c, p, x)
	v.caseDeputies(&c, x)
	v.caseReviews(&c, p, x)
	c.Lines = len(p.Timeline)
	c.Timeline = v.entries(p, x)
	if err := v.caseEarlier(&c, p, x); err != nil {
		return c, err
	}
	v.caseMoves(&c, p, x, f)
	if err := v.caseStarts(&c); err != nil {
		return c, err
	}
	if c.All = all; !all {
		c.Timeline = gist(c.Timeline)
	}
	return c, nil
}

func (v *visit) caseHead(p store.CasePage, x petition.Facts) pages.Case {
	h := p.Head
	c := pages.Case{No: h.No, ID: h.ID, Title: p.Title, Stage: string(h.Stage), Seq: h.Seq, Ended: h.Ended, Result: p.Result, Asker: p.Asker,
		Anonymous: p.Anonymous, Joint: x.Joint, Channel: x.Channel, Matter: x.Matter, Track: p.Traits["track"], Category: x.Category, Backlog: x.Backlog,
		Imported: x.Imported, Card: p.Leave.Sight == casework.Card, Told: p.Told, Unit: v.dir().unit(p.Parties.Unit, v.words.Lang)}
	if h.Stage == petition.Registered {
		c.Track = "" // not chosen yet
	}
	if h.Stage != "" {
		c.StageName = v.words.T("stage." + string(h.Stage))
	}
	if c.Card {
		c.Title = v.words.T("card.untitled")
	}
	for _, r := range p.Leave.Roles {
		c.Roles = append(c.Roles, string(r))
	}
	for _, who := range p.Leave.For {
		if name := v.dir().name(who, v.words); !slices.Contains(c.Stands, name) {
			c.Stands = append(c.Stands, name)
		}
	}
	slices.Sort(c.Stands)
	return c
}

func (v *visit) caseParties(c *pages.Case, x petition.Facts) error {
	away, err := v.away(x.Leader, x.Handler)
	if err != nil {
		return err
	}
	person := func(id string) pages.Person {
		if id == "" {
			return pages.Person{}
		}
		who := v.dir().person(id, v.words.Lang)
		who.Away = away[id]
		return who
	}
	c.Leader, c.TakenUp, c.Handler = person(x.Leader), x.TakenUp, person(x.Handler)
	if slices.Contains(c.Stands, c.Leader.Name) {
		c.StandIn = v.who.Name
	}
	c.Team = []pages.Member{}
	for _, m := range x.Team {
		c.Team = append(c.Team, pages.Member{Person: person(m.Person), Confirmed: m.Confirmed})
	}
	return nil
}

func (v *visit) casePlan(c *pages.Case, p store.CasePage, x petition.Facts) {
	c.Plan = pages.Plan{Version: x.PlanVersion}
	proofs := evidence(p)
	for _, s := range x.Steps {
		step := pages.Step{No: s.No, Title: s.Title, Owner: v.dir().person(s.Owner, v.words.Lang), Kind: s.Kind, From: s.From, Till: s.Till, Proof: s.Proof,
			Promise: s.Promise, State: s.State, Done: s.Done}
		for _, f := range p.Files {
			if slices.Contains(proofs[itoa(s.No)], f.ID) {
				step.Files = append(step.Files, v.file(p.Head.No, f))
			}
		}
		c.Plan.Steps = append(c.Plan.Steps, step)
	}
	if l, ok := last(p, "approve-plan"); ok && !x.Resolving.IsZero() {
		who := v.dir().person(l.Actor.ID, v.words.Lang)
		c.Plan.Approved, c.Plan.At = &who, l.At
	}
}

// evidence lists the files that completed each step.
func evidence(p store.CasePage) map[string][]string {
	all := map[string][]string{}
	for _, l := range p.Timeline {
		if l.Move == "complete-step" {
			all[l.Fields["step"]] = append(all[l.Fields["step"]], l.Fields.List("files")...)
		}
	}
	return all
}

// caseStages puts a day on every stage the case came through.
func (v *visit) caseStages(c *pages.Case, p store.CasePage, x petition.Facts) {
	stages := way[petition.Simple]
	if p.Traits["track"] == petition.LedCase || x.Leader != "" {
		stages = way[petition.LedCase]
	}
	entered := map[casework.Stage]time.Time{}
	for _, l := range p.Timeline {
		if l.To != l.From {
			entered[l.To] = l.At
		}
	}
	entered[p.Head.Stage] = p.Head.Entered
	here := slices.Index(stages, p.Head.Stage)
	for i, s := range stages {
		dot := pages.StageDot{Name: string(s), Text: v.words.T("stage." + string(s)), Here: s == p.Head.Stage}
		if here < 0 || i <= here { // a case sent back has not come through what lies ahead
			dot.At = entered[s]
		}
		if i == 0 && !p.Head.Opened.IsZero() {
			dot.At = p.Head.Opened
		}
		c.Stages = append(c.Stages, dot)
	}
}

// caseDues picks the main clock, lists the rest, and finds what the reader owes first.
func (v *visit) caseDues(c *pages.Case, p store.CasePage, x petition.Facts) {
	c.Dues = []pages.Due{}
	for _, d := range p.Dues {
		due := v.due(d)
		due.Mine = mine(d, v.viewer.ID, p.Leave)
		if d.Name == "step" {
			v.stepDue(&due, x)
		}
		c.Dues = append(c.Dues, due)
		if due.Mine && c.Next == nil {
			first := due
			c.Next = &first
		}
	}
	for _, main := range []string{"opinion", "decide", "decide-closure", "propose-closure", "deliver", "call-back"} {
		i := slices.IndexFunc(p.Dues, func(d store.DueRow) bool { return d.Name == main })
		if i >= 0 {
			c.Clock = v.clock(p.Dues[i], c.Dues[i])
			return
		}
	}
}

func (v *visit) stepDue(d *pages.Due, x petition.Facts) {
	for _, s := range x.Steps {
		if itoa(s.No) == d.Key && s.Promise {
			d.Rule, d.Sure = v.words.T("rule.promise"), "promise"
		}
	}
}

func (v *visit) clock(d store.DueRow, p pages.Due) *pages.Clock {
	c := &pages.Clock{Due: p}
	sum, ok := v.explain(d)
	if !ok {
		return c
	}
	c.Sum = &sum
	zone := v.s.Terms.Zone()
	c.Gone = pages.DaysBetween(sum.First.In(zone), v.now.In(zone)) + 1
	if sum.Unit == "working-day" {
		c.Gone = v.workingDays(sum.First, sum.Length+sum.More)
	}
	return c
}

// workingDays counts the working days from the first that counts up to today, at most n.
func (v *visit) workingDays(first time.Time, n int) int {
	start := first.Add(-time.Second)
	for gone := range n {
		if v.s.Terms.WorkingDays(start, gone+1).At.After(v.now) {
			return gone
		}
	}
	return n
}

func (v *visit) files(no string, all []store.FileRow) []pages.File {
	out := make([]pages.File, 0, len(all))
	for _, f := range all {
		out = append(out, v.file(no, f))
	}
	return out
}

func (v *visit) file(no string, f store.FileRow) pages.File {
	return pages.File{ID: f.ID, Name: f.Name, Size: f.Size, SHA256: f.SHA256, By: v.dir().name(f.Person, v.words), At: f.At, Path: pages.CasePath(no) + "/files/" + f.ID}
}

// last is the newest line of a move.
func last(p store.CasePage, moves ...string) (store.Line, bool) {
	var found store.Line
	for _, l := range p.Timeline {
		if slices.Contains(moves, l.Move) && l.Seq > found.Seq {
			found = l
		}
	}
	return found, found.Seq > 0
}
