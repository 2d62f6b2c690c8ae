package web

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// showImports is the room in which files of old cases are brought in.
func showImports(v *visit) error {
	return v.importsPage(http.StatusOK, func(p *pages.Imports) {
		if key := v.QueryParam("done"); v.words.Has("imports.done." + key) {
			p.Done = v.words.T("imports.done." + key)
		}
	})
}

func (v *visit) importsPage(code int, with func(*pages.Imports)) error {
	ctx := v.Request().Context()
	hand, err := v.s.Imports.ImportsAtHand(ctx, v.viewer)
	if err != nil {
		return err
	}
	in, err := v.s.Imports.Imports(ctx, v.viewer)
	if err != nil {
		return err
	}
	p := pages.Imports{Units: v.importUnits(), AtHand: []pages.ImportRow{}, In: []pages.ImportRow{}}
	for _, w := range hand {
		p.AtHand = append(p.AtHand, v.importRow(w.Batch, importState(w)))
	}
	for _, b := range in {
		p.In = append(p.In, v.importRow(b, importState(store.ImportWork{Batch: b})))
	}
	with(&p)
	return v.show(code, v.words.T("imports.title"), p, pages.ImportsPage(p))
}

// importUnits are those for which the reader may bring a file in, their own first.
func (v *visit) importUnits() []pages.Option {
	n := v.dir()
	all := []pages.Option{{Value: v.viewer.Unit, Text: n.unit(v.viewer.Unit, v.words.Lang)}}
	for _, u := range n.unitOptions(v.words.Lang) {
		if u.Value != v.viewer.Unit && slices.Contains(v.viewer.Units, u.Value) {
			all = append(all, u)
		}
	}
	return all
}

func (v *visit) importRow(b store.Batch, state string) pages.ImportRow {
	n := v.dir()
	r := pages.ImportRow{ID: b.ID, File: b.File, State: state, By: n.name(b.Person, v.words), Unit: n.unit(b.Unit, v.words.Lang), At: b.Created,
		CatchUp: b.CatchUp, Path: pages.ImportPath(b.ID)}
	if x := b.Receipt; x != nil {
		r.At, r.Cases, r.First, r.Last, r.Undone = x.At, x.Cases, x.First, x.Last, x.Undone
	}
	return r
}

// importState says in one word where an import stands.
func importState(w store.ImportWork) string {
	switch {
	case w.State == "committed":
		return "in"
	case w.State == "undone":
		return "undone"
	case w.Wish != "":
		return "working"
	case w.Trouble != nil:
		return "trouble"
	case w.State == "checked":
		return "ready"
	case w.Found != nil && w.Found.Bad > 0:
		return "bad"
	}
	return "trouble"
}

// taken is what a program is told of a file that it handed in.
type taken struct {
	ID      string `json:"id"`
	Path    string `json:"path"`
	Already bool   `json:"already,omitempty"` // it is in; nothing was added
}

// bringIn takes a file. It is read in the background; the answer is its page.
func bringIn(v *visit) error {
	if err := v.parseUpload(); err != nil {
		return err
	}
	name, content, err := v.uploaded()
	if err != nil {
		return v.notTaken(err)
	}
	f := store.ImportFile{Kind: petition.Process.Name, Name: name, Sheet: v.FormValue("sheet"), Person: v.viewer.ID, Unit: v.FormValue("unit")}
	before := v.FormValue("replaces")
	if before != "" && f.Unit == "" { // the mended file goes where the one before was meant for
		if w, err := v.s.Imports.Import(v.Request().Context(), v.viewer, before); err == nil {
			f.Unit = w.Unit
		}
	}
	id, err := v.s.Imports.Take(v.Request().Context(), f, content)
	if in, ok := errors.AsType[*store.AlreadyIn](err); ok {
		return v.alreadyIn(in.Batch)
	}
	if err != nil {
		return v.notTaken(err)
	}
	if before != "" && before != id {
		if err := v.s.Imports.DropImport(v.Request().Context(), v.viewer, before); err != nil && casework.Refused(err) == nil {
			return err
		}
	}
	if v.wantsJSON() {
		return v.JSON(http.StatusAccepted, taken{ID: id, Path: pages.ImportPath(id)})
	}
	return v.goTo(pages.ImportPath(id))
}

// alreadyIn answers a file that is in the record: nothing is added. Whoever may not see that import is not told of it.
func (v *visit) alreadyIn(b store.Batch) error {
	if _, err := v.s.Imports.Import(v.Request().Context(), v.viewer, b.ID); err != nil {
		if casework.Refused(err) == nil {
			return err
		}
		return v.notTaken(casework.Refuse("in-elsewhere"))
	}
	if v.wantsJSON() {
		return v.JSON(http.StatusOK, taken{ID: b.ID, Path: pages.ImportPath(b.ID), Already: true})
	}
	return v.goTo(pages.ImportPath(b.ID) + "?again=yes")
}

func (v *visit) parseUpload() error {
	if v.sentJSON() {
		return nil
	}
	return v.parse()
}

// uploaded reads the file of a form, never more of it than may be taken.
func (v *visit) uploaded() (name string, content []byte, err error) {
	none := casework.Refuse(casework.Incomplete, casework.Item{Key: "import-file", Field: "file"})
	if v.Request().MultipartForm == nil {
		return "", nil, none
	}
	h, ok := first(v.Request().MultipartForm.File["file"])
	if !ok || h.Filename == "" {
		return "", nil, none
	}
	if h.Size > maxFile {
		return "", nil, casework.Refuse(casework.Invalid, casework.Item{Key: "file-too-large", Field: "file"})
	}
	f, err := h.Open()
	if err != nil {
		return "", nil, fmt.Errorf("open an uploaded file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	content, err = io.ReadAll(io.LimitReader(f, maxFile+1))
	return fileTitle(h.Filename), content, err
}

func first(all []*multipart.FileHeader) (*multipart.FileHeader, bool) {
	if len(all) == 0 {
		return nil, false
	}
	return all[0], true
}

// fileTitle is a file's name as it is shown: without folders and signs that are none.
func fileTitle(name string) string {
	if i := slices.Index([]rune(name), '\x00'); i >= 0 {
		name = string([]rune(name)[:i])
	}
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '/' || name[i] == '\\' {
			name = name[i+1:]
			break
		}
	}
	if r := []rune(name); len(r) > 120 {
		name = string(r[:100]) + "…" + string(r[len(r)-12:])
	}
	return name
}

// notTaken answers a file that was not taken: the page again, with the reason beside the field.
func (v *visit) notTaken(err error) error {
	text, ok := v.importTrouble(err)
	code, key := status(err)
	if ok {
		code, key = http.StatusUnprocessableEntity, "import"
	}
	if !ok && (casework.Refused(err) == nil || code == http.StatusNotFound) {
		return v.fail(err)
	}
	if v.wantsJSON() {
		if ok {
			return v.JSON(code, refused{Code: key, Message: text})
		}
		return v.fail(err)
	}
	if !ok {
		text = v.words.First("refusal."+key, "trouble.refused")
		if items := v.items(casework.Refused(err), ""); len(items) > 0 {
			text = items[0].Message
		}
	}
	return v.importsPage(code, func(p *pages.Imports) { p.Wrong = []pages.Wrong{{ID: "file", Text: text}} })
}

// importTrouble is what the ledger says of a file, in the reader's words.
func (v *visit) importTrouble(err error) (string, bool) {
	t := v.s.Imports.Trouble(err)
	if t == nil {
		return "", false
	}
	return v.s.Imports.Say(v.words.Lang, t.Key, t.Args...), true
}
