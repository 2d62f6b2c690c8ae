package policies

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

//go:embed capabilities.json
var capabilities []byte

//go:embed schemas
var schemas embed.FS

// rules are the compiled Rego of a bundle.
type rules struct {
	judges   map[string]rego.PreparedEvalQuery // by kind
	measures map[string][]string               // by kind, in rising order
	leave    rego.PreparedEvalQuery
	scope    rego.PreparedEvalQuery
	words    map[string]words // by rule code
}

// compile checks the rules as `opa check --strict --capabilities --schema` does and
// prepares the questions that will be asked of them.
func compile(files map[string][]byte, data map[string]any) (*rules, error) {
	modules, err := parse(files)
	if err != nil {
		return nil, err
	}
	c, err := compiler()
	if err != nil {
		return nil, err
	}
	if c.Compile(modules); c.Failed() {
		return nil, fmt.Errorf("compile policies: %w", c.Errors)
	}
	r := &rules{judges: map[string]rego.PreparedEvalQuery{}, measures: map[string][]string{}}
	if r.words, err = readWords(c.GetAnnotationSet()); err != nil {
		return nil, err
	}
	store := inmem.NewFromObjectWithOpts(data, inmem.OptReturnASTValuesOnRead(true))
	ask := func(query string) (rego.PreparedEvalQuery, error) {
		// The answer stays a term: turning it into maps first would cost more than deciding.
		asTerm := rego.GenerateJSON(func(t *ast.Term, _ *rego.EvalContext) (any, error) { return t, nil })
		return rego.New(rego.Query(query), rego.Compiler(c), rego.Store(store), rego.StrictBuiltinErrors(true), asTerm).PrepareForEval(context.Background())
	}
	var errs [2]error
	r.leave, errs[0] = ask("data.access.leave")
	r.scope, errs[1] = ask("data.access.scope")
	err = errors.Join(errs[:]...)
	for _, kind := range kinds(modules) {
		var e error
		r.judges[kind], e = ask("data.escalation." + kind + ".decision")
		r.measures[kind] = measures(data, kind)
		err = errors.Join(err, e)
	}
	if err != nil {
		return nil, fmt.Errorf("prepare policies: %w", err)
	}
	return r, nil
}

func parse(files map[string][]byte) (map[string]*ast.Module, error) {
	caps, err := ast.LoadCapabilitiesJSON(bytes.NewReader(capabilities))
	if err != nil {
		return nil, fmt.Errorf("capabilities: %w", err)
	}
	modules := map[string]*ast.Module{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if path.Ext(name) != ".rego" {
			continue
		}
		m, err := ast.ParseModuleWithOpts(name, string(files[name]), ast.ParserOptions{RegoVersion: ast.RegoV1, Capabilities: caps, ProcessAnnotation: true})
		if err != nil {
			return nil, fmt.Errorf("parse policies: %w", err)
		}
		modules[name] = m
	}
	return modules, nil
}

// compiler refuses whatever is not in capabilities.json, and fields the schemas do not name.
func compiler() (*ast.Compiler, error) {
	caps, err := ast.LoadCapabilitiesJSON(bytes.NewReader(capabilities))
	if err != nil {
		return nil, fmt.Errorf("capabilities: %w", err)
	}
	known := ast.NewSchemaSet()
	for _, name := range []string{"access", "question"} {
		raw, err := schemas.ReadFile("schemas/" + name + "/input.json")
		if err != nil {
			return nil, err
		}
		var schema any
		if err := json.Unmarshal(raw, &schema); err != nil {
			return nil, fmt.Errorf("schema %s: %w", name, err)
		}
		known.Put(ast.MustParseRef("schema."+name+".input"), schema)
	}
	return ast.NewCompiler().WithStrict(true).WithCapabilities(caps).WithSchemas(known).WithUseTypeCheckAnnotations(true).
		WithDefaultRegoVersion(ast.RegoV1), nil
}

// kinds lists the kinds of case that have a package under data.escalation.
func kinds(modules map[string]*ast.Module) []string {
	found := map[string]bool{}
	for _, m := range modules {
		if rest, ok := strings.CutPrefix(m.Package.Path.String(), "data.escalation."); ok && !strings.Contains(rest, ".") {
			found[rest] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// measures lists the measures a kind knows, from its thresholds.
func measures(data map[string]any, kind string) []string {
	thresholds, _ := data["thresholds"].(map[string]any)
	own, _ := thresholds[kind].(map[string]any)
	listed, _ := own["measures"].([]any)
	var all []string
	for _, m := range listed {
		if name, ok := m.(string); ok {
			all = append(all, name)
		}
	}
	return all
}

// tree lays the JSON files out as Rego sees them: a folder is a key of data, and the
// objects of the files in it are merged, as the opa command does.
func tree(files map[string][]byte) (map[string]any, error) {
	data := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if path.Ext(name) != ".json" {
			continue
		}
		at := data
		for folder := range strings.SplitSeq(path.Dir(name), "/") {
			below, ok := at[folder].(map[string]any)
			if !ok {
				below = map[string]any{}
				at[folder] = below
			}
			at = below
		}
		var content map[string]any
		dec := json.NewDecoder(bytes.NewReader(files[name]))
		dec.UseNumber()
		if err := dec.Decode(&content); err != nil {
			return nil, fmt.Errorf("data of %s: %w", name, err)
		}
		for key, value := range content {
			if _, twice := at[key]; twice {
				return nil, fmt.Errorf("data of %s: %s is given twice", name, key)
			}
			at[key] = value
		}
	}
	return data, nil
}
