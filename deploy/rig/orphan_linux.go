package rig

import "syscall"

// orphaned has the kernel kill the child when this program is gone: a rig leaves nothing
// behind, however it ends.
func orphaned() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
