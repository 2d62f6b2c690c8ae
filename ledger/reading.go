package ledger

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// read finds out how the sheet is to be read, and says so.
func (r *run) read(ctx context.Context) error {
	if err := r.choose(); err != nil {
		return err
	}
	if r.plan.matter = r.Matter; r.Matter != "claim" && r.Matter != "report" {
		return wrong("no-such-matter", r.Matter)
	}
	var kept mapping
	if !r.Fresh {
		text, err := r.Record.ImportMapping(ctx, r.Kind, r.plan.key())
		if err != nil {
			return err
		}
		if text != nil {
			if err := json.Unmarshal(text, &kept); err != nil {
				return fmt.Errorf("kept mapping: %w", err)
			}
			r.plan.kept = true
		}
	}
	if err := r.assign(kept); err != nil {
		return err
	}
	r.sheet(r.book, r.plan, r.others)
	r.line("as", r.name, r.As, cmp.Or(r.Unit, r.viewer.Unit))
	if err := r.survey(); err != nil {
		return err
	}
	r.dates(r.plan)
	return nil
}

// assign gives each field its column: as a person chose, else by what the headings say.
func (r *run) assign(kept mapping) error {
	if r.columns != nil {
		r.plan.kept = false
		return r.plan.chosen(r.columns)
	}
	return r.plan.assign(kept, r.Map, r.Unmap)
}

// choose takes the sheet named, else the one with the most headings known, and notes the
// others in which something stands.
func (r *run) choose() error {
	if r.Sheet != "" && !slices.Contains(r.book.sheets, r.Sheet) {
		return wrong("no-sheet", r.Sheet, strings.Join(r.book.sheets, ", "))
	}
	var wanted []string
	for _, m := range split(r.Map) {
		_, text, _ := strings.Cut(m, "=")
		wanted = append(wanted, text)
	}
	r.plan = &sheetPlan{}
	for _, name := range r.book.sheets {
		top, err := r.book.top(name)
		if err != nil {
			return err
		}
		if len(top) > 0 {
			r.others = append(r.others, name)
		}
		if r.Sheet != "" && name != r.Sheet {
			continue
		}
		if h := findHead(top, wanted); h.known > r.plan.head.known {
			r.plan = &sheetPlan{sheet: name, head: h}
		}
	}
	if r.plan.head.known == 0 && r.Options.anyHead {
		if err := r.anyHead(); err != nil {
			return err
		}
	}
	if r.plan.head.named == 0 {
		r.plan = nil
		return wrong("no-headings", strconv.Itoa(headLines))
	}
	r.others = slices.DeleteFunc(r.others, func(n string) bool { return n == r.plan.sheet })
	return nil
}

// top is the beginning of a sheet.
func (b *book) top(sheet string) ([]line, error) {
	var top []line
	err := b.walk(sheet, func(n int, cells []string) error {
		if top = append(top, line{n, slices.Clone(cells)}); len(top) == headLines {
			return errStop
		}
		return nil
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return top, err
}

// matterRows walks the rows that hold a matter.
func (r *run) matterRows(each func(n int, cells []string) error) error {
	return r.book.walk(r.plan.sheet, func(n int, cells []string) error {
		if n <= r.plan.head.to || r.plan.asideOf(cells) != matterRow {
			return nil
		}
		return each(n, cells)
	})
}

// survey counts the rows and settles, column by column, how ambiguous dates are read.
func (r *run) survey() error {
	fixed, err := orderFlags(r.Dates)
	if err != nil {
		return err
	}
	p := r.plan
	p.surveys, p.orders, p.verdicts = map[string]*survey{}, map[string]orders{}, map[string][]verdict{}
	for _, field := range []string{"received", "replied"} {
		if _, ok := p.at[field]; ok {
			p.surveys[field] = newSurvey(r.zone, r.now, r.book.from04)
		}
	}
	last := p.head.to
	err = r.book.walk(p.sheet, func(n int, cells []string) error {
		if n <= p.head.to {
			return nil
		}
		r.empty += n - last - 1
		last = n
		if a := p.asideOf(cells); a != matterRow {
			r.asides[a] = append(r.asides[a], n)
			return nil
		}
		if r.matters++; r.matters > maxRows {
			return wrong("too-many-rows", count(maxRows))
		}
		p.exemplify(cells)
		for field, s := range p.surveys {
			if i := p.at[field]; i < len(cells) {
				s.add(cells[i])
			}
		}
		return nil
	})
	if err == nil && r.matters == 0 {
		err = wrong("no-rows")
	}
	for field, s := range p.surveys {
		p.orders[field], p.verdicts[field] = s.decide(fixed[field])
	}
	return err
}

func orderFlags(flags []string) (map[string]orders, error) {
	fixed := map[string]orders{}
	for _, f := range split(flags) {
		field, order, _ := strings.Cut(f, "=")
		if field != "received" && field != "replied" || !slices.Contains(possible[styleShort], order) {
			return nil, wrong("no-such-order", f)
		}
		o := orders{Short: order}
		if order != "ymd" {
			o.Last = order
		}
		fixed[field] = o
	}
	return fixed, nil
}
