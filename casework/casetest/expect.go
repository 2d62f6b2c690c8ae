package casetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"followthrough/casework"
)

// ExpectStage expects the case to stand at a stage.
func (b *Book) ExpectStage(s casework.Stage) {
	b.t.Helper()
	if b.State.Stage != s {
		b.t.Fatalf("the case is %s, wanted %s", b.State.Stage, s)
	}
}

// Due returns the pending date of a name like decide or step/2.
func (b *Book) Due(name string) (casework.Due, bool) {
	i := slices.IndexFunc(b.State.Dues, func(d casework.Due) bool { return d.Ringing().Name == name })
	if i < 0 {
		return casework.Due{}, false
	}
	return b.State.Dues[i], true
}

// ExpectDue expects a date to be owed until the end of a day like 2026-04-03.
func (b *Book) ExpectDue(name, day string) {
	b.t.Helper()
	d, ok := b.Due(name)
	if !ok {
		b.t.Errorf("%s is not owed; owed: %v", name, b.owed())
		return
	}
	if last := lastDay(d.Term.At); last != day {
		b.t.Errorf("%s is due on %s, wanted %s", name, last, day)
		return
	}
	b.Cover.dated(d)
}

// ExpectNoDue expects that none of these dates is owed.
func (b *Book) ExpectNoDue(names ...string) {
	b.t.Helper()
	for _, name := range names {
		if _, ok := b.Due(name); ok {
			b.t.Errorf("%s is owed still", name)
		}
	}
}

// ExpectDues expects these dates and no others, in any order.
func (b *Book) ExpectDues(names ...string) {
	b.t.Helper()
	owed := b.owed()
	slices.Sort(owed)
	slices.Sort(names)
	if !slices.Equal(owed, names) {
		b.t.Errorf("owed: %v, wanted %v", owed, names)
	}
}

func (b *Book) owed() []string {
	var names []string
	for _, d := range b.State.Dues {
		names = append(names, d.Ringing().Name)
	}
	return names
}

// ExpectTimeline expects these lines and nothing else since it was last asked: a move by
// its name, a date that passed as "overdue: decide → reminder".
func (b *Book) ExpectTimeline(lines ...string) {
	b.t.Helper()
	var got []string
	for _, e := range b.Lines[b.expected:] {
		got = append(got, say(e))
	}
	b.expected = len(b.Lines)
	if !slices.Equal(got, lines) {
		b.t.Errorf("timeline:\n  %s\nwanted:\n  %s", strings.Join(got, "\n  "), strings.Join(lines, "\n  "))
	}
}

func say(e casework.Event) string {
	if e.Decision == nil {
		return e.Move
	}
	return fmt.Sprintf("overdue: %s → %s", e.Fields["due"], e.Decision.Measure)
}

// ExpectChange expects the last line to tell of a date that it was set, met, moved, dropped or asked.
func (b *Book) ExpectChange(due, change string) {
	b.t.Helper()
	var got []string
	for _, d := range b.Lines[len(b.Lines)-1].Dues {
		name := d.Name
		if d.Key != "" {
			name += "/" + d.Key
		}
		if name == due && d.Change == change {
			return
		}
		got = append(got, name+" "+d.Change)
	}
	b.t.Errorf("the last line changed %v, wanted %s %s", got, due, change)
}

// ExpectTold expects the last line to be told to these persons and nobody else.
func (b *Book) ExpectTold(persons ...string) {
	b.t.Helper()
	var told []string
	for _, n := range b.Told {
		told = append(told, n.Person)
	}
	slices.Sort(told)
	slices.Sort(persons)
	if !slices.Equal(told, persons) {
		b.t.Errorf("told: %v, wanted %v", told, persons)
	}
}

// ExpectActor expects the last line to be made by a person, in a role, for another or for themselves.
func (b *Book) ExpectActor(person string, role casework.Role, standingInFor string) {
	b.t.Helper()
	want := casework.Actor{ID: person, Role: role, For: standingInFor}
	if got := b.Lines[len(b.Lines)-1].Actor; got != want {
		b.t.Errorf("made by %+v, wanted %+v", got, want)
	}
}

// Offers lists the buttons a person sees; one that a lack stands in the way of as "move!code".
func (b *Book) Offers(person string) []string {
	b.t.Helper()
	offers, err := b.kind.Offered(b.State, b.command(person, "", nil), b.env())
	if err != nil {
		b.t.Fatalf("offers to %s: %v", person, err)
	}
	var names []string
	for _, o := range offers {
		name := o.Move.Name
		if o.Blocked != nil {
			name += "!" + o.Blocked.Code
		}
		names = append(names, name)
	}
	return names
}

// ExpectOffer expects, or with a leading "-" does not expect, each of these buttons.
func (b *Book) ExpectOffer(person string, wanted ...string) {
	b.t.Helper()
	offers := b.Offers(person)
	for _, w := range wanted {
		name, unwanted := strings.CutPrefix(w, "-")
		if slices.Contains(offers, name) == unwanted {
			b.t.Errorf("%s is offered %v; wanted %s", person, offers, w)
		}
	}
}

// lastDay is the day whose 24:00 a date is.
func lastDay(at time.Time) string { return at.In(Shanghai).AddDate(0, 0, -1).Format(time.DateOnly) }
