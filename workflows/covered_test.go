package workflows_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"followthrough/workflows/flowtest"
)

// TestMain also fails when a date of the table was let pass by no scenario, unless only
// some of the tests ran.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.skip").Value.String() == "" {
		code = datesCovered("petition")
	}
	os.Exit(code)
}

func datesCovered(kind string) int {
	code := 0
	asked := flowtest.Covered(kind).Asked
	names, err := datesOf(filepath.Join("..", "casework", kind, "owed.go"))
	if err != nil || len(names) == 0 {
		fmt.Fprintf(os.Stderr, "the dates of %s cannot be read: %v\n", kind, err)
		return 1
	}
	for _, name := range names {
		if asked[name] == 0 {
			fmt.Fprintf(os.Stderr, "FAIL: no scenario lets the date %q of %s pass\n", name, kind)
			code = 1
		}
	}
	return code
}

// datesOf reads the names of everything that may be owed: Name: "…" in the file.
func datesOf(file string) ([]string, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return nil, err
	}
	var names []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		pair, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		key, _ := pair.Key.(*ast.Ident)
		value, _ := pair.Value.(*ast.BasicLit)
		if key != nil && value != nil && key.Name == "Name" {
			name, _ := strconv.Unquote(value.Value)
			names = append(names, name)
		}
		return true
	})
	return names, nil
}
