package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Earlier is a case like another one that came to an outcome.
type Earlier struct {
	No, Title, Unit, Result string
	Opened, Ended           time.Time // Ended is when it entered the stage it is in
	Steps                   int
	Opinion                 string // the number of its opinion
}

const (
	mostEarlier = 3
	candidates  = 400 // of the same category, the newest, whose titles are compared
)

// Similar lists earlier cases of the same category that came to an outcome, the most alike
// by the words of their titles first: only what the viewer sees in full, never a sealed
// case, and nothing about who petitioned is looked at.
func (s *Store) Similar(ctx context.Context, viewer casework.Viewer, no, category, title string) ([]Earlier, error) {
	if category == "" {
		return nil, nil
	}
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return nil, err
	}
	const read = `
		SELECT no, title, coalesce(unit, ''), result, opened, entered,
		       jsonb_array_length(coalesce(nullif(facts -> 'steps', 'null'), '[]')), coalesce(facts -> 'opinion' ->> 'no', '')
		FROM (
			SELECT c.*
			FROM cases c
			WHERE c.traits ->> 'category' = @category
			  AND c.result <> ''
			  AND NOT c.sealed
			  AND c.no <> @no
			  AND ` + visible + `
			  AND NOT ` + onlyCard + `
			ORDER BY c.opened DESC
			LIMIT @candidates
		) c
		ORDER BY (SELECT count(*) FROM unnest(@grams::text[]) g WHERE position(g IN c.title) > 0) DESC, opened DESC
		LIMIT @most`
	args := g.args()
	args["category"], args["no"], args["grams"], args["candidates"], args["most"] = category, no, pairs(title), candidates, mostEarlier
	rows, err := s.pool.Query(ctx, read, args)
	if err != nil {
		return nil, outside(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Earlier])
	if err != nil {
		return nil, outside(fmt.Errorf("cases like %s: %w", no, err))
	}
	return all, nil
}

// pairs are all neighbouring characters of a text: the ordinary Chinese word has two.
func pairs(text string) []string {
	all := []string{}
	r := []rune(text)
	for i := 0; i+1 < len(r); i++ {
		all = append(all, string(r[i:i+2]))
	}
	return all
}
