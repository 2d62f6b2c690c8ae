package flowtest

import (
	"maps"
	"sync"
)

// Coverage counts what the scenarios of this test binary have met of one kind's table.
type Coverage struct {
	Moves    map[string]int // rows carried out
	Refusals map[string]int // codes with which a move was refused
	Set      map[string]int // dues that arose, by name
	Asked    map[string]int // dues that passed and were asked of policy, or made their own move
}

var covered = struct {
	sync.Mutex
	kinds map[string]*Coverage
}{kinds: map[string]*Coverage{}}

// Covered returns what was met of a kind so far.
func Covered(kind string) Coverage {
	covered.Lock()
	defer covered.Unlock()
	c := coverage(kind)
	return Coverage{Moves: maps.Clone(c.Moves), Refusals: maps.Clone(c.Refusals), Set: maps.Clone(c.Set), Asked: maps.Clone(c.Asked)}
}

func cover(kind string, note func(*Coverage)) {
	covered.Lock()
	defer covered.Unlock()
	note(coverage(kind))
}

func coverage(kind string) *Coverage {
	c, ok := covered.kinds[kind]
	if !ok {
		c = &Coverage{Moves: map[string]int{}, Refusals: map[string]int{}, Set: map[string]int{}, Asked: map[string]int{}}
		covered.kinds[kind] = c
	}
	return c
}
