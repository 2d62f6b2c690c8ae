package casetest

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"followthrough/casework"
)

// T is what a Book needs of a test: *testing.T, or the T of a property.
type T interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Book is the record of one case in memory: its state, its timeline, who was told, and a
// clock that moves only when the scenario says so. It keeps the state as the real record
// does: as JSON between any two moves.
type Book struct {
	Office Office
	Terms  casework.Terms
	Now    time.Time
	State  casework.State
	Lines  []casework.Event
	Told   []casework.Notice // by the last line
	Last   casework.Outcome  // of the last move made
	Until  time.Time         // when the last move made or tried says to look again
	Files  map[string]bool   // kept for this case
	Cover  *Coverage         // nil: what happens is not counted as a scenario

	t        T
	kind     casework.Kind
	parties  casework.Parties
	expected int // lines that ExpectTimeline has already read
	roles    []casework.Role
	seen     *int64
}

// Open begins a scenario at nine o'clock on Monday, 2 March 2026, with the people of Qingwu.
func Open(t T, kind casework.Kind, terms casework.Terms) *Book {
	b := &Book{Office: Qingwu(), Terms: terms, Now: time.Date(2026, 3, 2, 9, 0, 0, 0, Shanghai), Files: map[string]bool{}, Cover: Cover(kind), t: t, kind: kind}
	b.State.Head = casework.Head{ID: "book", Kind: kind.KindName(), Epoch: 1}
	return b
}

// Holding lets the next act claim roles in the case, whoever makes it.
func (b *Book) Holding(roles ...casework.Role) *Book {
	b.roles = roles
	return b
}

// Seeing lets the next act come from a page that showed line seq.
func (b *Book) Seeing(seq int64) *Book {
	b.seen = &seq
	return b
}

// Do makes a move as a person, with a form's fields as names and values by turns.
func (b *Book) Do(person, move string, fields ...string) {
	b.t.Helper()
	if r, err := b.Try(person, move, fields...); err != nil {
		b.t.Fatalf("%s %s: %v", person, move, err)
	} else if r != nil {
		b.t.Fatalf("%s %s was refused: %v", person, move, r)
	}
	b.Cover.made(b)
}

// Try makes a move and returns its refusal, or nil when it was made. It counts nothing.
func (b *Book) Try(person, move string, fields ...string) (*casework.Refusal, error) {
	c := b.command(person, move, pairs(fields))
	o, err := b.kind.Act(b.State, c, b.env())
	if err != nil {
		r := casework.Refused(err)
		if r != nil {
			b.Until = o.Until
			return r, nil
		}
		return nil, err
	}
	b.Until = o.Until
	return nil, b.keep(o)
}

// Refused makes a move that must be refused with code, and returns what it named.
func (b *Book) Refused(person, move, code string, fields ...string) Refusal {
	b.t.Helper()
	r, err := b.Try(person, move, fields...)
	switch {
	case err != nil:
		b.t.Fatalf("%s %s: %v", person, move, err)
	case r == nil:
		b.t.Fatalf("%s %s was carried out; wanted the refusal %s", person, move, code)
	case r.Code != code:
		b.t.Errorf("%s %s was refused: %v; wanted %s", person, move, r, code)
	default:
		b.Cover.refused(move, r)
	}
	return Refusal{t: b.t, Refusal: r}
}

// Refusal is a refusal met, to be asked what it named.
type Refusal struct {
	*casework.Refusal
	t T
}

// Naming expects exactly these items, in any order: the field where an item is about one, else its key.
func (r Refusal) Naming(items ...string) {
	r.t.Helper()
	var named []string
	for _, i := range r.Items {
		if i.Field != "" {
			named = append(named, i.Field)
		} else {
			named = append(named, i.Key)
		}
	}
	slices.Sort(named)
	slices.Sort(items)
	if !slices.Equal(named, items) {
		r.t.Errorf("refusal %s names %q, wanted %q", r.Code, named, items)
	}
}

// Story makes one of the system's moves and returns when the story is to look again. A
// person field named after a role is filled with the one the record would ask next.
func (b *Book) Story(move string) time.Time {
	b.t.Helper()
	b.Do("system/story", move, b.appoint(move)...)
	return b.Until
}

// TooEarly makes one of the system's moves before its time, and returns when to come back.
func (b *Book) TooEarly(move string) time.Time {
	b.t.Helper()
	b.Refused("system/story", move, casework.NotYet, b.appoint(move)...)
	return b.Until
}

// appoint fills what the record fills: whoever holds the role and was asked least often.
func (b *Book) appoint(move string) []string {
	var fields []string
	for _, m := range b.kind.MoveList() {
		for _, f := range m.Form {
			if m.Name == move && f.Kind == casework.PersonF {
				fields = append(fields, f.Name, b.next(casework.Role(f.Name), move))
			}
		}
	}
	return fields
}

func (b *Book) next(role casework.Role, move string) string {
	best, least := "", len(b.Lines)+1
	for _, unit := range b.Office.up(b.State.Unit) {
		for _, id := range slices.Sorted(maps.Keys(b.Office.People)) {
			held, standsFor := b.Office.Roles(id, b.State, b.parties, b.Now)
			if b.Office.People[id].Unit != unit || !slices.Contains(held, role) || standsFor[role] != "" {
				continue
			}
			asked := 0
			for _, l := range b.Lines {
				if l.Move == move && l.Visit == b.State.Visit && l.Fields[string(role)] == id {
					asked++
				}
			}
			if asked < least {
				best, least = id, asked
			}
		}
	}
	return best
}

// Wait lets time pass. Dates that come meanwhile ring in their order: one with a move of
// its own makes it, any other has whoever owes it reminded, again after five working days.
func (b *Book) Wait(d time.Duration) {
	b.t.Helper()
	b.wait(b.Now.Add(d))
}

// WaitTill lets time pass until nine o'clock of a day like 2026-04-03.
func (b *Book) WaitTill(day string) {
	b.t.Helper()
	b.wait(b.day(day).Add(9 * time.Hour))
}

// WaitPast lets time pass until a minute after a time the record gave.
func (b *Book) WaitPast(at time.Time) {
	b.t.Helper()
	b.wait(at.Add(time.Minute))
}

func (b *Book) wait(till time.Time) {
	b.t.Helper()
	if till.Before(b.Now) {
		b.t.Fatalf("it is %s already, past %s", b.Now.In(Shanghai), till.In(Shanghai))
	}
	for rings := 0; len(b.State.Dues) > 0 && !b.State.Dues[0].Ask.After(till); rings++ {
		if rings > 2_000 {
			b.t.Fatalf("the clocks do not come to rest: %v", b.State.Dues[0])
		}
		if at := b.State.Dues[0].Ask; at.After(b.Now) {
			b.Now = at
		}
		b.ring(b.State.Dues[0])
	}
	b.Now = till
}

func (b *Book) ring(d casework.Due) {
	b.t.Helper()
	decision := casework.Decision{Measure: "reminder", AskAgain: 5, Revision: "casetest"}
	for _, who := range b.Owing(d) {
		decision.Addressees = append(decision.Addressees, casework.Addressee{Person: who, Role: d.Role, Why: "owes"})
	}
	o, err := b.kind.Overdue(b.State, d.No, d.Generation, &decision, b.env())
	if err != nil {
		b.t.Fatalf("overdue %s: %v", d.Ringing().Name, err)
	}
	if err := b.keep(o); err != nil {
		b.t.Fatalf("overdue %s: %v", d.Ringing().Name, err)
	}
	b.Cover.rang(d)
	b.Cover.made(b)
}

// Owing lists who owes a date: the person named, the holders of the role in the case, or of the office.
func (b *Book) Owing(d casework.Due) []string {
	if d.Person != "" {
		return []string{d.Person}
	}
	if held := b.parties.Holders[d.Role]; len(held) > 0 {
		return held
	}
	office := string(d.Role)
	if office == "approver" {
		office = "supervisor"
	}
	return b.Office.officers(office, b.parties.Unit)
}

// Recalculate computes provisional dates again, as after a calendar came; false when none moved.
func (b *Book) Recalculate() bool {
	b.t.Helper()
	o, moved, err := b.kind.Refixed(b.State, b.env())
	if err != nil {
		b.t.Fatalf("recalculate: %v", err)
	}
	if moved {
		if err := b.keep(o); err != nil {
			b.t.Fatalf("recalculate: %v", err)
		}
	}
	return moved
}

// Alter changes the facts behind the table's back, for what another process will set one day.
func (b *Book) Alter(fact string, value any) {
	b.t.Helper()
	facts := map[string]any{}
	err := json.Unmarshal(b.State.Facts, &facts)
	if err == nil {
		facts[fact] = value
		b.State.Facts, err = json.Marshal(facts)
	}
	if err != nil {
		b.t.Fatalf("alter %s: %v", fact, err)
	}
}

func (b *Book) env() casework.Env { return casework.Env{Now: b.Now, Terms: b.Terms} }

func (b *Book) day(text string) time.Time {
	b.t.Helper()
	at, err := time.ParseInLocation(time.DateOnly, text, Shanghai)
	if err != nil {
		b.t.Fatalf("%v", err)
	}
	return at
}

// command is what the record would hand to the table: the roles the person holds, and of
// the office only those whom the form names or who hold a role.
func (b *Book) command(person, move string, fields casework.Fields) casework.Command {
	c := casework.Command{ID: "act", Kind: b.State.Kind, Case: b.State.ID, Move: move, Actor: casework.Actor{ID: person}, Fields: fields, Seen: b.State.Seq,
		People: map[string]casework.Person{}, Units: map[string]bool{}, Files: b.Files, Self: b.Office.People[person], Cases: map[string]bool{strings.TrimSpace(fields["into"]): true}}
	c.Touched = len(b.Lines) > 1 && slices.ContainsFunc(b.Lines[1:], casework.Event.Touches)
	c.Roles, c.For = b.Office.Roles(person, b.State, b.parties, b.Now)
	if strings.HasPrefix(person, "system/") {
		c.Actor.Role = casework.System
	}
	if b.roles != nil {
		c.Roles = b.roles
	}
	if b.seen != nil {
		c.Seen = *b.seen
	}
	b.roles, b.seen = nil, nil
	know := func(ids ...string) {
		for _, id := range ids {
			if p, ok := b.Office.People[id]; ok {
				c.People[id] = p
			}
			if _, ok := b.Office.Units[id]; ok {
				c.Units[id] = true
			}
		}
	}
	for _, held := range b.parties.Holders {
		know(held...)
	}
	for name := range fields {
		know(fields.List(name)...)
	}
	return c
}

// keep writes an outcome down as the record does.
func (b *Book) keep(o casework.Outcome) error {
	if o.State.No == "" {
		o.State.No = b.kind.NumberPrefix() + "-2026-0001"
	}
	text, err := json.Marshal(o.State)
	if err != nil {
		return err
	}
	b.State = casework.State{}
	if err := json.Unmarshal(text, &b.State); err != nil {
		return err
	}
	b.Last, b.parties, b.Told = o, o.Parties, o.Notices
	b.Lines = append(b.Lines, o.Event)
	return nil
}

func pairs(fields []string) casework.Fields {
	f := casework.Fields{}
	for i := 0; i+1 < len(fields); i += 2 {
		f[fields[i]] = fields[i+1]
	}
	return f
}
