package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// rooms says which packages of the house each room may import besides its own: "casework" is that package alone,
// "casework/..." it and all below. main may import every room. A room that is not here does not exist.
var rooms = map[string][]string{
	"casework":   {}, // and see kindOf: a kind imports casework, kinds imports the kinds
	"policies":   {"casework/..."},
	"store":      {"casework"},
	"activities": {"casework/..."},
	"workflows":  {"casework/...", "activities/..."},
	"worker":     {"casework/...", "workflows/...", "activities/...", "store/..."},
	"web":        {"casework/...", "store"}, // store's views and errors; what web wants done it asks of its own interfaces
	"ledger":     {"casework/...", "store"},
	"deploy":     {"casework/...", "store/..."},
}

// programs put rooms together as main does, for a comparison or a trial: they may import every room and library.
var programs = []string{"deploy/sidebyside"}

// inTests is what test files may import in addition, whatever their room.
var inTests = []string{"casework/...", "store/...", "deploy/local", "policies/...", "ledger", "workflows/flowtest"}

// support are packages that only serve tests: they import what tests may, and only tests and each other import them.
var support = []string{"store/storetest", "workflows/flowtest"}

// closed are the rooms that only main imports. Their own packages may import each other.
var closed = []string{"web", "worker", "deploy"}

// library is something from outside that only some packages of the house may import.
type library struct {
	name  string
	paths []string // import path prefixes
	only  []string // folders that may import it
	why   string
}

var libraries = []library{
	{"Temporal", []string{"go.temporal.io"}, []string{"workflows", "activities", "worker", "deploy"},
		"Temporal's types stay in workflows, activities and worker"},
	{"the engine's server", []string{"go.temporal.io/server", "github.com/temporalio/ui-server"}, nil,
		"main starts the engine's binary and never links it"},
	{"Echo", []string{"github.com/labstack"}, []string{"web"},
		"Echo's types stay in web"},
	{"PostgreSQL", []string{"github.com/jackc", "github.com/lib/pq", "database/sql", "github.com/pressly/goose", "github.com/exaring/otelpgx"}, []string{"store", "deploy/local"},
		"store holds every SQL statement"},
	{"OPA", []string{"github.com/open-policy-agent"}, []string{"policies"},
		"only policies asks Rego"},
}

// imports checks every import of every file against the map above.
func imports(t *tree) ([]string, error) {
	var found []string
	for _, f := range t.files {
		if !knownRoom(f.pkg) {
			found = append(found, fmt.Sprintf("%s is in %s/, a room that the map of arrows does not know: name it in tools/arrows/rooms.go or move the file.", f.path, room(f.pkg)))
			continue
		}
		for _, spec := range f.syntax.Imports {
			if why := t.wrong(f, strings.Trim(spec.Path.Value, `"`)); why != "" {
				found = append(found, fmt.Sprintf("%s imports %s: %s.", f.path, strings.Trim(spec.Path.Value, `"`), why))
			}
		}
	}
	return found, nil
}

func knownRoom(pkg string) bool {
	_, ok := rooms[room(pkg)]
	return ok || pkg == ""
}

// wrong says why f may not import the path, or nothing.
func (t *tree) wrong(f *source, path string) string {
	if path == t.module || strings.HasPrefix(path, t.module+"/") {
		return wrongRoom(f, strings.TrimPrefix(strings.TrimPrefix(path, t.module), "/"))
	}
	return wrongLibrary(f, path)
}

func wrongRoom(f *source, to string) string {
	switch {
	case slices.Contains(programs, f.pkg):
		return ""
	case serves(to, support) && !f.test && !serves(f.pkg, support):
		return "only tests import " + to
	case f.pkg == "" || f.pkg == to || (f.test || serves(f.pkg, support)) && mayImport(inTests, to):
		return ""
	case to == "":
		return "nothing imports main"
	case slices.Contains(closed, room(to)) && room(f.pkg) != room(to):
		return "nothing but main imports " + room(to)
	case room(f.pkg) == "casework":
		return wrongKind(f.pkg, to)
	case room(f.pkg) == room(to) || mayImport(rooms[room(f.pkg)], to):
		return ""
	case room(f.pkg) == "policies" && room(to) == "store", room(f.pkg) == "store" && room(to) == "policies":
		return "policies and store do not know each other"
	case room(f.pkg) == "store" && room(to) == "casework":
		return "store imports no kind, it holds them as casework.Kind"
	}
	return fmt.Sprintf("%s may not import %s", room(f.pkg), room(to))
}

// wrongKind holds the arrows inside casework: the core imports nothing, a kind the core, kinds every kind.
func wrongKind(from, to string) string {
	switch {
	case room(to) != "casework":
		return "casework imports the standard library only"
	case from == "casework":
		return "casework knows no kind"
	case from == "casework/kinds" || to == "casework" || kindOf(from) == kindOf(to):
		return ""
	}
	return "a kind imports casework and never another kind"
}

// kindOf is the folder of the kind that a package belongs to: "casework/petition".
func kindOf(pkg string) string {
	parts := strings.SplitN(pkg, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}

// wrongLibrary says why f may not import a package from outside. End-to-end tests beside main and in deploy may use any.
func wrongLibrary(f *source, path string) string {
	if f.test && (f.pkg == "" || room(f.pkg) == "deploy") || slices.Contains(programs, f.pkg) {
		return ""
	}
	for _, l := range libraries {
		if !serves(f.pkg, l.only) && serves(path, l.paths) {
			return l.why
		}
	}
	if room(f.pkg) == "casework" && !f.test && strings.Contains(strings.SplitN(path, "/", 2)[0], ".") {
		return "casework imports the standard library only"
	}
	return ""
}

// serves says whether a package is one of the folders or lies under one.
func serves(pkg string, folders []string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool { return within(pkg, folder) })
}

// mayImport says whether one of the patterns names the package.
func mayImport(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		folder, below := strings.CutSuffix(p, "/...")
		return pkg == folder || below && within(pkg, folder)
	})
}

// reach checks that neither PostgreSQL's driver nor OPA is linked into the stories, by whatever way.
func reach(t *tree) ([]string, error) {
	var found []string
	for path, p := range t.graph {
		folder := strings.TrimPrefix(path, t.module+"/")
		if p.Module == nil || !p.Module.Main || !within(folder, "workflows") {
			continue
		}
		for _, l := range libraries {
			if l.name != "PostgreSQL" && l.name != "OPA" {
				continue
			}
			if way := t.way(path, l.paths); way != nil {
				found = append(found, fmt.Sprintf("%s reaches %s by way of %s: neither the database nor the policies are linked into a story.",
					folder, way[len(way)-1], strings.Join(way[:len(way)-1], " → ")))
			}
		}
	}
	return found, nil
}

// way is the shortest chain of imports from a package to one under the targets, or nil. Packages of the standard library are
// targets only when the house itself or a driver would import them, and so are not followed.
func (t *tree) way(from string, targets []string) []string {
	before := map[string]string{from: ""}
	for queue := []string{from}; len(queue) > 0; queue = queue[1:] {
		here := queue[0]
		if slices.ContainsFunc(targets, func(p string) bool { return strings.Contains(p, ".") && within(here, p) }) {
			var chain []string
			for p := here; p != ""; p = before[p] {
				chain = append(chain, p)
			}
			slices.Reverse(chain)
			return chain
		}
		for _, next := range t.graph[here].Imports {
			if _, seen := before[next]; !seen && !t.graph[next].Standard {
				before[next] = here
				queue = append(queue, next)
			}
		}
	}
	return nil
}

// unnamed are folder names that say nothing of what is inside.
var unnamed = []string{"internal", "pkg", "util", "utils", "common", "models", "helpers"}

// folders checks that every folder has a name that people would say.
func folders(t *tree) ([]string, error) {
	var found []string
	err := filepath.WalkDir(t.dir, func(full string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() || full == t.dir {
			return err
		}
		if foreign(e.Name()) {
			return filepath.SkipDir
		}
		if slices.Contains(unnamed, e.Name()) {
			rel, _ := filepath.Rel(t.dir, full)
			found = append(found, fmt.Sprintf("%s/ is called %q: name the folder after what people find in it.", filepath.ToSlash(rel), e.Name()))
		}
		return nil
	})
	return found, err
}
