package activities_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"followthrough/activities"
	"followthrough/casework"
)

// answers is a record that answers everything with one error, and notes what was told.
type answers struct {
	err  error
	told *[]int64
}

func (a answers) Told(_ context.Context, _ string, seq int64) error {
	if a.told != nil {
		*a.told = append(*a.told, seq)
	}
	return nil
}

func (a answers) Look(context.Context, string) (casework.Moved, error) {
	return casework.Moved{Seq: 3}, a.err
}

func (a answers) Overdue(context.Context, string, int, int) (casework.Answer, error) {
	return casework.Answer{Now: casework.Moved{Seq: 3}}, a.err
}

func (a answers) StoryAct(context.Context, casework.StoryAct) (casework.Answer, error) {
	return casework.Answer{Now: casework.Moved{Seq: 3}}, a.err
}

var errUnknown = errors.New("no such case")

func TestErrorsOfTheRecord_ReachTheEngineAsCodes(t *testing.T) {
	for name, c := range map[string]struct {
		err     error
		kind    string
		message string
		final   bool
	}{
		"a refusal is final":         {casework.Refuse(casework.WrongStage, casework.Item{Key: "Zhang San"}), activities.Refused, casework.WrongStage, true},
		"so is one with words":       {fmt.Errorf("case of Zhang San: %w", casework.Refuse(casework.Invalid)), activities.Refused, casework.Invalid, true},
		"an unknown case is final":   {fmt.Errorf("look: %w", errUnknown), activities.Refused, casework.NotFound, true},
		"anything else is tried on":  {errors.New("duplicate key: (Zhang San)"), activities.Unavailable, "the record did not answer", false},
		"also when the driver is it": {context.DeadlineExceeded, activities.Unavailable, "the record did not answer", false},
	} {
		t.Run(name, func(t *testing.T) {
			var suite testsuite.WorkflowTestSuite
			a := &activities.Activities{Record: answers{err: c.err}, Unknown: errUnknown}
			env := suite.NewTestActivityEnvironment()
			env.RegisterActivity(a)
			for _, call := range []func() error{
				func() error { _, err := env.ExecuteActivity(a.Look, "c"); return err },
				func() error { _, err := env.ExecuteActivity(a.Overdue, "c", 1, 1); return err },
				func() error { _, err := env.ExecuteActivity(a.StoryAct, casework.StoryAct{}); return err },
			} {
				var told *temporal.ApplicationError
				if err := call(); !errors.As(err, &told) || told.Type() != c.kind || told.Message() != c.message || told.NonRetryable() != c.final || told.Unwrap() != nil {
					t.Errorf("the engine is told %v", err)
				}
			}
		})
	}
}

func TestAnswersOfTheRecord_PassUnchanged(t *testing.T) {
	var suite testsuite.WorkflowTestSuite
	a := &activities.Activities{Record: answers{}}
	env := suite.NewTestActivityEnvironment()
	env.RegisterActivity(a)
	v, err := env.ExecuteActivity(a.StoryAct, casework.StoryAct{Case: "c"})
	var answer casework.Answer
	if err == nil {
		err = v.Get(&answer)
	}
	if err != nil || answer.Now.Seq != 3 {
		t.Errorf("answered %v, %v", answer, err)
	}
}

func TestAnswer_TellsTheCasesOwnStory_AndNoOther(t *testing.T) {
	var told []int64
	var suite testsuite.WorkflowTestSuite
	a := &activities.Activities{Record: answers{told: &told}}
	env := suite.NewTestActivityEnvironment()
	env.RegisterActivity(a)
	for _, call := range []func() error{
		func() error { _, err := env.ExecuteActivity(a.StoryAct, casework.StoryAct{Case: "c"}); return err }, // a letter's
		func() error {
			_, err := env.ExecuteActivity(a.StoryAct, casework.StoryAct{Case: "c", Own: true})
			return err
		},
		func() error { _, err := env.ExecuteActivity(a.Overdue, "c", 1, 1); return err },
	} {
		if err := call(); err != nil {
			t.Fatal(err)
		}
	}
	if len(told) != 2 {
		t.Errorf("told %v", told)
	}
}
