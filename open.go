package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/s3blob" // FOLLOWTHROUGH_FILES=s3://bucket?region=…

	"followthrough/casework/kinds"
	"followthrough/policies"
	"followthrough/store"
)

// record says where the record is, for the commands of an installation.
type record struct {
	Database string `env:"DATABASE_URL" required:"" help:"PostgreSQL 15 or newer, as a URL."`
	Key      string `env:"FOLLOWTHROUGH_KEY" type:"path" required:"" help:"File with the installation's key: 32 bytes in hexadecimal."`
	Files    string `env:"FOLLOWTHROUGH_FILES" default:"file:///var/lib/followthrough/files?create_dir=true&no_tmp_dir=true&metadata=skip" help:"Where evidence is kept, as a blob URL."`
	Policies string `env:"FOLLOWTHROUGH_POLICIES" optional:"" help:"Folder with policies and limits of your own; empty: those built in."`
}

// open opens the record with everything it asks of the other rooms.
func (r record) open(ctx context.Context, log *slog.Logger) (*store.Store, *rulebook, error) {
	base, err := r.load(log)
	if err != nil {
		return nil, nil, err
	}
	p := policies.NewLive(base)
	key, err := readKey(r.Key)
	if err != nil {
		return nil, nil, err
	}
	bucket, err := blob.OpenBucket(ctx, r.Files)
	if err != nil {
		return nil, nil, fmt.Errorf("open the files of the record: %w", err)
	}
	s, err := store.Open(ctx, r.Database, store.Deps{Kinds: kinds.All, Judge: p.Judge(), Gate: p.Gate(), Terms: p.Terms(),
		Bundle: func() (string, map[string][]byte) { return p.Revision(), p.Files() }, Key: key, Blobs: bucket, Log: log})
	if err != nil {
		return nil, nil, err
	}
	b := &rulebook{live: p, base: base, store: s, log: log}
	if err := b.Refresh(ctx); err != nil {
		s.Close()
		return nil, nil, err
	}
	return s, b, nil
}

func (r record) load(log *slog.Logger) (*policies.Policies, error) {
	var files fs.FS = policies.Embedded
	if r.Policies != "" {
		files = os.DirFS(r.Policies)
	}
	p, err := policies.Load(files, policies.WithLog(log))
	if err != nil {
		return nil, fmt.Errorf("read the policies: %w", err)
	}
	return p, nil
}

// environ hands the record's whereabouts to a part of this program.
func (r record) environ() []string {
	return []string{"DATABASE_URL=" + r.Database, "FOLLOWTHROUGH_KEY=" + r.Key, "FOLLOWTHROUGH_FILES=" + r.Files, "FOLLOWTHROUGH_POLICIES=" + r.Policies}
}

// readKey reads the installation's key.
func readKey(file string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the installation's key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("%s does not hold 32 bytes in hexadecimal", file)
	}
	return key, nil
}

// ensureKey makes a key of its own for a data folder, readable by its owner only.
func ensureKey(dir string) (string, error) {
	file := filepath.Join(dir, "key")
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return file, err
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	return file, os.WriteFile(file, []byte(hex.EncodeToString(key)+"\n"), 0o600)
}

// logger writes what an operator reads; never what a case is about.
func logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
}
