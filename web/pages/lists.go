package pages

import (
	"context"
	"net/url"
	"strings"

	"github.com/a-h/templ"
)

// Cases is the list of the cases a reader may see.
type Cases struct {
	Title      string     `json:"-"`
	Base       string     `json:"-"`
	Filter     Filter     `json:"filter"`
	Stages     []Option   `json:"stages"`
	Units      []Option   `json:"units"`
	Leaders    []Option   `json:"leaders"`
	Categories []Option   `json:"categories"`
	Results    []Option   `json:"results"`
	Views      []ListView `json:"views,omitempty"` // the reader's own
	Rows       []Row      `json:"rows"`
	Count      int        `json:"count"`          // of all pages
	Many       bool       `json:"many,omitempty"` // there may be more
	Next       string     `json:"next,omitempty"` // the way to the rows after these
	Words      []string   `json:"words,omitempty"`
	Query      string     `json:"-"` // the conditions as an address
	Chosen     []string   `json:"-"` // the conditions in words
	Chosable   bool       `json:"-"` // rows may be chosen for acts on many
	All        bool       `json:"-"` // all of this page are chosen
	Later      bool       `json:"-"` // not the first page
	Said       string     `json:"-"`
}

// ListView is a list under a name.
type ListView struct {
	Name string `json:"name"`
	Path string `json:"path"`
	Here bool   `json:"-"`
}

// Filter is what a list is narrowed to and sorted by. Stage is empty for what is open, "all" for everything.
type Filter struct {
	Text       string `json:"q,omitempty"`
	Stage      string `json:"stage,omitempty"`
	Unit       string `json:"unit,omitempty"`
	Leader     string `json:"leader,omitempty"`
	Track      string `json:"track,omitempty"`
	Due        string `json:"due,omitempty"` // overdue, or soon: within five working days
	Category   string `json:"category,omitempty"`
	Result     string `json:"result,omitempty"`
	From       string `json:"from,omitempty"` // registered
	To         string `json:"to,omitempty"`
	ClosedFrom string `json:"closed_from,omitempty"`
	ClosedTo   string `json:"closed_to,omitempty"`
	Sort       string `json:"sort,omitempty"` // opened or number; by the next date when empty
}

// Query is the filter as an address.
func (f Filter) Query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"q": f.Text, "stage": f.Stage, "unit": f.Unit, "leader": f.Leader, "track": f.Track, "due": f.Due,
		"category": f.Category, "result": f.Result, "from": f.From, "to": f.To, "closed-from": f.ClosedFrom, "closed-to": f.ClosedTo, "sort": f.Sort} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// with is the same list with one condition changed.
func (p Cases) with(name, value string) templ.SafeURL {
	q := p.Filter.Query()
	q.Set(name, value)
	if value == "" {
		q.Del(name)
	}
	return templ.SafeURL(p.Base + "?" + q.Encode())
}

// Intake is what awaits the decision whether it is accepted.
type Intake struct {
	Rows        []Row  `json:"rows"`
	Count       int    `json:"count"`
	Next        string `json:"next,omitempty"`
	MayRegister bool   `json:"may_register"`
}

// Register is the form that opens a case.
type Register struct {
	Form Form `json:"form"`
}

// Petitioner is the petitioner's own data, opened for the reader; that it was is on the record.
type Petitioner struct {
	No    string `json:"no"`
	Parts []Part `json:"parts"`
}

// Ledger is the ledger on paper: nineteen columns, as the office knows them.
type Ledger struct {
	Title   string       `json:"-"`
	Heads   []string     `json:"heads"`
	Lines   []LedgerLine `json:"lines"`
	Count   int          `json:"count"`
	Many    bool         `json:"many,omitempty"`
	Partial bool         `json:"partial,omitempty"` // only the first lines
	Chosen  []string     `json:"conditions,omitempty"`
	Query   string       `json:"-"`
}

// LedgerLine is a case in the ledger, column by column.
type LedgerLine []string

// piece is a piece of a text: a word that was looked for, or what stands between.
type piece struct {
	text string
	hit  bool
}

// split cuts a text at the words that were looked for, the longest first where they overlap.
func split(text string, words []string) []piece {
	lower := strings.ToLower(text)
	if len(lower) != len(text) { // a letter whose lower case is longer: nothing is marked rather than wrongly
		return []piece{{text: text}}
	}
	var all []piece
	plain := 0
	for at := 0; at < len(text); {
		n := 0
		for _, w := range words {
			if w = strings.ToLower(w); len(w) > n && strings.HasPrefix(lower[at:], w) {
				n = len(w)
			}
		}
		if n == 0 {
			at++
			continue
		}
		if plain < at {
			all = append(all, piece{text: text[plain:at]})
		}
		all = append(all, piece{text[at : at+n], true})
		at += n
		plain = at
	}
	if plain < len(text) {
		all = append(all, piece{text: text[plain:]})
	}
	return all
}

// sorted says how the list is sorted.
func sorted(ctx context.Context, f Filter) string {
	if f.Sort == "" {
		return T(ctx, "cases.by.due")
	}
	return T(ctx, "cases.by."+f.Sort)
}
