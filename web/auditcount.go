package web

import (
	"slices"

	"followthrough/store"
	"followthrough/web/pages"
)

// counted says of every date that a line set, moved or asked about how it was counted, so that the auditor can count it again.
func (v *visit) counted(l store.Line, ever []store.DueRow) []pages.Clock {
	var all []pages.Clock
	for _, d := range l.Dues {
		if !slices.Contains([]string{"set", "moved", "recomputed", "asked"}, d.Change) {
			continue
		}
		row := store.DueRow{No: d.No, Name: d.Name, Key: d.Key, Limit: d.Limit, From: l.At, At: d.At}
		i := slices.IndexFunc(ever, func(e store.DueRow) bool { return e.No == d.No && e.At.Equal(d.At) })
		if i >= 0 {
			row = ever[i]
		}
		c := pages.Clock{Due: v.due(row)}
		// A date that was moved later has lost its start; only a sum that comes to the same day is shown for it.
		if sum, ok := v.explain(row); ok && (i >= 0 || !sum.Changed) {
			c.Sum = &sum
		}
		all = append(all, c)
	}
	return all
}

// engineWords puts the engine's own names of states and events into words; a name that has none stays.
func (v *visit) engineWords(runs []pages.Run) {
	for i, r := range runs {
		runs[i].Said = v.words.Or("engine.status."+r.Status, r.Status)
		for j, e := range r.Events {
			runs[i].Events[j].Said = v.words.Or("engine.event."+e.Type, e.Type)
		}
	}
}
