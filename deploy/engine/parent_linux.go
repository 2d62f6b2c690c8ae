package main

import (
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// askForSignal has the kernel send SIGTERM when the parent dies. The wish
// belongs to the thread that makes it, so the thread is kept for the main
// goroutine, which lives as long as the process. Looking at the parent's id
// covers a parent that died before.
func askForSignal() {
	runtime.LockOSThread()
	_ = unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(syscall.SIGTERM), 0, 0, 0)
}
