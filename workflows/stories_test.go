package workflows_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"

	"followthrough/casework"
	"followthrough/casework/kinds"
	"followthrough/casework/petition"
	"followthrough/workflows"
)

func TestStories_AreOneForEachKind(t *testing.T) {
	var names []string
	for _, k := range kinds.All {
		names = append(names, k.KindName())
	}
	slices.Sort(names)
	if !slices.Equal(names, workflows.Kinds()) {
		t.Errorf("kinds %v, stories %v: add a line to register.go", names, workflows.Kinds())
	}
}

// clocksOnly are the stages in which nothing happens by itself but what is due.
var clocksOnly = []casework.Stage{petition.Registered, petition.Accepted, petition.Led, petition.Analysed, petition.Planned, petition.Merged}

func TestPetition_EachStageIsNamedOrDeliberatelyLeftToTheClocks(t *testing.T) {
	named := stagesNamed(t, "petition.go", "Petition")
	for _, s := range petition.Process.StageList() {
		is, left := slices.Contains(named, s.Name), slices.Contains(clocksOnly, s.Name)
		if !s.End && is == left {
			t.Errorf("%s: named in the story: %t, left to the clocks: %t", s.Name, is, left)
		}
		if s.End && is {
			t.Errorf("%s ends the case; no run stays in it", s.Name)
		}
	}
}

// stagesNamed reads the constants of the cases of a story's switch: petition.NotAccepted is not-accepted.
func stagesNamed(t *testing.T, file, story string) []casework.Stage {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var named []casework.Stage
	word := regexp.MustCompile(`[A-Z][a-z]+`)
	ast.Inspect(parsed, func(n ast.Node) bool {
		if f, ok := n.(*ast.FuncDecl); ok && f.Name.Name != story {
			return false
		}
		if c, ok := n.(*ast.CaseClause); ok {
			for _, e := range c.List {
				words := word.FindAllString(e.(*ast.SelectorExpr).Sel.Name, -1)
				named = append(named, casework.Stage(strings.ToLower(strings.Join(words, "-"))))
			}
		}
		return true
	})
	if len(named) == 0 {
		t.Fatalf("%s has no switch", story)
	}
	return named
}
