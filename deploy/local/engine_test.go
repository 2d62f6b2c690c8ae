package local

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
)

// TestEngine_BuildsOnceAndRuns takes as long as a build of the engine, some
// minutes, on a machine that has none yet, and seconds afterwards.
func TestEngine_BuildsOnceAndRuns(t *testing.T) {
	binary, err := BuildEngine(t.Context(), EngineOptions{Say: t.Logf})
	must(t, err)
	began := time.Now()
	again, err := BuildEngine(t.Context(), EngineOptions{Say: t.Logf})
	must(t, err)
	if took := time.Since(began); again != binary || took > 5*time.Second {
		t.Errorf("the second time it gives %s after %s", again, took)
	}

	p := start(t, PostgresOptions{Dir: t.TempDir()})
	o := EngineOptions{DSN: p.EngineDSN(), LogFile: filepath.Join(t.TempDir(), "engine.log"), Say: t.Logf}
	began = time.Now()
	e, err := StartEngine(t.Context(), binary, o)
	must(t, err)
	t.Logf("first start: %s", time.Since(began))
	defer func() { _ = e.Stop(context.Background()) }()
	c, err := client.NewLazyClient(client.Options{HostPort: e.Addr, Namespace: "followthrough"})
	must(t, err)
	defer c.Close()

	t.Run("namespace and search attributes are there", func(t *testing.T) { hasNamespace(t, c) })
	t.Run("a workflow with them starts at once", func(t *testing.T) { must(t, startWorkflow(c)) })
	t.Run("its web UI answers and does not write", func(t *testing.T) { uiAnswers(t, e.UI) })
	t.Run("a taken port is one sentence", func(t *testing.T) { takenPort(t, binary, o) })
	t.Run("killed, it comes back on its ports", func(t *testing.T) {
		kill(childNamed(t, "engine"))
		within(t, time.Minute, "a workflow starts", func() bool { return startWorkflow(c) == nil })
		within(t, time.Minute, "the web UI is up", func() bool {
			page, err := http.Get(e.UI)
			return err == nil && page.Body.Close() == nil
		})
		uiAnswers(t, e.UI)
	})
	t.Run("it survives PostgreSQL's death", func(t *testing.T) {
		engine := childNamed(t, "engine")
		kill(childNamed(t, "postgres"))
		within(t, time.Minute, "a workflow starts", func() bool { return startWorkflow(c) == nil })
		if isGone(engine) {
			t.Error("the engine died with PostgreSQL")
		}
	})
	t.Run("stopped, it starts again in seconds with its workflows", func(t *testing.T) {
		must(t, e.Stop(t.Context()))
		<-e.Done()
		began := time.Now()
		e, err = StartEngine(t.Context(), binary, o)
		must(t, err)
		t.Logf("second start: %s", time.Since(began))
		c, err := client.NewLazyClient(client.Options{HostPort: e.Addr, Namespace: "followthrough"})
		must(t, err)
		defer c.Close()
		within(t, time.Minute, "all workflows are listed", func() bool {
			n, err := c.CountWorkflow(t.Context(), &workflowservice.CountWorkflowExecutionsRequest{Query: "Stage = 'registered'"})
			return err == nil && n.Count >= 3
		})
	})
}

func TestProgramKilled_LeavesNoEngine(t *testing.T) {
	binary, err := BuildEngine(t.Context(), EngineOptions{Say: t.Logf})
	must(t, err)
	dir := t.TempDir()
	defer removePlace(dir)
	program := startRole(t, "machine", dir, binary)
	below := descendants(program.Process.Pid)
	kill(program.Process.Pid)
	within(t, 10*time.Second, "PostgreSQL, engine and part gone", func() bool { return allGone(below) })
}

func hasNamespace(t *testing.T, c client.Client) {
	namespace, err := c.WorkflowService().DescribeNamespace(t.Context(), &workflowservice.DescribeNamespaceRequest{Namespace: "followthrough"})
	must(t, err)
	if kept := namespace.Config.WorkflowExecutionRetentionTtl.AsDuration(); kept != 720*time.Hour {
		t.Errorf("closed runs are kept for %s", kept)
	}
	list, err := c.OperatorService().ListSearchAttributes(t.Context(), &operatorservice.ListSearchAttributesRequest{Namespace: "followthrough"})
	must(t, err)
	for name, want := range map[string]enumspb.IndexedValueType{
		"Stage":    enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		"NextDue":  enumspb.INDEXED_VALUE_TYPE_DATETIME,
		"CaseKind": enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	} {
		if got := list.CustomAttributes[name]; got != want {
			t.Errorf("search attribute %s is %s", name, got)
		}
	}
}

func startWorkflow(c client.Client) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, err := c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		TaskQueue: "nobody",
		TypedSearchAttributes: temporal.NewSearchAttributes(
			temporal.NewSearchAttributeKeyKeyword("Stage").ValueSet("registered"),
			temporal.NewSearchAttributeKeyKeyword("CaseKind").ValueSet("petition"),
			temporal.NewSearchAttributeKeyTime("NextDue").ValueSet(time.Now()),
		),
	}, "nothing")
	return err
}

func uiAnswers(t *testing.T, ui string) {
	t.Helper()
	page, err := http.Get(ui + "/")
	must(t, err)
	_ = page.Body.Close()
	if page.StatusCode != http.StatusOK {
		t.Errorf("the web UI answers %s", page.Status)
	}
	settings, err := http.Get(ui + "/api/v1/namespaces/followthrough")
	must(t, err)
	_ = settings.Body.Close()
	if settings.StatusCode != http.StatusOK {
		t.Errorf("through the web UI the namespace is %s", settings.Status)
	}
	write, err := http.Post(ui+"/api/v1/namespaces/followthrough/workflows/w/terminate", "application/json", strings.NewReader("{}"))
	must(t, err)
	_ = write.Body.Close()
	if write.StatusCode < 400 {
		t.Errorf("through the web UI a workflow can be ended: %s", write.Status)
	}
}

func takenPort(t *testing.T, binary string, o EngineOptions) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = l.Close() }()
	o.Port = l.Addr().(*net.TCPAddr).Port
	o.LogFile = filepath.Join(t.TempDir(), "engine.log")
	_, err = StartEngine(t.Context(), binary, o)
	want := "the engine did not start: port " + strconv.Itoa(o.Port) + " on 127.0.0.1 is taken by another program; end that one or choose another with --frontend-port"
	if err == nil || err.Error() != want {
		t.Errorf("a taken port: %v", err)
	}
	log, err := os.ReadFile(o.LogFile)
	must(t, err)
	if lines := strings.Count(string(log), "\n"); lines != 1 {
		t.Errorf("it writes %d lines: %s", lines, log)
	}
}

func TestOptionsOf_KeepsWhatConcernsTLS(t *testing.T) {
	for dsn, want := range map[string]string{
		"postgres://u:p@h/db": "sslmode=prefer",
		"postgres://u:p@h/db?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&application_name=x": "sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem",
		"host=h user=u password=p sslmode=require":                                               "sslmode=require",
		"host=h sslmode = 'disable' dbname=x":                                                    "sslmode=disable",
	} {
		if got := optionsOf(dsn); got != want {
			t.Errorf("%s gives %s", dsn, got)
		}
	}
}
