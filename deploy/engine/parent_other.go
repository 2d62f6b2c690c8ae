//go:build !linux

package main

// askForSignal does nothing here: only Linux tells of a parent's death.
func askForSignal() {}
