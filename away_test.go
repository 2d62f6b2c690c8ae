package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/deploy/rig"
)

func TestEngineAndWorkerStopped_TheOfficeWorksOn_AndDatesAreAskedOnceAfterwards(t *testing.T) {
	w := visitTown(t)
	w.throughAbsence(t, func() {})
}

func TestEngineDestroyedWhileStopped_IsFilledAgainFromTheRecord(t *testing.T) {
	w := visitTown(t)
	w.throughAbsence(t, func() {
		conn, err := pgx.Connect(t.Context(), w.pg.SuperuserDSN("postgres"))
		must(t, err)
		defer func() { _ = conn.Close(context.Background()) }()
		for _, name := range []string{"temporal", "temporal_visibility"} {
			_, err := conn.Exec(t.Context(), "DROP DATABASE "+name+" WITH (FORCE)")
			must(t, err)
		}
	})
}

// throughAbsence stops engine and worker, has the office do all it does, lets dates pass
// meanwhile, does harm, starts engine and worker again and holds them against the record.
func (w *town) throughAbsence(t *testing.T, harm func()) {
	accepted := rig.Fields{"unit": "U2", "track": "led", "notice-no": "受理告知"}
	before := []rig.Receipt{w.open(), w.open()}
	w.agree(t, time.Minute)
	for _, r := range before {
		w.act(rig.Intake, r.No, "accept", accepted) // three seconds to name a leader
	}
	must(t, w.worker.Stop(15*time.Second))
	must(t, w.stopEngine())
	asked := w.number(t, `SELECT count(*) FROM decisions`)
	within(t, time.Minute, "the portal says that the engine is away", func() bool { return health(w.office.URL)["engine"] == "away" })

	during := []rig.Receipt{w.open(), w.open()}
	for _, r := range during {
		w.act(rig.Intake, r.No, "accept", accepted)
	}
	led, simple := w.open(), w.open()
	must(t, w.office.Carry(led.No, rig.LedJourney(time.Now()), nil))
	must(t, w.office.Carry(simple.No, rig.SimpleJourney(time.Now()), nil))
	pages := w.pages(t, led.No)
	imported := w.importLedger(t)
	time.Sleep(7 * time.Second) // every date cut to seconds has passed now
	if n := w.number(t, `SELECT count(*) FROM decisions`); n != asked {
		t.Errorf("without a worker %d dates were put to policy", n-asked)
	}
	harm()

	begun := time.Now()
	must(t, w.startEngine(t.Context()))
	up := time.Since(begun)
	must(t, w.startWorker())
	for _, r := range slices.Concat(before, during) {
		w.overdue(t, r.No, 1)
	}
	for _, r := range []rig.Receipt{led, simple} {
		within(t, time.Minute, "every call-back was asked for", func() bool { return w.count(t, r.No, "ask-call-back") == 3 })
	}
	caught := time.Since(begun)
	w.agree(t, time.Minute)
	t.Logf("%d pages and an import of %d rows without engine; it is up after %s, every date that passed is asked after %s, and each workflow is where the record says after %s",
		pages, imported, seconds(up), seconds(caught), seconds(time.Since(begun)))

	within(t, time.Minute, "the portal says that the engine is there", func() bool { return health(w.office.URL)["engine"] == "ok" })
	time.Sleep(2 * time.Second)
	w.agree(t, time.Minute)
	for _, r := range slices.Concat(before, during) {
		if n := w.count(t, r.No, "overdue"); n != 1 {
			t.Errorf("%s was asked about %d times", r.No, n)
		}
	}
	for _, r := range []rig.Receipt{led, simple} {
		if n := w.count(t, r.No, "ask-call-back"); n != 3 {
			t.Errorf("%s was to be called back %d times", r.No, n)
		}
	}
	if n := w.number(t, `SELECT count(*) FROM (SELECT FROM timeline WHERE move = 'overdue' GROUP BY action HAVING count(*) > 1) twice`); n != 0 {
		t.Errorf("%d questions were asked twice", n)
	}
	w.verified(t)
}

// pages opens the pages of the portal, as people and as programs do, and returns how many.
func (w *town) pages(t *testing.T, no string) (n int) {
	t.Helper()
	for _, page := range []struct{ who, path string }{
		{rig.Supervisor, "/"}, {rig.Leader, "/"}, {rig.Intake, "/intake"}, {rig.Intake, "/petitions/new"},
		{rig.Supervisor, "/petitions"}, {rig.Supervisor, "/petitions/" + no}, {rig.Approver, "/closing"},
		{rig.Intake, "/account"}, {rig.Auditor, "/audit"}, {rig.Auditor, "/audit/" + no}, {"long", "/people"}, {rig.Intake, "/health"},
	} {
		for _, kind := range []string{"text/html", "application/json"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.office.URL+page.path, nil)
			must(t, err)
			r.Header.Set("Accept", kind)
			r.Header.Set("Authorization", "Bearer "+w.office.Tokens[page.who])
			begun := time.Now()
			answer, err := http.DefaultClient.Do(r)
			must(t, err)
			_ = answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				t.Errorf("%s as %s for %s: %s", page.path, kind, page.who, answer.Status)
			}
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("%s took %s", page.path, took)
			}
			n++
		}
	}
	return n
}

// importLedger brings a small ledger in, with the command that an office uses.
func (w *town) importLedger(t *testing.T) (rows int) {
	t.Helper()
	var text strings.Builder
	text.WriteString("标题,内容,来信时间\n")
	for n := range 5 {
		fmt.Fprintf(&text, "历史件 %d-%d,供暖管道年久失修,2025-03-%02d\n", opened.Add(1), n, n+1)
	}
	file := filepath.Join(t.TempDir(), "ledger.csv")
	must(t, os.WriteFile(file, []byte(text.String()), 0o600))
	before := w.number(t, `SELECT count(*) FROM cases`)
	out, err := w.command("import", "petitions", "--data", w.dir, "--as", rig.Intake, file)
	rows = w.number(t, `SELECT count(*) FROM cases`) - before
	if err != nil || rows != 5 {
		t.Errorf("the import took %d rows in: %v\n%s", rows, err, out)
	}
	return rows
}

// command runs a command of the product to its end, on this town's record.
func (w *town) command(args ...string) (string, error) {
	c := program("", w.record.environ(), args...)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.Path, c.Args...)
	cmd.Env = c.Env
	out, err := cmd.CombinedOutput()
	return string(out), err
}
