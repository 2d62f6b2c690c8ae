package policies

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"

	"followthrough/casework"
)

// gate asks data.access.leave and data.access.scope.
type gate struct{ p *Policies }

// May answers what the viewer sees and which roles they hold. Whatever goes wrong, nothing
// is seen and nothing may be done.
func (g gate) May(ctx context.Context, q casework.AccessQuestion) (casework.Leave, error) {
	input := access(q)
	key := input.String()
	if l, known := g.p.answered.get(key); known {
		return l, nil
	}
	l, err := g.p.may(ctx, input)
	if err == nil {
		g.p.answered.put(key, l)
	}
	return l, err
}

func (p *Policies) may(ctx context.Context, input ast.Value) (casework.Leave, error) {
	denied := casework.Leave{Sight: casework.None, Revision: p.revision}
	answer, err := evaluate(ctx, p.rules.leave, input)
	if err != nil {
		return denied, fmt.Errorf("access policy: %w", err)
	}
	l := casework.Leave{Sight: casework.Sight(answer.text("sight")), Revision: p.revision,
		Roles: list[casework.Role](answer, "roles"), Rules: list[string](answer, "rules")}
	if l.Sight != casework.None && l.Sight != casework.Card && l.Sight != casework.Full || len(l.Rules) == 0 {
		return denied, fmt.Errorf("access policy: sight %q by %d rules", l.Sight, len(l.Rules))
	}
	if whom, ok := answer.value("for").(ast.Object); ok && whom.Len() > 0 {
		l.For = map[casework.Role]string{}
		whom.Foreach(func(role, person *ast.Term) {
			r, _ := role.Value.(ast.String)
			p, _ := person.Value.(ast.String)
			l.For[casework.Role(r)] = string(p)
		})
	}
	return l, nil
}

// Scope answers what the viewer's lists may hold. Whatever goes wrong, they hold nothing.
func (g gate) Scope(ctx context.Context, v casework.Viewer) (casework.Scope, error) {
	nothing := casework.Scope{None: true}
	raw, err := g.p.scope(ctx, v)
	if err != nil {
		return nothing, fmt.Errorf("access policy: %w", err)
	}
	var s casework.Scope
	if err := json.Unmarshal(raw, &s); err != nil {
		return nothing, fmt.Errorf("access policy: %w", err)
	}
	return s, nil
}

// scope is the answer as JSON: what a Scope has no room for yet is left out there.
func (p *Policies) scope(ctx context.Context, v casework.Viewer) ([]byte, error) {
	answer, err := evaluate(ctx, p.rules.scope, object("viewer", viewer(v)).Value)
	if err != nil {
		return nil, err
	}
	plain, err := ast.JSON(answer.Object)
	if err != nil {
		return nil, err
	}
	return json.Marshal(plain)
}

// list reads a list of strings.
func list[S ~string](r reply, name string) []S {
	all := []S{}
	if found, ok := r.value(name).(*ast.Array); ok {
		found.Foreach(func(t *ast.Term) {
			s, _ := t.Value.(ast.String)
			all = append(all, S(s))
		})
	}
	return all
}
