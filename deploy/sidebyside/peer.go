package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The peer is what one would write by hand for the same five rows and nothing else: lock,
// event, case, timer, outbox, pipelined in one transaction. No access, no table, no hash
// chain, no receipt, no double-submit guard. Its SQL is printed in docs/side-by-side.md.
const (
	peerTables = `
		CREATE TABLE peer_cases (id bigint PRIMARY KEY, seq bigint NOT NULL, stage text NOT NULL, facts jsonb NOT NULL);
		CREATE TABLE peer_events (case_id bigint NOT NULL, seq bigint NOT NULL, move text NOT NULL, actor text NOT NULL, at timestamptz NOT NULL, fields jsonb NOT NULL, PRIMARY KEY (case_id, seq));
		CREATE TABLE peer_timers (case_id bigint PRIMARY KEY, at timestamptz NOT NULL);
		CREATE TABLE peer_outbox (case_id bigint PRIMARY KEY, seq bigint NOT NULL);`
	peerLock   = `SELECT seq FROM peer_cases WHERE id = $1 FOR UPDATE`
	peerEvent  = `INSERT INTO peer_events SELECT $1, seq + 1, $2, $3, clock_timestamp(), $4 FROM peer_cases WHERE id = $1`
	peerCase   = `UPDATE peer_cases SET seq = seq + 1, stage = $2, facts = $3 WHERE id = $1`
	peerTimer  = `INSERT INTO peer_timers VALUES ($1, clock_timestamp() + interval '30 days') ON CONFLICT (case_id) DO UPDATE SET at = excluded.at`
	peerOutbox = `INSERT INTO peer_outbox SELECT id, seq FROM peer_cases WHERE id = $1 ON CONFLICT (case_id) DO UPDATE SET seq = excluded.seq`
)

func openPeer(ctx context.Context, pool *pgxpool.Pool, cases int) error {
	if _, err := pool.Exec(ctx, peerTables); err != nil {
		return fmt.Errorf("peer tables: %w", err)
	}
	_, err := pool.Exec(ctx, `INSERT INTO peer_cases SELECT n, 0, 'open', '{}' FROM generate_series(0, $1) n`, cases)
	return err
}

// peerAct is one action of the peer: begin and commit with the batch between them.
func peerAct(ctx context.Context, pool *pgxpool.Pool, id int, fields []byte) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		b.Queue(peerLock, id)
		b.Queue(peerEvent, id, "record-contact", "zhou", fields)
		b.Queue(peerCase, id, "open", fields)
		b.Queue(peerTimer, id)
		b.Queue(peerOutbox, id)
		return tx.SendBatch(ctx, b).Close()
	})
}
