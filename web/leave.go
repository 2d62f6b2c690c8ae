package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

// Leaves knows who is away and who stands in.
type Leaves interface {
	Leaves(ctx context.Context, f store.LeaveFilter) ([]store.LeaveRow, error)
	Absences(ctx context.Context, day time.Time) (map[string]store.Leave, error)
	RecordLeave(ctx context.Context, e store.Edit, l store.Leave, note string) (int64, error)
	EndLeave(ctx context.Context, e store.Edit, id int64) error
}

var leaveForm = slip{"record-leave", []casework.Field{may("person", casework.Line), must("starts", casework.Date), must("ends", casework.Date),
	may("stand-in", casework.Line), may("note", casework.Text)}}

// showLeave is a person's own leaves, whom they stand in for, and those they look after.
func showLeave(v *visit) error { return v.leavePage(http.StatusOK, nil, nil) }

func (v *visit) leavePage(code int, f *filled, wrong []pages.Wrong) error {
	ctx := v.Request().Context()
	p := pages.Leaves{Mine: []pages.Leave{}, For: []pages.Leave{}, Wrong: wrong, Hands: handovers.admits(v.viewer.Offices)}
	if v.QueryParam("done") != "" && v.Request().Method == http.MethodGet {
		p.Done = v.words.T("leave.done")
	}
	mine, err := v.s.Leaves.Leaves(ctx, store.LeaveFilter{Person: v.viewer.ID})
	if err != nil {
		return err
	}
	stand, err := v.s.Leaves.Leaves(ctx, store.LeaveFilter{StandIn: v.viewer.ID, From: v.now})
	if err != nil {
		return err
	}
	for _, l := range mine {
		p.Mine = append(p.Mine, v.leave(l))
	}
	for _, l := range stand {
		p.For = append(p.For, v.leave(l))
	}
	options := map[string][]pages.Option{"stand-in": v.dir().candidates("", v.words.Lang)}
	if staff := v.looksAfter(); len(staff) > 0 {
		options["person"] = staff
		if err := v.othersAway(&p); err != nil {
			return err
		}
	}
	p.Form = v.asking(leaveForm, "/leave", 0, casework.Fields{"starts": v.dayToday()}, f, options)
	if options["person"] == nil {
		p.Form.Fields = slices.DeleteFunc(p.Form.Fields, func(d pages.Field) bool { return d.Name == "person" })
	}
	return v.show(code, v.words.T("leave.title"), p, pages.LeavePage(p))
}

// othersAway lists the leaves, now and to come, of those the reader looks after.
func (v *visit) othersAway(p *pages.Leaves) error {
	f := store.LeaveFilter{From: v.now}
	if !administrators.admits(v.viewer.Offices) {
		f.Units = v.viewer.Units
	}
	all, err := v.s.Leaves.Leaves(v.Request().Context(), f)
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.Person != v.viewer.ID {
			p.Others = append(p.Others, v.leave(l))
		}
	}
	return nil
}

// looksAfter lists for whom the reader may record a leave: nobody, those of their units, or for an administrator everybody.
func (v *visit) looksAfter() []pages.Option {
	n, w := v.dir(), v.words
	var all []pages.Option
	for _, o := range n.order {
		if o.Active && o.ID != v.viewer.ID && v.mayLookAfter(o) {
			who := n.person(o.ID, w.Lang)
			all = append(all, pages.Option{Value: o.ID, Text: who.Name + " " + who.Post, Group: who.Unit})
		}
	}
	return all
}

func (v *visit) mayLookAfter(o store.Officer) bool {
	has := func(office string) bool { return slices.Contains(v.viewer.Offices, office) }
	return has("administrator") || (has("supervisor") || has("unit-head")) && slices.Contains(v.viewer.Units, o.Unit)
}

// leave says a leave in words.
func (v *visit) leave(l store.LeaveRow) pages.Leave {
	n, w := v.dir(), v.words
	x := pages.Leave{ID: l.ID, Person: n.person(l.Person, w.Lang), From: l.Starts, Until: l.Ends, Note: l.Note, State: v.stretchState(&l.Starts, &l.Ends)}
	if l.StandIn != "" {
		x.StandIn = n.person(l.StandIn, w.Lang)
	}
	if l.RecordedBy != l.Person {
		x.RecordedBy = n.name(l.RecordedBy, w)
	}
	if l.Planned != nil && !l.Planned.Equal(l.Ends) {
		x.Planned = l.Planned
	}
	if l.Cancelled {
		x.State = "cancelled"
	}
	o := n.officers[l.Person]
	x.May = (x.State == "on" || x.State == "ahead") && (l.Person == v.viewer.ID || v.mayLookAfter(o)) && !auditors.admits(v.viewer.Offices)
	return x
}

// recordLeave records a leave: one's own, or that of somebody one looks after.
func recordLeave(v *visit) error {
	again := func(code int, f *filled) error { return v.leavePage(code, f, nil) }
	return v.carry(leaveForm, "/leave", again, func(in casework.Fields, e store.Edit) error {
		who := in["person"]
		if who == "" {
			who = v.viewer.ID
		}
		if o := v.dir().officers[who]; who != v.viewer.ID && !v.mayLookAfter(o) {
			return casework.Refuse(casework.Invalid, casework.Item{Key: "not-looked-after", Field: "person"})
		}
		l := store.Leave{Person: who, Starts: v.dayOf(in, "starts"), Ends: v.dayOf(in, "ends"), StandIn: in["stand-in"]}
		_, err := v.s.Leaves.RecordLeave(v.Request().Context(), e, l, in["note"])
		return err
	})
}

// endLeave ends a leave early, or takes it back before it begins.
func endLeave(v *visit) error {
	id, err := strconv.ParseInt(v.Param("id"), 10, 64)
	if err != nil {
		return casework.Refuse(casework.NotFound)
	}
	all, err := v.s.Leaves.Leaves(v.Request().Context(), store.LeaveFilter{From: v.now})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(l store.LeaveRow) bool { return l.ID == id })
	if i < 0 || !v.leave(all[i]).May {
		return casework.Refuse(casework.NotFound)
	}
	if err := v.s.Leaves.EndLeave(v.Request().Context(), store.Edit{By: v.viewer.ID, Why: v.words.T("leave.end.on")}, id); err != nil {
		return err
	}
	return v.done("/leave?done=yes")
}

// away says of people on leave today until when, and who stands in.
func (v *visit) away(ids ...string) (map[string]*pages.Away, error) {
	if v.s.Leaves == nil {
		return nil, nil
	}
	all, err := v.s.Leaves.Absences(v.Request().Context(), v.now)
	if err != nil {
		return nil, err
	}
	out := map[string]*pages.Away{}
	for _, id := range ids {
		if l, on := all[id]; on {
			out[id] = &pages.Away{Until: l.Ends, StandIn: v.dir().name(l.StandIn, v.words)}
		}
	}
	return out, nil
}
