package pages

import (
	"context"
	"net/url"
	"strconv"
	"time"
)

// Figures is the board: one figure by unit and month, what stands open, and what came after the answer.
type Figures struct {
	Now         time.Time     `json:"now"`
	Figure      string        `json:"figure"`
	Figures     []string      `json:"figures"`
	Months      []time.Time   `json:"months"` // first moments; the last one is still running
	Units       []FigureUnit  `json:"units"`
	All         FigureUnit    `json:"all"`
	Stages      []FigureBar   `json:"open_by_stage"`
	Ages        []FigureBar   `json:"open_by_age"`
	Open        int           `json:"open"`
	After       []FigureTotal `json:"after"`
	Definitions []Part        `json:"definitions"`
}

// FigureUnit is a row of the board.
type FigureUnit struct {
	ID    string       `json:"id"`
	Name  string       `json:"name"`
	Cells []FigureCell `json:"cells"` // one a month
}

// FigureCell is one number: how many, and how many of them good.
type FigureCell struct {
	N    int    `json:"n"`
	Good int    `json:"good"`
	Path string `json:"path"`
}

// FigureBar is a number with its bar.
type FigureBar struct {
	Name string `json:"name"`
	N    int    `json:"n"`
	Path string `json:"path"`
}

// FigureTotal is a number of all months together, Of how many where that says something.
type FigureTotal struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	N    int    `json:"n"`
	Of   int    `json:"of,omitempty"`
	Path string `json:"path"`
}

// FigurePath is the list behind a number of months.
func FigurePath(figure, unit string, from, to time.Time, good, outcome string) string {
	q := url.Values{"figure": {figure}, "from": {from.Format("2006-01")}, "to": {to.Format("2006-01")}}
	for name, value := range map[string]string{"unit": unit, "good": good, "outcome": outcome} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return "/figures/list?" + q.Encode()
}

// rated reports whether a figure is a share of what was due, and not a count of what happened.
func rated(figure string) bool { return figure == "answered" || figure == "carried-out" }

func (c FigureCell) percent() int { return c.Good * 100 / max(1, c.N) }

// class is the tint of a cell; the words in it say the same.
func (c FigureCell) class(figure string) string {
	switch {
	case !rated(figure) || c.N == 0:
		return ""
	case c.percent() >= 95:
		return "h95"
	case c.percent() >= 85:
		return "h85"
	case c.percent() >= 70:
		return "h70"
	}
	return ""
}

// figureCell says a cell: a share, or a count.
func figureCell(figure string, c FigureCell) string {
	if rated(figure) {
		return strconv.Itoa(c.percent()) + "%"
	}
	return strconv.Itoa(c.N)
}

func monthShort(ctx context.Context, t time.Time) string {
	return T(ctx, "figures.m."+strconv.Itoa(int(local(ctx, t).Month())))
}

// yearOver says the year where a month begins one, and over the first month.
func yearOver(ctx context.Context, i int, t time.Time) string {
	if t = local(ctx, t); i == 0 || t.Month() == time.January {
		return strconv.Itoa(t.Year())
	}
	return ""
}

func longest(bars []FigureBar) int {
	n := 1
	for _, b := range bars {
		n = max(n, b.N)
	}
	return n
}
