package main

import (
	"context"
	"time"
)

// How often the files are looked through for what belongs to nothing, and how long a file may lie there without a row: far
// longer than any upload takes.
const (
	sweepFilesEvery = time.Hour
	sweepFilesOlder = 24 * time.Hour
)

// sweepFiles takes away, until ctx ends, what killed processes left among the files.
func (o *office) sweepFiles(ctx context.Context) {
	for ctx.Err() == nil {
		if n, err := o.store.SweepFiles(ctx, sweepFilesOlder); err != nil && ctx.Err() == nil {
			o.log.Warn("looking through the files", "err", err)
		} else if n > 0 {
			o.log.Info("files that nothing names were taken away", "files", n)
		}
		select {
		case <-ctx.Done():
		case <-time.After(sweepFilesEvery):
		}
	}
}
