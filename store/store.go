// Package store holds the record: every SQL statement of the system.
//
// A move is decided and recorded in one PostgreSQL transaction (act.go): the action id
// first, then the case's row lock, the record's time, access, the table, and all rows
// that follow from the move. What the engine must know stands in the outbox (untold.go).
// Nothing leans on SERIALIZABLE or on a replica: unique keys and the row lock carry it.
package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"gocloud.dev/blob"

	"followthrough/casework"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Deps is what the record asks of the other rooms; main hands it in.
type Deps struct {
	Kinds []casework.Kind
	Judge casework.Judge
	Gate  casework.Gate
	// Terms are the limits and calendars in force.
	Terms casework.Terms
	// Bundle returns the policy files behind a revision, to be kept for ever.
	Bundle func() (revision string, files map[string][]byte)
	Key    []byte       // 32 bytes: wraps the keys of petitioners' data
	Blobs  *blob.Bucket // files kept as evidence
	Log    *slog.Logger
	Pool   int32 // connections; 0 for the default
}

// Store is the record.
type Store struct {
	Deps
	pool  *pgxpool.Pool
	kinds map[string]casework.Kind
	moves map[string]map[string]casework.MoveInfo // by kind and name
	known atomic.Pointer[directory]
	acted atomic.Pointer[func(casework.Moved)]
}

// ErrUnavailable says that PostgreSQL could not be reached: nothing happened, try again.
var ErrUnavailable = errors.New("the record cannot be reached")

// ErrNoCase says that there is no such case.
var ErrNoCase = errors.New("no such case")

// Taken says that an action id was used before with other content.
type Taken struct{ Action string }

func (t *Taken) Error() string { return "action " + t.Action + " was used for something else" }

// Migrate brings the schema up to date; it only ever goes forward.
func Migrate(ctx context.Context, dsn string) error {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	db := stdlib.OpenDB(*config)
	defer db.Close()
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Open connects to a migrated record.
func Open(ctx context.Context, dsn string, d Deps) (*Store, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("open the record: %w", err)
	}
	if d.Pool > 0 {
		config.MaxConns = d.Pool
	} else {
		config.MaxConns = max(config.MaxConns, 16)
	}
	config.ConnConfig.RuntimeParams["application_name"] = "followthrough"
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	config.ConnConfig.RuntimeParams["jit"] = "off" // short queries: compiling them costs more than it saves
	config.ConnConfig.RuntimeParams["lock_timeout"] = "10s"
	config.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "60s"
	config.ConnConfig.ConnectTimeout = 3 * time.Second
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the record: %w", err)
	}
	if d.Log == nil {
		d.Log = slog.Default()
	}
	s := &Store{Deps: d, pool: pool, kinds: map[string]casework.Kind{}, moves: map[string]map[string]casework.MoveInfo{}}
	for _, k := range d.Kinds {
		s.kinds[k.KindName()] = k
		s.moves[k.KindName()] = map[string]casework.MoveInfo{}
		for _, m := range k.MoveList() {
			s.moves[k.KindName()][m.Name] = m
		}
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("open the record: %w", err)
	}
	if err := s.fillTexts(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("open the record: %w", err)
	}
	return s, nil
}

// Tell has told be called with the snapshot of every move, after its commit. It must not block.
func (s *Store) Tell(told func(casework.Moved)) { s.acted.Store(&told) }

// Close gives every connection back.
func (s *Store) Close() { s.pool.Close() }

// Ping reports whether the record answers.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return outside(s.pool.Ping(ctx))
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// write runs one READ COMMITTED transaction. A deadlock is run again: the transaction
// did nothing, and its action id is the same.
func (s *Store) write(ctx context.Context, do func(pgx.Tx) error) error {
	var err error
	for range 5 {
		err = pgx.BeginFunc(ctx, s.pool, do)
		if pg, ok := errors.AsType[*pgconn.PgError](err); !ok || pg.Code != "40P01" {
			break
		}
	}
	return outside(err)
}

// outside tells the three kinds of failure apart: a refusal stays what it is, a lost
// connection becomes ErrUnavailable, anything else keeps its chain for the operator.
func outside(err error) error {
	if err == nil || casework.Refused(err) != nil || errors.Is(err, ErrNoCase) {
		return err
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pg.Code[:2] {
		case "57", "53", "08": // shutting down, too many connections, connection lost
			return fmt.Errorf("%w: %w", ErrUnavailable, err)
		}
		if pg.Code == "22021" || pg.Code == "22P05" { // text that no database holds: NUL, broken UTF-8
			return casework.Refuse(casework.Invalid)
		}
		if pg.Code == "55P03" { // lock not available in time
			return fmt.Errorf("%w: %w", ErrUnavailable, err)
		}
		return err
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok || pgconn.SafeToRetry(err) || isNetwork(err) {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}
