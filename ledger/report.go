package ledger

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"followthrough/casework"
	"followthrough/store"
)

// mostPairs is how many suspected duplicates are listed; the rest are counted.
const mostPairs = 100

// report writes what the import found, for a person at a terminal.
type report struct {
	speech
	out  io.Writer
	zone *time.Location
}

func (r report) line(key string, args ...string) { _, _ = fmt.Fprintln(r.out, r.f(key, args...)) }
func (r report) text(text string)                { _, _ = fmt.Fprintln(r.out, text) }

// sheet says how the file is read, before any row is.
func (r report) sheet(b *book, p *sheetPlan, others []string) {
	r.line("file", b.name, megabytes(b.size), fmt.Sprintf("%x", b.hash))
	if p.sheet != "" {
		r.line("sheet", p.sheet)
	}
	if len(others) > 0 {
		r.line("sheets", strings.Join(others, ", "))
	}
	rows := fmt.Sprint(p.head.to)
	if p.head.from != p.head.to {
		rows = fmt.Sprintf("%d–%d", p.head.from, p.head.to)
	}
	r.line("head", rows)
	if p.kept {
		r.line("kept")
	}
	r.text("")
	r.line("columns")
	wide := 0
	for _, c := range p.columns {
		wide = max(wide, min(30, columns(c.heading)))
	}
	for _, c := range p.columns {
		name := c.heading
		if name == "" && c.field == "" {
			continue
		}
		if name == "" {
			name = r.f("no-heading")
		}
		r.text("  " + pad(columnName(c.index), 3) + pad(shorten(name, 30), wide+2) + r.fate(c))
	}
	r.derived(p)
}

func (r report) fate(c column) string {
	if c.field != "" {
		return "→ " + r.f("field."+c.field)
	}
	return r.f("not-taken", r.f("why."+c.why))
}

func (r report) derived(p *sheetPlan) {
	if _, has := p.at["title"]; !has {
		r.text("  " + r.f("derived.title"))
	}
	if _, has := p.at["content"]; !has {
		r.text("  " + r.f("derived.content"))
	}
	if _, has := p.at["matter"]; !has {
		r.text("  " + r.f("matter", r.f("matter."+p.matter)))
	}
}

// dates says in which styles the dates were met, and how ambiguous ones are read.
func (r report) dates(p *sheetPlan) {
	r.text("")
	r.line("dates")
	for _, field := range []string{"received", "replied"} {
		s := p.surveys[field]
		if s == nil {
			continue
		}
		var parts []string
		for _, style := range []string{styleYear, styleCompact, styleSerial, styleName, styleShort, styleLast} {
			if s.styles[style] > 0 {
				parts = append(parts, r.f("style."+style, count(s.styles[style])))
			}
		}
		if s.unread > 0 {
			parts = append(parts, r.f("style.unread", count(s.unread)))
		}
		r.text("  " + p.columns[p.at[field]].heading + "  " + strings.Join(parts, " · "))
		for _, v := range p.verdicts[field] {
			r.text("    " + r.f("style."+v.style, count(v.dates)) + ": " + r.f("order."+v.how, r.f("order."+v.order), field))
		}
	}
}

// rows says how the rows came out.
func (r report) rows(c counted) {
	r.text("")
	r.line("rows", count(c.matters), count(c.matters-c.bad), count(c.bad), count(c.empty))
	for _, a := range []aside{headAgain, nothing, totalRow} {
		if rows := c.asides[a]; len(rows) > 0 {
			r.line("rows."+string(a), count(len(rows)), numbers(rows))
		}
	}
	if n := c.unknown["channel"]; n > 0 {
		r.text("          " + r.f("channel-words", count(n)))
	}
}

// numbers lists row numbers, runs of them in short: 4, 9–12.
func numbers(rows []int) string {
	var parts []string
	for i := 0; i < len(rows); {
		j := i
		for j+1 < len(rows) && rows[j+1] == rows[j]+1 {
			j++
		}
		if j > i {
			parts = append(parts, fmt.Sprintf("%d–%d", rows[i], rows[j]))
		} else {
			parts = append(parts, fmt.Sprint(rows[i]))
		}
		if i = j + 1; len(parts) == 20 && i < len(rows) {
			parts = append(parts, "…")
			break
		}
	}
	return strings.Join(parts, ", ")
}

// errors names every bad row: the cell, its column, the value and the reason.
func (r report) errors(p *sheetPlan, all []store.RowError) {
	if len(all) == 0 {
		return
	}
	r.text("")
	r.line("errors", count(len(all)))
	table := [][]string{strings.Split(r.f("errors.head"), "|")}
	for _, e := range all {
		table = append(table, []string{p.where(e), e.Heading, e.Value, r.f("code."+e.Code, e.Args...)})
	}
	r.table(table)
}

func (r report) table(rows [][]string) {
	wide := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, c := range row {
			wide[i] = max(wide[i], columns(c))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, c := range row {
			b.WriteString(pad(c, wide[i]+2))
		}
		r.text("  " + strings.TrimRight(b.String(), " "))
	}
}

// pair is a suspected duplicate.
type pair struct {
	row    int
	other  string // a row number, or a case number
	isCase bool
	much   float64 // 0: the same original number
}

func (r report) twins(all []pair) {
	if len(all) == 0 {
		return
	}
	r.text("")
	r.line("twins", count(len(all)))
	for i, p := range all {
		if i == mostPairs {
			r.text("  " + r.f("twins.more", count(len(all)-mostPairs)))
			return
		}
		key, why := "twins.row", r.f("twins.much", fmt.Sprintf("%.0f", p.much*100))
		switch {
		case p.isCase:
			key, why = "twins.case", r.f("twins.title", fmt.Sprintf("%.0f", p.much*100))
		case p.much == 0:
			why = r.f("twins.number")
		}
		r.text("  " + r.f(key, fmt.Sprint(p.row), p.other, why))
	}
}

// receipt says what an import added.
func (r report) receipt(x store.ImportReceipt) {
	var stages []string
	names := make([]casework.Stage, 0, len(x.Stages))
	for s := range x.Stages {
		names = append(names, s)
	}
	slices.Sort(names)
	for _, s := range names {
		stages = append(stages, r.or("stage."+string(s), string(s))+" "+count(x.Stages[s]))
	}
	r.line("receipt.cases", count(x.Cases), x.First, x.Last, strings.Join(stages, ", "))
	r.line("receipt.dates", r.day(x.Oldest), r.day(x.Newest))
	r.line("receipt.batch", x.Batch, x.Person, x.At.In(r.zone).Format(time.DateTime), x.Took.Round(10*time.Millisecond).String())
	if x.CatchUp.IsZero() {
		r.line("receipt.open", r.day(x.Proposed))
		r.line("receipt.approve", x.Batch)
	} else {
		r.line("receipt.catch", r.day(x.CatchUp))
	}
	if x.Undone > 0 {
		r.line("receipt.undone", count(x.Undone))
	}
	r.line("receipt.undo", x.Batch)
}

// some lists numbers of cases, at most twenty.
func (r report) some(numbers []string) string {
	if len(numbers) <= 20 {
		return strings.Join(numbers, ", ")
	}
	return r.f("undone.more", strings.Join(numbers[:20], ", "), count(len(numbers)-20))
}

func (r report) day(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(r.zone).Format(time.DateOnly)
}
