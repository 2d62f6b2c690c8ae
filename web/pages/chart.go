package pages

import (
	"fmt"
	"time"
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
