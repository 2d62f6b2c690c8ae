package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

// opening is the form that opens the minutes of a meeting, minute the one that writes its decisions down. They are laid
// out like the moves of a table, and asked, shown and refused as those are.
var (
	opening = casework.MoveInfo{Name: "open-meeting", Form: []casework.Field{{Name: "held", Kind: casework.Date},
		{Name: "chair", Kind: casework.PersonF}, {Name: "attendees", Kind: casework.People}}}
	minute = casework.MoveInfo{Name: "minute", Form: []casework.Field{{Name: "decisions", Kind: casework.Rows, Least: 1, Row: []casework.Field{
		{Name: "case", Kind: casework.Case}, {Name: "owner", Kind: casework.PersonF}, {Name: "due", Kind: casework.Date}, {Name: "what", Kind: casework.Text}, {Name: "proof", Kind: casework.Text}}}}}
)

func (v *visit) openingForm(f *filled) pages.Form {
	return v.form(opening, "/dispatch/meetings", 0, v.choices(nil, nil, nil), casework.Fields{"held": v.today()}, f)
}

func (v *visit) today() string { return v.now.In(v.s.Terms.Zone()).Format(time.DateOnly) }

// openMeeting opens the minutes: the day, who chairs, who attends.
func openMeeting(v *visit) error {
	in, err := v.action()
	if err != nil {
		return err
	}
	day := in.Fields.Day("held", time.UTC)
	refusal := v.missing(opening, in.Fields)
	if refusal == nil && (day.IsZero() || day.Format(time.DateOnly) > v.today()) {
		refusal = casework.Refuse(casework.Invalid, casework.Item{Key: "held", Field: "held"})
	}
	if refusal == nil && !v.officials(append(in.Fields.List("attendees"), in.Fields["chair"])) {
		refusal = casework.Refuse(casework.Invalid, casework.Item{Key: "attendees", Field: "attendees"})
	}
	if refusal != nil {
		return v.openingAgain(in, refusal)
	}
	id, err := v.s.Oversight.OpenMeeting(v.Request().Context(), v.viewer, in.Action, store.Meeting{Held: day, Chair: in.Fields["chair"], Attendees: in.Fields.List("attendees")})
	if err != nil {
		return err
	}
	if v.wantsJSON() {
		return v.JSON(http.StatusCreated, opened{id})
	}
	return v.goTo(pages.MeetingPath(id) + "#top")
}

type opened struct {
	ID string `json:"id"`
}

// openingAgain is the form by itself, as it was filled in, with what is wrong.
func (v *visit) openingAgain(in asked, r *casework.Refusal) error {
	if v.wantsJSON() {
		return v.fail(r)
	}
	code, _ := status(r)
	p := pages.MeetingOpening{Form: v.openingForm(&filled{move: opening.Name, action: in.Action, typed: in.Fields, refusal: r})}
	return v.show(code, v.words.T("dispatch.title"), p, pages.MeetingOpeningPage(p))
}

// missing names every field that has to be filled in and is not, rows included.
func (v *visit) missing(m casework.MoveInfo, fields casework.Fields) *casework.Refusal {
	var items []casework.Item
	for _, d := range m.Form {
		if d.Kind != casework.Rows {
			if fields[d.Name] == "" && !d.Optional {
				items = append(items, casework.Item{Key: d.Name, Field: d.Name})
			}
			continue
		}
		if fields.Count(d.Name) == 0 {
			items = append(items, casework.Item{Key: d.Name, Field: d.Name})
		}
		for i := range fields.Count(d.Name) {
			for _, col := range d.Row {
				if fields.Row(d.Name, i, col.Name) == "" && !emptyRow(d, fields, i) {
					items = append(items, casework.Item{Key: d.Name + "." + col.Name, Field: casework.RowField(d.Name, i, col.Name), Args: []string{casework.RowNo(i)}})
				}
			}
		}
	}
	if items == nil {
		return nil
	}
	return casework.Refuse(casework.Incomplete, items...)
}

func emptyRow(d casework.Field, fields casework.Fields, i int) bool {
	return !slices.ContainsFunc(d.Row, func(col casework.Field) bool { return fields.Row(d.Name, i, col.Name) != "" })
}

// officials reports whether all of them are people at work here.
func (v *visit) officials(ids []string) bool {
	return !slices.ContainsFunc(ids, func(id string) bool { o, ok := v.dir().officers[id]; return !ok || !o.Active })
}

// showMeeting is the minutes of one meeting, to be read, added to and printed.
func showMeeting(v *visit) error { return v.meetingPage(http.StatusOK, nil, nil) }

func (v *visit) meetingPage(code int, f *filled, refused []pages.RefusedRow) error {
	ctx := v.Request().Context()
	m, before, err := v.s.Oversight.MeetingAt(ctx, v.viewer, v.Param("id"))
	if err != nil {
		return err
	}
	decisions, err := v.s.Oversight.Minutes(ctx, v.viewer, []string{m.ID, before.ID})
	if err != nil {
		return err
	}
	p := pages.Minutes{Meeting: v.meeting(m), Decisions: []pages.Resolution{}, Before: []pages.Resolution{}, Refused: refused}
	for _, d := range decisions {
		if d.Meeting == m.ID {
			p.Decisions = append(p.Decisions, v.minuted(d))
		} else {
			p.Before = append(p.Before, v.minuted(d))
		}
	}
	if before.ID != "" {
		b := v.meeting(before)
		p.Last = &b
	}
	if n, err := strconv.Atoi(v.QueryParam("minuted")); err == nil && n > 0 {
		p.Done = v.words.N("minutes.done", n)
	}
	if m.Confirmed.IsZero() && approvers.admits(v.viewer.Offices) {
		form := v.form(minute, pages.MeetingPath(m.ID)+"/decisions", 0, v.choices(nil, nil, nil), nil, f)
		p.Form = &form
		if p.Cases, err = v.pressing(); err != nil {
			return err
		}
	}
	p.MayConfirm = m.Confirmed.IsZero() && (m.Chair == v.viewer.ID || approvers.admits(v.viewer.Offices))
	p.MayMark = approvers.admits(v.viewer.Offices)
	return v.show(code, v.words.T("minutes.title"), p, pages.MinutesPage(p))
}

// pressing offers the numbers of the red and yellow cases; any other may be typed.
func (v *visit) pressing() ([]pages.Option, error) {
	units, err := v.s.Oversight.Dispatch(v.Request().Context(), v.viewer, v.lights(), dispatchRows)
	all := []pages.Option{}
	for _, u := range units {
		for _, c := range u.Rows {
			all = append(all, pages.Option{Value: c.No, Text: v.unitName(u.Unit) + v.words.T("sign.dot") + c.Title})
		}
	}
	return all, err
}

func (v *visit) meeting(m store.Meeting) pages.Meeting {
	n, lang := v.dir(), v.words.Lang
	p := pages.Meeting{ID: m.ID, Unit: n.unit(m.Unit, lang), Held: m.Held, Chair: n.person(m.Chair, lang), Clerk: n.name(m.Clerk, v.words), Opened: m.Opened,
		Confirmed: m.Confirmed, ConfirmedBy: n.name(m.ConfirmedBy, v.words)}
	for _, a := range m.Attendees {
		p.Attendees = append(p.Attendees, n.person(a, lang))
	}
	return p
}

// minuted says a decision in words, with how it stands today.
func (v *visit) minuted(d store.MeetingDecision) pages.Resolution {
	p := pages.Resolution{Meeting: d.Meeting, No: d.No, Case: d.Case, Title: d.Title, Unit: v.unitName(d.Unit), What: d.What, Owner: v.dir().person(d.Owner, v.words.Lang), Proof: d.Proof,
		Till: d.Till, Due: d.Due, Became: d.Became, Step: d.Step, Path: linePath(d.Case, d.Seq), State: "open"}
	switch {
	case d.Settled == "":
		if !v.now.Before(d.Due) {
			p.State = "late"
		}
	case d.Settled == "drop-step" || d.Settled == "revise-plan":
		p.State, p.At = "dropped", d.SettledAt
	default:
		p.State, p.At = "done", d.SettledAt
	}
	return p
}
