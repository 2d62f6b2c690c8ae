package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Anonymous is shown for a petitioner who gave no name or wished for none.
const Anonymous = "匿名"

// Erased is the code of the refusal to show data whose key was destroyed.
const Erased = "erased"

// Private is a petitioner's own data as it is kept: sealed with a key of the case, which
// is wrapped by the installation's. Destroying Key is erasing the data.
type Private struct {
	Key  []byte
	Data []byte
	Mask string // what is shown without a reveal: 贾*, J*
}

// The first byte says how it was sealed, so that another cipher can stand beside this
// one: 1 is AES-256-GCM with a random nonce before the text.
const sealedByGCM = 1

// SealPrivate seals fields with a new key, which it wraps with the installation's 32 bytes.
func SealPrivate(installation []byte, fields casework.Fields) (Private, error) {
	text, err := json.Marshal(fields)
	if err != nil {
		return Private{}, err
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	p := Private{Mask: mask(fields)}
	if p.Data, err = seal(key, text, "petitioner"); err != nil {
		return Private{}, err
	}
	p.Key, err = seal(installation, key, "case key")
	return p, err
}

// OpenPrivate is the way back.
func OpenPrivate(installation, wrapped, data []byte) (casework.Fields, error) {
	key, err := unseal(installation, wrapped, "case key")
	if err != nil {
		return nil, fmt.Errorf("unwrap the key: %w", err)
	}
	text, err := unseal(key, data, "petitioner")
	if err != nil {
		return nil, fmt.Errorf("open the data: %w", err)
	}
	var fields casework.Fields
	return fields, json.Unmarshal(text, &fields)
}

func seal(key, text []byte, about string) ([]byte, error) {
	gcm, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 1+gcm.NonceSize(), 1+gcm.NonceSize()+len(text)+gcm.Overhead())
	out[0] = sealedByGCM
	_, _ = rand.Read(out[1:])
	return gcm.Seal(out, out[1:], text, []byte(about)), nil
}

func unseal(key, sealed []byte, about string) ([]byte, error) {
	gcm, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	n := 1 + gcm.NonceSize()
	if len(sealed) < n || sealed[0] != sealedByGCM {
		return nil, errors.New("sealed in an unknown way")
	}
	return gcm.Open(nil, sealed[1:n], sealed[n:], []byte(about))
}

func newGCM(key []byte) (cipher.AEAD, error) {
	if len(key) != 32 {
		return nil, fmt.Errorf("a key of %d bytes, not 32", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// mask keeps the first letter of the name, or of the first representative's and how many more there are.
func mask(fields casework.Fields) string {
	if name := strings.TrimSpace(fields["name"]); name != "" {
		return maskName(name)
	}
	n := fields.Count("representatives")
	if n == 0 {
		return Anonymous
	}
	first := maskName(fields.Row("representatives", 0, "name"))
	if n == 1 {
		return first
	}
	return fmt.Sprintf("%s +%d", first, n-1)
}

func maskName(name string) string {
	r, n := utf8.DecodeRuneInString(name)
	if n == 0 || r == utf8.RuneError {
		return Anonymous
	}
	return string(r) + "*"
}

// revealers are the roles that need the petitioner's own data to do their work.
var revealers = []casework.Role{"intake", "leader", "handler"}

// Reveal opens the petitioner's data for intake, leader or handler; every reveal is
// recorded. Who sees the case's card only is shown the names: enough to declare a conflict.
func (s *Store) Reveal(ctx context.Context, viewer casework.Viewer, no string) (casework.Fields, error) {
	c, err := s.see(ctx, viewer, no)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(c.leave.Roles, func(r casework.Role) bool { return slices.Contains(revealers, r) }) {
		return nil, casework.Refuse(casework.WrongRole)
	}
	const read = `
		SELECT key, data
		FROM petitioners
		WHERE case_id = $1`
	var key, data []byte
	var fields casework.Fields
	err = s.write(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, read, c.state.ID).Scan(&key, &data)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && key == nil {
			return casework.Refuse(Erased)
		}
		if err != nil {
			return err
		}
		if fields, err = OpenPrivate(s.Key, key, data); err != nil {
			return err
		}
		return noteRead(ctx, tx, c.state.ID, viewer.ID, "reveal")
	})
	if err != nil && casework.Refused(err) == nil {
		return nil, fmt.Errorf("reveal the petitioner of %s: %w", no, err)
	}
	if err != nil {
		return nil, err
	}
	if c.leave.Sight == casework.Card {
		maps.DeleteFunc(fields, func(k, _ string) bool { return k != "name" && !strings.HasSuffix(k, ".name") })
	}
	return fields, nil
}

// noteRead records a reading that is itself an event; an empty case is a list.
func noteRead(ctx context.Context, q querier, id, person, what string) error {
	const note = `
		INSERT INTO reads (case_id, person, what, at)
		VALUES (nullif($1, ''), $2, $3, record_time())`
	_, err := q.Exec(ctx, note, id, person, what)
	return err
}
