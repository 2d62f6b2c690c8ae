// Package processdoc prints a kind of case as a page for people: the picture of its
// stages, its moves with their forms, its dates, and who may do what where. Everything on
// the page comes out of the table, so the page is right as long as it is printed anew.
package processdoc

import (
	"fmt"
	"slices"
	"strings"

	"followthrough/casework"
)

// Page prints a kind as Markdown.
func Page(k casework.Kind) string {
	p := page{kind: k}
	p.stages()
	p.say("# The %s\n", k.KindName())
	p.say("<!-- Printed from casework/%s by `go generate ./casework/kinds`. Change the table, not this page. -->\n", k.KindName())
	p.say("%d stages, %d moves; cases are numbered %s-year-number. A move is one row of the table in `casework/%s`; what it asks for, what must",
		len(k.StageList()), len(k.MoveList()), k.NumberPrefix(), k.KindName())
	p.say("hold and who is told stand in its row below. Chinese words are in the [glossary](../glossary.md); numbers of days are policy data.\n")
	p.picture()
	p.moves()
	p.dates()
	p.matrix()
	return p.String()
}

type page struct {
	strings.Builder
	kind      casework.Kind
	open      []casework.Stage // stages of a case that is not over
	reopening []casework.Stage // ends that some move leaves
}

func (p *page) say(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

func (p *page) stages() {
	for _, s := range p.kind.StageList() {
		leaves := func(m casework.MoveInfo) bool { return len(m.Reaches) > 0 && slices.Contains(m.From, s.Name) }
		switch {
		case !s.End:
			p.open = append(p.open, s.Name)
		case slices.ContainsFunc(p.kind.MoveList(), leaves):
			p.reopening = append(p.reopening, s.Name)
		}
	}
}

// picture draws the ways from stage to stage; a move that stays is not drawn.
func (p *page) picture() {
	p.say("## The stages\n\n```mermaid\nstateDiagram-v2")
	for _, s := range p.kind.StageList() {
		if id := alias(s.Name); id != string(s.Name) {
			p.say("    state %q as %s", s.Name, id)
		}
	}
	p.say("    state \"any open stage\" as any_open")
	if len(p.reopening) > 0 {
		p.say("    state \"any end\" as any_end")
	}
	type way struct{ from, to string }
	var ways []way
	labels := map[way][]string{}
	for _, m := range p.kind.MoveList() {
		for _, to := range m.Reaches {
			for _, from := range p.sources(m.From) {
				w := way{from, alias(to)}
				if labels[w] == nil {
					ways = append(ways, w)
				}
				labels[w] = append(labels[w], m.Name)
			}
		}
	}
	for _, w := range ways {
		p.say("    %s --> %s: %s", w.from, w.to, strings.Join(labels[w], ", "))
	}
	var ends []string
	for _, s := range p.kind.StageList() {
		if s.End {
			ends = append(ends, alias(s.Name))
		}
	}
	p.say("    classDef ended fill:#eee,stroke:#999\n    class %s ended\n```\n", strings.Join(ends, ","))
	if kept := difference(ends, p.reopening); len(kept) > 0 {
		p.say("Grey stages are ends. \"Any end\" leaves out %s, which nothing opens again.\n", strings.Join(kept, ", "))
	}
}

// sources names where a move starts, with one word for every open stage and for every end.
func (p *page) sources(from []casework.Stage) []string {
	if len(from) == 0 {
		return []string{"[*]"}
	}
	var all []string
	if contains(from, p.open) {
		all, from = append(all, "any_open"), without(from, p.open)
	}
	if len(p.reopening) > 0 && contains(from, p.reopening) {
		all, from = append(all, "any_end"), without(from, p.reopening)
	}
	for _, s := range from {
		all = append(all, alias(s))
	}
	return all
}

func (p *page) moves() {
	p.say("## The moves\n")
	p.say("A field in *italics* may be left empty. `private` fields are the petitioner's own and never stand on the timeline; `sealed` ones stay out of the")
	p.say("leader's sight. The conditions are the codes with which the move is refused. ° marks a move that an old page does not hinder, ⁺ one that may be made")
	p.say("by somebody who sees the card only.\n")
	p.say("| move | by | from → to | asks for | refused as | told |\n|---|---|---|---|---|---|")
	for _, m := range p.kind.MoveList() {
		name := "`" + m.Name + "`"
		if m.Free {
			name += "°"
		}
		if m.Card {
			name += "⁺"
		}
		p.say("| %s | %s | %s | %s | %s | %s |", name, join(m.By), p.way(m), form(m.Form), codes(m.Needs), join(m.Notify))
	}
	p.say("")
}

func (p *page) way(m casework.MoveInfo) string {
	from := p.from(m.From)
	switch to := join(m.Reaches); {
	case from == "":
		return "– → " + to
	case to == "":
		return from
	default:
		return from + " → " + to
	}
}

// from says where a move may be made, in the fewest words.
func (p *page) from(stages []casework.Stage) string {
	missing := without(p.open, stages)
	if len(stages) == 0 || len(missing) > 2 {
		return join(stages)
	}
	text := "any open"
	if len(missing) > 0 {
		text += " but " + join(missing)
	}
	rest := without(stages, p.open)
	if contains(rest, p.reopening) && len(p.reopening) > 0 {
		return text + ", any end"
	}
	if len(rest) > 0 {
		text += ", " + join(rest)
	}
	return text
}

func form(fields []casework.Field) string {
	var all []string
	for _, f := range fields {
		all = append(all, field(f))
	}
	return strings.Join(all, "; ")
}

func field(f casework.Field) string {
	name := f.Name
	if f.Optional {
		name = "*" + name + "*"
	}
	kind := string(f.Kind)
	switch {
	case f.Kind == casework.Choice:
		kind = strings.Join(f.Options, ", ")
	case f.Kind == casework.Rows:
		kind = fmt.Sprintf("rows, at least %d, of: %s", f.Least, form(f.Row))
	case f.Holder != "":
		kind += " in a " + f.Holder + " post"
	}
	if f.Private {
		kind += ", private"
	}
	if f.Sealed {
		kind += ", sealed"
	}
	return name + " (" + kind + ")"
}

func codes(needs []string) string {
	var all []string
	for _, n := range needs {
		all = append(all, "`"+n+"`")
	}
	return strings.Join(all, " ")
}

// dates prints the clocks of a kind that names them.
func (p *page) dates() {
	named, ok := p.kind.(interface{ ClockList() []casework.Clock })
	if !ok || len(named.ClockList()) == 0 {
		return
	}
	p.say("## The dates\n")
	p.say("When a date passes unanswered, policy is asked who is reminded, and asked again until somebody answers; a date with a move of its own makes it. A")
	p.say("duty that ends in any other way than by the moves named here is *dropped* on the timeline, never *met*.\n")
	p.say("| date | limit | owed by | runs from | answered by | when it passes |\n|---|---|---|---|---|---|")
	for _, c := range named.ClockList() {
		limit, then := codes(c.Limits), "policy decides"
		if limit == "" {
			limit = "the day given"
		}
		if c.Then != "" {
			then = "`" + c.Then + "`"
		}
		p.say("| `%s` | %s | %s | %s | %s | %s |", c.Name, limit, join(c.By), c.Starts, codes(c.Met), then)
	}
	p.say("")
}

// matrix prints stage × move × role: who may make which move where.
func (p *page) matrix() {
	letters := p.letters()
	p.say("## Who may do what, where\n")
	var legend []string
	for _, r := range p.roles() {
		legend = append(legend, letters[r]+" "+string(r))
	}
	p.say("Roles: %s. An arrow: the case moves on.\n", strings.Join(legend, " · "))
	legend = nil
	head, rule := "| move | 0 |", "|---|---|"
	for i, s := range p.kind.StageList() {
		legend = append(legend, fmt.Sprintf("%d %s", i+1, s.Name))
		head, rule = head+fmt.Sprintf(" %d |", i+1), rule+"---|"
	}
	p.say("Stages: 0 not yet open · %s.\n", strings.Join(legend, " · "))
	p.say("%s\n%s", head, rule)
	for _, m := range p.kind.MoveList() {
		who := ""
		for _, r := range m.By {
			who += letters[r]
		}
		if len(m.Reaches) > 0 {
			who += "→"
		}
		line := "| " + m.Name + " |" + cell(len(m.From) == 0, who)
		for _, s := range p.kind.StageList() {
			line += cell(slices.Contains(m.From, s.Name), who)
		}
		p.say("%s", line)
	}
}

func cell(here bool, who string) string {
	if !here {
		return " |"
	}
	return " " + who + " |"
}

// roles lists every role of the table in the order it first appears.
func (p *page) roles() []casework.Role {
	var all []casework.Role
	for _, m := range p.kind.MoveList() {
		for _, r := range m.By {
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	return all
}

// letters gives each role the first letter of its name that no role before it has.
func (p *page) letters() map[casework.Role]string {
	letters, taken := map[casework.Role]string{}, map[rune]bool{}
	for _, r := range p.roles() {
		for _, l := range strings.ToUpper(string(r)) + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
			if l != '-' && !taken[l] {
				taken[l], letters[r] = true, string(l)
				break
			}
		}
	}
	return letters
}

func alias(s casework.Stage) string { return strings.ReplaceAll(string(s), "-", "_") }

func join[S ~string](all []S) string {
	var text []string
	for _, s := range all {
		text = append(text, string(s))
	}
	return strings.Join(text, ", ")
}

// contains reports whether all of part stand in whole.
func contains(whole, part []casework.Stage) bool { return len(without(part, whole)) == 0 }

// without returns those of whole that do not stand in part.
func without(whole, part []casework.Stage) []casework.Stage {
	return slices.DeleteFunc(slices.Clone(whole), func(s casework.Stage) bool { return slices.Contains(part, s) })
}

func difference(ends []string, left []casework.Stage) []string {
	return slices.DeleteFunc(slices.Clone(ends), func(s string) bool {
		return slices.ContainsFunc(left, func(l casework.Stage) bool { return alias(l) == s })
	})
}
