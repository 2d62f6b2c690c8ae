package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/web/locales"
)

// Every word that the petition's table brings has to be said: a row added to it fails here until its labels are written.
func TestLabels_CoverThePetitionsTable(t *testing.T) {
	for _, lang := range locales.Languages {
		w := locales.In(lang)
		need := func(why string, keys ...string) {
			if !slices.ContainsFunc(keys, w.Has) {
				t.Errorf("%s: %s: none of %v is said", lang, why, keys)
			}
		}
		for _, s := range petition.Process.StageList() {
			need("stage", "stage."+string(s.Name))
		}
		for _, m := range petition.Process.MoveList() {
			need("move", "move."+m.Name)
			need("button", "move."+m.Name+".verb")
			need("line", "line."+m.Name)
			for _, r := range m.By {
				need("role in "+m.Name, "role."+string(r))
			}
			for _, code := range m.Needs {
				need("refusal of "+m.Name, "refusal."+code)
			}
			needFields(need, m.Name, "", m.Form)
		}
	}
}

func needFields(need func(string, ...string), move, owner string, form []casework.Field) {
	for _, f := range form {
		name := owner + f.Name
		need("field of "+move, "field."+move+"."+name, "field."+name, "field."+f.Name)
		for _, o := range f.Options {
			need("option of "+move+" "+name, "option."+f.Name+"."+o)
		}
		needFields(need, move, name+".", f.Row)
	}
}

// The names that the table holds in its conditions and clocks are read off its source: keys of items, names of dues, limits.
func TestLabels_CoverItemsDuesAndLimits(t *testing.T) {
	items, dues, limits := named(t, "Item", "Key"), named(t, "Owed", "Name"), named(t, "Owed", "Limit")
	items = append(items, firstArguments(t, "add")...)
	for _, k := range petition.Checklist(petition.Facts{}) {
		items = append(items, k.Key)
	}
	if len(dues) < 15 || len(limits) < 15 || len(items) < 10 {
		t.Fatalf("read only %d dues, %d limits, %d items off the table", len(dues), len(limits), len(items))
	}
	for _, lang := range locales.Languages {
		w := locales.In(lang)
		for prefix, names := range map[string][]string{"item.": items, "limit.": limits} {
			for _, n := range names {
				if !w.Has(prefix+n) && !w.Has("refusal."+n) {
					t.Errorf("%s: %s%s is not said", lang, prefix, n)
				}
			}
		}
		for _, n := range dues {
			for _, key := range []string{"due." + n, "due." + n + ".do", "due." + n + ".verb"} {
				if !w.Has(key) {
					t.Errorf("%s: %s is not said", lang, key)
				}
			}
			if _, ok := answers[n]; !ok && n != "settle-withdrawal" {
				t.Errorf("no move answers the date %s", n)
			}
		}
	}
}

// named reads the string that a field has in every literal of a type in the petition's package.
func named(t *testing.T, typ, field string) []string {
	var all []string
	inspect(t, func(n ast.Node) {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return
		}
		if sel, ok := lit.Type.(*ast.SelectorExpr); lit.Type != nil && (!ok || sel.Sel.Name != typ) {
			return
		}
		for _, e := range lit.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == field && (lit.Type != nil || field == "Key") {
				all = appendString(all, kv.Value)
			}
		}
	})
	return all
}

// firstArguments reads the first argument of every call of a function by that name.
func firstArguments(t *testing.T, function string) []string {
	var all []string
	inspect(t, func(n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return
		}
		if f, ok := call.Fun.(*ast.Ident); ok && f.Name == function {
			all = appendString(all, call.Args[0])
		}
	})
	return all
}

func appendString(all []string, e ast.Expr) []string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if s, err := strconv.Unquote(lit.Value); err == nil && s != "" && !slices.Contains(all, s) {
			return append(all, s)
		}
	}
	return all
}

func inspect(t *testing.T, see func(ast.Node)) {
	t.Helper()
	files, err := filepath.Glob("../casework/petition/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no source of the petition's table", err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool { see(n); return true })
	}
}
