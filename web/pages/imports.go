package pages

import (
	"context"
	"strconv"
	"time"

	"github.com/a-h/templ"
)

// Imports is the room in which files of old cases are brought in: what is on its way, and what is in.
type Imports struct {
	Units  []Option    `json:"units"` // for which the reader may bring a file in
	AtHand []ImportRow `json:"at_hand"`
	In     []ImportRow `json:"in"`
	Done   string      `json:"-"`
	Wrong  []Wrong     `json:"-"`
}

// ImportRow is an import in a list.
type ImportRow struct {
	ID      string    `json:"id"`
	File    string    `json:"file"`
	State   string    `json:"state"` // working, trouble, bad, ready, in, undone
	By      string    `json:"by"`
	Unit    string    `json:"unit"`
	At      time.Time `json:"at"`
	Cases   int       `json:"cases,omitempty"`
	First   string    `json:"first,omitempty"`
	Last    string    `json:"last,omitempty"`
	CatchUp time.Time `json:"catch_up,omitzero"` // zero while nobody approved one
	Undone  int       `json:"undone,omitempty"`
	Path    string    `json:"path"`
}

// Import is one file on its way in, or in.
type Import struct {
	ID      string    `json:"id"`
	File    string    `json:"file"`
	Size    int       `json:"size,omitempty"`
	SHA256  string    `json:"sha256"`
	State   string    `json:"state"` // working, trouble, bad, ready, in, undone
	Wish    string    `json:"wish,omitempty"`
	Done    int       `json:"done,omitempty"`
	Total   int       `json:"total,omitempty"`
	Unit    string    `json:"unit"`
	By      string    `json:"by"`
	Created time.Time `json:"created"`
	Trouble string    `json:"trouble,omitempty"`

	Sheet    string         `json:"sheet,omitempty"`
	Sheets   []string       `json:"sheets,omitempty"` // others in which something stands
	HeadFrom int            `json:"head_from,omitempty"`
	HeadTo   int            `json:"head_to,omitempty"`
	Rows     int            `json:"rows"`
	Bad      int            `json:"bad"`
	Twins    int            `json:"twins"`
	Empty    int            `json:"empty,omitempty"`
	Dropped  int            `json:"dropped"` // columns that may not come in
	Columns  []ImportColumn `json:"columns"`
	Fields   []Option       `json:"fields"`
	Dates    []ImportDates  `json:"dates"`
	Asides   []string       `json:"asides"` // what else was left out, in words
	Matter   string         `json:"matter,omitempty"`
	Errors   []ImportError  `json:"errors"`
	MoreBad  string         `json:"more_errors,omitempty"`
	Likes    []ImportTwin   `json:"duplicates"`
	MoreLike string         `json:"more_duplicates,omitempty"`
	CatchUp  string         `json:"catch_up,omitempty"` // as typed, else as proposed
	Approves bool           `json:"approves"`           // the reader's own day needs no approval

	Receipt *ImportReceipt `json:"receipt,omitempty"`
	Again   bool           `json:"-"` // the reader has just handed it in again
	Said    string         `json:"-"`
	Wrong   []Wrong        `json:"-"`
	Reason  string         `json:"-"`
	Rest    bool           `json:"-"` // ask whether the untouched ones are to be taken back
}

// ImportColumn is a column of the file and what becomes of it.
type ImportColumn struct {
	Letter  string `json:"letter"`
	Heading string `json:"heading"`
	Field   string `json:"field,omitempty"`
	Example string `json:"example,omitempty"`
	Sure    string `json:"sure,omitempty"`
	Say     string `json:"say,omitempty"` // how sure, or why it is not taken
	Denied  bool   `json:"denied,omitempty"`
}

// ImportDates says how the dates of a field are written, and how ambiguous ones are read.
type ImportDates struct {
	Field  string   `json:"field"`
	Name   string   `json:"name"`
	Styles []string `json:"styles"`
	Reads  []string `json:"reads,omitempty"`
	Order  string   `json:"order,omitempty"` // in force, where there is a choice
	Orders []Option `json:"orders,omitempty"`
}

// ImportError is something wrong with a row.
type ImportError struct {
	Row    int    `json:"row"`
	Letter string `json:"letter,omitempty"`
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
	Reason string `json:"reason"`
}

// ImportTwin is a row whose matter may be known already.
type ImportTwin struct {
	Row   int    `json:"row"`
	Title string `json:"title"`
	Other string `json:"other"`
	Path  string `json:"path,omitempty"` // of the case
	Twin  string `json:"twin,omitempty"` // its title
	Why   string `json:"why"`
}

// ImportReceipt says what an import added to the record, and what was done with it since.
type ImportReceipt struct {
	At       time.Time     `json:"at"`
	By       string        `json:"by"`
	Took     time.Duration `json:"took"`
	Cases    int           `json:"cases"`
	First    string        `json:"first"`
	Last     string        `json:"last"`
	Stages   []string      `json:"stages"`
	Oldest   time.Time     `json:"oldest"`
	Newest   time.Time     `json:"newest"`
	CatchUp  time.Time     `json:"catch_up,omitzero"`
	Proposed time.Time     `json:"proposed,omitzero"`
	Approver string        `json:"approver,omitempty"`
	Approved time.Time     `json:"approved,omitzero"`
	Undone   int           `json:"undone,omitempty"`
	UndoneBy string        `json:"undone_by,omitempty"`
	UndoneAt time.Time     `json:"undone_at,omitzero"`
	Reason   string        `json:"reason,omitempty"`
	Kept     []string      `json:"kept,omitempty"`
}

// ImportPath is the page of an import.
func ImportPath(id string) string { return "/imports/" + id }

// Good is how many rows may become cases.
func (p Import) Good() int { return p.Rows - p.Bad }

// step is how far an import has come: 1 chosen, 2 columns, 3 checked, 4 in.
func (p Import) step() int {
	switch p.State {
	case "in", "undone":
		return 4
	case "trouble":
		return 2
	case "working":
		if p.Wish == "open" {
			return 4
		}
		if p.Total == 0 {
			return 2
		}
	}
	return 3
}

// share is how much of the work is done, for the width of a bar.
func (p Import) share() string {
	if p.Total == 0 {
		return "4%"
	}
	return strconv.Itoa(max(4, min(100, 100*p.Done/p.Total))) + "%"
}

func (p Import) taken() int {
	n := 0
	for _, c := range p.Columns {
		if c.Field != "" {
			n++
		}
	}
	return n
}

// head names the rows of the headings: 3, or 2–3.
func (p Import) head() string {
	if p.HeadFrom == p.HeadTo {
		return strconv.Itoa(p.HeadTo)
	}
	return strconv.Itoa(p.HeadFrom) + "–" + strconv.Itoa(p.HeadTo)
}

func megabytes(n int) string {
	if n < 1<<20 {
		return strconv.Itoa((n+1023)>>10) + " kB"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
}

func short(sha string) string {
	if len(sha) < 16 {
		return sha
	}
	return sha[:8] + "…" + sha[len(sha)-8:]
}

// thousands writes a count with its thousands apart.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func stepText(ctx context.Context, i int) string { return T(ctx, "imports.step."+strconv.Itoa(i)) }

func importSteps() []int { return []int{1, 2, 3, 4} }

func atStep(here bool) templ.Attributes {
	if here {
		return templ.Attributes{"aria-current": "step"}
	}
	return nil
}
