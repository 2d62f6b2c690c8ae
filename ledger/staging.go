package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"followthrough/store"
)

// chunk is how many rows are staged at a time.
const chunk = 500

// begin opens the batch, or finds that the file is in or half staged.
func (r *run) begin(ctx context.Context) (done bool, err error) {
	r.batch, err = r.Record.BeginImport(ctx, store.ImportFile{Kind: r.Kind, Name: r.book.name, Sheet: r.plan.sheet, Hash: r.book.hash[:],
		Mapping: r.plan.reading(), Person: r.viewer.ID, Unit: r.Unit})
	if in, ok := errors.AsType[*store.AlreadyIn](err); ok {
		r.text("")
		r.line("already")
		r.receipt(*in.Batch.Receipt)
		if in.Otherwise {
			r.line("otherwise")
		}
		return true, nil
	}
	if err == nil && r.batch.Staged > 0 {
		r.text("")
		r.line("resumed", count(r.batch.Staged))
	}
	return false, err
}

// stage reads, checks and stages every row, and looks for duplicates on the way.
func (r *run) stage(ctx context.Context) error {
	search, err := r.searches(ctx)
	if err != nil {
		return err
	}
	reader := &rowReader{sheetPlan: r.plan, zone: r.zone, now: r.now, from04: r.book.from04, unknown: r.unknown}
	var rows []store.StagedRow
	began := time.Now()
	flush := func() error {
		checked, err := r.Record.StageRows(ctx, r.batch.ID, rows)
		if err != nil {
			return r.interrupted(ctx, err, r.last)
		}
		for _, row := range checked {
			r.note(row)
			r.last = row.Row
		}
		r.progress("progress.read", r.checked, began)
		rows = rows[:0]
		return nil
	}
	err = r.matterRows(func(n int, cells []string) error {
		row := reader.row(n, cells)
		row.Twin, row.Alike = search.of(row, r)
		if rows = append(rows, row); len(rows) == chunk {
			return flush()
		}
		return nil
	})
	if err == nil && len(rows) > 0 {
		err = flush()
	}
	return err
}

// interrupted says how far staging came, when it was stopped from outside.
func (r *run) interrupted(ctx context.Context, err error, row int) error {
	if ctx.Err() == nil {
		return err
	}
	return errors.Join(wrong("interrupted", count(max(row, r.batch.Staged))), ctx.Err())
}

// note counts a row that was checked.
func (r *run) note(row store.StagedRow) {
	r.checked++
	if len(row.Errors) == 0 {
		return
	}
	r.bad++
	for _, e := range row.Errors {
		if i, ok := r.plan.at[e.Field]; ok && e.Heading == "" {
			e.Heading = r.plan.columns[i].heading
		}
		r.errs = append(r.errs, e)
	}
}

func (r *run) progress(key string, done int, began time.Time) {
	took := time.Since(began)
	rate := float64(done) / max(took.Seconds(), 0.001)
	if r.tell != nil {
		r.tell(done)
	}
	_, _ = fmt.Fprintln(r.Progress, r.f(key, count(done), count(r.matters), count(int(rate)), took.Round(100*time.Millisecond).String()))
}

// searches are the look-alikes within the file and among the cases in sight.
type searches struct {
	file, record *twins
	byNo         map[string]int
}

func (r *run) searches(ctx context.Context) (*searches, error) {
	known, err := r.Record.TitlesInSight(ctx, r.viewer)
	if err != nil {
		return nil, err
	}
	s := &searches{file: newTwins(), record: newTwins(), byNo: map[string]int{}}
	for _, k := range known {
		s.record.meet(k.No, k.Title)
	}
	return s, nil
}

// of names the row or the case that holds the same matter, with how many percent of the
// words agree, and lists the pair.
func (s *searches) of(row store.StagedRow, r *run) (twin string, alike int) {
	title, no := row.Fields["title"], row.Fields["original-no"]
	suspect := func(p pair) {
		r.pairs = append(r.pairs, p)
		if twin == "" {
			twin, alike = p.other, int(p.much*100+0.5)
			r.twinRows++
		}
	}
	if other, much := s.file.meet(strconv.Itoa(row.Row), title+"\n"+row.Fields["content"]); other != "" {
		suspect(pair{row: row.Row, other: other, much: much})
	}
	if other, much := s.record.like(title); other != "" {
		suspect(pair{row: row.Row, other: other, isCase: true, much: much})
	}
	if before := s.byNo[no]; before != 0 && no != "" {
		suspect(pair{row: row.Row, other: strconv.Itoa(before)})
	} else if no != "" {
		s.byNo[no] = row.Row
	}
	return twin, alike
}

// finish reports, and takes the rows in when all are good.
func (r *run) finish(ctx context.Context, day time.Time) error {
	r.rows(r.counted)
	r.errors(r.plan, r.errs)
	r.twins(r.pairs)
	if r.bad > 0 || r.DryRun && r.batch.Staged == 0 { // what an import left half done is not a dry run's to forget
		if err := r.Record.DiscardImport(ctx, r.batch.ID); err != nil {
			return err
		}
	}
	if r.bad > 0 {
		return wrong("bad-rows", count(len(r.errs)))
	}
	r.text("")
	if r.DryRun {
		r.line("dry")
		return nil
	}
	if _, err := r.Record.CheckImport(ctx, r.batch.ID, r.matters); err != nil {
		return err
	}
	began := time.Now()
	receipt, err := r.Record.OpenMany(ctx, r.batch.ID, day, func(n int) { r.progress("progress.open", n, began) })
	if err != nil {
		return r.interrupted(ctx, err, r.last)
	}
	text, err := json.Marshal(r.plan.mapping())
	if err == nil {
		err = r.Record.KeepImportMapping(ctx, r.Kind, r.plan.key(), text)
	}
	receipt.Took = time.Since(r.began)
	r.line("done")
	r.receipt(receipt)
	return err
}
