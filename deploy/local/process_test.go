package local

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestProgramKilled_LeavesNothingRunning(t *testing.T) {
	dir := t.TempDir()
	defer removePlace(dir)
	program := startRole(t, "machine", dir, "")
	below := descendants(program.Process.Pid)
	if len(below) < 3 {
		t.Fatalf("only %d processes below the program", len(below))
	}
	kill(program.Process.Pid)
	within(t, 10*time.Second, "all children gone", func() bool { return allGone(below) })
	start(t, PostgresOptions{Dir: dir}) // and the folder is free again
}

func TestGoRunKilled_EndsTheProgram(t *testing.T) {
	run := startRole(t, "go-run")
	below := descendants(run.Process.Pid)
	if len(below) != 1 {
		t.Fatalf("%d processes below go run", len(below))
	}
	kill(run.Process.Pid)
	within(t, 10*time.Second, "the program gone", func() bool { return allGone(below) })
}

func TestRunPart_Killed_IsStartedAgainUntilStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var said record
	done := make(chan error, 1)
	go func() {
		done <- RunPart(ctx, Part{Name: "part", Env: []string{roleVariable + "=part"}, Output: os.Stderr, Say: said.say})
	}()
	own := filepath.Base(os.Args[0])
	within(t, 10*time.Second, "the part runs", func() bool { return len(descendants(os.Getpid())) == 1 })
	first := childNamed(t, own)
	kill(first)
	within(t, 10*time.Second, "the part runs again", func() bool { return strings.Contains(said.all(), "the part is back") })
	second := childNamed(t, own)
	if second == first || !strings.Contains(said.all(), "the part ended (signal: killed), starting it again") {
		t.Errorf("said: %s", said.all())
	}
	stop()
	must(t, <-done)
	if !isGone(second) {
		t.Error("the part outlives RunPart")
	}
}

func TestBuilderKilled_EndsItsCompilersToo(t *testing.T) {
	builder := startRole(t, "builder")
	below := descendants(builder.Process.Pid)
	if len(below) != 4 { // two sleeps, the shell that waits for them, and the guard
		t.Fatalf("%d processes below the builder", len(below))
	}
	kill(builder.Process.Pid)
	within(t, 10*time.Second, "all of the group gone", func() bool { return allGone(below) })
}

func allGone(pids []int) bool {
	for _, pid := range pids {
		if !isGone(pid) {
			return false
		}
	}
	return true
}

// record is a Say that remembers.
type record struct {
	mu    sync.Mutex
	lines []string
}

func (r *record) say(format string, a ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, fmt.Sprintf(format, a...))
}

func (r *record) all() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.lines, "\n")
}
