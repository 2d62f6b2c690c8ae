package workflows

import (
	"testing"
	"time"

	"go.temporal.io/sdk/workflow"

	"followthrough/activities"
	"followthrough/casework"
)

func TestLetter_HandsOverItsStayAndTheTimeOfItsNextAsk(t *testing.T) {
	s := &stubborn{now: onCase("replied")}
	until := begin.Add(5 * 24 * time.Hour)
	s.act = func(casework.StoryAct) (casework.Answer, error) {
		return casework.Answer{Until: until, Now: s.now}, nil
	}
	env := quietly()
	env.RegisterActivity(&activities.Activities{Record: s})
	letter := func(ctx workflow.Context, now casework.Moved, visit int, at time.Time) error {
		return Letter(WithSignalLimit(ctx, 1), now, visit, at)
	}
	env.RegisterWorkflowWithOptions(letter, workflow.RegisterOptions{Name: "Letter"})
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(provenSignal, s.now) }, time.Hour)
	env.ExecuteWorkflow("Letter", s.now, 4, time.Time{})
	var now casework.Moved
	var visit int
	var at time.Time
	if handedOver(t, env.GetWorkflowError(), &now, &visit, &at); visit != 4 || !at.Equal(until) {
		t.Errorf("the next run is for visit %d and asks at %s", visit, at)
	}
	if s.count("c/serve-opinion/4/0") != 1 {
		t.Errorf("asked %v", s.asked)
	}
}

func TestLetter_CaseHasMovedOn_Ends(t *testing.T) {
	s := &stubborn{now: onCase("closing")}
	env := quietly()
	env.RegisterActivity(&activities.Activities{Record: s})
	env.ExecuteWorkflow(Letter, s.now, 3, time.Time{})
	if err := env.GetWorkflowError(); err != nil || len(s.asked) != 1 {
		t.Errorf("asked %v, ended with %v", s.asked, err)
	}
}

func TestLetter_BeginsAnewWithManyRecordedAnswers_CatchesUpASecondEach(t *testing.T) {
	s := &stubborn{now: onCase("replied")}
	attempts := 0
	s.act = func(casework.StoryAct) (casework.Answer, error) {
		attempts++
		at := begin.Add(time.Duration(attempts-20) * 7 * 24 * time.Hour) // one a week, the last of twenty today
		return casework.Answer{Until: at, Now: s.now}, nil
	}
	env := quietly()
	env.RegisterActivity(&activities.Activities{Record: s})
	caught := 0
	env.RegisterDelayedCallback(func() {
		caught = attempts
		end := s.now
		end.Seq, end.Ended = end.Seq+1, true
		env.SignalWorkflow(provenSignal, end)
	}, time.Minute)
	env.ExecuteWorkflow(Letter, s.now, 4, time.Time{})
	if err := env.GetWorkflowError(); err != nil || caught != 21 {
		t.Errorf("made %d of 21 asks in a minute, ended with %v", caught, err)
	}
}
