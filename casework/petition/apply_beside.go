package petition

import (
	"slices"
	"time"
)

// The applies of what the petitioner does and is told, beside the handling of the matter.

// tell makes telling the petitioner a duty. Of an anonymous letter there is nobody to tell.
func (f *Facts) tell(about string, e env) {
	if f.Anonymous || slices.ContainsFunc(f.ToTell, func(t Telling) bool { return t.About == about }) {
		return
	}
	f.ToTell = append(slices.Clone(f.ToTell), Telling{About: about, Since: e.Now})
}

func (f *Facts) told(about string) {
	f.ToTell = slices.DeleteFunc(slices.Clone(f.ToTell), func(t Telling) bool { return t.About == about })
}

// notified: without saying what it was about, a notice is of the acceptance, else of what waits longest.
func notified(f *File, cmd command, e env) {
	x := &f.Facts
	about := cmd.Fields["about"]
	if about == "acceptance" || about == "" && x.Notified.IsZero() {
		x.Notified = e.Now
		return
	}
	if about == "" && len(x.ToTell) > 0 {
		about = x.ToTell[0].About
	}
	x.told(about)
}

// deputise numbers those who act for the petitioner as their rows in the encrypted record are.
func (f *Facts) deputise(capacity string, many int) {
	f.People = slices.Clone(f.People)
	for range many {
		f.People = append(f.People, Deputy{No: len(f.People) + 1, Capacity: capacity})
	}
	f.Joint = f.acting("representative")
}

// acting counts those who act for the petitioner in a capacity.
func (f Facts) acting(capacity string) int {
	n := 0
	for _, d := range f.People {
		if d.Capacity == capacity && !d.Ended {
			n++
		}
	}
	return n
}

func nameDeputy(f *File, cmd command, _ env) {
	f.Facts.deputise(cmd.Fields["capacity"], cmd.Fields.Count("representatives"))
}

func endDeputy(f *File, cmd command, _ env) {
	x := &f.Facts
	x.People = slices.Clone(x.People)
	for i, d := range x.People {
		if d.No == number(cmd.Fields["number"]) {
			x.People[i].Ended = true
		}
	}
	x.Joint = x.acting("representative")
}

func merge(f *File, cmd command, e env) {
	f.Facts.Merge = Merge{Into: cmd.Fields["into"], At: e.Now}
}

func askAppointment(f *File, _ command, e env) { f.Facts.Meet = e.Now }

// reportUnkept: a promise that was entered as kept is owed again; one whose day is over gets a near one.
func reportUnkept(f *File, cmd command, e env) {
	onStep(f, cmd.Fields["step"], func(s *Step) {
		if s.Open() {
			return
		}
		s.State, s.Done = "open", time.Time{}
		if !s.Till.After(e.Now) {
			s.Till = after(e, "internal.promise-again", e.Now)
		}
	})
}

func rated(f *File, _ command, _ env) { f.Facts.Rated = true }

// reportRetaliation: whom it names and who has no part in the case keeps out of it, unseen, until it is settled.
func reportRetaliation(f *File, cmd command, e env) {
	x := &f.Facts
	x.Confidence = Confidence{Open: true, At: e.Now, Named: cmd.Fields.List("persons")}
	for _, who := range x.Confidence.Named {
		if !x.carries(who) && !slices.Contains(x.Recused, who) {
			x.Recused = append(slices.Clone(x.Recused), who)
			x.Confidence.Apart = append(x.Confidence.Apart, who)
		}
	}
}

func settleRetaliation(f *File, cmd command, e env) {
	x := &f.Facts
	if cmd.Fields["finding"] == "unconfirmed" {
		apart := x.Confidence.Apart
		x.Recused = slices.DeleteFunc(slices.Clone(x.Recused), func(p string) bool { return slices.Contains(apart, p) })
	}
	x.Confidence = Confidence{}
	x.tell("confidential", e)
}

// carries reports whether somebody holds a part in the case.
func (f Facts) carries(person string) bool {
	return person == f.Leader || person == f.Handler || slices.ContainsFunc(f.Team, func(m Member) bool { return m.Person == person }) ||
		slices.ContainsFunc(f.Steps, func(s Step) bool { return s.Owner == person }) ||
		slices.ContainsFunc(f.Consults, func(q Consult) bool { return q.Person == person })
}
