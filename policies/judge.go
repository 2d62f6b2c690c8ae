package policies

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"

	"followthrough/casework"
)

// judge asks data.escalation.<kind>.decision.
type judge struct{ p *Policies }

// Decide answers what follows from a missed date. Where policy is undefined, fails,
// is missing or answers nonsense, the statutory default comes back with Default set and an
// alarm goes to the log. The only error is that of a context that ended: then nobody is
// waiting for the answer and nothing may be recorded.
func (j judge) Decide(ctx context.Context, q casework.Question) (casework.Decision, error) {
	d, err := j.p.decide(ctx, q)
	if ended := ctx.Err(); ended != nil {
		return casework.Decision{}, ended
	}
	if err != nil {
		j.p.log.LogAttrs(ctx, slog.LevelError, "alarm: policy could not decide, the statutory default applies",
			slog.String("kind", q.Kind), slog.String("case", q.Case), slog.String("due", q.Due), slog.Int("generation", q.Generation),
			slog.String("revision", j.p.revision), slog.Any("error", err))
		d = statutory(q)
	}
	d.Revision, d.Input = j.p.revision, Digest(q)
	return d, nil
}

// Again decides a recorded question by the bundle it was decided by, which its files are.
// It sounds no alarm: what comes back is compared with what was recorded.
func Again(ctx context.Context, q casework.Question, files map[string][]byte) (casework.Decision, error) {
	p, err := FromFiles(files, WithLog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return casework.Decision{}, fmt.Errorf("decide again: %w", err)
	}
	return p.Judge().Decide(ctx, q)
}

var errUndefined = errors.New("the decision is undefined")

func (p *Policies) decide(ctx context.Context, q casework.Question) (casework.Decision, error) {
	prepared, ok := p.rules.judges[q.Kind]
	if !ok {
		return casework.Decision{}, fmt.Errorf("no package escalation.%s", q.Kind)
	}
	answer, err := evaluate(ctx, prepared, question(q, p.limits.zone))
	if err != nil {
		return casework.Decision{}, err
	}
	d := casework.Decision{
		Measure: answer.text("measure"), AskAgain: answer.number("ask_again"),
		Addressees: each(answer, "addressees", func(a reply) casework.Addressee {
			return casework.Addressee{Person: a.text("person"), Role: casework.Role(a.text("role")), Copy: a.truth("copy"), Why: a.text("why")}
		}),
		Rules: each(answer, "rules", func(r reply) casework.RuleCited {
			return casework.RuleCited{Code: r.text("code"), Title: r.text("title"), Article: r.text("article"), Reason: r.text("reason")}
		}),
	}
	return d, p.check(d, q)
}

// check refuses a decision that nobody could answer for: an unknown measure, somebody who
// is not in the chain, a rule without words or source, a next question that never comes.
func (p *Policies) check(d casework.Decision, q casework.Question) error {
	if !slices.Contains(p.rules.measures[q.Kind], d.Measure) {
		return fmt.Errorf("measure %q is not in the thresholds of %s", d.Measure, q.Kind)
	}
	if len(d.Addressees) == 0 && d.Measure != "none" {
		return fmt.Errorf("measure %s is addressed to nobody", d.Measure)
	}
	for _, a := range d.Addressees {
		if a.Person == "" || a.Role == "" || !inChain(q.Chain, a.Person) {
			return fmt.Errorf("measure %s is addressed to somebody who is not in the chain", d.Measure)
		}
	}
	if len(d.Rules) == 0 {
		return errors.New("no rule is cited")
	}
	for _, r := range d.Rules {
		if r.Code == "" || r.Title == "" || r.Article == "" || r.Reason == "" {
			return fmt.Errorf("rule %q lacks its words or its article", r.Code)
		}
	}
	if d.AskAgain < 1 || d.AskAgain > 250 {
		return fmt.Errorf("policy is to be asked again after %d working days", d.AskAgain)
	}
	return nil
}

func inChain(chain []casework.Link, person string) bool {
	return slices.ContainsFunc(chain, func(l casework.Link) bool { return l.Person == person || l.StandIn == person })
}

// reply is an object that Rego answered.
type reply struct{ ast.Object }

// evaluate asks one prepared question and returns the object it was answered with.
func evaluate(ctx context.Context, prepared rego.PreparedEvalQuery, input ast.Value) (reply, error) {
	if ended := ctx.Err(); ended != nil {
		return reply{}, ended
	}
	set, err := prepared.Eval(ctx, rego.EvalParsedInput(input))
	if err != nil {
		return reply{}, discreet(err)
	}
	if len(set) != 1 || len(set[0].Expressions) != 1 {
		return reply{}, errUndefined
	}
	term, ok := set[0].Expressions[0].Value.(*ast.Term)
	if !ok {
		return reply{}, errUndefined
	}
	o, ok := term.Value.(ast.Object)
	if !ok {
		return reply{}, fmt.Errorf("the answer is %s and not an object", ast.ValueName(term.Value))
	}
	return reply{o}, nil
}

// discreet leaves out of an error the values that OPA puts into it: an alarm in a log names
// the rule that failed, and no persons.
func discreet(err error) error {
	if e, ok := errors.AsType[*topdown.Error](err); ok {
		return fmt.Errorf("%s at %v", e.Code, e.Location)
	}
	return err
}

func (r reply) value(name string) ast.Value {
	if t := r.Get(text(name)); t != nil {
		return t.Value
	}
	return ast.Null{}
}

func (r reply) text(name string) string {
	s, _ := r.value(name).(ast.String)
	return string(s)
}

func (r reply) number(name string) int {
	n, _ := r.value(name).(ast.Number)
	i, _ := n.Int()
	return i
}

func (r reply) truth(name string) bool {
	b, _ := r.value(name).(ast.Boolean)
	return bool(b)
}

// each reads a list of objects; what is no object comes back empty and fails the check.
func each[T any](r reply, name string, make func(reply) T) []T {
	list, _ := r.value(name).(*ast.Array)
	all := []T{}
	if list == nil {
		return all
	}
	list.Foreach(func(t *ast.Term) {
		o, ok := t.Value.(ast.Object)
		if !ok {
			o = ast.NewObject()
		}
		all = append(all, make(reply{o}))
	})
	return all
}
