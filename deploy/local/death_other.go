//go:build !linux

package local

import "syscall"

const hasDeathSignal = false

func setDeathSignal(*syscall.SysProcAttr, syscall.Signal) {}

func askForDeathSignal(syscall.Signal) {}
