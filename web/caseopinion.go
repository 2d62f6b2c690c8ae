package web

import (
	"slices"
	"time"

	"github.com/sergi/go-diff/diffmatchpatch"

	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// opinionText are the parts of an opinion as its form asks for them, but for the claims.
var opinionText = []string{"request", "facts", "reasons", "basis", "rights-notice"}

// opinion is the written answer with the way it came and how its draft changed.
func (v *visit) opinion(p store.CasePage, x petition.Facts) *pages.Opinion {
	o := x.Opinion
	drafts := linesOf(p, "draft-opinion")
	check, _ := last(p, "legal-check")
	underWay := !o.Drafted.IsZero() || !o.Signed.IsZero() || check.Fields["passes"] == "no"
	if !underWay || len(drafts) == 0 && !o.Imported {
		return nil
	}
	out := &pages.Opinion{No: o.No, Checked: o.Checked, Signed: o.Signed, Delivered: o.Delivered, How: o.How, Imported: o.Imported}
	if o.Imported {
		return out
	}
	l := drafts[len(drafts)-1]
	out.Version = len(drafts)
	out.Parts = v.partsOf(l, opinionText...)
	for i := range l.Fields.Count("claims") {
		view := l.Fields.Row("claims", i, "view")
		out.Claims = append(out.Claims, pages.Part{Label: v.words.T("opinion.claim", "N", i+1, "View", v.words.T("option.view."+view)), Text: l.Fields.Row("claims", i, "claim")})
	}
	out.Way = v.opinionWay(p, l)
	for i := len(drafts) - 1; i > 0 && len(out.Changes) < shownChanges; i-- {
		out.Changes = append(out.Changes, v.redrafted(drafts[i-1], drafts[i], i+1))
	}
	return out
}

// linesOf are the lines of some moves in the order they were written.
func linesOf(p store.CasePage, moves ...string) []store.Line {
	var all []store.Line
	for _, l := range p.Timeline {
		if slices.Contains(moves, l.Move) {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b store.Line) int { return int(a.Seq - b.Seq) })
	return all
}

// opinionWay is draft, legal check, signature and number, delivery: who did each, and where it stands.
func (v *visit) opinionWay(p store.CasePage, draft store.Line) []pages.OpinionStep {
	way := []pages.OpinionStep{v.opinionStep("draft", draft)}
	for _, s := range []struct{ name, move string }{{"check", "legal-check"}, {"sign", "sign-opinion"}, {"deliver", "record-delivery"}} {
		l, ok := last(p, s.move)
		if !ok || l.Seq < draft.Seq {
			way = append(way, pages.OpinionStep{Name: s.name})
			continue
		}
		step := v.opinionStep(s.name, l)
		step.Text = orSelf(l.Fields["number"], l.Fields["note"])
		if l.Fields["passes"] == "no" {
			step.Returned = true
		}
		way = append(way, step)
	}
	for i := range way {
		if way[i].At.IsZero() || way[i].Returned {
			way[i].Here = true
			break
		}
	}
	return way
}

func (v *visit) opinionStep(name string, l store.Line) pages.OpinionStep {
	return pages.OpinionStep{Name: name, By: v.dir().name(l.Actor.ID, v.words), For: v.dir().name(l.Actor.For, v.words), At: l.At}
}

// shownChanges is how many rounds of a draft are told apart; diffTime bounds the work on one part of it.
const (
	shownChanges = 4
	diffTime     = 50 * time.Millisecond
)

// redrafted tells two versions of a draft apart, part by part; parts that stayed are left out.
func (v *visit) redrafted(before, after store.Line, version int) pages.Redraft {
	r := pages.Redraft{Version: version, By: v.dir().name(after.Actor.ID, v.words), At: after.At}
	d := diffmatchpatch.New()
	d.DiffTimeout = diffTime
	put := func(label, old, now string) {
		if old == now {
			return
		}
		part := pages.ChangedPart{Label: label}
		for _, x := range d.DiffCleanupSemantic(d.DiffMain(old, now, false)) {
			part.Pieces = append(part.Pieces, pages.Piece{Kind: map[diffmatchpatch.Operation]string{diffmatchpatch.DiffDelete: "del", diffmatchpatch.DiffInsert: "ins"}[x.Type], Text: x.Text})
		}
		r.Parts = append(r.Parts, part)
	}
	for _, n := range opinionText[:3] {
		put(v.label(after.Move, n), before.Fields[n], after.Fields[n])
	}
	for i := range max(before.Fields.Count("claims"), after.Fields.Count("claims")) {
		put(v.words.T("form.numbered", "Field", v.label(after.Move, "claims"), "N", i+1), v.claim(before, i), v.claim(after, i))
	}
	for _, n := range opinionText[3:] {
		put(v.label(after.Move, n), before.Fields[n], after.Fields[n])
	}
	return r
}

// claim is one claim with the view taken of it, in one line.
func (v *visit) claim(l store.Line, i int) string {
	claim := l.Fields.Row("claims", i, "claim")
	if claim == "" {
		return ""
	}
	return v.words.T("opinion.claimline", "Claim", claim, "View", v.words.T("option.view."+l.Fields.Row("claims", i, "view")))
}
