package pages

import (
	"cmp"
	"slices"
)

// Login is the way in.
type Login struct {
	Name  string      `json:"-"`
	Next  string      `json:"-"`
	Wrong string      `json:"wrong,omitempty"`
	Kept  []KeptField `json:"-"` // a form whose session was over when it arrived
	Path  string      `json:"-"` // where the kept form goes
}

// Kept is a form that could not be handed in, with the way to try again: nothing typed is lost.
type Kept struct {
	Title  string      `json:"-"`
	Text   string      `json:"-"`
	Path   string      `json:"-"`
	Fields []KeptField `json:"-"`
}

// KeptField is one value of a kept form.
type KeptField struct{ Name, Value string }

// Keep lists the values of a form in a steady order, without the old session's token.
func Keep(values map[string][]string) []KeptField {
	var all []KeptField
	for name, vs := range values {
		if name == "csrf" {
			continue
		}
		for _, v := range vs {
			all = append(all, KeptField{name, v})
		}
	}
	slices.SortStableFunc(all, func(a, b KeptField) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// Trouble is a page that could not be shown.
type Trouble struct {
	Status int      `json:"-"`
	Code   string   `json:"code"`
	Title  string   `json:"-"`
	Text   string   `json:"message"`
	Items  []string `json:"-"`
	Back   string   `json:"-"`
}
