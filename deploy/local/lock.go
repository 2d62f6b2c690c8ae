package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// ErrInUse is what StartPostgres answers, in a sentence that names the folder
// and the process, when another process runs the PostgreSQL of that folder.
var ErrInUse = errors.New("in use")

// lock is a lock on a file that the kernel gives back however the holder ends.
type lock struct{ file *os.File }

// tryLock takes the lock or answers ErrInUse, naming the holder.
func tryLock(path string) (*lock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		holder, _ := os.ReadFile(path)
		_ = file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("%s is %w by process %s", filepath.Dir(path), ErrInUse, strings.TrimSpace(string(holder)))
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	_ = file.Truncate(0)
	_, _ = fmt.Fprintln(file, os.Getpid())
	return &lock{file}, nil
}

// waitLock takes the lock, waiting for its holder until ctx ends; waiting is
// called about every 15 s with the time waited so far.
func waitLock(ctx context.Context, path string, waiting func(time.Duration)) (*lock, error) {
	began, told := time.Now(), time.Now()
	for {
		l, err := tryLock(path)
		if !errors.Is(err, ErrInUse) {
			return l, err
		}
		if time.Since(told) > sayEvery {
			told = time.Now()
			waiting(time.Since(began).Round(time.Second))
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (l *lock) release() {
	if l != nil {
		_ = l.file.Close()
	}
}
