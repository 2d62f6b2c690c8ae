package workflows

import "go.temporal.io/sdk/workflow"

// manySignals is after how many signals a run hands over to the next one, long before the
// engine suggests it for the length of the history.
const manySignals = 500

type limitKey struct{}

// WithSignalLimit lets the runs under ctx continue as new after fewer signals. Scenarios
// use it to force the hand-over at every step.
func WithSignalLimit(ctx workflow.Context, n int) workflow.Context {
	return workflow.WithValue(ctx, limitKey{}, n)
}

func signalLimit(ctx workflow.Context) int {
	if n, ok := ctx.Value(limitKey{}).(int); ok {
		return n
	}
	return manySignals
}
