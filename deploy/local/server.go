package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is everything that a start of PostgreSQL needs, on a data folder that
// is ready.
type server struct {
	programs programs
	account  account
	dir      string // the folder of ours
	place    string // the folder of PostgreSQL's own files
	secrets  secrets
	fast     bool
}

// prepareServer makes whatever is missing, up to a database cluster that is
// not running and a port that is free.
func prepareServer(ctx context.Context, dir string, o PostgresOptions) (*server, error) {
	place, err := placeOf(dir)
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, place: place, fast: o.Fast}
	if s.programs, err = getPrograms(ctx, s.dataMajor(), o.Say); err != nil {
		return nil, err
	}
	if s.account, err = chooseAccount(o.Say); err != nil {
		return nil, err
	}
	if s.hasData() && !exists(filepath.Join(dir, secretsFile)) {
		return nil, fmt.Errorf("%s is gone, and with it the passwords of the data in %s: bring it back, or begin anew in another folder", filepath.Join(dir, secretsFile), place)
	}
	if s.secrets, err = readSecrets(dir); err != nil {
		return nil, err
	}
	if err := s.ensureData(ctx, o.Say); err != nil {
		return nil, err
	}
	if err := s.outlivePredecessor(ctx, o.Say); err != nil {
		return nil, err
	}
	if err := s.choosePort(o.Port); err != nil {
		return nil, err
	}
	return s, s.secrets.write(dir)
}

func (s *server) data() string { return filepath.Join(s.place, "data") }

func (s *server) hasData() bool { return s.place != "" && exists(s.data()) }

// dataMajor is the version that made the existing data, or 0.
func (s *server) dataMajor() int {
	if !s.hasData() {
		return 0
	}
	text, _ := os.ReadFile(filepath.Join(s.data(), "PG_VERSION"))
	major, _ := strconv.Atoi(string(bytes.TrimSpace(text)))
	return major
}

// ensureData makes the database cluster unless it is there. It comes into
// being by a rename, so that a half-made one is never taken for whole.
func (s *server) ensureData(ctx context.Context, say Say) (err error) {
	if s.hasData() {
		s.account = ownerOf(s.place, s.account)
		if !s.account.mayEnter(s.place, s.programs) {
			return fmt.Errorf("the user %s may not enter %s: move the data folder to where it may, or choose another with --data", s.account.name, s.place)
		}
		return nil
	}
	if s.place != "" { // a start that did not get far
		_ = os.RemoveAll(s.place)
		_ = os.Remove(filepath.Join(s.dir, pointer))
	}
	elsewhere := []string{"/var/lib/followthrough", "/var/tmp"}
	if s.fast {
		elsewhere = []string{os.TempDir()}
	}
	if s.place, err = makePlace(s.dir, s.account, s.programs, elsewhere, say); err != nil {
		return fmt.Errorf("a place for PostgreSQL's files: %w", err)
	}
	if err := s.secrets.write(s.dir); err != nil {
		return err
	}
	return s.initdb(ctx)
}

// initdb tries the locale that sorts by code point and knows all letters, then
// the one that every system has.
func (s *server) initdb(ctx context.Context) (err error) {
	for _, locale := range []string{"C.UTF-8", "C"} {
		if err = s.initdbWith(ctx, locale); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return err
	}
	return os.Rename(filepath.Join(s.place, "new"), s.data())
}

func (s *server) initdbWith(ctx context.Context, locale string) error {
	half := filepath.Join(s.place, "new")
	_ = os.RemoveAll(half)
	word := filepath.Join(s.place, "word")
	if err := os.WriteFile(word, []byte(s.secrets.Superuser), 0o600); err != nil {
		return err
	}
	defer func() { _ = os.Remove(word) }()
	if s.account.drop {
		if err := os.Chown(word, s.account.uid, s.account.gid); err != nil {
			return err
		}
	}
	args := []string{"-D", half, "-U", "postgres", "-A", "scram-sha-256", "--pwfile=" + word, "-E", "UTF8", "--locale=" + locale}
	if s.fast {
		args = append(args, "--no-sync")
	} else {
		args = append(args, "--data-checksums")
	}
	cmd := s.account.command(s.place, s.programs.path("initdb"), args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	p, err := spawn(cmd, syscall.SIGKILL)
	if err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	select {
	case <-p.ended:
	case <-ctx.Done():
		p.end(syscall.SIGINT, time.Second)
	}
	if p.err != nil {
		return fmt.Errorf("initdb: %w: %s", p.err, lastLine(out.Bytes()))
	}
	return nil
}

// choosePort takes the port asked for, or the remembered one, or a free one.
func (s *server) choosePort(asked int) (err error) {
	if asked != 0 {
		if !portIsFree(asked) {
			return fmt.Errorf("port %d on 127.0.0.1, meant for PostgreSQL, is taken by another program", asked)
		}
		s.secrets.Port = asked
	} else if s.secrets.Port == 0 || !portIsFree(s.secrets.Port) {
		s.secrets.Port, err = freePort()
	}
	return err
}

// outlivePredecessor waits until a server that an earlier run left on the same
// data is gone, and clears away the traces of one that was killed. PostgreSQL
// itself takes any living process with the noted number for its predecessor,
// also one that got the number after a reboot.
func (s *server) outlivePredecessor(ctx context.Context, say Say) error {
	note := filepath.Join(s.data(), "postmaster.pid")
	deadline := time.Now().Add(10 * time.Second)
	for told := false; ; {
		text, err := os.ReadFile(note)
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		first, _, _ := strings.Cut(string(text), "\n")
		pid, _ := strconv.Atoi(strings.TrimSpace(first))
		if pid == 0 || !s.isOurs(pid) {
			return os.Remove(note)
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			return fmt.Errorf("a PostgreSQL of an earlier run (process %d) still works on %s: end it and start again", pid, s.data())
		}
		if !told {
			say("waiting for the PostgreSQL of an earlier run (process %d) to end", pid)
			told = true
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// isOurs tells whether a living process is a PostgreSQL on this data: one
// works in its data folder. Where that cannot be seen, a living process is
// taken for one.
func (s *server) isOurs(pid int) bool {
	if err := syscall.Kill(pid, 0); errors.Is(err, syscall.ESRCH) {
		return false
	}
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return !exists("/proc/self/cwd") || !errors.Is(err, os.ErrNotExist)
	}
	real, err := filepath.EvalSymlinks(s.data())
	return err != nil || cwd == real
}
