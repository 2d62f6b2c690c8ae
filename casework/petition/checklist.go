package petition

import "strconv"

// CheckItem is one line of the closure's checklist.
type CheckItem struct {
	Key   string // message key item.<key>
	Holds bool
	Args  []string // the steps it is about
}

// Checklist lists what a closure needs, each item named whether it holds or not:
// the opinion with its rights notice delivered or provably impossible to deliver; every
// promise and step done, or dropped with a reason, or a dated promise left open that
// keeps the case from its end; no open dispute or review; the petitioner telephoned.
// That the approver is independent is the table's own rule.
func Checklist(f Facts) []CheckItem {
	var openSteps []string
	for _, s := range f.openSteps(false) {
		if !s.Promise {
			openSteps = append(openSteps, strconv.Itoa(s.No))
		}
	}
	return []CheckItem{
		{Key: "opinion-signed", Holds: !f.Opinion.Signed.IsZero() || f.Opinion.Imported},
		{Key: "opinion-delivered", Holds: !f.Opinion.Delivered.IsZero()},
		{Key: "granted-claims-carried-out", Holds: f.Opinion.Granted == 0 || f.carriedOut()},
		{Key: "steps-done", Holds: len(openSteps) == 0, Args: openSteps},
		{Key: "no-open-dispute", Holds: !f.Dispute.Open},
		{Key: "no-open-review", Holds: !f.ReviewOpen},
		{Key: "petitioner-called", Holds: f.Closure.Called || f.Closure.Unreached >= 3 || f.Anonymous},
	}
}

// carriedOut reports whether what the opinion granted has a step behind it that is done,
// or a promise with a date; a simple matter proves it in the proposal itself.
func (f Facts) carriedOut() bool {
	if f.track() == Simple {
		return !f.Closure.Proposed.IsZero()
	}
	for _, s := range f.Steps {
		if s.State == "done" || s.Promise && s.Open() {
			return true
		}
	}
	return false
}
