package ledger

import (
	"encoding/json"
	"maps"
	"slices"

	"followthrough/store"
)

// found is what reading the file found so far, as the record keeps it.
func (r *run) found() *store.ImportFound {
	p := r.plan
	if p == nil {
		return nil
	}
	f := &store.ImportFound{Sheet: p.sheet, Sheets: r.others, HeadFrom: p.head.from, HeadTo: p.head.to, Rows: r.matters, Bad: r.bad, Errors: len(r.errs),
		Twins: r.twinRows, Empty: r.empty, Channels: r.unknown["channel"], Headings: p.key(), Asides: map[string][]int{}}
	if _, has := p.at["matter"]; !has {
		f.Matter = p.matter
	}
	for kind, rows := range r.asides {
		f.Asides[string(kind)] = rows[:min(len(rows), mostPairs)]
	}
	for _, c := range p.columns {
		if c.heading != "" || c.field != "" {
			f.Columns = append(f.Columns, store.ImportColumn{Letter: columnName(c.index), Heading: shorten(c.heading, 60), Field: c.field, Why: c.why, Sure: c.sure, Example: p.examples[c.index]})
		}
	}
	for _, field := range slices.Sorted(maps.Keys(p.surveys)) {
		s := p.surveys[field]
		d := store.ImportDates{Field: field, Styles: s.styles, Unread: s.unread}
		for _, v := range p.verdicts[field] {
			d.Reads = append(d.Reads, store.ImportOrder{Style: v.style, Order: v.order, How: v.how, Dates: v.dates})
		}
		f.Dates = append(f.Dates, d)
	}
	f.Mapping, _ = json.Marshal(p.mapping())
	return f
}

// chosen takes the columns that a person chose, and no others.
func (p *sheetPlan) chosen(columns map[string]string) error {
	p.recognise()
	left := map[string]bool{}
	for _, field := range fieldNames {
		letter := columns[field]
		if letter == "" {
			left[field] = true
			continue
		}
		i := slices.IndexFunc(p.columns, func(c column) bool { return columnName(c.index) == letter })
		if i < 0 {
			return wrong("no-such-heading", letter, p.headings())
		}
		if c := p.columns[i]; c.why == "denied" {
			return wrong("denied-mapping", c.heading)
		}
		p.at[field] = i
		p.columns[i].sure = "told"
	}
	p.explain(left)
	return p.complete()
}

// anyHead is the first row of the first sheet that looks like headings, for a person to say
// what they mean where none is known.
func (r *run) anyHead() error {
	for _, name := range r.book.sheets {
		if r.Sheet != "" && name != r.Sheet {
			continue
		}
		top, err := r.book.top(name)
		if err != nil {
			return err
		}
		for i, l := range top {
			if !looksLikeData(l.cells) {
				h := head{from: l.no, to: l.no, columns: joined(top[i : i+1])}
				if h.known, h.named = known(h.columns, nil); h.named > 1 {
					r.plan = &sheetPlan{sheet: name, head: h}
					return nil
				}
			}
		}
	}
	return nil
}
