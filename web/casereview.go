package web

import (
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// caseReviews reads the reviews and re-reviews off the timeline: when each was asked for, by when an answer is awaited, what it came to.
func (v *visit) caseReviews(c *pages.Case, p store.CasePage, x petition.Facts) {
	level := 0
	for _, l := range linesOf(p, "record-review-request", "record-review-outcome", "reopen", "reopen-after-review") {
		switch l.Move {
		case "record-review-request":
			level++
			c.Reviews = append(c.Reviews, pages.Review{Level: level, Asked: l.At, Seq: l.Seq, Open: true})
		case "record-review-outcome":
			if len(c.Reviews) == 0 {
				continue
			}
			r := &c.Reviews[len(c.Reviews)-1]
			r.Open, r.Outcome, r.Document, r.Seq = false, l.Fields["outcome"], l.Fields["document"], l.Seq
			if r.On = l.Fields.Day("on", v.s.Terms.Zone()); r.On.IsZero() {
				r.On = l.At
			}
			if r.Outcome == "sent-back" {
				level = 0 // handled again: whoever disputes the new answer begins with a review
			}
		default:
			level = 0
		}
	}
	if len(c.Reviews) == 0 {
		return
	}
	r := &c.Reviews[len(c.Reviews)-1]
	r.Open = r.Open && x.Review.Open
	for _, d := range c.Dues {
		if r.Open && d.Name == "review" {
			r.Till, r.Rule = d.At, d.Rule
		}
	}
	if !r.Open && x.Review.Level == 1 && !x.Opinion.Lapsed {
		r.AgainTill = x.Opinion.ReviewEnds
	}
}
