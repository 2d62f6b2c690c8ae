package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"followthrough/policies"
	"followthrough/store"
	"followthrough/web"
)

// lookAtRules is how often a part looks whether the office entered a calendar or changed a limit.
const lookAtRules = 5 * time.Second

// rulebook keeps the policies in force equal to the bundle with what the office entered.
type rulebook struct {
	live  *policies.Live
	base  *policies.Policies
	store *store.Store
	log   *slog.Logger
	turn  sync.Mutex
	known string // version of the office's entries that is in force
}

// Refresh takes in what the office entered since, and then computes provisional dates again.
func (b *rulebook) Refresh(ctx context.Context) error {
	b.turn.Lock()
	defer b.turn.Unlock()
	version, err := b.store.RulesVersion(ctx)
	if err != nil || version == b.known {
		return err
	}
	calendars, err := b.store.Calendars(ctx)
	if err != nil {
		return err
	}
	changes, err := b.store.LimitChanges(ctx, "")
	if err != nil {
		return err
	}
	years := map[int]policies.Year{}
	for _, c := range calendars {
		years[c.Year] = policies.Year{Holidays: c.Holidays, Workdays: c.Workdays}
	}
	var approved []policies.Change
	for _, c := range changes {
		if c.State == "approved" {
			approved = append(approved, policies.Change{ID: c.Limit, Since: c.Since.Format(time.DateOnly), Value: c.Value})
		}
	}
	p, err := policies.FromFiles(b.base.Files(), policies.WithCalendars(years), policies.WithLimits(approved), policies.WithLog(b.log))
	if err != nil {
		return fmt.Errorf("take in the rules of the office: %w", err)
	}
	b.live.Use(p)
	b.known = version
	return nil
}

// watch refreshes until ctx ends, and computes provisional dates again where a calendar arrived.
func (b *rulebook) watch(ctx context.Context) {
	for ctx.Err() == nil {
		if err := b.Refresh(ctx); err != nil && ctx.Err() == nil {
			b.log.Warn("rules of the office", "error", err)
		}
		if n, err := b.store.Refix(ctx, fmt.Sprint(b.live.Years())); (err != nil || n > 0) && ctx.Err() == nil {
			b.log.Info("dates recomputed by a calendar that arrived", "cases", n, "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(lookAtRules):
		}
	}
}

// Limits are the limits as they are for what starts now.
func (b *rulebook) Limits(now time.Time) []web.LimitInForce {
	p := b.live.Now()
	var all []web.LimitInForce
	for _, l := range p.Limits() {
		x := web.LimitInForce{ID: l.ID, Base: l.Value, Unit: string(l.Unit), Starts: l.Starts, Pause: l.Pause, Law: l.Source.Law, Article: l.Source.Article, Sure: string(l.Sure)}
		if at, ok := p.LimitAt(l.ID, now); ok {
			x.Value = at.Value
		}
		if l.Extend != nil {
			x.More, x.Times, x.By = l.Extend.Most, l.Extend.Times, l.Extend.By
		}
		all = append(all, x)
	}
	return all
}

// Years lists the years that have a calendar.
func (b *rulebook) Years() []int { return b.live.Years() }

// Year is the calendar of one year.
func (b *rulebook) Year(n int) (holidays map[string][]string, workdays []string, ok bool) {
	y, ok := b.live.Now().Year(n)
	return y.Holidays, y.Workdays, ok
}

// CheckYear says what is wrong with a calendar before it is entered.
func (b *rulebook) CheckYear(n int, holidays map[string][]string, workdays []string) error {
	return policies.Year{Holidays: holidays, Workdays: workdays}.Check(n)
}
