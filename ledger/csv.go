package ledger

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// openCSV reads text in the encodings that spreadsheets write: UTF-8 and UTF-16 with their
// marks, UTF-8 without one, else GB18030, which GBK and GB2312 are part of.
func (b *book) openCSV(data []byte) error {
	text, err := decode(data)
	if err != nil {
		return wrong("unreadable", b.name)
	}
	comma := separator(text)
	b.sheets = []string{""}
	b.walk = func(_ string, each func(int, []string) error) error { return walkCSV(text, comma, each) }
	return nil
}

func decode(data []byte) ([]byte, error) {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case !utf8.Valid(data):
		from = simplifiedchinese.GB18030
	}
	if from != nil {
		var err error
		if data, err = from.NewDecoder().Bytes(data); err != nil {
			return nil, err
		}
	}
	if !utf8.Valid(data) || bytes.ContainsRune(data, utf8.RuneError) || bytes.IndexByte(data, 0) >= 0 {
		return nil, errors.New("neither UTF-8, UTF-16 nor GB18030")
	}
	return data, nil
}

// separator is the one that cuts the first lines into the most cells.
func separator(text []byte) rune {
	best, most := ',', 0
	for _, c := range []rune{',', '\t', ';'} {
		r, cells := reader(text, c), 0
		for range 20 {
			row, err := r.Read()
			if err != nil {
				break
			}
			cells += len(row)
		}
		if cells > most {
			best, most = c, cells
		}
	}
	return best
}

func reader(text []byte, comma rune) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
	return r
}

// walkCSV numbers records as a spreadsheet would: an empty line is a row, a line break
// inside quotes is none.
func walkCSV(text []byte, comma rune, each func(int, []string) error) error {
	r := reader(text, comma)
	row, before := 0, int64(0)
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return wrong("unreadable", "csv")
		}
		row += 1 + emptyLines(text[before:r.InputOffset()])
		before = r.InputOffset()
		if err := some(row, cells, each); err != nil {
			return err
		}
	}
}

// emptyLines counts the line ends before a record.
func emptyLines(raw []byte) int {
	n := 0
	for _, c := range raw {
		switch c {
		case '\n':
			n++
		case '\r':
		default:
			return n
		}
	}
	return n
}
