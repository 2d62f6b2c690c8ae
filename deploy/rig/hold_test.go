package rig

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// asked is a journal of one action: so many tries, and an answer to the last.
func asked(action string, tries, status int) (all []Entry) {
	for n := 1; n <= tries; n++ {
		e := Entry{Action: action, Who: "miao", Path: "/petitions", Try: n, At: time.Unix(int64(n), 0)}
		all = append(all, e)
		e.Lost = "connection reset"
		if n == tries {
			e.Lost, e.Status = "", status
			if status < 300 {
				e.Case, e.Seq, e.Hash = "case", 1, "hash"
			}
		}
		all = append(all, e)
	}
	return all
}

func TestHold_WhatAgrees_IsSilent_AndWhatDoesNot_IsNamed(t *testing.T) {
	line := Recorded{Case: "case", Action: "a", Seq: 1, Hash: "hash"}
	elsewhere, system, stranger := line, line, line
	elsewhere.Seq = 2
	system.Action, system.System = "overdue/case/1/1", true
	stranger.Action = "b"
	for _, c := range []struct {
		name    string
		journal []Entry
		record  []Recorded
		fault   string // in the only fault; empty for none
	}{
		{"done once", asked("a", 1, 200), []Recorded{line}, ""},
		{"done at the third try", asked("a", 3, 201), []Recorded{line}, ""},
		{"refused", asked("a", 1, 409), nil, ""},
		{"a line of the system", asked("a", 1, 200), []Recorded{line, system}, ""},
		{"acknowledged and lost", asked("a", 1, 200), nil, "stands there 0 times"},
		{"on another line", asked("a", 1, 200), []Recorded{elsewhere}, "is line 2"},
		{"refused and done", asked("a", 1, 409), []Recorded{line}, "was refused with 409"},
		{"never answered", asked("a", 2, 503), nil, "never answered"},
		{"a line that nobody asked for", asked("a", 1, 200), []Recorded{line, stranger}, "no attempt behind it"},
	} {
		tally, faults := Hold(c.journal, c.record)
		if c.fault == "" && len(faults) > 0 || c.fault != "" && (len(faults) != 1 || !strings.Contains(faults[0], c.fault)) {
			t.Errorf("%s: %v", c.name, faults)
		}
		if tally.Actions != 1 {
			t.Errorf("%s: %+v", c.name, tally)
		}
	}
	if _, faults := Hold(asked("a", 1, 200), []Recorded{line, line}); len(faults) != 2 {
		t.Errorf("done twice: %v", faults)
	}
}

func TestHold_Counts(t *testing.T) {
	journal := slices.Concat(asked("a", 1, 200), asked("b", 3, 200), asked("c", 2, 409))
	tally, _ := Hold(journal, nil)
	if want := (Tally{Actions: 3, Done: 2, Refused: 1, Again: 2, Found: 1}); tally != want {
		t.Errorf("%+v, not %+v", tally, want)
	}
}

func TestJournal_IsReadAsItWasWritten(t *testing.T) {
	j, err := NewJournal(filepath.Join(t.TempDir(), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	wrote := asked("a", 2, 200)
	for _, e := range wrote {
		if err := j.Note(e); err != nil {
			t.Fatal(err)
		}
	}
	read, err := j.Close()
	if err != nil {
		t.Fatal(err)
	}
	for i := range read {
		if read[i].At = wrote[i].At; read[i] != wrote[i] {
			t.Errorf("entry %d is %+v, and was %+v", i, read[i], wrote[i])
		}
	}
}
