package policies

import (
	"maps"
	"slices"
	"sync"

	"followthrough/casework"
)

// answered remembers answers of one bundle. A rule knows nothing but its input, so the same
// input has the same answer for as long as the bundle lives; the key is the whole of it.
type answered struct {
	mu     sync.RWMutex
	leaves map[string]casework.Leave
}

// remembered bounds the memory to about ten megabytes.
const remembered = 8192

func (a *answered) get(key string) (casework.Leave, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	l, ok := a.leaves[key]
	l.Roles, l.Rules, l.For = slices.Clone(l.Roles), slices.Clone(l.Rules), maps.Clone(l.For)
	return l, ok
}

func (a *answered) put(key string, l casework.Leave) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.leaves) >= remembered {
		clear(a.leaves)
	}
	l.Roles, l.Rules, l.For = slices.Clone(l.Roles), slices.Clone(l.Rules), maps.Clone(l.For)
	a.leaves[key] = l
}
