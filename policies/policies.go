// Package policies answers the questions that the casework leaves to policy: who is
// reminded when a date passes (Judge), who sees a case and holds which role in it (Gate),
// and when a limit ends (Terms). Rego and data decide, Go only asks.
//
//	escalation/<kind>/*.rego   data.escalation.<kind>.decision   Judge
//	access/*.rego              data.access.leave, .scope         Gate
//	lib/*.rego                 what several of them share
//	thresholds/*.json          ladders and lists the rules read
//	limits/limits.json         time limits with source and sureness   Terms
//	calendar/<year>.json       holidays and make-up working days      Terms
//
// A bundle is the whole of it: changing one number or one rule in a directory and loading
// that changes what is decided, without a release. Rules see no clock, no network and no
// randomness (capabilities.json), and no field of the input that the schemas do not name,
// so the same question and the same revision give the same answer in ten years.
package policies

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"path"
	"slices"
	"strings"

	"followthrough/casework"
)

//go:embed access calendar escalation lib limits thresholds
var embedded embed.FS

// Embedded is the bundle the product comes with.
var Embedded fs.FS = embedded

// Policies is one bundle, compiled. It is safe for concurrent use and never changes:
// a new bundle or an imported calendar is a new Policies with a revision of its own.
type Policies struct {
	files    map[string][]byte
	revision string
	log      *slog.Logger
	rules    *rules
	limits   limits
	days     days
	answered *answered
}

// Option changes how a bundle is loaded.
type Option func(*loading)

type loading struct {
	files map[string][]byte
	log   *slog.Logger
	err   error
}

// WithLog sends alarms to log instead of the default logger.
func WithLog(log *slog.Logger) Option { return func(l *loading) { l.log = log } }

// WithCalendars adds the calendars of years that the bundle lacks, or corrects those it
// has. They become files of the bundle, so that the revision tells of them.
func WithCalendars(years map[int]Year) Option {
	return func(l *loading) {
		for n, y := range years {
			content, err := y.file(n)
			if err != nil {
				l.err = err
				return
			}
			l.files[fmt.Sprintf("calendar/%d.json", n)] = content
		}
	}
}

// Load compiles the bundle in fsys: Embedded, or os.DirFS of a directory laid out like it.
// The capabilities and schemas are always the product's own: a directory cannot widen them.
func Load(fsys fs.FS, options ...Option) (*Policies, error) {
	files, err := read(fsys)
	if err != nil {
		return nil, fmt.Errorf("read policies: %w", err)
	}
	return FromFiles(files, options...)
}

// FromFiles compiles a bundle from what Files once returned.
func FromFiles(files map[string][]byte, options ...Option) (*Policies, error) {
	l := loading{files: maps.Clone(files), log: slog.Default()}
	for _, o := range options {
		o(&l)
	}
	if l.err != nil {
		return nil, l.err
	}
	p := &Policies{files: l.files, revision: digest(l.files), log: l.log, answered: &answered{leaves: map[string]casework.Leave{}}}
	data, err := tree(p.files)
	if err != nil {
		return nil, err
	}
	if p.limits, err = readLimits(p.files["limits/limits.json"]); err != nil {
		return nil, err
	}
	if err = p.limits.changed(p.files[changesFile]); err != nil {
		return nil, err
	}
	if p.days, err = readDays(p.files); err != nil {
		return nil, err
	}
	if p.rules, err = compile(p.files, data); err != nil {
		return nil, err
	}
	return p, nil
}

// Judge decides who is reminded or called to account.
func (p *Policies) Judge() casework.Judge { return judge{p} }

// Gate decides who sees a case and which roles they hold.
func (p *Policies) Gate() casework.Gate { return gate{p} }

// Terms computes when limits end.
func (p *Policies) Terms() casework.Terms { return terms{p} }

// Revision is the SHA-256 of the bundle in hexadecimal: of the names and contents of its
// rules and data, in the order of the names.
func (p *Policies) Revision() string { return p.revision }

// Files returns the rules and data of the bundle by name, to be kept for as long as there
// is a decision of this revision. The tests of the rules are not among them.
func (p *Policies) Files() map[string][]byte { return maps.Clone(p.files) }

// read collects the rules and data of a bundle.
func read(fsys fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !ofBundle(name) {
			return err
		}
		files[name], err = fs.ReadFile(fsys, name)
		return err
	})
	return files, err
}

func ofBundle(name string) bool {
	folder, _, nested := strings.Cut(name, "/")
	if !nested || folder == "schemas" || strings.HasSuffix(name, "_test.rego") {
		return false
	}
	return path.Ext(name) == ".rego" || path.Ext(name) == ".json"
}

// digest is one hash over names and contents. Lengths keep the parts apart.
func digest(files map[string][]byte) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%d %s %d\n", len(name), name, len(files[name]))
		h.Write(files[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}
