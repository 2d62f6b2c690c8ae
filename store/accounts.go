package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// ErrWrongLogin is the one answer to an unknown login, a wrong password and an account
// that is locked: whoever guesses learns nothing, not even from the time it takes.
var ErrWrongLogin = errors.New("wrong login or password")

// Account is a person's way in, as the administrator sees it.
type Account struct {
	Person, Login, NameZH, NameEN, Unit string
	Active                              bool
	Failures                            int
	LockedUntil                         *time.Time // nil when it is not locked
	Changed                             time.Time  // of the password
	Once                                *time.Time // until when the one-time password is good; nil for a password of one's own
	OnceUsed                            bool       // it has opened its one session, and was not replaced yet
}

// Passwords are hashed with argon2id at OWASP's first recommendation: 19 MiB, two passes,
// one lane. A hash made otherwise is made anew at the next login.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// Each failure beyond the fifth of a series counts towards the next lock, which is twice as long.
const (
	failuresToLock = 5
	firstLock      = 15 * time.Minute
	longestLock    = 8 * time.Hour
)

// hashers bounds how many passwords are hashed at once, and with it how many guesses at
// one account can slip past its lock by being simultaneous.
var hashers = make(chan struct{}, 4)

// HashPassword makes the hash of a password, refusing one that is too weak.
func HashPassword(password string) (string, error) {
	if n := utf8.RuneCountInString(password); n < 10 || n > 128 || strings.ContainsRune(password, 0) || !utf8.ValidString(password) {
		return "", casework.Refuse(casework.Invalid, casework.Item{Key: "password-length", Field: "password"})
	}
	return argon2id.CreateHash(password, hashing)
}

// CreateAccount gives a person a login and a one-time password.
func (s *Store) CreateAccount(ctx context.Context, person, login, password string) error {
	hash, err := HashPassword(password)
	if err != nil {
		return err
	}
	return s.createAccounts(ctx, map[string]string{person: login}, hash, true)
}

// CreateAccountsWithHash gives persons logins and a password that need not be changed, by
// a hash that HashPassword made: a demo world hashes one password for all, and prints it
// for the one who started it. It creates all or none.
func (s *Store) CreateAccountsWithHash(ctx context.Context, logins map[string]string, hash string) error {
	return s.createAccounts(ctx, logins, hash, false)
}

func (s *Store) createAccounts(ctx context.Context, logins map[string]string, hash string, once bool) error {
	const name = `
		UPDATE persons
		SET login = $2
		WHERE id = $1`
	const put = `
		INSERT INTO accounts (person, password, changed, must_change, once_until)
		VALUES ($1, $2, record_time(), $3::float8 > 0, CASE WHEN $3 > 0 THEN record_time() + $3 * interval '1 second' END)`
	return s.put(ctx, "accounts", func(tx pgx.Tx) error {
		for _, person := range slices.Sorted(maps.Keys(logins)) {
			done, err := tx.Exec(ctx, name, person, strings.ToLower(logins[person]))
			if err == nil && done.RowsAffected() == 0 {
				return casework.Refuse(casework.NotFound)
			}
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, put, person, hash, onceLasts(once)); err != nil {
				return err
			}
		}
		return nil
	})
}

// oneTimeLasts is how long a password that somebody else gave waits for its one login.
const oneTimeLasts = 7 * 24 * time.Hour

func onceLasts(once bool) float64 {
	if once {
		return oneTimeLasts.Seconds()
	}
	return 0
}

// SetPassword gives a person the password they chose, lifts the lock and ends every session
// and token of theirs. A one-time password is not chosen again.
func (s *Store) SetPassword(ctx context.Context, person, password string) error {
	hash, err := HashPassword(password)
	if err != nil {
		return err
	}
	var before string
	err = s.pool.QueryRow(ctx, `SELECT password FROM accounts WHERE person = $1 AND must_change`, person).Scan(&before)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return outside(fmt.Errorf("read the password of %s: %w", person, err))
	}
	if same, _ := argon2id.ComparePasswordAndHash(password, cmp.Or(before, hash)); before != "" && same {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "password-not-new", Field: "password"})
	}
	return s.setPassword(ctx, hash, false, person)
}

// GivePassword gives a person a one-time password: it opens one session within seven days,
// in which they choose their own. Sessions, tokens and the lock end as with SetPassword.
func (s *Store) GivePassword(ctx context.Context, person, password string) error {
	hash, err := HashPassword(password)
	if err != nil {
		return err
	}
	return s.setPassword(ctx, hash, true, person)
}

// SetPasswordHash is SetPassword for a hash that HashPassword made and for several persons.
func (s *Store) SetPasswordHash(ctx context.Context, hash string, persons ...string) error {
	return s.setPassword(ctx, hash, false, persons...)
}

func (s *Store) setPassword(ctx context.Context, hash string, once bool, persons ...string) error {
	const set = `
		UPDATE accounts
		SET password = $2, failures = 0, locked_until = NULL, changed = record_time(),
		    must_change = $3::float8 > 0, once_used = NULL,
		    once_until = CASE WHEN $3 > 0 THEN record_time() + $3 * interval '1 second' END
		WHERE person = ANY ($1)`
	return s.put(ctx, "password", func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, set, persons, hash, onceLasts(once))
		if err == nil && done.RowsAffected() != int64(len(persons)) {
			return casework.Refuse(casework.NotFound)
		}
		if err != nil {
			return err
		}
		for _, way := range []string{"sessions", "tokens"} { // a new password ends every other way in
			if _, err := tx.Exec(ctx, `DELETE FROM `+way+` WHERE person = ANY ($1)`, persons); err != nil {
				return err
			}
		}
		return nil
	})
}

// CheckPassword returns the person behind a login if the password is theirs and the
// account is live and not locked, else ErrWrongLogin. Five failures in a row lock it. A
// one-time password is used up by the answer.
func (s *Store) CheckPassword(ctx context.Context, login, password string) (person string, err error) {
	select {
	case hashers <- struct{}{}:
		defer func() { <-hashers }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	const find = `
		SELECT a.person, a.password, p.active AND coalesce(a.locked_until <= record_time(), true)
		       AND a.once_used IS NULL AND coalesce(a.once_until > record_time(), true)
		FROM accounts a
		JOIN persons p ON p.id = a.person
		WHERE p.login = $1`
	var hash string
	var open bool
	err = s.pool.QueryRow(ctx, find, strings.ToLower(login)).Scan(&person, &hash, &open)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return "", outside(fmt.Errorf("find account: %w", err))
	}
	if err != nil || !open {
		_, _ = argon2id.CreateHash(password, hashing) // the same work as for a hash that does not fit
		return "", ErrWrongLogin
	}
	fits, params, err := argon2id.CheckHash(password, hash)
	if err != nil {
		return "", fmt.Errorf("check the password of %s: %w", person, err)
	}
	if !fits {
		return "", s.failed(ctx, person)
	}
	if err := s.succeeded(ctx, person, password, *params == *hashing); err != nil {
		return "", err
	}
	return person, nil
}

func (s *Store) failed(ctx context.Context, person string) error {
	const count = `
		UPDATE accounts
		SET failures = failures + 1,
		    locked_until = CASE
		        WHEN (failures + 1) % $2 = 0
		        THEN record_time() + least($3 * 2 ^ ((failures + 1) / $2 - 1), $4) * interval '1 second'
		        ELSE locked_until
		    END
		WHERE person = $1`
	_, err := s.pool.Exec(ctx, count, person, failuresToLock, firstLock.Seconds(), longestLock.Seconds())
	if err != nil {
		return outside(fmt.Errorf("count a failed login: %w", err))
	}
	return ErrWrongLogin
}

func (s *Store) succeeded(ctx context.Context, person, password string, current bool) error {
	const clear = `
		UPDATE accounts
		SET failures = 0, locked_until = NULL, once_used = CASE WHEN must_change THEN record_time() END
		WHERE person = $1 AND (failures > 0 OR must_change) AND once_used IS NULL`
	const used = `SELECT EXISTS (SELECT FROM accounts WHERE person = $1 AND must_change)`
	done, err := s.pool.Exec(ctx, clear, person)
	if err == nil && done.RowsAffected() == 0 { // of two at once with one password, one comes in
		var late bool
		if err = s.pool.QueryRow(ctx, used, person).Scan(&late); late {
			return ErrWrongLogin
		}
	}
	if err != nil {
		return outside(fmt.Errorf("clear failed logins: %w", err))
	}
	if current {
		return nil
	}
	hash, err := argon2id.CreateHash(password, hashing)
	if err != nil {
		return err
	}
	_, err = s.pool.Exec(ctx, `UPDATE accounts SET password = $2 WHERE person = $1`, person, hash)
	return outside(err)
}

// Accounts lists every account by login, for the administrator.
func (s *Store) Accounts(ctx context.Context) ([]Account, error) {
	const read = `
		SELECT p.id, p.login, p.name_zh, p.name_en, p.unit, p.active, a.failures,
		       CASE WHEN a.locked_until > record_time() THEN a.locked_until END, a.changed, a.once_until, a.once_used IS NOT NULL
		FROM accounts a
		JOIN persons p ON p.id = a.person
		ORDER BY p.login`
	all, err := list[Account](ctx, s.pool, read)
	return all, outside(err)
}
