package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// papers reads the timeline and the files of a case in one exchange: sealed fields, sealed
// moves and sealed files for those only who may read them.
func (s *Store) papers(ctx context.Context, h casework.Head, sealed bool) ([]Line, []FileRow, error) {
	const lines = `
		SELECT t.seq, t.action, t.move, t.from_stage, t.to_stage, t.visit, t.actor, t.actor_for, t.role, t.at,
		       t.fields, t.sealed, t.dues, d.decision, t.hash
		FROM timeline t
		LEFT JOIN decisions d ON d.id = t.decision
		WHERE t.case_id = $1
		ORDER BY t.seq`
	const files = `
		SELECT id, name, type, size, encode(sha256, 'hex'), person, at
		FROM files
		WHERE case_id = $1 AND (sealed IS NULL OR $2)
		ORDER BY at, id`
	b := &pgx.Batch{}
	b.Queue(lines, h.ID)
	b.Queue(files, h.ID, sealed)
	results := s.pool.SendBatch(ctx, b)
	defer func() { _ = results.Close() }()
	rows, err := results.Query()
	if err != nil {
		return nil, nil, outside(err)
	}
	told, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Line, error) { return pageLine(row, sealed) })
	if err != nil {
		return nil, nil, outside(err)
	}
	if !sealed {
		told = slices.DeleteFunc(told, func(l Line) bool { return s.moves[h.Kind][l.Move].Sealed })
	}
	if rows, err = results.Query(); err != nil {
		return nil, nil, outside(err)
	}
	kept, err := pgx.CollectRows(rows, pgx.RowToStructByPos[FileRow])
	return told, kept, outside(err)
}

func pageLine(row pgx.CollectableRow, sealed bool) (Line, error) {
	var l Line
	var hash []byte
	var kept casework.Fields
	err := row.Scan(&l.Seq, &l.Action, &l.Move, &l.From, &l.To, &l.Visit, &l.Actor.ID, &l.Actor.For, &l.Actor.Role, &l.At,
		&l.Fields, &kept, &l.Dues, &l.Decision, &hash)
	l.Hash = hexOf(hash)
	if sealed && len(kept) > 0 {
		l.Sealed = kept
	}
	return l, err
}
