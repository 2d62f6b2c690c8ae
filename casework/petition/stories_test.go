package petition_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strconv"
	"testing"

	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

// TestMain holds the scenarios against the table once all have run: a row, a refusal, or a
// date that none of them exercised fails the whole. Runs of a chosen few are not held to it.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && !chosen() {
		code = everyRowRefusalAndDueIsExercised()
	}
	os.Exit(code)
}

func everyRowRefusalAndDueIsExercised() int {
	missing := casetest.Cover(petition.Process).Missing()
	for _, m := range missing {
		fmt.Println("no scenario exercises:", m)
	}
	if len(missing) > 0 {
		fmt.Println("--- FAIL: TestTable_EveryRowRefusalAndDueIsExercised")
		return 1
	}
	return 0
}

// chosen reports whether the command line picks tests instead of running them all.
func chosen() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.bench", "test.fuzz"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return true
		}
	}
	return false
}

// The people of the stories: miao registers, liang and tang supervise, he leads, lu
// handles, yao and gu are in the team, qin checks the law, shen heads the unit, fang is
// the supervisor of the body above.

// open begins a scenario with an empty book.
func open(t casetest.T) *casetest.Book {
	return casetest.Open(t, petition.Process, casetest.Standard())
}

// registered is a claim taken in on Monday, 2 March 2026. Later fields win over earlier ones.
func registered(t casetest.T, fields ...string) *casetest.Book {
	b := open(t)
	b.Do("miao", "register", append(letter(), fields...)...)
	return b
}

func letter() []string {
	return []string{"title", "Refund of a deposit not received", "content", "The deposit was to come back within two weeks.", "channel", "letter",
		"matter", "claim", "received", "2026-03-02", "unit", "U1", "name", "Luo", "contact", "000-0000-1234"}
}

// simple is accepted the same day, on the simple track, with the handler lu.
func simple(t casetest.T, fields ...string) *casetest.Book {
	b := registered(t, fields...)
	b.Do("miao", "accept", "unit", "U1", "track", "simple", "handler", "lu", "notice-no", "N-1")
	return b
}

// waiting is accepted on the led track and waits for its leader.
func waiting(t casetest.T, fields ...string) *casetest.Book {
	b := registered(t, fields...)
	b.Do("miao", "accept", "unit", "U1", "track", "led", "notice-no", "N-1")
	return b
}

// led has the leader he, who has taken it up, and the handler lu.
func led(t casetest.T, fields ...string) *casetest.Book {
	b := waiting(t, fields...)
	lead(b, "he")
	b.Do("he", "name-handler", "handler", "lu")
	return b
}

func lead(b *casetest.Book, leader string) {
	b.Do("liang", "assign-leader", "leader", leader)
	b.Do(leader, "take-up", "no-conflict", "yes")
}

// teamed has the team of yao and gu, who have confirmed.
func teamed(t casetest.T) *casetest.Book {
	b := led(t)
	b.Do("he", "form-team", "members", "yao, gu")
	b.Do("yao", "confirm-membership", "no-conflict", "yes")
	b.Do("gu", "confirm-membership", "no-conflict", "yes")
	return b
}

func analysis() []string {
	return []string{"request", "The deposit.", "facts", "Paid in cash, the receipt was lost.", "rules", "Refund within ten days.", "causes", "Two offices wait for each other."}
}

// step is a step of a plan as people type it.
type step struct{ title, owner, due, kind, promise string }

func (s step) fields(prefix string) []string {
	text := func(v, otherwise string) string {
		if v == "" {
			return otherwise
		}
		return v
	}
	f := []string{prefix + "title", text(s.title, "Find the receipt"), prefix + "owner", text(s.owner, "yao"), prefix + "due", text(s.due, "2026-03-31"),
		prefix + "kind", text(s.kind, "resolve"), prefix + "proof", "A copy"}
	if s.promise != "" {
		f = append(f, prefix+"promise", s.promise)
	}
	return f
}

func plan(steps ...step) []string {
	var f []string
	for i, s := range steps {
		f = append(f, s.fields("steps."+strconv.Itoa(i)+".")...)
	}
	return f
}

func one(s step) []string { return s.fields("") }

// planned waits for the approval of a plan: yao finds the receipt, bai explains.
func planned(t casetest.T, steps ...step) *casetest.Book {
	b := teamed(t)
	b.Do("he", "submit-analysis", analysis()...)
	if len(steps) == 0 {
		steps = []step{{}, {title: "Explain the procedure", owner: "bai", due: "2026-04-10", kind: "explain"}}
	}
	b.Do("he", "submit-plan", plan(steps...)...)
	return b
}

func resolving(t casetest.T, steps ...step) *casetest.Book {
	b := planned(t, steps...)
	b.Do("liang", "approve-plan")
	return b
}

func opinion(views ...string) []string {
	f := []string{"request", "The deposit.", "facts", "It was paid.", "reasons", "It is owed.", "basis", "The hospital's own rules.", "rights-notice", "A review may be asked for within thirty days."}
	for i, v := range views {
		f = append(f, fmt.Sprintf("claims.%d.claim", i), "The deposit is paid back.", fmt.Sprintf("claims.%d.view", i), v)
	}
	return f
}

// answer drafts, checks and signs the opinion.
func answer(b *casetest.Book, views ...string) {
	if views == nil {
		views = []string{"granted"}
	}
	b.Do("lu", "draft-opinion", opinion(views...)...)
	b.Do("qin", "legal-check", "passes", "yes", "note", "In order.")
	b.Do("shen", "sign-opinion", "number", "2026-17")
}

func deliver(b *casetest.Book) {
	b.Do("lu", "record-delivery", "how", "in-person", "on", b.Now.Format("2006-01-02"), "proof", "Signed receipt")
}

// replied is answered in favour of the petitioner, with every step of the plan done.
func replied(t casetest.T, steps ...step) *casetest.Book {
	b := resolving(t, steps...)
	carryOut(b)
	answer(b)
	return b
}

// carryOut completes every open step of the plan that is no promise.
func carryOut(b *casetest.Book) {
	for _, s := range facts(b).Steps {
		if s.Open() && !s.Promise {
			b.Do(s.Owner, "complete-step", "step", strconv.Itoa(s.No), "evidence", "Copy in the file.")
		}
	}
}

// closing has its opinion delivered and its closure proposed by he.
func closing(t casetest.T, steps ...step) *casetest.Book {
	b := replied(t, steps...)
	deliver(b)
	b.Do("he", "propose-closure", "outcome", "resolved", "note", "The money arrived.")
	return b
}

// closed is approved by tang, after a call to the petitioner.
func closed(t casetest.T, steps ...step) *casetest.Book {
	b := closing(t, steps...)
	approve(b, "tang")
	return b
}

func approve(b *casetest.Book, who string) {
	b.Do(who, "record-phone-check", "verdict", "agrees", "note", "Says the money arrived.")
	b.Do(who, "approve-closure")
}

// simpleClosing is a simple matter answered by lu whose closure waits for approval.
func simpleClosing(t casetest.T) *casetest.Book {
	b := simple(t)
	answer(b)
	deliver(b)
	evidence(b)
	b.Do("lu", "propose-closure", "outcome", "resolved", "note", "Paid back the same day.")
	return b
}

// evidence shows the first granted claim carried out.
func evidence(b *casetest.Book) {
	b.Do("lu", "evidence-claim", "claim-no", "1", "evidence", "The bank's receipt of the transfer.")
}

func promise(claim, owner, due string) []string {
	return []string{"claim-no", claim, "title", "Pay", "owner", owner, "due", due, "proof", "The bank's receipt"}
}

// callBacks makes the three calls after a closure, each when it is asked for.
func callBacks(b *casetest.Book) {
	for range 3 {
		b.WaitPast(b.TooEarly("ask-call-back"))
		b.Story("ask-call-back")
		b.Do("lu", "record-contact", "how", "call-back", "on", b.Now.In(casetest.Shanghai).Format("2006-01-02"), "note", "Content.")
	}
}

// imported is an old case that was answered in its time, or one that was not.
func imported(t casetest.T, fields ...string) *casetest.Book {
	b := open(t)
	b.State.CatchUp = b.Now.AddDate(0, 0, 30)
	b.Do("miao", "import", append([]string{"title", "Unpaid wages of a building job", "content", "Three months are owed.", "matter", "claim",
		"received", "2019-05-14", "original-no", "88", "name", "Cheng"}, fields...)...)
	return b
}

// facts reads what the petition has established.
func facts(b *casetest.Book) petition.Facts {
	var f petition.Facts
	if err := json.Unmarshal(b.State.Facts, &f); err != nil {
		panic(err)
	}
	return f
}
