package pages

import (
	"context"
	"time"
)

// lastDay is the day a date ends: due dates are 24:00 of it, which is 0:00 of the next.
func lastDay(ctx context.Context, at time.Time) time.Time {
	return at.Add(-time.Nanosecond).In(frame(ctx).Zone)
}

func now(ctx context.Context) time.Time { return frame(ctx).Now.In(frame(ctx).Zone) }

func local(ctx context.Context, t time.Time) time.Time { return t.In(frame(ctx).Zone) }

// daysLeft counts the days from today to the day a date ends; negative when it is over.
func daysLeft(ctx context.Context, at time.Time) int {
	return DaysBetween(now(ctx), lastDay(ctx, at))
}

// DaysBetween counts the midnights between two days.
func DaysBetween(from, to time.Time) int {
	a := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, time.UTC)
	b := time.Date(to.Year(), to.Month(), to.Day(), 0, 0, 0, 0, time.UTC)
	return int(b.Sub(a) / (24 * time.Hour))
}

// urgency is how a date stands: late, soon (within five working days) or later.
func urgency(ctx context.Context, at time.Time) string {
	f := frame(ctx)
	switch {
	case !f.Now.Before(at):
		return "late"
	case daysLeft(ctx, at) == 0:
		return "today"
	case !f.Soon.Before(at):
		return "soon"
	default:
		return ""
	}
}

// left says in words how long a date is away, or past.
func left(ctx context.Context, at time.Time) string {
	n := daysLeft(ctx, at)
	switch {
	case !frame(ctx).Now.Before(at):
		return N(ctx, "time.late", max(1, -n))
	case n == 0:
		return T(ctx, "time.today")
	default:
		return N(ctx, "time.left", n)
	}
}

func day(ctx context.Context, t time.Time) string {
	return frame(ctx).Words.Day(local(ctx, t), now(ctx))
}

func longDay(ctx context.Context, t time.Time) string {
	return frame(ctx).Words.LongDay(local(ctx, t))
}

func deadline(ctx context.Context, t time.Time) string {
	return frame(ctx).Words.Deadline(local(ctx, t), now(ctx))
}

func minute(ctx context.Context, t time.Time) string {
	return frame(ctx).Words.Minute(local(ctx, t), now(ctx))
}
