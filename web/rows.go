package web

import (
	"slices"
	"strings"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// answers names the move that answers a date, for the button beside it.
var answers = map[string]string{
	"decide": "accept", "notify": "record-notice", "opinion": "draft-opinion", "name-leader": "assign-leader", "take-up": "take-up",
	"form-team": "form-team", "submit-analysis": "submit-analysis", "submit-plan": "submit-plan", "approve-plan": "approve-plan",
	"step": "complete-step", "contact": "record-contact", "decide-extension": "grant-extension", "decide-recusal": "decide-recusal",
	"progress-report": "report-progress", "legal-check": "legal-check", "deliver": "record-delivery", "propose-closure": "propose-closure",
	"decide-closure": "approve-closure", "answer-dispute": "answer-dispute", "call-back": "record-contact", "answer-consult": "answer-consult",
	"approve-revision": "approve-revision", "reassign-step": "reassign-step", "simple-ends": "", "final": "",
	"tell-petitioner": "record-notice", "reply-merged": "record-merged-reply", "review": "record-review-outcome",
	"confidential": "settle-retaliation", "appointment": "record-contact",
}

// dir is who is who, read at most once a request.
func (v *visit) dir() *names {
	if v.names == nil {
		n, err := v.s.directory(v.Request().Context())
		if err != nil {
			return &names{} // ids stand for names while the record is out of reach
		}
		v.names = n
	}
	return v.names
}

// due says a date in words: its name, its rule, where the rule comes from.
func (v *visit) due(d store.DueRow) pages.Due {
	p := pages.Due{No: d.No, Name: d.Name, Key: d.Key, At: d.At, From: d.From, Limit: d.Limit, Provisional: d.Provisional,
		Role: string(d.Role), Move: answers[d.Name], Label: v.dueName(d.Name, d.Key)}
	if d.Person != "" {
		p.Person = v.dir().person(d.Person, v.words.Lang)
	}
	p.Rule, p.Article, p.Sure = v.rule(d)
	return p
}

func (v *visit) dueName(name, key string) string {
	if name == "step" && key != "" {
		return v.words.T("due.stepno", "N", key)
	}
	if name == "tell-petitioner" && v.words.Has("due.tell."+key) {
		return v.words.T("due.tell." + key)
	}
	return v.words.T("due." + name)
}

// rule is the limit behind a date, its article and how sure we are of it.
func (v *visit) rule(d store.DueRow) (text, article, sure string) {
	if d.Limit == "" {
		return v.words.First("rule."+d.Name, "rule.given"), "", "internal"
	}
	name := v.words.T("limit." + d.Limit)
	sum, ok := v.explain(d)
	if !ok {
		return name, "", ""
	}
	length := v.words.N("unit."+sum.Unit, sum.Length)
	if sum.Article == "" {
		return v.words.T("rule.plain", "Limit", name, "Length", length), "", sum.Sure
	}
	return v.words.T("rule.article", "Limit", name, "Length", length, "Article", sum.Article), sum.Article, sum.Sure
}

// row says a case of a list in words.
func (v *visit) row(r store.CaseRow) pages.Row {
	n := v.dir()
	p := pages.Row{No: r.No, Title: r.Title, Asker: r.Asker, Unit: n.unit(r.Unit, v.words.Lang), Leader: n.name(r.Leader, v.words), Handler: n.name(r.Handler, v.words),
		Stage: string(r.Stage), Track: r.Track, Result: r.Result, Opened: r.Opened, Entered: r.Entered, Ended: r.Ended, Path: pages.CasePath(r.No)}
	p.Category = r.Category
	if r.Channel != "" {
		p.Channel = v.words.Or("option.channel."+r.Channel, r.Channel)
	}
	if r.Last != nil {
		if p.Progress = r.Last.Note; p.Progress == "" {
			p.Progress = v.words.First("line."+r.Last.Move, "move."+r.Last.Move, "entry.other")
		}
	}
	if x := r.Excerpt; x != nil {
		p.Excerpt = &pages.Excerpt{Where: v.words.First("text."+x.Move, "line."+x.Move, "entry.other"), Text: x.Text}
	}
	if r.Stage == petition.Registered {
		p.Track = "" // not chosen yet
	}
	if r.Stage != "" {
		p.StageName = v.words.T("stage." + string(r.Stage))
	}
	if p.Title == "" {
		p.Title = v.words.T("card.untitled")
	}
	if r.Due != nil {
		d := v.due(*r.Due)
		p.Due = &d
	}
	return p
}

func (v *visit) rows(all []store.CaseRow) []pages.Row {
	out := make([]pages.Row, 0, len(all))
	for _, r := range all {
		out = append(out, v.row(r))
	}
	return out
}

// task says one thing owed: what to do, by which rule, and the button.
func (v *visit) task(t store.Task) pages.Task {
	p := pages.Task{Row: v.row(t.CaseRow), Owed: v.due(t.Due), For: v.dir().name(t.For, v.words), Verb: v.words.T("due." + t.Due.Name + ".verb")}
	p.Text = v.words.T("due."+t.Due.Name+".do", "Key", t.Due.Key, "Step", p.Owed.Label)
	p.Go = p.Path
	if p.Owed.Move != "" {
		p.Go = v.way(t, p.Owed.Move)
	}
	if t.Due.Name == "approve-revision" {
		p.Go = pages.CasePath(t.No) + "#revision" // what changes stands there, with both answers
	}
	if t.Due.Name == "decide-closure" {
		p.Go = "/closing/" + t.No
	}
	if !p.Owed.Person.Named() {
		p.Owed.Person = pages.Person{Name: v.owes(t)}
	}
	return p
}

// way leads to the move that answers a date, or to the next steps of its case while the stage has no such move yet: the
// clock of the opinion runs from acceptance on.
func (v *visit) way(t store.Task, move string) string {
	m, ok := moveNamed(v.s.Moves, move)
	if ok && (len(m.From) == 0 || slices.Contains(m.From, t.Stage)) {
		return pages.MoveFor(t.No, move, t.Due.Key)
	}
	return pages.CasePath(t.No) + "#next"
}

// owes names who owes a task when the date itself names nobody: the holder of its role, else the role.
func (v *visit) owes(t store.Task) string {
	switch {
	case t.Due.Role == "leader" && t.Leader != "":
		return v.dir().name(t.Leader, v.words)
	case t.Due.Role == "handler" && t.Handler != "":
		return v.dir().name(t.Handler, v.words)
	case t.Due.Role == "":
		return v.words.T("role.system")
	}
	return v.words.T("role." + string(t.Due.Role))
}

// mine reports whether a date is the reader's: they are named in it, or hold its role in the case.
func mine(d store.DueRow, viewer string, leave casework.Leave) bool {
	if d.Person != "" {
		return d.Person == viewer || leave.For[d.Role] == d.Person
	}
	role := d.Role
	if d.Name == "decide-closure" {
		role = "approver"
	}
	return slices.Contains(leave.Roles, role)
}

// rowNumber turns the index of a row into the number people count by.
func rowNumber(index string) string {
	n := 0
	for _, r := range index {
		n = n*10 + int(r-'0')
	}
	return itoa(n + 1)
}

func lastPart(name string) string { return name[strings.LastIndex(name, ".")+1:] }
