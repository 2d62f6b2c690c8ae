package casetest

import (
	"fmt"
	"time"

	"followthrough/casework"
)

// Day is a day of the calendar; scenarios wait in days.
const Day = 24 * time.Hour

// Shanghai is the zone of the tests. It knows no summer time and needs no zone file.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Limit is a number of days of the calendar, or of working days.
type Limit struct {
	Days    int
	Working bool
	Longest int // extension
}

// Terms is casework.Terms over a plain table and a plain calendar.
type Terms struct {
	Limits   map[string]Limit
	First    int             // the first and the last year that have a calendar;
	Last     int             // dates in any other year are provisional
	Holidays map[string]bool // days like 2026-05-01, weekends apart
	Makeup   map[string]bool // days of a weekend on which people work
	Revision string
}

// Standard has every limit of the product at its usual length, weekends, and some of the
// holidays and make-up days of 2026.
func Standard() *Terms {
	t := &Terms{First: 2010, Last: 2027, Limits: map[string]Limit{}, Revision: "casetest"}
	for id, n := range map[string]int{
		"petition.register": 15, "petition.notify-acceptance": 15, "petition.handle": 60, "petition.extend": 30, "petition.ask-review": 30, "petition.review": 30, "petition.ask-re-review": 30, "petition.re-review": 30,
		"internal.leader-silent": 30, "internal.withdrawal": 7, "internal.report-every": 30, "internal.final": 30,
		"internal.call-back.1": 7, "internal.call-back.2": 30, "internal.call-back.3": 90,
	} {
		t.Limits[id] = Limit{Days: n}
	}
	for id, n := range map[string]int{
		"petition.object-to-transfer": 5, "petition.simple.decide": 3, "petition.simple.answer": 10,
		"internal.name-leader": 5, "internal.form-team": 5, "internal.plan": 10, "internal.analysis": 10, "internal.plan-approval": 5,
		"internal.closure-decision": 5, "internal.dispute-reply": 10, "internal.recusal": 3, "internal.extension-decision": 3,
		"internal.legal-check": 3, "internal.delivery": 5, "internal.propose-closure": 10, "internal.progress-report": 5,
		"internal.call-back": 5, "internal.approver-turn": 3, "internal.reassign-step": 3, "internal.tell-petitioner": 10, "internal.appointment": 5, "internal.promise-again": 5, "internal.confidential": 10,
	} {
		t.Limits[id] = Limit{Days: n, Working: true}
	}
	t.Limits["petition.handle"] = Limit{Days: 60, Longest: 30}
	t.Holidays = days("2026-04-06", "2026-05-01", "2026-05-04", "2026-05-05", "2026-06-19", "2026-09-25",
		"2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07")
	t.Makeup = days("2026-05-09", "2026-09-20", "2026-10-10")
	return t
}

func days(all ...string) map[string]bool {
	set := map[string]bool{}
	for _, d := range all {
		set[d] = true
	}
	return set
}

// Longest is the limit's longest extension.
func (t *Terms) Longest(limit string) int { return t.Limits[limit].Longest }

// Zone is Shanghai.
func (t *Terms) Zone() *time.Location { return Shanghai }

// Due is 24:00 of the limit's last day: the first day is not counted, and a last day on
// which nobody works moves to the next working day. An unknown limit is an error.
func (t *Terms) Due(limit string, from time.Time, more int) (casework.Term, error) {
	l, ok := t.Limits[limit]
	if !ok {
		return casework.Term{}, fmt.Errorf("no limit %q", limit)
	}
	if l.Working {
		return t.WorkingDays(from, l.Days+more), nil
	}
	last := midnight(from).AddDate(0, 0, l.Days+more)
	for !t.works(last) {
		last = last.AddDate(0, 0, 1)
	}
	return t.term(last), nil
}

// WorkingDays is 24:00 of the n-th working day after from.
func (t *Terms) WorkingDays(from time.Time, n int) casework.Term {
	day := midnight(from)
	for n > 0 {
		if day = day.AddDate(0, 0, 1); t.works(day) {
			n--
		}
	}
	return t.term(day)
}

func (t *Terms) term(last time.Time) casework.Term {
	return casework.Term{At: last.AddDate(0, 0, 1), Provisional: last.Year() < t.First || last.Year() > t.Last, Revision: t.Revision}
}

func (t *Terms) works(day time.Time) bool {
	d := day.Format(time.DateOnly)
	weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
	return t.Makeup[d] || !weekend && !t.Holidays[d]
}

func midnight(at time.Time) time.Time {
	y, m, d := at.In(Shanghai).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Shanghai)
}
