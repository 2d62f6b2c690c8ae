package workflows

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"followthrough/activities"
	"followthrough/casework"
)

// What the engine's own pages show of a case: codes and dates, nothing about a person.
// Search attributes and the timers' summaries stay in the history; the present details
// are an answer of the worker. A static summary does not survive continue-as-new (the
// command has no place for it), so the details begin with what it said.

// The search attributes of every case; the engine's namespace declares them.
var (
	stageAttribute = temporal.NewSearchAttributeKeyKeyword("Stage")
	dueAttribute   = temporal.NewSearchAttributeKeyTime("NextDue")
	kindAttribute  = temporal.NewSearchAttributeKeyKeyword("CaseKind")
)

// onTheRecord is for acts on the record, one short transaction each: tried again for as
// long as the record is away, at most a minute apart.
var onTheRecord = workflow.ActivityOptions{
	StartToCloseTimeout: 10 * time.Second,
	RetryPolicy: &temporal.RetryPolicy{
		InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute,
		NonRetryableErrorTypes: []string{activities.Refused},
	},
}

// toTheOutside is for what asks others than the record, and may take its time.
var toTheOutside = workflow.ActivityOptions{
	StartToCloseTimeout: 5 * time.Minute,
	RetryPolicy: &temporal.RetryPolicy{
		InitialInterval: 5 * time.Second, BackoffCoefficient: 2, MaximumInterval: 10 * time.Minute,
	},
}

func summarised(ctx workflow.Context, summary string) workflow.Context {
	o := workflow.GetActivityOptions(ctx)
	o.Summary = summary
	return workflow.WithActivityOptions(ctx, o)
}

func refused(err error) bool {
	var a *temporal.ApplicationError
	return errors.As(err, &a) && a.Type() == activities.Refused
}

// office is the zone in which the summaries give days. China has one, without summer time.
var office = time.FixedZone("Asia/Shanghai", 8*60*60)

// moment says a time as the office does: the last moment of a day is 24:00 of that day.
func moment(at time.Time) string {
	if at.IsZero() {
		return "at once"
	}
	at = at.In(office)
	if h, m, s := at.Clock(); h+m+s == 0 {
		return "24:00 on " + at.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return at.Format("15:04 on " + time.DateOnly)
}

func dueSummary(r casework.Ring) string { return "due: " + r.Name + ", " + moment(r.At) }

func overdueSummary(r casework.Ring) string {
	return fmt.Sprintf("overdue: %s (no. %d, asked %d times before)", r.Name, r.No, r.Generation-1)
}

// show brings the search attributes and the details into line with the snapshot;
// attributes are written only where they changed, each write being an event.
func (d *desk) show(ctx workflow.Context) {
	workflow.SetCurrentDetails(ctx, details(d.now))
	if !d.listed || d.stage != "" && d.left() && !d.now.Ended { // the next run shows the next stage
		return
	}
	shown := workflow.GetTypedSearchAttributes(ctx)
	var updates []temporal.SearchAttributeUpdate
	if is, _ := shown.GetKeyword(stageAttribute); is != string(d.now.Stage) {
		updates = append(updates, stageAttribute.ValueSet(string(d.now.Stage)))
	}
	if is, _ := shown.GetKeyword(kindAttribute); is != d.now.Kind {
		updates = append(updates, kindAttribute.ValueSet(d.now.Kind))
	}
	is, set := shown.GetTime(dueAttribute)
	switch due, pending := d.first(); {
	case pending && !(set && is.Equal(due.At)):
		updates = append(updates, dueAttribute.ValueSet(due.At.UTC()))
	case !pending && set:
		updates = append(updates, dueAttribute.ValueUnset())
	}
	if len(updates) == 0 {
		return
	}
	if err := workflow.UpsertTypedSearchAttributes(ctx, updates...); err != nil {
		workflow.GetLogger(ctx).Warn("search attributes not written", "error", err)
	}
}

// details is the page's text on a case: where it stands, which clocks run, what was noted.
func details(m casework.Moved) string {
	text := fmt.Sprintf("%s `%s`\n\n| stage | visit | line | ended |\n|---|---|---|---|\n| **%s** | %d | %d | %t |\n", m.Kind, m.Case, m.Stage, m.Visit, m.Seq, m.Ended)
	if len(m.Dues) > 0 {
		text += "\n| due | rings | asked before |\n|---|---|---|\n"
	}
	for _, r := range m.Dues {
		text += fmt.Sprintf("| %s | %s | %d times |\n", r.Name, moment(r.At), r.Generation-1)
	}
	if len(m.Marks) > 0 {
		text += "\n| mark | time |\n|---|---|\n"
	}
	for _, name := range workflow.DeterministicKeys(m.Marks) {
		text += fmt.Sprintf("| %s | %s |\n", name, moment(m.Marks[name]))
	}
	return text
}
