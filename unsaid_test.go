package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/proto"

	"followthrough/deploy/rig"
	"followthrough/workflows"
)

// marks are in whatever the tests of this room write about petitioners and in notes: a
// word that nothing else has, and a name.
var marks = []string{"canary" + strings.ToLower(rand.Text()[:12]), "仇天佑"}

// marked is a text with the marks in it.
func marked(text string) string { return strings.TrimSpace(text + " " + strings.Join(marks, " ")) }

// TestEngineAndLogs_HoldNothingThatAnybodyWrote carries a case whose every free text is
// marked, and looks for the marks in whatever the engine and the logs hold by then, of
// this test and of all before it.
func TestEngineAndLogs_HoldNothingThatAnybodyWrote(t *testing.T) {
	w := visitTown(t)
	f := petitionOf("")
	for _, name := range []string{"title", "address", "category"} {
		f[name] = marked("")
	}
	f["representatives"] = []any{rig.Fields{"name": marks[1], "contact": marks[0]}}
	r, err := w.office.Open(rig.Intake, f)
	must(t, err)
	journey := rig.LedJourney(time.Now())
	for i := range journey {
		journey[i].Fields = mark(journey[i].Fields).(rig.Fields)
	}
	must(t, w.office.Carry(r.No, journey[:1], nil))
	w.overdue(t, r.No, 1) // a question and a decision
	must(t, w.office.Carry(r.No, journey[1:], nil))
	w.act(rig.Supervisor, r.No, "comment", mark(rig.Fields{"note": ""}).(rig.Fields))
	within(t, time.Minute, "the petitioner is to be called back", func() bool { return w.count(t, r.No, "ask-call-back") > 0 })
	w.agree(t, time.Minute)

	n := w.number(t, `SELECT count(*) FROM timeline WHERE case_id = $1 AND fields::text LIKE '%' || $2 || '%'`, r.Case, marks[0])
	if n < 10 {
		t.Fatalf("only %d lines of the record have a mark: the test does not mark what people write", n)
	}
	w.searchHistories(t, r.Case)
	w.searchTables(t, r.Case)
	w.searchLogs(t)
}

// free are the fields in which people write what they like.
var free = []string{"note", "reason", "request", "facts", "rules", "causes", "title", "proof", "evidence", "reasons", "basis", "rights-notice",
	"number", "notice-no", "claim"}

// mark marks what is free in the fields of a form.
func mark(v any) any {
	switch v := v.(type) {
	case rig.Fields:
		out := rig.Fields{}
		for k, x := range v {
			if s, ok := x.(string); ok && slices.Contains(free, k) {
				out[k] = marked(s)
			} else {
				out[k] = mark(x)
			}
		}
		return out
	case []any:
		var out []any
		for _, x := range v {
			out = append(out, mark(x))
		}
		return out
	}
	return v
}

// searchHistories reads every history that the engine has, and what its lists show.
func (w *town) searchHistories(t *testing.T, caseID string) {
	t.Helper()
	var page []byte
	runs, events, size, control := 0, 0, 0, 0
	look := func(where string, m proto.Message) {
		text, err := proto.Marshal(m)
		must(t, err)
		size += len(text)
		if bytes.Contains(text, []byte(caseID)) {
			control++
		}
		for _, mark := range marks {
			if bytes.Contains(text, []byte(mark)) {
				t.Errorf("%s holds %q", where, mark)
			}
		}
	}
	for {
		list, err := w.sdk.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Namespace: "followthrough", PageSize: 500, NextPageToken: page})
		must(t, err)
		for _, x := range list.Executions {
			runs++
			look("the engine's list of "+x.Execution.WorkflowId, x)
			history := w.sdk.GetWorkflowHistory(t.Context(), x.Execution.WorkflowId, x.Execution.RunId, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
			for history.HasNext() {
				e, err := history.Next()
				must(t, err)
				events++
				look(fmt.Sprintf("event %d of %s", e.EventId, x.Execution.WorkflowId), e)
			}
		}
		if page = list.NextPageToken; len(page) == 0 {
			break
		}
	}
	if control == 0 {
		t.Errorf("not even the case's id is found in %d runs: the search does not search", runs)
	}
	d, err := w.sdk.DescribeWorkflow(t.Context(), workflows.CaseID("petition", caseID), "")
	must(t, err)
	details, _ := d.GetStaticDetails()
	for _, mark := range marks {
		if strings.Contains(details, mark) {
			t.Errorf("the details hold %q", mark)
		}
	}
	t.Logf("%d events of %d runs, %d KB: no mark", events, runs, size/1024)
}

// searchTables looks into every column of the engine's two databases.
func (w *town) searchTables(t *testing.T, caseID string) {
	t.Helper()
	columns, control := 0, 0
	for _, database := range []string{"temporal", "temporal_visibility"} {
		conn, err := pgx.Connect(t.Context(), w.pg.SuperuserDSN(database))
		must(t, err)
		rows, err := conn.Query(t.Context(), `
			SELECT table_name, column_name, data_type
			FROM information_schema.columns
			WHERE table_schema = 'public'
			  AND data_type IN ('bytea', 'text', 'character varying', 'character', 'json', 'jsonb', 'tsvector', 'ARRAY')`)
		must(t, err)
		type column struct{ Table, Name, Type string }
		all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[column])
		must(t, err)
		for _, c := range all {
			columns++
			in := fmt.Sprintf(`%s::text LIKE '%%' || $1 || '%%'`, pgx.Identifier{c.Name}.Sanitize())
			if c.Type == "bytea" {
				in = fmt.Sprintf(`position(convert_to($1, 'UTF8') IN %s) > 0`, pgx.Identifier{c.Name}.Sanitize())
			}
			for _, what := range append([]string{caseID}, marks...) {
				var n int
				must(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM `+pgx.Identifier{c.Table}.Sanitize()+` WHERE `+in, what).Scan(&n))
				if what == caseID {
					control += n
				} else if n > 0 {
					t.Errorf("%d rows of %s.%s.%s hold %q", n, database, c.Table, c.Name, what)
				}
			}
		}
		_ = conn.Close(t.Context())
	}
	if control == 0 {
		t.Error("not even the case's id is found in the engine's tables: the search does not search")
	}
	t.Logf("%d columns of the engine's databases, the case's id in %d rows: no mark", columns, control)
}

// searchLogs reads every log of the town.
func (w *town) searchLogs(t *testing.T) {
	t.Helper()
	logs, size := 0, 0
	must(t, filepath.WalkDir(w.dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".log") {
			return err
		}
		text, err := os.ReadFile(path)
		logs, size = logs+1, size+len(text)
		for _, mark := range marks {
			if bytes.Contains(text, []byte(mark)) {
				t.Errorf("%s holds %q", filepath.Base(path), mark)
			}
		}
		return err
	}))
	if logs < 4 {
		t.Errorf("there are only %d logs", logs)
	}
	t.Logf("%d logs, %d KB: no mark", logs, size/1024)
}
