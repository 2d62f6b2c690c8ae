package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/casework/casetest"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/store/storetest"
)

// office is a small world on a real record: one unit, its people, and a gate that gives
// every office role to whoever holds the office, and every role of the case to its holders.
type office struct {
	*store.Store
	h *storetest.Harness
	t *testing.T
	n int
}

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, shanghai())

func shanghai() *time.Location {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	return zone
}

type openGate struct{}

func (openGate) May(_ context.Context, q casework.AccessQuestion) (casework.Leave, error) {
	l := casework.Leave{Sight: casework.Full}
	for _, o := range q.Viewer.Offices {
		l.Roles = append(l.Roles, casework.Role(o))
		if o == "supervisor" {
			l.Roles = append(l.Roles, "approver")
		}
	}
	for role, holders := range q.Parties.Holders {
		if slices.Contains(holders, q.Viewer.ID) {
			l.Roles = append(l.Roles, role)
		}
	}
	return l, nil
}

func (openGate) Scope(context.Context, casework.Viewer) (casework.Scope, error) {
	return casework.Scope{All: true}, nil
}

type remindTheFirst struct{}

func (remindTheFirst) Decide(_ context.Context, q casework.Question) (casework.Decision, error) {
	d := casework.Decision{Measure: "reminder", AskAgain: 5, Revision: "r1", Input: "i"}
	for _, l := range q.Chain {
		if !l.Vacant {
			d.Addressees = append(d.Addressees, casework.Addressee{Person: l.Person, Role: l.Role})
			break
		}
	}
	return d, nil
}

func newOffice(t *testing.T) *office {
	t.Helper()
	h := storetest.New(t)
	h.SetTime(monday)
	s := h.Open(store.Deps{Kinds: []casework.Kind{petition.Process}, Judge: remindTheFirst{}, Gate: openGate{}, Terms: casetest.Standard(), Key: make([]byte, 32)})
	o := &office{Store: s, h: h, t: t}
	ctx := context.Background()
	for _, err := range []error{
		s.PutUnit(ctx, store.Unit{ID: "U1", NameZH: "县卫健委"}),
		s.PutPost(ctx, store.Post{ID: "head", Unit: "U1", TitleZH: "主任", Rank: 1}),
		s.PutOfficer(ctx, store.Officer{ID: "shen", NameZH: "沈", Unit: "U1", Post: "head", Active: true, Offices: []string{"unit-head", "leading"}}),
		s.PutOfficer(ctx, store.Officer{ID: "zhou", NameZH: "周", Unit: "U1", Active: true, Offices: []string{"leading"}}),
		s.PutOfficer(ctx, store.Officer{ID: "liang", NameZH: "梁", Unit: "U1", Active: true, Offices: []string{"supervisor"}}),
		s.PutOfficer(ctx, store.Officer{ID: "tang", NameZH: "唐", Unit: "U1", Active: true, Offices: []string{"supervisor"}}),
		s.PutOfficer(ctx, store.Officer{ID: "miao", NameZH: "苗", Unit: "U1", Active: true, Offices: []string{"intake"}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// act makes one move with a fresh action id at the case's present seq.
func (o *office) act(id, who, move string, fields casework.Fields) (store.Receipt, error) {
	o.n++
	c := casework.Command{ID: fmt.Sprintf("test-action-%d", o.n), Case: id, Kind: "petition", Move: move, Actor: casework.Actor{ID: who}, Fields: fields}
	if id != "" {
		now, err := o.Look(context.Background(), id)
		if err != nil {
			return store.Receipt{}, err
		}
		c.Seen = now.Seq
	}
	return o.Act(context.Background(), c)
}

func (o *office) must(id, who, move string, fields casework.Fields) store.Receipt {
	o.t.Helper()
	r, err := o.act(id, who, move, fields)
	if err != nil {
		o.t.Fatalf("%s by %s: %v", move, who, err)
	}
	return r
}

func registration() casework.Fields {
	return casework.Fields{"title": "夜间噪声", "content": "锅炉房夜里太吵", "channel": "letter", "matter": "claim", "received": "2026-03-02", "name": "贾某", "contact": "000-0000-0001"}
}

func (o *office) led() store.Receipt {
	o.t.Helper()
	r := o.must("", "miao", "register", registration())
	o.must(r.Case, "miao", "accept", casework.Fields{"unit": "U1", "track": "led", "notice-no": "1"})
	return r
}

func TestAct_WritesOneChainedLineAndAReceipt(t *testing.T) {
	o := newOffice(t)
	r := o.led()
	if r.No != "P-2026-0001" || r.Seq != 1 || r.Stage != petition.Registered {
		t.Fatalf("receipt %+v", r)
	}
	if f, err := o.Verify(context.Background(), r.Case); f != nil || err != nil {
		t.Fatalf("verify: %v %v", f, err)
	}
}

func TestAct_FiftyDoubleSubmits_OneEffectFiftyEqualAnswers(t *testing.T) {
	o := newOffice(t)
	c := casework.Command{ID: "one-form-many-clicks", Kind: "petition", Move: "register", Actor: casework.Actor{ID: "miao"}, Fields: registration()}
	answers := make([]store.Receipt, 50)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			r, err := o.Act(context.Background(), c)
			if err != nil {
				t.Errorf("submit %d: %v", i, err)
			}
			answers[i] = r
		})
	}
	wg.Wait()
	for _, a := range answers {
		if a != answers[0] {
			t.Fatalf("answers differ: %+v and %+v", a, answers[0])
		}
	}
	if n, _ := o.OpenCount(context.Background()); n != 1 {
		t.Fatalf("%d cases, want 1", n)
	}
	c.Fields = casework.Fields{"title": "another"}
	if _, err := o.Act(context.Background(), c); !errors.As(err, new(*store.Taken)) {
		t.Fatalf("the id with other content: %v", err)
	}
}

func TestAct_TwoSupervisorsAtOnce_OneDecisionEachAndTheLoserIsTold(t *testing.T) {
	o := newOffice(t)
	for i := range 200 {
		r := o.led()
		o.must(r.Case, "liang", "assign-leader", casework.Fields{"leader": "zhou"})
		o.must(r.Case, "zhou", "take-up", casework.Fields{"no-conflict": "yes"})
		o.must(r.Case, "zhou", "submit-analysis", casework.Fields{"request": "a", "facts": "b", "rules": "c", "causes": "d"})
		o.must(r.Case, "zhou", "submit-plan", plan())
		seen, _ := o.Look(context.Background(), r.Case)
		moves := []string{"approve-plan", "return-plan"}
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for j, who := range []string{"liang", "tang"} {
			wg.Go(func() {
				_, errs[j] = o.Act(context.Background(), casework.Command{ID: fmt.Sprintf("decide-%d-%s", i, who), Case: r.Case, Move: moves[j],
					Actor: casework.Actor{ID: who}, Seen: seen.Seq, Fields: casework.Fields{"reason": "不全"}})
			})
		}
		wg.Wait()
		loser := errs[0]
		if loser == nil {
			loser = errs[1]
		}
		told, ok := errors.AsType[*store.Overtaken](loser)
		if (errs[0] == nil) == (errs[1] == nil) || !ok || told.Decided.By == "" || told.Decided.Move == "" {
			t.Fatalf("case %d: %v and %v", i, errs[0], errs[1])
		}
		if now, _ := o.Look(context.Background(), r.Case); now.Seq != seen.Seq+1 {
			t.Fatalf("case %d moved from %d to %d", i, seen.Seq, now.Seq)
		}
	}
}

func plan() casework.Fields {
	return casework.Fields{"steps.0.title": "检测", "steps.0.owner": "liang", "steps.0.due": "2026-03-20", "steps.0.kind": "resolve", "steps.0.proof": "报告"}
}

func TestOverdue_AsksPolicyOnceAndNeverEarly(t *testing.T) {
	o := newOffice(t)
	r := o.led()
	ctx := context.Background()
	now, _ := o.Look(ctx, r.Case)
	due := now.Dues[0]
	early, err := o.Overdue(ctx, r.Case, due.No, due.Generation)
	if err != nil || early.NotYet != due.At.Sub(monday) {
		t.Fatalf("before its time: %+v %v", early, err)
	}
	o.h.SetTime(due.At)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			a, err := o.Overdue(ctx, r.Case, due.No, due.Generation)
			if err != nil || a.Now.Seq != now.Seq+1 {
				t.Errorf("answer %+v %v", a, err)
			}
		})
	}
	wg.Wait()
	if f, err := o.Verify(ctx, r.Case); f != nil || err != nil {
		t.Fatalf("verify: %v %v", f, err)
	}
	again, _ := o.Look(ctx, r.Case)
	i := slices.IndexFunc(again.Dues, func(r casework.Ring) bool { return r.No == due.No })
	if i < 0 || again.Dues[i].Generation != due.Generation+1 || !again.Dues[i].At.After(due.At) {
		t.Fatalf("dues %+v", again.Dues)
	}
}

func TestVerify_NamesTheFirstChangedLine(t *testing.T) {
	o := newOffice(t)
	r := o.led()
	o.h.Exec(`ALTER TABLE timeline DISABLE TRIGGER USER`)
	o.h.Exec(`UPDATE timeline SET fields = fields || '{"track":"simple"}' WHERE case_id = $1 AND seq = 2`, r.Case)
	f, err := o.Verify(context.Background(), r.Case)
	if err != nil || f == nil || f.Seq != 2 {
		t.Fatalf("fault %+v %v", f, err)
	}
}

func TestTimeline_RefusesChangeAndErasure(t *testing.T) {
	o := newOffice(t)
	r := o.led()
	if err := o.h.Try(`UPDATE timeline SET actor = 'nobody' WHERE case_id = $1`, r.Case); err == nil {
		t.Error("a line could be changed")
	}
	if err := o.h.Try(`DELETE FROM timeline WHERE case_id = $1`, r.Case); err == nil {
		t.Error("a line could be removed")
	}
}
