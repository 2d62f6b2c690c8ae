package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// What my work shows at most; the lists behind it hold the rest.
const (
	mostTasks   = 200
	mostWaiting = 100
	mostNotices = 20
)

// TaskList is one page of tasks.
type TaskList struct {
	Tasks []Task
	Next  string // empty on the last page
	Count int    // of all pages, told on the first only; MostCounted means at least as many
}

// Counts are the numbers beside the menu. MostCounted means at least as many.
type Counts struct {
	Mine, Overdue int // what I owe, and how much of it is late
	Awaiting      int // cases whose intake I decide on
	Closing       int // closures I decide on
	Unread        int // notices
}

// MyWork is what the viewer owes, what waits for others and what they were told: seven
// queries, however much there is.
func (s *Store) MyWork(ctx context.Context, viewer casework.Viewer) (Desk, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return Desk{}, err
	}
	mine, last, err := s.duties(ctx, g, "", dutyAfter{})
	if err != nil {
		return Desk{}, err
	}
	d := Desk{OwedMore: last != nil}
	for _, x := range mine {
		d.Owed = append(d.Owed, x.due.At)
	}
	if d.Mine, err = s.tasks(ctx, mine[:min(len(mine), mostTasks)]); err != nil {
		return Desk{}, outside(err)
	}
	waiting, more, err := s.waiting(ctx, g, mine)
	if err != nil {
		return Desk{}, outside(err)
	}
	d.WaitingMore = more
	others, err := s.tasks(ctx, waiting)
	if err != nil {
		return Desk{}, outside(err)
	}
	for _, t := range others {
		if t.Title == "" { // of a card it is not said who owes what
			d.Asked = append(d.Asked, t.CaseRow)
		} else {
			d.Waiting = append(d.Waiting, t)
		}
	}
	if d.Notices, err = s.notices(ctx, g, 0, mostNotices); err != nil {
		return Desk{}, err
	}
	d.Digests, err = s.digests(ctx, g, mostNotices)
	return d, err
}

// waiting lists the open cases in which the viewer, or whom they stand in for, has a part
// and whose next date somebody else owes; more says that there are further ones. Cases that
// wait for the viewer's own word that no conflict stands in the way are among them, as cards.
func (s *Store) waiting(ctx context.Context, g *gatekeeper, mine []duty) (waiting []duty, more bool, _ error) {
	const read = `
		SELECT c.id, c.kind, c.stage, coalesce(c.traits ->> 'track', ''), c.parties, ` + dueColumns + `
		FROM cases c
		CROSS JOIN LATERAL (
			SELECT *
			FROM dues
			WHERE case_id = c.id AND settled IS NULL
			ORDER BY at, no
			LIMIT 1
		) d
		WHERE NOT c.ended
		  AND NOT c.hidden && @self
		  AND c.id IN (SELECT case_id FROM case_roles WHERE person = ANY (@persons))
		ORDER BY d.at, c.id
		LIMIT @limit`
	args := g.args()
	args["limit"] = mostLooked
	rows, err := s.pool.Query(ctx, read, args)
	if err != nil {
		return nil, false, err
	}
	all, err := pgx.CollectRows(rows, scanDuty)
	if err != nil {
		return nil, false, fmt.Errorf("list what waits: %w", err)
	}
	for _, d := range all {
		if len(waiting) == mostWaiting {
			return waiting, true, nil
		}
		if _, own := slices.BinarySearchFunc(mine, d, byDate); own {
			continue
		}
		leave, err := g.leave(ctx, d.head, d.track, d.parties)
		if err != nil {
			return nil, false, err
		}
		d.card = leave.Sight == casework.Card
		if leave.Sight == casework.Full || d.card && asked(g.viewer.ID, d.parties) && !slices.ContainsFunc(mine, d.sameCase) {
			waiting = append(waiting, d)
		}
	}
	return waiting, len(all) == mostLooked, nil
}

func (d duty) sameCase(o duty) bool { return d.head.ID == o.head.ID }

// asked reports whether the case waits for the person's own word that no conflict stands in the way.
func asked(person string, p casework.Parties) bool {
	return slices.Contains(p.Unconfirmed, person) && !slices.Contains(p.Recused, person)
}

// tasks reads the rows behind duties.
func (s *Store) tasks(ctx context.Context, all []duty) ([]Task, error) {
	var ids []string
	cards := map[string]bool{}
	for _, d := range all {
		ids, cards[d.head.ID] = append(ids, d.head.ID), d.card
	}
	rows, err := s.caseRows(ctx, ids, cards)
	if err != nil {
		return nil, fmt.Errorf("read the cases of tasks: %w", err)
	}
	tasks := make([]Task, 0, len(all))
	for _, d := range all {
		if i := slices.IndexFunc(rows, func(r CaseRow) bool { return r.ID == d.head.ID }); i >= 0 {
			tasks = append(tasks, Task{CaseRow: rows[i], Due: d.due, For: d.whom})
		}
	}
	return tasks, nil
}

// Awaiting lists the registered cases whose intake the viewer decides on, the earliest date first.
func (s *Store) Awaiting(ctx context.Context, viewer casework.Viewer, after string, limit int) (TaskList, error) {
	return s.queue(ctx, viewer, "decide", after, limit)
}

// queue pages through the viewer's duties of one name.
func (s *Store) queue(ctx context.Context, v casework.Viewer, name, after string, limit int) (TaskList, error) {
	var from dutyAfter
	if err := readCursor(after, &from); err != nil {
		return TaskList{}, err
	}
	g, err := s.keeper(ctx, v)
	if err != nil || g.scope.None {
		return TaskList{}, err
	}
	mine, last, err := s.duties(ctx, g, name, from)
	if err != nil {
		return TaskList{}, err
	}
	var l TaskList
	if after == "" {
		l.Count = len(mine)
	}
	if limit = pageLimit(limit); len(mine) > limit {
		mine = mine[:limit]
		last = mine[limit-1].place()
	}
	if last != nil {
		l.Next = cursorText(last)
	}
	l.Tasks, err = s.tasks(ctx, mine)
	return l, outside(err)
}

// Counts counts what stands in the viewer's lists.
func (s *Store) Counts(ctx context.Context, viewer casework.Viewer) (Counts, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return Counts{}, err
	}
	mine, _, err := s.duties(ctx, g, "", dutyAfter{})
	if err != nil {
		return Counts{}, err
	}
	now, err := s.Now(ctx)
	if err != nil {
		return Counts{}, err
	}
	c := Counts{Mine: len(mine)}
	for _, d := range mine {
		switch d.due.Name {
		case "decide":
			c.Awaiting++
		case "decide-closure":
			c.Closing++
		}
		if d.due.At.Before(now) {
			c.Overdue++
		}
	}
	c.Unread, err = s.unread(ctx, g)
	return c, err
}
