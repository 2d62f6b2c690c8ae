package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// MostChosen is how many cases an act on many takes.
const MostChosen = 100

// Chosen is one of several cases chosen for an act: what the viewer may do with it now.
type Chosen struct {
	CaseRow
	Seq int64
	// Offers are the moves open to the viewer by name, with what stands in the way of those that are blocked.
	Offers map[string]*casework.Refusal
	// Reached are the roles that somebody holds: a move that only tells people has nobody to tell without.
	Reached map[casework.Role]bool
}

// Chosen reads the chosen cases that the viewer may see, the longest registered first: five
// queries, however many. What may not be seen is left out, as if there were no such number.
func (s *Store) Chosen(ctx context.Context, viewer casework.Viewer, numbers []string) ([]Chosen, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return nil, err
	}
	now, err := s.Now(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `SELECT `+stateColumns+` FROM cases WHERE no = ANY ($1) ORDER BY opened, id LIMIT $2`, orEmpty(numbers), MostChosen)
	if err != nil {
		return nil, outside(err)
	}
	states, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*seen, error) {
		c := &seen{taken: taken{store: s, dir: g.dir, env: casework.Env{Now: now, Terms: s.Terms}}}
		return c, c.scan(row)
	})
	if err != nil {
		return nil, outside(err)
	}
	var all []Chosen
	var ids []string
	cards := map[string]bool{}
	for _, c := range states {
		if c.leave, err = g.leave(ctx, c.state.Head, c.traits["track"], c.parties); err != nil {
			return nil, err
		}
		if c.leave.Sight != casework.Full && c.leave.Sight != casework.Card {
			continue
		}
		x, err := c.chosen(viewer)
		if err != nil {
			return nil, err
		}
		all, ids, cards[x.ID] = append(all, x), append(ids, x.ID), c.leave.Sight == casework.Card
	}
	shown, err := s.caseRows(ctx, ids, cards)
	if err != nil {
		return nil, outside(fmt.Errorf("read the chosen cases: %w", err))
	}
	for i := range shown {
		all[i].CaseRow = shown[i]
	}
	return all, nil
}

func (c *seen) chosen(viewer casework.Viewer) (Chosen, error) {
	x := Chosen{CaseRow: CaseRow{ID: c.state.ID}, Seq: c.state.Seq, Offers: map[string]*casework.Refusal{}, Reached: map[casework.Role]bool{}}
	var ok bool
	if c.kind, ok = c.store.kinds[c.state.Kind]; !ok || c.leave.Sight == casework.Card {
		return x, nil
	}
	offers, err := c.offers(viewer)
	for _, o := range offers {
		x.Offers[o.Move.Name] = o.Blocked
	}
	for role, holders := range c.parties.Holders {
		x.Reached[role] = len(holders) > 0
	}
	return x, err
}

// BatchResult is what came of an act on one of many cases: a line of its timeline, or why not.
type BatchResult struct {
	No      string            `json:"no"`
	Seq     int64             `json:"seq,omitempty"`
	Refusal *casework.Refusal `json:"refusal,omitempty"`
}

// BatchAct is an act on many cases, as the person was told of it.
type BatchAct struct {
	ID, Move string
	Results  []BatchResult
}

// ErrNoBatch says that the person made no such act.
var ErrNoBatch = errors.New("no such act on many cases")

// KeepBatch keeps what came of an act on many cases; the first telling stands.
func (s *Store) KeepBatch(ctx context.Context, viewer casework.Viewer, b BatchAct) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO batch_acts (id, person, move, results, at)
		VALUES ($1, $2, $3, $4, record_time())
		ON CONFLICT (id) DO NOTHING`, b.ID, viewer.ID, b.Move, slices.Clip(orEmpty(b.Results)))
	return outside(err)
}

// Batch returns what came of a person's act on many cases, or ErrNoBatch.
func (s *Store) Batch(ctx context.Context, viewer casework.Viewer, id string) (BatchAct, error) {
	b := BatchAct{ID: id}
	err := s.pool.QueryRow(ctx, `SELECT move, results FROM batch_acts WHERE id = $1 AND person = $2`, id, viewer.ID).Scan(&b.Move, &b.Results)
	if errors.Is(err, pgx.ErrNoRows) {
		return b, ErrNoBatch
	}
	return b, outside(err)
}
