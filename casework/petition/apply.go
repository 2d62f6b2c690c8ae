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
	f.Facts = Facts{Title: v["title"], Matter: v["matter"], Channel: v["channel"], Category: v["category"], Unit: v["unit"], Track: v["track"],
		Received: v.Day("received", e.Terms.Zone()), Anonymous: v["anonymous"] == "yes", Backlog: v["backlog"] == "yes"}
	if f.Facts.Unit == "" {
		f.Facts.Unit = cmd.Self.Unit
	}
	f.Facts.deputise("representative", v.Count("representatives"))
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

// importRow opens a case of an old backlog at its true age, on the led track; its answer, if
// it has one, was given before this record began, and is not measured by the five parts.
func importRow(f *File, cmd command, e env) {
	v := cmd.Fields
	f.Facts = Facts{Title: v["title"], Matter: v["matter"], Channel: v["channel"], Category: v["category"], Unit: cmd.Self.Unit,
		Received: moment(v, "received", e), Imported: true, Backlog: true, Track: LedCase, Notified: moment(v, "received", e)}
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

// takeBack undoes a decision; when the days for it are over by now, they begin anew.
func takeBack(f *File, _ command, e env) {
	x := &f.Facts
	x.ObjectTill = time.Time{}
	x.comeBack(decideOwed(*x), e)
	x.tell("taken-back", e)
}

// comeBack notes that a decision was undone. A term that has run out starts anew: nobody is
// late with what they could not do.
func (f *Facts) comeBack(o c.Owed, e env) {
	f.Back = e.Now
	if t, err := e.Terms.Due(o.Limit, o.From, o.More); err == nil && !e.Now.Before(t.At) {
		f.Again = e.Now
	}
}

func withdraw(f *File, _ command, e env)   { f.Facts.Withdrawal = e.Now }
func stayWithIt(f *File, _ command, _ env) { f.Facts.Withdrawal = time.Time{} }

func chooseTrack(f *File, cmd command, e env) {
	if cmd.Fields["track"] == LedCase {
		raise(f, e)
		return
	}
	x := &f.Facts
	if x.track() == LedCase {
		x.Track, x.TrackSet = Simple, e.Now
		x.comeBack(opinionOwed(*x), e)
	}
}

// raise makes a case a led one: what was drafted for a simple answer waits for no signature.
func raise(f *File, e env) {
	x := &f.Facts
	if x.Track == LedCase {
		return
	}
	x.Track, x.TrackSet = LedCase, e.Now
	if f.Stage == Accepted {
		x.Opinion = Opinion{}
	}
}

// raiseTrack: an overdue matter is a simple one no more.
func raiseTrack(f *File, _ command, e env) { raise(f, e) }

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
	f.Facts.Recusal = &Recusal{Person: cmd.Fields["person"], At: e.Now, Asked: true}
}

func decideRecusal(f *File, cmd command, e env) {
	x := &f.Facts
	who := x.Recusal.Person
	if x.Recusal.Asked {
		x.tell("recusal", e)
	}
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
	x.Steps = without(x.Steps, who, e.Now)
	x.Consults = slices.Clone(x.Consults)
	for i, q := range x.Consults {
		if q.Person == who {
			x.Consults[i].Answered = true
		}
	}
	if x.Leader == who {
		x.Leader, x.LeaderSince, x.TakenUp = cmd.Fields["leader"], e.Now, false
		x.Team = slices.DeleteFunc(x.Team, func(m Member) bool { return m.Person == x.Leader })
	}
}

// without takes the open steps of somebody who keeps out from them: another is to be named.
func without(steps []Step, who string, at time.Time) []Step {
	steps = slices.Clone(steps)
	for i, s := range steps {
		if s.Owner == who && s.Open() {
			steps[i].Owner, steps[i].Lost = "", at
		}
	}
	return steps
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

// after is the last moment of a limit from a time; the table's limits are all known to Terms.
func after(e env, limit string, from time.Time) time.Time {
	t, err := e.Terms.Due(limit, from, 0)
	if err != nil {
		return time.Time{}
	}
	return t.At
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
