package web

import (
	"cmp"
	"slices"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// casePapers reads the texts of the case off its timeline: what is asked, the analysis, the opinion, the contacts.
func (v *visit) casePapers(c *pages.Case, p store.CasePage, x petition.Facts) {
	if l, ok := last(p, "register", "import"); ok {
		c.Content = []pages.Part{{Text: l.Fields["content"]}}
		if x.Opinion.Imported {
			c.Content = append(c.Content, v.partsOf(l, "reply", "original-no")...)
		}
	}
	if l, ok := last(p, "submit-analysis"); ok && !x.Analysed.IsZero() {
		c.Analysis = v.partsOf(l, "request", "facts", "rules", "causes")
	}
	c.Opinion = v.opinion(p, x)
	c.Contacts = v.contacts(p)
}

func (v *visit) partsOf(l store.Line, names ...string) []pages.Part {
	var all []pages.Part
	for _, n := range names {
		if text := l.Fields[n]; text != "" {
			all = append(all, pages.Part{Label: v.label(l.Move, n), Text: text})
		}
	}
	return all
}

// contacts lists who spoke with the petitioner, the newest first.
func (v *visit) contacts(p store.CasePage) []pages.Contact {
	all := []pages.Contact{}
	for _, l := range p.Timeline {
		if l.Move != "record-contact" {
			continue
		}
		day := l.Fields.Day("on", v.s.Terms.Zone())
		if day.IsZero() {
			day = l.At
		}
		all = append(all, pages.Contact{How: v.words.Or("option.how."+l.Fields["how"], l.Fields["how"]), On: day.Format(time.DateOnly), Note: l.Fields["note"],
			By: v.dir().name(l.Actor.ID, v.words), Day: day})
	}
	slices.SortStableFunc(all, func(a, b pages.Contact) int { return cmp.Or(b.Day.Compare(a.Day)) })
	return all
}

// mainMoves are those a case is carried by, in the order they press; all others wait folded behind them.
var mainMoves = []string{"take-up", "confirm-membership", "accept", "decline", "transfer", "take-back", "assign-leader", "decide-recusal", "form-team",
	"submit-analysis", "return-analysis", "submit-plan", "approve-plan", "return-plan", "record-contact", "complete-step", "start-step", "report-progress", "add-step",
	"draft-opinion", "legal-check", "sign-opinion", "record-delivery", "propose-closure", "record-phone-check", "approve-closure", "return-closure",
	"answer-dispute", "answer-consult", "grant-extension", "refuse-extension", "record-notice", "choose-track", "urge", "ask-extension"}

// caseMoves makes the forms of what the reader may do: first what answers their earliest date.
func (v *visit) caseMoves(c *pages.Case, p store.CasePage, x petition.Facts, f *filled) {
	asked := v.QueryParam("do")
	ch := v.choices(c.Plan.Steps, c.Files, c.Timeline).without(v.barred(p.Parties))
	ch.asked = v.askedOf(c, p, x)
	due := func(move string) *pages.Due {
		i := slices.IndexFunc(c.Dues, func(d pages.Due) bool { return d.Mine && d.Move == move })
		if i < 0 {
			return nil
		}
		return &c.Dues[i]
	}
	c.Moves, c.More, c.Blocked = []pages.Form{}, []pages.Form{}, []pages.Blocked{}
	for _, o := range p.Offers {
		name := o.Move.Name
		if o.Blocked != nil {
			c.Blocked = v.blocked(c.Blocked, o)
			continue
		}
		form := v.form(o.Move, pages.CasePath(c.No)+"/"+name, c.Seq, ch, v.prefilled(name, p, x), f)
		if d := due(name); d != nil {
			form.Due = &d.At
		}
		form.Open = form.Open || name == asked
		if slices.Contains(mainMoves, name) && !(name == "form-team" && len(x.Team) > 0) || form.Due != nil {
			c.Moves = append(c.Moves, form)
		} else {
			c.More = append(c.More, form)
		}
	}
	slices.SortStableFunc(c.Moves, pressing)
	openOne(c)
}

// pressing puts what answers a date first, the earliest date before the others, then the order of the journey.
func pressing(a, b pages.Form) int {
	switch {
	case a.Due != nil && b.Due != nil:
		return cmp.Or(a.Due.Compare(*b.Due), cmp.Compare(slices.Index(mainMoves, a.Move), slices.Index(mainMoves, b.Move)))
	case a.Due != nil:
		return -1
	case b.Due != nil:
		return 1
	}
	return cmp.Compare(slices.Index(mainMoves, a.Move), slices.Index(mainMoves, b.Move))
}

// openOne opens the most urgent form when none is asked for.
func openOne(c *pages.Case) {
	for _, f := range slices.Concat(c.Moves, c.More) {
		if f.Open {
			return
		}
	}
	if len(c.Moves) > 0 && (c.Moves[0].Due != nil || c.Card) {
		c.Moves[0].Open = true
	}
}

// worthSaying lists the moves whose obstacle a reader should know; the others are simply not there.
var worthSaying = []string{"propose-closure", "approve-closure", "draft-opinion", "sign-opinion", "legal-check", "assign-leader", "submit-analysis",
	"submit-plan", "form-team", "approve-plan", "ask-extension", "grant-extension", "record-phone-check", "decide-recusal"}

// quiet are obstacles that say nothing new: the thing is done, or was never asked for.
var quiet = []string{"no-draft", "has-leader", "already-taken-up", "no-recusal", "no-extension-asked", "already-confirmed", "extension-once"}

func (v *visit) blocked(all []pages.Blocked, o casework.Offer) []pages.Blocked {
	if !slices.Contains(worthSaying, o.Move.Name) || slices.Contains(quiet, o.Blocked.Code) && o.Move.Name != "sign-opinion" {
		return all
	}
	b := pages.Blocked{Move: o.Move.Name, Title: v.words.T("move." + o.Move.Name), Why: v.words.First("refusal."+o.Blocked.Code, "trouble.refused")}
	for _, i := range v.items(o.Blocked, o.Move.Name) {
		if i.Key != o.Blocked.Code {
			b.Items = append(b.Items, i.Message)
		}
	}
	return append(all, b)
}

// prefilled is what a form may know before anybody types.
func (v *visit) prefilled(move string, p store.CasePage, x petition.Facts) casework.Fields {
	if begun := v.started(move); begun != nil {
		return begun
	}
	if matter := v.matter(move); matter != nil {
		return matter
	}
	today := v.now.In(v.s.Terms.Zone()).Format(time.DateOnly)
	switch move {
	case "record-contact", "record-delivery":
		return casework.Fields{"on": today}
	case "accept":
		return casework.Fields{"unit": x.Unit}
	case "form-team":
		members := casework.Fields{}
		for _, m := range x.Team {
			members["members"] += m.Person + ","
		}
		return members
	case "sign-opinion":
		return v.proposedNumber(p)
	case "answer-consult":
		for _, q := range x.Consults {
			if q.Person == v.viewer.ID && !q.Answered {
				return casework.Fields{"number": itoa(q.No)}
			}
		}
	case "submit-analysis", "submit-plan", "draft-opinion":
		if l, ok := last(p, move); ok { // what was returned comes back to be mended
			return l.Fields
		}
	case "complete-step", "start-step":
		return casework.Fields{"step": firstStep(x, v.viewer.ID)}
	case "record-notice":
		if len(x.ToTell) > 0 && !x.Notified.IsZero() {
			return casework.Fields{"about": x.ToTell[0].About}
		}
	case "return-closure":
		return casework.Fields{"reason": v.gapsText(x), "to": "replied"}
	}
	return nil
}

// firstStep is the reader's own open step that falls due first.
func firstStep(x petition.Facts, viewer string) string {
	var first *petition.Step
	for i, s := range x.Steps {
		if s.Open() && s.Owner == viewer && (first == nil || s.Till.Before(first.Till)) {
			first = &x.Steps[i]
		}
	}
	if first == nil {
		return ""
	}
	return itoa(first.No)
}

// gapsText writes what a returned closure lacks, from the checklist.
func (v *visit) gapsText(x petition.Facts) string {
	text := ""
	for i, k := range petition.Checklist(x) {
		if !k.Holds && k.Key != "petitioner-called" {
			text += v.words.T("closing.gapline", "N", i+1, "Item", v.words.T("item."+k.Key)+v.about(k.Args))
		}
	}
	return text
}
