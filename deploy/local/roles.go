package local

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ensureRoles makes the two roles that own databases: neither is a superuser,
// and neither can connect to the other's.
func ensureRoles(ctx context.Context, s secrets) error {
	conn, err := pgx.Connect(ctx, dsn("postgres", s.Superuser, s.Port, "postgres"))
	if err != nil {
		return fmt.Errorf("connect to set up roles: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	for role, password := range map[string]string{"followthrough": s.Followthrough, "temporal": s.Temporal} {
		var there bool
		const known = `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`
		if err := conn.QueryRow(ctx, known, role).Scan(&there); err != nil {
			return fmt.Errorf("look for role %s: %w", role, err)
		}
		if there {
			continue
		}
		// The password is hexadecimal.
		if _, err := conn.Exec(ctx, fmt.Sprintf(`CREATE ROLE %s LOGIN CREATEDB PASSWORD '%s'`, role, password)); err != nil {
			return fmt.Errorf("create role %s: %w", role, err)
		}
	}
	return nil
}

// EnsureDatabase creates the database unless it exists, as the role of the dsn,
// which names any existing database of the same server. Only the owner may
// connect to a database made here.
func EnsureDatabase(ctx context.Context, dsn, name string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return fmt.Errorf("connect to create database %s: %w", name, err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var there bool
	const known = `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`
	if err := conn.QueryRow(ctx, known, name).Scan(&there); err != nil || there {
		return err
	}
	quoted := pgx.Identifier{name}.Sanitize()
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+quoted); err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	if _, err := conn.Exec(ctx, "REVOKE CONNECT, TEMPORARY ON DATABASE "+quoted+" FROM PUBLIC"); err != nil {
		return fmt.Errorf("close database %s to others: %w", name, err)
	}
	return nil
}
