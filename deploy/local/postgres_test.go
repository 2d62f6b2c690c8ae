package local

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestStartPostgres_FreshFolder_HasTwoRolesThatAreApart(t *testing.T) {
	p := start(t, PostgresOptions{Dir: t.TempDir()})
	must(t, EnsureDatabase(t.Context(), p.DSN("postgres"), "followthrough"))
	must(t, EnsureDatabase(t.Context(), p.DSN("postgres"), "followthrough")) // may be repeated
	who, err := query(p.DSN("followthrough"), `SELECT current_user || ' ' || usesuper || ' ' || usecreatedb FROM pg_user WHERE usename = current_user`)
	must(t, err)
	if who != "followthrough false true" {
		t.Errorf("the product's role is %q", who)
	}
	if _, err := query(p.EngineDSN(), `SELECT 'up'`); err != nil {
		t.Errorf("the engine's role cannot connect: %v", err)
	}
	foreign := strings.Replace(p.EngineDSN(), "/postgres?", "/followthrough?", 1)
	if _, err := query(foreign, `SELECT 'in'`); err == nil {
		t.Error("the engine's role connects to the product's database")
	}
	where, err := query(p.DSN("postgres"), `SELECT current_setting('timezone') || ' ' || current_setting('listen_addresses') || ' ' || datcollate FROM pg_database WHERE datname = 'postgres'`)
	must(t, err)
	if where != "UTC 127.0.0.1 C.UTF-8" {
		t.Errorf("time zone, address, locale: %q", where)
	}
	info, err := os.Stat(filepath.Join(p.dir, secretsFile))
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the passwords have mode %v", info.Mode())
	}
}

func TestStartPostgres_SecondStart_IsFastAndHasSameDataAndPort(t *testing.T) {
	dir := t.TempDir()
	first, err := StartPostgres(t.Context(), PostgresOptions{Dir: dir, Fast: true})
	must(t, err)
	must(t, EnsureDatabase(t.Context(), first.DSN("postgres"), "kept"))
	must(t, first.Stop(t.Context()))

	began := time.Now()
	second := start(t, PostgresOptions{Dir: dir})
	took := time.Since(began)
	t.Logf("second start: %s", took)
	if took > 5*time.Second {
		t.Errorf("the second start took %s", took)
	}
	if second.DSN("kept") != first.DSN("kept") {
		t.Error("the address changed")
	}
	if _, err := query(second.DSN("kept"), `SELECT 'here'`); err != nil {
		t.Error(err)
	}
}

func TestStartPostgres_FolderInUse_SaysByWhom(t *testing.T) {
	dir := t.TempDir()
	p := start(t, PostgresOptions{Dir: dir})
	_, err := StartPostgres(t.Context(), PostgresOptions{Dir: dir, Fast: true})
	if !errors.Is(err, ErrInUse) {
		t.Fatalf("a second server on the folder: %v", err)
	}
	if want := dir + " is in use by process " + strconv.Itoa(os.Getpid()); err.Error() != want {
		t.Errorf("it says %q, not %q", err, want)
	}
	beside, err := UsePostgres(t.Context(), PostgresOptions{Dir: dir})
	must(t, err)
	if beside.DSN("postgres") != p.DSN("postgres") {
		t.Error("a command beside it uses another server")
	}
	must(t, beside.Stop(t.Context()))
	if _, err := query(p.DSN("postgres"), `SELECT 'up'`); err != nil {
		t.Errorf("a command beside it stopped it: %v", err)
	}
}

func TestStartPostgres_PortTaken_OneSentence(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = l.Close() }()
	port := l.Addr().(*net.TCPAddr).Port
	dir := t.TempDir()
	defer removePlace(dir)
	_, err = StartPostgres(t.Context(), PostgresOptions{Dir: dir, Port: port, Fast: true})
	want := "port " + strconv.Itoa(port) + " on 127.0.0.1, meant for PostgreSQL, is taken by another program"
	if err == nil || err.Error() != want {
		t.Fatalf("a taken port: %v", err)
	}
	s, err := readSecrets(dir)
	must(t, err)
	s.Port = port
	must(t, s.write(dir))
	p := start(t, PostgresOptions{Dir: dir})
	if p.Port() == port {
		t.Error("the remembered port, though taken, was kept")
	}
}

func TestStartPostgres_AsRootBelowAClosedFolder_KeepsFilesElsewhere(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root runs PostgreSQL as somebody else")
	}
	closed := t.TempDir()
	must(t, os.Chmod(closed, 0o700))
	dir := filepath.Join(closed, "data")
	first, err := StartPostgres(t.Context(), PostgresOptions{Dir: dir, Fast: true})
	must(t, err)
	place, err := placeOf(dir)
	must(t, err)
	defer func() { _ = os.RemoveAll(place) }()
	if strings.HasPrefix(place, closed) {
		t.Errorf("the files are in %s", place)
	}
	info, err := os.Stat(closed)
	must(t, err)
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the closed folder has mode %v now", info.Mode())
	}
	must(t, EnsureDatabase(t.Context(), first.DSN("postgres"), "kept"))
	must(t, first.Stop(t.Context()))

	second := start(t, PostgresOptions{Dir: dir})
	if _, err := query(second.DSN("kept"), `SELECT 'here'`); err != nil {
		t.Errorf("the second start did not find the data: %v", err)
	}
	must(t, second.Stop(t.Context()))
	must(t, os.RemoveAll(place))
	if _, err := StartPostgres(t.Context(), PostgresOptions{Dir: dir, Fast: true}); err == nil || !strings.Contains(err.Error(), "is not there") {
		t.Errorf("data that vanished: %v", err)
	}
}

func TestStartPostgres_NumberOfADeadServerReused_Starts(t *testing.T) {
	dir := t.TempDir()
	p, err := StartPostgres(t.Context(), PostgresOptions{Dir: dir, Fast: true})
	must(t, err)
	must(t, p.Stop(t.Context()))
	other := exec.Command("sleep", "60")
	must(t, other.Start())
	defer func() { _ = other.Process.Kill(); _ = other.Wait() }()
	place, err := placeOf(dir)
	must(t, err)
	note := filepath.Join(place, "data", "postmaster.pid")
	must(t, os.WriteFile(note, []byte(strconv.Itoa(other.Process.Pid)+"\n"), 0o600))
	start(t, PostgresOptions{Dir: dir})
}

func TestStartPostgres_PasswordsGone_OneSentence(t *testing.T) {
	dir := t.TempDir()
	p, err := StartPostgres(t.Context(), PostgresOptions{Dir: dir, Fast: true})
	must(t, err)
	must(t, p.Stop(t.Context()))
	defer removePlace(dir)
	must(t, os.Remove(filepath.Join(dir, secretsFile)))
	_, err = StartPostgres(t.Context(), PostgresOptions{Dir: dir, Fast: true})
	if err == nil || !strings.Contains(err.Error(), "passwords") {
		t.Errorf("passwords gone: %v", err)
	}
}

func TestStartPostgres_NoFolder_LeavesNothingBehind(t *testing.T) {
	p, err := StartPostgres(t.Context(), PostgresOptions{Fast: true})
	must(t, err)
	dir, place := p.dir, p.place
	must(t, p.Stop(context.Background()))
	if exists(dir) || exists(place) {
		t.Errorf("%s or %s is still there", dir, place)
	}
}

func TestPostgres_Killed_ComesBackOnItsPort(t *testing.T) {
	p := start(t, PostgresOptions{Dir: t.TempDir()})
	kill(childNamed(t, "postgres"))
	within(t, time.Minute, "an answer after kill -9", func() bool {
		_, err := query(p.DSN("postgres"), `SELECT 'up'`)
		return err == nil
	})
}
