package casetest

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"followthrough/casework"
)

// Coverage counts what the scenarios of one test binary met of a kind's table: rows made
// and where they led, refusals by row and code, and what happened to each date.
type Coverage struct {
	mu   sync.Mutex
	kind casework.Kind
	met  map[string]int
}

var covers = struct {
	sync.Mutex
	kinds map[string]*Coverage
}{kinds: map[string]*Coverage{}}

// Cover returns the one Coverage of a kind.
func Cover(kind casework.Kind) *Coverage {
	covers.Lock()
	defer covers.Unlock()
	c, ok := covers.kinds[kind.KindName()]
	if !ok {
		c = &Coverage{kind: kind, met: map[string]int{}}
		covers.kinds[kind.KindName()] = c
	}
	return c
}

func (c *Coverage) note(format string, args ...any) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.met[fmt.Sprintf(format, args...)]++
}

// made counts the last line: its row, where it led, and the dates it changed.
func (c *Coverage) made(b *Book) {
	e := b.Lines[len(b.Lines)-1]
	c.note("row %s", e.Move)
	if e.From != e.To {
		c.note("row %s to %s", e.Move, e.To)
	}
	for _, d := range e.Dues {
		c.note("clock %s %s", d.Name, d.Change)
		c.note("clock %s %s by %s", d.Name, d.Change, e.Move)
		if d.Change == "set" || d.Change == "moved" {
			c.note("clock %s has limit %s", d.Name, d.Limit)
		}
	}
	for _, d := range b.State.Dues {
		c.note("clock %s is owed by %s", d.Name, d.Role)
	}
}

func (c *Coverage) refused(move string, r *casework.Refusal) {
	c.note("refusal %s", r.Code)
	c.note("refusal %s of %s", r.Code, move)
	for _, i := range r.Items {
		c.note("item %s of %s", i.Key, r.Code)
	}
}

func (c *Coverage) rang(d casework.Due) {
	c.note("clock %s rang", d.Name)
	if d.Then == "" {
		c.note("clock %s asks policy", d.Name)
	}
}

func (c *Coverage) dated(d casework.Due) {
	c.note("clock %s dated by limit %s", d.Name, d.Limit)
}

// Met reports whether something was met, in the words of Missing.
func (c *Coverage) Met(what string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.met[what] > 0
}

// shared are the refusals every kind has. That a case is not found is the record's to say.
var shared = []string{casework.UnknownMove, casework.WrongStage, casework.WrongRole, casework.CardOnly, casework.Stale, casework.Incomplete, casework.Invalid, casework.NotYet}

// Missing lists what the table has and no scenario met: rows and where they may lead, the
// refusals of each row, the refusals all kinds share, and for every clock that it was set
// at each of its limits, owed by each who may owe it, compared with a day, answered by each
// move that answers it, and that it passed. It also names dates that no clock describes.
func (c *Coverage) Missing() []string {
	var missing []string
	want := func(format string, args ...any) {
		if what := fmt.Sprintf(format, args...); !c.Met(what) {
			missing = append(missing, what)
		}
	}
	for _, m := range c.kind.MoveList() {
		want("row %s", m.Name)
		for _, s := range m.Reaches {
			want("row %s to %s", m.Name, s)
		}
		for _, code := range m.Needs {
			want("refusal %s of %s", code, m.Name)
		}
	}
	for _, code := range shared {
		want("refusal %s", code)
	}
	missing = append(missing, c.missingClocks(want)...)
	return missing
}

// Clocks is what a kind that names its clocks has beyond a Kind.
type Clocks interface{ ClockList() []casework.Clock }

func (c *Coverage) missingClocks(want func(string, ...any)) []string {
	described := map[string]bool{}
	named, _ := c.kind.(Clocks)
	if named == nil {
		return nil
	}
	for _, k := range named.ClockList() {
		for _, limit := range orNone(k.Limits) {
			described[fmt.Sprintf("clock %s has limit %s", k.Name, limit)] = true
			want("clock %s has limit %s", k.Name, limit)
			want("clock %s dated by limit %s", k.Name, limit)
		}
		for _, role := range k.By {
			described[fmt.Sprintf("clock %s is owed by %s", k.Name, role)] = true
			want("clock %s is owed by %s", k.Name, role)
		}
		want("clock %s set", k.Name)
		want("clock %s rang", k.Name)
		for _, move := range k.Met {
			if !c.Met(fmt.Sprintf("clock %s moved by %s", k.Name, move)) {
				want("clock %s met by %s", k.Name, move)
			}
		}
	}
	return c.undescribed(described)
}

// undescribed are limits and debtors met in scenarios that no clock names.
func (c *Coverage) undescribed(described map[string]bool) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []string
	for what := range c.met {
		aClock := strings.Contains(what, " has limit ") || strings.Contains(what, " is owed by ")
		if aClock && !described[what] {
			all = append(all, what+", which no clock says")
		}
	}
	slices.Sort(all)
	return all
}

func orNone(limits []string) []string {
	if len(limits) == 0 {
		return []string{""}
	}
	return limits
}
