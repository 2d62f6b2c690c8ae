package worker

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	sdkpb "go.temporal.io/api/sdk/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/sdk/temporal"

	"followthrough/workflows"
)

var record = flag.Bool("record", false, "record histories of this version's stories into the replay corpus")

var stageKey = temporal.NewSearchAttributeKeyKeyword("Stage")

// TestRecordHistories adds the histories of whole lives to the corpus that every later
// version must replay: go test ./worker -run TestRecordHistories -record
func TestRecordHistories(t *testing.T) {
	if !*record {
		t.Skip("records only when asked to")
	}
	e, l := engine(t), newLedger(life)
	serving(t, e, l)
	for name, live := range lives {
		runs := runsOf(t, e, live(t, e, l))
		for i, r := range runs {
			kind, _, _ := strings.Cut(r.Workflow, "/")
			keepHistory(t, e, r, fmt.Sprintf("%s-%s-%02d", name, kind, len(runs)-i))
		}
	}
	keepHistory(t, e, compared(t, e), "nightly-reconcile-01")
}

// What a history says of the machine that recorded it: the worker's identity and its own queue.
var (
	machines = regexp.MustCompile(`"(identity|workerInstanceKey|binaryChecksum|buildId)": ?"[^"]*"`)
	queues   = regexp.MustCompile(`"name": ?"[^"]*:[0-9a-f-]{36}"`)
)

func keepHistory(t *testing.T, e *Engine, r CaseRun, name string) {
	t.Helper()
	events, err := e.history(t.Context(), r.Workflow, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	style := temporalproto.CustomJSONMarshalOptions{Indent: " "}
	if len(events.Events) > 200 { // of hundreds of signals nobody reads the layout
		style.Indent = ""
	}
	text, err := style.Marshal(events)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("..", "workflows", "testdata", "histories", time.Now().UTC().Format("20060102")+"-"+name+".json")
	text = machines.ReplaceAll(bytes.TrimSpace(text), []byte(`"$1": "recorder"`))
	text = append(queues.ReplaceAll(text, []byte(`"name": "recorder"`)), '\n')
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// lives are taken through with limits cut to seconds; each returns its case.
var lives = map[string]func(*testing.T, *Engine, *ledger) string{"led": liveThrough, "withdrawn": withdrawLate, "contrary": contrary}

// life are limits under which a petition's whole life takes a quarter of a minute.
var life = seconds{"petition.register": 1, "internal.withdrawal": 1, "internal.report-every": 2, "petition.ask-review": 2, "internal.approver-turn": 2,
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
	lines("overdue", 1)
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

// withdrawLate is the life of a simple matter whose closure is proposed before its opinion
// has arrived, so that a second letter goes out, and which is then withdrawn.
func withdrawLate(t *testing.T, e *Engine, l *ledger) string {
	id := l.open(t)
	do := func(who, move string, fields ...string) {
		t.Helper()
		l.do(t, id, who, move, fields...)
		knows(t, e, l, id)
	}
	do("intake", "accept", "unit", "office", "track", "simple", "handler", "handler", "notice-no", "N-1")
	do("handler", "draft-opinion", "request", "…", "facts", "…", "reasons", "…", "claims.0.claim", "…", "claims.0.view", "explained", "basis", "…", "rights-notice", "…")
	do("legal", "legal-check", "passes", "yes", "note", "…")
	do("head", "sign-opinion", "number", "O-1")
	do("handler", "propose-closure", "outcome", "explained", "note", "…")
	within(t, 30*time.Second, "a second letter", func() bool { return strings.Count(strings.Join(l.timeline(id), " "), "serve-opinion") >= 2 })
	do("intake", "withdraw", "document", "W-1", "read-back", "yes", "pressed", "no")
	within(t, 30*time.Second, "its end", func() bool { return l.now(id).Ended })
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

// details is what the engine's own page on a case says.
func details(t *testing.T, e *Engine, id string) string {
	t.Helper()
	var page sdkpb.WorkflowMetadata
	v, err := e.client.QueryWorkflow(t.Context(), workflows.CaseID("petition", id), "", "__temporal_workflow_metadata")
	if err == nil {
		err = v.Get(&page)
	}
	if err != nil {
		t.Fatal(err)
	}
	return page.CurrentDetails
}
