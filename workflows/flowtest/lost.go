package flowtest

import (
	"context"
	"errors"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/interceptor"
)

// lossy is a world in which every activity's first answer is lost after the record has
// committed: as when a worker dies between the commit and its report to the engine.
type lossy struct {
	interceptor.WorkerInterceptorBase
}

func (*lossy) InterceptActivity(_ context.Context, next interceptor.ActivityInboundInterceptor) interceptor.ActivityInboundInterceptor {
	l := &losing{}
	l.Next = next
	return l
}

type losing struct {
	interceptor.ActivityInboundInterceptorBase
}

func (l *losing) ExecuteActivity(ctx context.Context, in *interceptor.ExecuteActivityInput) (any, error) {
	answer, err := l.Next.ExecuteActivity(ctx, in)
	if err == nil && activity.GetInfo(ctx).Attempt == 1 {
		return nil, errors.New("the worker died before it told the engine")
	}
	return answer, err
}
