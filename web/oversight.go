package web

import (
	"context"
	"time"

	"followthrough/casework"
	"followthrough/store"
)

// Oversight is what supervisors look at beside single cases: the dispatch meeting with its
// minutes, the figures.
// Everything in it is narrowed to what the viewer may see.
type Oversight interface {
	Dispatch(ctx context.Context, v casework.Viewer, l store.Lights, rows int) ([]store.DispatchUnit, error)
	DispatchCases(ctx context.Context, v casework.Viewer, l store.Lights, unit, light, after string, limit int) (store.CaseList, error)
	OpenMeeting(ctx context.Context, v casework.Viewer, action string, m store.Meeting) (id string, err error)
	Meetings(ctx context.Context, v casework.Viewer, limit int) ([]store.Meeting, error)
	MeetingAt(ctx context.Context, v casework.Viewer, id string) (m, before store.Meeting, err error)
	Minutes(ctx context.Context, v casework.Viewer, meetings []string) ([]store.MeetingDecision, error)
	StandingDecisions(ctx context.Context, v casework.Viewer, cases []string) ([]store.MeetingDecision, error)
	Minute(ctx context.Context, v casework.Viewer, action string, r store.Receipt, d store.MeetingDecision) error
	CarriedOut(ctx context.Context, meeting string, no int, r store.Receipt) error
	ConfirmMinutes(ctx context.Context, v casework.Viewer, meeting string) error
	DrawSample(ctx context.Context, v casework.Viewer, from, to time.Time, stage casework.Stage, size func(closed int) (int, string)) (id string, err error)
	Samples(ctx context.Context, v casework.Viewer) ([]store.Sample, error)
	SampleAt(ctx context.Context, v casework.Viewer, id string) (store.SampleDraw, error)
	MayLook(ctx context.Context, v casework.Viewer, no string) error
	Found(ctx context.Context, v casework.Viewer, sample string, place int, finding string, r store.Receipt) error
	Board(ctx context.Context, v casework.Viewer, span store.Span) (store.Board, error)
	FigureCases(ctx context.Context, v casework.Viewer, span store.Span, ask store.FigureAsk, after string, limit int) (store.CaseList, error)
}

// Thresholds are numbers that policy data sets for the supervisors' desk.
type Thresholds interface {
	// Lights says within how many working days of its next date a case is red or yellow; 0 is when the date has passed.
	Lights(day time.Time) (red, yellow int)
	// SampleSize says how many of so many closed cases are looked at again, and by which share, least and most.
	SampleSize(day time.Time, closed int) (size, percent, least, most int)
}
