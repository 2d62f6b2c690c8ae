package web

import (
	"mime"
	"net/http"

	"followthrough/casework"
)

// keepFile keeps one file for a case and answers its id, which a move then names.
func keepFile(v *visit) error {
	if err := v.parse(); err != nil {
		return err
	}
	_, h, err := v.Request().FormFile("file")
	if err != nil {
		return casework.Refuse(casework.Incomplete, casework.Item{Key: "file", Field: "file"})
	}
	if h.Size > maxFile {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "file-too-large", Field: "file"})
	}
	content, err := h.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	row, err := v.s.Files.KeepFile(v.Request().Context(), v.viewer, v.Param("no"), h.Filename, content)
	if err != nil {
		return err
	}
	if v.wantsJSON() {
		return v.JSON(http.StatusCreated, v.file(v.Param("no"), row))
	}
	return v.goTo("/petitions/" + v.Param("no") + "?do=attach#attach")
}

// openFile hands a file out to be saved, never to be run: what people upload is not ours.
func openFile(v *visit) error {
	row, content, err := v.s.Files.OpenFile(v.Request().Context(), v.viewer, v.Param("no"), v.Param("id"))
	if err != nil {
		return err
	}
	h := v.Response().Header()
	h.Set("Content-Type", row.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": row.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	http.ServeContent(v.Response(), v.Request(), row.Name, row.At, content)
	return nil
}
