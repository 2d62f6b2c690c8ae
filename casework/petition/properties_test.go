package petition_test

import (
	"bytes"
	"encoding/json"
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
	o.Moved.Move = w.Last.Moved.Move // the state does not know what led to it
	o.Moved.No = w.Last.Moved.No     // given to an opening by the record
	told, _ := json.Marshal(o.Moved)
	had, _ := json.Marshal(w.Last.Moved)
	if !bytes.Equal(told, had) || len(told) > 4096 {
		w.t.Fatalf("the story is told\n%s\nand the record shows\n%s", had, told)
	}
}

func keepsParties(w *walker) {
	f, p := w.facts(), w.Last.Parties
	if len(p.Holders[petition.Leader]) > 1 || len(p.Holders[petition.Handler]) > 1 {
		w.t.Fatalf("one case, one leader: %v", p.Holders)
	}
	if slices.Contains([]casework.Stage{petition.Led, petition.Analysed, petition.Planned, petition.Resolving}, w.State.Stage) && f.Leader == "" {
		w.t.Fatalf("a moment without a leader, at %s", w.State.Stage)
	}
	for role, held := range p.Holders {
		if once := slices.Compact(slices.Sorted(slices.Values(held))); len(once) != len(held) {
			w.t.Fatalf("%s is held twice by one: %v", role, held)
		}
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
			if slices.Contains([]string{"reopen", "reopen-after-review", "take-back", "correct", "seal-file"}, m.Name) {
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
