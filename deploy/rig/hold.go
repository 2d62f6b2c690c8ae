package rig

import "fmt"

// Recorded is a line of the record, as Hold needs it.
type Recorded struct {
	Case, Action, Hash string
	Seq                int64
	System             bool // made by a clock or a story, not by a person
}

// Tally counts what a journal holds.
type Tally struct {
	Actions int // asked for
	Done    int // carried out and acknowledged
	Refused int
	Again   int // answered at a later try than the first
	Found   int // of those, carried out by a try whose answer was lost
}

func (t Tally) String() string {
	return fmt.Sprintf("%d actions: %d done, %d refused; %d asked again, of which %d had been done without an answer", t.Actions, t.Done, t.Refused, t.Again, t.Found)
}

// Hold holds a journal against the whole record: every acknowledged action stands on its
// case's timeline exactly once, where and as its receipt says; no refused one does;
// nothing stands there twice; and every line of a person has an attempt behind it.
func Hold(journal []Entry, record []Recorded) (t Tally, faults []string) {
	lines := map[string][]Recorded{}
	for _, l := range record {
		lines[l.Action] = append(lines[l.Action], l)
	}
	final, last := map[string]Entry{}, map[string]Entry{}
	for _, e := range journal {
		if e.Status == 0 && e.Lost == "" {
			last[e.Action] = e
		}
		if e.Status != 0 && e.Status < 500 {
			final[e.Action] = e
		}
	}
	fault := func(format string, a ...any) { faults = append(faults, fmt.Sprintf(format, a...)) }
	for action, attempt := range last {
		t.Actions++
		e, ok := final[action]
		there := lines[action]
		switch {
		case !ok:
			fault("action %s was never answered", action)
			continue
		case e.Status < 300 && len(there) != 1:
			fault("%s by %s was acknowledged as line %d of %s and stands there %d times", e.Path, e.Who, e.Seq, e.Case, len(there))
		case e.Status < 300 && (there[0].Case != e.Case || there[0].Seq != e.Seq || there[0].Hash != e.Hash):
			fault("%s by %s was acknowledged as line %d of %s and is line %d of %s", e.Path, e.Who, e.Seq, e.Case, there[0].Seq, there[0].Case)
		case e.Status >= 300 && len(there) != 0:
			fault("%s by %s was refused with %d %s and stands on the timeline", e.Path, e.Who, e.Status, e.Said)
		}
		if e.Status < 300 {
			t.Done++
		} else {
			t.Refused++
		}
		if attempt.Try > 1 {
			t.Again++
			if e.Status < 300 && e.Made.Before(attempt.At) {
				t.Found++
			}
		}
	}
	for action, there := range lines {
		if len(there) > 1 {
			fault("action %s stands on %d lines", action, len(there))
		}
		if _, asked := last[action]; !asked && !there[0].System {
			fault("line %d of %s has no attempt behind it: action %s", there[0].Seq, there[0].Case, action)
		}
	}
	return t, faults
}
