package ledger

import (
	"context"
	"errors"
	"io"
	"slices"
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
	Rest     bool      // of an undo: take back what nobody touched, and let the others go on
	Lang     string    // en, else zh
	Progress io.Writer // may be nil

	columns map[string]string // field → column's letter, as a person chose them; nil: guessed
	anyHead bool              // where no heading is known, a person says which column is which
}

// Import brings a file into the record, or with DryRun says what it would bring. The report
// for people goes to out, progress to Options.Progress. The error is a sentence in the
// reader's language; bad rows are an error too, and then nothing went in. A file that is in
// already adds nothing and is no error.
func Import(ctx context.Context, o Options, out io.Writer) error {
	r := newRun(o, out)
	return r.about(r.do(ctx))
}

// Undo takes an import back: all of its cases or, where somebody has acted on one, none;
// with Options.Rest those that nobody has touched.
func Undo(ctx context.Context, o Options, batch, reason string, out io.Writer) error {
	r := newRun(o, out)
	return r.about(r.afterwards(ctx, func(v casework.Viewer) error {
		u, err := o.Record.UndoImport(ctx, v, batch, reason, o.Rest)
		if refusal := casework.Refused(err); refusal != nil && refusal.Code == "touched" {
			return wrong("touched", r.some(touchedRows(refusal)))
		}
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

// touchedRows names the cases that stand in the way of an undo, each with its row of the file.
func touchedRows(r *casework.Refusal) []string {
	var all []string
	for _, i := range r.Items {
		all = append(all, i.Args[0]+" ("+i.Args[1]+")")
	}
	return all
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
	others []string       // sheets that were not read
	last   int            // the last row staged
	tell   func(done int) // how many rows came through; may be nil
	counted
}

// counted is what the rows came to.
type counted struct {
	matters, checked, bad, empty int
	asides                       map[aside][]int
	unknown                      map[string]int
	twinRows                     int
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
	err = r.stage(ctx)
	if err == nil {
		err = r.finish(ctx, day)
	}
	if errors.Is(err, store.ErrNoImport) {
		return r.elsewhere(ctx)
	}
	return err
}

// elsewhere says who was faster: somebody else brought the same file in meanwhile, or is about to.
func (r *run) elsewhere(ctx context.Context) error {
	all, err := r.Record.Imports(ctx, r.viewer)
	if err != nil {
		return err
	}
	for _, b := range all {
		if b.ID == r.batch.ID && b.State == "committed" {
			r.text("")
			r.line("already")
			r.receipt(*b.Receipt)
			return nil
		}
	}
	return wrong("elsewhere")
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
