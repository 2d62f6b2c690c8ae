package local

import (
	"syscall"

	"golang.org/x/sys/unix"
)

const hasDeathSignal = true

func setDeathSignal(attr *syscall.SysProcAttr, sig syscall.Signal) { attr.Pdeathsig = sig }

// askForDeathSignal has the kernel send sig to this process when its parent
// dies. The wish belongs to the calling thread.
func askForDeathSignal(sig syscall.Signal) {
	_ = unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(sig), 0, 0, 0)
}
