package worker

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/sdk/temporal"
)

var record = flag.Bool("record", false, "record histories of this version's stories into the replay corpus")

var stageKey = temporal.NewSearchAttributeKeyKeyword("Stage")

// TestRecordHistories adds the histories of a whole life to the corpus that every later
// version must replay: go test ./worker -run TestRecordHistories -record
func TestRecordHistories(t *testing.T) {
	if !*record {
		t.Skip("records only when asked to")
	}
	e, l := engine(t), newLedger(life)
	serving(t, e, l)
	id := liveThrough(t, e, l)
	within(t, 30*time.Second, "the end of the story", func() bool { return describe(t, e, id).Status.String() == "Completed" })
	runs := runsOf(t, e, id)
	for i, r := range runs {
		events, err := recorded(t.Context(), e, r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := temporalproto.CustomJSONMarshalOptions{Indent: " "}.Marshal(events)
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := strings.Cut(r.Workflow, "/")
		name := fmt.Sprintf("%s-%s-%02d.json", time.Now().UTC().Format("20060102"), kind, len(runs)-i)
		if err := os.WriteFile(filepath.Join("..", "workflows", "testdata", "histories", name), append(bytes.TrimSpace(text), '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// life are limits under which a petition's whole life takes a quarter of a minute.
var life = seconds{"internal.report-every": 2, "petition.ask-review": 2, "internal.approver-turn": 2,
	"internal.call-back.1": 1, "internal.call-back.2": 2, "internal.call-back.3": 3, "internal.final": 2}

// liveThrough takes a petition through every stage of the led track to its end.
func liveThrough(t *testing.T, e *Engine, l *ledger) string {
	id := l.open(t)
	today, later := time.Now().UTC().Format(time.DateOnly), time.Now().UTC().AddDate(0, 0, 9).Format(time.DateOnly)
	do := func(who, move string, fields ...string) {
		t.Helper()
		l.do(t, id, who, move, fields...)
		knows(t, e, l, id)
	}
	lines := func(move string, n int) {
		t.Helper()
		within(t, 30*time.Second, move, func() bool { return strings.Count(strings.Join(l.timeline(id), " "), move) >= n })
	}
	do("intake", "accept", "unit", "office", "track", "led", "handler", "handler", "notice-no", "N-1")
	do("supervisor", "assign-leader", "leader", "leader")
	do("leader", "take-up", "no-conflict", "yes")
	do("leader", "form-team", "members", "member")
	do("leader", "submit-analysis", "request", "…", "facts", "…", "rules", "…", "causes", "…")
	do("leader", "submit-plan", "steps.0.title", "…", "steps.0.owner", "member", "steps.0.due", later, "steps.0.kind", "resolve", "steps.0.proof", "…")
	do("supervisor", "approve-plan")
	lines("ask-report", 2)
	do("leader", "complete-step", "step", "1", "evidence", "…")
	do("handler", "draft-opinion", "request", "…", "facts", "…", "reasons", "…", "claims.0.claim", "…", "claims.0.view", "granted", "basis", "…", "rights-notice", "…")
	do("legal", "legal-check", "passes", "yes", "note", "…")
	do("head", "sign-opinion", "number", "O-1")
	lines("serve-opinion", 1)
	do("handler", "record-delivery", "how", "in-person", "on", today, "proof", "…")
	lines("lapse-review", 1)
	do("leader", "propose-closure", "outcome", "resolved", "note", "…")
	lines("ask-approver", 2)
	do("approver", "record-phone-check", "verdict", "agrees", "note", "…")
	do("approver", "approve-closure")
	lines("ask-call-back", 3)
	l.do(t, id, "handler", "record-contact", "how", "call-back", "on", today, "note", "…")
	lines("finalise", 1)
	return id
}

// runsOf waits until the engine's list holds the whole life, and returns it.
func runsOf(t *testing.T, e *Engine, id string) []CaseRun {
	t.Helper()
	var runs []CaseRun
	within(t, 20*time.Second, "the runs are listed", func() bool {
		var err error
		runs, err = e.Runs(t.Context(), "petition", id)
		for _, r := range runs {
			if r.Status == "Running" {
				return false
			}
		}
		return err == nil && len(runs) > 0
	})
	return runs
}

func recorded(ctx context.Context, e *Engine, r CaseRun) (*historypb.History, error) {
	h := &historypb.History{}
	for it := e.client.GetWorkflowHistory(ctx, r.Workflow, r.ID, false, 0); it.HasNext(); {
		event, err := it.Next()
		if err != nil {
			return nil, err
		}
		h.Events = append(h.Events, event)
	}
	return h, nil
}

// history is the text of a workflow's last run, as the engine tells it.
func history(t *testing.T, e *Engine, id string) string {
	t.Helper()
	var b strings.Builder
	for it := e.client.GetWorkflowHistory(t.Context(), id, "", false, 0); it.HasNext(); {
		event, err := it.Next()
		if err != nil {
			t.Fatal(err)
		}
		b.Write(event.GetUserMetadata().GetSummary().GetData())
		b.WriteByte('\n')
	}
	return b.String()
}
