package main

import (
	"context"
	"os"

	"followthrough/ledger"
)

// importCommand brings old backlogs in, takes them back, and approves when their clocks start.
type importCommand struct {
	Petitions importPetitions `cmd:"" help:"Bring a ledger of petitions in (xlsx, csv)."`
	Undo      importUndo      `cmd:"" help:"Take an import back: all of its cases, or none once somebody acted on one."`
	Approve   importApprove   `cmd:"" help:"Approve the day from which an import's clocks may escalate (supervisors)."`
}

// importer is where and as whom.
type importer struct {
	Data string `default:".followthrough" type:"path" help:"Data folder, when DATABASE_URL is not set."`
	As   string `help:"Login of the person who does it."`
	Lang string `default:"zh" enum:"zh,en" help:"Language of the report."`
}

func (i importer) run(ctx context.Context, do func(ledger.Options) error) error {
	o, stop, err := openHere(ctx, i.Data)
	if err != nil {
		return err
	}
	defer stop()
	return do(ledger.Options{Record: o.store, As: i.As, Lang: i.Lang, Progress: os.Stderr})
}

type importPetitions struct {
	importer
	DryRun  bool     `help:"Check and report; take nothing in."`
	Unit    string   `help:"Unit that answers for the cases; the person's own if empty."`
	Sheet   string   `help:"Sheet of the workbook; the one with most known headings if empty."`
	Map     []string `placeholder:"FIELD=HEADING" help:"Read a field from this heading or column letter."`
	Unmap   []string `placeholder:"FIELD" help:"Leave a field or heading out."`
	Dates   []string `placeholder:"FIELD=ymd" help:"Order of dates such as 09-03-20."`
	Matter  string   `default:"claim" enum:"claim,report" help:"What rows are that do not say it."`
	CatchUp string   `placeholder:"DATE" help:"Nothing escalates before this day."`
	Fresh   bool     `help:"Find the columns anew, whatever was kept for these headings."`
	File    string   `arg:"" type:"existingfile" help:"The ledger."`
}

func (p importPetitions) Run(ctx context.Context) error {
	return p.run(ctx, func(o ledger.Options) error {
		o.File, o.DryRun, o.Unit, o.Sheet, o.Map, o.Unmap = p.File, p.DryRun, p.Unit, p.Sheet, p.Map, p.Unmap
		o.Dates, o.Matter, o.CatchUp, o.Fresh = p.Dates, p.Matter, p.CatchUp, p.Fresh
		return ledger.Import(ctx, o, os.Stdout)
	})
}

type importUndo struct {
	importer
	Reason string `required:"" help:"Why; it stands on each case's timeline."`
	Rest   bool   `help:"Take back the cases that nobody touched and let the others go on."`
	Batch  string `arg:"" help:"The import's number, from its receipt."`
}

func (u importUndo) Run(ctx context.Context) error {
	return u.run(ctx, func(o ledger.Options) error {
		o.Rest = u.Rest
		return ledger.Undo(ctx, o, u.Batch, u.Reason, os.Stdout)
	})
}

type importApprove struct {
	importer
	CatchUp string `placeholder:"DATE" help:"The day; the one proposed if empty."`
	Batch   string `arg:"" help:"The import's number, from its receipt."`
}

func (a importApprove) Run(ctx context.Context) error {
	return a.run(ctx, func(o ledger.Options) error {
		o.CatchUp = a.CatchUp
		return ledger.ApproveCatchUp(ctx, o, a.Batch, os.Stdout)
	})
}
