package ledger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"followthrough/casework"
	"followthrough/store"
)

// Desk brings files in for the portal: it takes them from people, and reads them and opens
// their cases in the background with the same steps as the command. What it has to do
// stands in the record, so that another Desk goes on where this one was stopped.
type Desk struct {
	*store.Store
	log  *slog.Logger
	wake chan struct{}
}

// NewDesk makes a desk; it works once Run is called, here or in another process.
func NewDesk(record *store.Store, log *slog.Logger) *Desk {
	return &Desk{Store: record, log: log, wake: make(chan struct{}, 1)}
}

// Upload is a file that a person hands in.
type Upload = store.ImportFile

// MostBytes is the size of the largest file that is taken.
const MostBytes = maxFile

// Take keeps a file and has it read. What can be told of it at once is refused at once: an
// old or locked workbook, one that is packed beyond reason, an empty file.
func (d *Desk) Take(ctx context.Context, f store.ImportFile, content []byte) (id string, err error) {
	if err := sound(f.Name, content); err != nil {
		return "", err
	}
	id, err = d.UploadImport(ctx, f, content, store.ImportChoices{Sheet: f.Sheet})
	d.Wake()
	return id, err
}

// sound reports what is wrong with a file before any of it is read.
func sound(name string, content []byte) error {
	if len(content) > maxFile {
		return wrong("file-too-large", megabytes(maxFile))
	}
	b := &book{name: name, size: len(content)}
	return b.kind(content)
}

// Wake has a wish carried out soon.
func (d *Desk) Wake() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// lookAgain is how often the desk looks for what another one left behind.
const lookAgain = 5 * time.Second

// Run carries out wishes until ctx ends.
func (d *Desk) Run(ctx context.Context) {
	for ctx.Err() == nil {
		worked, err := d.Once(ctx)
		if err != nil && ctx.Err() == nil {
			d.log.Warn("import", "err", err)
		}
		if worked && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-d.wake:
		case <-time.After(lookAgain):
		}
	}
}

// Once carries out one wish, if there is one that nobody works on.
func (d *Desk) Once(ctx context.Context) (worked bool, err error) {
	job, err := d.LeaseImport(ctx)
	if job == nil || err != nil {
		return false, err
	}
	return true, d.carryOut(ctx, job)
}

// carryOut does what is wished and leaves in the record what came of it. A wish that was
// interrupted, or met a record out of reach, stays.
func (d *Desk) carryOut(ctx context.Context, job *store.ImportJob) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go d.stayWith(ctx, job.ID)
	found, err := d.do(ctx, job)
	end := context.WithoutCancel(ctx)
	switch {
	case errors.Is(err, store.ErrNoImport): // it went in elsewhere, or its person dropped it
		return d.ImportRead(end, job.ID, nil, nil)
	case ctx.Err() != nil || errors.Is(err, store.ErrUnavailable):
		return errors.Join(err, d.ReleaseImport(end, job.ID))
	case err == nil && job.Wish == store.WishOpen: // its batch is closed
		return nil
	}
	trouble := troubleOf(err)
	if trouble != nil && trouble.Key == "broken" {
		d.log.Error("import", "batch", job.ID, "wish", job.Wish, "err", err)
	}
	return d.ImportRead(end, job.ID, found, trouble)
}

// stayWith says every few seconds that a wish is still worked on.
func (d *Desk) stayWith(ctx context.Context, id string) {
	tick := time.NewTicker(3 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = d.ImportAt(ctx, id, 0, 0)
		}
	}
}

func (d *Desk) do(ctx context.Context, job *store.ImportJob) (found *store.ImportFound, err error) {
	defer func() {
		if p := recover(); p != nil { // a file nobody thought of must not end the portal
			err = fmt.Errorf("panic over the file: %v", p)
		}
	}()
	r := newRun(Options{Record: d.Store, Kind: job.Kind, Unit: job.Unit, Sheet: job.Choices.Sheet, Matter: job.Choices.Matter,
		CatchUp: job.Choices.CatchUp, columns: job.Choices.Columns, anyHead: true}, io.Discard)
	for field, order := range job.Choices.Dates {
		r.Dates = append(r.Dates, field+"="+order)
	}
	r.tell = func(done int) { _ = d.ImportAt(ctx, job.ID, done, max(r.matters, total(job))) }
	if r.now, err = d.Now(ctx); err != nil {
		return nil, err
	}
	r.now = r.now.In(r.zone)
	if r.viewer, err = d.Viewer(ctx, job.Person, r.now); err != nil {
		return nil, err
	}
	r.batch = job.Batch
	if job.Wish == store.WishOpen {
		return nil, r.openFor(ctx, job)
	}
	return r.readFor(ctx, job)
}

func total(job *store.ImportJob) int {
	if job.Found != nil && job.Wish == store.WishOpen {
		return job.Found.Rows
	}
	return 0
}

// readFor reads and checks a file for the portal. What was found is told even where
// something stands in the way of more.
func (r *run) readFor(ctx context.Context, job *store.ImportJob) (*store.ImportFound, error) {
	var err error
	if r.book, err = openData(job.File, job.Content); err != nil {
		return nil, err
	}
	defer r.book.close()
	if err := r.read(ctx); err != nil {
		return r.found(), err
	}
	r.batch, err = r.Record.ReadingImport(ctx, job.ID, r.plan.sheet, r.plan.reading())
	if no := casework.Refused(err); no != nil && no.Code == casework.Invalid { // the same sheet is in by now, or on its way
		return r.found(), wrong("elsewhere")
	}
	if err != nil {
		return r.found(), err
	}
	if err := r.stage(ctx); err != nil {
		return nil, err
	}
	staged, err := r.Record.CheckImport(ctx, job.ID, r.matters)
	f := r.found()
	f.Bad = staged.Bad
	return f, err
}

// openFor turns a checked file into cases, and keeps how its columns were read for the next one.
func (r *run) openFor(ctx context.Context, job *store.ImportJob) error {
	day, err := r.catchUp()
	if err != nil {
		return err
	}
	if _, err := r.Record.OpenMany(ctx, job.ID, day, r.tell); err != nil {
		return err
	}
	if job.Found == nil || job.Found.Mapping == nil {
		return nil
	}
	return r.Record.KeepImportMapping(ctx, job.Kind, job.Found.Headings, job.Found.Mapping)
}

// troubleOf is an error as the portal shows it.
func troubleOf(err error) *store.ImportTrouble {
	if err == nil {
		return nil
	}
	if w, ok := errors.AsType[*Wrong](err); ok {
		return &store.ImportTrouble{Key: "wrong." + w.Key, Args: w.Args}
	}
	if r := casework.Refused(err); r != nil {
		return &store.ImportTrouble{Key: "refused." + r.Code}
	}
	return &store.ImportTrouble{Key: "broken"}
}

// Fields are those that a column may fill, in the order people read them.
func (d *Desk) Fields() []string { return slices.Clone(fieldNames) }

// Say says a sentence about imports in a language, in the words of the portal where they
// differ from those of the command.
func (d *Desk) Say(lang, key string, args ...string) string {
	s := speech("zh")
	if lang == "en" {
		s = "en"
	}
	if _, ok := sentences["portal."+key]; ok {
		key = "portal." + key
	}
	return s.f(key, args...)
}

// Trouble is an error that Take answered, as the portal shows it; nil for what is nobody's to mend.
func (d *Desk) Trouble(err error) *store.ImportTrouble {
	if t := troubleOf(err); t != nil && t.Key != "broken" && casework.Refused(err) == nil {
		return t
	}
	return nil
}
