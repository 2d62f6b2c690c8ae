package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// ErrNoSession says that a session or token is unknown, over, or its person no longer active.
var ErrNoSession = errors.New("no such session")

// Times after which a session ends: without a request, and in any case.
const (
	idleStaff         = 30 * time.Minute
	idleAdministrator = 10 * time.Minute
	sessionLasts      = 8 * time.Hour
	tokenLasts        = 90 * 24 * time.Hour
)

// Session is a person's login.
type Session struct {
	Person  string
	CSRF    string // travels in every form of the session
	Created time.Time
	Seen    time.Time
	// MustChange says that it was opened by a one-time password: until its person chose
	// their own, the session is good for nothing else.
	MustChange bool
}

// Token is a personal access token without its secret.
type Token struct {
	ID      int64
	Name    string
	Created time.Time
	Expires time.Time
	Used    *time.Time // nil when it never was
}

var plainBase32 = base32.StdEncoding.WithPadding(base32.NoPadding)

// secret is 160 random bits as 32 small letters and digits.
func secret() string {
	var b [20]byte
	_, _ = rand.Read(b[:])
	return strings.ToLower(plainBase32.EncodeToString(b[:]))
}

func tokenHash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// StartSession logs a person in and returns the cookie's value, which is kept nowhere.
// The session that the browser had before, if any, ends: a login never keeps a token.
func (s *Store) StartSession(ctx context.Context, person, before string) (token string, _ Session, err error) {
	const start = `
		INSERT INTO sessions (token, person, csrf, created, seen)
		SELECT $1, $2, $3, at, at
		FROM record_time() AS at
		RETURNING person, csrf, created, seen, coalesce((SELECT a.must_change FROM accounts a WHERE a.person = sessions.person), false)`
	const sweep = `
		DELETE FROM sessions
		WHERE token = $1 OR created < record_time() - $2 * interval '1 second'`
	var x Session
	token = secret()
	err = s.write(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sweep, tokenHash(before), sessionLasts.Seconds()); err != nil {
			return err
		}
		return tx.QueryRow(ctx, start, tokenHash(token), person, secret()).Scan(&x.Person, &x.CSRF, &x.Created, &x.Seen, &x.MustChange)
	})
	if err != nil {
		return "", x, fmt.Errorf("start session: %w", err)
	}
	return token, x, nil
}

// Session returns the session of a cookie's value, or ErrNoSession. It notes at most once
// a minute that the session was used.
func (s *Store) Session(ctx context.Context, token string) (Session, error) {
	const read = `
		SELECT s.person, s.csrf, s.created, s.seen, s.seen < at - interval '1 minute', coalesce(a.must_change, false)
		FROM record_time() AS at, sessions s
		JOIN persons p ON p.id = s.person
		LEFT JOIN accounts a ON a.person = s.person
		WHERE s.token = $1
		  AND p.active
		  AND s.created > at - $2 * interval '1 second'
		  AND s.seen > at - interval '1 second' * CASE
		      WHEN EXISTS (SELECT FROM offices WHERE person = s.person AND office = 'administrator')
		      THEN $3::float8
		      ELSE $4::float8
		  END`
	const note = `
		UPDATE sessions
		SET seen = record_time()
		WHERE token = $1`
	var x Session
	var stale bool
	err := s.pool.QueryRow(ctx, read, tokenHash(token), sessionLasts.Seconds(), idleAdministrator.Seconds(), idleStaff.Seconds()).
		Scan(&x.Person, &x.CSRF, &x.Created, &x.Seen, &stale, &x.MustChange)
	if errors.Is(err, pgx.ErrNoRows) {
		return x, ErrNoSession
	}
	if err != nil {
		return x, outside(fmt.Errorf("read session: %w", err))
	}
	if stale {
		_, err = s.pool.Exec(ctx, note, tokenHash(token))
	}
	return x, outside(err)
}

// EndSession logs out; a session that is over already is no error.
func (s *Store) EndSession(ctx context.Context, token string) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM sessions WHERE token = $1`, tokenHash(token))
	return outside(err)
}

// EndSessions ends every session of a person.
func (s *Store) EndSessions(ctx context.Context, person string) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM sessions WHERE person = $1`, person)
	return outside(err)
}

// CreateToken gives a person an access token and returns its secret, which is kept nowhere.
// It lasts at most ninety days.
func (s *Store) CreateToken(ctx context.Context, person, name string, lasts time.Duration) (secretText string, _ Token, err error) {
	if lasts <= 0 || lasts > tokenLasts {
		return "", Token{}, casework.Refuse(casework.Invalid, casework.Item{Key: "token-lasts", Field: "days"})
	}
	if name = strings.TrimSpace(name); name == "" || len(name) > 200 {
		return "", Token{}, casework.Refuse(casework.Incomplete, casework.Item{Key: "token-name", Field: "name"})
	}
	const create = `
		INSERT INTO tokens (hash, person, name, created, expires)
		SELECT $1, $2, $3, at, at + $4 * interval '1 second'
		FROM record_time() AS at
		RETURNING id, name, created, expires`
	secretText = "ft_" + secret()
	var t Token
	err = s.put(ctx, "token", func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, create, tokenHash(secretText), person, name, lasts.Seconds()).Scan(&t.ID, &t.Name, &t.Created, &t.Expires)
	})
	if err != nil {
		return "", t, err
	}
	return secretText, t, nil
}

// TokenHolder returns the person of an access token, or ErrNoSession. It notes at most
// once a minute that the token was used.
func (s *Store) TokenHolder(ctx context.Context, secretText string) (person string, err error) {
	const read = `
		SELECT t.id, t.person, coalesce(t.used < at - interval '1 minute', true)
		FROM record_time() AS at, tokens t
		JOIN persons p ON p.id = t.person
		WHERE t.hash = $1 AND t.expires > at AND p.active`
	const note = `
		UPDATE tokens
		SET used = record_time()
		WHERE id = $1`
	var id int64
	var stale bool
	err = s.pool.QueryRow(ctx, read, tokenHash(secretText)).Scan(&id, &person, &stale)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", ErrNoSession
	}
	if err == nil && stale {
		_, err = s.pool.Exec(ctx, note, id)
	}
	return person, outside(err)
}

// Tokens lists a person's access tokens, the newest first.
func (s *Store) Tokens(ctx context.Context, person string) ([]Token, error) {
	const read = `
		SELECT id, name, created, expires, used
		FROM tokens
		WHERE person = $1
		ORDER BY id DESC`
	all, err := list[Token](ctx, s.pool, read, person)
	return all, outside(err)
}

// RevokeToken ends an access token of the person at once.
func (s *Store) RevokeToken(ctx context.Context, person string, id int64) error {
	done, err := s.pool.Exec(ctx, `DELETE FROM tokens WHERE person = $1 AND id = $2`, person, id)
	if err == nil && done.RowsAffected() == 0 {
		return casework.Refuse(casework.NotFound)
	}
	return outside(err)
}
