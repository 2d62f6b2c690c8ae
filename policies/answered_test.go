package policies

import (
	"context"
	"reflect"
	"strconv"
	"sync"
	"testing"

	"followthrough/casework"
)

// An answer is remembered by the whole of its question, and nobody can spoil it for the next.
func TestMay_RemembersAnswersWhole(t *testing.T) {
	p := load(t, Embedded)
	q := casework.AccessQuestion{Viewer: casework.Viewer{ID: "p1", Unit: "U1", Offices: []string{"supervisor"}, StandsInFor: []casework.Viewer{{ID: "p2", Unit: "U1", Offices: []string{"intake"}}}},
		Case: "c", UnitUp: unitsUp["U2"], Parties: casework.Parties{Unit: "U2"}}
	ask := func() casework.Leave {
		l, err := p.Gate().May(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	first := ask()
	spoilt := ask()
	spoilt.Roles[0], spoilt.Rules[0], spoilt.For["intake"] = "leader", "x", "p9"
	if again := ask(); !reflect.DeepEqual(first, again) {
		t.Errorf("first %+v, then %+v", first, again)
	}
	q.Parties.Recused = []string{"p1"}
	if l := ask(); l.Sight != casework.Card {
		t.Errorf("recused since, and still %+v", l)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := range 200 {
				other := q
				other.Case = string(rune('a' + i%26))
				if l, err := p.Gate().May(context.Background(), other); err != nil || l.Sight != casework.Card {
					t.Error(l, err)
				}
			}
		})
	}
	all.Wait()
	for i := range remembered + 10 {
		p.answered.put(strconv.Itoa(i), first)
	}
	if n := len(p.answered.leaves); n > remembered {
		t.Errorf("%d answers are remembered", n)
	}
}
