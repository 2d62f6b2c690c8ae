package policies

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
)

// everything is the rules with their tests, and the data, as they lie in this folder.
func everything(t *testing.T) (map[string]*ast.Module, map[string]any) {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && (ofBundle(name) || path.Ext(name) == ".rego") {
			files[name], err = os.ReadFile(name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	modules, err := parse(files)
	if err != nil {
		t.Fatal(err)
	}
	data, err := tree(files)
	if err != nil {
		t.Fatal(err)
	}
	return modules, data
}

// The rules' own tests pass, and there is no line of a rule that none of them reaches.
func TestRego_TestsPassAndCoverEveryLine(t *testing.T) {
	modules, data := everything(t)
	c, err := compiler()
	if err != nil {
		t.Fatal(err)
	}
	store := inmem.NewFromObject(data)
	ctx := context.Background()
	reached := cover.New()
	ran := 0
	err = storage.Txn(ctx, store, storage.TransactionParams{}, func(txn storage.Transaction) error {
		results, err := tester.NewRunner().SetCompiler(c).SetStore(store).SetModules(modules).RaiseBuiltinErrors(true).
			SetCoverageQueryTracer(reached).SetCoverageRuns(nil).RunTests(ctx, txn)
		if err != nil {
			return err
		}
		for r := range results {
			ran++
			if !r.Pass() {
				t.Errorf("%s.%s at %s: fail=%v error=%v", r.Package, r.Name, r.Location, r.Fail, r.Error)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if ran < 100 {
		t.Errorf("only %d tests of rules ran", ran)
	}
	report := reached.Report(modules)
	for name, f := range report.Files {
		for _, r := range f.NotCovered {
			t.Errorf("%s:%d is reached by no test", name, r.Start.Row)
		}
	}
	if report.Coverage < 100 {
		t.Errorf("the tests of the rules cover %.1f %%", report.Coverage)
	}
}

// A test of a rule has a counterpart: where one says what happens, another says when it does not.
func TestRego_EveryPackageSaysWhatDoesNotHappen(t *testing.T) {
	modules, _ := everything(t)
	says := map[string]int{}
	for _, m := range modules {
		for _, r := range m.Rules {
			name := string(r.Head.Name)
			if !strings.HasPrefix(name, "test_") {
				continue
			}
			for _, word := range []string{"_no_", "_not_", "_nobody_", "_nothing_", "_none_", "silent", "undefined", "_only_", "_neither_", "without", "otherwise", "_no_other"} {
				if strings.Contains(name, word) {
					says[m.Package.Path.String()]++
					break
				}
			}
		}
	}
	for _, pkg := range []string{"data.access_test", "data.escalation.petition_test", "data.lib.chain_test", "data.lib.cite_test"} {
		if says[pkg] == 0 {
			t.Errorf("%s says nowhere what does not happen", pkg)
		}
	}
}

func TestRego_IsFormatted(t *testing.T) {
	modules, _ := everything(t)
	for name := range modules {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		formatted, err := format.SourceWithOpts(name, raw, format.Opts{RegoVersion: ast.RegoV1})
		if err != nil || !bytes.Equal(raw, formatted) {
			t.Errorf("%s is not formatted (opa fmt): %v", name, err)
		}
	}
}

// capabilities.json lists builtins that give the same answer everywhere and always, and
// nothing that this version of OPA does not have.
func TestCapabilities_AreFreeOfTheOutsideWorld(t *testing.T) {
	caps, err := ast.LoadCapabilitiesJSON(bytes.NewReader(capabilities))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]*ast.Builtin{}
	for _, b := range ast.CapabilitiesForThisVersion().Builtins {
		known[b.Name] = b
	}
	forbidden := []string{"http.", "net.", "opa.", "time.", "rand.", "uuid.", "crypto.", "io.jwt.", "providers.", "rego.parse_module", "graphql.", "trace"}
	for _, b := range caps.Builtins {
		if slices.ContainsFunc(forbidden, func(p string) bool { return strings.HasPrefix(b.Name, p) }) {
			t.Errorf("%s reaches outside", b.Name)
		}
		if k := known[b.Name]; k == nil || k.Nondeterministic || k.IsDeprecated() {
			t.Errorf("%s is unknown, deprecated or not the same each time", b.Name)
		}
	}
	if caps.AllowNet == nil || len(caps.AllowNet) != 0 {
		t.Errorf("the network is allowed: %v", caps.AllowNet)
	}
}

// In every language a rule has words, and they differ.
func TestRules_HaveWordsInBothLanguages(t *testing.T) {
	p := ours(t)
	for _, code := range append(p.RuleCodes(), "default.statutory") {
		zh, ok1 := p.RuleText(code, "zh-CN")
		en, ok2 := p.RuleText(code, "en")
		if !ok1 || !ok2 || zh.Code != code || en.Code != code {
			t.Errorf("%s has no words", code)
		}
		if !chinese(zh.Title) || !chinese(zh.Reason) || chinese(en.Title) || chinese(en.Reason) {
			t.Errorf("%s says %q, %q and %q, %q", code, zh.Title, zh.Reason, en.Title, en.Reason)
		}
		if !strings.HasSuffix(zh.Reason, "。") || !strings.HasSuffix(en.Reason, ".") || zh.Article != en.Article {
			t.Errorf("%s: a reason is a sentence: %q, %q", code, zh.Reason, en.Reason)
		}
	}
	if _, ok := p.RuleText("petition.no_such_rule", "en"); ok {
		t.Error("an unknown rule has words")
	}
}

func chinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff })
}

// Every rule that takes a measure takes one its thresholds know.
func TestRules_TakeKnownMeasures(t *testing.T) {
	p := ours(t)
	for _, code := range p.RuleCodes() {
		w, _ := p.RuleText(code, "zh-CN")
		kind, _, _ := strings.Cut(code, ".")
		if w.Measure != "" && !slices.Contains(p.rules.measures[kind], w.Measure) {
			t.Errorf("%s takes the measure %q", code, w.Measure)
		}
	}
}

// Ladders rise by day, so that the last one begun is the one in force.
func TestThresholds_LaddersRise(t *testing.T) {
	var file struct {
		Petition struct {
			Ladders []struct {
				From string `json:"from"`
			} `json:"ladders"`
		} `json:"petition"`
	}
	if err := json.Unmarshal(ours(t).files["thresholds/petition.json"], &file); err != nil {
		t.Fatal(err)
	}
	last := ""
	for _, l := range file.Petition.Ladders {
		if l.From <= last {
			t.Errorf("the ladder of %q does not come after that of %q", l.From, last)
		}
		last = l.From
	}
}
