package workflows

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"followthrough/activities"
	"followthrough/casework"
	"followthrough/casework/petition"
)

// stubborn is a record that answers as it is told to, and counts how often it is asked.
type stubborn struct {
	now     casework.Moved
	look    func() (casework.Moved, error)
	overdue func() (casework.Answer, error)
	act     func(casework.StoryAct) (casework.Answer, error)
	asked   []string
}

func (s *stubborn) Look(context.Context, string) (casework.Moved, error) {
	s.asked = append(s.asked, "look")
	if s.look != nil {
		return s.look()
	}
	return s.now, nil
}

func (s *stubborn) Overdue(context.Context, string, int, int) (casework.Answer, error) {
	s.asked = append(s.asked, "overdue")
	return s.overdue()
}

func (s *stubborn) StoryAct(_ context.Context, a casework.StoryAct) (casework.Answer, error) {
	s.asked = append(s.asked, a.Reason)
	return s.act(a)
}

func (*stubborn) Told(context.Context, string, int64) error { return nil }

func (s *stubborn) count(what string) (n int) {
	for _, a := range s.asked {
		if strings.Contains(a, what) {
			n++
		}
	}
	return n
}

var begin = time.Date(2026, 3, 5, 1, 30, 0, 0, time.UTC)

func onCase(stage casework.Stage, dues ...casework.Ring) casework.Moved {
	return casework.Moved{Case: "c", No: "P-2026-0017", Kind: "petition", Epoch: 1, Seq: 7, Stage: stage, Visit: 4, Dues: dues, Marks: map[string]time.Time{}}
}

// play runs the petition's story for a time on a record, and then ends the case.
func play(t *testing.T, s *stubborn, forTime time.Duration, also ...func(*testsuite.TestWorkflowEnvironment)) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	env := quietly()
	env.RegisterActivity(&activities.Activities{Record: s, Unknown: errNone})
	env.RegisterWorkflow(Letter)
	env.RegisterDelayedCallback(func() {
		end := s.now
		end.Seq, end.Ended = end.Seq+100, true
		env.SignalWorkflow(movedSignal, end)
	}, forTime)
	for _, do := range also {
		do(env)
	}
	env.ExecuteWorkflow(Petition, s.now)
	return env
}

func quietly() *testsuite.TestWorkflowEnvironment {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(begin)
	return env
}

var errNone = errors.New("none")

func TestDesk_RecordMovesNothing_IsAskedEverMoreRarely(t *testing.T) {
	s := &stubborn{now: onCase("registered", casework.Ring{Name: "decide", No: 1, Generation: 1, At: begin})}
	s.overdue = func() (casework.Answer, error) { return casework.Answer{Now: s.now}, nil }
	if err := play(t, s, 24*time.Hour).GetWorkflowError(); err != nil {
		t.Fatal(err)
	}
	if n := s.count("overdue"); n < 24 || n > 40 {
		t.Errorf("asked %d times in a day", n)
	}
}

func TestDesk_SignalComesAgain_EndsThePause(t *testing.T) {
	s := &stubborn{now: onCase("registered", casework.Ring{Name: "decide", No: 1, Generation: 1, At: begin})}
	s.overdue = func() (casework.Answer, error) { return casework.Answer{Now: s.now}, nil }
	before, after := 0, 0
	env := play(t, s, 24*time.Hour, func(env *testsuite.TestWorkflowEnvironment) {
		at := 12*time.Hour + 30*time.Minute
		env.RegisterDelayedCallback(func() { before = s.count("overdue"); env.SignalWorkflow(movedSignal, s.now) }, at)
		env.RegisterDelayedCallback(func() { after = s.count("overdue") }, at+time.Second)
	})
	if err := env.GetWorkflowError(); err != nil || after != before+1 {
		t.Errorf("asked %d times before the signal and %d after, ended with %v", before, after, err)
	}
}

func TestDesk_RecordsClockIsBehind_WaitsAsLongAsItSays(t *testing.T) {
	s := &stubborn{now: onCase("registered", casework.Ring{Name: "decide", No: 1, Generation: 1, At: begin})}
	answers := []casework.Answer{{NotYet: 90 * time.Second}, {}}
	s.overdue = func() (casework.Answer, error) {
		a := answers[min(len(answers)-1, s.count("overdue")-1)]
		a.Now = s.now
		if a.NotYet == 0 {
			a.Now.Seq, a.Now.Dues = a.Now.Seq+1, nil
		}
		return a, nil
	}
	if err := play(t, s, time.Hour).GetWorkflowError(); err != nil {
		t.Fatal(err)
	}
	if n := s.count("overdue"); n != 2 {
		t.Errorf("asked %d times, not twice", n)
	}
}

func TestDesk_ActIsRefused_EndsThatStrandOnly(t *testing.T) {
	s := &stubborn{now: onCase("closing", casework.Ring{Name: "decide-closure", No: 3, Generation: 1, At: begin.Add(time.Hour)})}
	s.now.Marks["delivered"] = begin
	s.act = func(casework.StoryAct) (casework.Answer, error) {
		return casework.Answer{}, casework.Refuse(casework.WrongStage)
	}
	s.overdue = func() (casework.Answer, error) {
		a := casework.Answer{Now: s.now}
		a.Now.Seq, a.Now.Dues = a.Now.Seq+1, nil
		return a, nil
	}
	if err := play(t, s, 24*time.Hour).GetWorkflowError(); err != nil {
		t.Fatal(err)
	}
	if acts, asked := s.count("ask-approver"), s.count("overdue"); acts != 1 || asked != 1 {
		t.Errorf("asked for an approver %d times, of the date %d times: %v", acts, asked, s.asked)
	}
}

func TestDesk_ReasonIsMadeOfTheRecord(t *testing.T) {
	s := &stubborn{now: onCase("resolving")}
	at := begin.Add(30 * 24 * time.Hour)
	s.now.Marks["report-again"] = at
	s.act = func(casework.StoryAct) (casework.Answer, error) {
		return casework.Answer{Superseded: true, Now: s.now}, nil
	}
	if err := play(t, s, 60*24*time.Hour).GetWorkflowError(); err != nil {
		t.Fatal(err)
	}
	if want := "c/ask-report/4/1775266200"; at.Unix() != 1775266200 || s.asked[len(s.asked)-1] != want {
		t.Errorf("asked %v, not last %s (%d)", s.asked, want, at.Unix())
	}
}

func TestDesk_FirstRunOfAnEndedCase_EndsAtOnce(t *testing.T) {
	s := &stubborn{now: onCase("registered")}
	ended := onCase("not-accepted")
	ended.Seq, ended.Ended = 8, true
	s.look = func() (casework.Moved, error) { return ended, nil }
	env := play(t, s, time.Hour)
	if err := env.GetWorkflowError(); err != nil || env.Now().Sub(begin) > time.Minute {
		t.Errorf("ended at %s with %v", env.Now(), err)
	}
}

func TestDesk_UnknownCase_FailsAtOnceWithACode(t *testing.T) {
	s := &stubborn{now: onCase("registered")}
	s.look = func() (casework.Moved, error) { return casework.Moved{}, errNone }
	var a *temporal.ApplicationError
	if err := play(t, s, time.Hour).GetWorkflowError(); !errors.As(err, &a) || a.Type() != activities.Refused || a.Message() != casework.NotFound {
		t.Errorf("ended with %v", err)
	}
}

func TestDesk_RecordIsAway_IsAskedUntilItIsBack(t *testing.T) {
	s := &stubborn{now: onCase("registered")}
	s.look = func() (casework.Moved, error) {
		if s.count("look") < 5 {
			return casework.Moved{}, errors.New("no connection")
		}
		return s.now, nil
	}
	if err := play(t, s, time.Hour).GetWorkflowError(); err != nil {
		t.Fatal(err)
	}
	if n := s.count("look"); n != 5 {
		t.Errorf("looked %d times", n)
	}
}

func TestDesk_LookAgain_AdoptsWhatTheRecordHas(t *testing.T) {
	s := &stubborn{now: onCase("registered")}
	newer := onCase("registered")
	newer.Seq = 9
	var told casework.Moved
	s.look = func() (casework.Moved, error) {
		if s.count("look") > 1 {
			return newer, nil
		}
		return s.now, nil
	}
	env := play(t, s, time.Hour, func(env *testsuite.TestWorkflowEnvironment) {
		env.RegisterDelayedCallback(func() {
			env.UpdateWorkflow("look-again", "", &testsuite.TestUpdateCallback{
				OnAccept:   func() {},
				OnReject:   func(err error) { t.Error(err) },
				OnComplete: func(r any, err error) { told, _ = r.(casework.Moved) },
			})
		}, time.Minute)
	})
	if err := env.GetWorkflowError(); err != nil || told.Seq != 9 {
		t.Errorf("told line %d, ended with %v", told.Seq, err)
	}
}

// handedOver is the input of the run that a workflow continued as.
func handedOver(t *testing.T, err error, input ...any) {
	t.Helper()
	var next *workflow.ContinueAsNewError
	if !errors.As(err, &next) {
		t.Fatalf("did not continue as new: %v", err)
	}
	if err := converter.GetDefaultDataConverter().FromPayloads(next.Input, input...); err != nil {
		t.Fatal(err)
	}
}

func TestDesk_SignalDuringTheHandOver_GoesToTheNextRun(t *testing.T) {
	s := &stubborn{now: onCase("registered")}
	env := quietly()
	var slow []byte // the look that the update asked for
	env.RegisterActivityWithOptions(func(ctx context.Context, _ string) (casework.Moved, error) {
		if slow = activity.GetInfo(ctx).TaskToken; s.count("look") == 0 {
			s.asked = append(s.asked, "look")
			return s.now, nil
		}
		return casework.Moved{}, activity.ErrResultPending
	}, activity.RegisterOptions{Name: "Look"})
	story := func(ctx workflow.Context, now casework.Moved) error { return Petition(WithSignalLimit(ctx, 1), now) }
	env.RegisterWorkflowWithOptions(story, workflow.RegisterOptions{Name: "Petition"})
	update := &testsuite.TestUpdateCallback{OnAccept: func() {}, OnReject: func(err error) { t.Error(err) }, OnComplete: func(any, error) {}}
	env.RegisterDelayedCallback(func() { env.UpdateWorkflow("look-again", "", update) }, 60*time.Second)
	for i := range int64(2) { // the first signal ends the run, the second comes while it waits for the update
		env.RegisterDelayedCallback(func() {
			m := s.now
			m.Seq += i + 1
			env.SignalWorkflow(movedSignal, m)
		}, time.Duration(62+i)*time.Second)
	}
	env.RegisterDelayedCallback(func() { _ = env.CompleteActivity(slow, s.now, nil) }, 70*time.Second)
	env.ExecuteWorkflow("Petition", s.now)
	var next casework.Moved
	if handedOver(t, env.GetWorkflowError(), &next); next.Seq != s.now.Seq+2 {
		t.Errorf("the next run begins with line %d", next.Seq)
	}
}

func TestMoment_IsWhatTheOfficeSays(t *testing.T) {
	for at, says := range map[time.Time]string{
		time.Date(2026, 3, 5, 16, 0, 0, 0, time.UTC): "24:00 on 2026-03-05",
		time.Date(2026, 3, 5, 1, 5, 0, 0, time.UTC):  "09:05 on 2026-03-05",
		{}: "at once",
	} {
		if is := moment(at); is != says {
			t.Errorf("%s is %q, not %q", at, is, says)
		}
	}
	ring := casework.Ring{Name: "submit-plan", No: 4, Generation: 2, At: time.Date(2026, 3, 5, 16, 0, 0, 0, time.UTC)}
	if is := dueSummary(ring); is != "until 24:00 on 2026-03-05, when policy is asked again about submit-plan, overdue and asked once before" {
		t.Error(is)
	}
	page := details(onCase("led", ring), []wait{{ring.At, dueSummary(ring)}})
	for _, line := range []string{"petition **P-2026-0017**", "| submit-plan | 24:00 on 2026-03-05 | once |", "Next wake: **24:00 on 2026-03-05**", "| made by |"} {
		if !strings.Contains(page, line) {
			t.Errorf("no %q in\n%s", line, page)
		}
	}
}

func TestWords_TellEachOfTheSystemsMoves(t *testing.T) {
	elsewhere := []string{"complete-withdrawal", "raise-track", "reopen-after-review"} // made by a date, or by the review
	for _, m := range petition.Process.MoveList() {
		if _, told := errands[m.Name]; told != (slices.Contains(m.By, casework.System) && !slices.Contains(elsewhere, m.Name)) {
			t.Errorf("%s: told in words: %t", m.Name, told)
		}
	}
}
