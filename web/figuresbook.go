package web

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"github.com/xuri/excelize/v2"

	"followthrough/web/pages"
)

// figuresBook hands the board out as a workbook: one sheet a figure, and one that says how each is counted.
func figuresBook(v *visit) error {
	b, err := v.s.Oversight.Board(v.Request().Context(), v.viewer, v.span())
	if err != nil {
		return err
	}
	book := sheets{File: excelize.NewFile()}
	defer func() { _ = book.Close() }()
	x := v.span()
	for _, figure := range figureNames {
		units, all := v.figureUnits(b, x, figure)
		book.begin(v.words.T("figures.name." + figure))
		head := []any{v.words.T("dispatch.unit")}
		for _, m := range x.Months {
			month := v.words.T("figures.month", "Year", m.Year(), "Month", int(m.Month()))
			if v.words.Has("figures.good." + figure) {
				head = append(head, month+v.words.T("sign.dot")+v.words.T("figures.good."+figure))
			}
			head = append(head, month+v.words.T("sign.dot")+v.words.T("figures.of."+figure))
		}
		book.row(head...)
		for _, u := range append(units, all) {
			book.row(bookCells(u, v.words.Has("figures.good."+figure))...)
		}
	}
	book.begin(v.words.T("figures.definitions"))
	for _, name := range append(figureNames, "open", "sealed") {
		book.row(v.words.T("figures.name."+name), v.words.T("figures.def."+name))
	}
	return v.sendBook(book)
}

// bookCells are a unit's numbers, each with those that are good before it where the figure knows such.
func bookCells(u pages.FigureUnit, rated bool) []any {
	cells := []any{u.Name}
	for _, c := range u.Cells {
		if rated {
			cells = append(cells, c.Good)
		}
		cells = append(cells, c.N)
	}
	return cells
}

// sheets writes a workbook row by row; the first error stands for all.
type sheets struct {
	*excelize.File
	sheet string
	at    int
	err   error
}

// begin starts a sheet; the first takes the place of the empty one that a new file has.
func (b *sheets) begin(name string) {
	if b.err != nil {
		return
	}
	if b.sheet == "" {
		b.err = b.SetSheetName(b.GetSheetName(0), name)
	} else {
		_, b.err = b.NewSheet(name)
	}
	b.sheet, b.at = name, 0
}

// row writes numbers as numbers and words as words: text is never read as a formula, whatever it begins with.
func (b *sheets) row(values ...any) {
	b.at++
	for i, x := range values {
		cell, err := excelize.CoordinatesToCellName(i+1, b.at)
		if err == nil && b.err == nil {
			if text, ok := x.(string); ok {
				err = b.SetCellStr(b.sheet, cell, text)
			} else {
				err = b.SetCellValue(b.sheet, cell, x)
			}
		}
		if err != nil && b.err == nil {
			b.err = err
		}
	}
}

func (v *visit) sendBook(b sheets) error {
	var out bytes.Buffer
	if b.err == nil {
		b.err = b.Write(&out)
	}
	if b.err != nil {
		return fmt.Errorf("workbook of figures: %w", b.err)
	}
	name := "figures-" + v.now.In(v.s.Terms.Zone()).Format(time.DateOnly) + ".xlsx"
	v.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return v.Blob(http.StatusOK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", out.Bytes())
}
