package store

import (
	"context"
	"fmt"
	"time"
)

// The standing jobs whose findings are kept.
const (
	EngineJob    = "engine"    // an EngineReport, each minute
	ReconcileJob = "reconcile" // a ReconcileReport, each night
)

// EngineReport is what a worker counted in the engine.
type EngineReport struct {
	Running int         `json:"running"` // workflows that run for cases
	Stuck   int         `json:"stuck"`   // runs whose tasks fail again and again
	Stories QueueReport `json:"stories"`
	Acts    QueueReport `json:"acts"`
}

// QueueReport is what waits on one queue, and how many listen.
type QueueReport struct {
	Waiting   int64         `json:"waiting"`
	Oldest    time.Duration `json:"oldest"`
	Listeners int           `json:"listeners"`
}

// ReconcileReport is what the comparison of open cases with running workflows found.
type ReconcileReport struct {
	Open    int `json:"open"`
	Missing int `json:"missing"`
	Ghosts  int `json:"ghosts"`
}

// Report keeps what a standing job found, in place of what it found before.
func (s *Store) Report(ctx context.Context, job string, report any) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO standing_jobs
		VALUES ($1, clock_timestamp(), $2)
		ON CONFLICT (job) DO UPDATE SET at = excluded.at, report = excluded.report`, job, report)
	if err != nil {
		return fmt.Errorf("keep the report of %s: %w", job, outside(err))
	}
	return nil
}
