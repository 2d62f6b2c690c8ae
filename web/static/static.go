// Package static holds the style sheets, icons and scripts of the pages and serves them under names that carry a hash of
// their content, so that a browser keeps each one for ever and asks for the next release by itself. What is vendored here,
// from where and under which licence stands in VENDORED.md.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed *.css *.js *.svg
var files embed.FS

// Root is the path under which Handler answers.
const Root = "/static/"

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// file is one asset as it is served.
type file struct {
	path        string // with the hash in it
	contentType string
	hash        string // sha256 of the content, in hex
	content     []byte
	gzipped     func() []byte // made when first asked for
}

var byName, byPath = load()

// Path says under which address the file of that name is served, such as /static/app.1a2b3c4d.css for app.css. It panics on a
// name that is not embedded: the names are constants of the pages, and each page is rendered by a test.
func Path(name string) string {
	f, ok := byName[name]
	if !ok {
		panic(fmt.Sprintf("static: no file %q", name))
	}
	return f.path
}

// Text is the content of the file of that name, for what is handed out without the portal.
func Text(name string) string { return string(byName[name].content) }

// Handler serves the files at the addresses that Path gives, compressed where the browser accepts it and to be kept for ever.
// Every other address, a name without its hash too, is not found.
func Handler() http.Handler { return http.HandlerFunc(serve) }

func serve(w http.ResponseWriter, r *http.Request) {
	f, ok := byPath[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body, etag := f.content, `"`+f.hash+`"`
	zip := acceptsGzip(r.Header.Values("Accept-Encoding"))
	if zip {
		body, etag = f.gzipped(), `"`+f.hash+`-gzip"`
	}
	h.Set("ETag", etag)
	if strings.Contains(r.Header.Get("If-None-Match"), f.hash) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if zip {
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Type", f.contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method == http.MethodGet {
		w.Write(body) // a reader that went away is no concern of ours
	}
}

// load reads the embedded files and gives them by their own name and by the address they are served at.
func load() (byName, byPath map[string]*file) {
	byName, byPath = map[string]*file{}, map[string]*file{}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		f := newFile(e.Name())
		byName[e.Name()], byPath[f.path] = f, f
	}
	return byName, byPath
}

func newFile(name string) *file {
	content, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(content)
	hash, ext := hex.EncodeToString(sum[:]), path.Ext(name)
	return &file{
		path:        Root + strings.TrimSuffix(name, ext) + "." + hash[:8] + ext,
		contentType: contentTypes[ext],
		hash:        hash,
		content:     content,
		gzipped:     sync.OnceValue(func() []byte { return compress(content) }),
	}
}

func compress(content []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err)
	}
	z.Write(content) // a bytes.Buffer takes everything
	z.Close()
	return b.Bytes()
}

// acceptsGzip reads Accept-Encoding as RFC 9110 12.5.3 has it: a coding with q=0 is refused.
func acceptsGzip(headers []string) bool {
	for _, coding := range strings.Split(strings.Join(headers, ","), ",") {
		name, parameter, _ := strings.Cut(coding, ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		_, q, weighted := strings.Cut(parameter, "=")
		weight, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		return !weighted || (err == nil && weight > 0)
	}
	return false
}
