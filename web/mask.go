package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
)

// masked wraps the session's token in a pad of its own: pages are compressed, and the length of a compressed answer would else
// tell a secret that stands in it again and again, letter by letter (the attack known as BREACH).
func masked(token string) string {
	both := make([]byte, 2*len(token))
	_, _ = rand.Read(both[:len(token)])
	subtle.XORBytes(both[len(token):], []byte(token), both[:len(token)])
	return base64.RawURLEncoding.EncodeToString(both)
}

// unmasked is the way back; what was never masked comes back as nothing.
func unmasked(sent string) string {
	both, err := base64.RawURLEncoding.DecodeString(sent)
	if err != nil || len(both)%2 != 0 {
		return ""
	}
	token := make([]byte, len(both)/2)
	subtle.XORBytes(token, both[:len(token)], both[len(token):])
	return string(token)
}

// sameToken compares what a form or a program sent with the session's token, masked or as it was handed out.
func sameToken(sent, token string) bool {
	plain := subtle.ConstantTimeCompare([]byte(sent), []byte(token))
	return token != "" && plain|subtle.ConstantTimeCompare([]byte(unmasked(sent)), []byte(token)) == 1
}
