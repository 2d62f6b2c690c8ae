package ledger

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"followthrough/casework"
)

// mapping is which column fills which field, as it is kept for the next file with the same
// headings: field → heading. A field with an empty heading is left out on purpose.
type mapping map[string]string

// sheetPlan is everything that was settled about a sheet before its rows are read.
type sheetPlan struct {
	sheet    string
	head     head
	columns  []column          // all of them, in their order
	at       map[string]int    // field → column
	orders   map[string]orders // field → how its ambiguous dates are read
	verdicts map[string][]verdict
	surveys  map[string]*survey
	examples map[int]string // column → the first value met, short and masked; of columns that are taken
	matter   string         // of rows that do not say it
	kept     bool           // the mapping came from the last file with these headings
}

// recognise says of each column which field its heading names. Denied columns are out of the question.
func (p *sheetPlan) recognise() {
	p.at = map[string]int{}
	for i, c := range p.head.columns {
		c.field, c.rank = recognise(c.heading)
		if casework.Denied(c.heading) {
			c.field, c.why = "", "denied"
		}
		p.head.columns[i] = c
	}
	p.columns = p.head.columns
}

// assign gives each field the column whose heading says it best; headings said by a person
// or kept from the last time come first.
func (p *sheetPlan) assign(kept mapping, mapFlags, unmapFlags []string) error {
	p.recognise()
	told, left, err := p.told(kept, mapFlags, unmapFlags)
	if err != nil {
		return err
	}
	for _, field := range fieldNames {
		switch i, named := told[field]; {
		case named:
			p.at[field], p.columns[i].sure = i, "kept"
		case !left[field]:
			if i := p.best(field, told); i >= 0 {
				p.at[field], p.columns[i].sure = i, surely(p.columns[i].rank)
			}
		}
	}
	p.explain(left)
	return p.complete()
}

// surely says how sure a heading is.
func surely(rank int) string {
	if rank == 0 {
		return "named"
	}
	return "guessed"
}

// exemplify notes the first value of each column that is taken, as an error would show it.
func (p *sheetPlan) exemplify(cells []string) {
	if len(p.examples) == len(p.at) {
		return
	}
	if p.examples == nil {
		p.examples = map[int]string{}
	}
	for field, i := range p.at {
		if _, has := p.examples[i]; !has && i < len(cells) && !blank(cells[i]) {
			p.examples[i] = shown(field, oneLine(cells[i]))
		}
	}
}

// best is the column that says a field most surely, the leftmost of several.
func (p *sheetPlan) best(field string, told map[string]int) int {
	taken := slices.Collect(maps.Values(told))
	best := -1
	for i, c := range p.columns {
		if c.field == field && c.why == "" && !slices.Contains(taken, i) && (best < 0 || c.rank < p.columns[best].rank) {
			best = i
		}
	}
	return best
}

// told are the columns that flags name, else that were kept, and the fields left out.
func (p *sheetPlan) told(kept mapping, mapFlags, unmapFlags []string) (map[string]int, map[string]bool, error) {
	told, left := map[string]int{}, map[string]bool{}
	for field, text := range kept {
		if i := p.find(text); text == "" {
			left[field] = true
		} else if i >= 0 && p.columns[i].why == "" {
			told[field] = i
		}
	}
	for _, flag := range split(unmapFlags) {
		field := flag
		if i := p.find(flag); i >= 0 && !slices.Contains(fieldNames, flag) {
			field = p.columns[i].field
		}
		if !slices.Contains(fieldNames, field) {
			return nil, nil, wrong("no-such-field", flag, strings.Join(fieldNames, ", "))
		}
		delete(told, field)
		left[field] = true
	}
	for _, flag := range split(mapFlags) {
		field, text, _ := strings.Cut(flag, "=")
		field = strings.TrimSpace(field)
		if !slices.Contains(fieldNames, field) {
			return nil, nil, wrong("no-such-field", field, strings.Join(fieldNames, ", "))
		}
		i := p.find(text)
		if i < 0 {
			return nil, nil, wrong("no-such-heading", strings.TrimSpace(text), p.headings())
		}
		if c := p.columns[i]; c.why == "denied" {
			return nil, nil, wrong("denied-mapping", c.heading)
		}
		told[field] = i
		delete(left, field)
	}
	return told, left, nil
}

// find is the column with a heading, or with a letter.
func (p *sheetPlan) find(text string) int {
	text = strings.TrimSpace(text)
	if i := slices.IndexFunc(p.columns, func(c column) bool { return c.heading != "" && heading(c.heading) == heading(text) }); i >= 0 {
		return i
	}
	return slices.IndexFunc(p.columns, func(c column) bool { return columnName(c.index) == strings.ToUpper(text) })
}

func split(flags []string) []string {
	var all []string
	for _, f := range flags {
		for _, one := range strings.Split(f, ",") {
			if one = strings.TrimSpace(one); one != "" {
				all = append(all, one)
			}
		}
	}
	return all
}

// explain says of each column what became of it.
func (p *sheetPlan) explain(left map[string]bool) {
	for i := range p.columns {
		c := &p.columns[i]
		said := c.field
		c.field = ""
		for field, at := range p.at {
			if at == i {
				c.field = field
			}
		}
		switch {
		case c.field != "" || c.why != "":
		case left[said]:
			c.why = "unmapped"
		case said != "":
			c.why = "other-fits"
		default:
			c.why = "unknown"
		}
	}
}

// complete reports what a mapping lacks: a matter needs words and the day it came in, and
// an answer needs its day.
func (p *sheetPlan) complete() error {
	has := func(field string) bool { _, ok := p.at[field]; return ok }
	switch {
	case !has("title") && !has("content"):
		return wrong("no-matter-column", p.headings())
	case !has("received"):
		return wrong("no-received-column", p.headings())
	case has("reply") && !has("replied"):
		return wrong("reply-without-its-day", p.columns[p.at["reply"]].heading)
	}
	return nil
}

// headings lists the headings as the file has them.
func (p *sheetPlan) headings() string {
	var all []string
	for _, c := range p.columns {
		if c.heading != "" {
			all = append(all, c.heading)
		}
	}
	return strings.Join(all, " · ")
}

// key is what mappings are kept by: the headings as they are compared.
func (p *sheetPlan) key() string {
	var all []string
	for _, c := range p.head.columns {
		all = append(all, heading(c.heading))
	}
	return strings.Join(all, "|")
}

// mapping is what is kept for the next file with these headings.
func (p *sheetPlan) mapping() mapping {
	m := mapping{}
	for _, field := range fieldNames {
		if i, ok := p.at[field]; ok {
			m[field] = p.columns[i].heading
		}
	}
	for _, c := range p.columns {
		if f, _ := recognise(c.heading); c.why == "unmapped" {
			if _, taken := m[f]; !taken {
				m[f] = ""
			}
		}
	}
	return m
}

// reading is everything on which the cases depend beside the file itself: the same file
// read the same way is the same import.
func (p *sheetPlan) reading() json.RawMessage {
	columns := map[string]string{}
	for field, i := range p.at {
		columns[field] = columnName(i) + " " + p.columns[i].heading
	}
	text, _ := json.Marshal(map[string]any{"sheet": p.sheet, "rows_below": p.head.to, "columns": columns, "dates": p.orders, "matter": p.matter})
	return text
}
