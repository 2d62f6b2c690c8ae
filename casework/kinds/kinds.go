// Package kinds is THE list of the kinds of case: one line each.
package kinds

import (
	"followthrough/casework"
	"followthrough/casework/petition"
)

//go:generate go run -C ../../tools/processdoc . ../../docs/processes

// All lists every kind the product runs.
var All = []casework.Kind{
	petition.Process,
}

// Named returns the kind of that name.
func Named(name string) (casework.Kind, bool) {
	for _, k := range All {
		if k.KindName() == name {
			return k, true
		}
	}
	return nil, false
}
