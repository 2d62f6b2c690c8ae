package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.temporal.io/sdk/client"

	"followthrough/casework"
	"followthrough/deploy/local"
	"followthrough/deploy/rig"
	"followthrough/policies"
	"followthrough/store"
	"followthrough/store/demo"
	"followthrough/worker"
	"followthrough/workflows"
)

// town is a production-like installation for tests: PostgreSQL, the engine, the portal
// and the worker, each a process of its own that can be killed apart from the others and
// is started again by who looks after it. One is shared by all tests of this room; they
// share its people, and each makes its own cases.
type town struct {
	dir    string
	t      testing.TB // of the test that uses it now
	pg     *local.Postgres
	engine *local.Engine // nil while stopped
	binary string
	port   int // of the engine, the same for its whole life

	record      record
	web, worker *rig.Program
	office      *rig.Office
	store       *store.Store // the tests' own look at the record
	pool        *pgxpool.Pool
	sdk         client.Client // and at the engine
	way         *worker.Engine
}

// cut are the limits that this town counts in seconds. They are policy data: no Go knows.
var cut = map[string]int{
	"internal.name-leader": 3,
	"petition.ask-review":  2,
	"internal.call-back.1": 2, "internal.call-back.2": 4, "internal.call-back.3": 6,
	"internal.final": 7,
}

var (
	founded = sync.OnceValues(found)
	leave   []func() // what ends the town, the last first
)

func leaveTown() {
	for _, end := range leave {
		end()
	}
}

func atTheEnd(end func()) { leave = append([]func(){end}, leave...) }

// visitTown gives the shared town, everything of it running.
func visitTown(t *testing.T) *town {
	t.Helper()
	needsMachine(t)
	engineProgram(t) // says what takes long, and fails in the test that asked
	w, err := founded()
	if err != nil {
		t.Fatalf("found the town: %v", err)
	}
	w.t = t
	must(t, w.whole()) // also after a test that failed halfway
	t.Cleanup(func() {
		if t.Failed() {
			w.keepLogs(t)
		}
	})
	return w
}

// found builds a town from nothing, the commands of an installation one after the other.
func found() (*town, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	w := &town{}
	var err error
	if w.dir, err = os.MkdirTemp("", "followthrough-town-"); err != nil {
		return nil, err
	}
	atTheEnd(func() { _ = os.RemoveAll(w.dir) })
	if err := os.Chmod(w.dir, 0o755); err != nil { // as root, PostgreSQL's user must pass
		return nil, err
	}
	if w.pg, err = local.StartPostgres(ctx, local.PostgresOptions{Dir: filepath.Join(w.dir, "pg"), Fast: true}); err != nil {
		return nil, err
	}
	atTheEnd(func() { _ = w.pg.Stop(context.Background()) })
	if err := local.EnsureDatabase(ctx, w.pg.DSN("postgres"), "followthrough"); err != nil {
		return nil, err
	}
	key, err := ensureKey(w.dir)
	if err != nil {
		return nil, err
	}
	w.record = record{Database: w.pg.DSN("followthrough"), Key: key, Files: "file://" + filepath.Join(w.dir, "files") + "?create_dir=true&no_tmp_dir=true",
		Policies: filepath.Join(w.dir, "policies")}
	if err := copyPolicies(w.record.Policies); err != nil {
		return nil, err
	}
	if err := w.people(ctx); err != nil {
		return nil, err
	}
	if w.binary, err = local.BuildEngine(ctx, local.EngineOptions{}); err != nil {
		return nil, err
	}
	if err := w.startEngine(ctx); err != nil {
		return nil, err
	}
	atTheEnd(func() { _ = w.stopEngine() })
	if err := w.connect(); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w.office.URL = "http://" + l.Addr().String()
	_ = l.Close()
	if err := w.startWeb(); err != nil {
		return nil, err
	}
	atTheEnd(func() { _ = w.web.Stop(15 * time.Second) })
	if err := w.startWorker(); err != nil {
		return nil, err
	}
	atTheEnd(func() { _ = w.worker.Stop(15 * time.Second) })
	return w, w.awake(ctx)
}

// people migrates the record and settles the demo world's people in it, without cases.
func (w *town) people(ctx context.Context) error {
	err := run(ctx, []string{"migrate", "--database", w.record.Database})
	if err != nil {
		return err
	}
	if w.store, _, err = w.record.open(ctx, slog.New(slog.DiscardHandler)); err != nil {
		return err
	}
	atTheEnd(w.store.Close)
	if _, err := demo.People(ctx, w.store, time.Now().AddDate(0, 0, -30)); err != nil {
		return err
	}
	officers, err := w.store.Officers(ctx)
	if err != nil {
		return err
	}
	w.office = &rig.Office{Tokens: map[string]string{}}
	for _, o := range officers {
		if o.Login == "" {
			continue
		}
		if w.office.Tokens[o.Login], _, err = w.store.CreateToken(ctx, o.ID, "test", time.Hour); err != nil {
			return err
		}
	}
	w.pool, err = pgxpool.New(ctx, w.record.Database)
	if err == nil {
		atTheEnd(w.pool.Close)
	}
	return err
}

func (w *town) connect() (err error) {
	quiet := slog.New(slog.DiscardHandler)
	if w.way, err = worker.Connect(worker.Address{HostPort: w.address(), Namespace: "followthrough"}, quiet); err != nil {
		return err
	}
	atTheEnd(w.way.Close)
	w.sdk, err = client.NewLazyClient(client.Options{HostPort: w.address(), Namespace: "followthrough", Logger: quiet})
	if err == nil {
		atTheEnd(w.sdk.Close)
	}
	return err
}

func (w *town) address() string { return "127.0.0.1:" + strconv.Itoa(w.port) }

func (w *town) startEngine(ctx context.Context) (err error) {
	w.engine, err = local.StartEngine(ctx, w.binary, local.EngineOptions{DSN: w.pg.EngineDSN(), Port: w.port, NoUI: true, LogFile: w.log("engine")})
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(w.engine.Addr)
	if err == nil {
		w.port, err = strconv.Atoi(port)
	}
	return err
}

func (w *town) stopEngine() error {
	if w.engine == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	e := w.engine
	w.engine = nil
	return e.Stop(ctx)
}

func (w *town) startWeb() (err error) {
	listen := w.office.URL[len("http://"):]
	w.web, err = w.part("web", "--no-secure", "--listen", listen)
	return err
}

func (w *town) startWorker() (err error) {
	w.worker, err = w.part("worker")
	return err
}

func (w *town) part(name string, args ...string) (*rig.Program, error) {
	c := program(w.log(name), append(w.record.environ(), "FOLLOWTHROUGH_ENGINE="+w.address()), append([]string{name}, args...)...)
	c.Kept = true
	return rig.Start(c)
}

// anew stops portal and worker, does something while they are away, and starts them
// again, as after a change of the policies.
func (w *town) anew(meanwhile func()) {
	w.t.Helper()
	must(w.t, errors.Join(w.web.Stop(15*time.Second), w.worker.Stop(15*time.Second)))
	defer func() { must(w.t, w.whole()) }()
	meanwhile()
}

// whole starts whatever does not run.
func (w *town) whole() error {
	ctx := context.Background()
	if w.engine == nil {
		if err := w.startEngine(ctx); err != nil {
			return err
		}
	}
	if over(w.web) {
		if err := w.startWeb(); err != nil {
			return err
		}
	}
	if over(w.worker) {
		if err := w.startWorker(); err != nil {
			return err
		}
	}
	return w.awake(ctx)
}

// over reports whether a program has ended for good.
func over(p *rig.Program) bool {
	select {
	case <-p.Ended():
		return true
	default:
		return false
	}
}

func (w *town) log(name string) string { return filepath.Join(w.dir, name+".log") }

// awake waits until the portal answers.
func (w *town) awake(ctx context.Context) error {
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if w.serves() {
			return nil
		}
		if time.Since(begun) > time.Minute || ctx.Err() != nil {
			return fmt.Errorf("the portal does not answer; it said: %s", w.web.Said())
		}
	}
}

func (w *town) serves() bool {
	r, err := http.Get(w.office.URL + "/health")
	if err != nil {
		return false
	}
	defer func() { _ = r.Body.Close() }()
	_, _ = io.Copy(io.Discard, r.Body)
	return r.StatusCode == http.StatusOK
}

// keepLogs puts the ends of the logs into a failed test's output.
func (w *town) keepLogs(t *testing.T) {
	for _, name := range []string{"web", "worker", "engine"} {
		text, _ := os.ReadFile(w.log(name))
		t.Logf("%s.log ends:\n%s", name, text[max(0, len(text)-2000):])
	}
}

// opened counts the petitions that this process registered, to tell them apart.
var opened atomic.Int64

// open registers a petition over HTTP.
func (w *town) open() rig.Receipt {
	w.t.Helper()
	r, err := w.office.Open(rig.Intake, petitionOf(fmt.Sprintf("病区噪声扰民 %d", opened.Add(1))))
	must(w.t, err)
	return r
}

func petitionOf(title string) rig.Fields {
	return rig.Fields{"title": title, "content": marked("夜间空调外机噪声影响休息，请予整改。"), "channel": "letter", "matter": "claim",
		"received": rig.Day(time.Now()), "category": "环境", "name": marked("贾某"), "contact": marked("000-0000-0000")}
}

// act makes one move over HTTP, on the case as it is now.
func (w *town) act(who, no, move string, f rig.Fields) rig.Receipt {
	w.t.Helper()
	p, err := w.office.Page(who, no)
	must(w.t, err)
	r, err := w.office.Act(who, "/petitions/"+no+"/"+move, rig.NewAction(p.Seq, f))
	must(w.t, err)
	return r
}

// desk asks the case's workflow what it knows.
func (w *town) desk(id string) (m casework.Moved, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	v, err := w.sdk.QueryWorkflow(ctx, workflows.CaseID("petition", id), "", "desk")
	if err != nil {
		return m, err
	}
	return m, v.Get(&m)
}

// openCases lists every open case, page by page, as the nightly comparison does.
func (w *town) openCases() (open []casework.Moved, err error) {
	for after := ""; ; {
		page, err := w.store.OpenCases(context.Background(), after, 20)
		if err != nil || len(page) == 0 {
			return open, err
		}
		for _, c := range page {
			if c.Case <= after {
				return open, fmt.Errorf("case %s stands behind %s in the list of open cases", c.Case, after)
			}
			after = c.Case
		}
		open = append(open, page...)
	}
}

// behind lists the open cases whose workflow does not report their row's seq, with what
// it reports instead.
func (w *town) behind() []string {
	open, err := w.openCases()
	if err != nil {
		return []string{err.Error()}
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	var behind []string
	hands := make(chan struct{}, 8)
	for _, c := range open {
		hands <- struct{}{}
		all.Go(func() {
			defer func() { <-hands }()
			m, err := w.desk(c.Case)
			if err == nil && m.Seq >= c.Seq && m.Epoch == c.Epoch {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			behind = append(behind, fmt.Sprintf("%s is at %s/%d, its workflow at %s/%d (%v)", c.Case, c.Stage, c.Seq, m.Stage, m.Seq, err))
		})
	}
	all.Wait()
	return behind
}

// agree waits until each open case's workflow reports its row's seq, and as many
// workflows run as cases are open. It returns how long the first of these took.
func (w *town) agree(t *testing.T, limit time.Duration) time.Duration {
	t.Helper()
	begun := time.Now()
	for {
		behind := w.behind()
		if len(behind) == 0 {
			break
		}
		if time.Since(begun) > limit {
			t.Fatalf("after %s %d workflows are behind the record, the first: %s", limit, len(behind), behind[0])
		}
		time.Sleep(200 * time.Millisecond)
	}
	took := time.Since(begun)
	var open, running int
	within(t, time.Minute, "as many workflows run as cases are open", func() bool { // the engine's lists lag
		var e1, e2 error
		open, e1 = w.store.OpenCount(t.Context())
		running, e2 = w.way.Running(t.Context())
		return e1 == nil && e2 == nil && open == running
	})
	return took
}

// verified checks the chain of every case there is.
func (w *town) verified(t *testing.T) (cases int) {
	t.Helper()
	rows, err := w.pool.Query(t.Context(), `SELECT id FROM cases`)
	must(t, err)
	var ids []string
	for rows.Next() {
		var id string
		must(t, rows.Scan(&id))
		ids = append(ids, id)
	}
	must(t, rows.Err())
	for _, id := range ids {
		if f, err := w.store.Verify(t.Context(), id); err != nil || f != nil {
			t.Errorf("%s does not verify: %+v, %v", id, f, err)
		}
	}
	return len(ids)
}

// number reads one number from the record.
func (w *town) number(t *testing.T, sql string, args ...any) (n int) {
	t.Helper()
	must(t, w.pool.QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

// copyPolicies lays out the policies of this town: those built in, with some limits cut.
func copyPolicies(folder string) error {
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := os.CopyFS(folder, policies.Embedded); err != nil {
		return err
	}
	return setLimits(folder, cut)
}

// setLimits writes other numbers of seconds into a folder of policies.
func setLimits(folder string, seconds map[string]int) error {
	file := filepath.Join(folder, "limits", "limits.json")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	found := 0
	for _, l := range all["limits"].([]any) {
		row := l.(map[string]any)
		if n, ok := seconds[row["id"].(string)]; ok {
			row["value"], row["unit"] = n, "second"
			found++
		}
	}
	if found != len(seconds) {
		return fmt.Errorf("%d of %d limits are in %s", found, len(seconds), file)
	}
	if text, err = json.MarshalIndent(all, "", "  "); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
