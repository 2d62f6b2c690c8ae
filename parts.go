package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"followthrough/deploy/local"
	"followthrough/store"
	"followthrough/worker"
)

// engineAddress says where the engine is: here, or an existing cluster with its certificates.
type engineAddress struct {
	Engine    string `env:"FOLLOWTHROUGH_ENGINE" optional:"" help:"The engine's address, HOST:PORT."`
	Namespace string `env:"FOLLOWTHROUGH_ENGINE_NAMESPACE" default:"followthrough" help:"The engine's namespace."`
	CA        string `name:"engine-ca" env:"FOLLOWTHROUGH_ENGINE_CA" optional:"" help:"PEM file with the authority of a cluster's certificate."`
	Cert      string `name:"engine-cert" env:"FOLLOWTHROUGH_ENGINE_CERT" optional:"" help:"PEM file with our certificate for the cluster."`
	CertKey   string `name:"engine-key" env:"FOLLOWTHROUGH_ENGINE_KEY" optional:"" help:"PEM file with the key of that certificate."`
}

// address is the way to the engine; it is an error when none was named.
func (a engineAddress) address() (worker.Address, error) {
	to := worker.Address{HostPort: a.Engine, Namespace: a.Namespace}
	if a.Engine == "" {
		return to, errors.New("where is the engine? --engine HOST:PORT, or FOLLOWTHROUGH_ENGINE")
	}
	if a.CA == "" && a.Cert == "" {
		return to, nil
	}
	to.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	if a.CA != "" {
		text, err := os.ReadFile(a.CA)
		if err != nil {
			return to, fmt.Errorf("authority of the engine's certificate: %w", err)
		}
		to.TLS.RootCAs = x509.NewCertPool()
		if !to.TLS.RootCAs.AppendCertsFromPEM(text) {
			return to, fmt.Errorf("%s holds no certificate", a.CA)
		}
	}
	if a.Cert != "" {
		pair, err := tls.LoadX509KeyPair(a.Cert, a.CertKey)
		if err != nil {
			return to, fmt.Errorf("our certificate for the engine: %w", err)
		}
		to.TLS.Certificates = []tls.Certificate{pair}
	}
	return to, nil
}

// door is where the portal listens.
type door struct {
	Listen string `default:"127.0.0.1:8080" help:"Address of the portal; put TLS in front of it."`
	Secure bool   `env:"FOLLOWTHROUGH_SECURE" default:"true" negatable:"" help:"Browsers reach the portal by TLS."`
}

// serve runs portal and worker in one process.
type serve struct {
	record
	engineAddress
	door
}

func (p serve) Run(ctx context.Context) error {
	o, stop, err := openOffice(ctx, p.record)
	if err != nil {
		return err
	}
	defer stop()
	to, err := p.address()
	if err != nil {
		return err
	}
	if err := o.join(ctx, to); err != nil {
		return err
	}
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() error { return o.serve(ctx, p.door) })
	both.Go(func() error { o.sweepFiles(ctx); return nil })
	both.Go(func() error {
		return worker.Run(ctx, o.engine.Load(), worker.Options{Record: o.store, Outbox: o.store})
	})
	return both.Wait()
}

// webPart runs the portal alone. It works while the engine is away.
type webPart struct {
	record
	door
	engineAddress // without one the worker tells the engine a little later
}

func (p webPart) Run(ctx context.Context) error {
	o, stop, err := openOffice(ctx, p.record)
	if err != nil {
		return err
	}
	defer stop()
	if p.Engine != "" {
		to, err := p.address()
		if err != nil {
			return err
		}
		if err := o.join(ctx, to); err != nil {
			return err
		}
	}
	return o.serve(ctx, p.door)
}

// workerPart runs the stories.
type workerPart struct {
	record
	engineAddress
	Part bool `env:"FOLLOWTHROUGH_PART" hidden:""`
}

func (p workerPart) Run(ctx context.Context) error {
	if p.Part {
		local.DieWithParent()
	}
	o, stop, err := openOffice(ctx, p.record)
	if err != nil {
		return err
	}
	defer stop()
	to, err := p.address()
	if err != nil {
		return err
	}
	e, err := worker.Connect(to, o.log)
	if err != nil {
		return err
	}
	defer e.Close()
	return o.work(ctx, e)
}

// work keeps dates up to the rules in force, and runs the stories.
func (o *office) work(ctx context.Context, e *worker.Engine) error {
	go o.sweepFiles(ctx)
	go o.rules.watch(ctx)
	return worker.Run(ctx, e, worker.Options{Record: o.store, Outbox: o.store})
}

// migrate brings the tables up to date.
type migrate struct {
	Database string `env:"DATABASE_URL" required:"" help:"PostgreSQL 15 or newer, as a URL."`
}

func (m migrate) Run(ctx context.Context) error { return store.Migrate(ctx, m.Database) }

// openOffice opens the record of an installation; the record may come up a little later.
func openOffice(ctx context.Context, r record) (*office, func(), error) {
	log := logger()
	for begun := time.Now(); ; {
		s, p, err := r.open(ctx, log)
		if err == nil {
			return &office{record: r, store: s, rules: p, log: log}, s.Close, nil
		}
		if time.Since(begun) > time.Minute || ctx.Err() != nil {
			return nil, nil, err
		}
		select {
		case <-ctx.Done():
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// serve listens until ctx ends and lets what is under way finish.
func (o *office) serve(ctx context.Context, d door) error {
	o.secure = d.Secure
	l, err := net.Listen("tcp", d.Listen)
	if err != nil {
		return fmt.Errorf("the address %s is taken or not ours; choose another with --listen", d.Listen)
	}
	server := &http.Server{Handler: o.portal(ctx), ReadHeaderTimeout: 10 * time.Second}
	go o.rules.watch(ctx)
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	say("the portal is open: http://%s", l.Addr())
	select {
	case <-ctx.Done():
		end, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		return server.Shutdown(end)
	case err := <-served:
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return err
	}
}

// token makes personal access tokens, one line each: login and token.
type token struct {
	Data  string        `default:".followthrough" type:"path" help:"Data folder, when DATABASE_URL is not set."`
	Lasts time.Duration `default:"720h" help:"How long the token lasts, at most 90 days."`
	Users []string      `arg:"" help:"Logins."`
}

func (t token) Run(ctx context.Context) error {
	s, stop, err := openHere(ctx, t.Data)
	if err != nil {
		return err
	}
	defer stop()
	officers, err := s.store.Officers(ctx)
	if err != nil {
		return err
	}
	for _, login := range t.Users {
		person := ""
		for _, o := range officers {
			if o.Login == login {
				person = o.ID
			}
		}
		if person == "" {
			return fmt.Errorf("there is no account %s", login)
		}
		secret, _, err := s.store.CreateToken(ctx, person, "command line", t.Lasts)
		if err != nil {
			return err
		}
		fmt.Println(login, secret)
	}
	return nil
}

// openHere opens the record of DATABASE_URL, or that of a data folder whether or not dev runs on it.
func openHere(ctx context.Context, data string) (*office, func(), error) {
	d := dev{Data: data, Policies: os.Getenv("FOLLOWTHROUGH_POLICIES")}
	dsn := os.Getenv("DATABASE_URL")
	stop := func() {}
	if dsn == "" {
		p, err := local.UsePostgres(ctx, local.PostgresOptions{Dir: data, Say: say})
		if err != nil {
			return nil, nil, err
		}
		stop = func() { _ = p.Stop(context.Background()) }
		if err := local.EnsureDatabase(ctx, p.DSN("postgres"), "followthrough"); err != nil {
			stop()
			return nil, nil, err
		}
		dsn = p.DSN("followthrough")
	}
	r, err := d.record(dsn)
	if err == nil {
		err = store.Migrate(ctx, dsn)
	}
	if err != nil {
		stop()
		return nil, nil, err
	}
	o, closeStore, err := openOffice(ctx, r)
	if err != nil {
		stop()
		return nil, nil, err
	}
	return o, func() { closeStore(); stop() }, nil
}
