//go:build !linux

package rig

import "syscall"

// orphaned does nothing here: only Linux tells of a parent's death.
func orphaned() *syscall.SysProcAttr { return nil }
