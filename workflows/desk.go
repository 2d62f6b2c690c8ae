package workflows

import (
	"cmp"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"followthrough/activities"
	"followthrough/casework"
)

// record names the acts on the record; its methods are never called from here.
var record *activities.Activities

// strand is one of the things that a story does side by side while a case stays in a stage.
type strand func(workflow.Context, *desk) error

// desk is where one run of a story sits: one stay of one case in one stage. It keeps the
// newest snapshot, wakes the strands when that changes, and hands over to the next run.
type desk struct {
	now   casework.Moved
	stage casework.Stage // in which this run stays
	visit int

	mail   workflow.ReceiveChannel // read by the run's main coroutine only
	woken  int                     // how many signals came, repeated ones too
	limit  int                     // of signals before the story continues as new
	failed error
	own    bool        // the case's own story, not one of its letters
	awaits []wait      // what the strands wait for, shown to who looks
	done   func() bool // ends the stay although the case stays; nil for never
}

// openDesk adopts what is known and answers from then on: the signal brings snapshots,
// query "desk" and update "look-again" return the present one. A run without a
// predecessor looks at the record first, so that a late signal to a case that has ended,
// or a rehydrated one, begins with what is true.
func openDesk(ctx workflow.Context, now casework.Moved, signal string) (*desk, workflow.Context, error) {
	ctx, _ = workflow.NewDisconnectedContext(ctx) // a cancelled run would orphan its case: only the record ends one
	ctx = workflow.WithActivityOptions(ctx, onTheRecord)
	d := &desk{now: now, limit: signalLimit(ctx), own: signal == movedSignal}
	d.mail = workflow.GetSignalChannelWithOptions(ctx, signal, workflow.SignalChannelOptions{Description: "the record's newest snapshot"})
	if err := d.answer(ctx); err != nil {
		return nil, ctx, err
	}
	if workflow.GetInfo(ctx).ContinuedExecutionRunID == "" {
		if err := d.look(ctx); err != nil {
			d.drain(ctx)
			return nil, ctx, err
		}
	}
	d.drain(ctx)
	d.stage, d.visit = d.now.Stage, d.now.Visit
	d.show(ctx)
	return d, ctx, nil
}

// answer installs the query and the update. The update may be lost with a run; that costs nothing.
func (d *desk) answer(ctx workflow.Context) error {
	present := func() (casework.Moved, error) { return d.now, nil }
	if err := workflow.SetQueryHandlerWithOptions(ctx, "desk", present, workflow.QueryHandlerOptions{Description: "the snapshot that this run acts upon"}); err != nil {
		return err
	}
	again := func(ctx workflow.Context) (casework.Moved, error) {
		err := d.look(workflow.WithScheduleToCloseTimeout(ctx, 5*time.Second)) // never holds up the next run
		return d.now, err
	}
	return workflow.SetUpdateHandlerWithOptions(ctx, "look-again", again, workflow.UpdateHandlerOptions{Description: "reads the record anew, within 5 s"})
}

func (d *desk) look(ctx workflow.Context) error {
	var fresh casework.Moved
	err := workflow.ExecuteActivity(summarised(ctx, "read the case as the record has it"), record.Look, d.now.Case).Get(ctx, &fresh)
	if err == nil {
		d.adopt(ctx, fresh)
	}
	return err
}

// adopt keeps a snapshot if it is newer than the one known.
func (d *desk) adopt(ctx workflow.Context, m casework.Moved) {
	if m.Case != d.now.Case || !m.Newer(d.now) {
		return
	}
	d.now = m
	d.show(ctx)
}

// drain reads the signals that have come. Only the main coroutine does, and it does so
// last before it returns: a listener of its own would lose the snapshots that come
// between its last look and the hand-over.
func (d *desk) drain(ctx workflow.Context) {
	for {
		var m casework.Moved
		if !d.mail.ReceiveAsync(&m) {
			return
		}
		d.woken++
		d.adopt(ctx, m)
	}
}

// left reports whether the case moved on from this run's stay.
func (d *desk) left() bool {
	return d.now.Ended || d.now.Stage != d.stage || d.now.Visit != d.visit
}

func (d *desk) over(ctx workflow.Context) bool {
	return d.left() || d.failed != nil || d.woken >= d.limit || d.done != nil && d.done() || workflow.GetInfo(ctx).GetContinueAsNewSuggested()
}

// stay follows the strands side by side until the record leaves the stage, or until this
// run's history has grown enough for a new one.
func (d *desk) stay(ctx workflow.Context, strands ...strand) error {
	if d.over(ctx) {
		return nil
	}
	here, leave := workflow.WithCancel(ctx)
	group := workflow.NewWaitGroup(ctx)
	for _, s := range strands {
		group.Add(1)
		workflow.Go(here, func(ctx workflow.Context) {
			defer group.Done()
			if err := s(ctx, d); err != nil && !temporal.IsCanceledError(err) {
				d.failed = cmp.Or(d.failed, err) // the first is the cause, and the engine shows one
			}
		})
	}
	var err error
	for err == nil && !d.over(ctx) {
		err = workflow.Await(ctx, func() bool { return d.mail.Len() > 0 || d.over(ctx) })
		d.drain(ctx)
	}
	leave()
	group.Wait(ctx)
	return cmp.Or(err, d.failed)
}

// next hands over to a new run of the story, or ends it with the case. Updates under way
// are finished and signals read first; nothing is awaited between that and the hand-over.
func (d *desk) next(ctx workflow.Context, story any, also ...any) error {
	if err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); err != nil {
		return err
	}
	d.drain(ctx)
	if d.now.Ended {
		return nil
	}
	return workflow.NewContinueAsNewError(ctx, story, append([]any{d.now}, also...)...)
}

// until waits for a time, or for cond if that comes first. A signal that finds the time
// past ends the wait too: the engine may have lost the timer.
func (d *desk) until(ctx workflow.Context, at time.Time, why string, cond func() bool) error {
	come := func() bool { return cond() || !workflow.Now(ctx).Before(at) }
	if come() {
		return nil
	}
	over := d.await(ctx, wait{at, why})
	err := d.sleep(ctx, at, why, come)
	over() // not deferred: a run that is put away must not write its page
	return err
}

// sleep sets timers until come holds.
func (d *desk) sleep(ctx workflow.Context, at time.Time, why string, come func() bool) error {
	for !come() {
		waiting, stop := workflow.WithCancel(ctx)
		timer := workflow.NewTimerWithOptions(waiting, max(at.Sub(workflow.Now(ctx)), time.Millisecond), workflow.TimerOptions{Summary: why})
		err := workflow.Await(ctx, func() bool { return timer.IsReady() || come() })
		if err == nil && timer.IsReady() {
			err = timer.Get(ctx, nil) // cancelled with ctx
		}
		stop() // AwaitWithOptions would leave the timer running
		if err != nil {
			return err
		}
	}
	return nil
}

// act asks the record for one of the system's own moves. Its reason is made of recorded
// facts alone, the case, the visit and the time that the record gave for it: the same
// ask from another run finds the first answer.
func (d *desk) act(ctx workflow.Context, move string, at time.Time) (casework.Answer, error) {
	due := int64(0)
	if !at.IsZero() {
		due = at.Unix()
	}
	a := casework.StoryAct{Case: d.now.Case, Move: move, Visit: d.visit, Own: d.own, Reason: fmt.Sprintf("%s/%s/%d/%d", d.now.Case, move, d.visit, due)}
	return d.ask(ctx, asks(move), record.StoryAct, a)
}

// ask runs an act on the record and adopts the snapshot it answers with. A refusal means
// that the case is no longer where the strand thought: it is superseded.
func (d *desk) ask(ctx workflow.Context, summary string, activity any, args ...any) (casework.Answer, error) {
	var a casework.Answer
	err := workflow.ExecuteActivity(summarised(ctx, summary), activity, args...).Get(ctx, &a)
	if refused(err) {
		workflow.GetLogger(ctx).Warn("the record refuses", "act", summary, "error", err)
		return casework.Answer{Superseded: true, Now: d.now}, nil
	}
	if err == nil {
		d.adopt(ctx, a.Now)
	}
	return a, err
}

// pause is for an answer that moved nothing: the record's clock is behind the engine's,
// or it cannot say more yet. A signal, even a repeated one, ends it.
func (d *desk) pause(ctx workflow.Context, long time.Duration, changed func() bool) error {
	woken := d.woken
	return d.until(ctx, workflow.Now(ctx).Add(long), "the record has not moved: asked again", func() bool { return changed() || d.woken != woken })
}
