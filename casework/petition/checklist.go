package petition

import (
	"slices"
	"strconv"
)

// CheckItem is one line of the closure's checklist.
type CheckItem struct {
	Key   string // message key item.<key>
	Holds bool
	Args  []string // the steps it is about
}

// Checklist lists what a closure needs, each item named whether it holds or not:
// the opinion with its rights notice delivered or provably impossible to deliver; every
// granted claim carried out, with evidence named, or promised with owner and date; every
// step done, or dropped with a reason, or a dated promise left open that keeps the case
// from its end; no open dispute, review or report of retaliation; the petitioner telephoned.
// That the approver is independent is the table's own rule.
func Checklist(f Facts) []CheckItem {
	var openSteps []string
	for _, s := range f.openSteps(false) {
		if !s.Promise {
			openSteps = append(openSteps, strconv.Itoa(s.No))
		}
	}
	claims := f.uncarried()
	return []CheckItem{
		{Key: "opinion-signed", Holds: !f.Opinion.Signed.IsZero() || f.Opinion.Imported},
		{Key: "opinion-delivered", Holds: !f.Opinion.Delivered.IsZero()},
		{Key: "granted-claims-carried-out", Holds: len(claims) == 0, Args: claims},
		{Key: "steps-done", Holds: len(openSteps) == 0, Args: openSteps},
		{Key: "no-open-dispute", Holds: !f.Dispute.Open},
		{Key: "no-open-review", Holds: !f.Review.Open},
		{Key: "no-open-confidential", Holds: !f.Confidence.Open},
		{Key: "petitioner-called", Holds: f.Closure.Called || f.Closure.Unreached >= 3 || f.Anonymous},
	}
}

// uncarried lists the granted claims with nothing behind them: neither evidence of their
// own, nor a promise with a date. A plan carries out what was granted step by step.
func (f Facts) uncarried() []string {
	if f.Leader != "" && slices.ContainsFunc(f.Steps, func(s Step) bool { return s.State == "done" || s.Promise && s.Open() }) {
		return nil
	}
	var bare []string
	for _, g := range f.Opinion.Grants {
		if g.Shown.IsZero() && !f.promised(g.Claim) {
			bare = append(bare, strconv.Itoa(g.Claim))
		}
	}
	return bare
}

// promised reports whether a step that was not dropped carries the claim out.
func (f Facts) promised(claim int) bool {
	return slices.ContainsFunc(f.Steps, func(s Step) bool { return s.Claim == claim && s.State != "dropped" })
}
