package rig

import (
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// People of the demo world, by what they do in a journey.
const (
	Intake, Supervisor, Approver = "miao", "liang", "tang"
	Leader, Member, Owner        = "zhou", "gu", "shao"
	Legal, Head                  = "qin", "shen"
	Auditor                      = "han"
)

// Logins are those whose tokens a journey needs.
var Logins = []string{Intake, Supervisor, Approver, Leader, Member, Owner, Legal, Head}

// Zone is the one that the office counts its days in.
var Zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// Day is the day of a time at the office, as a form takes it.
func Day(at time.Time) string { return at.In(Zone).Format(time.DateOnly) }

// Step is one act of a journey: who, what, with which fields.
type Step struct {
	Who, Move string
	Fields    Fields
}

// LedJourney is one case, one leader, one team, one plan, followed through: from the
// intake's decision to the approved closure.
func LedJourney(now time.Time) []Step {
	day := func(n int) string { return Day(now.AddDate(0, 0, n)) }
	return append([]Step{
		{Intake, "accept", Fields{"unit": "U2", "track": "led", "notice-no": "受理告知"}},
		{Supervisor, "assign-leader", Fields{"leader": "@" + Leader}},
		{Leader, "take-up", Fields{"no-conflict": "yes"}},
		{Leader, "form-team", Fields{"members": "@" + Member}},
		{Member, "confirm-membership", Fields{"no-conflict": "yes"}},
		{Leader, "submit-analysis", Fields{"request": "诉求", "facts": "实际情况", "rules": "政策界限", "causes": "问题原因"}},
		{Leader, "submit-plan", Fields{"steps": []any{
			Fields{"title": "现场核实并整改", "owner": "@" + Owner, "due": day(10), "kind": "resolve", "proof": "整改照片"},
			Fields{"title": "当面说明", "owner": "@" + Member, "due": day(12), "kind": "explain", "proof": "面谈记录"}}}},
		{Supervisor, "approve-plan", Fields{}},
		{Owner, "start-step", Fields{"step": "1"}},
		{Owner, "complete-step", Fields{"step": "1", "evidence": "已整改"}},
		{Member, "complete-step", Fields{"step": "2", "evidence": "已当面说明"}},
		{Leader, "record-contact", Fields{"how": "visit", "on": day(0), "note": "带案下访"}},
	}, ending(Leader, day(0))...)
}

// SimpleJourney is a handler, an opinion, and an end.
func SimpleJourney(now time.Time) []Step {
	return append([]Step{
		{Intake, "accept", Fields{"unit": "U2", "track": "simple", "handler": "@" + Member, "notice-no": "受理告知"}},
	}, shown(ending(Member, Day(now)))...)
}

// shown adds to the ending of a simple matter what proves its granted claim carried out.
func shown(ending []Step) []Step {
	at := slices.IndexFunc(ending, func(s Step) bool { return s.Move == "propose-closure" })
	return slices.Insert(ending, at, Step{ending[at].Who, "evidence-claim", Fields{"claim-no": "1", "evidence": "整改照片"}})
}

// ending is the way from the draft of the opinion to the approved closure.
func ending(carrier, today string) []Step {
	return []Step{
		{carrier, "draft-opinion", Fields{"request": "请求", "facts": "事实", "reasons": "理由", "claims": []any{Fields{"claim": "主要诉求", "view": "granted"}},
			"basis": "依据", "rights-notice": "可在三十日内申请复查"}},
		{Legal, "legal-check", Fields{"passes": "yes", "note": "合规"}},
		{Head, "sign-opinion", Fields{"number": "访意" + rand.Text()[:8]}},
		{carrier, "record-delivery", Fields{"how": "in-person", "on": today, "proof": "送达回证"}},
		{carrier, "propose-closure", Fields{"outcome": "resolved", "note": "已办结"}},
		{Approver, "record-phone-check", Fields{"verdict": "agrees", "note": "认可"}},
		{Approver, "approve-closure", Fields{}},
	}
}

// Carried is how a number of cases fared.
type Carried struct {
	Cases, Acts int
	Failed      []error // of the cases that did not arrive
	Took        time.Duration
}

func (c Carried) String() string {
	s := c.Took.Seconds()
	return fmt.Sprintf("%d cases carried to an approved closure, %d failed: %d acts in %.1f s, %.1f cases and %.0f acts a second",
		c.Cases, len(c.Failed), c.Acts, s, float64(c.Cases)/s, float64(c.Acts)/s)
}

// CarryAll takes registered cases to their closure, the first led of them the long way,
// by so many clients at a time.
func (o *Office) CarryAll(numbers []string, led, clients int) (c Carried) {
	begun := time.Now()
	var acts atomic.Int64
	var mu sync.Mutex
	var all sync.WaitGroup
	work := make(chan int)
	for range clients {
		all.Go(func() {
			for i := range work {
				journey := LedJourney
				if i >= led {
					journey = SimpleJourney
				}
				err := o.Carry(numbers[i], journey(time.Now()), func(Step, Receipt) { acts.Add(1) })
				if err != nil {
					mu.Lock()
					c.Failed = append(c.Failed, fmt.Errorf("%s: %w", numbers[i], err))
					mu.Unlock()
				}
			}
		})
	}
	for i := range numbers {
		work <- i
	}
	close(work)
	all.Wait()
	c.Cases, c.Acts, c.Took = len(numbers)-len(c.Failed), int(acts.Load()), time.Since(begun)
	return c
}

// Carry makes every step of a journey on one case. done, when not nil, is called after each.
// A line that came between, such as a date that passed, is looked at and the step made again.
func (o *Office) Carry(no string, journey []Step, done func(Step, Receipt)) error {
	page, err := o.Page(Intake, no)
	if err != nil {
		return err
	}
	seen := page.Seq
	for _, s := range journey {
		r, err := o.step(no, s, seen)
		if err != nil {
			return err
		}
		seen = r.Seq
		if done != nil {
			done(s, r)
		}
	}
	return nil
}

// step makes one step. What is refused because the case moved on in between, a clock
// having rung, was decided on an old page: it is made once more on a fresh one.
func (o *Office) step(no string, s Step, seen int64) (Receipt, error) {
	for try := 0; ; try++ {
		a, err := o.Send(s.Who, "/petitions/"+no+"/"+s.Move, NewAction(seen, s.Fields))
		if err != nil {
			return Receipt{}, err
		}
		if a.Status == 409 && try < 3 {
			p, err := o.Page(s.Who, no)
			if err != nil {
				return Receipt{}, err
			}
			if p.Seq != seen {
				seen = p.Seq
				continue
			}
		}
		r, err := a.Receipt()
		if err != nil {
			return r, fmt.Errorf("%s by %s: %w", s.Move, s.Who, err)
		}
		return r, nil
	}
}
