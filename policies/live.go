package policies

import (
	"context"
	"sync/atomic"
	"time"

	"followthrough/casework"
)

// Live is the policy in force: a bundle that may be replaced while the program runs, when
// the office enters a calendar or changes a limit. Whoever holds its Judge, Gate or Terms
// always asks the newest; one question is answered by one bundle.
type Live struct{ at atomic.Pointer[Policies] }

// NewLive begins with a bundle.
func NewLive(p *Policies) *Live {
	l := &Live{}
	l.at.Store(p)
	return l
}

// Now is the bundle in force.
func (l *Live) Now() *Policies { return l.at.Load() }

// Use puts another bundle in force.
func (l *Live) Use(p *Policies) { l.at.Store(p) }

// Judge decides who is reminded, by the bundle in force.
func (l *Live) Judge() casework.Judge { return liveJudge{l} }

// Gate decides who sees a case, by the bundle in force.
func (l *Live) Gate() casework.Gate { return liveGate{l} }

// Terms computes when limits end, by the bundle in force.
func (l *Live) Terms() casework.Terms { return liveTerms{l} }

// Revision is that of the bundle in force.
func (l *Live) Revision() string { return l.Now().Revision() }

// Files are those of the bundle in force.
func (l *Live) Files() map[string][]byte { return l.Now().Files() }

// Years lists the years that have a calendar in the bundle in force.
func (l *Live) Years() []int { return l.Now().Years() }

// Explain does the sum behind a date again by the bundle in force.
func (l *Live) Explain(limit string, from time.Time, more int, at time.Time) Explanation {
	return l.Now().Explain(limit, from, more, at)
}

// RuleText says a rule of the bundle in force in words.
func (l *Live) RuleText(code, lang string) (Words, bool) { return l.Now().RuleText(code, lang) }

type liveJudge struct{ l *Live }

func (j liveJudge) Decide(ctx context.Context, q casework.Question) (casework.Decision, error) {
	return j.l.Now().Judge().Decide(ctx, q)
}

type liveGate struct{ l *Live }

func (g liveGate) May(ctx context.Context, q casework.AccessQuestion) (casework.Leave, error) {
	return g.l.Now().Gate().May(ctx, q)
}

func (g liveGate) Scope(ctx context.Context, v casework.Viewer) (casework.Scope, error) {
	return g.l.Now().Gate().Scope(ctx, v)
}

type liveTerms struct{ l *Live }

func (t liveTerms) Due(limit string, from time.Time, more int) (casework.Term, error) {
	return t.l.Now().Terms().Due(limit, from, more)
}

func (t liveTerms) WorkingDays(from time.Time, n int) casework.Term {
	return t.l.Now().Terms().WorkingDays(from, n)
}

func (t liveTerms) Longest(limit string) int { return t.l.Now().Terms().Longest(limit) }

func (t liveTerms) Zone() *time.Location { return t.l.Now().Terms().Zone() }
