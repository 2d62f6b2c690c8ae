package petition

import (
	"slices"
	"strings"

	c "followthrough/casework"
)

// Conditions of the file and the form together.
var (
	// representedByFive: at most five in each capacity act for the petitioner at a time.
	representedByFive = rule("too-many-representatives", func(f File, cmd command, _ env) bool {
		n := cmd.Fields.Count("representatives")
		return n+f.Facts.acting(cmd.Fields["capacity"]) <= 5 && n+len(f.Facts.People) <= c.MaxRows
	})
	representsStill = rule("no-such-representative", func(f File, cmd command, _ env) bool {
		n := number(cmd.Fields["number"])
		return slices.ContainsFunc(f.Facts.People, func(d Deputy) bool { return d.No == n && !d.Ended })
	})
	toldOnce = rule("already-notified", func(f File, cmd command, _ env) bool {
		about := cmd.Fields["about"]
		return about == "" || about == "acceptance" && f.Facts.Notified.IsZero() ||
			slices.ContainsFunc(f.Facts.ToTell, func(t Telling) bool { return t.About == about })
	})
	promised = rule("no-such-promise", func(f File, cmd command, _ env) bool {
		i, ok := f.Facts.step(cmd.Fields["step"])
		return ok && f.Facts.Steps[i].Promise && f.Facts.Steps[i].State != "dropped"
	})
	claimsIfChanged = rule("no-claims", func(_ File, cmd command, _ env) bool {
		return (cmd.Fields["outcome"] == "changed") == (cmd.Fields.Count("claims") > 0)
	})
	simpleHasHandler = rule("no-handler", func(_ File, cmd command, _ env) bool {
		return cmd.Fields["track"] != Simple || cmd.Fields["handler"] != ""
	})
	// backlogIsLed: an old case is not handled simply, unless a supervisor says so later.
	backlogIsLed = rule("backlog-is-led", func(f File, cmd command, _ env) bool {
		return cmd.Fields["track"] != Simple || !f.Facts.Backlog && cmd.Fields["backlog"] != "yes"
	})
	handlerIfSimple = rule("no-handler", func(f File, cmd command, _ env) bool {
		return cmd.Fields["track"] != Simple || f.Facts.Handler != ""
	})
	mergesElsewhere  = rule("merges-into-itself", func(f File, cmd command, _ env) bool { return strings.TrimSpace(cmd.Fields["into"]) != f.No })
	notPressed       = rule("under-pressure", func(_ File, cmd command, _ env) bool { return cmd.Fields["pressed"] == "no" })
	downBySupervisor = rule("track-down", func(f File, cmd command, _ env) bool {
		return cmd.Fields["track"] != Simple || f.Facts.track() == Simple || slices.Contains(cmd.Roles, Supervisor)
	})
	anotherLeader = rule("same-leader", func(f File, cmd command, _ env) bool { return cmd.Fields["leader"] != f.Facts.Leader })
	// isTheLeader is "one case, one leader": only they, or who stands in for them.
	isTheLeader    = rule("not-the-leader", func(f File, cmd command, _ env) bool { return acts(cmd, Leader, f.Facts.Leader) })
	successorNamed = rule("no-successor", func(f File, cmd command, _ env) bool {
		return cmd.Fields["granted"] != "yes" || f.Facts.Recusal.Person != f.Facts.Leader ||
			cmd.Fields["leader"] != "" && cmd.Fields["leader"] != f.Facts.Leader
	})
	teamOfOthers = rule("leader-in-team", func(f File, cmd command, _ env) bool {
		return !slices.Contains(cmd.Fields.List("members"), f.Facts.Leader)
	})
	stepOpen = rule("no-such-step", func(f File, cmd command, _ env) bool {
		i, ok := f.Facts.step(cmd.Fields["step"])
		return ok && f.Facts.Steps[i].Open()
	})
	ownStep = rule("not-your-step", func(f File, cmd command, _ env) bool {
		i, _ := f.Facts.step(cmd.Fields["step"])
		return acts(cmd, Owner, f.Facts.Steps[i].Owner) || acts(cmd, Leader, f.Facts.Leader)
	})
	notOwnStep = rule("own-step", func(f File, cmd command, _ env) bool {
		i, _ := f.Facts.step(cmd.Fields["step"])
		return !bySideOf(cmd, f.Facts.Steps[i].Owner) && !bySideOf(cmd, f.Facts.Leader)
	})
	promisedIfClosed = rule("promises-only", func(f File, cmd command, _ env) bool {
		i, _ := f.Facts.step(cmd.Fields["step"])
		return f.Stage != Closed || f.Facts.Steps[i].Promise
	})
	notAPromise = rule("a-promise-is-kept", func(f File, cmd command, _ env) bool {
		i, _ := f.Facts.step(cmd.Fields["step"])
		return !f.Facts.Steps[i].Promise
	})
	roomForSteps = rule("too-many-steps", func(f File, cmd command, _ env) bool {
		kept := len(f.Facts.Steps)
		if f.Stage == Analysed { // a plan sent in again replaces the one returned
			kept = len(lasting(f.Facts.Steps))
		}
		if f.Facts.Revision != nil {
			kept += len(f.Facts.Revision.Steps)
		}
		return kept+max(1, cmd.Fields.Count("steps")) <= c.MaxRows
	})
	roomForConsults = rule("too-many-consults", func(f File, _ command, _ env) bool { return len(f.Facts.Consults) < c.MaxRows })
	consultOpen     = rule("no-such-consult", func(f File, cmd command, _ env) bool {
		return slices.ContainsFunc(f.Facts.Consults, func(q Consult) bool {
			return !q.Answered && acts(cmd, Consulted, q.Person) && number(cmd.Fields["number"]) == q.No
		})
	})
	// law: petition-regulation 34
	extensionShort = rule("extension-too-long", func(_ File, cmd command, e env) bool {
		n := number(cmd.Fields["days"])
		return n >= 1 && n <= e.Terms.Longest("petition.handle")
	})
	// insidePlan: a leader plans within the dates that a supervisor approved; what lies beyond is proposed as a revision.
	insidePlan = c.Rule[Facts]{Code: "beyond-the-plan", Broken: beyondThePlan}
	grantOpen  = rule("no-such-claim", func(f File, cmd command, _ env) bool {
		n := number(cmd.Fields["claim-no"])
		return !f.Facts.promised(n) && slices.ContainsFunc(f.Facts.Opinion.Grants, func(g Grant) bool { return g.Claim == n && g.Shown.IsZero() })
	})
	acceptedIfSimple = rule("led-goes-to-resolving", func(f File, cmd command, _ env) bool {
		return cmd.Fields["to"] != string(Accepted) || f.Facts.Leader == ""
	})
	notAhead  = c.Rule[Facts]{Code: "day-ahead", Broken: daysAhead}
	stepAhead = rule("day-past", func(_ File, cmd command, e env) bool {
		return endOfDay(cmd.Fields.Day("due", e.Terms.Zone())).After(e.Now)
	})
	stepsAhead      = c.Rule[Facts]{Code: "day-past", Broken: stepDaysPast}
	planIfResolving = rule("no-plan", func(f File, cmd command, _ env) bool {
		return cmd.Fields["to"] != string(Resolving) || f.Facts.Leader != "" && f.Facts.PlanVersion > 0
	})
	lineExists = rule("no-such-line", func(f File, cmd command, _ env) bool {
		n := int64(number(cmd.Fields["line"]))
		return n >= 1 && n <= f.Seq
	})
	deliveryProven = rule("no-proof", func(_ File, cmd command, _ env) bool {
		if cmd.Fields["how"] == "impossible" {
			return cmd.Fields["reason"] != ""
		}
		return cmd.Fields["proof"] != "" || cmd.Fields["files"] != ""
	})
	// law: petition-regulation 23
	objectedInTime = rule("objection-late", func(f File, cmd command, e env) bool {
		return cmd.Fields["why"] != "objection" || f.Stage == Transferred && e.Now.Before(f.Facts.ObjectTill)
	})
	// law: petition-regulation 30
	notTheAccused = c.Rule[Facts]{Code: "the-accused", Broken: handsToTheAccused}
	// law: petition-regulation 28
	notRecused      = c.Rule[Facts]{Code: "recused", Broken: handsToTheRecused}
	restrictsNobody = c.Rule[Facts]{Code: "restricts-a-person", Broken: restricts}
	independent     = c.Rule[Facts]{Code: "not-independent", Broken: dependence}
	complete        = c.Rule[Facts]{Code: "closure-incomplete", Broken: missingForClosure}
)
