package local

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// PostgresOptions say where a private PostgreSQL lives.
type PostgresOptions struct {
	// Dir is the data folder, made if missing. Empty means one that is removed
	// again by Stop, for tests.
	Dir string
	// Port to listen on. 0 keeps the port that the folder remembers, or takes a
	// free one if that is taken or there is none.
	Port int
	// Say is told what takes time or is out of the ordinary; it may be nil.
	Say Say
	// Fast trades safety for speed, for tests: data may be lost when the machine
	// stops, though not when the server is killed.
	Fast bool
}

// Postgres is a PostgreSQL of our own on 127.0.0.1. While it runs a child of
// this program, its death is mended on the same port.
type Postgres struct {
	dir       string
	secrets   secrets
	lock      *lock
	keeper    *keeper // nil if another process runs it
	place     string
	temporary bool
}

// StartPostgres finds or gets PostgreSQL's programs, makes the data folder and
// the roles if they are missing, starts the server and returns when it answers.
// It returns ErrInUse in a sentence if another process runs it on that folder.
// ctx bounds the start only; the server runs until Stop.
func StartPostgres(ctx context.Context, o PostgresOptions) (*Postgres, error) {
	o.Say = o.Say.orSilence()
	p := &Postgres{dir: o.Dir, temporary: o.Dir == ""}
	if err := p.begin(ctx, o); err != nil {
		p.lock.release()
		p.clean()
		return nil, err
	}
	return p, nil
}

func (p *Postgres) begin(ctx context.Context, o PostgresOptions) error {
	if err := p.makeDir(); err != nil {
		return err
	}
	var err error
	if p.lock, err = p.ownDir(ctx); err != nil {
		return err
	}
	s, err := prepareServer(ctx, p.dir, o)
	if err != nil {
		return err
	}
	p.place, p.secrets = s.place, s.secrets
	first, err := s.launchPatiently(ctx)
	if err != nil {
		return err
	}
	if err := ensureRoles(ctx, s.secrets); err != nil {
		first.end(syscall.SIGINT, stopPatience)
		return err
	}
	p.keeper = &keeper{name: "PostgreSQL", launch: s.launch, quit: syscall.SIGINT, say: o.Say}
	p.keeper.keep(first)
	return nil
}

func (p *Postgres) makeDir() (err error) {
	if p.temporary {
		if p.dir, err = os.MkdirTemp("", "followthrough-"); err != nil {
			return err
		}
		return os.Chmod(p.dir, 0o755) // ours, and PostgreSQL's user must pass
	}
	if p.dir, err = filepath.Abs(p.dir); err != nil {
		return err
	}
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	return nil
}

// ownDir takes the folder's lock. A predecessor that is on its way out gets
// two seconds.
func (p *Postgres) ownDir(ctx context.Context) (*lock, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return waitLock(ctx, filepath.Join(p.dir, "lock"), func(time.Duration) {})
}

// UsePostgres is StartPostgres for a command that may run beside another
// process of the product: if that runs the PostgreSQL of the folder already,
// or is about to, UsePostgres returns it, and Stop leaves it running.
func UsePostgres(ctx context.Context, o PostgresOptions) (*Postgres, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(time.Minute)
	for {
		if p := running(ctx, dir); p != nil {
			return p, nil
		}
		p, err := StartPostgres(ctx, o)
		if !errors.Is(err, ErrInUse) || time.Now().After(deadline) {
			return p, err
		}
	}
}

// running is the PostgreSQL of a folder if it answers.
func running(ctx context.Context, dir string) *Postgres {
	s, err := readSecrets(dir)
	if err != nil || s.Port == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	p := &Postgres{dir: dir, secrets: s}
	if ping(ctx, p.DSN("postgres")) != nil {
		return nil
	}
	return p
}

// DSN is the address of a database for the product's role, followthrough. The
// role may create databases; it is no superuser.
func (p *Postgres) DSN(database string) string {
	return dsn("followthrough", p.secrets.Followthrough, p.secrets.Port, database)
}

// EngineDSN is the address of the server for the engine's role, temporal,
// which cannot connect to the product's databases.
func (p *Postgres) EngineDSN() string {
	return dsn("temporal", p.secrets.Temporal, p.secrets.Port, "postgres")
}

// SuperuserDSN is for setting up what the two roles cannot, such as further
// roles. The running product does not use it.
func (p *Postgres) SuperuserDSN(database string) string {
	return dsn("postgres", p.secrets.Superuser, p.secrets.Port, database)
}

// Port is the port on 127.0.0.1.
func (p *Postgres) Port() int { return p.secrets.Port }

// LogFile is where the server writes its log.
func (p *Postgres) LogFile() string { return logFile(p.dir) }

// Stop ends the server in order, connections or not, and gives the folder
// back. A temporary folder is removed.
func (p *Postgres) Stop(ctx context.Context) error {
	if p.keeper == nil {
		return nil
	}
	err := p.keeper.halt(ctx)
	p.lock.release()
	p.clean()
	return err
}

// clean removes a temporary folder and what lies elsewhere for it.
func (p *Postgres) clean() {
	if !p.temporary || p.dir == "" {
		return
	}
	if p.place != "" {
		_ = os.RemoveAll(p.place)
	}
	_ = os.RemoveAll(p.dir)
}

func dsn(role, password string, port int, database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(role, password),
		Host:     "127.0.0.1:" + strconv.Itoa(port),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

func logFile(dir string) string { return filepath.Join(dir, "postgres.log") }
