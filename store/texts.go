package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// caseText is a row of a case's words: its title and number at seq 0, else what a line of the timeline says.
type caseText struct {
	seq   int64
	text  string
	grams []int32
}

const putText = `
	INSERT INTO case_texts (case_id, seq, text, grams)
	SELECT $1, $2, $3, $4
	WHERE NOT EXISTS (SELECT FROM case_texts WHERE case_id = $1 AND seq = $2 AND text = $3)
	ON CONFLICT (case_id, seq) DO UPDATE SET text = excluded.text, grams = excluded.grams`

// caseTexts are the words that a recorded move adds, without the petitioner's own data:
// nobody is found by their name, also where a letter was signed with it.
func (w written) caseTexts(t *taken, private casework.Fields) []caseText {
	s := w.outcome.State
	title := blank(w.outcome.Title, private) + "\n" + s.No
	all := []caseText{{0, title, slices.Concat(grams(title), singles(title))}}
	if text := blank(said(t.move(w.outcome.Event.Move).Form, w.outcome.Event.Fields), private); text != "" {
		all = append(all, caseText{w.outcome.Event.Seq, text, grams(text)})
	}
	return all
}

// said joins what people wrote into a form: its texts, not the words they chose between, nor ids and days.
func said(form []casework.Field, values casework.Fields) string {
	var all []string
	say := func(name string, kind casework.FieldKind) {
		if v := strings.TrimSpace(values[name]); v != "" && (kind == casework.Text || kind == casework.Prose) {
			all = append(all, v)
		}
	}
	for _, f := range form {
		say(f.Name, f.Kind)
		if f.Kind != casework.Rows {
			continue
		}
		for i := range values.Count(f.Name) {
			for _, col := range f.Row {
				say(casework.RowField(f.Name, i, col.Name), col.Kind)
			}
		}
	}
	return strings.Join(all, "\n")
}

// blank puts ＊ in the place of every private value in a text, the longer ones first. A single letter is nobody's name.
func blank(text string, private casework.Fields) string {
	values := slices.Collect(maps.Values(private))
	slices.SortFunc(values, func(a, b string) int { return len(b) - len(a) })
	for _, v := range values {
		if v = strings.TrimSpace(v); utf8.RuneCountInString(v) > 1 {
			text = strings.ReplaceAll(text, v, "＊")
		}
	}
	return text
}

// queueTexts adds the words of a move to its batch. A later move's are blanked by what the opening sealed.
func (t *taken) queueTexts(ctx context.Context, tx pgx.Tx, b *pgx.Batch, w written) error {
	move := t.move(w.outcome.Event.Move)
	private := privateFields(move, t.command.Fields)
	if w.outcome.State.Seq > 1 {
		if said(move.Form, w.outcome.Event.Fields) == "" {
			return nil
		}
		own, err := t.store.ownData(ctx, tx, w.outcome.State.ID)
		if err != nil {
			return err
		}
		for name, v := range own {
			private["before."+name] = v
		}
	}
	for _, x := range w.caseTexts(t, private) {
		b.Queue(putText, w.outcome.State.ID, x.seq, x.text, orEmpty(x.grams))
	}
	return nil
}

// ownData opens a petitioner's own data for blanking them out of a text; erased data are nobody's any more.
func (s *Store) ownData(ctx context.Context, q querier, id string) (casework.Fields, error) {
	var key, data []byte
	err := q.QueryRow(ctx, `SELECT key, data FROM petitioners WHERE case_id = $1`, id).Scan(&key, &data)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && key == nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	own, err := OpenPrivate(s.Key, key, data)
	if err != nil {
		return nil, fmt.Errorf("open the petitioner's data of %s: %w", id, err)
	}
	return own, nil
}

// fillTexts gives their words to the cases that were recorded before there was a search.
func (s *Store) fillTexts(ctx context.Context) error {
	return s.write(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM settings WHERE name = 'texts'`)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		ids, err := list[struct{ ID string }](ctx, tx, `SELECT id FROM cases ORDER BY id`)
		if err != nil {
			return err
		}
		for _, c := range ids {
			if err := s.fillCase(ctx, tx, c.ID); err != nil {
				return fmt.Errorf("words of %s: %w", c.ID, err)
			}
		}
		return nil
	})
}

func (s *Store) fillCase(ctx context.Context, tx pgx.Tx, id string) error {
	type said struct {
		Seq                   int64
		Kind, No, Title, Move string
		Fields                casework.Fields
	}
	lines, err := list[said](ctx, tx, `
		SELECT t.seq, c.kind, c.no, c.title, t.move, t.fields
		FROM timeline t
		JOIN cases c ON c.id = t.case_id
		WHERE c.id = $1
		ORDER BY t.seq`, id)
	if err != nil {
		return err
	}
	own, err := s.ownData(ctx, tx, id)
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	for _, l := range lines {
		w := written{outcome: casework.Outcome{Title: l.Title, Event: casework.Event{Seq: l.Seq, Move: l.Move, Fields: l.Fields}}}
		w.outcome.State.No = l.No
		t := &taken{store: s, kind: s.kinds[l.Kind]}
		for _, x := range w.caseTexts(t, own) {
			b.Queue(putText, id, x.seq, x.text, orEmpty(x.grams))
		}
	}
	return tx.SendBatch(ctx, b).Close()
}
