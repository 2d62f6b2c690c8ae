package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// tree is the checkout as the checks see it.
type tree struct {
	dir      string // of the root module
	module   string // its path
	fset     *token.FileSet
	files    []*source
	packages int
	graph    map[string]listed // every package in reach, by import path
}

// source is one Go file of the root module.
type source struct {
	path   string // from the root, with slashes
	pkg    string // folder of its package from the root, "" for the root
	test   bool
	syntax *ast.File
}

// listed is what `go list` says of a package.
type listed struct {
	ImportPath, Dir                                             string
	Imports, GoFiles, IgnoredGoFiles, TestGoFiles, XTestGoFiles []string
	Standard                                                    bool
	Module                                                      *struct {
		Path, Dir string
		Main      bool
	}
}

// load asks the go command for the packages of the module at dir and parses their files. A package that doesn't compile is
// read all the same: the arrows of unfinished work count too.
func load(dir string) (*tree, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	t := &tree{dir: dir, fset: token.NewFileSet(), graph: map[string]listed{}}
	list := exec.Command("go", "list", "-e", "-deps",
		"-json=ImportPath,Dir,Imports,GoFiles,IgnoredGoFiles,TestGoFiles,XTestGoFiles,Standard,Module", "./...")
	list.Dir = dir
	var errs bytes.Buffer
	list.Stderr = &errs
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list in %s: %w: %s", dir, err, errs.String())
	}
	for packages := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := packages.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("read the answer of go list: %w", err)
		}
		t.graph[p.ImportPath] = p
		if err := t.add(p); err != nil {
			return nil, err
		}
	}
	if t.packages == 0 {
		return nil, fmt.Errorf("no package in %s", dir)
	}
	return t, nil
}

// add parses the files of a package of the root module, and passes over every other.
func (t *tree) add(p listed) error {
	if p.Module == nil || !p.Module.Main {
		return nil
	}
	t.module = p.Module.Path
	t.packages++
	folder := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, t.module), "/")
	for _, name := range slices.Concat(p.GoFiles, p.IgnoredGoFiles, p.TestGoFiles, p.XTestGoFiles) {
		full := filepath.Join(p.Dir, name)
		syntax, err := parser.ParseFile(t.fset, full, nil, parser.ParseComments|parser.SkipObjectResolution)
		if syntax == nil {
			return fmt.Errorf("parse %s: %w", full, err)
		}
		test := strings.HasSuffix(name, "_test.go")
		t.files = append(t.files, &source{path: path.Join(folder, name), pkg: folder, test: test, syntax: syntax})
	}
	return nil
}

// at names the place of a node: file and line.
func (t *tree) at(f *source, n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.path, t.fset.Position(n.Pos()).Line)
}

// room is the top-level folder of a package: "casework" for "casework/petition", "" for main.
func room(pkg string) string {
	first, _, _ := strings.Cut(pkg, "/")
	return first
}

// within says whether a package is the folder or lies under it.
func within(pkg, folder string) bool {
	return pkg == folder || strings.HasPrefix(pkg, folder+"/")
}

// walk visits the files under a folder of the checkout that have one of the endings, leaving out what is no source of ours.
// A folder that isn't there has no files.
func (t *tree) walk(under string, endings []string, visit func(path string, content []byte) error) error {
	err := filepath.WalkDir(filepath.Join(t.dir, under), func(full string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && foreign(e.Name()) && full != t.dir:
			return filepath.SkipDir
		case e.IsDir() || !slices.Contains(endings, filepath.Ext(full)):
			return nil
		}
		content, err := os.ReadFile(full)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(t.dir, full)
		if err != nil {
			return err
		}
		return visit(filepath.ToSlash(rel), content)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// foreign says whether a folder holds nothing that we wrote as part of the house.
func foreign(name string) bool {
	return strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata"
}
