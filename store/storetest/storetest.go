// Package storetest gives each test a database of its own, with the record's tables,
// on a real PostgreSQL that the test binary starts and that ends with it.
//
// The record reads the time from one SQL function. A harness redefines it, so that a
// test says what time it is: nothing in the product takes a clock as an argument.
package storetest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"followthrough/deploy/local"
	"followthrough/store"
)

// Harness is one test's database.
type Harness struct {
	DSN string // for store.Open, and for the other rooms' own connections

	t    testing.TB
	pool *pgxpool.Pool
	now  time.Time // the fixed time; zero while the clock runs
}

var (
	databases atomic.Int64
	prepared  sync.Map // by name: a function that prepares once
)

// New makes a database, copied from one that was migrated, and drops it when the test ends.
func New(t testing.TB) *Harness {
	t.Helper()
	return copied(t, template)
}

// NewFrom is New for tests that begin with the same data: the first to ask for the name
// has prepare write it into a database, which must leave no connection open, and every
// test gets a copy. The record's clock stands in the copy as prepare left it.
func NewFrom(t testing.TB, name string, prepare func(dsn string) error) *Harness {
	t.Helper()
	source := template + "_" + name
	once, _ := prepared.LoadOrStore(name, sync.OnceValue(func() error {
		p, err := server()
		if err != nil {
			return err
		}
		admin(t, p, "CREATE DATABASE "+source+" TEMPLATE "+template)
		return prepare(p.DSN(source))
	}))
	if err := once.(func() error)(); err != nil {
		t.Fatalf("prepare %s: %v", name, err)
	}
	return copied(t, source)
}

func copied(t testing.TB, source string) *Harness {
	t.Helper()
	p, err := server()
	if err != nil {
		t.Fatalf("start PostgreSQL for tests: %v", err)
	}
	name := fmt.Sprintf("test_%d", databases.Add(1))
	admin(t, p, "CREATE DATABASE "+name+" TEMPLATE "+source)
	t.Cleanup(func() { drop(t, p, name) })
	pool, err := pgxpool.New(context.Background(), p.DSN(name))
	if err != nil {
		t.Fatalf("connect to the test's database: %v", err)
	}
	t.Cleanup(pool.Close)
	return &Harness{DSN: p.DSN(name), t: t, pool: pool}
}

func admin(t testing.TB, p *local.Postgres, statement string) {
	t.Helper()
	if err := try(p, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func try(p *local.Postgres, statement string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, p.DSN("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, statement)
	return err
}

// drop takes a test's database away, as soon as no vacuum of PostgreSQL's own, which no
// role of ours may end, is at work in it.
func drop(t testing.TB, p *local.Postgres, name string) {
	t.Helper()
	statement := "DROP DATABASE " + name + " WITH (FORCE)"
	err := try(p, statement)
	for until := time.Now().Add(time.Minute); err != nil && time.Now().Before(until); err = try(p, statement) {
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}

// Open opens the record on the test's database and closes it when the test ends.
func (h *Harness) Open(d store.Deps) *store.Store {
	h.t.Helper()
	s, err := store.Open(context.Background(), h.DSN, d)
	if err != nil {
		h.t.Fatalf("open the record: %v", err)
	}
	h.t.Cleanup(s.Close)
	return s
}

// SetTime stops the record's clock at at.
func (h *Harness) SetTime(at time.Time) {
	h.t.Helper()
	h.now = at
	h.define("timestamptz '" + at.UTC().Format(time.RFC3339Nano) + "'")
}

// RunFrom sets the record's clock to at and lets it run from there.
func (h *Harness) RunFrom(at time.Time) {
	h.t.Helper()
	h.now = time.Time{}
	h.define(fmt.Sprintf("clock_timestamp() + interval '%d microseconds'", time.Until(at).Microseconds()))
}

// Advance moves a stopped clock on by d; a running one is stopped d later than now.
func (h *Harness) Advance(d time.Duration) {
	h.t.Helper()
	h.SetTime(h.Now().Add(d))
}

// Now is what the record's clock says.
func (h *Harness) Now() time.Time {
	h.t.Helper()
	if !h.now.IsZero() {
		return h.now
	}
	var now time.Time
	if err := h.pool.QueryRow(context.Background(), `SELECT record_time()`).Scan(&now); err != nil {
		h.t.Fatalf("read the record's clock: %v", err)
	}
	return now
}

// Exec runs a statement on the test's database: for what no function of the record does.
func (h *Harness) Exec(statement string, args ...any) {
	h.t.Helper()
	if _, err := h.pool.Exec(context.Background(), statement, args...); err != nil {
		h.t.Fatalf("%s: %v", statement, err)
	}
}

// Try runs a statement that the database may refuse.
func (h *Harness) Try(statement string, args ...any) error {
	_, err := h.pool.Exec(context.Background(), statement, args...)
	return err
}

// Count runs a query that answers with one number.
func (h *Harness) Count(query string, args ...any) (n int) {
	h.t.Helper()
	if err := h.pool.QueryRow(context.Background(), query, args...).Scan(&n); err != nil {
		h.t.Fatalf("%s: %v", query, err)
	}
	return n
}

func (h *Harness) define(expression string) {
	h.t.Helper()
	h.Exec(`CREATE OR REPLACE FUNCTION record_time() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT ` + expression + ` $$`)
}
