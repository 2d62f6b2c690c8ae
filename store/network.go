package store

import (
	"errors"
	"io"
	"net"
)

// isNetwork reports whether err is a connection that broke under a statement.
func isNetwork(err error) bool {
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}
