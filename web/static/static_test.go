package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

// ours are the assets that no one else wrote.
var ours = map[string]bool{"app.css": true, "favicon.svg": true, "desk.js": true, "live.js": true, "volume.css": true}

func get(t *testing.T, method, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) []byte {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPath_CarriesTheHashOfTheContent(t *testing.T) {
	if got := Path("app.css"); !regexp.MustCompile(`^/static/app\.[0-9a-f]{8}\.css$`).MatchString(got) {
		t.Errorf("Path(app.css) = %s", got)
	}
	if got := Path("htmx.min.js"); !regexp.MustCompile(`^/static/htmx\.min\.[0-9a-f]{8}\.js$`).MatchString(got) {
		t.Errorf("Path(htmx.min.js) = %s", got)
	}
}

func TestPath_PanicsOnANameThatIsNotThere(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Path of a missing file did not panic")
		}
	}()
	Path("missing.css")
}

func TestHandler_ServesEveryFileForEver(t *testing.T) {
	types := map[string]string{"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
	for name, f := range byName {
		res := get(t, "GET", Path(name))
		if res.StatusCode != http.StatusOK || !bytes.Equal(body(t, res.Body), f.content) {
			t.Errorf("%s: status %d or another content", name, res.StatusCode)
		}
		if got, want := res.Header.Get("Content-Type"), types[name[strings.LastIndex(name, ".")+1:]]; got != want {
			t.Errorf("%s: Content-Type %q, want %q", name, got, want)
		}
		if got := res.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") || !strings.Contains(got, "max-age=31536000") {
			t.Errorf("%s: Cache-Control %q", name, got)
		}
		if res.Header.Get("Content-Encoding") != "" || res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: encoded without being asked, or without Vary: %v", name, res.Header)
		}
	}
}

func TestHandler_CompressesWhereAccepted(t *testing.T) {
	for accept, want := range map[string]string{
		"gzip": "gzip", "br, GZIP;q=0.8": "gzip", "deflate, gzip;q=1.0, *;q=0.5": "gzip",
		"gzip;q=0": "", "gzip; q=0.0": "", "br": "", "x-gzipped": "",
	} {
		res := get(t, "GET", Path("tabler.css"), "Accept-Encoding", accept)
		if got := res.Header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: Content-Encoding %q, want %q", accept, got, want)
		}
		if want == "" {
			continue
		}
		z, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(body(t, z), byName["tabler.css"].content) {
			t.Errorf("Accept-Encoding %q: unpacked, it is another content", accept)
		}
	}
}

func TestHandler_HeadHasTheHeadersOnly(t *testing.T) {
	res := get(t, "HEAD", Path("app.css"))
	if len(body(t, res.Body)) != 0 || res.Header.Get("Content-Length") == "0" || res.StatusCode != http.StatusOK {
		t.Errorf("HEAD: status %d, headers %v", res.StatusCode, res.Header)
	}
}

func TestHandler_SaysNotModifiedToWhoHasIt(t *testing.T) {
	for _, accept := range []string{"", "gzip"} {
		etag := get(t, "GET", Path("app.css"), "Accept-Encoding", accept).Header.Get("ETag")
		res := get(t, "GET", Path("app.css"), "Accept-Encoding", accept, "If-None-Match", etag)
		if res.StatusCode != http.StatusNotModified || len(body(t, res.Body)) != 0 {
			t.Errorf("Accept-Encoding %q: status %d for the ETag it gave", accept, res.StatusCode)
		}
	}
}

func TestHandler_NothingElseIsThere(t *testing.T) {
	for _, path := range []string{
		"/", "/static", "/static/", "/static/app.css", "/static/app.00000000.css", "/static/VENDORED.md", "/static/static.go",
		"/static/licences/tabler.txt", "/static/../static.go", strings.TrimPrefix(Path("app.css"), "/static"),
	} {
		if res := get(t, "GET", path); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", path, res.StatusCode)
		}
	}
	if res := get(t, "POST", Path("app.css")); res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: status %d, Allow %q", res.StatusCode, res.Header.Get("Allow"))
	}
}

func TestVendored_HashesHoldAndEachFileHasItsLicence(t *testing.T) {
	page, err := os.ReadFile("VENDORED.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| `([^`]+)` \\| [^|]+ \\| ([^|]+) \\| [^|]+ \\| ([^|]+) \\| `([^`]+)` \\| `([0-9a-f]{64})` \\|$")
	listed := map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(string(page), -1) {
		name, version, licence, text, want := m[1], m[2], m[3], m[4], m[5]
		listed[name] = true
		content, err := os.ReadFile(name)
		if err != nil {
			t.Errorf("VENDORED.md names %s: %v", name, err)
			continue
		}
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != want {
			t.Errorf("%s is not the file that VENDORED.md describes: its sha256 is %x", name, sum)
		}
		words, err := os.ReadFile(text)
		if err != nil || !bytes.Contains(words, []byte("Permission ")) {
			t.Errorf("%s %s is under %s, but %s has no licence text: %v", name, version, licence, text, err)
		}
	}
	for name := range byName {
		if listed[name] == ours[name] {
			t.Errorf("%s must be either ours or a row of VENDORED.md", name)
		}
	}
}

func TestTabler_StaysSmall(t *testing.T) {
	if n := len(byName["tabler.css"].content); n > 90_000 {
		t.Errorf("tabler.css has %d bytes, more than 90,000: take classes out of tools/purge/classes.txt", n)
	}
}

func TestIcons_HaveEachSymbolOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`<symbol id="(i-[a-z0-9-]+)"`).FindAllStringSubmatch(string(byName["icons.svg"].content), -1) {
		if seen[m[1]] {
			t.Errorf("%s is there twice", m[1])
		}
		seen[m[1]] = true
	}
	for _, name := range []string{"i-search", "i-menu-2", "i-check", "i-clock", "i-alert-triangle"} {
		if !seen[name] {
			t.Errorf("no symbol %s", name)
		}
	}
}
