package pages

import (
	"context"
	"strconv"
	"time"
)

// Dispatch is the list of the dispatch meeting: each unit in red, yellow and green.
type Dispatch struct {
	At         time.Time      `json:"at"` // the live state as of
	RedDays    int            `json:"red_working_days"`
	YellowDays int            `json:"yellow_working_days"`
	Red        int            `json:"red"`
	Yellow     int            `json:"yellow"`
	Green      int            `json:"green"`
	Units      []DispatchUnit `json:"units"`
	Meetings   []Meeting      `json:"meetings"` // the latest first
	Open       *Form          `json:"open,omitempty"`
}

// DispatchUnit is one unit's counts and its red and yellow cases.
type DispatchUnit struct {
	ID     string        `json:"id"`
	Name   string        `json:"name"`
	Red    int           `json:"red"`
	Yellow int           `json:"yellow"`
	Green  int           `json:"green"`
	Rows   []DispatchRow `json:"rows"`
}

// DispatchRow is one line of the sheet.
type DispatchRow struct {
	Row
	Light   string       `json:"light"` // red, yellow
	Next    string       `json:"next,omitempty"`
	Who     string       `json:"who,omitempty"`
	Decided []Resolution `json:"decided,omitempty"` // by meetings, and still open
}

// Meeting is the head of a dispatch meeting's minutes.
type Meeting struct {
	ID          string    `json:"id"`
	Unit        string    `json:"unit"`
	Held        time.Time `json:"held"`
	Chair       Person    `json:"chair"`
	Attendees   []Person  `json:"attendees"`
	Clerk       string    `json:"clerk"`
	Opened      time.Time `json:"opened"`
	Confirmed   time.Time `json:"confirmed,omitzero"`
	ConfirmedBy string    `json:"confirmed_by,omitempty"`
}

// MeetingOpening is the form that opens the minutes, by itself.
type MeetingOpening struct {
	Form Form `json:"form"`
}

// Resolution is what a meeting decided on one case, and how that stands.
type Resolution struct {
	Meeting string    `json:"meeting"`
	No      int       `json:"no"`
	Case    string    `json:"case"`
	Title   string    `json:"title"`
	Unit    string    `json:"unit"`
	What    string    `json:"what"`
	Owner   Person    `json:"owner"`
	Proof   string    `json:"proof,omitempty"`
	Till    time.Time `json:"till"` // as decided, 24:00 of the day
	Due     time.Time `json:"due"`  // as it stands
	Became  string    `json:"became"`
	Step    string    `json:"step,omitempty"`
	State   string    `json:"state"` // open, late, done, dropped
	At      time.Time `json:"at,omitzero"`
	Path    string    `json:"path"`
}

// RefusedRow is a decision that could not be recorded.
type RefusedRow struct {
	Row   int      `json:"row"`
	Case  string   `json:"case"`
	Why   string   `json:"why"`
	Items []string `json:"items,omitempty"`
}

// Minutes is the page of one meeting.
type Minutes struct {
	Meeting    Meeting      `json:"meeting"`
	Decisions  []Resolution `json:"decisions"`
	Last       *Meeting     `json:"last,omitempty"`
	Before     []Resolution `json:"before"` // of the last meeting, with what became of them
	Form       *Form        `json:"form,omitempty"`
	Cases      []Option     `json:"-"`
	Refused    []RefusedRow `json:"-"`
	Done       string       `json:"-"`
	MayConfirm bool         `json:"may_confirm,omitempty"`
	MayMark    bool         `json:"-"`
}

// FigureList is what stands behind a number: its cases.
type FigureList struct {
	Title string `json:"title"`
	Say   string `json:"say"` // how the number is counted
	Rows  []Row  `json:"rows"`
	Count int    `json:"count"`
	Next  string `json:"next,omitempty"`
	Back  Link   `json:"-"`
}

// MeetingPath is the page of a meeting's minutes.
func MeetingPath(id string) string { return "/dispatch/meetings/" + id }

func lightPath(unit, light string) string { return "/dispatch/list?unit=" + unit + "&light=" + light }

// share is a part of a whole for the width of a bar.
func share(part, whole int) string {
	if whole == 0 {
		return "0%"
	}
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 2, 64) + "%"
}

// most is the largest unit of the sheet, to which all bars are drawn.
func (p Dispatch) most() int {
	n := 1
	for _, u := range p.Units {
		n = max(n, u.Red+u.Yellow+u.Green)
	}
	return n
}

func (u DispatchUnit) left() int { return max(0, u.Red+u.Yellow-len(u.Rows)) }

func tally(ctx context.Context, all []Resolution) string {
	n := map[string]int{}
	for _, d := range all {
		n[d.State]++
	}
	text := N(ctx, "minutes.tally", len(all))
	for _, state := range []string{"done", "open", "late", "dropped"} {
		if n[state] > 0 {
			text += T(ctx, "sign.comma") + N(ctx, "minutes.tally."+state, n[state])
		}
	}
	return text
}

// redRule says in words when a case is red.
func redRule(ctx context.Context, days int) string {
	if days == 0 {
		return T(ctx, "dispatch.say.red")
	}
	return N(ctx, "dispatch.within", days)
}

func (m Meeting) confirmed() bool { return !m.Confirmed.IsZero() }

// calendarDay reads a day that was kept without a zone as that day in the reader's.
func calendarDay(ctx context.Context, t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	return time.Date(y, m, d, 12, 0, 0, 0, frame(ctx).Zone)
}
