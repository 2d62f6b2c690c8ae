// Package activities is what a story asks of the outside. The methods are thin: the
// record answers, they only say which of its errors is final.
//
// Nothing heavy is imported here, because the stories import this package for the
// methods' names: neither the database's driver nor the policy engine may reach them.
package activities

import (
	"context"
	"errors"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"followthrough/casework"
)

// Record is the system of record as a story sees it. Each answer carries the newest
// snapshot. A no that asking again does not change has a *casework.Refusal in its chain or
// is Activities.Unknown; any other error passes.
type Record interface {
	// Look returns the case's snapshot as it is now.
	Look(ctx context.Context, caseID string) (casework.Moved, error)
	// Overdue asks what follows from due no of generation gen having passed, at most once.
	Overdue(ctx context.Context, caseID string, no, gen int) (casework.Answer, error)
	// StoryAct makes one of the system's own moves, at most once for each Reason.
	StoryAct(ctx context.Context, act casework.StoryAct) (casework.Answer, error)
	// Told says that the case's story has the snapshot of line seq: the outbox need not tell it.
	Told(ctx context.Context, caseID string, seq int64) error
}

// Refused is the type of the error that is not tried again; its message is the refusal's code.
const Refused = "refused"

// Unavailable is the type of every other error: the activity is tried again, without end.
const Unavailable = "unavailable"

// Activities are the acts on the record, registered under their methods' names.
type Activities struct {
	Record Record
	// Unknown is the record's error for a case that does not exist; asking again does not change it.
	Unknown error
}

// Look reads the snapshot of a case.
func (a *Activities) Look(ctx context.Context, caseID string) (casework.Moved, error) {
	now, err := a.Record.Look(ctx, caseID)
	return now, a.told(ctx, err)
}

// Overdue answers a clock that rang. Only the case's own story asks.
func (a *Activities) Overdue(ctx context.Context, caseID string, no, gen int) (casework.Answer, error) {
	answer, err := a.Record.Overdue(ctx, caseID, no, gen)
	if err == nil {
		a.answered(ctx, answer)
	}
	return answer, a.told(ctx, err)
}

// StoryAct makes a move of the system.
func (a *Activities) StoryAct(ctx context.Context, act casework.StoryAct) (casework.Answer, error) {
	answer, err := a.Record.StoryAct(ctx, act)
	if err == nil && act.Own {
		a.answered(ctx, answer)
	}
	return answer, a.told(ctx, err)
}

// answered takes what an answer tells out of the outbox, so that it does not come back to
// the story as a signal. The answer cannot be lost: until the engine has it the activity
// is tried again, and the same ask then brings the newest snapshot. Left in the outbox,
// the case is told twice, which costs a signal and nothing else.
func (a *Activities) answered(ctx context.Context, answer casework.Answer) {
	if err := a.Record.Told(ctx, answer.Now.Case, answer.Now.Seq); err != nil {
		activity.GetLogger(ctx).Debug("an answer stays in the outbox", "error", err)
	}
}

// told turns an error of the record into one that the engine may keep: a code, nothing
// that a driver or a person wrote. What lies behind it goes to the worker's log.
func (a *Activities) told(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if r := casework.Refused(err); r != nil {
		return temporal.NewNonRetryableApplicationError(r.Code, Refused, nil)
	}
	if a.Unknown != nil && errors.Is(err, a.Unknown) {
		return temporal.NewNonRetryableApplicationError(casework.NotFound, Refused, nil)
	}
	activity.GetLogger(ctx).Warn("the record did not answer", "error", err)
	return temporal.NewApplicationError("the record did not answer", Unavailable)
}
