package local

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// account is the operating system's user that PostgreSQL runs as: this one, or
// as root an unprivileged one, since PostgreSQL refuses to run as root.
type account struct {
	name     string
	uid, gid int
	drop     bool
}

// unprivileged are the users that root runs PostgreSQL as, the first that
// exists. The last is for machines where PostgreSQL was not installed by a
// package.
var unprivileged = []string{"postgres", "_postgres", "pgsql", "nobody"}

func chooseAccount(say Say) (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: os.Geteuid(), gid: os.Getegid()}, nil
	}
	for _, name := range unprivileged {
		a, err := accountOf(user.Lookup(name))
		if err != nil {
			continue
		}
		if name != unprivileged[0] {
			say("PostgreSQL does not run as root: running it as the user %s", name)
		}
		return a, nil
	}
	return account{}, fmt.Errorf("PostgreSQL does not run as root, and none of the users %s exists: create one, or run this as another user", strings.Join(unprivileged, ", "))
}

func accountOf(u *user.User, err error) (account, error) {
	if err != nil {
		return account{}, err
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, err := strconv.Atoi(u.Gid)
	return account{u.Username, uid, gid, true}, err
}

// command prepares a program to run as the account in a folder, with an
// environment that holds nothing of ours.
func (a account) command(dir, program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + dir, "LC_ALL=C"}
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	if a.drop {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return cmd
}

// mayEnter tells whether the account can work in the folder, by trying: modes,
// ACLs and mount options all have a say.
func (a account) mayEnter(dir string, p programs) bool {
	return a.command(dir, p.path("postgres"), "--version").Run() == nil
}

// pointer is the file in the data folder that names the folder of
// PostgreSQL's own files where these lie elsewhere.
const pointer = "location"

// placeOf says where PostgreSQL's files of a data folder are, or "" when there
// are none yet.
func placeOf(dir string) (string, error) {
	named, err := os.ReadFile(filepath.Join(dir, pointer))
	if errors.Is(err, os.ErrNotExist) {
		if inside := filepath.Join(dir, "postgres"); exists(inside) {
			return inside, nil
		}
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("where PostgreSQL's files are: %w", err)
	}
	place := strings.TrimSpace(string(named))
	if !exists(place) {
		return "", fmt.Errorf("%s says that PostgreSQL's files are in %s, which is not there: bring it back, or remove that file to begin anew", filepath.Join(dir, pointer), place)
	}
	return place, nil
}

// makePlace makes a folder for PostgreSQL's files: inside the data folder, or,
// where the account may not go there (a checkout below a 0700 folder, as
// root), in one of the folders elsewhere. It never widens anybody's modes.
func makePlace(dir string, a account, p programs, elsewhere []string, say Say) (string, error) {
	inside := filepath.Join(dir, "postgres")
	if err := makeOwned(inside, a); err != nil {
		return "", err
	}
	if a.mayEnter(inside, p) {
		return inside, nil
	}
	if err := os.Remove(inside); err != nil {
		return "", err
	}
	var suffix [4]byte
	_, _ = rand.Read(suffix[:])
	name := filepath.Base(dir) + "-" + hex.EncodeToString(suffix[:])
	var failed error
	for _, base := range elsewhere {
		place := filepath.Join(base, name)
		if failed = makeOwned(place, a); failed != nil || !a.mayEnter(place, p) {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, pointer), []byte(place+"\n"), 0o644); err != nil {
			return "", err
		}
		say("the user %s may not enter %s: PostgreSQL's files are in %s", a.name, dir, place)
		return place, nil
	}
	return "", fmt.Errorf("the user %s may enter neither %s nor %s (%v): choose another folder with --data", a.name, dir, strings.Join(elsewhere, ", "), failed)
}

func makeOwned(dir string, a account) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if !a.drop {
		return nil
	}
	return os.Chown(dir, a.uid, a.gid)
}

// ownerOf is the account that owns an existing place, so that a folder made by
// one user and used by root keeps its owner.
func ownerOf(place string, otherwise account) account {
	info, err := os.Stat(place)
	if err != nil || !otherwise.drop {
		return otherwise
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || stat.Uid == 0 {
		return otherwise
	}
	return account{strconv.Itoa(int(stat.Uid)), int(stat.Uid), int(stat.Gid), true}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
