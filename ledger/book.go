package ledger

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Limits of a file. They hold a bomb out, not an office: the longest sheets met so far are
// a tenth of them.
const (
	maxFile    = 20 << 20
	maxUnzip   = 64 << 20 // all parts together; nothing is ever unzipped to the disk
	maxParts   = 1000
	maxRatio   = 100
	maxColumns = 500
	maxRows    = 50_000
	lastRow    = 1 << 20 // a worksheet has no more
)

// book is a file open for reading. Rows of a sheet come as people number them, without
// the empty ones, cell by cell as text; dates may come as serial numbers.
type book struct {
	name   string
	size   int
	hash   [32]byte
	sheets []string
	walk   func(sheet string, each func(row int, cells []string) error) error
	from04 bool // serial dates count from 1904
	close  func()
}

// errStop ends a walk early.
var errStop = errors.New("stop")

// openBook reads a file whole, by what is in it and not by its name.
func openBook(path string) (*book, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return openData(filepath.Base(path), data)
}

// openData opens a file by its content.
func openData(name string, data []byte) (*book, error) {
	b := &book{name: name, size: len(data), hash: sha256.Sum256(data), close: func() {}}
	if err := b.kind(data); err != nil {
		return nil, err
	}
	if isZip(data) {
		return b, b.openXLSX(data)
	}
	return b, b.openCSV(data)
}

func isZip(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

// kind refuses what no workbook of ours is, before anything is unzipped: by its first bytes
// and the archive's own directory.
func (b *book) kind(data []byte) error {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return wrong("empty-file", b.name)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")): // the container of .xls, and of .xlsx with a password
		return wrong("old-or-locked", b.name)
	case !isZip(data):
		return nil
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return wrong("unreadable", b.name)
	}
	var total uint64
	for _, p := range z.File {
		total += min(p.UncompressedSize64, 1<<40)
	}
	if len(z.File) > maxParts || total > maxUnzip || total > maxRatio*uint64(len(data)) {
		return wrong("bomb", megabytes(maxUnzip))
	}
	return nil
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, wrong("no-file", filepath.Base(path))
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, wrong("no-file", filepath.Base(path))
	}
	if len(data) > maxFile {
		return nil, wrong("file-too-large", megabytes(maxFile))
	}
	return data, nil
}

// openXLSX keeps all parts in memory: a temporary file would leave petitioners' data on the disk.
func (b *book) openXLSX(data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return wrong("unreadable", b.name)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzip, RawCellValue: true})
	if err != nil {
		return wrong("unreadable", b.name)
	}
	b.close = func() { _ = f.Close() }
	if err := b.sound(z, f); err != nil {
		b.close()
		return err
	}
	if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil {
		b.from04 = *p.Date1904
	}
	for _, name := range f.GetSheetList() {
		if shown, err := f.GetSheetVisible(name); err == nil && shown {
			b.sheets = append(b.sheets, name)
		}
	}
	b.walk = func(sheet string, each func(int, []string) error) error { return walkXLSX(f, sheet, each) }
	return nil
}

// sound reads the parts that hold rows once through: the streaming reader takes the first
// fault for the end of the sheet, and rows would be lost in silence.
func (b *book) sound(z *zip.Reader, f *excelize.File) error {
	for _, p := range z.File {
		name := strings.ToLower(strings.ReplaceAll(p.Name, `\`, "/"))
		if !strings.HasPrefix(name, "xl/worksheets/sheet") && name != "xl/sharedstrings.xml" {
			continue
		}
		r, err := p.Open()
		if err != nil {
			return wrong("unreadable", b.name)
		}
		d := xml.NewDecoder(io.LimitReader(r, maxUnzip))
		d.CharsetReader = f.CharsetReader
		if err := b.soundPart(d); err != nil {
			return err
		}
	}
	return nil
}

// soundPart reads one part to its end; no row of a worksheet has more cells than columns.
func (b *book) soundPart(d *xml.Decoder) error {
	rows, cells := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return wrong("unreadable", b.name)
		}
		switch e, _ := token.(xml.StartElement); e.Name.Local {
		case "row":
			rows, cells = rows+1, 0
		case "c":
			if cells++; cells > excelize.MaxColumns {
				return wrong("too-many-columns", fmt.Sprint(rows), fmt.Sprint(maxColumns))
			}
		}
	}
}

func walkXLSX(f *excelize.File, sheet string, each func(int, []string) error) error {
	rows, err := f.Rows(sheet)
	if err != nil {
		return wrong("unreadable", sheet)
	}
	defer func() { _ = rows.Close() }()
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil || n > lastRow {
			return wrong("unreadable", sheet)
		}
		if err := some(n, cells, each); err != nil {
			return err
		}
	}
	if rows.Error() != nil {
		return wrong("unreadable", sheet)
	}
	return nil
}

// some passes a row on unless it is empty.
func some(n int, cells []string, each func(int, []string) error) error {
	last := 0
	for i, c := range cells {
		if !blank(c) {
			last = i + 1
		}
	}
	if last == 0 {
		return nil
	}
	if last > maxColumns {
		return wrong("too-many-columns", fmt.Sprint(n), fmt.Sprint(maxColumns))
	}
	return each(n, cells[:last])
}

// columnName is the letter over a column: A, B, …, AA.
func columnName(i int) string {
	name, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return fmt.Sprint(i + 1)
	}
	return name
}

func megabytes(n int) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }
