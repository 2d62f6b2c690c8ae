package store_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"followthrough/casework"
	"followthrough/store"
)

func (w *world) keep(login, no, name string, content []byte) (store.FileRow, error) {
	return w.KeepFile(w.t.Context(), w.viewer(login), no, name, bytes.NewReader(content))
}

func TestFiles_AreTakenForWhatTheyAreNotForTheirName(t *testing.T) {
	w := newWorld(t)
	no := w.register("夜间噪声", nil)
	gbk, _ := simplifiedchinese.GBK.NewEncoder().Bytes([]byte("编号,事项\n1,噪声\n"))
	for _, c := range []struct {
		name, want, mime string
		content          []byte
	}{
		{"意见.pdf", "意见.pdf", "application/pdf", []byte("%PDF-1.7\n…")},
		{"invoice.exe", "invoice.pdf", "application/pdf", []byte("%PDF-1.7\n…")},
		{`..\..\etc/台账.csv`, "台账.csv", "text/csv", gbk},
		{"note.html", "note.txt", "text/plain", []byte("<script>alert(1)</script>")},
		{"表.xlsx", "表.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", archive("[Content_Types].xml", "xl/workbook.xml")},
		{"a\"\r\n\u202e.docx", "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", archive("[Content_Types].xml", "word/document.xml")},
		{"现场.JPEG", "现场.JPEG", "image/jpeg", photo(1)},
		{"截图.png", "截图.png", "image/png", picture(4, 4)},
	} {
		f, err := w.keep("miao", no, c.name, c.content)
		if err != nil || f.Name != c.want || f.Type != c.mime {
			t.Errorf("%q: %+v, %v", c.name, f, err)
		}
	}
}

func TestFiles_ThatCouldHarmAreRefused(t *testing.T) {
	w := newWorld(t)
	no := w.register("夜间噪声", nil)
	for key, content := range map[string][]byte{
		"file-empty":        {},
		"file-too-large":    bytes.Repeat([]byte("a"), store.MostFileBytes+1),
		"file-type":         []byte("MZ\x90\x00\x03\x00\x00\x00"),
		"file-unsafe":       archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
		"picture-too-large": hugePNG(),
	} {
		if _, err := w.keep("miao", no, "x.pdf", content); refusedKey(err) != key {
			t.Errorf("want %s: %v", key, err)
		}
	}
	if _, err := w.keep("miao", no, "x.zip", archive("a.txt")); refusedKey(err) != "file-type" {
		t.Errorf("an archive: %v", err)
	}
	if n := w.h.Count(`SELECT count(*) FROM files`); n != 0 {
		t.Errorf("%d files were kept", n)
	}
}

func TestFiles_PicturesLoseThePlaceAndKeepTheWayUp(t *testing.T) {
	w := newWorld(t)
	no := w.register("夜间噪声", nil)
	f, err := w.keep("miao", no, "现场.jpg", photo(6))
	if err != nil {
		t.Fatal(err)
	}
	_, r, err := w.OpenFile(t.Context(), w.viewer("miao"), no, f.ID)
	if err != nil {
		t.Fatal(err)
	}
	kept, _ := io.ReadAll(r)
	if bytes.Contains(kept, []byte("GPS here")) {
		t.Error("the camera's note is still there")
	}
	if n := bytes.Count(kept, []byte("Exif")); n != 1 || !bytes.Contains(kept, []byte{1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6}) {
		t.Error("the orientation is lost")
	}
	if _, err := jpeg.Decode(bytes.NewReader(kept)); err != nil {
		t.Errorf("no longer a picture: %v", err)
	}
}

func TestFiles_AreOpenedByThoseWhoSeeTheCaseWhole(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", false)
	f, err := w.keep("miao", no, "证明.txt", []byte("证明"))
	if err != nil {
		t.Fatal(err)
	}
	for login, may := range map[string]bool{"miao": true, "liang": true, "han": true, "zhou": false, "tian": false, "long": false} {
		_, r, err := w.OpenFile(t.Context(), w.viewer(login), no, f.ID)
		if may != (err == nil) {
			t.Errorf("%s opens the file: %v", login, err)
		}
		if may {
			if kept, _ := io.ReadAll(r); string(kept) != "证明" {
				t.Errorf("%s reads %q", login, kept)
			}
		}
	}
	if n := w.h.Count(`SELECT count(*) FROM reads WHERE what = 'file' AND person = 'P12'`); n != 1 {
		t.Error("the auditor's reading is not recorded")
	}
	if _, err := w.keep("han", no, "x.txt", []byte("x")); casework.Refused(err) == nil {
		t.Error("an auditor keeps a file")
	}
	other := w.register("另一件", nil)
	if _, _, err := w.OpenFile(t.Context(), w.viewer("miao"), other, f.ID); casework.Refused(err) == nil {
		t.Error("a file opens under another case")
	}
	if sealed, err := w.Blobs.ReadAll(t.Context(), f.ID); err != nil || bytes.Contains(sealed, []byte("证明")) {
		t.Errorf("it lies open: %v", err)
	}
}

func archive(names ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		f, _ := z.Create(n)
		_, _ = io.WriteString(f, strings.Repeat("x", 100))
	}
	_ = z.Close()
	return b.Bytes()
}

func picture(width, height int) []byte {
	var b bytes.Buffer
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	m.Set(1, 1, color.White)
	_ = png.Encode(&b, m)
	return b.Bytes()
}

// hugePNG says of itself that it has ten thousand million pixels.
func hugePNG() []byte {
	b := picture(4, 4)
	binary.BigEndian.PutUint32(b[16:], 100_000)
	binary.BigEndian.PutUint32(b[20:], 100_000)
	sum := crc32.ChecksumIEEE(b[12:29])
	binary.BigEndian.PutUint32(b[29:], sum)
	return b
}

// photo is a JPEG with a camera's note of place and orientation.
func photo(orientation byte) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 4)), nil)
	note := append([]byte("Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00"), orientation, 0, 0, 0, 0, 0, 0, 0)
	note = append(note, "GPS here"...)
	head := []byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(note) + 2)}
	return append(append(head, note...), b.Bytes()[2:]...)
}
