package petition

import (
	"slices"
	"time"
)

// The applies of what happens on the way: contacts, questions to others, reports, extensions.

func contact(f *File, cmd command, e env) {
	day := cmd.Fields.Day("on", e.Terms.Zone())
	if day.After(f.Facts.LastContact) {
		f.Facts.LastContact = day
	}
	f.Facts.Contacts++
	if f.Stage == Closed && endOfDay(day).After(f.Facts.Closure.Approved) {
		f.Facts.told("closure")
	}
	if how := cmd.Fields["how"]; (how == "appointment" || how == "visit") && endOfDay(day).After(f.Facts.Meet) {
		f.Facts.Meet = time.Time{}
	}
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

// grantExtension: only a complex matter is extended, and a complex matter is led.
func grantExtension(f *File, _ command, e env) {
	f.Facts.Extension.Decided, f.Facts.Extension.Granted = e.Now, f.Facts.Extension.Days
	raise(f, e)
	f.Facts.tell("extension", e)
}

func refuseExtension(f *File, _ command, e env) { f.Facts.Extension.Decided = e.Now }
