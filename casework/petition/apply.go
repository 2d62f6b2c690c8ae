package petition

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	c "followthrough/casework"
)

func endOfDay(day time.Time) time.Time { return day.AddDate(0, 0, 1) }

func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return -1
	}
	return n
}

func register(f *File, cmd command, e env) {
	v := cmd.Fields
	f.Facts = Facts{Title: v["title"], Matter: v["matter"], Channel: v["channel"], Category: v["category"], Unit: v["unit"],
		Received: v.Day("received", e.Terms.Zone()), Anonymous: v["anonymous"] == "yes", Joint: v.Count("representatives"), Backlog: v["backlog"] == "yes"}
	if f.Facts.Unit == "" {
		f.Facts.Unit = cmd.Self.Unit
	}
	hide(&f.Facts, v)
	f.Opened = f.Facts.Received
}

func hide(x *Facts, v c.Fields) {
	for _, h := range append(v.List("hidden-persons"), v.List("hidden-unit")...) {
		if !slices.Contains(x.Hidden, h) {
			x.Hidden = append(x.Hidden, h)
		}
	}
}

// seal hides the case from those named, and from everybody of a named unit who already
// has a part in it: they hold their roles no more, and a supervisor replaces them.
func seal(f *File, cmd command, _ env) {
	holders := parties(*f).Holders
	hide(&f.Facts, cmd.Fields)
	for _, role := range slices.Sorted(maps.Keys(holders)) {
		for _, who := range holders[role] {
			if slices.Contains(f.Facts.Hidden, cmd.People[who].Unit) && !slices.Contains(f.Facts.Hidden, who) {
				f.Facts.Hidden = append(slices.Clone(f.Facts.Hidden), who)
			}
		}
	}
}

func importedStage(_ File, cmd command) c.Stage {
	if cmd.Fields["replied"] != "" {
		return Replied
	}
	return Registered
}

// importRow opens a case of an old backlog at its true age; its answer, if it has one,
// was given before this record began, and is not measured by the five parts.
func importRow(f *File, cmd command, e env) {
	v := cmd.Fields
	f.Facts = Facts{Title: v["title"], Matter: v["matter"], Channel: v["channel"], Category: v["category"], Unit: cmd.Self.Unit,
		Received: moment(v, "received", e), Imported: true, Backlog: true, Notified: moment(v, "received", e)}
	f.Opened, f.Entered = f.Facts.Received, f.Facts.Received
	if f.CatchUp.IsZero() { // an import never fires a storm: nothing is asked before this date
		f.CatchUp = e.Terms.WorkingDays(e.Now, 10).At
	}
	if v["replied"] != "" {
		at := moment(v, "replied", e)
		f.Entered, f.Facts.Accepted, f.Facts.LastContact = at, f.Facts.Received, at
		f.Facts.Opinion = Opinion{Imported: true, Signed: at, Delivered: at, How: "electronic", Lapsed: true}
	}
}

// moment reads the finer time of an imported row where the file gave one.
func moment(v c.Fields, name string, e env) time.Time {
	if t, err := time.Parse(time.RFC3339, v[name+"-at"]); err == nil {
		return t.In(e.Terms.Zone())
	}
	return v.Day(name, e.Terms.Zone())
}

func accept(f *File, cmd command, e env) {
	x := &f.Facts
	x.Unit, x.Track, x.Handler, x.Accepted = cmd.Fields["unit"], cmd.Fields["track"], cmd.Fields["handler"], e.Now
	if cmd.Fields["notice-no"] != "" {
		x.Notified = e.Now
	}
}

func transfer(f *File, _ command, e env) {
	if t, err := e.Terms.Due("petition.object-to-transfer", e.Now, 0); err == nil {
		f.Facts.ObjectTill = t.At
	}
}

func takeBack(f *File, _ command, _ env) { f.Facts.ObjectTill = time.Time{} }

func notified(f *File, _ command, e env) { f.Facts.Notified = e.Now }

func withdraw(f *File, _ command, e env)   { f.Facts.Withdrawal = e.Now }
func stayWithIt(f *File, _ command, _ env) { f.Facts.Withdrawal = time.Time{} }

func chooseTrack(f *File, cmd command, _ env) {
	f.Facts.Track = cmd.Fields["track"]
	if f.Facts.Track == LedCase {
		f.Facts.Opinion = Opinion{} // what was drafted for a simple answer waits for no signature
	}
}

func nameHandler(f *File, cmd command, _ env) { f.Facts.Handler = cmd.Fields["handler"] }

func assignLeader(f *File, cmd command, e env) {
	x := &f.Facts
	x.Leader, x.LeaderSince, x.TakenUp, x.Track = cmd.Fields["leader"], e.Now, false, LedCase
	if x.Accepted.IsZero() {
		x.Accepted = e.Now
	}
	if x.Opinion.Imported { // led again: this time with an opinion of its own
		x.Accepted = e.Now
	}
	x.Opinion = Opinion{}
	x.LastContact = e.Now
	x.Closure = Closure{}
}

func replaceLeader(f *File, cmd command, e env) {
	f.Facts.Leader, f.Facts.LeaderSince, f.Facts.TakenUp = cmd.Fields["leader"], e.Now, false
	f.Facts.Team = slices.DeleteFunc(slices.Clone(f.Facts.Team), func(m Member) bool { return m.Person == f.Facts.Leader })
}

func takeUp(f *File, _ command, _ env) { f.Facts.TakenUp = true }

func declareConflict(f *File, cmd command, e env) {
	who := cmd.Actor.ID
	f.Facts.Recusal = &Recusal{Person: who, At: e.Now}
}

func askRecusal(f *File, cmd command, e env) {
	f.Facts.Recusal = &Recusal{Person: cmd.Fields["person"], At: e.Now}
}

func decideRecusal(f *File, cmd command, e env) {
	x := &f.Facts
	who := x.Recusal.Person
	x.Recusal = nil
	if cmd.Fields["granted"] != "yes" {
		return
	}
	if !slices.Contains(x.Recused, who) {
		x.Recused = append(slices.Clone(x.Recused), who)
	}
	x.Team = slices.DeleteFunc(slices.Clone(x.Team), func(m Member) bool { return m.Person == who })
	if x.Handler == who {
		x.Handler = ""
	}
	if x.Leader == who {
		x.Leader, x.LeaderSince, x.TakenUp = cmd.Fields["leader"], e.Now, false
		x.Team = slices.DeleteFunc(x.Team, func(m Member) bool { return m.Person == x.Leader })
	}
}

func formTeam(f *File, cmd command, _ env) {
	var team []Member
	for _, p := range cmd.Fields.List("members") {
		confirmed := slices.Contains(f.Facts.Team, Member{Person: p, Confirmed: true})
		if !slices.ContainsFunc(team, func(m Member) bool { return m.Person == p }) && len(team) < c.MaxRows {
			team = append(team, Member{Person: p, Confirmed: confirmed})
		}
	}
	f.Facts.Team = team
}

func confirmMember(f *File, cmd command, _ env) {
	f.Facts.Team = slices.Clone(f.Facts.Team)
	for i, m := range f.Facts.Team {
		if m.Person == cmd.Actor.ID {
			f.Facts.Team[i].Confirmed = true
		}
	}
}

func analysed(f *File, _ command, e env) { f.Facts.Analysed = e.Now }

func submitPlan(f *File, cmd command, e env) {
	f.Facts.Steps = lasting(f.Facts.Steps)
	f.Facts.PlanVersion++
	f.Facts.Submitted = e.Now
	addRows(f, cmd, e)
}

// lasting are the steps that a new plan does not replace: promises from before a reopening.
func lasting(steps []Step) []Step {
	return slices.DeleteFunc(slices.Clone(steps), func(s Step) bool { return !s.Carried })
}

func addRows(f *File, cmd command, e env) {
	for i := range cmd.Fields.Count("steps") {
		col := func(name string) string { return cmd.Fields.Row("steps", i, name) }
		addOne(f, c.Fields{"title": col("title"), "owner": col("owner"), "due": col("due"), "kind": col("kind"), "proof": col("proof"), "promise": col("promise")}, e)
	}
}

func addOne(f *File, v c.Fields, e env) {
	n := 1
	for _, s := range f.Facts.Steps {
		n = max(n, s.No+1)
	}
	f.Facts.Steps = append(slices.Clone(f.Facts.Steps), Step{No: n, Title: v["title"], Owner: v["owner"], Kind: v["kind"], Proof: v["proof"],
		From: e.Now, Till: endOfDay(v.Day("due", e.Terms.Zone())), Promise: v["promise"] == "yes", State: "open"})
}

func addStep(f *File, cmd command, e env) { addOne(f, cmd.Fields, e) }

// revisePlan keeps what is done, promised or under way; open steps are replaced.
func revisePlan(f *File, cmd command, e env) {
	f.Facts.Steps = slices.Clone(f.Facts.Steps)
	for i, s := range f.Facts.Steps {
		if s.State == "open" && !s.Promise {
			f.Facts.Steps[i].State = "dropped"
		}
	}
	f.Facts.PlanVersion++
	addRows(f, cmd, e)
}

func approvePlan(f *File, _ command, e env) {
	f.Facts.Resolving = e.Now
	f.Facts.ReportAsked = time.Time{}
	f.Facts.ReportAgain = after(e, "internal.report-every", e.Now)
}

// after is the last moment of a limit from a time; the table's limits are all known to Terms.
func after(e env, limit string, from time.Time) time.Time {
	t, err := e.Terms.Due(limit, from, 0)
	if err != nil {
		return time.Time{}
	}
	return t.At
}

func onStep(f *File, no string, change func(*Step)) {
	i, ok := f.Facts.step(no)
	if !ok {
		return
	}
	f.Facts.Steps = slices.Clone(f.Facts.Steps)
	change(&f.Facts.Steps[i])
}

func startStep(f *File, cmd command, _ env) {
	onStep(f, cmd.Fields["step"], func(s *Step) { s.State = "started" })
}

func completeStep(f *File, cmd command, e env) {
	onStep(f, cmd.Fields["step"], func(s *Step) { s.State, s.Done = "done", e.Now })
	f.Facts.LastContact = e.Now // a step done is a sign of life, as a contact is
}

func dropStep(f *File, cmd command, _ env) {
	onStep(f, cmd.Fields["step"], func(s *Step) { s.State = "dropped" })
}

func postponeStep(f *File, cmd command, e env) {
	onStep(f, cmd.Fields["step"], func(s *Step) { s.Till = endOfDay(cmd.Fields.Day("due", e.Terms.Zone())) })
}

func contact(f *File, cmd command, e env) {
	day := cmd.Fields.Day("on", e.Terms.Zone())
	if day.After(f.Facts.LastContact) {
		f.Facts.LastContact = day
	}
	f.Facts.Contacts++
	if cmd.Fields["how"] == "call-back" && endOfDay(day).After(f.Facts.Closure.CallOwed) {
		f.Facts.Closure.CallOwed = time.Time{}
	}
}

func consult(f *File, cmd command, e env) {
	f.Facts.Consults = append(slices.Clone(f.Facts.Consults), Consult{No: len(f.Facts.Consults) + 1, Person: cmd.Fields["person"],
		Till: endOfDay(cmd.Fields.Day("due", e.Terms.Zone()))})
}

func answerConsult(f *File, cmd command, _ env) {
	f.Facts.Consults = slices.Clone(f.Facts.Consults)
	for i, q := range f.Facts.Consults {
		if q.No == number(cmd.Fields["number"]) {
			f.Facts.Consults[i].Answered = true
		}
	}
}

func reportProgress(f *File, _ command, e env) {
	f.Facts.ReportAsked = time.Time{}
	f.Facts.LastContact = latest(f.Facts.LastContact, e.Now)
}

func askReport(f *File, _ command, e env) {
	if f.Facts.ReportAsked.IsZero() {
		f.Facts.ReportAsked = e.Now
	}
	f.Facts.ReportAgain = after(e, "internal.report-every", e.Now)
}

func askExtension(f *File, cmd command, e env) {
	f.Facts.Extension = Extension{Asked: e.Now, By: cmd.Actor.ID, Days: number(cmd.Fields["days"])}
}

func grantExtension(f *File, _ command, e env) {
	f.Facts.Extension.Decided, f.Facts.Extension.Granted = e.Now, f.Facts.Extension.Days
}

func refuseExtension(f *File, _ command, e env) { f.Facts.Extension.Decided = e.Now }

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
