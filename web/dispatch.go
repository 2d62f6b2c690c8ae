package web

import (
	"net/http"
	"slices"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// dispatchRows is how many cases the sheet names under one unit; the rest is one number away.
const dispatchRows = 40

// showDispatch is the list of the dispatch meeting: by unit in red, yellow and green, from the live state.
func showDispatch(v *visit) error {
	ctx := v.Request().Context()
	units, err := v.s.Oversight.Dispatch(ctx, v.viewer, v.lights(), dispatchRows)
	if err != nil {
		return err
	}
	p := pages.Dispatch{At: v.now, Units: []pages.DispatchUnit{}, Meetings: []pages.Meeting{}}
	p.RedDays, p.YellowDays = v.thresholds().Lights(v.now.In(v.s.Terms.Zone()))
	for _, u := range units {
		p.Units = append(p.Units, v.dispatchUnit(u))
		p.Red, p.Yellow, p.Green = p.Red+u.Red, p.Yellow+u.Yellow, p.Green+u.Green
	}
	if err := v.standing(p.Units); err != nil {
		return err
	}
	meetings, err := v.s.Oversight.Meetings(ctx, v.viewer, 10)
	if err != nil {
		return err
	}
	for _, m := range meetings {
		p.Meetings = append(p.Meetings, v.meeting(m))
	}
	if approvers.admits(v.viewer.Offices) {
		f := v.openingForm(nil)
		p.Open = &f
	}
	return v.show(http.StatusOK, v.words.T("dispatch.title"), p, pages.DispatchPage(p))
}

// defaults stand in where there is no policy to ask.
type defaults struct{}

func (defaults) Lights(time.Time) (red, yellow int) { return 0, 5 }

func (defaults) SampleSize(_ time.Time, closed int) (size, percent, least, most int) {
	return min(closed, max(2, (closed+9)/10), 20), 10, 2, 20
}

func (v *visit) thresholds() Thresholds {
	if t, ok := v.s.Policy.(Thresholds); ok {
		return t
	}
	return defaults{}
}

// lights turns the thresholds into moments.
func (v *visit) lights() store.Lights {
	red, yellow := v.thresholds().Lights(v.now.In(v.s.Terms.Zone()))
	l := store.Lights{Red: v.now, Yellow: v.s.Terms.WorkingDays(v.now, yellow).At, Resting: []casework.Stage{petition.Closed}}
	if red > 0 {
		l.Red = v.s.Terms.WorkingDays(v.now, red).At
	}
	return l
}

func (v *visit) dispatchUnit(u store.DispatchUnit) pages.DispatchUnit {
	p := pages.DispatchUnit{ID: u.Unit, Name: v.unitName(u.Unit), Red: u.Red, Yellow: u.Yellow, Green: u.Green, Rows: []pages.DispatchRow{}}
	l := v.lights()
	for _, c := range u.Rows {
		r := pages.DispatchRow{Row: v.row(c), Light: "yellow"}
		if c.Due != nil && !c.Due.At.After(l.Red) {
			r.Light = "red"
		}
		if c.Due != nil {
			t := v.task(store.Task{CaseRow: c, Due: *c.Due})
			r.Next, r.Who = t.Owed.Label, t.Owed.Person.Name
		}
		p.Rows = append(p.Rows, r)
	}
	return p
}

func (v *visit) unitName(id string) string {
	if id == "" {
		return v.words.T("dispatch.nounit")
	}
	return v.dir().unit(id, v.words.Lang)
}

// standing puts beside each case what meetings decided on it and is not done.
func (v *visit) standing(units []pages.DispatchUnit) error {
	var numbers []string
	for _, u := range units {
		for _, r := range u.Rows {
			numbers = append(numbers, r.No)
		}
	}
	decisions, err := v.s.Oversight.StandingDecisions(v.Request().Context(), v.viewer, numbers)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		for i := range units {
			for j := range units[i].Rows {
				if r := &units[i].Rows[j]; r.No == d.Case {
					r.Decided = append(r.Decided, v.minuted(d))
				}
			}
		}
	}
	return nil
}

// showDispatchList is what stands behind a number of the sheet.
func showDispatchList(v *visit) error {
	unit, light, after := v.QueryParam("unit"), v.QueryParam("light"), v.QueryParam("after")
	if !slices.Contains([]string{"red", "yellow", "green"}, light) {
		return casework.Refuse(casework.NotFound)
	}
	l, err := v.s.Oversight.DispatchCases(v.Request().Context(), v.viewer, v.lights(), unit, light, after, pageRows)
	if err != nil {
		return err
	}
	p := pages.FigureList{Rows: v.rows(l.Rows), Count: l.Count, Next: nextPage("/dispatch/list", v.QueryParams(), l.Next), Back: pages.Link{Path: "/dispatch", Text: v.words.T("dispatch.title")},
		Title: v.words.T("dispatch.light."+light) + v.words.T("sign.dot") + v.words.T("dispatch.allunits"), Say: v.words.T("dispatch.say." + light)}
	if unit != "" {
		p.Title = v.words.T("dispatch.light."+light) + v.words.T("sign.dot") + v.unitName(unit)
	}
	return v.show(http.StatusOK, p.Title, p, pages.FigureListPage(p))
}
