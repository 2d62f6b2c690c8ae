package local

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// EngineOptions say how to build and run the engine.
type EngineOptions struct {
	// Source is the folder deploy/engine. Empty: it is looked for in the working
	// folder and above.
	Source string
	// DSN of any database on the server that is to hold the engine's, as a role
	// that may create databases or owns both: Postgres.EngineDSN.
	DSN string
	// DBPrefix names the databases, PREFIX and PREFIX_visibility; "temporal" if
	// empty.
	DBPrefix string
	// Namespace to create and look after; "followthrough" if empty.
	Namespace string
	// Port and UIPort on 127.0.0.1; 0 is a free one, kept while the engine is
	// started again. NoUI leaves the web UI out.
	Port, UIPort int
	NoUI         bool
	// LogFile takes the engine's log: JSON, from level warn on.
	LogFile string
	// Say is told what takes time or is out of the ordinary; it may be nil.
	Say Say
}

// Engine is a running engine, a child of this program. Its death is mended on
// the same ports.
type Engine struct {
	Addr string // of its gRPC service, host:port
	UI   string // the web UI's URL, or ""

	keeper *keeper
}

// StartEngine starts the engine and returns when its namespace can be used,
// which takes one to three seconds. ctx bounds the start only.
func StartEngine(ctx context.Context, binary string, o EngineOptions) (*Engine, error) {
	if o.LogFile == "" {
		return nil, errors.New("the engine needs a log file")
	}
	if o.UIPort == 0 && !o.NoUI {
		port, err := freePort()
		if err != nil {
			return nil, err
		}
		o.UIPort = port
	}
	run := &engineRun{binary: binary, options: o}
	first, err := run.launch(ctx)
	if err != nil {
		return nil, err
	}
	e := &Engine{Addr: run.addr, UI: run.ui}
	e.keeper = &keeper{name: "the engine", launch: run.launch, quit: syscall.SIGTERM, say: o.Say.orSilence()}
	e.keeper.keep(first)
	return e, nil
}

// Stop ends the engine in order. Workflows go on from where they are at its
// next start.
func (e *Engine) Stop(ctx context.Context) error { return e.keeper.halt(ctx) }

// Done is closed when the engine has ended for good, that is, after Stop.
func (e *Engine) Done() <-chan struct{} { return e.keeper.done }

// engineRun starts one engine again and again.
type engineRun struct {
	binary   string
	options  EngineOptions
	addr, ui string // from the first ready line
}

// readyWithin is how long an engine may take to be of use; PostgreSQL may make
// it wait for a minute.
const readyWithin = 2 * time.Minute

var readyLine = regexp.MustCompile(`^engine ready frontend=(\S+) ui=(\S*)$`)

func (r *engineRun) launch(ctx context.Context) (*process, error) {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	cmd, err := r.command()
	if err != nil {
		return nil, err
	}
	log, from, err := openLog(r.options.LogFile)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	cmd.Stderr = log
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdout = write
	p, err := spawn(cmd, syscall.SIGTERM)
	_ = write.Close()
	if err != nil {
		_ = read.Close()
		return nil, fmt.Errorf("start the engine: %w", err)
	}
	select {
	case words := <-readyWords(read):
		return p, r.note(words)
	case <-p.ended:
		err = errors.New(manner(p.err))
	case <-ctx.Done():
		p.end(syscall.SIGTERM, stopPatience)
		err = ctx.Err()
	}
	if reason := lastLineWith(r.options.LogFile, from, "engine: "); reason != "" {
		return nil, fmt.Errorf("the engine did not start: %s", reason)
	}
	return nil, fmt.Errorf("the engine did not start: %w (see %s)", err, r.options.LogFile)
}

// readyWords reads the engine's standard output to its end and hands over the
// words of the ready line.
func readyWords(read *os.File) <-chan []string {
	words := make(chan []string, 1)
	go func() {
		defer func() { _ = read.Close() }()
		lines := bufio.NewScanner(read)
		for lines.Scan() {
			if match := readyLine.FindStringSubmatch(lines.Text()); match != nil {
				words <- match[1:]
			}
		}
	}()
	return words
}

// note keeps the addresses of the first start for all later ones.
func (r *engineRun) note(words []string) error {
	r.addr, r.ui = words[0], words[1]
	_, port, err := net.SplitHostPort(r.addr)
	if err == nil {
		r.options.Port, err = strconv.Atoi(port)
	}
	return err
}

func (r *engineRun) command() (*exec.Cmd, error) {
	o := r.options
	postgres, err := pgx.ParseConfig(o.DSN)
	if err != nil {
		return nil, fmt.Errorf("address of PostgreSQL for the engine: %w", err)
	}
	args := []string{
		"--postgres-host", postgres.Host,
		"--postgres-port", strconv.Itoa(int(postgres.Port)),
		"--postgres-user", postgres.User,
		"--postgres-options", optionsOf(o.DSN),
		"--db-prefix", orDefault(o.DBPrefix, "temporal"),
		"--namespace", orDefault(o.Namespace, "followthrough"),
		"--frontend-port", strconv.Itoa(o.Port),
		"--ui-port", strconv.Itoa(o.UIPort),
	}
	cmd := exec.Command(r.binary, args...)
	cmd.Env = append(os.Environ(), "ENGINE_PGPASSWORD="+postgres.Password)
	return cmd, nil
}

var sslOption = regexp.MustCompile(`\b(ssl[a-z]+)\s*=\s*'?([^\s'&]+)`)

// optionsOf gives the options about TLS of a DSN in either form, as a URL
// query. Without any, the connection is encrypted if the server offers it.
func optionsOf(dsn string) string {
	options := url.Values{"sslmode": {"prefer"}}
	if u, err := url.Parse(dsn); err == nil && u.Scheme != "" {
		dsn, _ = url.QueryUnescape(u.RawQuery)
	}
	for _, match := range sslOption.FindAllStringSubmatch(dsn, -1) {
		options.Set(match[1], match[2])
	}
	return options.Encode()
}

func orDefault(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
