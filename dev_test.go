package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/deploy/local"
	"followthrough/deploy/rig"
	"followthrough/worker"
)

// house is an invented office on one machine: what `dev` makes of one data folder.
type house struct {
	dir    string
	log    string // what every start says
	served int    // how often a worker had served before the present start
}

// newHouse is a data folder that nothing was in yet.
func newHouse(t *testing.T) *house {
	t.Helper()
	base, err := os.MkdirTemp("", "followthrough-dev-")
	must(t, err)
	must(t, os.Chmod(base, 0o755)) // as root, PostgreSQL's user must pass
	h := &house{dir: filepath.Join(base, "data"), log: filepath.Join(base, "said")}
	t.Cleanup(func() {
		forgetPlace(h.dir)
		_ = os.RemoveAll(base)
	})
	return h
}

// forgetPlace removes what PostgreSQL keeps elsewhere for a data folder.
func forgetPlace(dir string) {
	if place, err := os.ReadFile(filepath.Join(dir, "location")); err == nil {
		_ = os.RemoveAll(strings.TrimSpace(string(place)))
	}
}

// start starts `dev` on the folder; a command of its own replaces this program.
func (h *house) start(t *testing.T, env []string, other ...string) *rig.Program {
	t.Helper()
	args := []string{"dev", "--data", h.dir, "--listen", "127.0.0.1:0"}
	c := program(h.log, env, args...)
	if len(other) > 0 {
		c.Path, c.Args = other[0], append(other[1:], args...)
	}
	h.served = strings.Count(h.worker(), "the worker serves")
	return startProgram(t, c)
}

// startProgram starts a program that ends with the test at the latest.
func startProgram(t *testing.T, c rig.Command) *rig.Program {
	t.Helper()
	p, err := rig.Start(c)
	must(t, err)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("it said:\n%s", p.Said())
		}
		_ = p.Stop(20 * time.Second)
	})
	return p
}

var (
	openLine     = regexp.MustCompile(`the portal is open after ([0-9.]+) s: (http://127\.0\.0\.1:\d+)\n`)
	accountsLine = regexp.MustCompile(`demo accounts: .*\bmiao \(intake\).*\n`)
	passwordLine = regexp.MustCompile(`their password: (\S+)\n`)
)

// open waits until the portal is open and gives its address and the accounts' password.
func (h *house) open(t *testing.T, p *rig.Program) (url, password string) {
	t.Helper()
	within(t, 3*time.Minute, "the portal is open", func() bool { ended(t, p); return passwordLine.MatchString(p.Said()) })
	url, password = openLine.FindStringSubmatch(p.Said())[2], passwordLine.FindStringSubmatch(p.Said())[1]
	if !accountsLine.MatchString(p.Said()) {
		t.Errorf("the accounts are not named: %s", p.Said())
	}
	return url, password
}

func ended(t *testing.T, p *rig.Program) {
	t.Helper()
	if over(p) {
		t.Fatal("it ended")
	}
}

// complete waits until everything is up: the portal says that the engine has joined, and
// the worker serves.
func (h *house) complete(t *testing.T, p *rig.Program, url string) {
	t.Helper()
	within(t, 3*time.Minute, "the engine has joined", func() bool { ended(t, p); return health(url)["engine"] == "ok" })
	within(t, time.Minute, "the worker serves", func() bool { return strings.Count(h.worker(), "the worker serves") > h.served })
}

func (h *house) worker() string {
	text, _ := os.ReadFile(filepath.Join(h.dir, "worker.log"))
	return string(text)
}

func health(url string) map[string]string {
	answer, err := http.Get(url + "/health")
	if err != nil {
		return nil
	}
	defer func() { _ = answer.Body.Close() }()
	var says map[string]string
	_ = json.NewDecoder(answer.Body).Decode(&says)
	return says
}

// counts has the product say how many cases are open, workflows run, and cases wait to be told.
func (h *house) counts(t *testing.T) (open, running, untold int) {
	t.Helper()
	_, err := fmt.Sscanf(h.command(t, "compare", "--data", h.dir), "open cases %d · running workflows %d · not told yet %d", &open, &running, &untold)
	must(t, err)
	return open, running, untold
}

// agree waits until as many workflows run as cases are open.
func (h *house) agree(t *testing.T) int {
	t.Helper()
	var open, running, untold int
	within(t, time.Minute, "as many workflows run as cases are open", func() bool {
		open, running, untold = h.counts(t)
		return open == running && untold == 0
	})
	return open
}

func (h *house) command(t *testing.T, args ...string) string {
	t.Helper()
	c := program("", nil, args...)
	cmd := exec.Command(c.Path, c.Args...)
	cmd.Env = c.Env
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, said.String())
	}
	return string(out)
}

// TestDev_OneFolder_ThroughEveryStartAndEveryEnd is one office from its first start on.
func TestDev_OneFolder_ThroughEveryStartAndEveryEnd(t *testing.T) {
	needsMachine(t)
	h := newHouse(t)
	var no string // a case registered while the engine was not there
	var cases int

	t.Run("the first start serves the portal before the engine is there", func(t *testing.T) {
		env, build := engineComesLater(t)
		begun := time.Now()
		p := h.start(t, env)
		url, password := h.open(t, p)
		t.Logf("open after %s s by its own word, %s by the clock", openLine.FindStringSubmatch(p.Said())[1], seconds(time.Since(begun)))
		logIn(t, url, "miao", password)
		o := &rig.Office{URL: url, Tokens: h.tokens(t, "miao", "liang")}
		r, err := o.Open("miao", petitionOf("先于引擎的一件"))
		must(t, err)
		if says := health(url); says["engine"] != "building" || says["record"] != "ok" {
			t.Errorf("before the engine is built the portal says %v", says)
		}
		no = r.No
		page, err := o.Page("liang", no)
		must(t, err)
		if page.Seq != 1 || page.Told != 0 {
			t.Errorf("before the engine is there the case is at %d, told %d", page.Seq, page.Told)
		}
		begun = time.Now()
		build()
		h.complete(t, p, url)
		cases = h.agree(t)
		t.Logf("built, the engine joins and has all %d cases after %s", cases, seconds(time.Since(begun)))
		h.endsWith(t, p, syscall.SIGINT)
	})
	t.Run("a second start has it all again within fifteen seconds", func(t *testing.T) {
		begun := time.Now()
		p := h.start(t, nil)
		url, password := h.open(t, p)
		portal := time.Since(begun)
		h.complete(t, p, url)
		took := time.Since(begun)
		t.Logf("second start: the portal after %s, engine and worker after %s", seconds(portal), seconds(took))
		if took > 15*time.Second {
			t.Errorf("the second start took %s", took)
		}
		logIn(t, url, "miao", password)
		o := &rig.Office{URL: url, Tokens: h.tokens(t, "liang")}
		page, err := o.Page("liang", no)
		must(t, err)
		if page.Seq != 1 {
			t.Errorf("%s is at %d", no, page.Seq)
		}
		if now := h.agree(t); now != cases {
			t.Errorf("%d cases are open, and were %d", now, cases)
		}
		if said := h.refused(t, "--listen", "127.0.0.1:0"); strings.Count(said, "\n") != 1 || !strings.Contains(said, fmt.Sprintf("in use by process %d", p.Pid())) {
			t.Errorf("a second one on the same folder says %q", said)
		}
		h.endsWith(t, p, syscall.SIGKILL)
	})
	t.Run("go run killed leaves nothing running", func(t *testing.T) {
		p := h.start(t, nil, "go", "run", ".")
		url, _ := h.open(t, p)
		h.complete(t, p, url)
		if now := h.agree(t); now != cases {
			t.Errorf("%d cases are open, and were %d", now, cases)
		}
		h.endsWith(t, p, syscall.SIGKILL)
	})
}

// engineComesLater gives an environment in which the engine is not built yet, and a func
// that finishes the build. The build's lock is held until then, as by another process
// that builds; what the machine has otherwise fetched is there.
func engineComesLater(t *testing.T) (env []string, build func()) {
	t.Helper()
	binary := engineProgram(t)
	cache := t.TempDir()
	ours := filepath.Join(cache, "followthrough")
	must(t, os.MkdirAll(ours, 0o700))
	others, err := filepath.Glob(filepath.Join(filepath.Dir(binary), "postgres-*"))
	must(t, err)
	for _, other := range others {
		must(t, os.Symlink(other, filepath.Join(ours, filepath.Base(other))))
	}
	lock, err := os.Create(filepath.Join(ours, "engine.lock"))
	must(t, err)
	must(t, syscall.Flock(int(lock.Fd()), syscall.LOCK_EX))
	build = func() {
		must(t, os.Symlink(binary, filepath.Join(ours, filepath.Base(binary))))
		must(t, lock.Close())
	}
	return []string{"XDG_CACHE_HOME=" + cache}, build
}

// logIn checks that a person comes in with the password that was printed.
func logIn(t *testing.T, url, login, password string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, url+"/login", strings.NewReader(fmt.Sprintf(`{"login":%q,"password":%q}`, login, password)))
	must(t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	answer, err := http.DefaultClient.Do(r)
	must(t, err)
	defer func() { _ = answer.Body.Close() }()
	if text, _ := io.ReadAll(answer.Body); answer.StatusCode != http.StatusOK {
		t.Errorf("%s does not come in with %q: %s %s", login, password, answer.Status, text)
	}
}

// tokens has the product make tokens, while it runs.
func (h *house) tokens(t *testing.T, logins ...string) map[string]string {
	t.Helper()
	tokens := map[string]string{}
	for line := range strings.Lines(h.command(t, append([]string{"token", "--data", h.dir, "--lasts", "1h"}, logins...)...)) {
		login, token, _ := strings.Cut(strings.TrimSpace(line), " ")
		tokens[login] = token
	}
	return tokens
}

// endsWith ends the program by a signal and checks that nothing of it is left after a few
// seconds: neither a process nor a lock on the folder.
func (h *house) endsWith(t *testing.T, p *rig.Program, s syscall.Signal) {
	t.Helper()
	below := rig.Below(p.Pid())
	if len(below) == 1 { // PostgreSQL alone has more
		t.Error("only one process runs below the program")
	}
	begun := time.Now()
	must(t, p.Signal(s))
	within(t, 20*time.Second, "the program has ended", func() bool { return over(p) })
	within(t, 20*time.Second, "nothing of it runs", func() bool { return len(rig.Alive(below)) == 0 })
	t.Logf("%s: %d processes below it are gone after %s", s, len(below), seconds(time.Since(begun)))
	if err := p.Stop(time.Second); s == syscall.SIGINT && err != nil {
		t.Errorf("Ctrl-C ends it with %v", err)
	}
}

func TestDev_AddressTaken_IsOneSentence(t *testing.T) {
	needsMachine(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = l.Close() }()
	h := newHouse(t)
	said := h.refused(t, "--listen", l.Addr().String())
	if want := fmt.Sprintf("followthrough: the address %s is taken or not ours; choose another with --listen\n", l.Addr()); said != want {
		t.Errorf("it says %q", said)
	}
}

func TestDev_DemoAccounts_AreNotShownToANetwork(t *testing.T) {
	needsMachine(t)
	h := newHouse(t)
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0"} {
		if said := h.refused(t, "--listen", address); strings.Count(said, "\n") != 1 || !strings.Contains(said, "demo accounts") || !strings.Contains(said, "--empty") {
			t.Errorf("%s: it says %q", address, said)
		}
	}
}

// refused runs `dev` where it cannot start, and returns what it says. No folder was made.
func (h *house) refused(t *testing.T, args ...string) string {
	t.Helper()
	_, before := os.Stat(h.dir)
	c := program("", nil, append([]string{"dev", "--data", h.dir}, args...)...)
	cmd := exec.Command(c.Path, c.Args...)
	cmd.Env = c.Env
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Errorf("%v: it started", args)
	}
	if _, err := os.Stat(h.dir); err == nil && before != nil {
		t.Errorf("%v: the data folder was made", args)
	}
	return string(out)
}

func TestDev_CheckoutThatOthersMayNotEnter_Works(t *testing.T) {
	needsMachine(t)
	engineProgram(t)
	closed := t.TempDir()
	must(t, os.Chmod(closed, 0o700))
	checkout := filepath.Join(closed, "checkout")
	must(t, os.CopyFS(filepath.Join(checkout, "deploy", "engine"), os.DirFS(filepath.Join("deploy", "engine"))))
	t.Cleanup(func() { forgetPlace(filepath.Join(checkout, ".followthrough")) })

	c := program(filepath.Join(closed, "said"), nil, "dev", "--empty", "--listen", "127.0.0.1:0")
	c.Dir = checkout
	p := startProgram(t, c)
	within(t, 3*time.Minute, "the portal is open", func() bool { ended(t, p); return openLine.MatchString(p.Said()) })
	url := openLine.FindStringSubmatch(p.Said())[2]
	within(t, time.Minute, "the engine has joined", func() bool { ended(t, p); return health(url)["engine"] == "ok" })
	address, err := os.ReadFile(engineFile(filepath.Join(checkout, ".followthrough")))
	must(t, err)
	e, err := worker.Connect(worker.Address{HostPort: strings.TrimSpace(string(address)), Namespace: "followthrough"}, slog.New(slog.DiscardHandler))
	must(t, err)
	defer e.Close()
	if _, err := e.Running(t.Context()); err != nil {
		t.Errorf("its engine: %v", err)
	}
	if said := p.Said(); strings.Contains(said, "password") {
		t.Errorf("an empty world has no accounts, and it says: %s", said)
	}
	if err := p.Interrupt(20 * time.Second); err != nil {
		t.Errorf("Ctrl-C ends it with %v", err)
	}
}

func TestDev_KilledWhileItLoadsTheDemoWorld_GoesOnAtTheNextStart(t *testing.T) {
	needsMachine(t)
	engineProgram(t)
	h := newHouse(t)
	p := h.start(t, nil)
	within(t, 3*time.Minute, "three demo cases are there", func() bool { ended(t, p); return h.cases(t) >= 3 })
	if openLine.MatchString(p.Said()) {
		t.Skip("the demo world was loaded before it could be killed")
	}
	h.endsWith(t, p, syscall.SIGKILL)

	p = h.start(t, nil)
	within(t, 3*time.Minute, "the portal is open, or not", func() bool {
		if over(p) {
			t.Fatalf("the next start ended: %s", p.Said())
		}
		return passwordLine.MatchString(p.Said())
	})
	url, password := h.open(t, p)
	logIn(t, url, "miao", password)
	if n := h.cases(t); n != 13 {
		t.Errorf("there are %d demo cases", n)
	}
}

// cases counts what is in the record of the folder, from outside; 0 while there is none.
func (h *house) cases(t *testing.T) (n int) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(h.dir, "key")); err != nil {
		return 0
	}
	pg, err := local.UsePostgres(t.Context(), local.PostgresOptions{Dir: h.dir}) // as it runs already
	must(t, err)
	conn, err := pgx.Connect(t.Context(), pg.DSN("followthrough"))
	if err != nil {
		return 0
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if conn.QueryRow(t.Context(), `SELECT count(*) FROM cases`).Scan(&n) != nil {
		return 0
	}
	return n
}
