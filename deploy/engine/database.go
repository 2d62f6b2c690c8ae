package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/tools/common/schema"
	"go.temporal.io/server/tools/sql"
)

// prepareDatabases waits for PostgreSQL, creates what is missing, brings both
// schemas to this version and puts the namespace there. All of it may be done
// again.
func prepareDatabases(ctx context.Context, o options, logger log.Logger) error {
	if err := waitForPostgres(ctx, o); err != nil {
		return err
	}
	schemas := []struct{ database, schema string }{
		{o.mainDatabase(), "postgresql/v12/temporal"},
		{o.visibilityDatabase(), "postgresql/v12/visibility"},
	}
	for _, s := range schemas {
		if err := ensureDatabase(ctx, o, s.database); err != nil {
			return fmt.Errorf("database %s: %w", s.database, err)
		}
		if err := upgradeSchema(o, s.database, s.schema, logger); err != nil {
			return fmt.Errorf("schema of database %s: %w", s.database, err)
		}
	}
	return ensureNamespace(o)
}

// patience is how long the engine waits for PostgreSQL to accept connections.
const patience = 60 * time.Second

func waitForPostgres(ctx context.Context, o options) error {
	deadline := time.Now().Add(patience)
	for {
		err := ensureDatabase(ctx, o, o.mainDatabase())
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		if !mayPass(err) || time.Now().After(deadline) {
			return fmt.Errorf("postgresql at %s: %w", o.postgresAddr(), err)
		}
		time.Sleep(250 * time.Millisecond)
	}
}

// mayPass tells a server that is away, starting, stopping or full from one
// that has given an answer which waiting does not change.
func mayPass(err error) bool {
	var answer *pgconn.PgError
	if !errors.As(err, &answer) {
		return true
	}
	class := answer.Code[:2]
	return class == "57" || class == "53"
}

// ensureDatabase creates a database unless it exists. Where it exists the role
// needs no right to create one.
func ensureDatabase(ctx context.Context, o options, name string) error {
	conn, err := connect(ctx, o, name)
	if err == nil {
		return conn.Close(ctx)
	}
	if !hasCode(err, "3D000") { // no such database
		return err
	}
	conn, err = connect(ctx, o, "postgres")
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	quoted := pgx.Identifier{name}.Sanitize()
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+quoted); err != nil && !hasCode(err, "42P04") { // made meanwhile
		return err
	}
	_, err = conn.Exec(ctx, "REVOKE CONNECT, TEMPORARY ON DATABASE "+quoted+" FROM PUBLIC")
	return err
}

func connect(ctx context.Context, o options, database string) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return pgx.Connect(ctx, o.dsn(database))
}

func hasCode(err error, code string) bool {
	var answer *pgconn.PgError
	return errors.As(err, &answer) && answer.Code == code
}

func upgradeSchema(o options, database, name string, logger log.Logger) error {
	conn, err := sql.NewConnection(sqlConfig(o, database), logger)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := schema.NewSetupSchemaTask(conn, &schema.SetupConfig{InitialVersion: "0.0"}, logger).Run(); err != nil {
		return err
	}
	return schema.NewUpdateSchemaTask(conn, &schema.UpdateConfig{DBName: database, SchemaName: name}, logger).Run()
}
