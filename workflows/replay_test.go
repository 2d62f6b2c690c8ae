package workflows_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.temporal.io/sdk/worker"

	"followthrough/workflows"
)

// TestHistories_OfReleasedVersions_Replay holds the stories to what running cases have
// already done. A failure here means that a change of order, of activities, timers or
// children needs a workflow.GetVersion: see doc.go.
func TestHistories_OfReleasedVersions_Replay(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "histories", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded histories (%v): go test ./worker -run TestRecordHistories -record", err)
	}
	replayer := worker.NewWorkflowReplayer()
	workflows.Register(replayer)
	for _, file := range files {
		if err := replayer.ReplayWorkflowHistoryFromJSONFile(nil, file); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestHistories_HoldEachTurnThatAStoryCanTake keeps the corpus from losing the rare ones.
func TestHistories_HoldEachTurnThatAStoryCanTake(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("testdata", "histories", "*.json"))
	all := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(filepath.Base(file), "-") // day, life, kind, number
		all[parts[2]] += string(text)
	}
	for kind, events := range map[string][]string{
		"petition": {"WORKFLOW_EXECUTION_UPDATE_COMPLETED", "START_CHILD_WORKFLOW_EXECUTION_FAILED", "ACTIVITY_TASK_CANCEL_REQUESTED", "TIMER_CANCELED",
			"WORKFLOW_EXECUTION_CONTINUED_AS_NEW", "WORKFLOW_EXECUTION_TERMINATED", "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES"},
		"letter":    {"WORKFLOW_EXECUTION_CONTINUED_AS_NEW", "WORKFLOW_EXECUTION_COMPLETED"},
		"reconcile": {"WORKFLOW_EXECUTION_COMPLETED"},
	} {
		for _, e := range events {
			if !strings.Contains(all[kind], "EVENT_TYPE_"+e) {
				t.Errorf("no history of a %s has %s", kind, e)
			}
		}
	}
}
