package local

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeProgram writes a shell script.
func fakeProgram(t *testing.T, dir, name, script string) {
	t.Helper()
	must(t, os.MkdirAll(dir, 0o755))
	must(t, os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755))
}

func fakePostgres(t *testing.T, dir, version string) string {
	t.Helper()
	fakeProgram(t, dir, "initdb", "")
	fakeProgram(t, dir, "postgres", fmt.Sprintf("echo 'postgres (PostgreSQL) %s (Debian %s-0+deb12u1)'", version, version))
	return dir
}

func TestFindPrograms_TakesTheFirstThatIsNewEnoughAndWhole(t *testing.T) {
	dir := t.TempDir()
	clientOnly := filepath.Join(dir, "client")
	must(t, os.Mkdir(clientOnly, 0o755))
	folders := []string{
		clientOnly,
		fakePostgres(t, filepath.Join(dir, "old"), "14.20"),
		fakePostgres(t, filepath.Join(dir, "fit"), "16.4"),
		fakePostgres(t, filepath.Join(dir, "new"), "18beta1"),
	}
	for _, c := range []struct {
		dataMajor int
		want      string
	}{{0, "fit"}, {18, "new"}, {14, "old"}, {17, ""}} {
		p, ok := findPrograms(folders, c.dataMajor)
		if ok != (c.want != "") || ok && filepath.Base(p.dir) != c.want {
			t.Errorf("for data of version %d: %v, %v", c.dataMajor, p, ok)
		}
	}
}

func TestAptInstall_KeepsDebianFromStartingAServerOfItsOwn(t *testing.T) {
	dir := t.TempDir()
	conf := filepath.Join(dir, "etc")
	fakeProgram(t, dir, "apt-get", fmt.Sprintf(`echo "$DEBIAN_FRONTEND $@" >> %s/ran; cat %s/createcluster.conf >> %s/ran`, dir, conf, dir))
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	var said record
	must(t, aptInstall(t.Context(), conf, said.say))
	ran, err := os.ReadFile(filepath.Join(dir, "ran"))
	must(t, err)
	for _, want := range []string{"noninteractive update", "create_main_cluster = false", "noninteractive install -y --no-install-recommends", "postgresql postgresql-client"} {
		if !strings.Contains(string(ran), want) {
			t.Errorf("%q is not in %s", want, ran)
		}
	}
	if !strings.Contains(said.all(), "apt-get") {
		t.Errorf("said: %s", said.all())
	}
}

func TestAptInstall_DoesNotWork_SaysWhy(t *testing.T) {
	dir := t.TempDir()
	fakeProgram(t, dir, "apt-get", "echo 'E: no network'; exit 100")
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	err := aptInstall(t.Context(), filepath.Join(dir, "etc"), t.Logf)
	if err == nil || err.Error() != "apt-get update: exit status 100: E: no network" {
		t.Errorf("it says %v", err)
	}
}

func TestGetPrograms_VersionOfTheDataIsNotHere_OneSentence(t *testing.T) {
	_, err := getPrograms(t.Context(), 9, t.Logf)
	if err == nil || !strings.Contains(err.Error(), "install PostgreSQL 9") || strings.Contains(err.Error(), "\n") {
		t.Errorf("it says %v", err)
	}
}
