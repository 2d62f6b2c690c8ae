package worker

import (
	"context"
	"fmt"
	"strings"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"

	"followthrough/casework"
	"followthrough/workflows"
)

// CaseRun is one run of a workflow that the engine still keeps: of the case itself or of a
// letter of it. Closed runs are kept for thirty days.
type CaseRun struct {
	Workflow string // petition/…, letter/…/7
	ID       string
	Start    time.Time
	Close    time.Time // zero while it runs
	Status   string    // Running, ContinuedAsNew, Completed, Terminated, …
	Events   int64     // in its history
	Summary  string    // the stage that the run last knew
}

// Runs lists the runs of a case, the newest first, at most a hundred. The engine's own
// list answers it: it lags by a second or so, and *Away comes back while it is away.
func (e *Engine) Runs(ctx context.Context, kind, caseID string) ([]CaseRun, error) {
	r, err := e.client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Namespace: e.namespace, PageSize: 100,
		Query: fmt.Sprintf("WorkflowId = '%s' OR WorkflowId STARTS_WITH 'letter/%s/'", quoted(workflows.CaseID(kind, caseID)), quoted(caseID))})
	if err != nil {
		return nil, awayOr(fmt.Errorf("list the runs of %s: %w", caseID, err))
	}
	runs := make([]CaseRun, len(r.Executions))
	for i, x := range r.Executions {
		runs[i] = run(x)
	}
	return runs, nil
}

func run(x *workflowpb.WorkflowExecutionInfo) CaseRun {
	r := CaseRun{Workflow: x.Execution.WorkflowId, ID: x.Execution.RunId, Start: x.StartTime.AsTime(), Status: x.Status.String(),
		Events: x.HistoryLength, Summary: stage(x.SearchAttributes)}
	if x.CloseTime != nil {
		r.Close = x.CloseTime.AsTime()
	}
	return r
}

func stage(a *commonpb.SearchAttributes) string {
	var stage string
	if p, ok := a.GetIndexedFields()["Stage"]; ok {
		_ = converter.GetDefaultDataConverter().FromPayload(p, &stage)
	}
	return stage
}

// quoted keeps an id from ending the query's string; ids of cases have no quotes.
func quoted(id string) string { return strings.ReplaceAll(id, "'", "") }

// Event is one event of a run's history, in words that an auditor can follow.
type Event struct {
	ID   int64
	At   time.Time
	Type string // ActivityTaskScheduled, TimerStarted, WorkflowExecutionSignaled, …
	Text string // the story's own summary, else the name of the activity or the signal
}

// mostEvents is how much of one history is read: a run hands over long before.
const mostEvents = 2000

// Events returns the history of one run, the oldest event first, at most 2,000 of them.
func (e *Engine) Events(ctx context.Context, workflow, runID string) ([]Event, error) {
	var events []Event
	for it := e.client.GetWorkflowHistory(ctx, workflow, runID, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); it.HasNext() && len(events) < mostEvents; {
		x, err := it.Next()
		if err != nil {
			return nil, awayOr(fmt.Errorf("read the history of %s: %w", workflow, err))
		}
		events = append(events, Event{ID: x.EventId, At: x.EventTime.AsTime(), Type: x.EventType.String(), Text: said(x)})
	}
	return events, nil
}

func said(x *historypb.HistoryEvent) string {
	var text string
	if p := x.GetUserMetadata().GetSummary(); p != nil && converter.GetDefaultDataConverter().FromPayload(p, &text) == nil {
		return text
	}
	if s := x.GetWorkflowExecutionSignaledEventAttributes(); s != nil {
		return s.SignalName + movedTo(s.Input)
	}
	if a := x.GetActivityTaskScheduledEventAttributes(); a != nil {
		return a.GetActivityType().GetName()
	}
	return ""
}

// movedTo says what a signal's snapshot tells: the line of the timeline and its move.
func movedTo(input *commonpb.Payloads) string {
	var m casework.Moved
	if err := converter.GetDefaultDataConverter().FromPayloads(input, &m); err != nil || m.Move == "" {
		return ""
	}
	return fmt.Sprintf(": %s, line %d, %s", m.Move, m.Seq, m.Stage)
}
