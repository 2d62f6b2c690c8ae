package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"followthrough/deploy/local"
	"followthrough/deploy/rig"
)

// The tests of this room run the whole product: real processes, PostgreSQL, the engine,
// and HTTP on 127.0.0.1. This test binary is also the program that they start and kill.
const asProgram = "FOLLOWTHROUGH_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	code := m.Run()
	leaveTown()
	os.Exit(code)
}

// program is how the tests start the product: this binary, with nothing of the
// installation that the tests may run on.
func program(log string, env []string, args ...string) rig.Command {
	own, err := os.Executable()
	if err != nil {
		panic(err)
	}
	clean := slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "FOLLOWTHROUGH_") || strings.HasPrefix(v, "DATABASE_URL=")
	})
	return rig.Command{Path: own, Args: args, Env: append(append(clean, asProgram+"=1"), env...), Log: log}
}

// needsMachine skips what takes a whole machine where only quick tests are wanted.
func needsMachine(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs the whole product")
	}
}

// engineProgram is the engine's program, built once for all tests of this machine.
func engineProgram(t testing.TB) string {
	t.Helper()
	say := func(format string, a ...any) { fmt.Fprintf(os.Stderr, format+"\n", a...) }
	binary, err := local.BuildEngine(t.Context(), local.EngineOptions{Say: say})
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

// within fails the test unless the condition comes true in time, and returns how long
// that took. Limits are wide, for machines that have other things to do.
func within(t *testing.T, limit time.Duration, what string, is func() bool) time.Duration {
	t.Helper()
	begun := time.Now()
	for !is() {
		if time.Since(begun) > limit {
			t.Fatalf("not within %s: %s", limit, what)
		}
		time.Sleep(25 * time.Millisecond)
	}
	return time.Since(begun)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
