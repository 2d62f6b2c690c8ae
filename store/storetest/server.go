package storetest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"followthrough/deploy/local"
	"followthrough/store"
)

// template is the migrated database that every test's own is copied from.
const template = "template_record"

// server is this test binary's PostgreSQL, started by the first test that asks.
var server = sync.OnceValues(start)

func start() (*local.Postgres, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute) // PostgreSQL itself may have to be fetched
	defer cancel()
	dir, err := os.MkdirTemp("", "followthrough-test-")
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // as root, PostgreSQL's user must pass
		return nil, err
	}
	if err := sweepAfter(dir); err != nil {
		return nil, fmt.Errorf("see to the removal of %s: %w", dir, err)
	}
	p, err := local.StartPostgres(ctx, local.PostgresOptions{Dir: dir, Fast: true})
	if err != nil {
		return nil, err
	}
	if err := local.EnsureDatabase(ctx, p.DSN("postgres"), template); err != nil {
		return nil, err
	}
	return p, store.Migrate(ctx, p.DSN(template))
}

// sweepAfter has a shell remove the folder once this process is gone and its
// server, which dies with it, has let go. A test binary has no end of its own to hook into.
func sweepAfter(dir string) error {
	const script = `read -r _; sleep 1; elsewhere=$(cat "$1/location" 2>/dev/null); rm -rf "$1" ${elsewhere:+"$elsewhere"}`
	shell := exec.Command("sh", "-c", script, "sweep", dir)
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if _, err := shell.StdinPipe(); err != nil {
		return err
	}
	if err := shell.Start(); err != nil {
		return err
	}
	go func() { _ = shell.Wait() }() // holds the pipe open: it closes when this process ends, in whatever way
	return nil
}
