package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// queuePrivate keeps the petitioner's own data apart and sealed, when the form brought any:
// a new record with the opening, and what a later move adds sealed anew with what was there.
func (t *taken) queuePrivate(ctx context.Context, tx pgx.Tx, b *pgx.Batch, w written) error {
	m := t.move(w.outcome.Event.Move)
	fields := privateFields(m, t.command.Fields)
	no := w.outcome.State.No
	if w.outcome.State.Seq == 1 {
		p, err := SealPrivate(t.store.Key, fields)
		if err != nil {
			return fmt.Errorf("seal the petitioner's data of %s: %w", no, err)
		}
		b.Queue(`INSERT INTO petitioners (case_id, key, data, mask) VALUES ($1, $2, $3, $4)`, w.outcome.State.ID, p.Key, p.Data, p.Mask)
		return nil
	}
	if len(fields) == 0 {
		return nil
	}
	var key, data []byte
	if err := tx.QueryRow(ctx, `SELECT key, data FROM petitioners WHERE case_id = $1`, w.outcome.State.ID).Scan(&key, &data); err != nil {
		return fmt.Errorf("read the petitioner's data of %s: %w", no, err)
	}
	if key == nil {
		return casework.Refuse(Erased)
	}
	have, err := OpenPrivate(t.store.Key, key, data)
	if err != nil {
		return fmt.Errorf("open the petitioner's data of %s: %w", no, err)
	}
	p, err := SealPrivate(t.store.Key, added(have, fields, m.Form))
	if err != nil {
		return fmt.Errorf("seal the petitioner's data of %s: %w", no, err)
	}
	b.Queue(`UPDATE petitioners SET key = $2, data = $3, mask = $4 WHERE case_id = $1`, w.outcome.State.ID, p.Key, p.Data, p.Mask)
	return nil
}

// added puts new private fields beside those there are: rows follow the rows, any other field is replaced.
func added(have, fresh casework.Fields, form []casework.Field) casework.Fields {
	for _, f := range form {
		if !f.Private {
			continue
		}
		if f.Kind != casework.Rows {
			if v := fresh[f.Name]; v != "" {
				have[f.Name] = v
			}
			continue
		}
		from := have.Count(f.Name)
		for i := range fresh.Count(f.Name) {
			for _, col := range f.Row {
				if v := fresh.Row(f.Name, i, col.Name); v != "" {
					have[casework.RowField(f.Name, from+i, col.Name)] = v
				}
			}
		}
	}
	return have
}

// privateFields are the values of a form's private fields: they never reach the timeline.
func privateFields(m casework.MoveInfo, values casework.Fields) casework.Fields {
	private := casework.Fields{}
	for _, f := range m.Form {
		for name, v := range values {
			if f.Private && v != "" && (name == f.Name || f.Kind == casework.Rows && strings.HasPrefix(name, f.Name+".")) {
				private[name] = v
			}
		}
	}
	return private
}
