package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

// Rules keeps the calendars and changes of limits that the office enters.
type Rules interface {
	Calendars(ctx context.Context) ([]store.Calendar, error)
	LimitChanges(ctx context.Context, limit string) ([]store.LimitChange, error)
	PutCalendar(ctx context.Context, e store.Edit, c store.Calendar) error
	ProposeLimit(ctx context.Context, e store.Edit, c store.LimitChange) error
	DecideLimit(ctx context.Context, e store.Edit, limit string, approve bool) error
}

// Book is the limits and calendars in force; main provides it from policies.
type Book interface {
	Limits(now time.Time) []LimitInForce
	Years() []int
	Year(n int) (holidays map[string][]string, workdays []string, ok bool)
	CheckYear(n int, holidays map[string][]string, workdays []string) error
	// Refresh takes in what was just entered, in this process at once.
	Refresh(ctx context.Context) error
}

// LimitInForce is a limit for what starts now, in ids and counts.
type LimitInForce struct {
	ID                  string
	Value, Base         int    // in force, and as the product brings it
	Unit, Starts, Pause string // day, working-day
	Law, Article, Sure  string
	More, Times         int // the longest extension and how often; 0 without one
	By                  string
}

var (
	proposeForm = slip{"propose-limit", []casework.Field{must("value", casework.Number), must("since", casework.Date), must("source", casework.Text), must("reason", casework.Prose)}}
	approveForm = slip{"approve-limit", []casework.Field{may("note", casework.Text)}}
	refuseForm  = slip{"refuse-limit", []casework.Field{must("note", casework.Text)}}
)

// showLimits is every limit with its length, article and sureness: everybody may read the rules they are held to.
func showLimits(v *visit) error {
	changes, err := v.s.Rules.LimitChanges(v.Request().Context(), "")
	if err != nil {
		return err
	}
	p := pages.Limits{Office: v.office(), Rows: []pages.LimitRow{}}
	p.May = rulers.admits(v.viewer.Offices)
	p.Revision, p.Year = v.s.Policy.Edition()
	p.Revision = p.Revision[:min(12, len(p.Revision))]
	for _, l := range v.s.Book.Limits(v.now) {
		p.Rows = append(p.Rows, v.limitRow(l, changes))
	}
	return v.show(http.StatusOK, v.words.T("adm.limits"), p, pages.LimitsPage(p))
}

func (v *visit) limitRow(l LimitInForce, changes []store.LimitChange) pages.LimitRow {
	w := v.words
	r := pages.LimitRow{ID: l.ID, Path: "/office/limits/" + l.ID, Name: w.Or("limit."+l.ID, l.ID), Value: w.N("unit."+l.Unit, l.Value), Sure: sureness(l.Sure), Source: v.article(l.Law, l.Article),
		Internal: l.Sure == "product", Starts: w.Or("starts."+l.Starts, "")}
	if l.Value != l.Base {
		r.Before = w.N("unit."+l.Unit, l.Base)
	}
	if l.More > 0 {
		r.Extend = w.T("adm.extend", "More", w.N("unit."+l.Unit, l.More), "Role", w.Or("role."+l.By, l.By))
	}
	today := v.dayToday()
	for _, c := range changes {
		if c.Limit != l.ID {
			continue
		}
		x := pages.LimitChange{Value: w.N("unit."+l.Unit, c.Value), Since: c.Since, Source: c.Source, Reason: c.Reason, By: v.dir().name(c.Person, w), At: c.At, State: c.State,
			DecidedBy: v.dir().name(c.DecidedBy, w), Own: c.Person == v.viewer.ID}
		r.Changes = append(r.Changes, x)
		switch {
		case c.State == "proposed":
			r.Open = &x
		case c.State == "approved" && c.Since.Format(time.DateOnly) <= today && r.Since == nil:
			r.Since = new(c.Since)
		case c.State == "approved" && c.Since.Format(time.DateOnly) > today:
			r.Ahead = &x
		}
	}
	return r
}

// showLimit is one limit with everything that was proposed about it.
func showLimit(v *visit) error { return v.limitPage(http.StatusOK, nil) }

func (v *visit) limitPage(code int, f *filled) error {
	ctx, id := v.Request().Context(), v.Param("id")
	l, err := v.limitNamed(id)
	if err != nil {
		return err
	}
	changes, err := v.s.Rules.LimitChanges(ctx, id)
	if err != nil {
		return err
	}
	seen, err := v.s.Office.OfficeSeen(ctx, "limit_changes", id)
	if err != nil {
		return err
	}
	p := pages.LimitPage{Office: v.office(), Limit: v.limitRow(l, changes)}
	p.May = rulers.admits(v.viewer.Offices)
	path := "/office/limits/" + id
	switch {
	case !p.May:
	case p.Limit.Open == nil:
		p.Forms = []pages.Form{v.asking(proposeForm, path, seen, casework.Fields{"value": itoa(l.Value), "since": v.dayToday()}, f, nil)}
	case !p.Limit.Open.Own:
		p.Forms = []pages.Form{v.asking(approveForm, path+"/approve", seen, nil, f, nil), v.asking(refuseForm, path+"/refuse", seen, nil, f, nil)}
	}
	return v.show(code, p.Limit.Name, p, pages.LimitDraw(p))
}

func (v *visit) limitNamed(id string) (LimitInForce, error) {
	all := v.s.Book.Limits(v.now)
	i := slices.IndexFunc(all, func(l LimitInForce) bool { return l.ID == id })
	if i < 0 {
		return LimitInForce{}, casework.Refuse(casework.NotFound)
	}
	return all[i], nil
}

// proposeLimit proposes another length; a limit of the law may be shortened and never lengthened.
func proposeLimit(v *visit) error {
	id := v.Param("id")
	again := func(code int, f *filled) error { return v.limitPage(code, f) }
	return v.carry(proposeForm, "/office/limits/"+id, again, func(in casework.Fields, e store.Edit) error {
		l, err := v.limitNamed(id)
		if err != nil {
			return err
		}
		n, _ := strconv.Atoi(in["value"])
		switch {
		case n < 1 || n == l.Value:
			return casework.Refuse(casework.Invalid, casework.Item{Key: "limit-same", Field: "value"})
		case l.Sure != "product" && n > l.Base:
			return casework.Refuse(casework.Invalid, casework.Item{Key: "limit-of-law", Field: "value"})
		}
		return v.s.Rules.ProposeLimit(v.Request().Context(), e, store.LimitChange{Limit: id, Value: n, Since: v.dayOf(in, "since"), Source: in["source"], Reason: in["reason"]})
	})
}

func approveLimit(v *visit) error { return v.decideLimit(approveForm, true) }
func refuseLimit(v *visit) error  { return v.decideLimit(refuseForm, false) }

// decideLimit is the second person's word; an approved change is in force at once for what starts from its day on.
func (v *visit) decideLimit(a slip, approve bool) error {
	id := v.Param("id")
	again := func(code int, f *filled) error { return v.limitPage(code, f) }
	return v.carry(a, "/office/limits/"+id, again, func(in casework.Fields, e store.Edit) error {
		if e.Why = in["note"]; e.Why == "" {
			e.Why = v.words.T("move." + a.name)
		}
		if err := v.s.Rules.DecideLimit(v.Request().Context(), e, id, approve); err != nil {
			return err
		}
		return v.s.Book.Refresh(v.Request().Context())
	})
}

var calendarForm = slip{"enter-calendar", []casework.Field{must("year", casework.Number), may("holidays", casework.Prose), may("workdays", casework.Prose), may("notice", casework.Files), must("source", casework.Text)}}

// showCalendars is every year's holidays, and which year is missing.
func showCalendars(v *visit) error { return v.calendarsPage(http.StatusOK, nil) }

func (v *visit) calendarsPage(code int, f *filled) error {
	entered, err := v.s.Rules.Calendars(v.Request().Context())
	if err != nil {
		return err
	}
	p := pages.Calendars{Office: v.office(), Years: []pages.Calendar{}}
	p.May = rulers.admits(v.viewer.Offices)
	years := v.s.Book.Years()
	this := v.now.In(v.s.Terms.Zone()).Year()
	for _, n := range []int{this, this + 1} {
		if !slices.Contains(years, n) {
			p.Missing = append(p.Missing, n)
		}
	}
	for _, n := range slices.Backward(years) {
		p.Years = append(p.Years, v.calendar(n, entered))
	}
	if p.May {
		before := casework.Fields{"year": itoa(this + 1)}
		if n := v.QueryParam("year"); n != "" {
			before = v.calendarText(n)
		}
		p.Forms = []pages.Form{v.asking(calendarForm, "/office/calendars", 0, before, f, nil)}
	}
	return v.show(code, v.words.T("adm.calendars"), p, pages.CalendarsPage(p))
}

func (v *visit) calendar(n int, entered []store.Calendar) pages.Calendar {
	holidays, workdays, _ := v.s.Book.Year(n)
	c := pages.Calendar{Year: n, Make: len(workdays), Source: v.words.T("adm.calendar.builtin")}
	for _, name := range byDay(holidays) {
		c.Holidays = append(c.Holidays, pages.Fact{Label: v.words.First("holiday."+name, "holiday.other"), Is: v.runs(holidays[name])})
		c.Off += len(holidays[name])
	}
	c.Workdays = strings.Join(v.days(workdays), v.words.T("sign.list"))
	if i := slices.IndexFunc(entered, func(e store.Calendar) bool { return e.Year == n }); i >= 0 {
		e := entered[i]
		c.Source, c.By, c.At = e.Source, v.dir().name(e.Person, v.words), &e.At
	}
	return c
}

// enterCalendar takes a year's notice in; provisional dates are then computed again, with a line on their cases.
func enterCalendar(v *visit) error {
	again := func(code int, f *filled) error { return v.calendarsPage(code, f) }
	return v.carry(calendarForm, "/office/calendars", again, func(in casework.Fields, e store.Edit) error {
		n, _ := strconv.Atoi(in["year"])
		text, err := v.uploadedText("notice")
		if err != nil {
			return err
		}
		holidays, workdays, wrong := readNotice(n, in["holidays"]+"\n"+text, in["workdays"], v.holidayKeys())
		if wrong == "" && len(holidays) == 0 {
			return casework.Refuse(casework.Incomplete, casework.Item{Key: "holidays", Field: "holidays"})
		}
		if wrong != "" {
			return casework.Refuse(casework.Invalid, casework.Item{Key: "calendar-line", Field: "holidays", Args: []string{wrong}})
		}
		if err := v.s.Book.CheckYear(n, holidays, workdays); err != nil {
			return casework.Refuse(casework.Invalid, casework.Item{Key: "calendar-wrong", Field: "workdays", Args: []string{err.Error()}})
		}
		if n < 2000 || n > 2200 {
			return casework.Refuse(casework.Invalid, casework.Item{Key: "year", Field: "year"})
		}
		if err := v.s.Rules.PutCalendar(v.Request().Context(), e, store.Calendar{Year: n, Holidays: holidays, Workdays: workdays, Source: in["source"]}); err != nil {
			return err
		}
		return v.s.Book.Refresh(v.Request().Context())
	})
}
