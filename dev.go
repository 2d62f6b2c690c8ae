package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"followthrough/deploy/local"
	"followthrough/store"
	"followthrough/store/demo"
	"followthrough/worker"
)

// dev runs everything on one machine: a private PostgreSQL (or DATABASE_URL), the portal at
// once, and beside it the engine, built the first time, and the worker as children.
type dev struct {
	Listen   string `default:"127.0.0.1:8080" help:"Address of the portal. With demo accounts it stays on this machine."`
	Data     string `default:".followthrough" type:"path" help:"Data folder."`
	Empty    bool   `help:"Start without the demo world."`
	Policies string `env:"FOLLOWTHROUGH_POLICIES" optional:"" help:"Folder with policies and limits of your own."`
	Engine   int    `name:"engine-port" default:"0" help:"Port of the engine; 0 takes a free one."`
}

// Run is the boot order of a whole office on one machine, from top to bottom.
func (d dev) Run(ctx context.Context) error {
	begun := time.Now()
	if err := d.staysHere(); err != nil {
		return err
	}
	door, err := net.Listen("tcp", d.Listen)
	if err != nil {
		return fmt.Errorf("the address %s is taken or not ours; choose another with --listen", d.Listen)
	}
	defer func() { _ = door.Close() }()
	if err := os.MkdirAll(d.Data, 0o755); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	dsn, engineDSN, stop, err := d.postgres(ctx)
	if err != nil {
		return err
	}
	defer stop()
	r, err := d.record(dsn)
	if err != nil {
		return err
	}
	log, closeLog, err := d.log()
	if err != nil {
		return err
	}
	defer closeLog()
	if err := store.Migrate(ctx, dsn); err != nil {
		return err
	}
	s, p, err := r.open(ctx, log)
	if err != nil {
		return err
	}
	defer s.Close()
	password, err := d.world(ctx, s)
	if err != nil {
		return err
	}
	o := &office{record: r, store: s, rules: p, log: log}
	o.state.Store(new("building"))
	portal := &http.Server{Handler: o.portal(ctx), ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	go o.rules.watch(ctx)
	served := make(chan error, 1)
	go func() { served <- portal.Serve(door) }()
	d.welcome(door.Addr(), password, time.Since(begun))

	parts := make(chan struct{})
	go func() {
		defer close(parts)
		if err := d.engine(ctx, o, engineDSN); err != nil && ctx.Err() == nil {
			o.state.Store(new("away"))
			say("the engine is not running: %v", err)
		}
	}()
	select {
	case <-ctx.Done():
	case err = <-served:
	}
	say("stopping")
	end, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = portal.Shutdown(end)
	if ctx.Err() != nil {
		<-parts
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// staysHere refuses to show demo accounts to a network.
func (d dev) staysHere() error {
	host, _, err := net.SplitHostPort(d.Listen)
	if err != nil {
		return fmt.Errorf("--listen wants HOST:PORT, as 127.0.0.1:8080: %s", d.Listen)
	}
	ip := net.ParseIP(host)
	if !d.Empty && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("with demo accounts the portal stays on this machine: --listen 127.0.0.1:8080, or --empty for a world of your own")
	}
	return nil
}

// postgres is DATABASE_URL, or a server of our own in the data folder.
func (d dev) postgres(ctx context.Context) (dsn, engineDSN string, stop func(), err error) {
	if url := os.Getenv("DATABASE_URL"); url != "" {
		say("using DATABASE_URL")
		return url, url, func() {}, nil
	}
	p, err := local.StartPostgres(ctx, local.PostgresOptions{Dir: d.Data, Say: say})
	if err != nil {
		return "", "", nil, err
	}
	stop = func() {
		end, cancel := context.WithTimeout(context.Background(), 15*time.Second)
		defer cancel()
		_ = p.Stop(end)
	}
	if err := local.EnsureDatabase(ctx, p.DSN("postgres"), "followthrough"); err != nil {
		stop()
		return "", "", nil, err
	}
	return p.DSN("followthrough"), p.EngineDSN(), stop, nil
}

func (d dev) record(dsn string) (record, error) {
	key, err := ensureKey(d.Data)
	if err != nil {
		return record{}, err
	}
	files, err := filepath.Abs(filepath.Join(d.Data, "files"))
	if err != nil {
		return record{}, err
	}
	return record{Database: dsn, Key: key, Files: "file://" + files + "?create_dir=true&no_tmp_dir=true", Policies: d.Policies}, nil
}

func (d dev) log() (*slog.Logger, func(), error) {
	file, err := os.OpenFile(filepath.Join(d.Data, "followthrough.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("log: %w", err)
	}
	return slog.New(slog.NewTextHandler(file, nil)), func() { _ = file.Close() }, nil
}

// world loads the demo world into an empty record and returns its accounts' password.
func (d dev) world(ctx context.Context, s *store.Store) (string, error) {
	if d.Empty {
		return "", nil
	}
	password, err := demo.World(ctx, s, func(text string) { say("%s", text) })
	file := filepath.Join(d.Data, "demo-password")
	if err != nil || password != "" {
		return password, errors.Join(err, os.WriteFile(file, []byte(password), 0o600))
	}
	kept, err := os.ReadFile(file)
	return string(kept), err
}

// engine builds the engine when needed, starts it and the worker, and stays until ctx ends.
func (d dev) engine(ctx context.Context, o *office, dsn string) error {
	options := local.EngineOptions{DSN: dsn, Port: d.Engine, LogFile: filepath.Join(d.Data, "engine.log"), Say: say}
	binary, err := local.BuildEngine(ctx, options)
	if err != nil {
		return err
	}
	e, err := local.StartEngine(ctx, binary, options)
	if err != nil {
		return err
	}
	defer func() {
		end, cancel := context.WithTimeout(context.Background(), 15*time.Second)
		defer cancel()
		_ = e.Stop(end)
	}()
	if err := o.join(ctx, worker.Address{HostPort: e.Addr, Namespace: "followthrough"}); err != nil {
		return err
	}
	if err := os.WriteFile(engineFile(d.Data), []byte(e.Addr+"\n"), 0o600); err != nil {
		return err
	}
	o.state.Store(nil)
	say("the engine has joined; its own pages: %s", e.UI)
	out, err := os.OpenFile(filepath.Join(d.Data, "worker.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = out.Close() }()
	return local.RunPart(ctx, local.Part{Name: "worker", Args: []string{"worker"}, Output: io.Writer(out), Say: say,
		Env: append(o.record.environ(), "FOLLOWTHROUGH_ENGINE="+e.Addr, "FOLLOWTHROUGH_PART=1")})
}

func (d dev) welcome(addr net.Addr, password string, took time.Duration) {
	say("the portal is open after %.1f s: http://%s", took.Seconds(), addr)
	if password != "" {
		say("demo accounts: %s", demo.Logins())
		say("their password: %s", password)
	}
}

// say speaks to the person at the terminal.
func say(format string, a ...any) {
	fmt.Fprintf(os.Stderr, "followthrough: "+format+"\n", a...)
}

// status is what the portal says about the engine in one quiet line.
type status = atomic.Pointer[string]

type enginePointer = atomic.Pointer[worker.Engine]
