package local

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// The test binary is also the processes that tests kill: roleVariable says
// which one it shall be.
const roleVariable = "LOCAL_TEST_ROLE"

func TestMain(m *testing.M) {
	switch role := os.Getenv(roleVariable); role {
	case "":
		os.Exit(m.Run())
	case "machine":
		machine(os.Args[1], os.Args[2])
	case "go-run":
		goRun()
	case "builder":
		builder()
	case "part":
		DieWithParent()
		time.Sleep(time.Hour)
	}
}

// machine is what dev is: PostgreSQL, a part and, if a binary is given, the
// engine. It says "up" when all of it is.
func machine(dir, engine string) {
	ctx := context.Background()
	p, err := StartPostgres(ctx, PostgresOptions{Dir: dir, Fast: true})
	if err == nil && engine != "" {
		_, err = StartEngine(ctx, engine, EngineOptions{DSN: p.EngineDSN(), LogFile: filepath.Join(dir, "engine.log")})
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	go func() { _ = RunPart(ctx, Part{Name: "part", Env: []string{roleVariable + "=part"}}) }()
	for len(descendants(os.Getpid())) < 3 {
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Println("up")
	time.Sleep(time.Hour)
}

// goRun starts a part and waits for it, as `go run` waits for its program.
func goRun() {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleVariable+"=part")
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	time.Sleep(200 * time.Millisecond) // DieWithParent is called by now
	fmt.Println("up")
	_ = cmd.Wait()
}

// builder has a child with children of its own, as go build has compilers.
func builder() {
	p, err := spawn(exec.Command("sh", "-c", "sleep 60 & sleep 60 & wait"), syscall.SIGKILL)
	if err != nil {
		panic(err)
	}
	defer guard(p, syscall.SIGKILL)()
	for len(descendants(os.Getpid())) < 4 {
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Println("up")
	time.Sleep(time.Hour)
}

// startRole starts this binary in a role and returns when it says "up".
func startRole(t *testing.T, role string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), roleVariable+"="+role)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, _ := bufio.NewReader(out).ReadString('\n')
	if line != "up\n" {
		t.Fatalf("role %s says %q", role, line)
	}
	return cmd
}

// descendants are the living processes below one, by what /proc says.
func descendants(pid int) (below []int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range stats {
		child, parent, _ := readStat(stat)
		if parent == pid {
			below = append(append(below, child), descendants(child)...)
		}
	}
	return below
}

// childNamed is the one living child of this process whose program has the name.
func childNamed(t *testing.T, name string) int {
	t.Helper()
	for _, pid := range descendants(os.Getpid()) {
		exe, _ := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
		_, parent, state := readStat(fmt.Sprintf("/proc/%d/stat", pid))
		if parent == os.Getpid() && state != "Z" && strings.HasPrefix(filepath.Base(exe), name) {
			return pid
		}
	}
	t.Fatalf("no child %s", name)
	return 0
}

func readStat(path string) (pid, parent int, state string) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, 0, ""
	}
	first, _, _ := strings.Cut(string(text), " ")
	fields := strings.Fields(string(text)[strings.LastIndex(string(text), ")")+1:])
	pid, _ = strconv.Atoi(first)
	parent, _ = strconv.Atoi(fields[1])
	return pid, parent, fields[0]
}

func isGone(pid int) bool {
	_, _, state := readStat(fmt.Sprintf("/proc/%d/stat", pid))
	return state == "" || state == "Z"
}

// within fails the test unless the condition comes true in time, and logs when
// it did. Limits are wide, for machines that have other tests to run.
func within(t *testing.T, limit time.Duration, what string, ok func() bool) {
	t.Helper()
	began := time.Now()
	for !ok() {
		if time.Since(began) > limit {
			t.Fatalf("not within %s: %s", limit, what)
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Logf("%s after %s", what, time.Since(began).Round(time.Millisecond))
}

// start starts a fast PostgreSQL and stops it with the test.
func start(t *testing.T, o PostgresOptions) *Postgres {
	t.Helper()
	o.Fast, o.Say = true, t.Logf
	p, err := StartPostgres(t.Context(), o)
	must(t, err)
	t.Cleanup(func() { removePlace(o.Dir); _ = p.Stop(context.Background()) })
	return p
}

// removePlace removes what a folder's PostgreSQL keeps elsewhere, once its
// server is stopped; t.TempDir removes the rest.
func removePlace(dir string) {
	if place, err := placeOf(dir); err == nil && place != "" {
		_ = os.RemoveAll(place)
	}
}

// query runs a query that gives one text.
func query(dsn, sql string) (text string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	err = conn.QueryRow(ctx, sql).Scan(&text)
	return text, err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func kill(pid int) { _ = syscall.Kill(pid, syscall.SIGKILL) }
