package workflows

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"go.temporal.io/sdk/workflow"

	"followthrough/casework"
)

// The words in which the engine's own pages tell a story: what is asked, what is awaited,
// and what says so. They may change freely: no run depends on them.

// errands are what the system's moves come to, and what gives them their time.
var errands = map[string]struct{ does, by string }{
	"ask-report":    {"ask who leads the case for a report", "a report each month"},
	LetterMove:      {"have the opinion served, until its delivery is proven", "five working days after the last attempt"},
	"lapse-review":  {"close the time for a review", "the days for a review, from the proof of delivery"},
	"ask-approver":  {"ask the next independent approver", "an approver's turn has passed without a decision"},
	"ask-call-back": {"have the petitioner called back", "the days fixed at the closure"},
	"finalise":      {"end the case, if nothing keeps it open", "the day fixed at the closure"},
}

// asks says what the record is asked for.
func asks(move string) string {
	if e, ok := errands[move]; ok {
		return move + ": " + e.does
	}
	return move
}

// awaits says until when and for what a story waits before one of the system's moves.
func awaits(move string, at time.Time) string {
	e, ok := errands[move]
	if !ok {
		return move + " at " + moment(at)
	}
	return fmt.Sprintf("until %s, then %s: %s (%s)", moment(at), move, e.does, e.by)
}

func dueSummary(r casework.Ring) string {
	if r.Generation == 1 {
		return fmt.Sprintf("until %s, when %s is due by the clock of that name", moment(r.At), r.Name)
	}
	return fmt.Sprintf("until %s, when policy is asked again about %s, overdue and asked %s before", moment(r.At), r.Name, times(r.Generation-1))
}

func overdueSummary(r casework.Ring) string {
	return fmt.Sprintf("%s has passed (date no. %d, asked %s before): what follows by policy?", r.Name, r.No, times(r.Generation-1))
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// wait is one thing that a strand waits for.
type wait struct {
	at  time.Time
	why string
}

// await shows a wait for as long as it lasts.
func (d *desk) await(ctx workflow.Context, w wait) (over func()) {
	d.awaits = append(d.awaits, w)
	d.page(ctx)
	return func() {
		i := slices.Index(d.awaits, w)
		d.awaits = slices.Delete(d.awaits, i, i+1)
		d.page(ctx)
	}
}

// page brings the run's page up to date.
func (d *desk) page(ctx workflow.Context) {
	waits := slices.Clone(d.awaits)
	slices.SortStableFunc(waits, func(a, b wait) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.why, b.why)) })
	workflow.SetCurrentDetails(ctx, details(d.now, waits))
}

// details is the page's text on a case: where it stands and by which move, what this run
// waits for, which clocks run, what was noted.
func details(m casework.Moved, waits []wait) string {
	text := fmt.Sprintf("%s **%s** `%s`\n\n| stage | visit | line | made by | ended |\n|---|---|---|---|---|\n| **%s** | %d | %d | %s | %t |\n",
		m.Kind, m.No, m.Case, m.Stage, m.Visit, m.Seq, m.Move, m.Ended)
	text += fmt.Sprintf("\nNext wake: **%s**\n", nextWake(waits))
	if len(waits) > 0 {
		text += "\n| this run waits |\n|---|\n"
	}
	for _, w := range waits {
		text += "| " + w.why + " |\n"
	}
	if len(m.Dues) > 0 {
		text += "\n| due | rings | asked before |\n|---|---|---|\n"
	}
	for _, r := range m.Dues {
		text += fmt.Sprintf("| %s | %s | %s |\n", r.Name, moment(r.At), times(r.Generation-1))
	}
	if len(m.Marks) > 0 {
		text += "\n| mark | time |\n|---|---|\n"
	}
	for _, name := range workflow.DeterministicKeys(m.Marks) {
		text += fmt.Sprintf("| %s | %s |\n", name, moment(m.Marks[name]))
	}
	return text
}

func nextWake(waits []wait) string {
	if len(waits) == 0 {
		return "none; the case waits for people"
	}
	return moment(waits[0].at)
}
