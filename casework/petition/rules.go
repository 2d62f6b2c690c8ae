package petition

import (
	"maps"
	"slices"
	"strings"
	"time"

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
	notYetNotified   = fact("already-notified", func(f Facts) bool { return f.Notified.IsZero() })
	noWithdrawal     = fact("withdrawal-pending", func(f Facts) bool { return f.Withdrawal.IsZero() })
	withdrawalAsked  = fact("no-withdrawal", func(f Facts) bool { return !f.Withdrawal.IsZero() })
	noLeaderYet      = fact("has-leader", func(f Facts) bool { return f.Leader == "" })
	hasLeader        = fact("no-leader", func(f Facts) bool { return f.Leader != "" })
	onLedTrack       = fact("simple-track", func(f Facts) bool { return f.track() == LedCase || f.Imported })
	notTakenUp       = fact("already-taken-up", func(f Facts) bool { return !f.TakenUp })
	takenUp          = fact("not-taken-up", func(f Facts) bool { return f.TakenUp })
	takenUpIfLed     = fact("not-taken-up", func(f Facts) bool { return f.Leader == "" || f.TakenUp })
	noRecusalPending = fact("recusal-pending", func(f Facts) bool { return f.Recusal == nil })
	recusalPending   = fact("no-recusal", func(f Facts) bool { return f.Recusal != nil })
	extensionOnce    = fact("extension-once", func(f Facts) bool { return f.Extension.Asked.IsZero() })
	extensionPending = fact("no-extension-asked", func(f Facts) bool { return f.Extension.pending() })
	drafted          = fact("no-draft", func(f Facts) bool { return !f.Opinion.Drafted.IsZero() })
	checked          = fact("not-checked", func(f Facts) bool { return !f.Opinion.Checked.IsZero() })
	undelivered      = fact("already-delivered", func(f Facts) bool { return f.Opinion.Delivered.IsZero() })
	noDispute        = fact("dispute-open", func(f Facts) bool { return !f.Dispute.Open })
	disputeOpen      = fact("no-dispute", func(f Facts) bool { return f.Dispute.Open })

	importUntouched  = rule("touched", func(f File, cmd command, _ env) bool { return f.Facts.Imported && !cmd.Touched })
	simpleIfAccepted = rule("needs-plan", func(f File, _ command, _ env) bool {
		return f.Stage != Accepted || f.Facts.track() == Simple
	})
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
	// aboveTheHandler keeps whoever answered the petitioner, and those below them, from judging their own answer.
	aboveTheHandler = rule("answered-by-handler", func(f File, cmd command, _ env) bool {
		x := f.Facts
		who := x.Handler
		if who == "" {
			who = x.Leader
		}
		return !bySideOf(cmd, who) && !bySideOf(cmd, x.Opinion.DraftedBy) && !slices.Contains(cmd.Self.Above, who)
	})

	windowRuns  = fact("no-window", func(f Facts) bool { return !f.Opinion.ReviewEnds.IsZero() && !f.Opinion.Lapsed })
	reportDue   = rule(c.NotYet, func(f File, _ command, e env) bool { return !e.Now.Before(f.Facts.ReportAgain) })
	windowOver  = rule(c.NotYet, func(f File, _ command, e env) bool { return !e.Now.Before(f.Facts.Opinion.ReviewEnds) })
	turnOver    = rule(c.NotYet, func(f File, _ command, e env) bool { return !e.Now.Before(f.Facts.Closure.Turn) })
	callBackDue = rule(c.NotYet, func(f File, _ command, e env) bool {
		n := f.Facts.Closure.CalledBack
		return n < len(f.Facts.Closure.CallBacks) && !e.Now.Before(f.Facts.Closure.CallBacks[n])
	})
	mayEnd = rule(c.NotYet, func(f File, _ command, e env) bool {
		x := f.Facts
		return !e.Now.Before(x.Closure.FinalAfter) && !x.Dispute.Open && !x.ReviewOpen && len(x.openSteps(true)) == 0 && x.Closure.CallOwed.IsZero() &&
			x.Closure.CalledBack >= len(x.Closure.CallBacks)
	})
)

// Conditions of the file and the form together.
var (
	representedByFive = rule("too-many-representatives", func(_ File, cmd command, _ env) bool { return cmd.Fields.Count("representatives") <= 5 })
	simpleHasHandler  = rule("no-handler", func(_ File, cmd command, _ env) bool {
		return cmd.Fields["track"] != Simple || cmd.Fields["handler"] != ""
	})
	// backlogIsLed: an old case is not handled simply, unless a supervisor says so later.
	backlogIsLed = rule("backlog-is-led", func(f File, cmd command, _ env) bool {
		return cmd.Fields["track"] != Simple || !f.Facts.Backlog || f.Facts.Imported
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
		return kept+max(1, cmd.Fields.Count("steps")) <= c.MaxRows
	})
	roomForConsults = rule("too-many-consults", func(f File, _ command, _ env) bool { return len(f.Facts.Consults) < c.MaxRows })
	consultOpen     = rule("no-such-consult", func(f File, cmd command, _ env) bool {
		return slices.ContainsFunc(f.Facts.Consults, func(q Consult) bool {
			return !q.Answered && acts(cmd, Consulted, q.Person) && number(cmd.Fields["number"]) == q.No
		})
	})
	extensionShort = rule("extension-too-long", func(_ File, cmd command, _ env) bool {
		n := number(cmd.Fields["days"])
		return n >= 1 && n <= 30 // law: petition-regulation 34
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

// is reports whether the command's actor is that person.
func is(cmd command, person string) bool { return person != "" && cmd.Actor.ID == person }

// acts reports whether the actor is person, or acts for them in role today.
func acts(cmd command, role c.Role, person string) bool {
	return is(cmd, person) || person != "" && cmd.For[role] == person
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

// daysAhead names every day of the form that has not come yet but is told as past.
func daysAhead(_ File, cmd command, e env) []c.Item {
	var ahead []c.Item
	for _, name := range []string{"on", "received", "replied"} {
		if cmd.Fields.Day(name, e.Terms.Zone()).After(e.Now) {
			ahead = append(ahead, c.Item{Key: "day-ahead", Field: name})
		}
	}
	return ahead
}

func stepDaysPast(_ File, cmd command, e env) []c.Item {
	var past []c.Item
	for i := range cmd.Fields.Count("steps") {
		day, _ := time.ParseInLocation(time.DateOnly, cmd.Fields.Row("steps", i, "due"), e.Terms.Zone())
		if !endOfDay(day).After(e.Now) {
			past = append(past, rowItem("steps", i, "due"))
		}
	}
	return past
}

// handsToTheAccused names every unit or person of the form from whom the report is
// hidden, or is hidden by the form itself.
func handsToTheAccused(f File, cmd command, _ env) []c.Item {
	hidden := slices.Concat(f.Facts.Hidden, cmd.Fields.List("hidden-persons"), cmd.Fields.List("hidden-unit"))
	accused := named(cmd, "the-accused", func(v string) bool {
		bodies := slices.Concat([]string{v, cmd.People[v].Unit}, cmd.People[v].Up, cmd.UnitUp[v])
		return slices.ContainsFunc(bodies, func(b string) bool { return b != "" && slices.Contains(hidden, b) })
	})
	if f.Seq == 0 && cmd.Fields["unit"] == "" && slices.Contains(hidden, cmd.Self.Unit) { // the clerk's own unit would keep it
		accused = append(accused, c.Item{Key: "the-accused", Field: "unit"})
	}
	return accused
}

// handsToTheRecused names everybody of the form who keeps out of the case.
func handsToTheRecused(f File, cmd command, _ env) []c.Item {
	return named(cmd, "recused", func(v string) bool { return slices.Contains(f.Facts.Recused, v) })
}

// named lists the fields of the form that hand a part in the case to somebody wrong.
func named(cmd command, key string, wrong func(string) bool) []c.Item {
	fields := []string{"unit", "handler", "leader", "members", "person", "owner"}
	for i := range cmd.Fields.Count("steps") {
		fields = append(fields, c.RowField("steps", i, "owner"))
	}
	var items []c.Item
	for _, name := range fields {
		if slices.ContainsFunc(cmd.Fields.List(name), wrong) {
			items = append(items, c.Item{Key: key, Field: name})
		}
	}
	return items
}

// restrictions are words for measures against a person's freedom. A plan is for
// settling the matter; no step of it may hold anybody.
var restrictions = []string{"限制人身", "限制出行", "看管", "盯防", "盯守", "劝返", "截访", "稳控", "软禁", "训诫", "拘留", "restrict movement", "detain"}

func restricts(_ File, cmd command, _ env) []c.Item {
	var found []c.Item
	for name, v := range cmd.Fields {
		if slices.ContainsFunc(restrictions, func(w string) bool { return strings.Contains(strings.ToLower(v), w) }) {
			found = append(found, c.Item{Key: "restricts-a-person", Field: name})
		}
	}
	slices.SortFunc(found, func(a, b c.Item) int { return strings.Compare(a.Field, b.Field) })
	return found
}

// dependence lists why this approver may not decide on the closure: whoever leads,
// handles, worked on or drafted the case, now or before, acts for such a one today, or
// stands below its leader, is not independent.
func dependence(f File, cmd command, _ env) []c.Item {
	var why []c.Item
	who := sides(cmd)
	add := func(key string, tied func(string) bool) {
		if slices.ContainsFunc(who, tied) {
			why = append(why, c.Item{Key: key})
		}
	}
	x := f.Facts
	add("leads-the-case", func(p string) bool { return p == x.Leader })
	add("handles-the-case", func(p string) bool { return p == x.Handler })
	add("in-the-team", func(p string) bool { return slices.ContainsFunc(x.Team, func(m Member) bool { return m.Person == p }) })
	add("owns-a-step", func(p string) bool { return slices.ContainsFunc(x.Steps, func(s Step) bool { return s.Owner == p }) })
	add("drafted-or-proposed", func(p string) bool { return p == x.Opinion.DraftedBy || p == x.Closure.By })
	add("worked-on-the-case", func(p string) bool { return slices.Contains(x.Worked, p) })
	add("recused", func(p string) bool { return slices.Contains(x.Recused, p) })
	add("below-the-leader", func(p string) bool {
		above := cmd.People[p].Above
		if p == cmd.Actor.ID {
			above = cmd.Self.Above
		}
		return x.Leader != "" && slices.Contains(above, x.Leader)
	})
	return why
}

// missingForClosure names each thing the closure still lacks.
func missingForClosure(f File, _ command, _ env) []c.Item {
	var lack []c.Item
	for _, i := range Checklist(f.Facts) {
		if !i.Holds {
			lack = append(lack, c.Item{Key: i.Key, Args: i.Args})
		}
	}
	return lack
}

func rowItem(name string, i int, col string) c.Item {
	return c.Item{Key: name + "." + col, Field: c.RowField(name, i, col), Args: []string{c.RowNo(i)}}
}
