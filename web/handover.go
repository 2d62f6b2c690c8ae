package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// Handing lists and hands over what a person holds.
type Handing interface {
	Duties(ctx context.Context, v casework.Viewer, person string) ([]store.Held, error)
	HandOver(ctx context.Context, id, person, by, note string, orders []store.HandoverOrder) (store.Handover, error)
	LastHandover(ctx context.Context, v casework.Viewer, person string) (*store.Handover, error)
	AnswersFor(ctx context.Context) (map[string]string, error)
}

var handoverForm = slip{"leave-post", []casework.Field{may("all", casework.Line), must("handover", casework.Prose)}}

// showHandovers lists whose duties the reader may hand over.
func showHandovers(v *visit) error {
	p := pages.Handovers{Rows: []pages.StaffRow{}}
	n, w := v.dir(), v.words
	for _, o := range n.order {
		if o.Active && slices.Contains(v.viewer.Units, o.Unit) && !slices.Contains(o.Offices, "administrator") && !slices.Contains(o.Offices, "auditor") {
			p.Rows = append(p.Rows, pages.StaffRow{Person: n.person(o.ID, w.Lang), Path: "/handover/" + o.ID, Roles: v.officeNames(o.Offices), Active: true})
		}
	}
	return v.show(http.StatusOK, w.T("hand.title"), p, pages.HandoversPage(p))
}

// showHandover is everything one person holds, in one list.
func showHandover(v *visit) error { return v.handoverPage(http.StatusOK, v.Param("id"), nil) }

func (v *visit) handoverPage(code int, id string, f *filled) error {
	o, ok := v.dir().officers[id]
	if !ok || !slices.Contains(v.viewer.Units, o.Unit) {
		return casework.Refuse(casework.NotFound)
	}
	ctx, w := v.Request().Context(), v.words
	held, err := v.s.Handing.Duties(ctx, v.viewer, id)
	if err != nil {
		return err
	}
	last, err := v.s.Handing.LastHandover(ctx, v.viewer, id)
	if err != nil {
		return err
	}
	p := pages.Handover{Person: v.dir().person(id, w.Lang), Rows: []pages.HeldRow{}}
	typed := casework.Fields{}
	if f != nil {
		typed = f.typed
	}
	staff := slices.DeleteFunc(v.dir().candidates("", w.Lang), func(x pages.Option) bool { return x.Value == id })
	leaders := slices.DeleteFunc(v.dir().candidates("leading", w.Lang), func(x pages.Option) bool { return x.Value == id })
	for _, h := range held {
		p.Rows = append(p.Rows, v.heldRow(h, staff, leaders, typed))
	}
	if last != nil {
		v.handed(&p, last)
	}
	if up := v.oneLevelUp(o); up != "" {
		p.Up = v.dir().name(up, w)
		if typed["all"] == "" && f == nil {
			typed["all"] = up
		}
	}
	p.Form = v.asking(handoverForm, "/handover/"+id, 0, typed, f, map[string][]pages.Option{"all": staff})
	return v.show(code, w.T("hand.of", "Name", p.Person.Name), p, pages.HandoverPage(p))
}

// oneLevelUp is who stands next above somebody: a vacant post goes up one level at once.
func (v *visit) oneLevelUp(o store.Officer) string {
	x, err := v.s.Reader.Viewer(v.Request().Context(), o.ID, v.now)
	if err != nil || len(x.Above) == 0 {
		return ""
	}
	return x.Above[0]
}

func (v *visit) heldRow(h store.Held, staff, leaders []pages.Option, typed casework.Fields) pages.HeldRow {
	w := v.words
	r := pages.HeldRow{No: h.No, Title: h.Title, Path: pages.CasePath(h.No), Duty: string(h.Duty), DutyName: w.First("hand.duty."+string(h.Duty), "role."+string(h.Duty)), What: h.What, Key: h.Key}
	if h.Due != nil {
		r.Due = new(v.due(*h.Due))
	}
	if !handable(h.Duty) {
		r.Office = true
		for _, id := range h.Left {
			r.Left = append(r.Left, v.dir().name(id, w))
		}
		return r
	}
	name := "to." + heldKey(h)
	r.Ask = pages.Field{Name: name, ID: fieldID("leave-post", name), Kind: casework.Line, Label: w.T("hand.to"), Value: typed[name], Options: staff}
	if h.Duty == petition.Leader {
		r.Ask.Options = leaders
	}
	return r
}

func handable(duty casework.Role) bool {
	return slices.Contains([]casework.Role{petition.Leader, petition.Handler, petition.Team, petition.Owner, petition.Consulted}, duty)
}

// heldKey names a duty in a form: by the number of its case, which holds no dot.
func heldKey(h store.Held) string {
	return strings.TrimSuffix(h.No+"."+string(h.Duty)+"."+h.Key, ".")
}

// handed says what became of the last hand-over.
func (v *visit) handed(p *pages.Handover, last *store.Handover) {
	w := v.words
	p.Last = &pages.Handed{At: last.At, By: v.dir().name(last.By, w), Note: last.Note}
	for _, r := range last.Rows {
		x := pages.HandedRow{No: r.No, Title: r.Title, Path: pages.CasePath(r.No), Duty: w.First("hand.duty."+r.Duty, "role."+r.Duty), To: v.dir().name(r.Successor, w), Done: r.Seq > 0}
		if r.Refusal != nil {
			x.Why = w.First("refusal."+r.Refusal.Code, "trouble.refused")
			for _, i := range v.items(r.Refusal, moveOf(casework.Role(r.Duty))) {
				x.Why = i.Message
			}
		}
		p.Last.Rows = append(p.Last.Rows, x)
	}
}

func moveOf(duty casework.Role) string {
	switch duty {
	case petition.Leader:
		return "replace-leader"
	case petition.Handler:
		return "name-handler"
	}
	return "hand-over"
}

// handOver hands over what the form names a successor for, each duty as an act on its case.
func handOver(v *visit) error {
	id := v.Param("id")
	o, ok := v.dir().officers[id]
	if !ok || !slices.Contains(v.viewer.Units, o.Unit) {
		return casework.Refuse(casework.NotFound)
	}
	again := func(code int, f *filled) error { return v.handoverPage(code, id, f) }
	return v.carry(handoverForm, "/handover/"+id, again, func(in casework.Fields, e store.Edit) error {
		ctx := v.Request().Context()
		held, err := v.s.Handing.Duties(ctx, v.viewer, id)
		if err != nil {
			return err
		}
		var orders []store.HandoverOrder
		for _, h := range held {
			to := cmp.Or(in["to."+heldKey(h)], in["all"])
			if handable(h.Duty) && to != "" && to != "keep" {
				orders = append(orders, store.HandoverOrder{Duty: string(h.Duty), Key: h.Key, Successor: to, Command: v.handing(h, id, to, in["handover"])})
			}
		}
		if len(orders) == 0 {
			return casework.Refuse(casework.Incomplete, casework.Item{Key: "nobody-named", Field: "all"})
		}
		_, err = v.s.Handing.HandOver(ctx, e.Action, id, v.viewer.ID, in["handover"], orders)
		return err
	})
}

// handing is the act that hands one duty over.
func (v *visit) handing(h store.Held, from, to, note string) casework.Command {
	c := casework.Command{Case: h.ID, Kind: petition.Process.Name, Move: moveOf(h.Duty), Actor: casework.Actor{ID: v.viewer.ID}}
	switch h.Duty {
	case petition.Leader:
		c.Fields = casework.Fields{"leader": to, "handover": note}
	case petition.Handler:
		c.Fields = casework.Fields{"handler": to}
	case petition.Team:
		c.Fields = casework.Fields{"duty": "team", "leaving": from, "person": to, "handover": note}
	default:
		c.Fields = casework.Fields{"duty": string(h.Duty), "number": h.Key, "person": to, "handover": note}
	}
	return c
}
