package policies

import (
	"context"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"followthrough/casework"
)

// county is a small tree of units: who stands above whom, and who is under whom.
var (
	unitsUp    = map[string][]string{"U0": {"U0"}, "U1": {"U1", "U0"}, "U2": {"U2", "U1", "U0"}, "U3": {"U3", "U2", "U1", "U0"}, "U5": {"U5", "U1", "U0"}}
	unitsUnder = map[string][]string{"U0": {"U0", "U1", "U2", "U3", "U5"}, "U1": {"U1", "U2", "U3", "U5"}, "U2": {"U2", "U3"}, "U3": {"U3"}, "U5": {"U5"}}
	unitNames  = slices.Sorted(maps.Keys(unitsUp))
	people     = []string{"p0", "p1", "p2", "p3", "p4", "p5", "p6"}
	offices    = []string{"intake", "supervisor", "leading", "unit-head", "legal", "staff"}
	caseRoles  = []casework.Role{"leader", "handler", "team", "owner", "legal", "consulted"}
	stages     = []casework.Stage{"registered", "accepted", "led", "resolving", "replied", "closing"}
)

// dice are what a random case is made from: n(k) is a number below k.
type dice func(k int) int

func some(d dice, list []string, least, most int) []string {
	var all []string
	for range least + d(most-least+1) {
		if x := list[d(len(list))]; !has(all, x) {
			all = append(all, x)
		}
	}
	return all
}

func someViewer(d dice, id string) casework.Viewer {
	unit := unitNames[d(len(unitNames))]
	v := casework.Viewer{ID: id, Unit: unit, Rank: 1 + d(4), Offices: some(d, offices, 0, 2), Units: unitsUnder[unit]}
	switch d(20) {
	case 0:
		v.Offices = []string{"administrator"}
	case 1:
		v.Offices = []string{"auditor"}
	}
	for _, other := range some(d, people, 0, 3) {
		if other != id {
			v.Above = append(v.Above, other)
		}
	}
	return v
}

func someQuestion(d dice) casework.AccessQuestion {
	ids := slices.Clone(people)
	for i := range ids {
		j := d(i + 1)
		ids[i], ids[j] = ids[j], ids[i]
	}
	v := someViewer(d, ids[0])
	for i := range max(0, d(5)-2) {
		v.StandsInFor = append(v.StandsInFor, someViewer(d, ids[1+i]))
	}
	unit := unitNames[d(len(unitNames))]
	q := casework.AccessQuestion{Viewer: v, Kind: "petition", Case: "c", Stage: stages[d(len(stages))], Track: []string{"", "simple", "led"}[d(3)],
		UnitUp: unitsUp[unit], Above: map[string][]string{}, Parties: casework.Parties{Unit: unit, Holders: map[casework.Role][]string{}}}
	for _, r := range caseRoles {
		if d(2) == 0 {
			q.Parties.Holders[r] = some(d, people, 1, 2)
		}
	}
	for _, id := range q.Parties.Holders["leader"] {
		q.Above[id] = some(d, people, 0, 2)
	}
	if d(3) == 0 {
		q.Parties.Unconfirmed = some(d, people, 1, 2)
	}
	if d(4) == 0 {
		q.Parties.Recused = some(d, people, 1, 2)
	}
	if q.Parties.Sealed = d(3) == 0; q.Parties.Sealed {
		q.Parties.Hidden = append(some(d, people, 0, 2), some(d, unitNames, 0, 1)...)
	}
	if d(12) == 0 {
		q.Case, q.Stage, q.Track, q.Above, q.Parties = "", "", "", nil, casework.Parties{}
		if d(3) == 0 {
			q.UnitUp = nil
		}
	}
	return q
}

// spread hides a case from every unit under those it is hidden from.
func spread(hidden []string) []string {
	all := slices.Clone(hidden)
	for _, name := range hidden {
		all = append(all, unitsUnder[name]...)
	}
	return all
}

func may(t testing.TB, q casework.AccessQuestion) casework.Leave {
	t.Helper()
	l, err := ours(t).Gate().May(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// The rules and the oracle agree on every one of many random cases.
func TestMay_AgreesWithAPlainReading(t *testing.T) {
	n := 20_000
	if testing.Short() {
		n = 2_000
	}
	random := rand.New(rand.NewPCG(2026, 11))
	count := map[casework.Sight]int{}
	roles := map[casework.Role]int{}
	for range n {
		q := someQuestion(random.IntN)
		q.Parties.Hidden = spread(q.Parties.Hidden)
		got := may(t, q)
		sight, held := oracle{q, unitsUp}.leave()
		own := map[casework.Role]string{}
		for _, r := range got.Roles {
			own[r] = q.Viewer.ID
			if by, ok := got.For[r]; ok {
				own[r] = by
			}
			roles[r]++
		}
		if held == nil {
			held = map[casework.Role]string{}
		}
		if got.Sight != sight || !maps.Equal(own, held) {
			raw, _ := json.Marshal(q)
			t.Fatalf("the rules say %s %v, a plain reading %s %v\n%s", got.Sight, own, sight, held, raw)
		}
		count[sight]++
	}
	for _, s := range []casework.Sight{casework.None, casework.Card, casework.Full} {
		if count[s] < n/50 {
			t.Errorf("only %d of %d cases are answered with %q", count[s], n, s)
		}
	}
	for _, r := range []casework.Role{"intake", "supervisor", "approver", "unit-head", "legal", "leader", "handler", "team", "owner", "consulted", "colleague"} {
		if roles[r] < n/200 {
			t.Errorf("only %d of %d cases give the role %s", roles[r], n, r)
		}
	}
}

// wide is a scope with what casework.Scope may have no room for yet.
type wide struct {
	casework.Scope
	Sealed []string `json:"sealed"`
	Staged []struct {
		Units  []string         `json:"units"`
		Stages []casework.Stage `json:"stages"`
	} `json:"staged"`
}

// lists is what the record's WHERE says: the meaning of a scope.
func (s wide) lists(q casework.AccessQuestion) bool {
	p := q.Parties
	touches := func(a, b []string) bool { return slices.ContainsFunc(a, func(x string) bool { return has(b, x) }) }
	if s.None || touches(p.Hidden, s.Self) {
		return false
	}
	for _, ids := range p.Holders {
		if touches(ids, s.Persons) {
			return true
		}
	}
	for _, st := range s.Staged {
		if has(st.Units, p.Unit) && has(st.Stages, q.Stage) {
			return true
		}
	}
	return s.All || !p.Sealed && has(s.Units, p.Unit) || p.Sealed && has(s.Sealed, p.Unit)
}

// A list never shows what the case page denies, and misses nothing that can be read in full.
func TestScope_ListsWhatLeaveAllows(t *testing.T) {
	p := ours(t)
	rapid.Check(t, func(r *rapid.T) {
		q := someQuestion(func(k int) int { return rapid.IntRange(0, k-1).Draw(r, "die") })
		if q.Case == "" {
			r.Skip("an opening is in no list")
		}
		q.Parties.Hidden = spread(q.Parties.Hidden)
		raw, err := p.scope(context.Background(), q.Viewer)
		if err != nil {
			r.Fatal(err)
		}
		var s wide
		if err := json.Unmarshal(raw, &s); err != nil {
			r.Fatal(err)
		}
		leave, listed := may(t, q), s.lists(q)
		if listed && leave.Sight == casework.None {
			r.Fatalf("listed and not found: %s", raw)
		}
		hiddenFromAnother := slices.ContainsFunc(q.Viewer.StandsInFor, func(v casework.Viewer) bool { return oracle{q, unitsUp}.hidden(v) })
		if !listed && leave.Sight == casework.Full && !hiddenFromAnother {
			r.Fatalf("readable by %v and not listed: %s", leave.Rules, raw)
		}
		narrow, err := p.Gate().Scope(context.Background(), q.Viewer)
		if err != nil {
			r.Fatal(err)
		}
		if (wide{Scope: narrow}).lists(q) && !listed {
			r.Fatal("the scope as the record has it lists more")
		}
	})
}

func TestMay_ErrorsDeny(t *testing.T) {
	p := load(t, changed(t, change{"access/leave.rego", "\"rules\": _sorted(_reasons)} if", "\"rules\": []} if"}))
	q := casework.AccessQuestion{Viewer: casework.Viewer{ID: "p1", Offices: []string{"auditor"}}, Case: "c"}
	if l, err := p.Gate().May(context.Background(), q); err == nil || l.Sight != casework.None || l.Roles != nil {
		t.Errorf("%+v, %v", l, err)
	}
	without := changed(t)
	maps.DeleteFunc(without, func(name string, _ *fstest.MapFile) bool { return strings.HasPrefix(name, "access/") })
	p = load(t, without)
	if l, err := p.Gate().May(context.Background(), q); err == nil || l.Sight != casework.None {
		t.Errorf("%+v, %v", l, err)
	}
	if s, err := p.Gate().Scope(context.Background(), q.Viewer); err == nil || !s.None || s.All {
		t.Errorf("%+v, %v", s, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if l, err := ours(t).Gate().May(ctx, q); err == nil || l.Sight != casework.None {
		t.Errorf("given up, it says %+v, %v", l, err)
	}
}

func TestMay_ChangingOneRuleNeedsNoRelease(t *testing.T) {
	q := casework.AccessQuestion{Viewer: casework.Viewer{ID: "p1", Unit: "U1", Offices: []string{"leading"}}, Case: "c", UnitUp: unitsUp["U2"], Parties: casework.Parties{Unit: "U2"}}
	if l := may(t, q); l.Sight != casework.Full || l.Revision != ours(t).Revision() {
		t.Fatalf("%+v", l)
	}
	p := load(t, changed(t, change{"thresholds/access.json", `"unit-head", "leading"]`, `"unit-head"]`}))
	if l, err := p.Gate().May(context.Background(), q); err != nil || l.Sight != casework.None {
		t.Errorf("%+v, %v", l, err)
	}
}
