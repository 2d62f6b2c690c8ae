package workflows_test

import (
	"path/filepath"
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
