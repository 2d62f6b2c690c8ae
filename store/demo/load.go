package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"followthrough/casework"
	"followthrough/store"
)

// Cases plays the demo world's past: every case was carried by its people through the
// same moves as any other, on the days told here, with the record's clock moved; the dates
// that passed on the way were put to policy. day is D, the day of the first start.
func Cases(ctx context.Context, s *store.Store, day time.Time, say func(string)) (err error) {
	defer func() {
		if e := s.Resume(context.WithoutCancel(ctx)); err == nil {
			err = e
		}
	}()
	l := &loader{s: s, ids: map[string]string{}, people: map[string]string{}, now: day}
	officers, err := s.Officers(ctx)
	if err != nil {
		return err
	}
	for _, o := range officers {
		l.people[o.Login] = o.ID
	}
	type scheduled struct {
		story string
		n     int
		at    time.Time
		act   act
	}
	var all []scheduled
	for _, c := range petitions(day) {
		for n, a := range c.acts {
			all = append(all, scheduled{story: c.name, n: n, at: a.at, act: a})
		}
	}
	slices.SortStableFunc(all, func(a, b scheduled) int {
		return cmp.Or(a.at.Compare(b.at), strings.Compare(a.story, b.story), cmp.Compare(a.n, b.n))
	})
	for _, x := range all {
		if x.at.After(day) {
			return fmt.Errorf("demo %s/%d lies in the future: %s", x.story, x.n, x.at)
		}
		if err := l.do(ctx, x.story, x.n, x.at, x.act); err != nil {
			return fmt.Errorf("demo %s, act %d %s: %w", x.story, x.n, x.act.move, err)
		}
	}
	for name, id := range l.ids {
		if err := l.ring(ctx, id, day); err != nil {
			return fmt.Errorf("demo %s: %w", name, err)
		}
	}
	if say != nil {
		say(fmt.Sprintf("%d demo cases, %d acts of their past", len(l.ids), len(all)))
	}
	return nil
}

// act is one thing somebody did in the past; fields name people by login.
type act struct {
	at     time.Time
	who    string
	move   string
	fields casework.Fields
}

// story is one case's past.
type story struct {
	name string
	acts []act
}

type loader struct {
	s      *store.Store
	ids    map[string]string // story → case id
	people map[string]string // login → person id
	now    time.Time
}

func (l *loader) do(ctx context.Context, name string, n int, at time.Time, a act) error {
	c := casework.Command{ID: fmt.Sprintf("demo/%s/%d", name, n), Case: l.ids[name], Kind: "petition", Move: a.move, Fields: l.named(a.fields)}
	if c.Case != "" {
		if err := l.ring(ctx, c.Case, at); err != nil {
			return err
		}
		now, err := l.s.Look(ctx, c.Case)
		if err != nil {
			return err
		}
		c.Seen = now.Seq
	}
	if err := l.s.Rehearse(ctx, at); err != nil {
		return err
	}
	if a.who == "system" {
		now, err := l.s.Look(ctx, c.Case)
		if err != nil {
			return err
		}
		_, err = l.s.StoryAct(ctx, casework.StoryAct{Case: c.Case, Move: a.move, Reason: c.ID, Visit: now.Visit})
		return err
	}
	c.Actor.ID = l.people[a.who]
	r, err := l.s.Act(ctx, c)
	l.ids[name] = r.Case
	return err
}

// ring puts to policy every date of the case that passed before at.
func (l *loader) ring(ctx context.Context, id string, at time.Time) error {
	for range 200 {
		now, err := l.s.Look(ctx, id)
		if err != nil || now.Ended || len(now.Dues) == 0 || !now.Dues[0].At.Before(at) {
			return err
		}
		due := now.Dues[0]
		if err := l.s.Rehearse(ctx, due.At.Add(time.Minute)); err != nil {
			return err
		}
		if _, err := l.s.Overdue(ctx, id, due.No, due.Generation); err != nil {
			return err
		}
	}
	return fmt.Errorf("clocks of %s do not stop ringing", id)
}

// named puts person ids in the place of logins, which stand in the script as @login.
func (l *loader) named(f casework.Fields) casework.Fields {
	out := casework.Fields{}
	for k, v := range f {
		for login, id := range l.people {
			if login != "" {
				v = strings.ReplaceAll(v, "@"+login+";", id)
			}
		}
		out[k] = v
	}
	return out
}

// World brings the demo world into an empty record: its people, then the past of their
// cases. Where it already is, nothing happens and the password is empty.
func World(ctx context.Context, s *store.Store, say func(string)) (password string, err error) {
	began, err := s.Setting(ctx, "demo")
	if err != nil || began == "yes" {
		return "", err
	}
	day, err := firstStart(ctx, s, began)
	if err != nil {
		return "", err
	}
	if password, err = People(ctx, s, day); err != nil {
		return "", err
	}
	if password == "" { // an interrupted first start
		if password, err = NewPassword(ctx, s); err != nil {
			return "", err
		}
	}
	if err := Cases(ctx, s, day, say); err != nil {
		return "", err
	}
	return password, s.SetSetting(ctx, "demo", "yes")
}

// firstStart is D. It is kept before anything else, so that a start that was killed goes on
// where it was: the same acts have the same ids, and what was done is not done again.
func firstStart(ctx context.Context, s *store.Store, began string) (time.Time, error) {
	if began != "" {
		day, err := time.Parse(time.RFC3339, began)
		return day.In(s.Terms.Zone()), err
	}
	now, err := s.Now(ctx)
	if err != nil {
		return now, err
	}
	day := now.In(s.Terms.Zone()).Truncate(time.Second)
	return day, s.SetSetting(ctx, "demo", day.Format(time.RFC3339))
}
