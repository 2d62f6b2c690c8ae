package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// settings are PostgreSQL's, as far as they are not its defaults. There is no
// socket file, whose path could become too long: everything goes over loopback
// with a password.
func (s *server) settings() []string {
	set := []string{
		"listen_addresses=127.0.0.1",
		"unix_socket_directories=",
		"port=" + strconv.Itoa(s.secrets.Port),
		"cluster_name=followthrough",
		"max_connections=200",
		"wal_level=replica",
		"timezone=UTC",
		"log_timezone=UTC",
		"log_line_prefix=%m [%p] %q%u@%d ",
	}
	if s.fast {
		// Commits still reach the operating system, so that what a test saw
		// committed survives kill -9 of the server.
		return append(set, "shared_buffers=64MB", "fsync=off", "full_page_writes=off")
	}
	return append(set, "shared_buffers=256MB")
}

// launch starts the server and returns when it answers. SIGINT is its fast,
// clean way to end, also when it is the kernel that sends it after our death.
func (s *server) launch(ctx context.Context) (*process, error) {
	log, from, err := openLog(logFile(s.dir))
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	p, err := spawn(s.command(log), syscall.SIGINT)
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	if err := awaitAnswer(ctx, dsn("postgres", s.secrets.Superuser, s.secrets.Port, "postgres"), p); err != nil {
		p.end(syscall.SIGINT, stopPatience)
		if reason := lastLineWith(logFile(s.dir), from, "FATAL:"); reason != "" {
			return nil, fmt.Errorf("PostgreSQL did not start: %s (see %s)", reason, logFile(s.dir))
		}
		return nil, fmt.Errorf("PostgreSQL did not start: %w (see %s)", err, logFile(s.dir))
	}
	return p, nil
}

func (s *server) command(log *os.File) *exec.Cmd {
	args := []string{"-D", s.data()}
	for _, setting := range s.settings() {
		args = append(args, "-c", setting)
	}
	cmd := s.account.command(s.place, s.programs.path("postgres"), args...)
	cmd.Stdout, cmd.Stderr = log, log
	return cmd
}

// launchPatiently is launch for the first start, on which a killed
// predecessor's last processes may still hold shared memory for a moment.
func (s *server) launchPatiently(ctx context.Context) (*process, error) {
	deadline := time.Now().Add(10 * time.Second)
	for {
		p, err := s.launch(ctx)
		if err == nil || ctx.Err() != nil || time.Now().After(deadline) || !strings.Contains(err.Error(), "shared memory") {
			return p, err
		}
		time.Sleep(firstPause)
	}
}

// awaitAnswer returns when the server answers, or why it does not: the process
// has ended, the server refuses the password, or a minute has passed.
func awaitAnswer(ctx context.Context, dsn string, p *process) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		err := ping(ctx, dsn)
		var answer *pgconn.PgError
		if err == nil || errors.As(err, &answer) && strings.HasPrefix(answer.Code, "28") {
			return err
		}
		select {
		case <-p.ended:
			return fmt.Errorf("it ended (%s)", manner(p.err))
		case <-ctx.Done():
			return err
		case <-time.After(25 * time.Millisecond):
		}
	}
}

func ping(ctx context.Context, dsn string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// logLimit is the size from which a log is put aside, as FILE.old, at a start.
const logLimit = 16 << 20

// openLog opens a log for writing at its end and says where that is.
func openLog(path string) (*os.File, int64, error) {
	if info, err := os.Stat(path); err == nil && info.Size() > logLimit {
		_ = os.Rename(path, path+".old")
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, 0, fmt.Errorf("open log: %w", err)
	}
	end, err := file.Seek(0, io.SeekEnd)
	return file, end, err
}

// lastLineWith gives what follows the mark in the last line of a log, from an
// offset on, that has it.
func lastLineWith(path string, from int64, mark string) string {
	text, err := os.ReadFile(path)
	if err != nil || int64(len(text)) < from {
		return ""
	}
	found := ""
	for line := range strings.Lines(string(text[from:])) {
		if _, after, ok := strings.Cut(line, mark); ok {
			found = strings.TrimSpace(after)
		}
	}
	return found
}
