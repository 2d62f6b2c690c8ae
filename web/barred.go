package web

import (
	"slices"

	"followthrough/casework"
	"followthrough/web/pages"
)

// barred tells whom no form of a case may name: those it is hidden from, everybody of a
// body it is hidden from or of one below that, and those who keep out of it. The record
// refuses them anyhow; a form that does not offer them says nothing about why.
func (v *visit) barred(p casework.Parties) func(person string) bool {
	n := v.dir()
	return func(person string) bool {
		if slices.Contains(p.Hidden, person) || slices.Contains(p.Recused, person) {
			return true
		}
		unit := n.officers[person].Unit
		for range len(n.units) {
			if unit == "" || slices.Contains(p.Hidden, unit) {
				break
			}
			unit = n.units[unit].Parent
		}
		return unit != ""
	}
}

// without leaves out of every choice of people those who are barred.
func (c choices) without(barred func(person string) bool) choices {
	all := c.people
	c.people = func(office string) []pages.Option {
		return slices.DeleteFunc(slices.Clone(all(office)), func(o pages.Option) bool { return barred(o.Value) })
	}
	return c
}
