package main

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// clock are the functions of package time that read or wait for the machine's clock.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// chance are the packages whose answers differ from run to run.
var chance = []string{"math/rand", "math/rand/v2", "crypto/rand"}

// outside are the packages through which a pure room could touch the world.
var outside = []string{"os", "os/exec", "net", "net/http", "syscall", "io/ioutil", "log", "log/slog"}

// purity checks that casework and workflows read no clock and draw no lots, and that casework does no I/O and starts no
// goroutine. Their tests may, and so may flowtest, which keeps a clock of its own.
func purity(t *tree) ([]string, error) {
	var found []string
	for _, f := range t.files {
		pure := within(f.pkg, "casework")
		if f.test || !pure && !within(f.pkg, "workflows") || within(f.pkg, "workflows/flowtest") {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if what := impure(f, n, pure); what != "" {
				found = append(found, fmt.Sprintf("%s %s in %s.", t.at(f, n), what, room(f.pkg)))
			}
			return true
		})
	}
	return found, nil
}

// impure says what a node does that its room may not, or nothing.
func impure(f *source, n ast.Node, pure bool) string {
	switch n := n.(type) {
	case *ast.ImportSpec:
		path := strings.Trim(n.Path.Value, `"`)
		if slices.Contains(chance, path) {
			return "imports " + path + ": there is no chance"
		}
		if pure && slices.Contains(outside, path) {
			return "imports " + path + ": there is no I/O"
		}
	case *ast.SelectorExpr:
		x, ok := n.X.(*ast.Ident)
		if ok && x.Name == importedAs(f, "time") && slices.Contains(clock, n.Sel.Name) {
			return "uses time." + n.Sel.Name + ": there is no clock"
		}
	case *ast.GoStmt:
		if pure {
			return "starts a goroutine: there are none"
		}
	}
	return ""
}

// importedAs is the name under which a file knows a package, or nothing.
func importedAs(f *source, path string) string {
	for _, spec := range f.syntax.Imports {
		if strings.Trim(spec.Path.Value, `"`) != path {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path
	}
	return ""
}
