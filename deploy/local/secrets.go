package local

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
)

// secrets are what a data folder remembers of its PostgreSQL: the port and the
// passwords. The file is readable to its owner only.
type secrets struct {
	Port          int    `json:"port"`
	Superuser     string `json:"superuser"`     // of role postgres, for setting up
	Followthrough string `json:"followthrough"` // of role followthrough, the product's
	Temporal      string `json:"temporal"`      // of role temporal, the engine's
}

const secretsFile = "postgres.json"

// readSecrets reads the secrets, or makes new ones where there are none.
func readSecrets(dir string) (secrets, error) {
	var s secrets
	text, err := os.ReadFile(filepath.Join(dir, secretsFile))
	if errors.Is(err, os.ErrNotExist) {
		return secrets{Superuser: password(), Followthrough: password(), Temporal: password()}, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		return s, fmt.Errorf("read PostgreSQL's passwords: %w", err)
	}
	return s, nil
}

func (s secrets) write(dir string) error {
	text, _ := json.MarshalIndent(s, "", "  ")
	path := filepath.Join(dir, secretsFile)
	if err := os.WriteFile(path+".new", append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("write PostgreSQL's passwords: %w", err)
	}
	return os.Rename(path+".new", path)
}

func password() string {
	var b [24]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// freePort gives a port that was free on loopback a moment ago.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func portIsFree(port int) bool {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return false
	}
	_ = l.Close()
	return true
}
