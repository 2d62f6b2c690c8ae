package store_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
)

// backlog is an invented file: half of its matters were answered in their time.
func backlog(n int) []store.StagedRow {
	var rows []store.StagedRow
	for i := range n {
		f := casework.Fields{"title": fmt.Sprintf("第%d号路灯不亮", i), "content": fmt.Sprintf("第%d号路灯坏了很久", i), "matter": "claim",
			"received": "2019-05-14", "received-at": "2019-05-14T10:33:00+08:00", "name": fmt.Sprintf("贾秘%d", i), "original-no": fmt.Sprint(1000 + i)}
		if i%2 == 0 {
			f["replied"], f["reply"] = "2019-06-01", "已经修好"
		}
		rows = append(rows, store.StagedRow{Row: i + 2, Fields: f})
	}
	return rows
}

func file(name, person string) store.ImportFile {
	sum := sha256.Sum256([]byte(name))
	return store.ImportFile{Kind: "petition", Name: name, Hash: sum[:], Mapping: []byte(`{"title":"C"}`), Person: person}
}

func (o *office) begin(f store.ImportFile) store.Batch {
	o.t.Helper()
	b, err := o.BeginImport(context.Background(), f)
	if err != nil {
		o.t.Fatalf("begin %s: %v", f.Name, err)
	}
	return b
}

func (o *office) stage(b store.Batch, rows []store.StagedRow) []store.StagedRow {
	o.t.Helper()
	checked, err := o.StageRows(context.Background(), b.ID, rows)
	if err != nil {
		o.t.Fatalf("stage: %v", err)
	}
	return checked
}

// bringIn takes rows in as a whole.
func (o *office) bringIn(name, person string, rows []store.StagedRow) store.ImportReceipt {
	o.t.Helper()
	b := o.begin(file(name, person))
	o.stage(b, rows)
	if n, err := o.CheckImport(context.Background(), b.ID, len(rows)); err != nil || n.Bad > 0 {
		o.t.Fatalf("check: %+v %v", n, err)
	}
	r, err := o.OpenMany(context.Background(), b.ID, time.Time{}, nil)
	if err != nil {
		o.t.Fatalf("open: %v", err)
	}
	return r
}

func (o *office) viewer(id string) casework.Viewer {
	o.t.Helper()
	v, err := o.Viewer(context.Background(), id, o.h.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

// column reads one column of text.
func (o *office) column(sql string) []string {
	o.t.Helper()
	c, err := pgx.Connect(o.t.Context(), o.h.DSN)
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = c.Close(context.Background()) }()
	rows, _ := c.Query(o.t.Context(), sql)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		o.t.Fatalf("%s: %v", sql, err)
	}
	return all
}

func (o *office) openCases() []casework.Moved {
	o.t.Helper()
	all, err := o.OpenCases(context.Background(), "", 10_000)
	if err != nil {
		o.t.Fatal(err)
	}
	return all
}

func TestImport_InterruptedStagingGoesOnBehindTheLastRow(t *testing.T) {
	o := newOffice(t)
	rows := backlog(30)
	first := o.begin(file("a.xlsx", "liang"))
	o.stage(first, rows[:20])

	again := o.begin(file("a.xlsx", "liang"))
	if again.ID != first.ID || again.Staged != rows[19].Row {
		t.Fatalf("begun again: %+v, want batch %s staged up to row %d", again, first.ID, rows[19].Row)
	}
	o.stage(again, rows[:20]) // the reader starts at the top again
	o.stage(again, rows[20:])
	if n, err := o.CheckImport(t.Context(), first.ID, 30); err != nil || n.Rows != 30 {
		t.Fatalf("%+v %v", n, err)
	}
	if _, err := o.OpenMany(t.Context(), first.ID, time.Time{}, nil); err != nil {
		t.Fatal(err)
	}
	if n, _ := o.OpenCount(t.Context()); n != 30 {
		t.Fatalf("%d cases, want each row once", n)
	}
}

func TestImport_AnotherReadingOfTheFileBeginsAnew(t *testing.T) {
	o := newOffice(t)
	b := o.begin(file("a.xlsx", "liang"))
	o.stage(b, backlog(3))
	f := file("a.xlsx", "liang")
	f.Mapping = []byte(`{"title":"D"}`)
	if c := o.begin(f); c.ID == b.ID || c.Staged != 0 {
		t.Fatalf("went on with %+v", c)
	}
	if _, err := o.StageRows(t.Context(), b.ID, backlog(1)); !errors.Is(err, store.ErrNoImport) {
		t.Fatalf("the discarded batch: %v", err)
	}
}

func TestImport_SecondTimeAddsNothingAndShowsTheReceipt(t *testing.T) {
	o := newOffice(t)
	r := o.bringIn("a.xlsx", "liang", backlog(4))
	for _, mapping := range []string{`{"title":"C"}`, `{"title":"D"}`} {
		f := file("a.xlsx", "miao")
		f.Mapping = []byte(mapping)
		_, err := o.BeginImport(t.Context(), f)
		in, ok := errors.AsType[*store.AlreadyIn](err)
		if !ok || in.Batch.Receipt == nil || in.Batch.Receipt.First != r.First || in.Otherwise != (mapping != `{"title":"C"}`) {
			t.Fatalf("%s: %v", mapping, err)
		}
	}
	if again, err := o.OpenMany(t.Context(), r.Batch, time.Time{}, nil); err != nil || again.First != r.First || again.Cases != 4 {
		t.Fatalf("opened again: %+v %v", again, err)
	}
	if n, _ := o.OpenCount(t.Context()); n != 4 {
		t.Fatalf("%d cases, want 4", n)
	}
}

func TestImport_ManyAtOnce_OneBatchOneReceipt(t *testing.T) {
	o := newOffice(t)
	rows := backlog(20)
	receipts := make([]store.ImportReceipt, 6)
	var wg sync.WaitGroup
	for i := range receipts {
		wg.Go(func() {
			ctx := context.Background()
			b, err := o.BeginImport(ctx, file("a.xlsx", "liang"))
			if in, ok := errors.AsType[*store.AlreadyIn](err); ok {
				receipts[i] = *in.Batch.Receipt
				return
			}
			if err == nil {
				_, err = o.StageRows(ctx, b.ID, rows)
			}
			if err == nil {
				_, err = o.CheckImport(ctx, b.ID, len(rows))
			}
			if err == nil || b.ID != "" && errors.Is(err, store.ErrNoImport) { // another was faster
				receipts[i], err = o.OpenMany(ctx, b.ID, time.Time{}, nil)
			}
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	wg.Wait()
	for _, r := range receipts {
		if r.Batch != receipts[0].Batch || r.Last != receipts[0].Last {
			t.Fatalf("receipts differ: %+v and %+v", r, receipts[0])
		}
	}
	if n, _ := o.OpenCount(t.Context()); n != 20 {
		t.Fatalf("%d cases, want 20", n)
	}
}

func TestImport_BadRowsNeverPassTheCheck(t *testing.T) {
	o := newOffice(t)
	rows := backlog(3)
	rows[1].Fields["title"] = strings.Repeat("长", 201)
	rows[2].Errors = []store.RowError{{Row: 4, Field: "received", Code: "not-a-date"}}
	b := o.begin(file("a.xlsx", "liang"))
	checked := o.stage(b, rows)
	if len(checked[0].Errors) != 0 || len(checked[1].Errors) != 1 || checked[1].Errors[0].Field != "title" || checked[1].Errors[0].Code != casework.Invalid {
		t.Fatalf("errors: %+v", checked)
	}
	if n, err := o.CheckImport(t.Context(), b.ID, 3); err != nil || n.Bad != 2 {
		t.Fatalf("%+v %v", n, err)
	}
	if _, err := o.OpenMany(t.Context(), b.ID, time.Time{}, nil); !errors.Is(err, store.ErrNoImport) {
		t.Fatalf("opened: %v", err)
	}
	if err := o.DiscardImport(t.Context(), b.ID); err != nil {
		t.Fatal(err)
	}
	if n := o.h.Count(`SELECT count(*) FROM import_rows`); n != 0 {
		t.Fatalf("%d rows left behind", n)
	}
}

func TestImport_OnlyIntakeAndSupervisorsTakeAFileIn(t *testing.T) {
	o := newOffice(t)
	for person, want := range map[string]string{"zhou": casework.WrongRole, "nobody": casework.NotFound} {
		_, err := o.BeginImport(t.Context(), file("a.xlsx", person))
		if r := casework.Refused(err); r == nil || r.Code != want {
			t.Errorf("%s: %v, want %s", person, err, want)
		}
	}
	f := file("a.xlsx", "liang")
	f.Unit = "U9"
	if _, err := o.BeginImport(t.Context(), f); casework.Refused(err) == nil {
		t.Errorf("for a unit that is not there: %v", err)
	}
}

func TestImport_NamesAreSealedFromTheFirstRowOn(t *testing.T) {
	o := newOffice(t)
	b := o.begin(file("a.xlsx", "liang"))
	o.stage(b, backlog(3))
	const anywhere = `
		SELECT (SELECT count(*) FROM import_rows x WHERE x::text LIKE '%贾秘%')
		     + (SELECT count(*) FROM timeline x WHERE x::text LIKE '%贾秘%')
		     + (SELECT count(*) FROM cases x WHERE x::text LIKE '%贾秘%')`
	if n := o.h.Count(anywhere); n != 0 {
		t.Fatalf("the name stands open in %d staged rows", n)
	}
	if _, err := o.CheckImport(t.Context(), b.ID, 3); err != nil {
		t.Fatal(err)
	}
	if _, err := o.OpenMany(t.Context(), b.ID, time.Time{}, nil); err != nil {
		t.Fatal(err)
	}
	if n := o.h.Count(anywhere); n != 0 {
		t.Fatalf("the name stands open in %d rows", n)
	}
	if n := o.h.Count(`SELECT count(*) FROM import_rows WHERE fields <> '{}' OR data IS NOT NULL`); n != 0 {
		t.Fatalf("%d staged rows kept what is a case now", n)
	}
	fields, err := o.Reveal(t.Context(), o.viewer("miao"), "P-2026-0001")
	if err != nil || fields["name"] != "贾秘0" {
		t.Fatalf("revealed %v %v", fields, err)
	}
}

func TestImport_WhatWasStagedAndForgottenGoesAfterSevenDays(t *testing.T) {
	o := newOffice(t)
	o.stage(o.begin(file("old.xlsx", "liang")), backlog(2))
	o.h.Advance(8 * 24 * time.Hour)
	o.begin(file("new.xlsx", "liang"))
	if n := o.h.Count(`SELECT count(*) FROM import_batches`); n != 1 {
		t.Fatalf("%d batches, want the new one", n)
	}
}

func TestImport_ReportsOfWrongdoingAreNoDuplicatesOfAnything(t *testing.T) {
	o := newOffice(t)
	rows := backlog(2)
	rows[1].Fields["matter"] = petition.Report
	o.bringIn("a.xlsx", "liang", rows)
	all, err := o.TitlesInSight(t.Context(), o.viewer("liang"))
	if err != nil || len(all) != 1 || all[0].Title != rows[0].Fields["title"] {
		t.Fatalf("%v %v", all, err)
	}
}

func TestImport_TheReadingOfColumnsIsKept(t *testing.T) {
	o := newOffice(t)
	if m, err := o.ImportMapping(t.Context(), "petition", "a|b"); m != nil || err != nil {
		t.Fatalf("%s %v", m, err)
	}
	for _, want := range []string{`{"title": "a"}`, `{"title": "b"}`} {
		if err := o.KeepImportMapping(t.Context(), "petition", "a|b", []byte(want)); err != nil {
			t.Fatal(err)
		}
		if m, err := o.ImportMapping(t.Context(), "petition", "a|b"); string(m) != want || err != nil {
			t.Fatalf("%s %v", m, err)
		}
	}
}

func TestImport_UndoIsAllOrNothingAndNamesWhatWasTouched(t *testing.T) {
	o := newOffice(t)
	r := o.bringIn("a.xlsx", "liang", backlog(6))
	var touched string
	for _, m := range o.openCases() {
		if m.Stage == petition.Registered {
			touched = m.Case
			o.must(m.Case, "miao", "record-contact", casework.Fields{"how": "phone", "on": "2026-03-02", "note": "打过电话"})
			break
		}
	}
	_, err := o.UndoImport(t.Context(), o.viewer("liang"), r.Batch, "导错了文件", false)
	if no := casework.Refused(err); no == nil || no.Code != "touched" || len(no.Items) != 1 || len(no.Items[0].Args) != 2 {
		t.Fatalf("undone as a whole although one was touched: %v", err)
	}
	if n := o.h.Count(`SELECT count(*) FROM timeline WHERE move = 'undo-import'`); n != 0 || len(o.openCases()) != 6 {
		t.Fatalf("%d cases were taken back by an undo that was refused", n)
	}
	u, err := o.UndoImport(t.Context(), o.viewer("liang"), r.Batch, "导错了文件", true)
	if err != nil || u.Cases != 5 || len(u.Kept) != 1 {
		t.Fatalf("%+v %v", u, err)
	}
	left := o.openCases()
	if len(left) != 1 || left[0].Case != touched {
		t.Fatalf("left open: %+v", left)
	}
	for _, id := range o.column(`SELECT id FROM cases`) {
		if f, err := o.Verify(t.Context(), id); f != nil || err != nil {
			t.Fatalf("verify %s: %v %v", id, f, err)
		}
	}
	if n := o.h.Count(`SELECT count(*) FROM dues d JOIN cases c ON c.id = d.case_id AND c.ended WHERE d.settled IS NULL`); n != 0 {
		t.Fatalf("%d dates still pending in cases taken back", n)
	}
	if n := o.h.Count(`SELECT count(*) FROM timeline WHERE move = 'undo-import' AND fields ->> 'reason' = '导错了文件'`); n != 5 {
		t.Fatalf("%d lines, want one a case", n)
	}
	// The touched one goes on, so the file is still in.
	if _, err := o.BeginImport(t.Context(), file("a.xlsx", "liang")); !errors.As(err, new(*store.AlreadyIn)) {
		t.Fatalf("begun again: %v", err)
	}
}

func TestImport_UndoneAsAWholeTheFileMayGoInAgain(t *testing.T) {
	o := newOffice(t)
	r := o.bringIn("a.xlsx", "liang", backlog(3))
	if r := casework.Refused(second(o.UndoImport(t.Context(), o.viewer("zhou"), r.Batch, "因为", false))); r == nil || r.Code != casework.WrongRole {
		t.Fatalf("undone by a leader: %v", r)
	}
	if r := casework.Refused(second(o.UndoImport(t.Context(), o.viewer("miao"), r.Batch, "", false))); r == nil || r.Code != casework.Incomplete {
		t.Fatalf("undone without a reason: %v", r)
	}
	if u, err := o.UndoImport(t.Context(), o.viewer("miao"), r.Batch, "导错了", false); err != nil || u.Cases != 3 {
		t.Fatalf("%+v %v", u, err)
	}
	if _, err := o.UndoImport(t.Context(), o.viewer("miao"), r.Batch, "导错了", false); !errors.Is(err, store.ErrNoImport) {
		t.Fatalf("undone twice: %v", err)
	}
	if again := o.bringIn("a.xlsx", "liang", backlog(3)); again.Batch == r.Batch || again.Cases != 3 {
		t.Fatalf("%+v", again)
	}
	all, err := o.Imports(t.Context(), o.viewer("liang"))
	if err != nil || len(all) != 2 || !slices.ContainsFunc(all, func(b store.Batch) bool { return b.State == "undone" }) {
		t.Fatalf("%+v %v", all, err)
	}
}

func TestImport_WhatNobodyDidIsNoTouch(t *testing.T) {
	o := newOffice(t)
	r := o.bringIn("a.xlsx", "miao", backlog(3)) // by intake: a supervisor approves its day afterwards
	if _, _, err := o.ApproveCatchUp(t.Context(), o.viewer("liang"), r.Batch, o.h.Now().AddDate(0, 0, 2)); err != nil {
		t.Fatal(err)
	}
	o.h.Advance(5 * 24 * time.Hour)
	for _, m := range o.openCases() {
		for _, d := range m.Dues {
			if _, err := o.Overdue(t.Context(), m.Case, d.No, d.Generation); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := o.h.Count(`SELECT count(*) FROM timeline WHERE move = 'overdue'`); n == 0 {
		t.Fatal("no clock rang: the test shows nothing")
	}
	if u, err := o.UndoImport(t.Context(), o.viewer("miao"), r.Batch, "导错了", false); err != nil || u.Cases != 3 {
		t.Fatalf("%+v %v", u, err)
	}
}

func second[T any](_ T, err error) error { return err }
