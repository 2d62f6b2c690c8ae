package pages

import (
	"context"
	"fmt"
	"strings"
	"time"

	"followthrough/web/locales"
)

// start and end are the days the chart of the plan runs between, a little air on both sides.
func (p Plan) start() time.Time {
	first := p.Steps[0].From
	for _, s := range p.Steps {
		if s.From.Before(first) {
			first = s.From
		}
	}
	return first.AddDate(0, 0, -2)
}

// begin is the first day of the plan.
func (p Plan) begin() time.Time { return p.start().AddDate(0, 0, 2) }

// shows reports whether a moment lies on the chart.
func (p Plan) shows(t time.Time) bool {
	return t.After(p.start()) && t.Before(planEnd(p).AddDate(0, 0, 5))
}

// mark is a word above the chart.
type mark struct {
	at           float64
	text, anchor string
}

// marks are the months that begin within the plan, and today; a month that would stand too near today is left out.
func (p Plan) marks(ctx context.Context) []mark {
	var all []mark
	from, to := local(ctx, p.start()), local(ctx, planEnd(p))
	today, shown := p.at(now(ctx)), false
	if p.shows(now(ctx)) {
		anchor := "middle"
		switch {
		case today > 88:
			anchor = "end"
		case today < 12:
			anchor = "start"
		}
		all, shown = append(all, mark{today, T(ctx, "plan.today"), anchor}), true
	}
	step := 1 + int(to.Sub(from).Hours()/24/30)/4
	for m := time.Date(from.Year(), from.Month()+1, 1, 0, 0, 0, 0, from.Location()); m.Before(to); m = m.AddDate(0, step, 0) {
		at := p.at(m)
		if at > 84 || shown && at > today-28 && at < today+14 {
			continue
		}
		all = append(all, mark{at, monthName(ctx, m), "start"})
	}
	return all
}

func monthName(ctx context.Context, m time.Time) string {
	if frame(ctx).Words.Lang == locales.Chinese {
		return m.Format("1月")
	}
	return m.Format("Jan")
}

// proofs are the things that a step's proof names, one by one.
func proofs(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；;", r) })
}

func planEnd(p Plan) time.Time {
	last := p.Steps[0].Till
	for _, s := range p.Steps {
		if s.Till.After(last) {
			last = s.Till
		}
	}
	return last
}

// at is where on the chart a moment lies, from 0 to 100.
func (p Plan) at(t time.Time) float64 {
	from, to := p.start(), planEnd(p).AddDate(0, 0, 5)
	return min(100, max(0, 100*float64(t.Sub(from))/float64(to.Sub(from))))
}

func (p Plan) span(from, to time.Time) float64 { return max(0.8, p.at(to)-p.at(from)) }

func percent(f float64) string { return fmt.Sprintf("%.2f%%", f) }

func fill(s Step) string {
	if s.State == "started" {
		return "#1d4f91"
	}
	return "#fff"
}
