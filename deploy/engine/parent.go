package main

import (
	"os"
	"time"
)

// endWithParent calls end when the process that started this one is gone,
// however it went: an engine without its product would hold its ports and its
// databases for nothing. Under systemd the parent is systemd, which stays.
// orphaned tells whether it has gone.
func endWithParent(end func()) (orphaned func() bool) {
	parent := os.Getppid()
	orphaned = func() bool { return os.Getppid() != parent }
	askForSignal()
	go func() {
		for !orphaned() {
			time.Sleep(500 * time.Millisecond)
		}
		end()
	}()
	return orphaned
}
