package workflows

import (
	"maps"
	"slices"

	"go.temporal.io/sdk/worker"
)

// stories tells which workflow carries a kind of case: one line each.
var stories = map[string]any{
	"petition": Petition,
}

// Story is the workflow of a kind of case.
func Story(kind string) (any, bool) {
	story, ok := stories[kind]
	return story, ok
}

// Kinds lists the kinds of case that have a story.
func Kinds() []string { return slices.Sorted(maps.Keys(stories)) }

// Register puts every workflow of the product on a worker, under its function's name.
func Register(w worker.WorkflowRegistry) {
	for _, kind := range Kinds() {
		w.RegisterWorkflow(stories[kind])
	}
	w.RegisterWorkflow(Letter)
	w.RegisterWorkflow(Reconcile)
}
