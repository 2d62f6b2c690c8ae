package worker

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"followthrough/activities"
	"followthrough/casework"
	"followthrough/store"
	"followthrough/workflows"
)

func TestWorker_CaseIsTold_ItsStoryRemindsInTime(t *testing.T) {
	e, l := engine(t), newLedger(seconds{"petition.register": 3})
	serving(t, e, l)
	id := l.open(t)
	knows(t, e, l, id)
	d := describe(t, e, id)
	if s, _ := d.GetStaticSummary(); s != "petition P-2026-0001" {
		t.Errorf("its summary is %q", s)
	}
	if no, _ := d.TypedSearchAttributes.GetKeyword(temporal.NewSearchAttributeKeyKeyword("CaseNo")); no != "P-2026-0001" {
		t.Errorf("its number is listed as %q", no)
	}
	if stage, _ := d.TypedSearchAttributes.GetKeyword(stageKey); stage != "registered" {
		t.Errorf("its stage is listed as %q", stage)
	}
	if page := details(t, e, id); !strings.Contains(page, "petition **P-2026-0001**") || !strings.Contains(page, "Next wake: **") || !strings.Contains(page, "**registered**") || !strings.Contains(page, "| decide |") {
		t.Errorf("its page says %q", page)
	}
	within(t, 15*time.Second, "the reminder", func() bool { return slices.Equal(l.timeline(id), []string{"register", "overdue"}) })
	knows(t, e, l, id)
	l.do(t, id, "intake", "decline", "reason", "…", "competent-body", "the court", "document", "D-1")
	within(t, 20*time.Second, "the end of the story", func() bool {
		return describe(t, e, id).Status == enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED
	})
	events, err := e.Events(t.Context(), workflows.CaseID("petition", id), "")
	for _, text := range []string{"moved: decline, line 3, not-accepted", "until ", "decide has passed (date no. 1, asked 0 times before): what follows by policy?"} {
		if !slices.ContainsFunc(events, func(x Event) bool { return strings.HasPrefix(x.Text, text) }) {
			t.Errorf("the history (%d events, %v) does not say %q", len(events), err, text)
		}
	}
}

func TestWorker_WholeLife_LeavesHistoriesThatReplay(t *testing.T) {
	e, l := engine(t), newLedger(life)
	serving(t, e, l)
	for name, live := range lives {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runs := runsOf(t, e, live(t, e, l))
			replayer := sdk.NewWorkflowReplayer()
			workflows.Register(replayer)
			for _, r := range runs {
				if r.Status != "Completed" && r.Status != "ContinuedAsNew" && (r.Status != "Terminated" || name != "contrary") { // there a run is replaced
					t.Errorf("%s is %s", r.Workflow, r.Status)
				}
				events, err := e.history(t.Context(), r.Workflow, r.ID)
				if err == nil {
					err = replayer.ReplayWorkflowHistory(nil, events)
				}
				if err != nil {
					t.Errorf("%s %s does not replay: %v", r.Workflow, r.Status, err)
				}
			}
		})
	}
}

func TestWorker_WasDown_EveryCaseIsToldAndEachDateAskedOnce(t *testing.T) {
	e, l := engine(t), newLedger(seconds{"petition.register": 1})
	stop := serving(t, e, l)
	before := l.open(t)
	knows(t, e, l, before)
	stop()
	during := l.open(t)
	l.do(t, before, "intake", "comment", "note", "…")
	time.Sleep(2 * time.Second)
	serving(t, e, l)
	for _, id := range []string{before, during} {
		within(t, 30*time.Second, "the reminder of "+id, func() bool { return slices.Contains(l.timeline(id), "overdue") })
		knows(t, e, l, id)
		if n := strings.Count(strings.Join(l.timeline(id), " "), "overdue"); n != 1 {
			t.Errorf("asked %d times: %v", n, l.timeline(id))
		}
	}
}

func TestWorker_EngineComesLater_IsWaitedFor(t *testing.T) {
	e := engine(t)
	away := connect(t, "127.0.0.1:1")
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	l := newLedger(nil)
	id := l.open(t)
	if err := Run(ctx, away, Options{Record: l, Outbox: l}); err != nil {
		t.Errorf("a worker without an engine ends with %v", err)
	}
	_, err := away.Runs(t.Context(), "petition", id)
	var typed interface{ EngineAway() bool }
	if !errors.As(err, &typed) || !typed.EngineAway() {
		t.Errorf("an engine that is away answers %v", err)
	}
	serving(t, e, l)
	knows(t, e, l, id)
}

func TestPortalTeller_TellsAtOnce_AndNeverWaits(t *testing.T) {
	e, l := engine(t), newLedger(nil)
	l.silence(true) // the worker's own teller has nothing to do
	l.settings[engineSetting], _ = e.namespaceID(t.Context())
	serving(t, e, l)
	p := NewPortalTeller(e, l.Told, 4)
	defer p.Close()
	id := l.open(t)
	p.Told(l.now(id))
	knows(t, e, l, id)
	within(t, 5*time.Second, "nothing is left untold", func() bool { n, _ := l.UntoldCount(t.Context()); return n == 0 })

	away := NewPortalTeller(connect(t, "127.0.0.1:1"), l.Told, 2)
	defer away.Close()
	began := time.Now()
	for range 1000 {
		away.Told(l.now(id))
	}
	if took := time.Since(began); took > 100*time.Millisecond {
		t.Errorf("a thousand tellings without an engine took %s", took)
	}
}

func TestSweeper_RunIsGone_IsToldAgain_AndTheThirdTimeReplaced(t *testing.T) {
	e, l := engine(t), newLedger(seconds{"petition.register": 1})
	id := l.open(t)
	time.Sleep(1100 * time.Millisecond)
	var up atomic.Int64
	s := &sweeper{engine: e, outbox: l, record: l, up: &up}
	if err := workflows.Tell(t.Context(), e.client, l.now(id)); err != nil { // a run that nobody works on
		t.Fatal(err)
	}
	lost := describe(t, e, id).WorkflowExecution.RunID
	for n := range patience {
		_ = l.Told(t.Context(), id, 99)
		if err := s.sweep(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		if untold, _ := l.UntoldCount(t.Context()); untold != 1 {
			t.Errorf("sweep %d leaves %d cases to be told", n+1, untold)
		}
	}
	if now := describe(t, e, id); now.WorkflowExecution.RunID == lost || now.Status != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
		t.Error("the run was not replaced")
	}
	serving(t, e, l)
	within(t, 20*time.Second, "the reminder", func() bool { return slices.Contains(l.timeline(id), "overdue") })
	if err := s.sweep(t.Context(), 0); err != nil || l.nudged[id] != patience {
		t.Errorf("in health it finds %d, %v", l.nudged[id], err)
	}
}

func TestWatch_EngineWasDestroyed_IsToldOfEveryOpenCase(t *testing.T) {
	e, l := engine(t), newLedger(nil)
	stop := serving(t, e, l)
	ids := []string{l.open(t), l.open(t), l.open(t)}
	for _, id := range ids {
		knows(t, e, l, id)
	}
	stop()
	m, _ := rig()
	fresh, err := m.start(t.Context(), "another")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = fresh.Stop(context.Background()) }()
	other := connect(t, fresh.Addr)
	serving(t, other, l)
	for _, id := range ids {
		knows(t, other, l, id)
	}
	within(t, 20*time.Second, "its list agrees", func() bool { n, err := other.Running(t.Context()); return err == nil && n == len(ids) })
	told := l.settings[engineSetting]
	if now, _ := other.namespaceID(t.Context()); told != now {
		t.Errorf("the record remembers engine %s, not %s", told, now)
	}
}

func TestReconcile_FindsWhatIsMissingAndWhatRunsForNothing(t *testing.T) {
	e, l := engine(t), newLedger(nil)
	serving(t, e, l)
	kept, lost, ended := l.open(t), l.open(t), l.open(t)
	for _, id := range []string{kept, lost, ended} {
		knows(t, e, l, id)
	}
	l.silence(true)
	if err := e.terminate(t.Context(), workflows.CaseID("petition", lost), "a test"); err != nil {
		t.Fatal(err)
	}
	l.do(t, ended, "intake", "decline", "reason", "…", "competent-body", "the court", "document", "D-1")
	stranger := casework.Moved{Case: "zzzzzzzzzzzzzzzzzzzzzzzzzz", Kind: "petition", Epoch: 1, Seq: 1, Stage: "registered", Visit: 1}
	within(t, 20*time.Second, "the lists agree", func() bool {
		runs, _ := e.Runs(t.Context(), "petition", lost)
		return len(runs) == 1 && runs[0].Status == "Terminated"
	})
	_ = l.Told(t.Context(), ended, 99)
	_ = workflows.Tell(t.Context(), e.client, stranger)

	r, err := e.client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{TaskQueue: workflows.TaskQueue}, workflows.Reconcile, activities.Cursor{})
	if err != nil {
		t.Fatal(err)
	}
	var found activities.Cursor
	if err := r.Get(t.Context(), &found); err != nil {
		t.Fatal(err)
	}
	if found.Open != 2 || found.Missing != 1 {
		t.Errorf("found %+v", found)
	}
	l.silence(false)
	knows(t, e, l, lost)
	within(t, 20*time.Second, "the ended case's story ends", func() bool {
		return describe(t, e, ended).Status == enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED
	})
}

func TestRehydrate_EndsWhatRuns_AndTellsEveryOpenCase(t *testing.T) {
	e, l := engine(t), newLedger(nil)
	stop := serving(t, e, l)
	id := l.open(t)
	knows(t, e, l, id)
	before := describe(t, e, id).WorkflowExecution.RunID
	within(t, 20*time.Second, "it is listed", func() bool { runs, _ := e.Runs(t.Context(), "petition", id); return len(runs) == 1 })
	stop()
	ended, untold, err := Rehydrate(t.Context(), e, l)
	if err != nil || ended < 1 || untold != 1 {
		t.Fatalf("ended %d, untold %d, %v", ended, untold, err)
	}
	serving(t, e, l)
	within(t, 20*time.Second, "a new run", func() bool {
		d := describe(t, e, id)
		return d.WorkflowExecution.RunID != before && d.Status == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING
	})
	knows(t, e, l, id)
}

func TestReplay_OpenExecutions_FitThisBuild_AndNameWhatDoesNot(t *testing.T) {
	e, l := engine(t), newLedger(nil)
	serving(t, e, l)
	ids := []string{l.open(t), l.open(t)}
	for _, id := range ids {
		knows(t, e, l, id)
	}
	within(t, 20*time.Second, "they are listed", func() bool { n, err := e.Running(t.Context()); return err == nil && n >= len(ids) })
	said := 0
	found, err := ReplayOpen(t.Context(), e, 2, func(Replayed) { said++ })
	if err != nil || found.Runs < len(ids) || found.Failed != 0 || said != found.Runs {
		t.Errorf("this build: %+v, %v", found, err)
	}
	other := &replay{engine: e, progress: func(Replayed) {}, register: func(r sdk.WorkflowRegistry) {
		r.RegisterWorkflowWithOptions(func(ctx workflow.Context, _ casework.Moved) error { return workflow.Sleep(ctx, time.Hour) }, workflow.RegisterOptions{Name: "Petition"})
	}}
	found, err = other.open(t.Context(), 2)
	if err != nil || found.Failed < len(ids) || len(found.First) == 0 || !strings.HasPrefix(found.First[0].Workflow, "petition/") {
		t.Errorf("another build: %+v, %v", found, err)
	}
}

func TestCensus_RunIsStuck_IsCounted_AndTheThirdNudgeReplacesIt(t *testing.T) {
	e, l := engine(t), newLedger(nil)
	id := l.open(t)
	if err := workflows.Tell(t.Context(), e.client, l.now(id)); err != nil {
		t.Fatal(err)
	}
	broken := sdk.New(e.client, workflows.TaskQueue, sdk.Options{})
	broken.RegisterWorkflowWithOptions(func(workflow.Context, casework.Moved) error { panic("a build that does not fit") }, workflow.RegisterOptions{Name: "Petition"})
	if err := broken.Start(); err != nil {
		t.Fatal(err)
	}
	c := &census{engine: e, outbox: l, record: l, limit: listLimit()}
	within(t, 90*time.Second, "the run is counted as stuck", func() bool {
		time.Sleep(time.Second)
		r, err := c.count(t.Context())
		return err == nil && r.Stuck > 0 && r.Stories.Listeners > 0
	})
	broken.Stop()
	stuck := describe(t, e, id).WorkflowExecution.RunID
	for range patience {
		if err := c.look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if r, ok := l.reports[store.EngineJob].(store.EngineReport); !ok || r.Stuck == 0 {
		t.Errorf("reported %+v", l.reports)
	}
	if now := describe(t, e, id); now.WorkflowExecution.RunID == stuck {
		t.Error("the third nudge did not replace the run")
	}
	serving(t, e, l)
	knows(t, e, l, id)
}

func TestStory_ItsOwnActDoesNotComeBackToIt(t *testing.T) {
	e, l := engine(t), newLedger(seconds{"petition.register": 1})
	serving(t, e, l)
	id := l.open(t)
	within(t, 15*time.Second, "the reminder", func() bool { return slices.Contains(l.timeline(id), "overdue") })
	knows(t, e, l, id)
	if n, _ := l.UntoldCount(t.Context()); n != 0 {
		t.Errorf("%d cases wait to be told", n)
	}
	events, err := e.Events(t.Context(), workflows.CaseID("petition", id), "")
	signals := 0
	for _, x := range events {
		if x.Type == "WorkflowExecutionSignaled" {
			signals++
		}
	}
	if err != nil || signals != 1 { // its opening
		t.Errorf("%d signals, %v", signals, err)
	}
}
