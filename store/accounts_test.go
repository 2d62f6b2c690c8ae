package store_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"followthrough/casework"
	"followthrough/store"
)

const password = "correct horse battery"

func withPassword(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	if err := w.SetPassword(t.Context(), "P06", password); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) fail(times int) {
	w.t.Helper()
	for range times {
		if _, err := w.CheckPassword(w.t.Context(), "miao", "wrong"); !errors.Is(err, store.ErrWrongLogin) {
			w.t.Fatalf("a wrong password: %v", err)
		}
	}
}

func (w *world) logsIn() bool {
	w.t.Helper()
	who, err := w.CheckPassword(w.t.Context(), "miao", password)
	if err != nil && !errors.Is(err, store.ErrWrongLogin) {
		w.t.Fatal(err)
	}
	return who == "P06" && err == nil
}

func TestAccounts_FiveFailuresLockForAQuarterOfAnHourTheNextFiveForTwice(t *testing.T) {
	w := withPassword(t)
	w.fail(4)
	if !w.logsIn() {
		t.Fatal("locked after four failures")
	}
	w.fail(5)
	if w.logsIn() {
		t.Fatal("the right password opens a locked account")
	}
	w.h.Advance(15*time.Minute + time.Second)
	w.fail(5)
	w.h.Advance(29 * time.Minute)
	if w.logsIn() {
		t.Fatal("the second lock is no longer than the first")
	}
	w.h.Advance(2 * time.Minute)
	if !w.logsIn() {
		t.Fatal("the lock does not end")
	}
	w.fail(4)
	if !w.logsIn() {
		t.Error("a login does not begin the series anew")
	}
}

func TestAccounts_UnknownLoginsAreAnsweredLikeWrongPasswordsAndAsSlowly(t *testing.T) {
	w := withPassword(t)
	took := func(login string) time.Duration {
		best := time.Hour
		for range 4 {
			start := time.Now()
			if _, err := w.CheckPassword(t.Context(), login, "wrong"); !errors.Is(err, store.ErrWrongLogin) {
				t.Fatalf("login %s: %v", login, err)
			}
			best = min(best, time.Since(start))
		}
		return best
	}
	wrong, unknown := took("miao"), took("nobody")
	if unknown < wrong/2 {
		t.Errorf("an unknown login is answered in %v, a wrong password in %v", unknown, wrong)
	}
}

func TestAccounts_AnOlderHashIsMadeAnewAtLogin(t *testing.T) {
	w := withPassword(t)
	old, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	w.h.Exec(`UPDATE accounts SET password = $1 WHERE person = 'P06'`, old)
	for range 2 {
		if !w.logsIn() {
			t.Fatal("an older hash, or the new one, does not open")
		}
	}
	if n := w.h.Count(`SELECT count(*) FROM accounts WHERE person = 'P06' AND password LIKE '%m=19456,t=2,p=1%'`); n != 1 {
		t.Error("the hash was not made anew")
	}
}

func TestAccounts_WeakPasswordsAndTakenLoginsAreRefused(t *testing.T) {
	w := withPassword(t)
	if err := w.SetPassword(t.Context(), "P06", "short"); refusedKey(err) != "password-length" {
		t.Errorf("a short password: %v", err)
	}
	if err := w.CreateAccount(t.Context(), "P15", "miao", password); refusedKey(err) != "persons_login_key" {
		t.Errorf("a taken login: %v", err)
	}
	if err := w.CreateAccount(t.Context(), "P15", "kong", password); err != nil {
		t.Fatal(err)
	}
	all, err := w.Accounts(t.Context())
	if err != nil || len(all) != 16 {
		t.Errorf("%d accounts, %v", len(all), err)
	}
}

func TestSessions_EndWhenIdleOrOld(t *testing.T) {
	for login, idle := range map[string]time.Duration{"miao": 30 * time.Minute, "long": 10 * time.Minute} {
		t.Run(login, func(t *testing.T) {
			w := newWorld(t)
			token := w.session(login, "")
			for range 3 { // each use begins the time anew
				w.h.Advance(idle - time.Second)
				if _, err := w.Session(t.Context(), token); err != nil {
					t.Fatalf("used in time: %v", err)
				}
			}
			w.h.Advance(idle + time.Second)
			if _, err := w.Session(t.Context(), token); !errors.Is(err, store.ErrNoSession) {
				t.Errorf("idle too long: %v", err)
			}
			token = w.session(login, token)
			for range int(8 * time.Hour / (9 * time.Minute)) {
				w.h.Advance(9 * time.Minute)
				if _, err := w.Session(t.Context(), token); err != nil {
					t.Fatalf("used all day: %v", err)
				}
			}
			w.h.Advance(9 * time.Minute)
			if _, err := w.Session(t.Context(), token); !errors.Is(err, store.ErrNoSession) {
				t.Errorf("older than eight hours: %v", err)
			}
		})
	}
}

func (w *world) session(login, before string) string {
	w.t.Helper()
	token, x, err := w.StartSession(w.t.Context(), w.ids[login], before)
	if err != nil || x.CSRF == "" || x.CSRF == token || len(token) < 26 {
		w.t.Fatalf("start session: %+v, %v", x, err)
	}
	return token
}

func TestSessions_ALoginAPasswordChangeAndALeaverEndThem(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	first := w.session("miao", "")
	second := w.session("miao", first)
	if _, err := w.Session(ctx, first); !errors.Is(err, store.ErrNoSession) {
		t.Errorf("the session before the login: %v", err)
	}
	if n := w.h.Count(`SELECT count(*) FROM sessions WHERE position(convert_to($1, 'UTF8') IN token) > 0`, second); n != 0 {
		t.Error("the token itself is kept")
	}
	if err := w.SetPassword(ctx, "P06", password); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Session(ctx, second); !errors.Is(err, store.ErrNoSession) {
		t.Errorf("after a password change: %v", err)
	}
	third := w.session("miao", "")
	w.h.Exec(`UPDATE persons SET active = false WHERE id = 'P06'`)
	if _, err := w.Session(ctx, third); !errors.Is(err, store.ErrNoSession) {
		t.Errorf("of somebody who left: %v", err)
	}
	fourth := w.session("gu", "")
	if err := w.EndSession(ctx, fourth); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Session(ctx, fourth); !errors.Is(err, store.ErrNoSession) {
		t.Errorf("after logging out: %v", err)
	}
}

func TestTokens_LastNinetyDaysAtMostAndAreRevokedByTheirHolder(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	if _, _, err := w.CreateToken(ctx, "P06", "for ever", 91*24*time.Hour); refusedKey(err) != "token-lasts" {
		t.Errorf("ninety-one days: %v", err)
	}
	secret, token, err := w.CreateToken(ctx, "P06", "importer", 90*24*time.Hour)
	if err != nil || !strings.HasPrefix(secret, "ft_") || len(secret) != 35 {
		t.Fatalf("%q, %v", secret, err)
	}
	if who, err := w.TokenHolder(ctx, secret); who != "P06" || err != nil {
		t.Errorf("%s, %v", who, err)
	}
	if all, err := w.Tokens(ctx, "P06"); err != nil || len(all) != 1 || all[0].Used == nil || !all[0].Used.Equal(noon) {
		t.Errorf("%+v, %v", all, err)
	}
	if err := w.RevokeToken(ctx, "P07", token.ID); casework.Refused(err) == nil {
		t.Error("somebody revokes another's token")
	}
	w.h.Advance(90 * 24 * time.Hour)
	if _, err := w.TokenHolder(ctx, secret); !errors.Is(err, store.ErrNoSession) {
		t.Errorf("after ninety days: %v", err)
	}
	w.h.SetTime(noon)
	if err := w.RevokeToken(ctx, "P06", token.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.TokenHolder(ctx, secret); !errors.Is(err, store.ErrNoSession) {
		t.Errorf("after it was revoked: %v", err)
	}
}

func TestAccounts_AOneTimePasswordOpensOneSessionInSevenDays(t *testing.T) {
	w := newWorld(t)
	give := func() {
		t.Helper()
		if err := w.GivePassword(t.Context(), "P06", password); err != nil {
			t.Fatal(err)
		}
	}
	give()
	var in [2]bool
	var both sync.WaitGroup
	for i := range in {
		both.Go(func() { in[i] = w.logsIn() })
	}
	both.Wait()
	if in[0] == in[1] {
		t.Fatalf("of two logins at once %v came in", in)
	}
	if w.logsIn() {
		t.Fatal("it opens a second session")
	}
	_, x, err := w.StartSession(t.Context(), "P06", "")
	if err != nil || !x.MustChange {
		t.Fatalf("the session does not ask for a password of one's own: %+v %v", x, err)
	}
	if err := w.SetPassword(t.Context(), "P06", password); refusedKey(err) != "password-not-new" {
		t.Fatalf("the one-time password chosen again: %v", err)
	}
	give()
	w.h.Advance(7*24*time.Hour + time.Second)
	if w.logsIn() {
		t.Fatal("it opens a session after seven days")
	}
	if err := w.SetPassword(t.Context(), "P06", password+" of my own"); err != nil {
		t.Fatal(err)
	}
	if token, x, err := w.StartSession(t.Context(), "P06", ""); err != nil || x.MustChange || second(w.Session(t.Context(), token)) != nil {
		t.Fatalf("with a password of their own: %+v %v", x, err)
	}
}
