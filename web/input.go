package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

// read fills in from a JSON body, or by form() from a form.
func (v *visit) read(in any, form func()) error {
	if !v.sentJSON() {
		if err := v.parse(); err != nil {
			return err
		}
		form()
		return nil
	}
	d := json.NewDecoder(v.Request().Body)
	d.DisallowUnknownFields()
	if err := d.Decode(in); err != nil && !errors.Is(err, io.EOF) {
		return badBody(err)
	}
	return nil
}

// parse reads the form of the request, however it is encoded.
func (v *visit) parse() error {
	r := v.Request()
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		err = r.ParseMultipartForm(8 << 20)
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		return badBody(err)
	}
	return nil
}

func badBody(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	return problem{http.StatusBadRequest, "bad-request"}
}

// done answers an action that leaves nothing to show: back to a page, or nothing to say to a program.
func (v *visit) done(path string) error {
	if v.wantsJSON() {
		return v.NoContent(http.StatusNoContent)
	}
	return v.goTo(path)
}
