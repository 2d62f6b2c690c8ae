package worker

import (
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/client"

	"followthrough/activities"
	"followthrough/casework"
	"followthrough/workflows"
)

// contrary is the life of a simple matter in which much comes crosswise: the record's
// clock is behind, a person acts while a date is being asked about, somebody has the run
// look again, the run is replaced while a letter is on its way, and the letter grows so
// old that it continues as new.
func contrary(t *testing.T, e *Engine, l *ledger) string {
	id := l.open(t)
	release := l.contrary(id, 2*time.Second)
	do := func(who, move string, fields ...string) {
		t.Helper()
		l.do(t, id, who, move, fields...)
		knows(t, e, l, id)
	}
	within(t, 30*time.Second, "the date is asked about again", func() bool { return l.held(id) })
	do("intake", "accept", "unit", "office", "track", "simple", "handler", "handler", "notice-no", "N-1") // its answer is not awaited
	release()
	update, err := e.client.UpdateWorkflow(t.Context(), client.UpdateWorkflowOptions{WorkflowID: workflows.CaseID("petition", id), UpdateName: "look-again",
		WaitForStage: client.WorkflowUpdateStageCompleted})
	var looked casework.Moved
	if err == nil {
		err = update.Get(t.Context(), &looked)
	}
	if err != nil || looked.Stage != "accepted" {
		t.Fatalf("looked again: %+v, %v", looked, err)
	}
	do("handler", "draft-opinion", "request", "…", "facts", "…", "reasons", "…", "claims.0.claim", "…", "claims.0.view", "explained", "basis", "…", "rights-notice", "…")
	do("legal", "legal-check", "passes", "yes", "note", "…")
	do("head", "sign-opinion", "number", "O-1")
	within(t, 30*time.Second, "a letter", func() bool { return strings.Contains(strings.Join(l.timeline(id), " "), "serve-opinion") })
	if err := workflows.Replace(t.Context(), e.client, l.now(id)); err != nil {
		t.Fatal(err)
	}
	knows(t, e, l, id)
	letter := workflows.LetterID(id, l.now(id).Visit)
	for range 500 {
		if err := e.client.SignalWorkflow(t.Context(), letter, "", "proven", casework.Moved{Case: id}); err != nil {
			t.Fatal(err)
		}
	}
	do("intake", "withdraw", "document", "W-1", "read-back", "yes", "pressed", "no")
	within(t, 30*time.Second, "its end", func() bool { return l.now(id).Ended })
	return id
}

// compared runs the nightly comparison once.
func compared(t *testing.T, e *Engine) CaseRun {
	t.Helper()
	r, err := e.client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{TaskQueue: workflows.TaskQueue}, workflows.Reconcile, activities.Cursor{})
	if err == nil {
		err = r.Get(t.Context(), nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return CaseRun{Workflow: r.GetID(), ID: r.GetRunID()}
}
