package pages

import (
	"context"
	"time"

	"github.com/a-h/templ"
)

func bad(is bool) string {
	if is {
		return "bad"
	}
	return ""
}

func current(s StageDot) templ.Attributes {
	if s.Here {
		return templ.Attributes{"aria-current": "step"}
	}
	return nil
}

// teamNote says why there is no team.
func teamNote(ctx context.Context, c Case) string {
	if c.Track == "simple" {
		return T(ctx, "case.simpleteam")
	}
	return T(ctx, "case.noteam")
}

// planNote says why there is no plan.
func planNote(ctx context.Context, c Case) string {
	if c.Track == "simple" {
		return T(ctx, "case.simpleplan")
	}
	return T(ctx, "case.noplan")
}

func dotClass(e Entry) string {
	switch {
	case e.Late:
		return "over"
	case e.Decision != nil:
		return "now"
	case e.To != "":
		return "done"
	default:
		return ""
	}
}

func movesTitle(ctx context.Context, c Case) string {
	if c.Next != nil {
		return T(ctx, "case.yours")
	}
	return T(ctx, "case.may")
}

// noMoves says why there is nothing to do here.
func noMoves(ctx context.Context, c Case) string {
	if c.Ended {
		return T(ctx, "case.over")
	}
	return T(ctx, "case.nothing")
}

func anyOpen(all []Form) bool {
	for _, f := range all {
		if f.Open {
			return true
		}
	}
	return false
}

// blockedSentence names a move that is not open and what is missing for it.
func blockedSentence(ctx context.Context, b Blocked) string {
	if len(b.Items) > 0 {
		return T(ctx, "case.blockeditems", "Move", b.Title, "Why", b.Why, "Items", list(ctx, b.Items))
	}
	return T(ctx, "case.blocked", "Move", b.Title, "Why", b.Why)
}

// shortHash shows the two ends of a long hash.
func shortHash(h string) string {
	if len(h) <= 12 {
		return h
	}
	return h[:4] + "…" + h[len(h)-4:]
}

func wrongAbout(wrong string) templ.Attributes {
	if wrong == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": "wrong"}
}

// shown leaves out of a kept form what means nothing to its reader.
func shown(f KeptField) bool {
	return f.Value != "" && f.Name != "action" && f.Name != "seen" && f.Name != "then" && f.Name != "password"
}

func trackName(ctx context.Context, track string) string {
	if track == "" {
		return ""
	}
	return T(ctx, "case.track."+track)
}

func resultName(ctx context.Context, result string) string {
	if result == "" {
		return ""
	}
	return T(ctx, "option.outcome."+result)
}

func hereRow(is bool) templ.Attributes {
	if is {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

// activeWord is what the administrator may turn an account into.
func activeWord(a AccountRow) string {
	if a.Active {
		return "disable"
	}
	return "enable"
}

// total says how many cases a list has, or that there are at least so many.
func total(ctx context.Context, p Cases) string {
	if p.Many {
		return N(ctx, "count.atleast", p.Count)
	}
	return N(ctx, "count.cases", max(p.Count, len(p.Rows)))
}

// lateSteps says how many steps are late, or nothing.
func lateSteps(ctx context.Context, p Plan) templ.Component {
	if n := p.late(ctx); n > 0 {
		return late(N(ctx, "case.stepslate", n))
	}
	return nil
}

// owedBy names who owes a date: a person, else the role.
func owedBy(ctx context.Context, d Due) templ.Component {
	switch {
	case d.Person.Named():
		return Text(d.Person.Name)
	case d.Role != "":
		return plain(T(ctx, "role."+d.Role))
	}
	return nil
}

// folded reports whether a line of the timeline has more to say than its head.
func (e Entry) folded() bool {
	return e.Decision != nil || len(e.Sealed)+len(e.Dues) > 0 || len(e.Fields) > 1 || len(e.Fields) == 1 && e.Fields[0].Text != e.Brief
}

// named is a sentence about a person, or nil when there is none.
func named(key, name string) templ.Component {
	if name == "" {
		return nil
	}
	return Say(key, "Name", Text(name))
}

func leaderOrTrack(ctx context.Context, r Row) templ.Component {
	if r.Leader != "" {
		return Text(r.Leader)
	}
	return plain(trackName(ctx, r.Track))
}

func moment(t time.Time) templ.Component {
	if t.IsZero() {
		return nil
	}
	return Minute(t)
}

func tokenUse(t Token) templ.Component {
	if t.Used == nil {
		return Say("account.tokenunused")
	}
	return Say("account.tokenused", "At", Minute(*t.Used))
}
