package policies

import (
	"testing"

	"followthrough/casework"
)

func TestStatutory(t *testing.T) {
	leader := casework.Link{Role: "leader", Person: "zhou"}
	vacant := casework.Link{Role: "leader", Vacant: true}
	away := casework.Link{Role: "leader", Person: "he", Away: true, StandIn: "zhou"}
	alone := casework.Link{Role: "leader", Person: "he", Away: true}
	deputy, principal := casework.Link{Role: "deputy", Vacant: true}, casework.Link{Role: "principal", Person: "shen"}
	liang, tang := casework.Link{Role: "supervisor", Person: "liang"}, casework.Link{Role: "supervisor", Person: "tang"}
	for _, c := range []struct {
		what        string
		generation  int
		provisional bool
		chain       []casework.Link
		want        string
	}{
		{"the one who owes", 1, false, []casework.Link{leader, principal}, "zhou as leader, owes"},
		{"from the second time on the next one up", 2, false, []casework.Link{leader, deputy, principal}, "zhou as leader, owes; shen as principal, above"},
		{"not for a provisional date", 2, true, []casework.Link{leader, principal}, "zhou as leader, owes"},
		{"all who owe together", 1, false, []casework.Link{liang, tang, principal}, "liang as supervisor, owes; tang as supervisor, owes"},
		{"a vacancy goes up at once", 1, false, []casework.Link{vacant, deputy, principal, liang}, "shen as principal, vacancy"},
		{"and one further when asked again", 2, false, []casework.Link{vacant, deputy, principal, liang}, "shen as principal, vacancy; liang as supervisor, above"},
		{"a stand-in, with a copy", 1, false, []casework.Link{away, principal}, "zhou as leader, stand-in; he as leader, owes, copy"},
		{"away and alone", 1, false, []casework.Link{alone, principal}, "he as leader, owes"},
		{"nobody twice", 2, false, []casework.Link{leader, {Role: "unit-head", Person: "zhou"}, principal}, "zhou as leader, owes; shen as principal, above"},
		{"nobody above", 3, false, []casework.Link{leader}, "zhou as leader, owes"},
		{"nobody at all", 3, false, []casework.Link{vacant, deputy}, ""},
		{"no chain", 1, false, nil, ""},
	} {
		d := statutory(casework.Question{Generation: c.generation, Provisional: c.provisional, Chain: c.chain})
		if got := addressed(d); got != c.want || !d.Default || d.Measure != "reminder" {
			t.Errorf("%s: %s to %s", c.what, d.Measure, got)
		}
	}
}
