package pages

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var classes = regexp.MustCompile(`class="([^"]*)"`)

// tabler.css is purged of what no page used when it was made: a class that a page uses now must be in one of the sheets.
func TestClasses_AreInTheStyleSheets(t *testing.T) {
	var css strings.Builder
	for _, name := range []string{"../static/tabler.css", "../static/app.css", "../static/volume.css"} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		css.Write(raw)
	}
	files, err := filepath.Glob("*.templ")
	if err != nil || len(files) == 0 {
		t.Fatal("no templates", err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range classes.FindAllStringSubmatch(string(raw), -1) {
			for _, class := range strings.Fields(m[1]) {
				if !regexp.MustCompile(`\.` + regexp.QuoteMeta(class) + `[^a-zA-Z0-9_-]`).MatchString(css.String()) {
					t.Errorf("%s uses the class %s, which no sheet has", name, class)
				}
			}
		}
	}
}

// A sheet whose rules are not all closed hides everything behind them, and no browser says so.
func TestSheets_CloseWhatTheyOpen(t *testing.T) {
	raw, err := os.ReadFile("../static/app.css")
	if err != nil {
		t.Fatal(err)
	}
	depth := 0
	for i, line := range strings.Split(string(raw), "\n") {
		if strings.HasPrefix(line, "/*") && depth != 0 {
			t.Errorf("line %d begins a section inside a rule", i+1)
		}
		depth += strings.Count(line, "{") - strings.Count(line, "}")
	}
	if depth != 0 {
		t.Errorf("%d rules are left open", depth)
	}
}
