package petition

import (
	"maps"
	"slices"

	c "followthrough/casework"
)

type (
	command = c.Command
	env     = c.Env
)

// rule makes a condition out of a plain yes or no.
func rule(code string, holds func(File, command, env) bool) c.Rule[Facts] {
	return c.Rule[Facts]{Code: code, Broken: func(f File, cmd command, e env) []c.Item {
		if holds(f, cmd, e) {
			return nil
		}
		return []c.Item{{Key: code}}
	}}
}

// fact makes a condition of the file alone.
func fact(code string, holds func(Facts) bool) c.Rule[Facts] {
	return rule(code, func(f File, _ command, _ env) bool { return holds(f.Facts) })
}

// Conditions of the file: they decide whether a button is offered.
var (
	somethingToTell       = fact("already-notified", func(f Facts) bool { return f.Notified.IsZero() || len(f.ToTell) > 0 })
	noAppointmentAsked    = fact("appointment-pending", func(f Facts) bool { return f.Meet.IsZero() })
	notRated              = fact("already-rated", func(f Facts) bool { return !f.Rated })
	nothingConfidential   = fact("confidential-open", func(f Facts) bool { return !f.Confidence.Open })
	somethingConfidential = fact("nothing-confidential", func(f Facts) bool { return f.Confidence.Open })
	noReview              = fact("review-open", func(f Facts) bool { return !f.Review.Open })
	reviewOpen            = fact("no-review", func(f Facts) bool { return f.Review.Open })
	notReviewedTwice      = fact("reviewed-twice", func(f Facts) bool { return f.Review.Level < 2 })
	noWithdrawal          = fact("withdrawal-pending", func(f Facts) bool { return f.Withdrawal.IsZero() })
	withdrawalAsked       = fact("no-withdrawal", func(f Facts) bool { return !f.Withdrawal.IsZero() })
	noLeaderYet           = fact("has-leader", func(f Facts) bool { return f.Leader == "" })
	hasLeader             = fact("no-leader", func(f Facts) bool { return f.Leader != "" })
	onLedTrack            = fact("simple-track", func(f Facts) bool { return f.track() == LedCase || f.Imported })
	onSimpleTrack         = fact("already-led", func(f Facts) bool { return f.track() == Simple })
	ledBySomebody         = fact("needs-leader", func(f Facts) bool { return !f.needsLeader() })
	revisionProposed      = fact("no-revision", func(f Facts) bool { return f.Revision != nil })
	notTakenUp            = fact("already-taken-up", func(f Facts) bool { return !f.TakenUp })
	takenUp               = fact("not-taken-up", func(f Facts) bool { return f.TakenUp })
	takenUpIfLed          = fact("not-taken-up", func(f Facts) bool { return f.Leader == "" || f.TakenUp })
	noRecusalPending      = fact("recusal-pending", func(f Facts) bool { return f.Recusal == nil })
	recusalPending        = fact("no-recusal", func(f Facts) bool { return f.Recusal != nil })
	extensionOnce         = fact("extension-once", func(f Facts) bool { return f.Extension.Asked.IsZero() })
	extensionPending      = fact("no-extension-asked", func(f Facts) bool { return f.Extension.pending() })
	drafted               = fact("no-draft", func(f Facts) bool { return !f.Opinion.Drafted.IsZero() })
	checked               = fact("not-checked", func(f Facts) bool { return !f.Opinion.Checked.IsZero() })
	undelivered           = fact("already-delivered", func(f Facts) bool { return f.Opinion.Delivered.IsZero() })
	noDispute             = fact("dispute-open", func(f Facts) bool { return !f.Dispute.Open })
	disputeOpen           = fact("no-dispute", func(f Facts) bool { return f.Dispute.Open })

	importUntouched  = rule("touched", func(f File, cmd command, _ env) bool { return f.Facts.Imported && !cmd.Touched })
	simpleIfAccepted = rule("needs-plan", func(f File, _ command, _ env) bool {
		return f.Stage != Accepted || f.Facts.track() == Simple
	})
	// unansweredOrImported: the track is chosen before the opinion; only of an import that was answered long ago it is chosen later.
	unansweredOrImported = rule("track-settled", func(f File, _ command, _ env) bool { return f.Stage == Accepted || f.Facts.Imported })
	// acceptedFirst: only an imported case gets its leader wherever it stands.
	acceptedFirst     = rule("accepted-first", func(f File, _ command, _ env) bool { return f.Stage == Accepted || f.Facts.Imported })
	inPerson          = rule("in-person", func(f File, cmd command, _ env) bool { return is(cmd, f.Facts.Leader) })
	notOwnRecusal     = rule("own-recusal", func(f File, cmd command, _ env) bool { return !bySideOf(cmd, f.Facts.Recusal.Person) })
	memberUnconfirmed = rule("already-confirmed", func(f File, cmd command, _ env) bool {
		return slices.ContainsFunc(f.Facts.Team, func(m Member) bool { return is(cmd, m.Person) && !m.Confirmed })
	})
	notOwnPlan      = rule("own-plan", func(f File, cmd command, _ env) bool { return !bySideOf(cmd, f.Facts.Leader) })
	notOwnExtension = rule("own-extension", func(f File, cmd command, _ env) bool {
		return !bySideOf(cmd, f.Facts.Extension.By) && !bySideOf(cmd, f.Facts.Leader)
	})
	notOwnDraft    = rule("own-draft", func(f File, cmd command, _ env) bool { return !bySideOf(cmd, f.Facts.Opinion.DraftedBy) })
	carriesTheCase = rule("led-by-leader", func(f File, cmd command, _ env) bool {
		return f.Facts.Leader == "" || acts(cmd, Leader, f.Facts.Leader)
	})
	// aboveTheHandler lets only those judge an answer who stand above the one who gave it.
	aboveTheHandler = rule("answered-by-handler", func(f File, cmd command, _ env) bool {
		x := f.Facts
		who := x.Handler
		if who == "" {
			who = x.Leader
		}
		return !bySideOf(cmd, who) && !bySideOf(cmd, x.Opinion.DraftedBy) && (who == "" || isAbove(cmd, who))
	})

	// uninvolved: whoever is named in it, or has or had a part in the case, does not settle it.
	uninvolved = rule("involved", func(f File, cmd command, _ env) bool {
		x := f.Facts
		return !slices.ContainsFunc(sides(cmd), func(p string) bool {
			return slices.Contains(x.Confidence.Named, p) || slices.Contains(x.Worked, p) || x.carries(p)
		})
	})

	windowOpen  = rule("no-window", func(f File, _ command, e env) bool { return e.Now.Before(f.Facts.Opinion.ReviewEnds) })
	windowRuns  = fact("no-window", func(f Facts) bool { return !f.Opinion.ReviewEnds.IsZero() && !f.Opinion.Lapsed })
	reportDue   = rule(c.NotYet, func(f File, _ command, e env) bool { return !e.Now.Before(f.Facts.ReportAgain) })
	windowOver  = rule(c.NotYet, func(f File, _ command, e env) bool { return !e.Now.Before(f.Facts.Opinion.ReviewEnds) })
	turnOver    = rule(c.NotYet, func(f File, _ command, e env) bool { return !e.Now.Before(f.Facts.Closure.Turn) })
	callBackDue = rule(c.NotYet, func(f File, _ command, e env) bool {
		n := f.Facts.Closure.CalledBack
		return n < len(f.Facts.Closure.CallBacks) && !e.Now.Before(f.Facts.Closure.CallBacks[n])
	})
	mayEnd = rule(c.NotYet, func(f File, _ command, e env) bool { return !e.Now.Before(f.Facts.finalDay()) && f.Facts.settled() })
)

// is reports whether the command's actor is that person.
func is(cmd command, person string) bool { return person != "" && cmd.Actor.ID == person }

// acts reports whether the actor is person, or acts for them in role today.
func acts(cmd command, role c.Role, person string) bool {
	return is(cmd, person) || person != "" && cmd.For[role] == person
}

// isAbove reports whether the actor, or whom they act for, stands above a person: by the
// line of posts, by rank in the same body, or in a body above.
func isAbove(cmd command, person string) bool {
	p := cmd.People[person]
	if slices.ContainsFunc(sides(cmd), func(s string) bool { return slices.Contains(p.Above, s) }) {
		return true
	}
	if cmd.Self.Unit == p.Unit {
		return cmd.Self.Rank < p.Rank
	}
	return slices.Contains(p.Up, cmd.Self.Unit)
}

// bySideOf reports whether the actor is person or stands in for them in whatever role:
// nobody judges their own work, nor has it judged by who acts for them.
func bySideOf(cmd command, person string) bool {
	return slices.Contains(sides(cmd), person)
}

// sides are the actor and everybody they stand in for today.
func sides(cmd command) []string {
	return append([]string{cmd.Actor.ID}, slices.Sorted(maps.Values(cmd.For))...)
}
