package petition_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"pgregory.net/rapid"

	"followthrough/casework"
	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

// walker leads one case through whatever the table lets it do.

type walker struct {
	t *rapid.T
	*casetest.Book
	people []string
	worked map[string]bool // whoever acted as leader, handler, member or owner, by the timeline
}

// walk opens a case and makes up to n random moves, waits and story acts; after each line

// that is written, check is called with the state before it.

func walk(t *rapid.T, n int, check func(*walker, casework.State)) *walker {
	w := &walker{t: t, worked: map[string]bool{}}
	from := rapid.IntRange(0, len(starts)-1).Draw(t, "start")
	w.Book = starts[from](t)
	w.Cover = nil
	w.people = slices.Sorted(maps.Keys(w.Office.People))
	w.Files["scan"] = true
	w.Office.Leaves = []casetest.Leave{{Person: "he", StandIn: "tang", From: "2026-03-09", Till: "2026-04-30"}, {Person: "liang", StandIn: "zhou", From: "2026-03-20", Till: "2026-06-30"}}
	if len(w.Lines) == 1 {
		check(w, casework.State{})
	}
	w.remember()
	for range n {
		before, lines := w.State, len(w.Lines)
		w.somehow()
		if len(w.Lines) == lines+1 {
			w.remember()
			check(w, before)
		}
	}
	return w
}

// starts are where a walk may begin: at an opening, or further on in the life of a case.

var starts = []func(casetest.T) *casetest.Book{
	func(t casetest.T) *casetest.Book { return registered(t) },
	func(t casetest.T) *casetest.Book {
		return registered(t, "matter", "report", "hidden-persons", "bai, gu", "hidden-unit", "U2")
	},
	func(t casetest.T) *casetest.Book { return imported(t) },
	func(t casetest.T) *casetest.Book { return imported(t, "replied", "2019-06-20", "reply", "x") },
	func(t casetest.T) *casetest.Book { return led(t) },
	func(t casetest.T) *casetest.Book { return planned(t) },
	func(t casetest.T) *casetest.Book { return resolving(t) },
	func(t casetest.T) *casetest.Book {
		return replied(t, step{}, step{owner: "bai", promise: "yes", due: "2026-08-31"})
	},
	func(t casetest.T) *casetest.Book { return simpleClosing(t) },
	func(t casetest.T) *casetest.Book {
		return closed(t, step{}, step{owner: "bai", promise: "yes", due: "2026-08-31"})
	},
}

// somehow does one thing: waits, acts as the story, or lets somebody make a move.

func (w *walker) somehow() {
	switch n := rapid.IntRange(0, 19).Draw(w.t, "what"); {
	case n < 3:
		w.passTime()
	case n < 5:
		w.asStory()
	default:
		w.asSomebody()
	}
}

func (w *walker) passTime() {
	till := w.Now.Add(time.Duration(rapid.IntRange(1, 20).Draw(w.t, "days")) * casetest.Day)
	// One ring at a time, so that each line is checked.
	if len(w.State.Dues) > 0 && w.State.Dues[0].Ask.Before(till) {
		till = w.State.Dues[0].Ask
		if till.Before(w.Now) {
			till = w.Now
		}
		var same int
		for _, d := range w.State.Dues {
			if !d.Ask.After(till) {
				same++
			}
		}
		if same > 1 { // several ring at once: they are rung, and their lines counted without a check each
			w.WaitPast(till)
			w.remember()
			return
		}
	}
	w.Wait(till.Sub(w.Now))
}

func (w *walker) asStory() {
	moves := []string{"ask-report", "serve-opinion", "lapse-review", "ask-approver", "ask-call-back", "finalise"}
	move := rapid.SampledFrom(moves).Draw(w.t, "story")
	fields := []string{}
	if move == "ask-approver" {
		fields = []string{"approver", "tang"}
	}
	if _, err := w.Try("system/story", move, fields...); err != nil {
		w.t.Fatalf("%s: %v", move, err)
	}
}

// asSomebody lets a person try one of the buttons they see; whoever owes something is likelier to come.

func (w *walker) asSomebody() {
	who := rapid.SampledFrom(w.people).Draw(w.t, "who")
	if len(w.State.Dues) > 0 && rapid.Bool().Draw(w.t, "whoever owes") {
		d := w.State.Dues[rapid.IntRange(0, len(w.State.Dues)-1).Draw(w.t, "due")]
		if owing := w.Owing(d); len(owing) > 0 {
			who = rapid.SampledFrom(owing).Draw(w.t, "debtor")
		}
	}
	offers := w.Offers(who)
	if len(offers) == 0 {
		return
	}
	move := rapid.SampledFrom(offers).Draw(w.t, "move")
	if slices.Contains(endings, move) && rapid.IntRange(0, 9).Draw(w.t, "end it") > 0 {
		return
	}
	w.try(who, move)
}

// endings lead to an end without an opinion; a walk that took every one would be short.

var endings = []string{"decline", "transfer", "lead-elsewhere", "mediate", "merge", "lapse", "withdraw", "undo-import"}

func (w *walker) try(who, move string) *casework.Refusal {
	if i := slices.IndexFunc(petition.Process.Moves, func(m casework.Move[petition.Facts]) bool { return m.Name == move }); i >= 0 {
		m, fields := petition.Process.Moves[i], w.fill(petition.Process.Moves[i].Form, "")
		w.leavesAlone(m, fields)
		r, err := w.Try(who, move, fields...)
		if err != nil {
			w.t.Fatalf("%s %s: %v", who, move, err)
		}
		return r
	}
	return nil
}

// leavesAlone carries out a row's effect on the side: it may not touch what it was given.

func (w *walker) leavesAlone(m casework.Move[petition.Facts], fields []string) {
	if m.Apply == nil || w.facts().Recusal == nil && m.Name == "decide-recusal" || w.facts().Revision == nil && m.Name == "approve-revision" {
		return
	}
	given := petition.File{Head: w.State.Head, Facts: w.facts()}
	work := given
	values := casework.Fields{}
	for i := 0; i < len(fields); i += 2 {
		values[fields[i]] = fields[i+1]
	}
	who := casework.Actor{ID: given.Facts.Handler}
	if len(given.Facts.Team) > 0 {
		who.ID = given.Facts.Team[0].Person
	}
	m.Apply(&work, casework.Command{Move: m.Name, Actor: who, Roles: m.By, Fields: values, People: w.Office.People}, casework.Env{Now: w.Now, Terms: w.Terms})
	if after, _ := json.Marshal(given.Facts); !bytes.Equal(after, w.State.Facts) {
		w.t.Fatalf("%s changed the file it was given:\n%s\n%s", m.Name, w.State.Facts, after)
	}
}

// fill types something into every field of a form, mostly what makes sense.

func (w *walker) fill(form []casework.Field, prefix string) []string {
	var f []string
	for _, d := range form {
		if d.Optional && d.Name != "promise" && d.Name != "leader" && d.Name != "handler" && d.Name != "proof" && rapid.Bool().Draw(w.t, "leave out "+d.Name) {
			continue
		}
		if d.Kind == casework.Rows {
			for i := range rapid.IntRange(1, 3).Draw(w.t, "rows") {
				f = append(f, w.fill(d.Row, casework.RowField(prefix+d.Name, i, ""))...)
			}
			continue
		}
		f = append(f, prefix+d.Name, w.value(d))
	}
	return f
}

func (w *walker) value(d casework.Field) string {
	pick := func(from ...string) string { return rapid.SampledFrom(from).Draw(w.t, d.Name) }
	switch d.Kind {
	case casework.Date:
		ahead := map[string]int{"due": 60}[d.Name]
		return w.Now.In(casetest.Shanghai).AddDate(0, 0, rapid.IntRange(0, ahead).Draw(w.t, d.Name)).Format(time.DateOnly)
	case casework.Choice:
		return pick(d.Options...)
	case casework.Check:
		return pick("yes", "")
	case casework.Number, casework.Step:
		return strconv.Itoa(rapid.IntRange(1, 3).Draw(w.t, d.Name))
	case casework.Line:
		return strconv.Itoa(rapid.IntRange(0, len(w.Lines)+1).Draw(w.t, d.Name))
	case casework.PersonF:
		if d.Holder != "" {
			return pick("he", "zhou", "shen", "shao")
		}
		return pick("lu", "yao", "bai", "gu", "he", "liang", "tang")
	case casework.People:
		return pick("yao, gu", "gu, bai", "yao", "liang, lu")
	case casework.UnitF:
		return pick("U1", "U1", "U2")
	case casework.Files:
		return "scan"
	case casework.Case:
		return pick("P-2026-0001", "P-2026-0002")
	default:
		return pick("words", "稳妥处理", " space around ")
	}
}

func (w *walker) remember() {
	for _, e := range w.Lines {
		said := slices.Contains([]string{"take-up", "declare-conflict", "confirm-membership"}, e.Move)
		if slices.Contains([]casework.Role{petition.Leader, petition.Handler, petition.Team, petition.Owner}, e.Actor.Role) && !said {
			w.worked[e.Actor.ID] = true
		}
	}
}

func (w *walker) facts() petition.Facts {
	var f petition.Facts
	if err := json.Unmarshal(w.State.Facts, &f); err != nil {
		w.t.Fatalf("facts: %v", err)
	}
	return f
}

// keepsOrder: the stage is one of the list, lines have no gaps, visits rise exactly when the stage changes.

// owesWhatIsOwed: the pending dates are those the state owes, each once, in the order they ring.

// keepsFacts: facts come out of the record as they went in, stay bounded, and the snapshot small.

// keepsParties: one leader while the case is led, and nobody who is accused or keeps out is told anything.

// TestWalks_NobodyApprovesTheirOwnWork lets everybody try to approve every closure, each

// given the approver's role by mistake.

// approveAs tries the telephone check and the approval as one who holds the approver's role.

// towardsClosing helps a walk on to a closure that lacks nothing but its approval.

// tie says what ties a person to the case, by the facts and by the timeline, or nothing.

func ExampleProcess() {
	for _, m := range petition.Process.MoveList()[:3] {
		fmt.Println(m.Name, m.By, m.From, m.Reaches)
	}
	// Output:
	// register [intake] [] [registered]
	// import [intake supervisor] [] [registered replied]
	// accept [intake] [registered] [accepted]
}
