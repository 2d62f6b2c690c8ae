package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// house is a small tree that keeps to every arrow.
var house = map[string]string{
	"go.mod":                      "module followthrough\n\ngo 1.26.0\n",
	"main.go":                     "package main\n\nimport (\n\t_ \"followthrough/deploy/local\"\n\t_ \"followthrough/policies\"\n\t_ \"followthrough/store\"\n\t_ \"followthrough/web\"\n\t_ \"followthrough/worker\"\n)\n\nfunc main() {}\n",
	"casework/casework.go":        "package casework\n\nimport \"time\"\n\n// law: civil-code 201, 203\nfunc Due(from time.Time) time.Time { return from.AddDate(0, 0, 1) }\n",
	"casework/petition/p.go":      "package petition\n\nimport \"followthrough/casework\"\n\n// The limit. law: petition-regulation 34, petition-regulation 44; civil-code 201, weekend (60 days)\nvar Limit = casework.Due\n\ntype Facts struct {\n\tLeader string `json:\"leader\"`\n}\n",
	"casework/review/r.go":        "package review\n\nimport _ \"followthrough/casework\"\n",
	"casework/kinds/kinds.go":     "package kinds\n\nimport (\n\t_ \"followthrough/casework/petition\"\n\t_ \"followthrough/casework/review\"\n)\n",
	"policies/policies.go":        "package policies\n\nimport (\n\t_ \"followthrough/casework\"\n\t_ \"github.com/open-policy-agent/opa/v1/rego\"\n)\n",
	"policies/escalation/p.rego":  "# METADATA\n# title: late, and 越级 is only a word here\n# custom:\n#   article: petition-regulation 39\npackage escalation\n\nfindings contains input.due\n",
	"policies/limits/limits.json": `{"petition.handle": {"days": 60, "note": "not for 越级"}}`,
	"store/store.go":              "package store\n\nimport (\n\t_ \"followthrough/casework\"\n\t_ \"github.com/jackc/pgx/v5\"\n)\n",
	"store/store_test.go":         "package store\n\nimport (\n\t_ \"followthrough/casework/kinds\"\n\t_ \"followthrough/deploy/local\"\n)\n",
	"store/storetest/s.go":        "package storetest\n\nimport (\n\t_ \"followthrough/casework/kinds\"\n\t_ \"followthrough/deploy/local\"\n)\n",
	"store/migrations/1.sql":      "-- is_repeat is not kept\nCREATE TABLE cases (\n\tid TEXT, -- 越级\n\trisk_level TEXT CHECK (risk_level <> 'is_repeat')\n);\n",
	"activities/a.go":             "package activities\n\nimport _ \"followthrough/casework\"\n",
	"workflows/w.go":              "package workflows\n\nimport (\n\t_ \"followthrough/activities\"\n\t_ \"followthrough/casework/petition\"\n\t_ \"go.temporal.io/sdk/workflow\"\n)\n",
	"workflows/flowtest/f.go":     "package flowtest\n\nimport (\n\t_ \"followthrough/workflows\"\n\t\"time\"\n)\n\nvar Start = time.Now()\n",
	"worker/worker.go":            "package worker\n\nimport (\n\t_ \"followthrough/store\"\n\t_ \"followthrough/workflows\"\n\t_ \"go.temporal.io/sdk/worker\"\n)\n",
	"web/web.go":                  "package web\n\nimport (\n\t_ \"followthrough/casework\"\n\t_ \"github.com/labstack/echo/v4\"\n)\n",
	"web/web_test.go":             "package web\n\nimport (\n\t_ \"followthrough/policies\"\n\t_ \"followthrough/store\"\n)\n",
	"deploy/local/local.go":       "package local\n\nimport _ \"github.com/jackc/pgx/v5\"\n",
	"docs/law/petition-regulation.md": "# Petition regulation\n\n| article | what | sure |\n|---|---|---|\n" +
		"| 34 | sixty days | C |\n| 39 | ladder | C |\n| 43–46 | liability | C |\n",
	"docs/law/civil-code.md": "| 201 | first day | C |\n| 203 | last day | C |\n| weekend | too | U |\n",
}

// check writes the house with the changes into a folder of its own and gives what arrows says of it, and its status.
func check(t *testing.T, changes map[string]string) (string, int) {
	t.Helper()
	dir := t.TempDir()
	files := maps.Clone(house)
	maps.Copy(files, changes)
	for name, content := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	status := run(dir, &out, &errs)
	if errs.Len() > 0 {
		t.Log(errs.String())
	}
	return out.String(), status
}

func TestArrows_AHouseThatKeepsToThemIsSilent(t *testing.T) {
	out, status := check(t, nil)
	if status != 0 || strings.Count(out, "\n") != 1 {
		t.Errorf("status %d:\n%s", status, out)
	}
}

func TestArrows_EachViolationIsOneSentence(t *testing.T) {
	importing := func(pkg, path string) string { return "package " + pkg + "\n\nimport _ \"" + path + "\"\n" }
	cases := []struct {
		name, file, content string
		want                []string
	}{
		{"casework outside the standard library", "casework/x.go", importing("casework", "github.com/google/uuid"),
			[]string{"casework/x.go imports github.com/google/uuid: casework imports the standard library only."}},
		{"casework another room", "casework/x.go", importing("casework", "followthrough/activities"),
			[]string{"casework/x.go imports followthrough/activities: casework imports the standard library only."}},
		{"casework a kind", "casework/x.go", importing("casework", "followthrough/casework/petition"),
			[]string{"casework/x.go imports followthrough/casework/petition: casework knows no kind."}},
		{"a kind another kind", "casework/review/x.go", importing("review", "followthrough/casework/petition"),
			[]string{"casework/review/x.go imports followthrough/casework/petition: a kind imports casework and never another kind."}},
		{"a kind the list of kinds", "casework/review/x.go", importing("review", "followthrough/casework/kinds"),
			[]string{"casework/review/x.go imports followthrough/casework/kinds: a kind imports casework and never another kind."}},
		{"policies the store", "policies/x.go", importing("policies", "followthrough/store"),
			[]string{"policies/x.go imports followthrough/store: policies and store do not know each other."}},
		{"store the policies", "store/x.go", importing("store", "followthrough/policies"),
			[]string{"store/x.go imports followthrough/policies: policies and store do not know each other."}},
		{"store a kind", "store/x.go", importing("store", "followthrough/casework/petition"),
			[]string{"store/x.go imports followthrough/casework/petition: store imports no kind, it holds them as casework.Kind."}},
		{"Temporal in web", "web/x.go", importing("web", "go.temporal.io/sdk/client"),
			[]string{"web/x.go imports go.temporal.io/sdk/client: Temporal's types stay in workflows, activities and worker."}},
		{"Temporal in main", "x.go", importing("main", "go.temporal.io/api/enums/v1"),
			[]string{"x.go imports go.temporal.io/api/enums/v1: Temporal's types stay in workflows, activities and worker."}},
		{"the engine's server", "worker/x.go", importing("worker", "go.temporal.io/server/temporal"),
			[]string{"worker/x.go imports go.temporal.io/server/temporal: main starts the engine's binary and never links it."}},
		{"Echo outside web", "worker/x.go", importing("worker", "github.com/labstack/echo/v4"),
			[]string{"worker/x.go imports github.com/labstack/echo/v4: Echo's types stay in web."}},
		{"pgx outside store", "worker/x.go", importing("worker", "github.com/jackc/pgx/v5/pgxpool"),
			[]string{"worker/x.go imports github.com/jackc/pgx/v5/pgxpool: store holds every SQL statement."}},
		{"pgx in a test of web", "web/x_test.go", importing("web", "github.com/jackc/pgx/v5"),
			[]string{"web/x_test.go imports github.com/jackc/pgx/v5: store holds every SQL statement."}},
		{"SQL in web", "web/x.go", importing("web", "database/sql"),
			[]string{"web/x.go imports database/sql: store holds every SQL statement."}},
		{"OPA outside policies", "store/x.go", importing("store", "github.com/open-policy-agent/opa/v1/ast"),
			[]string{"store/x.go imports github.com/open-policy-agent/opa/v1/ast: only policies asks Rego."}},
		{"web the policies", "web/x.go", importing("web", "followthrough/policies"),
			[]string{"web/x.go imports followthrough/policies: web may not import policies."}},
		{"somebody web", "worker/x.go", importing("worker", "followthrough/web/static"),
			[]string{"worker/x.go imports followthrough/web/static: nothing but main imports web."}},
		{"somebody worker", "web/x_test.go", importing("web", "followthrough/worker"),
			[]string{"web/x_test.go imports followthrough/worker: nothing but main imports worker."}},
		{"somebody deploy", "store/x.go", importing("store", "followthrough/deploy/local"),
			[]string{"store/x.go imports followthrough/deploy/local: nothing but main imports deploy."}},
		{"somebody main", "deploy/load/x.go", importing("main", "followthrough"),
			[]string{"deploy/load/x.go imports followthrough: nothing imports main."}},
		{"the product its tests' support", "worker/x.go", importing("worker", "followthrough/store/storetest"),
			[]string{"worker/x.go imports followthrough/store/storetest: only tests import store/storetest."}},
		{"a room of its own", "letters/x.go", "package letters\n",
			[]string{"letters/x.go is in letters/, a room that the map of arrows does not know: name it in tools/arrows/rooms.go or move the file."}},
		{"a folder without a name", "web/helpers/x.txt", "",
			[]string{`web/helpers/ is called "helpers": name the folder after what people find in it.`}},
		{"a clock in casework", "casework/x.go", "package casework\n\nimport \"time\"\n\nvar t = time.Now()\n",
			[]string{"casework/x.go:5 uses time.Now: there is no clock in casework."}},
		{"a clock by another name", "workflows/x.go", "package workflows\n\nimport clock \"time\"\n\nfunc wait() { clock.Sleep(1) }\n",
			[]string{"workflows/x.go:5 uses time.Sleep: there is no clock in workflows."}},
		{"chance in workflows", "workflows/x.go", importing("workflows", "math/rand/v2"),
			[]string{"workflows/x.go:3 imports math/rand/v2: there is no chance in workflows."}},
		{"I/O in casework", "casework/petition/x.go", importing("petition", "os"),
			[]string{"casework/petition/x.go:3 imports os: there is no I/O in casework."}},
		{"a goroutine in casework", "casework/x.go", "package casework\n\nfunc x() { go x() }\n",
			[]string{"casework/x.go:3 starts a goroutine: there are none in casework."}},
		{"an article nobody described", "casework/x.go", "package casework\n\n// law: petition-regulation 34, 99\n",
			[]string{"casework/x.go:3 cites petition-regulation 99, but docs/law/petition-regulation.md has no article 99."}},
		{"a norm nobody described", "web/x.go", "package web\n\n// law: civil-code 201; data-law 6\n",
			[]string{"web/x.go:3 cites data-law 6, but there is no docs/law/data-law.md."}},
		{"a citation without an article", "web/x.go", "package web\n\n// law: civil-code\n",
			[]string{`web/x.go:3 cites "civil-code", which is not a norm and its articles (petition-regulation 34).`}},
		{"an article that a policy cites", "policies/access/x.rego", "# METADATA\n# custom:\n#   article: petition-regulation 47\npackage access\n",
			[]string{"policies/access/x.rego:3 cites petition-regulation 47, but docs/law/petition-regulation.md has no article 47."}},
		{"an article that policy data cites", "policies/limits/x.json", `{"source": {"law": "civil-code", "article": "202"}}`,
			[]string{"policies/limits/x.json cites civil-code 202, but docs/law/civil-code.md has no article 202."}},
		{"a denied column", "store/migrations/2.sql", "ALTER TABLE cases\n\tADD COLUMN is_repeat BOOLEAN;\n",
			[]string{`store/migrations/2.sql:2 has the name is_repeat, and nothing here may be named for "is repeat".`}},
		{"a denied column in Chinese", "store/migrations/2.sql", "ALTER TABLE cases ADD COLUMN \"是否越级\" BOOLEAN;\n",
			[]string{`store/migrations/2.sql:1 has the name 是否越级, and nothing here may be named for "越级".`}},
		{"a trait in a table of petitions", "store/migrations/2.sql", "CREATE TABLE petitions (\n\trisk_level TEXT\n);\n",
			[]string{"store/migrations/2.sql:2 has the name risk_level, and nothing here may be named for the risk of a person."}},
		{"a denied field of Go", "casework/x.go", "package casework\n\ntype facts struct{ SkipLevel bool }\n",
			[]string{`casework/x.go:3 has the name SkipLevel, and nothing here may be named for "skip level".`}},
		{"a denied field tag", "casework/x.go", "package casework\n\ntype facts struct {\n\tN int `json:\"repeat_visits,omitempty\"`\n}\n",
			[]string{`casework/x.go:4 has the name repeat_visits, and nothing here may be named for "repeat visit".`}},
		{"a denied field of a form", "casework/petition/x.go", "package petition\n\nvar field = \"petitioner-attitude\"\n",
			[]string{"casework/petition/x.go:3 has the name petitioner-attitude, and nothing here may be named for the attitude of a person."}},
		{"a denied key of policy data", "policies/limits/x.json", `{"weights": [{"visitCount": 3}]}`,
			[]string{`policies/limits/x.json has the name visitCount, and nothing here may be named for "visit count".`}},
		{"a denied input of a policy", "policies/access/x.rego", "package access\n\nallow if input.petitioner_behaviour == \"calm\"\n",
			[]string{"policies/access/x.rego:3 has the name petitioner_behaviour, and nothing here may be named for the behaviour of a person."}},
		{"casework's own list", "casework/x.go", "package casework\n\nvar DeniedNames = []string{\"hair colour\"}\n\nvar hairColour, isRepeat int\n",
			[]string{`casework/x.go:5 has the name hairColour, and nothing here may be named for "hair colour".`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out, status := check(t, map[string]string{c.file: c.content})
			if got := sentences(out); status != 1 || !slices.Equal(got, c.want) {
				t.Errorf("status %d, got\n\t%s\nwant\n\t%s", status, strings.Join(got, "\n\t"), strings.Join(c.want, "\n\t"))
			}
		})
	}
}

func TestArrows_AStoryThatReachesTheDatabaseByAnotherWay(t *testing.T) {
	out, status := check(t, map[string]string{
		"go.mod":                   "module followthrough\n\ngo 1.26.0\n\nrequire example.org/queue v0.0.0\n\nreplace example.org/queue => ./vendored/testdata\n",
		"activities/x.go":          "package activities\n\nimport _ \"example.org/queue\"\n",
		"vendored/testdata/go.mod": "module example.org/queue\n\ngo 1.26.0\n",
		"vendored/testdata/q.go":   "package queue\n\nimport _ \"github.com/jackc/pgx/v5\"\n",
	})
	want := "workflows reaches github.com/jackc/pgx/v5 by way of followthrough/workflows → followthrough/activities → example.org/queue: " +
		"neither the database nor the policies are linked into a story."
	if got := sentences(out); status != 1 || !slices.Contains(got, want) {
		t.Errorf("status %d, got\n%s\nwant\n%s", status, out, want)
	}
}

func TestArrows_ATreeThatCannotBeReadIsNoViolation(t *testing.T) {
	var out, errs bytes.Buffer
	if status := run(t.TempDir(), &out, &errs); status != 2 || errs.Len() == 0 {
		t.Errorf("status %d, said %q", status, errs.String())
	}
}

// sentences are the lines that arrows printed but its last, the sum.
func sentences(out string) []string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return lines[:len(lines)-1]
}
