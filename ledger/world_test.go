package ledger_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"followthrough/casework/kinds"
	"followthrough/ledger"
	"followthrough/policies"
	"followthrough/store"
	"followthrough/store/demo"
	"followthrough/store/storetest"
)

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// noon of the day on which files are brought in: a Wednesday.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, shanghai)

var bundle = sync.OnceValues(func() (*policies.Policies, error) { return policies.Load(policies.Embedded) })

// office is the demo world's people on a real record, with the product's own policies.
type office struct {
	*store.Store
	h *storetest.Harness
	t *testing.T
}

func newOffice(t *testing.T) *office {
	t.Helper()
	p, err := bundle()
	if err != nil {
		t.Fatal(err)
	}
	h := storetest.New(t)
	h.SetTime(noon)
	s := h.Open(store.Deps{Kinds: kinds.All, Judge: p.Judge(), Gate: p.Gate(), Terms: p.Terms(), Key: bytes.Repeat([]byte("k"), 32)})
	if _, err := demo.People(t.Context(), s, noon); err != nil {
		t.Fatal(err)
	}
	return &office{s, h, t}
}

// bring imports a file as liang, a supervisor, unless the options say otherwise.
func (o *office) bring(file string, change func(*ledger.Options)) (string, error) {
	o.t.Helper()
	return o.bringUntil(o.t.Context(), file, nil, change)
}

func (o *office) bringUntil(ctx context.Context, file string, progress io.Writer, change func(*ledger.Options)) (string, error) {
	o.t.Helper()
	opt := ledger.Options{Record: o.Store, File: file, As: "liang", Lang: "en", Progress: progress}
	if change != nil {
		change(&opt)
	}
	var out strings.Builder
	err := ledger.Import(ctx, opt, &out)
	return out.String(), err
}

func (o *office) must(file string, change func(*ledger.Options)) string {
	o.t.Helper()
	out, err := o.bring(file, change)
	if err != nil {
		o.t.Fatalf("%v\n%s", err, out)
	}
	return out
}

func expect(t *testing.T, out string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(out, w) {
			t.Errorf("%q is not in:\n%s", w, out)
		}
	}
}

func expectNot(t *testing.T, out string, unwanted ...string) {
	t.Helper()
	for _, w := range unwanted {
		if strings.Contains(out, w) {
			t.Errorf("%q is in:\n%s", w, out)
		}
	}
}

// workbook is a generated file with the mess of real ones.
type workbook struct {
	t *testing.T
	f *excelize.File
	n int // the last row written
}

func newWorkbook(t *testing.T) *workbook {
	t.Helper()
	w := &workbook{t: t, f: excelize.NewFile()}
	t.Cleanup(func() { _ = w.f.Close() })
	return w
}

// row writes the next row of the first sheet; nil cells stay empty, times become serial dates.
func (w *workbook) row(cells ...any) {
	w.t.Helper()
	w.n++
	at, err := excelize.CoordinatesToCellName(1, w.n)
	if err == nil {
		err = w.f.SetSheetRow("Sheet1", at, &cells)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *workbook) merge(from, to string) {
	w.t.Helper()
	if err := w.f.MergeCell("Sheet1", from, to); err != nil {
		w.t.Fatal(err)
	}
}

func (w *workbook) save() string {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), "backlog.xlsx")
	if err := w.f.SaveAs(path); err != nil {
		w.t.Fatal(err)
	}
	return path
}

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
