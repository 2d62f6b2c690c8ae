package petition_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
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
	if m.Apply == nil || w.facts().Recusal == nil && m.Name == "decide-recusal" {
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
		return strconv.Itoa(rapid.IntRange(1, 6).Draw(w.t, d.Name))
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

func TestWalks_KeepTheRecordInOrder(t *testing.T) {
	stages := map[casework.Stage]int{}
	var mu sync.Mutex
	rapid.Check(t, func(t *rapid.T) {
		walk(t, 120, func(w *walker, before casework.State) {
			mu.Lock()
			stages[w.State.Stage]++
			mu.Unlock()
			keepsOrder(w, before)
			owesWhatIsOwed(w)
			keepsFacts(w)
			keepsParties(w)
		})
	})
	for _, s := range petition.Process.Stages {
		if stages[s.Name] == 0 {
			t.Logf("no walk came by %s", s.Name)
		}
	}
	if stages[petition.Resolving] == 0 || stages[petition.Closed] == 0 {
		t.Errorf("the walks lead nowhere: %v", stages)
	}
	t.Logf("lines by stage: %v", stages)
}

// keepsOrder: the stage is one of the list, lines have no gaps, visits rise exactly when the stage changes.
func keepsOrder(w *walker, before casework.State) {
	e := w.Lines[len(w.Lines)-1]
	i := slices.IndexFunc(petition.Process.Stages, func(s casework.StageInfo) bool { return s.Name == w.State.Stage })
	if i < 0 {
		w.t.Fatalf("%s led to %q", e.Move, w.State.Stage)
	}
	if w.State.Ended != petition.Process.Stages[i].End {
		w.t.Fatalf("at %s ended is %t", w.State.Stage, w.State.Ended)
	}
	if w.State.Seq != before.Seq+1 || e.Seq != w.State.Seq || int(e.Seq) != len(w.Lines) {
		w.t.Fatalf("%s wrote line %d after %d", e.Move, e.Seq, before.Seq)
	}
	risen := 0
	if w.State.Stage != before.Stage {
		risen = 1
	}
	if w.State.Visit != before.Visit+risen || e.Visit != w.State.Visit {
		w.t.Fatalf("%s from %s to %s took visit %d to %d", e.Move, before.Stage, w.State.Stage, before.Visit, w.State.Visit)
	}
	if e.From != before.Stage || e.To != w.State.Stage {
		w.t.Fatalf("%s says %s to %s, the case went %s to %s", e.Move, e.From, e.To, before.Stage, w.State.Stage)
	}
}

// owesWhatIsOwed: the pending dates are those the state owes, each once, in the order they ring.
func owesWhatIsOwed(w *walker) {
	owed := map[string]bool{}
	if !w.State.Ended {
		for _, o := range petition.Process.Owed(petition.File{Head: w.State.Head, Facts: w.facts()}) {
			owed[o.Name+"/"+o.Key] = true
		}
	}
	numbers := map[int]bool{}
	for i, d := range w.State.Dues {
		if !owed[d.Name+"/"+d.Key] {
			w.t.Fatalf("%s/%s is pending, and nothing owes it", d.Name, d.Key)
		}
		if numbers[d.No] || d.No > w.State.DueNo || d.Generation < 1 || d.Ask.Before(d.Term.At) {
			w.t.Fatalf("%+v", d)
		}
		numbers[d.No] = true
		if i > 0 && d.Ask.Before(w.State.Dues[i-1].Ask) {
			w.t.Fatalf("%s rings before %s and stands after it", d.Name, w.State.Dues[i-1].Name)
		}
		if d.Then == "" && d.Ask.Before(w.State.CatchUp) {
			w.t.Fatalf("%s of an imported case rings at %s, before the catch-up date", d.Name, d.Ask)
		}
	}
	if len(numbers) != len(owed) {
		w.t.Fatalf("%d dates are pending, %d are owed", len(numbers), len(owed))
	}
}

// keepsFacts: facts come out of the record as they went in, stay bounded, and the snapshot small.
func keepsFacts(w *walker) {
	f := w.facts()
	again, err := json.Marshal(f)
	if err != nil || !bytes.Equal(again, w.State.Facts) {
		w.t.Fatalf("facts lose something on the way: %v\n%s\n%s", err, w.State.Facts, again)
	}
	if len(f.Steps) > casework.MaxRows || len(f.Team) > casework.MaxRows || len(f.Consults) > casework.MaxRows || f.Joint > 5 {
		w.t.Fatalf("facts without bounds: %+v", f)
	}
	o, err := petition.Process.Present(w.State)
	if err != nil {
		w.t.Fatalf("present: %v", err)
	}
	told, _ := json.Marshal(o.Moved)
	had, _ := json.Marshal(w.Last.Moved)
	if !bytes.Equal(told, had) || len(told) > 4096 {
		w.t.Fatalf("the story is told\n%s\nand the record shows\n%s", had, told)
	}
}

// keepsParties: one leader while the case is led, and nobody who is accused or keeps out is told anything.
func keepsParties(w *walker) {
	f, p := w.facts(), w.Last.Parties
	if len(p.Holders[petition.Leader]) > 1 || len(p.Holders[petition.Handler]) > 1 {
		w.t.Fatalf("one case, one leader: %v", p.Holders)
	}
	if slices.Contains([]casework.Stage{petition.Led, petition.Analysed, petition.Planned, petition.Resolving}, w.State.Stage) && f.Leader == "" {
		w.t.Fatalf("a moment without a leader, at %s", w.State.Stage)
	}
	for role, held := range p.Holders {
		for _, who := range held {
			if slices.Contains(p.Hidden, who) || slices.Contains(p.Hidden, w.Office.People[who].Unit) {
				w.t.Fatalf("%s is accused and %s of the case", who, role)
			}
		}
	}
	for _, n := range w.Told {
		if slices.Contains(p.Hidden, n.Person) {
			w.t.Fatalf("%s is accused and told of %s", n.Person, n.About)
		}
	}
}

func TestWalks_AnEndedCaseTakesNoOrdinaryMove(t *testing.T) {
	var ended atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		w := walk(t, 15, func(*walker, casework.State) {})
		for range 3 {
			if !w.State.Ended {
				w.Holding(petition.Intake)
				w.try("miao", rapid.SampledFrom(endings).Draw(t, "end"))
			}
		}
		if !w.State.Ended {
			return
		}
		ended.Add(1)
		if len(w.State.Dues) > 0 {
			t.Fatalf("an ended case owes %v", w.State.Dues)
		}
		for _, m := range petition.Process.MoveList() {
			if slices.Contains([]string{"reopen", "take-back", "correct"}, m.Name) {
				continue
			}
			w.Holding(m.By...)
			if r := w.try(rapid.SampledFrom(w.people).Draw(t, "who"), m.Name); r == nil || r.Code != casework.WrongStage {
				t.Fatalf("%s at %s: %v", m.Name, w.State.Stage, r)
			}
		}
	})
	if ended.Load() == 0 {
		t.Error("no walk ended: the property was not put to the test")
	}
}

// TestWalks_NobodyApprovesTheirOwnWork lets everybody try to approve every closure, each
// given the approver's role by mistake.
func TestWalks_NobodyApprovesTheirOwnWork(t *testing.T) {
	var tried, approved atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		w := walk(t, 25, func(*walker, casework.State) {})
		if !w.towardsClosing() {
			return
		}
		for _, who := range rapid.Permutation(w.people).Draw(t, "approvers") {
			before, f := w.State, w.facts()
			w.approveAs(who)
			tie := w.tie(who, f)
			tried.Add(1)
			if w.State.Stage == petition.Closed {
				approved.Add(1)
			}
			if w.State.Stage == petition.Closed && tie != "" {
				t.Fatalf("%s approved the closure, and %s; line %d", who, tie, before.Seq)
			}
			if w.State.Stage != petition.Closing {
				return
			}
		}
	})
	if approved.Load() == 0 || tried.Load() == approved.Load() {
		t.Errorf("%d tried, %d approved: the property was not put to the test", tried.Load(), approved.Load())
	}
}

// approveAs tries the telephone check and the approval as one who holds the approver's role.
func (w *walker) approveAs(who string) {
	w.Holding(petition.Approver)
	if _, err := w.Try(who, "record-phone-check", "verdict", "agrees", "note", "–"); err != nil {
		w.t.Fatalf("call: %v", err)
	}
	w.Holding(petition.Approver)
	if _, err := w.Try(who, "approve-closure"); err != nil {
		w.t.Fatalf("approve: %v", err)
	}
}

// towardsClosing helps a walk on to a closure that lacks nothing but its approval.
func (w *walker) towardsClosing() bool {
	help := func(role casework.Role, who, move string, fields ...string) {
		if _, err := w.Holding(role).Try(who, move, fields...); err != nil {
			w.t.Fatalf("%s: %v", move, err)
		}
	}
	f := w.facts()
	today := w.Now.In(casetest.Shanghai).Format(time.DateOnly)
	if w.State.Ended || f.Withdrawal != (time.Time{}) {
		return false
	}
	help("intake", "miao", "accept", "unit", "U1", "track", "simple", "handler", "lu", "notice-no", "N-1")
	if f = w.facts(); f.Recusal != nil {
		help("supervisor", "fang", "decide-recusal", "granted", "no", "reason", "–")
	}
	if f.Handler == "" && f.Leader == "" {
		help("supervisor", "fang", "name-handler", "handler", rapid.SampledFrom([]string{"lu", "tang", "bai"}).Draw(w.t, "handler"))
	}
	if f.Leader == "" {
		help("supervisor", "fang", "assign-leader", "leader", rapid.SampledFrom([]string{"he", "zhou", "shen"}).Draw(w.t, "leader"))
	}
	lead := func() string { return w.facts().Leader }
	help("leader", lead(), "take-up", "no-conflict", "yes")
	help("leader", lead(), "form-team", "members", rapid.SampledFrom([]string{"yao, gu", "liang, tang", "gu"}).Draw(w.t, "team"))
	help("leader", lead(), "submit-analysis", analysis()...)
	owner := rapid.SampledFrom([]string{"yao", "tang", "lu", "gu"}).Draw(w.t, "owner")
	help("leader", lead(), "submit-plan", plan(step{owner: owner, due: w.Now.AddDate(0, 1, 0).Format(time.DateOnly)})...)
	help("supervisor", "fang", "approve-plan")
	for _, s := range w.facts().Steps {
		help("owner", s.Owner, "complete-step", "step", strconv.Itoa(s.No), "evidence", "–")
	}
	drafter := w.facts().Handler
	if drafter == "" {
		drafter = lead()
	}
	help("handler", drafter, "draft-opinion", opinion("explained")...)
	help("legal", "qin", "legal-check", "passes", "yes", "note", "–")
	help("unit-head", "ming", "sign-opinion", "number", "1")
	help("handler", drafter, "record-delivery", "how", "left", "on", today, "proof", "–")
	help("supervisor", "ming", "answer-dispute", "answer", "–")
	if w.facts().Leader != "" {
		drafter = lead()
	}
	help("leader", drafter, "propose-closure", "outcome", "explained", "note", "–")
	w.remember()
	return w.State.Stage == petition.Closing
}

// tie says what ties a person to the case, by the facts and by the timeline, or nothing.
func (w *walker) tie(who string, f petition.Facts) string {
	switch {
	case who == f.Leader:
		return "leads it"
	case who == f.Handler:
		return "handles it"
	case slices.ContainsFunc(f.Team, func(m petition.Member) bool { return m.Person == who }):
		return "is in the team"
	case slices.ContainsFunc(f.Steps, func(s petition.Step) bool { return s.Owner == who }):
		return "owns a step"
	case who == f.Opinion.DraftedBy || who == f.Closure.By:
		return "drafted or proposed it"
	case f.Leader != "" && slices.Contains(w.Office.People[who].Above, f.Leader):
		return "stands below the leader"
	case w.worked[who]:
		return "worked on it"
	case slices.Contains(f.Recused, who):
		return "keeps out of it"
	}
	return ""
}

func ExampleProcess() {
	for _, m := range petition.Process.MoveList()[:3] {
		fmt.Println(m.Name, m.By, m.From, m.Reaches)
	}
	// Output:
	// register [intake] [] [registered]
	// import [intake supervisor] [] [registered replied]
	// accept [intake] [registered] [accepted]
}
