package ledger

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func written(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// refused opens a file and walks all of it; the key of the refusal comes back.
func refused(t *testing.T, name string, data []byte) string {
	t.Helper()
	b, err := openBook(written(t, name, data))
	if err == nil {
		for _, s := range b.sheets {
			if err = b.walk(s, func(int, []string) error { return nil }); err != nil {
				break
			}
		}
		b.close()
	}
	var w *Wrong
	if errors.As(err, &w) {
		return w.Key
	}
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return ""
}

// part replaces a part of a sound workbook.
func part(t *testing.T, name string, content func(old []byte) []byte) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for i, cells := range [][]any{{"主题", "内容", "日期"}, {"甲", "乙", "2020/1/1"}, {"丙", "丁", "2020/1/2"}} {
		at, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", at, &cells); err != nil {
			t.Fatal(err)
		}
	}
	sound, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(sound.Bytes()), int64(sound.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range r.File {
		src, err := p.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		_, _ = b.ReadFrom(src)
		data := b.Bytes()
		if p.Name == name {
			data = content(data)
		}
		dst, err := w.Create(p.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := dst.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const sheet1 = "xl/worksheets/sheet1.xml"

func TestOpenBook_WhatIsNotRead(t *testing.T) {
	cells := func(n int) func([]byte) []byte {
		return func([]byte) []byte {
			return []byte(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">` +
				strings.Repeat(`<c><v>1</v></c>`, n) + `</row></sheetData></worksheet>`)
		}
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"empty":             {[]byte(" \n"), "empty-file"},
		"old or locked":     {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 the rest"), "old-or-locked"},
		"no archive":        {[]byte("PK\x03\x04 and then nothing"), "unreadable"},
		"neither encoding":  {[]byte("\xff\xff\x81"), "unreadable"},
		"a picture":         {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "unreadable"},
		"NUL in text":       {[]byte("主题,日期\nx\x00y,2020/1/1\n"), "unreadable"},
		"too large":         {bytes.Repeat([]byte("a,b\n"), maxFile/4+1), "file-too-large"},
		"a bomb":            {part(t, sheet1, func([]byte) []byte { return bytes.Repeat([]byte(" "), 40<<20) }), "bomb"},
		"a broken sheet":    {part(t, sheet1, func(b []byte) []byte { return b[:len(b)*2/3] }), "unreadable"},
		"broken strings":    {part(t, "xl/sharedStrings.xml", func(b []byte) []byte { return bytes.Replace(b, []byte("</si>"), []byte("</sj>"), 1) }), "unreadable"},
		"a million columns": {part(t, sheet1, cells(1_000_000)), "bomb"},
		"600 columns":       {part(t, sheet1, cells(600)), "too-many-columns"},
		"a cell far out":    {part(t, sheet1, func(b []byte) []byte { return bytes.Replace(b, []byte(`r="A1"`), []byte(`r="ZZZZ1"`), 1) }), "unreadable"},
		"sound":             {part(t, "", nil), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := refused(t, "file", c.data); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	if got := refused(t, "columns.csv", []byte("主题"+strings.Repeat(",x", 1_000_000)+"\n")); got != "too-many-columns" {
		t.Errorf("a million columns of text: %q", got)
	}
	if _, err := openBook(filepath.Join(t.TempDir(), "none.xlsx")); err == nil {
		t.Error("a file that is not there")
	}
}

// A million columns that do not compress well enough for a bomb are refused by their number.
func TestOpenBook_AMillionColumnsThatAreNoBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">`)
	for i := range 1_000_000 {
		b.WriteString(`<c><v>` + strings.Repeat("1", i%7+1) + string(rune('0'+i*7%10)) + string(rune('0'+i*i%10)) + `</v></c>`)
	}
	b.WriteString(`</row></sheetData></worksheet>`)
	got := refused(t, "wide.xlsx", part(t, sheet1, func([]byte) []byte { return []byte(b.String()) }))
	if got != "too-many-columns" {
		t.Errorf("%q", got)
	}
}

func TestWalk_NumbersRowsAsPeopleSeeThem(t *testing.T) {
	b, err := openBook(written(t, "a.csv", []byte("\n\n甲,\"一\n二\n三\"\n\n,,\n乙,x\r\n\r\n丙,y")))
	if err != nil {
		t.Fatal(err)
	}
	var rows []int
	if err := b.walk("", func(n int, _ []string) error { rows = append(rows, n); return nil }); err != nil {
		t.Fatal(err)
	}
	if want := []int{3, 6, 8}; len(rows) != 3 || rows[0] != want[0] || rows[1] != want[1] || rows[2] != want[2] {
		t.Errorf("rows %v, want %v", rows, want)
	}
}

func TestClean_MakesTextFitForTheRecord(t *testing.T) {
	for text, want := range map[string]string{
		"\n\t　 正文 第一行 \r\n\t\t第二行\x00\u200b_x000D_\n\n\n\n第三行\u0007 ": "正文 第一行\n第二行\n\n第三行",
		"\ufeff\xff甲": "甲", " \u00a0　": "", "甲\u202e乙": "甲乙",
	} {
		if got := clean(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestShown_MasksWhatMayBePersonal(t *testing.T) {
	for _, c := range [][3]string{
		{"name", "贾明", "贾*"}, {"content", "贾明的事", ""}, {"received", "13800001111", "138********"}, {"title", "请打 000-1234", "请打 000-1234"},
		{"received", "20201399", "20201399"},
	} {
		if got := shown(c[0], c[1]); got != c[2] {
			t.Errorf("%s %q is shown as %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestTwins_LookAlikesOnly(t *testing.T) {
	w := newTwins()
	text := "小区锅炉房夜里噪声很大，老人孩子都睡不着，请求整治，已经反映过多次没有结果"
	for _, c := range []struct{ name, text, want string }{
		{"1", text, ""},
		{"2", "另一件事：医院门口停车占道，救护车进不来，请求划线管理", ""},
		{"3", strings.ReplaceAll(text, "，", " , ") + "！", "1"},
		{"4", strings.Replace(text, "已经反映过多次没有结果", "希望早日答复", 1), ""},
		{"5", "短", ""}, {"6", "短", ""},
		{"7", text + "谢谢", "1"},
	} {
		if got, much := w.meet(c.name, c.text); got != c.want {
			t.Errorf("%s looks like %q (%.2f), want %q", c.name, got, much, c.want)
		}
	}
}

func TestSentences_AreInBothLanguagesWithTheSameArguments(t *testing.T) {
	for key, pair := range sentences {
		if strings.Count(pair[0], "%s") != strings.Count(pair[1], "%s") || (pair[0] == "") != (pair[1] == "") {
			t.Errorf("%s: %q and %q", key, pair[0], pair[1])
		}
	}
}
