package main

import (
	"os"
	"strings"
	"testing"
)

func TestPeer_ItsSQLIsPrintedInTheDocs(t *testing.T) {
	doc, err := os.ReadFile("../../docs/side-by-side.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{peerLock, peerEvent, peerCase, peerTimer, peerOutbox} {
		if !strings.Contains(string(doc), sql) {
			t.Errorf("docs/side-by-side.md does not print: %s", sql)
		}
	}
}
