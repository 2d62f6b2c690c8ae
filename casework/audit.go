package casework

import (
	"fmt"
	"slices"
)

// Audit reads the table itself and lists what is wrong with it: stages that no case can
// reach, leave, or end from; moves without a maker, rows that name a stage the process has
// not, names used twice, story moves that would never be asked again, and clocks that name
// a move which the table has not. It is nil in health.
func (p *Process[F]) Audit() []string {
	var wrong []string
	say := func(format string, a ...any) { wrong = append(wrong, fmt.Sprintf(format, a...)) }
	known := map[Stage]bool{}
	for _, s := range p.Stages {
		if known[s.Name] {
			say("stage %s is listed twice", s.Name)
		}
		known[s.Name] = true
	}
	names := map[string]bool{}
	for _, m := range p.Moves {
		if names[m.Name] {
			say("move %s is listed twice", m.Name)
		}
		names[m.Name] = true
		for _, s := range slices.Concat(m.From, m.Reaches()) {
			if !known[s] {
				say("move %s names stage %s, which the process has not", m.Name, s)
			}
		}
		m.audit(say)
	}
	p.auditWays(say)
	p.auditClocks(say)
	return wrong
}

// audit looks at one row alone.
func (m Move[F]) audit(say func(string, ...any)) {
	if len(m.By) == 0 {
		say("move %s has no maker", m.Name)
	}
	if slices.Contains(m.By, System) && len(m.By) > 1 {
		say("move %s is made by the system and by people: who answers for it?", m.Name)
	}
	if m.Choose != nil && len(m.Tos) == 0 {
		say("move %s chooses a stage but lists none", m.Name)
	}
	if m.Choose == nil && len(m.Tos) > 0 {
		say("move %s lists stages but does not choose", m.Name)
	}
	if len(m.From) == 0 && len(m.Reaches()) == 0 {
		say("move %s opens a case in no stage", m.Name)
	}
	if m.Until == nil && slices.ContainsFunc(m.Need, func(r Rule[F]) bool { return r.Code == NotYet }) {
		say("move %s may come too early but does not say when to look again", m.Name)
	}
	auditForm(m.Name, m.Form, say)
}

func auditForm(move string, form []Field, say func(string, ...any)) {
	fields := map[string]bool{}
	for _, f := range form {
		if fields[f.Name] {
			say("move %s asks for %s twice", move, f.Name)
		}
		fields[f.Name] = true
		if f.Kind == Choice && len(f.Options) == 0 {
			say("move %s offers no choice for %s", move, f.Name)
		}
		if f.Kind == Rows && len(f.Row) == 0 {
			say("move %s asks for rows of %s without columns", move, f.Name)
		}
		auditForm(move, f.Row, say)
	}
}

// auditWays walks the stages from the openings forwards and from the ends backwards.
func (p *Process[F]) auditWays(say func(string, ...any)) {
	to, from := map[Stage]Stages{}, map[Stage]Stages{}
	var openings, ends Stages
	for _, m := range p.Moves {
		for _, b := range m.Reaches() {
			if len(m.From) == 0 {
				openings = append(openings, b)
			}
			for _, a := range m.From {
				to[a], from[b] = append(to[a], b), append(from[b], a)
			}
		}
	}
	for _, s := range p.Stages {
		if s.End {
			ends = append(ends, s.Name)
		}
	}
	reached, ending := walk(openings, to), walk(ends, from)
	for _, s := range p.Stages {
		if !reached[s.Name] {
			say("stage %s cannot be reached", s.Name)
		}
		switch elsewhere := func(b Stage) bool { return b != s.Name }; {
		case s.End:
		case !slices.ContainsFunc(to[s.Name], elsewhere):
			say("stage %s cannot be left", s.Name)
		case !ending[s.Name]:
			say("stage %s leads to no end", s.Name)
		}
	}
}

// walk returns every stage that a walk from the starts comes by.
func walk(starts Stages, ways map[Stage]Stages) map[Stage]bool {
	seen := map[Stage]bool{}
	for queue := slices.Clone(starts); len(queue) > 0; queue = queue[1:] {
		if !seen[queue[0]] {
			seen[queue[0]] = true
			queue = append(queue, ways[queue[0]]...)
		}
	}
	return seen
}

func (p *Process[F]) auditClocks(say func(string, ...any)) {
	names := map[string]bool{}
	for _, c := range p.Clocks {
		if names[c.Name] {
			say("clock %s is listed twice", c.Name)
		}
		names[c.Name] = true
		if len(c.By) == 0 {
			say("clock %s is owed by nobody", c.Name)
		}
		for _, move := range c.Met {
			if _, ok := p.move(move); !ok {
				say("clock %s is met by move %s, which the process has not", c.Name, move)
			}
		}
		if m, _ := p.move(c.Then); c.Then != "" && !slices.Equal(m.By, []Role{System}) {
			say("clock %s makes move %s, which is not the system's", c.Name, c.Then)
		}
	}
}
