package ledger

import (
	"hash/maphash"
	"math"
	"slices"
	"unicode/utf8"
)

// alike is how much of two matters' words must agree for them to be suspected of being one.
const alike = 0.85

// Matters are compared by the pairs of letters in title and content: of one width and
// case, without spaces and signs. Nobody's name is looked at.
const (
	bands   = 16
	perBand = 4
	// shortest is how many characters a matter needs for the comparison to mean anything.
	shortest = 6
	// longestCompared bounds what is kept of one matter.
	longestCompared = 4000
	perBucket       = 8
)

// twins finds look-alikes among the matters it was given: candidates by the smallest
// hashes of their letter pairs, the proof by the pairs themselves.
type twins struct {
	seed    maphash.Seed
	mixers  [bands * perBand]uint64
	buckets map[[2]uint64][]int32
	sets    [][]uint32
	names   []string
}

func newTwins() *twins {
	t := &twins{seed: maphash.MakeSeed(), buckets: map[[2]uint64][]int32{}}
	for i := range t.mixers {
		t.mixers[i] = (uint64(i)*2 + 1) * 0x9e3779b97f4a7c15
	}
	return t
}

// meet adds a matter and returns the name of the one it looks most like, among those before
// it, and how much; nothing when there is none.
func (t *twins) meet(name, text string) (twin string, much float64) {
	set := t.pairs(text)
	if set == nil {
		return "", 0
	}
	keys := t.keys(set)
	twin, much = t.nearest(set, keys)
	at := int32(len(t.sets))
	t.sets, t.names = append(t.sets, set), append(t.names, name)
	for _, k := range keys {
		if b := t.buckets[k]; len(b) < perBucket {
			t.buckets[k] = append(b, at)
		}
	}
	return twin, much
}

// like is the name of the matter that a text looks most like, without adding it.
func (t *twins) like(text string) (twin string, much float64) {
	set := t.pairs(text)
	if set == nil || len(t.sets) == 0 {
		return "", 0
	}
	return t.nearest(set, t.keys(set))
}

func (t *twins) nearest(set []uint32, keys [][2]uint64) (twin string, much float64) {
	tried := map[int32]bool{}
	for _, k := range keys {
		for _, i := range t.buckets[k] {
			if tried[i] {
				continue
			}
			tried[i] = true
			if j := jaccard(set, t.sets[i]); j >= alike && j > much {
				twin, much = t.names[i], j
			}
		}
	}
	return twin, much
}

// pairs is the set of letter pairs of a text, hashed and sorted.
func (t *twins) pairs(text string) []uint32 {
	text = plain(text)
	if utf8.RuneCountInString(text) < shortest {
		return nil
	}
	letters := []rune(text)
	letters = letters[:min(len(letters), longestCompared)]
	set := make([]uint32, 0, len(letters))
	for i := range letters[1:] {
		set = append(set, uint32((uint64(letters[i])<<21|uint64(letters[i+1]))*0x9e3779b97f4a7c15>>32))
	}
	slices.Sort(set)
	return slices.Clip(slices.Compact(set))
}

// keys are the buckets of a set: its smallest hashes, four at a time.
func (t *twins) keys(set []uint32) [][2]uint64 {
	var least [bands * perBand]uint64
	for i := range least {
		least[i] = math.MaxUint64
	}
	for _, p := range set {
		for i, m := range t.mixers {
			h := (uint64(p) + 1) * m
			h ^= h >> 29
			h *= 0xbf58476d1ce4e5b9
			h ^= h >> 32
			least[i] = min(least[i], h)
		}
	}
	keys := make([][2]uint64, bands)
	for b := range keys {
		keys[b] = [2]uint64{uint64(b), maphash.Comparable(t.seed, [perBand]uint64(least[b*perBand:(b+1)*perBand]))}
	}
	return keys
}

// jaccard is the part of two sorted sets that they share.
func jaccard(a, b []uint32) float64 {
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			both, i, j = both+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}
