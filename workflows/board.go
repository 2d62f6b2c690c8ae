package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"followthrough/activities"
)

// What the engine's own pages show of a case: codes and dates, nothing about a person.
// Search attributes and the timers' summaries stay in the history; the present details
// are an answer of the worker. A static summary does not survive continue-as-new (the
// command has no place for it), so the details begin with what it said.

// The search attributes of every case; the engine's namespace declares them.
var (
	stageAttribute  = temporal.NewSearchAttributeKeyKeyword("Stage")
	dueAttribute    = temporal.NewSearchAttributeKeyTime("NextDue")
	kindAttribute   = temporal.NewSearchAttributeKeyKeyword("CaseKind")
	numberAttribute = temporal.NewSearchAttributeKeyKeyword("CaseNo")
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

// show brings the search attributes and the details into line with the snapshot;
// attributes are written only where they changed, each write being an event.
func (d *desk) show(ctx workflow.Context) {
	d.page(ctx)
	if !d.own || d.stage != "" && d.left() && !d.now.Ended { // the next run shows the next stage
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
	if is, _ := shown.GetKeyword(numberAttribute); is != d.now.No {
		updates = append(updates, numberAttribute.ValueSet(d.now.No))
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
