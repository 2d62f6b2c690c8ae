package policies

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

var embeddedOnce = sync.OnceValues(func() (*Policies, error) { return Load(Embedded) })

// ours is the embedded bundle, compiled once for all tests.
func ours(t testing.TB) *Policies {
	t.Helper()
	p, err := embeddedOnce()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// change is one edit of one file of the bundle, as somebody at an installation makes it.
type change struct{ file, old, new string }

// changed lays the embedded bundle out with some edits.
func changed(t testing.TB, changes ...change) fstest.MapFS {
	t.Helper()
	files, err := read(Embedded)
	if err != nil {
		t.Fatal(err)
	}
	laid := fstest.MapFS{}
	for name, content := range files {
		laid[name] = &fstest.MapFile{Data: content}
	}
	for _, c := range changes {
		was := ""
		if f := laid[c.file]; f != nil {
			was = string(f.Data)
		}
		if !strings.Contains(was, c.old) {
			t.Fatalf("%s does not say %q", c.file, c.old)
		}
		laid[c.file] = &fstest.MapFile{Data: []byte(strings.Replace(was, c.old, c.new, 1))}
	}
	return laid
}

func load(t testing.TB, fsys fs.FS, options ...Option) *Policies {
	t.Helper()
	p, err := Load(fsys, options...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestLoad_ADirectoryIsABundleToo(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, Embedded); err != nil {
		t.Fatal(err)
	}
	p := load(t, os.DirFS(dir))
	if p.Revision() != ours(t).Revision() {
		t.Error("the same files in a directory have another revision")
	}
	if err := os.WriteFile(filepath.Join(dir, "calendar", "README.md"), []byte("notes"), 0o600); err != nil {
		t.Fatal(err)
	}
	if load(t, os.DirFS(dir)).Revision() != p.Revision() {
		t.Error("a file that is neither rule nor data changed the revision")
	}
}

func TestRevision_ChangesWithEveryContentAndName(t *testing.T) {
	files := map[string][]byte{"a/b.json": []byte("1"), "a/c.json": []byte("2")}
	seen := map[string]bool{digest(files): true}
	for _, other := range []map[string][]byte{
		{"a/b.json": []byte("1"), "a/c.json": []byte("3")},
		{"a/b.json": []byte("1"), "a/d.json": []byte("2")},
		{"a/b.json": []byte("12"), "a/c.json": []byte("")},
		{"a/b.json": []byte("1")},
		{},
	} {
		if d := digest(other); seen[d] {
			t.Errorf("%v has the revision of another bundle", other)
		} else {
			seen[d] = true
		}
	}
	if len(ours(t).Revision()) != 64 {
		t.Errorf("revision %q is no SHA-256", ours(t).Revision())
	}
}

func TestFiles_AreTheWholeBundleWithoutItsTests(t *testing.T) {
	p := ours(t)
	files := p.Files()
	for name := range files {
		if strings.HasSuffix(name, "_test.rego") {
			t.Errorf("%s is kept with the bundle", name)
		}
	}
	for _, name := range []string{"access/leave.rego", "escalation/petition/decision.rego", "limits/limits.json", "calendar/2026.json", "thresholds/petition.json", "lib/chain.rego"} {
		if len(files[name]) == 0 {
			t.Errorf("%s is not kept with the bundle", name)
		}
	}
	again, err := FromFiles(files)
	if err != nil {
		t.Fatal(err)
	}
	if again.Revision() != p.Revision() {
		t.Error("the files of a bundle do not make the bundle")
	}
	clear(files)
	if len(p.Files()) == 0 {
		t.Error("whoever is given the files can take them away")
	}
}

func TestLoad_RefusesWhatIsNoBundle(t *testing.T) {
	for name, c := range map[string]change{
		"a rule that asks the network":       {"escalation/petition/decision.rego", "_calls := chain.owes if", "_asked := http.send({\"url\": \"http://x\", \"method\": \"get\"})\n\n_calls := chain.owes if"},
		"a rule that reads the clock":        {"escalation/petition/decision.rego", "_calls := chain.owes if", "_clock := time.now_ns()\n\n_calls := chain.owes if"},
		"a rule that throws dice":            {"access/scope.rego", "_lists_none if", "_dice := rand.intn(\"x\", 6)\n\n_lists_none if"},
		"a rule that reads the environment":  {"access/scope.rego", "_lists_none if", "_env := opa.runtime()\n\n_lists_none if"},
		"a rule that resolves names":         {"access/scope.rego", "_lists_none if", "_ip := net.lookup_ip_addr(\"x\")\n\n_lists_none if"},
		"a misspelt field of the question":   {"escalation/petition/decision.rego", "input.days_overdue", "input.dayz_overdue"},
		"a misspelt field of a link":         {"lib/chain.rego", "not link.vacant", "not link.vaccant"},
		"a misspelt field of the parties":    {"access/sight.rego", "input.parties.sealed", "input.parties.seeled"},
		"a rule that does not parse":         {"access/scope.rego", "scope := {", "scope := {{"},
		"a rule without an article":          {"escalation/petition/reach.rego", "#   article: product-rules catch-up\n", ""},
		"a rule without English words":       {"escalation/petition/reach.rego", "#   title_en: First reminder to the one who owes\n", ""},
		"two rules with one code":            {"escalation/petition/reach.rego", "code: petition.vacancy", "code: petition.stand_in"},
		"thresholds that are no JSON":        {"thresholds/petition.json", "{", "["},
		"a limit without a number":           {"limits/limits.json", "\"value\": 15,", "\"value\": 0,"},
		"a limit in no known unit":           {"limits/limits.json", "\"unit\": \"working-day\"", "\"unit\": \"fortnight\""},
		"a limit without a source":           {"limits/limits.json", "\"article\": \"22\"", "\"article\": \"\""},
		"a limit with a field nobody reads":  {"limits/limits.json", "\"starts\": \"received\"", "\"starts\": \"received\", \"note\": \"x\""},
		"a limit sure as can be":             {"limits/limits.json", "\"article\": \"22\"}, \"sure\": \"C\"", "\"article\": \"22\"}, \"sure\": \"very\""},
		"an extension nobody grants":         {"limits/limits.json", "\"by\": \"unit-head\"", "\"by\": \"\""},
		"a limit given twice":                {"limits/limits.json", "internal.form-team", "internal.name-leader"},
		"no zone":                            {"limits/limits.json", "Asia/Shanghai", ""},
		"an unknown zone":                    {"limits/limits.json", "Asia/Shanghai", "Asia/Qingwu"},
		"a holiday on no day":                {"calendar/2026.json", "\"01-01\"", "\"02-30\""},
		"a make-up day that is no weekend":   {"calendar/2026.json", "\"01-04\"", "\"01-05\""},
		"a make-up day that is off":          {"calendar/2026.json", "\"01-04\"", "\"01-03\""},
		"a day off under two names":          {"calendar/2026.json", "\"qingming\": [\"04-04\"", "\"qingming\": [\"05-01\""},
		"a calendar of no year":              {"calendar/2026.json", "\"2026\"", "\"soon\""},
		"data that says one thing two times": {"thresholds/access.json", "\"access\"", "\"petition\""},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Load(changed(t, c)); err == nil {
				t.Error("it was loaded")
			} else if strings.Contains(err.Error(), "%!") {
				t.Errorf("the error is garbled: %v", err)
			}
		})
	}
	if _, err := Load(fstest.MapFS{}); err == nil {
		t.Error("an empty directory was loaded")
	}
}

// The capabilities are the product's own. A directory cannot bring others.
func TestLoad_ADirectoryCannotWidenTheCapabilities(t *testing.T) {
	laid := changed(t, change{"access/scope.rego", "_lists_none if", "_clock := time.now_ns()\n\n_lists_none if"})
	laid["capabilities.json"] = &fstest.MapFile{Data: []byte(`{"builtins":[{"name":"time.now_ns","decl":{"type":"function","result":{"type":"number"}}}]}`)}
	if _, err := Load(laid); err == nil {
		t.Error("a rule that reads the clock was loaded")
	}
}

func TestWithCalendars_AnImportedYearIsPartOfTheBundle(t *testing.T) {
	year := Year{Holidays: map[string][]string{"new-year": {"01-01"}}, Workdays: []string{"01-03"}}
	p := load(t, Embedded, WithCalendars(map[int]Year{2027: year}))
	if p.Revision() == ours(t).Revision() {
		t.Error("the revision does not tell of the imported year")
	}
	if !p.days.years[2027] || ours(t).days.years[2027] {
		t.Error("2027 is known to the wrong bundle")
	}
	again, err := FromFiles(p.Files())
	if err != nil || again.Revision() != p.Revision() {
		t.Errorf("the imported year is lost: %v", err)
	}
	for _, bad := range []Year{
		{Holidays: map[string][]string{"new year": {"01-01"}}},
		{Holidays: map[string][]string{Weekend: {"01-02"}}},
		{Workdays: []string{"01-01"}},
		{Workdays: []string{"3 January"}},
	} {
		if _, err := Load(Embedded, WithCalendars(map[int]Year{2027: bad})); err == nil {
			t.Errorf("%v was taken for a calendar", bad)
		}
	}
}

func TestWithCalendars_CorrectsAYearTheBundleHas(t *testing.T) {
	var year map[string]Year
	if err := json.Unmarshal(ours(t).files["calendar/2026.json"], &year); err != nil {
		t.Fatal(err)
	}
	y := year["2026"]
	y.Holidays = maps.Clone(y.Holidays)
	y.Holidays["founding-day"] = []string{"03-17"}
	p := load(t, Embedded, WithCalendars(map[int]Year{2026: y}))
	if got := due(t, p, "petition.register", "2026-03-02 09:00", 0); got != "2026-03-18" {
		t.Errorf("a corrected holiday moves the last day to %s", got)
	}
}
