package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// ClosureTask is a proposed closure with the facts that its checklist is made of.
type ClosureTask struct {
	Task
	Facts []byte // JSON of the kind's facts
}

// ClosureList is one page of the closures somebody decides on.
type ClosureList struct {
	Tasks []ClosureTask
	Next  string // empty on the last page
	Count int    // of all pages, told on the first only; MostCounted means at least as many
}

// ClosureQueue lists the closures the viewer may decide on, the earliest date first, each
// with what its checklist needs: one query more than any queue, however long.
func (s *Store) ClosureQueue(ctx context.Context, viewer casework.Viewer, after string, limit int) (ClosureList, error) {
	q, err := s.queue(ctx, viewer, "decide-closure", after, limit)
	l := ClosureList{Next: q.Next, Count: q.Count, Tasks: make([]ClosureTask, 0, len(q.Tasks))}
	if err != nil || len(q.Tasks) == 0 {
		return l, err
	}
	ids := make([]string, len(q.Tasks))
	for i, t := range q.Tasks {
		ids[i] = t.ID
	}
	facts, err := s.factsOf(ctx, ids)
	if err != nil {
		return l, outside(fmt.Errorf("read the facts of closures: %w", err))
	}
	for _, t := range q.Tasks {
		l.Tasks = append(l.Tasks, ClosureTask{t, facts[t.ID]})
	}
	return l, nil
}

// factsOf reads what cases have established; leave to see them was asked by who lists them.
func (s *Store) factsOf(ctx context.Context, ids []string) (map[string][]byte, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, facts FROM cases WHERE id = ANY ($1)`, ids)
	if err != nil {
		return nil, err
	}
	facts := map[string][]byte{}
	var id string
	var x []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &x}, func() error {
		facts[id] = append([]byte(nil), x...)
		return nil
	})
	return facts, err
}
