package store

import (
	"archive/zip"
	"bytes"
	"context"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"followthrough/casework"
)

// fileKind is a kind of file that may be kept.
type fileKind struct {
	mime    string
	endings []string // the usual one first
}

const office = "application/vnd.openxmlformats-officedocument."

var (
	pdf     = fileKind{"application/pdf", []string{".pdf"}}
	pngFile = fileKind{"image/png", []string{".png"}}
	jpgFile = fileKind{"image/jpeg", []string{".jpg", ".jpeg"}}
	docx    = fileKind{office + "wordprocessingml.document", []string{".docx"}}
	xlsx    = fileKind{office + "spreadsheetml.sheet", []string{".xlsx"}}
	pptx    = fileKind{office + "presentationml.presentation", []string{".pptx"}}
	text    = fileKind{"text/plain", []string{".txt"}}
	csv     = fileKind{"text/csv", []string{".csv"}}
)

func refuseFile(key, name string) error {
	return casework.Refuse(casework.Invalid, casework.Item{Key: key, Field: "files", Args: []string{name}})
}

// cleaned says by its content what a file is and returns what is kept of it, or refuses it.
func cleaned(ctx context.Context, name string, data []byte) (fileKind, []byte, error) {
	switch {
	case len(data) == 0:
		return fileKind{}, nil, refuseFile("file-empty", name)
	case len(data) > MostFileBytes:
		return fileKind{}, nil, refuseFile("file-too-large", name)
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return pdf, data, nil
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		data, err := redrawn(ctx, pngFile, name, data)
		return pngFile, data, err
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		data, err := redrawn(ctx, jpgFile, name, data)
		return jpgFile, data, err
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		kind, err := officeKind(name, data)
		return kind, data, err
	case isText(data) && strings.EqualFold(path.Ext(name), ".csv"):
		return csv, data, nil
	case isText(data):
		return text, data, nil
	}
	return fileKind{}, nil, refuseFile("file-type", name)
}

// What an office document may unpack to. Nothing here unpacks it; its reader will.
const (
	mostEntries  = 2000
	mostUnpacked = 100 << 20
	mostRatio    = 100
)

// officeKind tells office documents by their main part, from the archive's table of
// contents, and refuses macros, bombs and every other archive.
func officeKind(name string, data []byte) (fileKind, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fileKind{}, refuseFile("file-type", name)
	}
	var kind fileKind
	var unpacked uint64
	for _, f := range z.File {
		unpacked += f.UncompressedSize64
		switch {
		case f.Name == "word/document.xml":
			kind = docx
		case f.Name == "xl/workbook.xml":
			kind = xlsx
		case f.Name == "ppt/presentation.xml":
			kind = pptx
		case strings.HasSuffix(strings.ToLower(f.Name), "vbaproject.bin"), strings.ToLower(path.Ext(f.Name)) == ".zip":
			return fileKind{}, refuseFile("file-unsafe", name)
		}
	}
	if len(z.File) > mostEntries || unpacked > mostUnpacked || unpacked > mostRatio*uint64(len(data)) {
		return fileKind{}, refuseFile("file-unsafe", name)
	}
	if kind.mime == "" || !slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "[Content_Types].xml" }) {
		return fileKind{}, refuseFile("file-type", name)
	}
	return kind, nil
}

// isText reports whether data is readable text, in UTF-8 or in the national encoding.
func isText(data []byte) bool {
	if !utf8.Valid(data) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return false
		}
		data = decoded
	}
	return !bytes.ContainsFunc(data, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\t\r\n\f", r) })
}
