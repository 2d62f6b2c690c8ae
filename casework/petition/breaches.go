package petition

import (
	"slices"
	"strings"
	"time"

	c "followthrough/casework"
)

// What a condition names when it does not hold: every wrong field, every tie, every lack.

// daysAhead names every day of the form that has not come yet but is told as past.
func daysAhead(_ File, cmd command, e env) []c.Item {
	var ahead []c.Item
	for _, name := range []string{"on", "received", "replied"} {
		if cmd.Fields.Day(name, e.Terms.Zone()).After(e.Now) {
			ahead = append(ahead, c.Item{Key: "day-ahead", Field: name})
		}
	}
	return ahead
}

func stepDaysPast(_ File, cmd command, e env) []c.Item {
	var past []c.Item
	for i := range cmd.Fields.Count("steps") {
		day, _ := time.ParseInLocation(time.DateOnly, cmd.Fields.Row("steps", i, "due"), e.Terms.Zone())
		if !endOfDay(day).After(e.Now) {
			past = append(past, rowItem("steps", i, "due"))
		}
	}
	return past
}

// beyondThePlan names the day of a step that the leader may not set alone.
func beyondThePlan(f File, cmd command, e env) []c.Item {
	if !acts(cmd, Leader, f.Facts.Leader) || !endOfDay(cmd.Fields.Day("due", e.Terms.Zone())).After(f.Facts.frame()) {
		return nil
	}
	return []c.Item{{Key: "beyond-the-plan", Field: "due"}}
}

// handsToTheAccused names every unit or person of the form from whom the report is
// hidden, or is hidden by the form itself.
func handsToTheAccused(f File, cmd command, _ env) []c.Item {
	hidden := slices.Concat(f.Facts.Hidden, cmd.Fields.List("hidden-persons"), cmd.Fields.List("hidden-unit"))
	accused := named(cmd, "the-accused", func(v string) bool {
		bodies := slices.Concat([]string{v, cmd.People[v].Unit}, cmd.People[v].Up, cmd.UnitUp[v])
		return slices.ContainsFunc(bodies, func(b string) bool { return b != "" && slices.Contains(hidden, b) })
	})
	if f.Seq == 0 && cmd.Fields["unit"] == "" && slices.Contains(hidden, cmd.Self.Unit) { // the clerk's own unit would keep it
		accused = append(accused, c.Item{Key: "the-accused", Field: "unit"})
	}
	return accused
}

// handsToTheRecused names everybody of the form who keeps out of the case.
func handsToTheRecused(f File, cmd command, _ env) []c.Item {
	return named(cmd, "recused", func(v string) bool { return slices.Contains(f.Facts.Recused, v) })
}

// named lists the fields of the form that hand a part in the case to somebody wrong.
func named(cmd command, key string, wrong func(string) bool) []c.Item {
	fields := []string{"unit", "handler", "leader", "members", "person", "owner"}
	for i := range cmd.Fields.Count("steps") {
		fields = append(fields, c.RowField("steps", i, "owner"))
	}
	var items []c.Item
	for _, name := range fields {
		if slices.ContainsFunc(cmd.Fields.List(name), wrong) {
			items = append(items, c.Item{Key: key, Field: name})
		}
	}
	return items
}

// restrictions are words for measures against a person's freedom. A plan is for
// settling the matter; no step of it may hold anybody.
var restrictions = []string{"限制人身", "限制出行", "看管", "盯防", "盯守", "劝返", "截访", "稳控", "软禁", "训诫", "拘留", "restrict movement", "detain"}

func restricts(_ File, cmd command, _ env) []c.Item {
	var found []c.Item
	for name, v := range cmd.Fields {
		if slices.ContainsFunc(restrictions, func(w string) bool { return strings.Contains(strings.ToLower(v), w) }) {
			found = append(found, c.Item{Key: "restricts-a-person", Field: name})
		}
	}
	slices.SortFunc(found, func(a, b c.Item) int { return strings.Compare(a.Field, b.Field) })
	return found
}

// dependence lists why this approver may not decide on the closure: whoever leads,
// handles, worked on or drafted the case, now or before, acts for such a one today, or
// stands below its leader, is not independent.
func dependence(f File, cmd command, _ env) []c.Item {
	var why []c.Item
	who := sides(cmd)
	add := func(key string, tied func(string) bool) {
		if slices.ContainsFunc(who, tied) {
			why = append(why, c.Item{Key: key})
		}
	}
	x := f.Facts
	add("leads-the-case", func(p string) bool { return p == x.Leader })
	add("handles-the-case", func(p string) bool { return p == x.Handler })
	add("in-the-team", func(p string) bool { return slices.ContainsFunc(x.Team, func(m Member) bool { return m.Person == p }) })
	add("owns-a-step", func(p string) bool { return slices.ContainsFunc(x.Steps, func(s Step) bool { return s.Owner == p }) })
	add("drafted-or-proposed", func(p string) bool { return p == x.Opinion.DraftedBy || p == x.Closure.By })
	add("worked-on-the-case", func(p string) bool { return slices.Contains(x.Worked, p) })
	add("recused", func(p string) bool { return slices.Contains(x.Recused, p) || x.Recusal != nil && x.Recusal.Person == p })
	add("below-the-leader", func(p string) bool {
		above := cmd.People[p].Above
		if p == cmd.Actor.ID {
			above = cmd.Self.Above
		}
		return x.Leader != "" && slices.Contains(above, x.Leader)
	})
	return why
}

// missingForClosure names each thing the closure still lacks.
func missingForClosure(f File, _ command, _ env) []c.Item {
	var lack []c.Item
	for _, i := range Checklist(f.Facts) {
		if !i.Holds {
			lack = append(lack, c.Item{Key: i.Key, Args: i.Args})
		}
	}
	return lack
}

func rowItem(name string, i int, col string) c.Item {
	return c.Item{Key: name + "." + col, Field: c.RowField(name, i, col), Args: []string{c.RowNo(i)}}
}
