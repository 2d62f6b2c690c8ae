package local

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// DieWithParent ends this program when its parent is gone: it sends itself
// SIGTERM, as a person would, and leaves for good ten seconds later whatever
// still hangs. Call it early, in two cases: under `go run`, which does not pass
// on how it was ended (see StartedByGo), and in a part that RunPart started. A
// program that somebody put in the background must not call it, for there a
// parent may leave.
func DieWithParent() {
	parent := os.Getppid()
	go func() {
		runtime.LockOSThread() // the wish below belongs to this thread
		askForDeathSignal(syscall.SIGTERM)
		for os.Getppid() == parent {
			time.Sleep(500 * time.Millisecond)
		}
		_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
		time.Sleep(10 * time.Second)
		os.Exit(1)
	}()
}

// StartedByGo tells whether the parent of this program is the go command, that
// is, whether it was started by `go run`.
func StartedByGo() bool {
	parent := strconv.Itoa(os.Getppid())
	name, err := os.ReadFile(filepath.Join("/proc", parent, "comm"))
	if err != nil {
		name, _ = exec.Command("ps", "-o", "comm=", "-p", parent).Output()
	}
	return filepath.Base(strings.TrimSpace(string(name))) == "go"
}
