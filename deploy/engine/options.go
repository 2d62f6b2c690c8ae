package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// options are what the command line and the environment say.
type options struct {
	postgresHost    string
	postgresPort    int
	postgresUser    string
	postgresOptions string // a URL query, handed to the driver: sslmode=…&sslrootcert=…
	password        string // ENGINE_PGPASSWORD: never on the command line, where ps shows it
	dbPrefix        string
	frontendPort    int
	uiPort          int
	metricsPort     int
	listen          string
	namespace       string
	shards          int
	retention       time.Duration
	logLevel        string
}

func parse(args []string) (options, error) {
	var o options
	f := flag.NewFlagSet("engine", flag.ContinueOnError)
	f.StringVar(&o.postgresHost, "postgres-host", "127.0.0.1", "host of PostgreSQL, or the folder of its socket")
	f.IntVar(&o.postgresPort, "postgres-port", 5432, "port of PostgreSQL")
	f.StringVar(&o.postgresUser, "postgres-user", "temporal", "role with CREATEDB, or owner of both databases; its password is in ENGINE_PGPASSWORD")
	f.StringVar(&o.postgresOptions, "postgres-options", "sslmode=disable", "connection options as a URL query")
	f.StringVar(&o.dbPrefix, "db-prefix", "temporal", "the databases are <prefix> and <prefix>_visibility")
	f.IntVar(&o.frontendPort, "frontend-port", 7233, "gRPC port of the engine, 0 = a free one")
	f.IntVar(&o.uiPort, "ui-port", 8233, "port of the web UI on 127.0.0.1, 0 = no UI")
	f.IntVar(&o.metricsPort, "metrics-port", 0, "port of Prometheus metrics on 127.0.0.1, 0 = none")
	f.StringVar(&o.listen, "listen", "127.0.0.1", "loopback address of the engine")
	f.StringVar(&o.namespace, "namespace", "followthrough", "namespace to create and look after")
	f.IntVar(&o.shards, "shards", 4, "history shards, fixed for the life of the databases")
	f.DurationVar(&o.retention, "retention", 720*time.Hour, "how long closed runs are kept")
	f.StringVar(&o.logLevel, "log-level", "warn", "debug, info, warn or error")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	o.password = os.Getenv("ENGINE_PGPASSWORD")
	return o, o.check()
}

func (o options) check() error {
	if ip := net.ParseIP(o.listen); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("--listen %s is not a loopback address, and the engine lets in whoever reaches it; for other machines use a Temporal cluster (deploy/cluster)", o.listen)
	}
	if o.shards < 1 {
		return errors.New("--shards must be 1 or more")
	}
	if _, err := url.ParseQuery(o.postgresOptions); err != nil {
		return fmt.Errorf("--postgres-options: %w", err)
	}
	// Temporal writes both into a URL with + for a space, which the driver,
	// like libpq, takes for a plus.
	if strings.Contains(o.password, " ") || strings.ContainsAny(o.postgresOptions, "+ ") || strings.Contains(o.postgresOptions, "%20") {
		return errors.New("a password or an option of PostgreSQL with a space in it does not get through to the engine; choose one without")
	}
	return nil
}

func (o options) mainDatabase() string       { return o.dbPrefix }
func (o options) visibilityDatabase() string { return o.dbPrefix + "_visibility" }

func (o options) postgresAddr() string {
	if o.bySocket() {
		return net.JoinHostPort("localhost", strconv.Itoa(o.postgresPort)) // connectOptions overrule the host
	}
	return net.JoinHostPort(o.postgresHost, strconv.Itoa(o.postgresPort))
}

// bySocket tells whether the host is the folder of a socket.
func (o options) bySocket() bool { return strings.HasPrefix(o.postgresHost, "/") }

func (o options) connectOptions() url.Values {
	query, _ := url.ParseQuery(o.postgresOptions) // checked with the flags
	if o.bySocket() {
		query.Set("host", o.postgresHost)
	}
	return query
}

func (o options) dsn(database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(o.postgresUser, o.password),
		Host:     o.postgresAddr(),
		Path:     "/" + database,
		RawQuery: o.connectOptions().Encode(),
	}
	return u.String()
}
