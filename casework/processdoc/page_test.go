package processdoc_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"followthrough/casework"
	"followthrough/casework/kinds"
	"followthrough/casework/petition"
	"followthrough/casework/processdoc"
)

var update = flag.Bool("update", false, "print the pages in docs/processes anew")

func TestPages_AreAsTheTablesSay(t *testing.T) {
	for _, k := range kinds.All {
		file := filepath.Join("..", "..", "docs", "processes", k.KindName()+".md")
		want := processdoc.Page(k)
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is old: run go generate ./casework/kinds", file)
		}
	}
}

func TestPage_NamesEveryStageMoveFieldRefusalAndDate(t *testing.T) {
	page := processdoc.Page(petition.Process)
	for _, s := range petition.Process.StageList() {
		if !strings.Contains(page, string(s.Name)) {
			t.Errorf("stage %s is not on the page", s.Name)
		}
	}
	for _, m := range petition.Process.MoveList() {
		i := strings.Index(page, "\n| `"+m.Name+"`")
		if i < 0 {
			t.Errorf("move %s is not on the page", m.Name)
			continue
		}
		row, _, _ := strings.Cut(page[i+1:], "\n")
		for _, f := range m.Form {
			if !strings.Contains(row, f.Name) {
				t.Errorf("the row of %s does not ask for %s", m.Name, f.Name)
			}
		}
		for _, code := range m.Needs {
			if !strings.Contains(row, "`"+code+"`") {
				t.Errorf("the row of %s does not name %s", m.Name, code)
			}
		}
	}
	for _, c := range petition.Process.ClockList() {
		if !strings.Contains(page, "\n| `"+c.Name+"`") {
			t.Errorf("the date %s is not on the page", c.Name)
		}
	}
}

// TestPage_MatrixIsTheTable reads the printed matrix back and compares it with the rows.
func TestPage_MatrixIsTheTable(t *testing.T) {
	_, text, _ := strings.Cut(processdoc.Page(petition.Process), "## Who may do what, where")
	_, text, _ = strings.Cut(text, "\n|---|")
	_, text, _ = strings.Cut(text, "\n")
	lines := strings.Split(strings.TrimSpace(text), "\n")
	moves := petition.Process.MoveList()
	if len(lines) != len(moves) {
		t.Fatalf("%d rows are printed, the table has %d", len(lines), len(moves))
	}
	letters := map[string]casework.Role{}
	for i, m := range moves {
		cells := strings.Split(strings.Trim(lines[i], "|"), "|")
		if name := strings.TrimSpace(cells[0]); name != m.Name || len(cells) != len(petition.Process.Stages)+2 {
			t.Fatalf("row %d is %s with %d cells, wanted %s", i, name, len(cells), m.Name)
		}
		for j, cell := range cells[1:] {
			here := j == 0 && len(m.From) == 0 || j > 0 && slices.Contains(m.From, petition.Process.Stages[j-1].Name)
			who, moving := strings.CutSuffix(strings.TrimSpace(cell), "→")
			if here != (who != "") || here && (len(who) != len(m.By) || moving != (len(m.Reaches) > 0)) {
				t.Errorf("%s at %d: %q", m.Name, j, cell)
			}
			for n, l := range who {
				if before, ok := letters[string(l)]; ok && before != m.By[n] {
					t.Errorf("%c means %s and %s", l, before, m.By[n])
				}
				letters[string(l)] = m.By[n]
			}
		}
	}
}
