package web

import (
	"archive/zip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

// showVolume is the whole case as one volume to be read or printed: contents, papers, files by their digests, timeline.
func showVolume(v *visit) error {
	vol, _, err := v.volume()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, v.words.T("volume.of", "No", vol.No), vol, pages.VolumePage(vol))
}

// volume reads a case whole and numbers its papers; who may not see it whole finds nothing.
func (v *visit) volume() (pages.Volume, store.CasePage, error) {
	p, err := v.s.Reader.CasePage(v.Request().Context(), v.viewer, v.Param("no"))
	if err != nil {
		return pages.Volume{}, p, err
	}
	if p.Leave.Sight != casework.Full {
		return pages.Volume{}, p, casework.Refuse(casework.NotFound)
	}
	c, err := v.caseView(p, nil, true)
	if err != nil {
		return pages.Volume{}, p, err
	}
	vol := pages.Volume{Case: c, Made: v.now, By: v.who.Name}
	if len(c.Timeline) > 0 {
		vol.Head = c.Timeline[0].Hash
	}
	vol.Papers = papersOf(c, p)
	return vol, p, nil
}

// papersOf numbers what belongs into the volume in the order it came: each line that says something, and each file after the
// line that names it; files that no line names come last.
func papersOf(c pages.Case, p store.CasePage) []pages.Paper {
	files := map[string]pages.File{}
	for _, f := range c.Files {
		files[f.ID] = f
	}
	var all []pages.Paper
	add := func(x pages.Paper) {
		x.No = len(all) + 1
		all = append(all, x)
	}
	lines := linesByNumber(p)
	for _, e := range slices.Backward(c.Timeline) {
		if len(e.Fields) > 0 && !slices.Contains(routine, e.Move) || len(lines[e.Seq].Fields.List("files")) > 0 {
			add(pages.Paper{Title: e.Text, At: e.At, By: e.By, For: e.For, Line: e.Seq, Parts: e.Fields, SHA256: e.Hash})
		}
		for _, id := range lines[e.Seq].Fields.List("files") {
			if f, ok := files[id]; ok {
				delete(files, id)
				add(pages.Paper{Title: f.Name, At: f.At, By: f.By, Line: e.Seq, File: &f, SHA256: f.SHA256})
			}
		}
	}
	for _, f := range c.Files {
		if _, left := files[f.ID]; left {
			add(pages.Paper{Title: f.Name, At: f.At, By: f.By, File: &f, SHA256: f.SHA256})
		}
	}
	return all
}

func linesByNumber(p store.CasePage) map[int64]store.Line {
	all := map[int64]store.Line{}
	for _, l := range p.Timeline {
		all[l.Seq] = l
	}
	return all
}

// downloadVolume hands the volume out as one archive, written while it is read; the record notes that it was taken.
func downloadVolume(v *visit) error {
	vol, _, err := v.volume()
	if err != nil {
		return err
	}
	if err := v.s.Reader.NoteRead(v.Request().Context(), v.viewer, vol.No, "volume"); err != nil {
		return err
	}
	h := v.Response().Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": vol.No + ".zip"}))
	v.Response().WriteHeader(http.StatusOK)
	if err := v.pack(vol, zip.NewWriter(v.Response())); err != nil {
		v.s.Log.Error("volume", "path", v.Path(), "err", err)
		panic(http.ErrAbortHandler) // a half archive must not look like a whole one
	}
	return nil
}

func (v *visit) pack(vol pages.Volume, z *zip.Writer) error {
	put := func(name string, write func(io.Writer) error) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: vol.No + "/" + name, Method: zip.Deflate, Modified: v.now})
		if err != nil {
			return err
		}
		return write(w)
	}
	ctx := pages.With(v.Request().Context(), v.frame(vol.No))
	for _, part := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"contents.html", func(w io.Writer) error { return pages.VolumeFile(vol).Render(ctx, w) }},
		{"contents.csv", func(w io.Writer) error { return v.contents(vol, w) }},
		{"case.json", func(w io.Writer) error {
			out := json.NewEncoder(w)
			out.SetIndent("", "  ")
			return out.Encode(vol)
		}},
	} {
		if err := put(part.name, part.write); err != nil {
			return err
		}
	}
	for _, x := range vol.Papers {
		if x.File == nil {
			continue
		}
		_, content, err := v.s.Files.OpenFile(v.Request().Context(), v.viewer, vol.No, x.File.ID)
		if err != nil {
			return err
		}
		if err := put(x.FileName(), func(w io.Writer) error { _, err := io.Copy(w, content); return err }); err != nil {
			return err
		}
	}
	return z.Close()
}

// contents writes the list of papers for a spreadsheet; no cell can be taken for a formula.
func (v *visit) contents(vol pages.Volume, w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // so that spreadsheets read it as UTF-8
		return err
	}
	out := csv.NewWriter(w)
	rows := [][]string{{v.words.T("volume.no"), v.words.T("volume.paper"), v.words.T("volume.date"), v.words.T("volume.by"), v.words.T("volume.line"), "SHA-256", v.words.T("volume.file")}}
	for _, x := range vol.Papers {
		file := ""
		if x.File != nil {
			file = x.FileName()
		}
		rows = append(rows, []string{itoa(x.No), x.Title, x.At.In(v.s.Terms.Zone()).Format(time.DateTime), x.By, fmt.Sprint(x.Line), x.SHA256, file})
	}
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
