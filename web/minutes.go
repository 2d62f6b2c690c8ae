package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/locales"
	"followthrough/web/pages"
)

// minutedAll is what a program gets: the decisions that were recorded, each by its own receipt, and those that were not, with the reason.
type minutedAll struct {
	Recorded []store.Receipt `json:"recorded"`
	Refused  []refusedRow    `json:"refused"`
}

type refusedRow struct {
	Row  int    `json:"row"` // as people count: from one
	Case string `json:"case"`
	refused
}

// minuteDecisions writes decisions down. Each becomes a step of its case's plan, or an instruction where there is no plan
// to add to: one move a case, with an action id of its own. Those refused are named and come back; the others stand.
func minuteDecisions(v *visit) error {
	in, err := v.action()
	if err != nil {
		return err
	}
	m, _, err := v.s.Oversight.MeetingAt(v.Request().Context(), v.viewer, v.Param("id"))
	if err != nil {
		return err
	}
	f := &filled{move: minute.Name, action: in.Action, typed: in.Fields, more: in.more}
	if in.more != "" && !v.sentJSON() {
		return v.meetingPage(http.StatusOK, f, nil)
	}
	if len(in.Action) < 8 || len(in.Action) > 190 {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "action", Field: "action"})
	}
	if !m.Confirmed.IsZero() {
		return casework.Refuse("minutes-confirmed")
	}
	if f.refusal = v.missing(minute, in.Fields); f.refusal != nil {
		if v.wantsJSON() {
			return v.fail(f.refusal)
		}
		return v.meetingPage(http.StatusUnprocessableEntity, f, nil)
	}
	return v.minuteEach(m, in)
}

func (v *visit) minuteEach(m store.Meeting, in asked) error {
	out := minutedAll{Recorded: []store.Receipt{}, Refused: []refusedRow{}}
	left := casework.Fields{}
	var items []casework.Item
	for i := range in.Fields.Count("decisions") {
		if emptyRow(minute.Form[0], in.Fields, i) {
			continue
		}
		r, err := v.minuteOne(m, in, i)
		if err == nil {
			out.Recorded = append(out.Recorded, r)
			continue
		}
		if code, _ := status(err); code >= http.StatusInternalServerError {
			return err
		}
		no := in.Fields.Row("decisions", i, "case")
		out.Refused = append(out.Refused, refusedRow{i + 1, no, v.refusal(err)})
		items = append(items, v.keepRow(in.Fields, i, left, len(out.Refused)-1, err)...)
	}
	code := http.StatusOK
	if len(out.Refused) > 0 {
		code = http.StatusUnprocessableEntity
	}
	switch {
	case v.wantsJSON():
		return v.JSON(code, out)
	case len(out.Refused) == 0:
		return v.goTo(pages.MeetingPath(m.ID) + "?minuted=" + itoa(len(out.Recorded)) + "#decisions")
	}
	f := &filled{move: minute.Name, action: store.NewAction(), typed: left, refusal: casework.Refuse("some-refused", items...)}
	return v.meetingPage(code, f, v.refusedRows(out.Refused))
}

// minuteOne makes one decision a move on its case and writes it into the minutes.
func (v *visit) minuteOne(m store.Meeting, in asked, i int) (store.Receipt, error) {
	ctx := v.Request().Context()
	cell := func(name string) string { return in.Fields.Row("decisions", i, name) }
	page, err := v.s.Reader.CasePage(ctx, v.viewer, cell("case"))
	if err != nil {
		return store.Receipt{}, err
	}
	if !v.officials([]string{cell("owner")}) {
		return store.Receipt{}, casework.Refuse(casework.Invalid, casework.Item{Key: "owner", Field: "owner"})
	}
	till := in.Fields.Day(casework.RowField("decisions", i, "due"), v.s.Terms.Zone())
	if till.IsZero() || till.AddDate(0, 0, 1).Before(v.now) {
		return store.Receipt{}, casework.Refuse("day-past", casework.Item{Key: "due", Field: "due"})
	}
	d := store.MeetingDecision{Meeting: m.ID, What: cell("what"), Owner: cell("owner"), Proof: cell("proof"), Till: till.AddDate(0, 0, 1)}
	c := casework.Command{ID: in.Action + "/" + itoa(i+1), Case: page.Head.ID, Kind: petition.Process.Name, Actor: casework.Actor{ID: v.viewer.ID}, Seen: page.Head.Seq}
	if c.Move, d.Became = v.howDecided(page); c.Move == "" {
		return store.Receipt{}, casework.Refuse("cannot-be-minuted")
	}
	c.Fields = casework.Fields{"title": d.What, "owner": d.Owner, "due": cell("due"), "kind": "resolve", "proof": d.Proof}
	if c.Move == "instruct" {
		c.Fields = casework.Fields{"note": v.instruction(m, d, cell("due"))}
	}
	r, err := v.s.Desk.Act(ctx, c)
	if err != nil {
		return r, err
	}
	return r, v.s.Oversight.Minute(ctx, v.viewer, c.ID, r, d)
}

// howDecided is the move that a decision becomes: a step where the plan takes one, else an instruction.
func (v *visit) howDecided(p store.CasePage) (move, became string) {
	for _, m := range [][2]string{{"add-step", "step"}, {"instruct", "instruction"}} {
		if slices.ContainsFunc(p.Offers, func(o casework.Offer) bool { return o.Move.Name == m[0] && o.Blocked == nil }) {
			return m[0], m[1]
		}
	}
	return "", ""
}

// instruction is what stands on the timeline of a case without a plan: the record's own language is Chinese.
func (v *visit) instruction(m store.Meeting, d store.MeetingDecision, due string) string {
	w := locales.In(locales.Chinese)
	return w.T("minutes.instruction", "Day", w.LongDay(m.Held), "What", d.What, "Owner", v.dir().name(d.Owner, w), "Due", due, "Proof", d.Proof)
}

// keepRow moves a refused row to where it comes back, with what is wrong beside its field.
func (v *visit) keepRow(from casework.Fields, i int, into casework.Fields, at int, err error) []casework.Item {
	for _, col := range minute.Form[0].Row {
		into[casework.RowField("decisions", at, col.Name)] = from.Row("decisions", i, col.Name)
	}
	field := "case"
	if r := casework.Refused(err); r != nil && len(r.Items) > 0 {
		asks := map[string]string{"owner": "owner", "due": "due", "title": "what", "proof": "proof"}
		if own, ok := asks[r.Items[0].Field]; ok {
			field = own
		}
	}
	return []casework.Item{{Key: "row-refused", Field: casework.RowField("decisions", at, field)}}
}

func (v *visit) refusedRows(all []refusedRow) []pages.RefusedRow {
	rows := make([]pages.RefusedRow, 0, len(all))
	for _, r := range all {
		x := pages.RefusedRow{Row: r.Row, Case: r.Case, Why: r.Message}
		for _, i := range r.Items {
			if i.Message != r.Message {
				x.Items = append(x.Items, i.Message)
			}
		}
		rows = append(rows, x)
	}
	return rows
}

// markCarriedOut says on the case of an instruction that it was carried out, and notes the line in the minutes.
func markCarriedOut(v *visit) error {
	in, err := v.action()
	if err != nil {
		return err
	}
	ctx := v.Request().Context()
	no, err := strconv.Atoi(v.Param("n"))
	if err != nil {
		return casework.Refuse(casework.NotFound)
	}
	m, _, err := v.s.Oversight.MeetingAt(ctx, v.viewer, v.Param("id"))
	if err != nil {
		return err
	}
	all, err := v.s.Oversight.Minutes(ctx, v.viewer, []string{m.ID})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(d store.MeetingDecision) bool { return d.No == no && d.Became == "instruction" })
	if i < 0 {
		return casework.Refuse(casework.NotFound)
	}
	page, err := v.s.Reader.CasePage(ctx, v.viewer, all[i].Case)
	if err != nil {
		return err
	}
	note := in.Fields["note"]
	if note == "" {
		return v.fail(casework.Refuse(casework.Incomplete, casework.Item{Key: "note", Field: "note"}))
	}
	w := locales.In(locales.Chinese)
	r, err := v.s.Desk.Act(ctx, casework.Command{ID: in.Action, Case: page.Head.ID, Kind: petition.Process.Name, Move: "comment", Actor: casework.Actor{ID: v.viewer.ID}, Seen: page.Head.Seq,
		Fields: casework.Fields{"note": w.T("minutes.carriedout", "Day", w.LongDay(m.Held), "What", all[i].What, "Note", note)}})
	if err == nil {
		err = v.s.Oversight.CarriedOut(ctx, m.ID, no, r)
	}
	if err != nil {
		return err
	}
	return v.done(pages.MeetingPath(m.ID))
}

// confirmMinutes closes the minutes; a second time they are closed already.
func confirmMinutes(v *visit) error {
	err := v.s.Oversight.ConfirmMinutes(v.Request().Context(), v.viewer, v.Param("id"))
	if r, ok := errors.AsType[*casework.Refusal](err); ok && r.Code == "minutes-confirmed" && !v.wantsJSON() {
		err = nil
	}
	if err != nil {
		return err
	}
	return v.done(pages.MeetingPath(v.Param("id")))
}
