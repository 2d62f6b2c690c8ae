package ledger

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"followthrough/casework"
	"followthrough/store"
)

// Options say what to bring in, by whom and how; they are the command's flags.
type Options struct {
	Record   *store.Store
	File     string
	Kind     string    // petition when empty
	As       string    // login of who brings it in; may be empty where it is plain who does
	Unit     string    // that answers for the cases; empty: the person's own
	Sheet    string    // empty: the one with the most headings known
	Map      []string  // field=heading, or field=column letter
	Unmap    []string  // fields or headings to leave out
	Dates    []string  // field=ymd, mdy or dmy: the order of dates such as 09-03-20
	Matter   string    // of rows that do not say it: claim or report; claim when empty
	CatchUp  string    // the day from which clocks may escalate: 2006-01-02; empty: the eleventh working day
	Fresh    bool      // read the columns anew, whatever was kept for these headings
	DryRun   bool      // check and report, take nothing in
	Lang     string    // en, else zh
	Progress io.Writer // may be nil
}

// chunk is how many rows are staged at a time.
const chunk = 500

// Import brings a file into the record, or with DryRun says what it would bring. The report
// for people goes to out, progress to Options.Progress. The error is a sentence in the
// reader's language; bad rows are an error too, and then nothing went in. A file that is in
// already adds nothing and is no error.
func Import(ctx context.Context, o Options, out io.Writer) error {
	r := newRun(o, out)
	return r.about(r.do(ctx))
}

// Undo takes an import back: every case of the batch that nobody has touched.
func Undo(ctx context.Context, o Options, batch, reason string, out io.Writer) error {
	r := newRun(o, out)
	return r.about(r.afterwards(ctx, func(v casework.Viewer) error {
		u, err := o.Record.UndoImport(ctx, v, batch, reason)
		if err != nil {
			return noBatch(err, batch)
		}
		r.line("undone", count(u.Cases))
		if len(u.Kept) > 0 {
			r.line("undone.kept", count(len(u.Kept)), r.some(u.Kept))
		}
		return nil
	}))
}

// ApproveCatchUp approves the day from which the clocks of an import may escalate;
// Options.CatchUp, or the day proposed when the file went in.
func ApproveCatchUp(ctx context.Context, o Options, batch string, out io.Writer) error {
	r := newRun(o, out)
	return r.about(r.afterwards(ctx, func(v casework.Viewer) error {
		day, err := r.catchUp()
		if err != nil {
			return err
		}
		n, at, err := o.Record.ApproveCatchUp(ctx, v, batch, day)
		if err != nil {
			return noBatch(err, batch)
		}
		r.line("approved", count(n), r.day(at))
		return nil
	}))
}

func noBatch(err error, batch string) error {
	if errors.Is(err, store.ErrNoImport) {
		return wrong("no-such-batch", batch)
	}
	return err
}

// run is one import from the command line.
type run struct {
	Options
	report
	viewer casework.Viewer
	name   string // of the person
	now    time.Time
	began  time.Time
	book   *book
	plan   *sheetPlan
	batch  store.Batch
	last   int // the last row staged
	counted
}

// counted is what the rows came to.
type counted struct {
	matters, checked, bad, empty int
	asides                       map[aside][]int
	unknown                      map[string]int
	errs                         []store.RowError
	pairs                        []pair
}

func newRun(o Options, out io.Writer) *run {
	if o.Kind == "" {
		o.Kind = "petition"
	}
	if o.Matter == "" {
		o.Matter = "claim"
	}
	if o.Lang != "en" {
		o.Lang = "zh"
	}
	if o.Progress == nil {
		o.Progress = io.Discard
	}
	return &run{Options: o, report: report{speech(o.Lang), out, o.Record.Terms.Zone()}, began: time.Now(),
		counted: counted{asides: map[aside][]int{}, unknown: map[string]int{}}}
}

func (r *run) do(ctx context.Context) error {
	day, err := r.catchUp()
	if err != nil {
		return err
	}
	if err := r.who(ctx); err != nil {
		return err
	}
	if r.book, err = openBook(r.File); err != nil {
		return err
	}
	defer r.book.close()
	if err := r.read(ctx); err != nil {
		return err
	}
	if done, err := r.begin(ctx); done || err != nil {
		return err
	}
	if err := r.stage(ctx); err != nil {
		return err
	}
	return r.finish(ctx, day)
}

// afterwards does something with an import that is in.
func (r *run) afterwards(ctx context.Context, do func(casework.Viewer) error) error {
	if err := r.who(ctx); err != nil {
		return err
	}
	return do(r.viewer)
}

// who finds the person by their login.
func (r *run) who(ctx context.Context) error {
	all, err := r.Record.Officers(ctx)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(p store.Officer) bool { return !p.Active })
	if r.As == "" {
		if r.As, err = plainly(all); err != nil {
			return err
		}
	}
	i := slices.IndexFunc(all, func(p store.Officer) bool { return p.Login == r.As || p.Login == "" && p.ID == r.As })
	if i < 0 {
		return wrong("no-such-person", r.As)
	}
	if r.now, err = r.Record.Now(ctx); err != nil {
		return err
	}
	r.now = r.now.In(r.zone)
	r.name = all[i].NameZH
	if r.Lang == "en" && all[i].NameEN != "" {
		r.name = all[i].NameEN
	}
	r.viewer, err = r.Record.Viewer(ctx, all[i].ID, r.now)
	return err
}

// plainly finds who is meant when nobody is named: whoever alone has intake as their only
// office, else is the only one who has it, else the only supervisor.
func plainly(all []store.Officer) (login string, err error) {
	var may []string
	for _, fits := range []func(store.Officer) bool{
		func(p store.Officer) bool { return slices.Equal(p.Offices, []string{"intake"}) },
		func(p store.Officer) bool { return slices.Contains(p.Offices, "intake") },
		func(p store.Officer) bool { return slices.Contains(p.Offices, "supervisor") },
	} {
		var found []string
		for _, p := range all {
			if fits(p) {
				found = append(found, p.Login)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		may = append(may, found...)
	}
	slices.Sort(may)
	return "", wrong("who", strings.Join(slices.Compact(may), ", "))
}

func (r *run) catchUp() (time.Time, error) {
	if r.CatchUp == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, r.CatchUp, r.zone)
	if err != nil {
		return day, wrong("no-such-day", r.CatchUp)
	}
	return day, nil
}

// read finds out how the sheet is to be read, and says so.
func (r *run) read(ctx context.Context) error {
	others, err := r.choose()
	if err != nil {
		return err
	}
	if r.plan.matter = r.Matter; r.Matter != "claim" && r.Matter != "report" {
		return wrong("no-such-matter", r.Matter)
	}
	var kept mapping
	if !r.Fresh {
		text, err := r.Record.ImportMapping(ctx, r.Kind, r.plan.key())
		if err != nil {
			return err
		}
		if text != nil {
			if err := json.Unmarshal(text, &kept); err != nil {
				return fmt.Errorf("kept mapping: %w", err)
			}
			r.plan.kept = true
		}
	}
	if err := r.plan.assign(kept, r.Map, r.Unmap); err != nil {
		return err
	}
	r.sheet(r.book, r.plan, others)
	r.line("as", r.name, r.As, cmp.Or(r.Unit, r.viewer.Unit))
	if err := r.survey(); err != nil {
		return err
	}
	r.dates(r.plan)
	return nil
}

// choose takes the sheet named, else the one with the most headings known, and returns the
// others in which something stands.
func (r *run) choose() (others []string, err error) {
	if r.Sheet != "" && !slices.Contains(r.book.sheets, r.Sheet) {
		return nil, wrong("no-sheet", r.Sheet, strings.Join(r.book.sheets, ", "))
	}
	var wanted []string
	for _, m := range split(r.Map) {
		_, text, _ := strings.Cut(m, "=")
		wanted = append(wanted, text)
	}
	r.plan = &sheetPlan{}
	for _, name := range r.book.sheets {
		if r.Sheet != "" && name != r.Sheet {
			continue
		}
		top, err := r.book.top(name)
		if err != nil {
			return nil, err
		}
		if len(top) > 0 {
			others = append(others, name)
		}
		if h := findHead(top, wanted); h.known > r.plan.head.known {
			r.plan = &sheetPlan{sheet: name, head: h}
		}
	}
	if r.plan.head.known == 0 {
		return nil, wrong("no-headings", strconv.Itoa(headLines))
	}
	return slices.DeleteFunc(others, func(n string) bool { return n == r.plan.sheet }), nil
}

// top is the beginning of a sheet.
func (b *book) top(sheet string) ([]line, error) {
	var top []line
	err := b.walk(sheet, func(n int, cells []string) error {
		if top = append(top, line{n, slices.Clone(cells)}); len(top) == headLines {
			return errStop
		}
		return nil
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return top, err
}

// matterRows walks the rows that hold a matter.
func (r *run) matterRows(each func(n int, cells []string) error) error {
	return r.book.walk(r.plan.sheet, func(n int, cells []string) error {
		if n <= r.plan.head.to || r.plan.asideOf(cells) != matterRow {
			return nil
		}
		return each(n, cells)
	})
}

// survey counts the rows and settles, column by column, how ambiguous dates are read.
func (r *run) survey() error {
	fixed, err := orderFlags(r.Dates)
	if err != nil {
		return err
	}
	p := r.plan
	p.surveys, p.orders, p.verdicts = map[string]*survey{}, map[string]orders{}, map[string][]verdict{}
	for _, field := range []string{"received", "replied"} {
		if _, ok := p.at[field]; ok {
			p.surveys[field] = newSurvey(r.zone, r.now, r.book.from04)
		}
	}
	last := p.head.to
	err = r.book.walk(p.sheet, func(n int, cells []string) error {
		if n <= p.head.to {
			return nil
		}
		r.empty += n - last - 1
		last = n
		if a := p.asideOf(cells); a != matterRow {
			r.asides[a] = append(r.asides[a], n)
			return nil
		}
		if r.matters++; r.matters > maxRows {
			return wrong("too-many-rows", count(maxRows))
		}
		for field, s := range p.surveys {
			if i := p.at[field]; i < len(cells) {
				s.add(cells[i])
			}
		}
		return nil
	})
	if err == nil && r.matters == 0 {
		err = wrong("no-rows")
	}
	for field, s := range p.surveys {
		p.orders[field], p.verdicts[field] = s.decide(fixed[field])
	}
	return err
}

func orderFlags(flags []string) (map[string]orders, error) {
	fixed := map[string]orders{}
	for _, f := range split(flags) {
		field, order, _ := strings.Cut(f, "=")
		if field != "received" && field != "replied" || !slices.Contains(possible[styleShort], order) {
			return nil, wrong("no-such-order", f)
		}
		o := orders{Short: order}
		if order != "ymd" {
			o.Last = order
		}
		fixed[field] = o
	}
	return fixed, nil
}

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
		row.Twin = search.of(row, r)
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

// of names the row or the case that holds the same matter, and lists the pair.
func (s *searches) of(row store.StagedRow, r *run) string {
	title, no := row.Fields["title"], row.Fields["original-no"]
	twin := ""
	suspect := func(p pair) {
		r.pairs = append(r.pairs, p)
		if twin == "" {
			twin = p.other
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
	return twin
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
