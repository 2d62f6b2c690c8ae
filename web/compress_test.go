package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var loaded = regexp.MustCompile(`(?:href|src)="(/static/[^"#]+)`)

// The first visit of a case, with every style, icon and script, is at most 150 kB on the wire.
func TestPage_IsSmallOnTheWire(t *testing.T) {
	w := demoWorld(t)
	page, n := w.wire("zhou", "/petitions/"+w.number("医院锅炉房夜间噪声"))
	seen := map[string]bool{}
	for _, m := range loaded.FindAllStringSubmatch(page, -1) {
		if !seen[m[1]] {
			seen[m[1]] = true
			_, more := w.wire("", m[1])
			n += more
		}
	}
	if len(seen) < 4 || n > 150_000 {
		t.Errorf("%d bytes with %d files", n, len(seen))
	}
}

// wire asks for a page compressed and returns its text and its size as it travelled.
func (w *world) wire(login, path string) (string, int) {
	w.t.Helper()
	r, _ := http.NewRequest(http.MethodGet, w.server.URL+path, nil)
	w.as(login, r)
	r.Header.Set("Accept-Encoding", "gzip")
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	raw, _ := io.ReadAll(a.Body)
	if a.Header.Get("Content-Encoding") != "gzip" {
		w.t.Fatalf("%s travels uncompressed", path)
	}
	z, err := gzip.NewReader(strings.NewReader(string(raw)))
	if err != nil {
		w.t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text), len(raw)
}

func TestToken_LooksDifferentOnEveryPageAndIsTheSame(t *testing.T) {
	w := demoWorld(t)
	path := "/petitions/" + w.number("医院锅炉房夜间噪声")
	_, one := w.get("zhou", path)
	_, two := w.get("zhou", path)
	a, b := formOf(t, one, "record-contact").Get("csrf"), formOf(t, two, "record-contact").Get("csrf")
	if a == b || unmasked(a) != unmasked(b) || unmasked(a) != w.csrf["zhou"] || strings.Contains(one, w.csrf["zhou"]) {
		t.Errorf("%q and %q", a, b)
	}
	for _, wrong := range []string{"", "AA", unmasked(a)[:5], masked("another-token-of-26-letters")} {
		if sameToken(wrong, w.csrf["zhou"]) {
			t.Errorf("%q is taken for the token", wrong)
		}
	}
	if sameToken("", "") {
		t.Error("no token is taken for a token")
	}
}
