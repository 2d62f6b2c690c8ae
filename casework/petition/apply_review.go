package petition

import (
	"time"

	c "followthrough/casework"
)

// The petition's side of a review: asked for, it stops the closing; what it came to is entered here.

func askReview(f *File, _ command, e env) {
	r := &f.Facts.Review
	r.Open, r.At = true, e.Now
	r.Level++
}

// reviewedTo: what is upheld stays where it is, a changed opinion is to be carried out, and
// what is sent back is handled again.
func reviewedTo(f File, cmd command) c.Stage {
	switch {
	case cmd.Fields["outcome"] == "changed":
		return Replied
	case cmd.Fields["outcome"] != "sent-back":
		return ""
	case f.Facts.Leader != "" && f.Facts.PlanVersion > 0:
		return Resolving
	}
	return Accepted
}

// recordReview enters the outcome. After a review the petitioner may ask for a re-review
// within its own window; after that there is none.
// law: petition-regulation 35, petition-regulation 36
func recordReview(f *File, cmd command, e env) {
	x := &f.Facts
	x.Review.Open = false
	switch cmd.Fields["outcome"] {
	case "sent-back":
		anew(f, e, reviewedTo(*f, cmd))
		return
	case "changed":
		x.Opinion.Claims, x.Opinion.Granted, x.Opinion.Grants = granted(cmd)
		x.Closure = Closure{}
	}
	x.tell("review", e)
	if x.Review.Level == 1 {
		x.Opinion.ReviewEnds, x.Opinion.Lapsed = after(e, "petition.ask-re-review", cmd.Fields.Day("on", e.Terms.Zone())), false
	}
}

// granted reads the claims of a form, how many are granted, and which.
func granted(cmd command) (claims, many int, grants []Grant) {
	claims = cmd.Fields.Count("claims")
	for i := range claims {
		if cmd.Fields.Row("claims", i, "view") == "granted" {
			many++
			grants = append(grants, Grant{Claim: i + 1})
		}
	}
	return claims, many, grants
}

// anew starts the opinion's clock anew; what was promised stays promised.
func anew(f *File, e env, to c.Stage) {
	x := &f.Facts
	x.Reopened++
	x.told("closure")
	x.tell("reopening", e)
	x.Review, x.Merge, x.Rated = Review{}, Merge{}, false
	x.Opinion, x.Closure, x.Extension, x.Withdrawal = Opinion{}, Closure{}, Extension{}, time.Time{}
	x.Accepted, x.LastContact, x.Revision = e.Now, e.Now, nil
	if x.Dispute.Open {
		x.Dispute.Open = false
		x.Dispute.Many++
	}
	if to == Resolving {
		x.ReportAgain = after(e, "internal.report-every", e.Now)
		return
	}
	x.Leader, x.TakenUp, x.Team, x.Steps, x.Submitted = "", false, nil, carried(x.Steps), time.Time{}
	if x.Handler == "" {
		x.Track = LedCase
	}
}
