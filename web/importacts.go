package web

import (
	"errors"
	"slices"
	"strings"
	"time"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

// importReading is how a person wants a file read.
type importReading struct {
	Sheet   string            `json:"sheet,omitempty"`
	Columns map[string]string `json:"columns,omitempty"` // field → column's letter; without any they are guessed
	Dates   map[string]string `json:"dates,omitempty"`   // field → ymd, mdy or dmy
	Matter  string            `json:"matter,omitempty"`  // claim or report, of rows that do not say it
}

// rereadImport has a file read anew, with the columns as chosen.
func rereadImport(v *visit) error {
	var in importReading
	twice := ""
	if err := v.read(&in, func() { in, twice = v.readingForm() }); err != nil {
		return err
	}
	if twice != "" {
		err := casework.Refuse(casework.Invalid, casework.Item{Key: "column-twice", Args: []string{v.ledger("field." + twice)}})
		return v.importRefused(err, "columns", func(*pages.Import) {})
	}
	err := v.s.Imports.ChooseImport(v.Request().Context(), v.viewer, v.Param("id"),
		store.ImportChoices{Sheet: in.Sheet, Columns: in.Columns, Dates: in.Dates, Matter: in.Matter})
	if err != nil {
		return v.importRefused(err, "columns", func(*pages.Import) {})
	}
	v.s.Imports.Wake()
	return v.done(pages.ImportPath(v.Param("id")))
}

// readingForm reads the selects: of each column the field, none for what is left out. A
// field that two columns want is named.
func (v *visit) readingForm() (in importReading, twice string) {
	in = importReading{Sheet: v.FormValue("sheet"), Matter: v.FormValue("matter"), Dates: map[string]string{}}
	before := v.FormValue("before")
	if v.FormValue("guess") == "" && (before == "" || before == in.Sheet) {
		in.Columns = map[string]string{}
	}
	form := v.Request().PostForm
	for name, values := range form {
		if field, ok := strings.CutPrefix(name, "dates."); ok && values[0] != "" {
			in.Dates[field] = values[0]
		}
		letter, ok := strings.CutPrefix(name, "column.")
		if !ok || in.Columns == nil || !slices.Contains(v.s.Imports.Fields(), values[0]) {
			continue
		}
		if in.Columns[values[0]] != "" {
			twice = values[0]
		}
		in.Columns[values[0]] = letter
	}
	return in, twice
}

type catchUp struct {
	CatchUp string `json:"catch_up,omitempty"` // 2006-01-02; empty: the day proposed
}

func (v *visit) catchUpDay() (in catchUp, day time.Time, err error) {
	if err := v.read(&in, func() { in.CatchUp = v.FormValue("catch-up") }); err != nil {
		return in, day, err
	}
	if in.CatchUp == "" {
		return in, day, nil
	}
	day, err = time.ParseInLocation(time.DateOnly, in.CatchUp, v.s.Terms.Zone())
	if err != nil || !day.After(v.now) || day.After(v.now.AddDate(1, 0, 0)) {
		return in, day, casework.Refuse(casework.Invalid, casework.Item{Key: "catch-up", Field: "catch-up"})
	}
	return in, day, nil
}

// commitImport has the rows of a checked file become cases.
func commitImport(v *visit) error {
	in, _, err := v.catchUpDay()
	if err == nil {
		err = v.s.Imports.WishOpen(v.Request().Context(), v.viewer, v.Param("id"), in.CatchUp)
	}
	if err != nil {
		return v.importRefused(err, "catch-up", func(p *pages.Import) { p.CatchUp = in.CatchUp })
	}
	v.s.Imports.Wake()
	return v.done(pages.ImportPath(v.Param("id")))
}

// dropImport forgets a file that is not in.
func dropImport(v *visit) error {
	if err := v.s.Imports.DropImport(v.Request().Context(), v.viewer, v.Param("id")); err != nil {
		return err
	}
	return v.done("/imports?done=dropped")
}

// approveImport fixes the day from which an import's clocks may escalate.
func approveImport(v *visit) error {
	in, day, err := v.catchUpDay()
	if err == nil {
		_, _, err = v.s.Imports.ApproveCatchUp(v.Request().Context(), v.viewer, v.Param("id"), day)
	}
	if err = noImport(err); err != nil {
		return v.importRefused(err, "catch-up", func(p *pages.Import) { p.CatchUp = in.CatchUp })
	}
	return v.done(pages.ImportPath(v.Param("id")) + "?done=approved")
}

type undoing struct {
	Reason string `json:"reason"`
	Rest   bool   `json:"rest,omitempty"` // take back what nobody touched, and let the others go on
}

// undoImport takes an import back: all of it, or none.
func undoImport(v *visit) error {
	var in undoing
	if err := v.read(&in, func() { in = undoing{v.FormValue("reason"), v.FormValue("rest") == "yes"} }); err != nil {
		return err
	}
	_, err := v.s.Imports.UndoImport(v.Request().Context(), v.viewer, v.Param("id"), strings.TrimSpace(in.Reason), in.Rest)
	if err = noImport(err); err != nil {
		return v.importRefused(err, "reason", func(p *pages.Import) {
			p.Reason, p.Rest = in.Reason, casework.Refused(err).Code == "touched"
		})
	}
	return v.done(pages.ImportPath(v.Param("id")) + "?done=undone")
}

// noImport is the record's answer for an import that is not there, or not in any more: not found.
func noImport(err error) error {
	if errors.Is(err, store.ErrNoImport) {
		return casework.Refuse(casework.NotFound)
	}
	return err
}
