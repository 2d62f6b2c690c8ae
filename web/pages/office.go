package pages

import (
	"context"
	"time"

	"github.com/a-h/templ"
)

// Office is what every page of the administration has.
type Office struct {
	Tabs  []Room `json:"-"`
	Done  string `json:"done,omitempty"`
	May   bool   `json:"may"` // whether the reader may change anything here
	Forms []Form `json:"forms,omitempty"`
}

// Units is the tree of units.
type Units struct {
	Office
	Tree   []Unit `json:"units"`
	Vacant int    `json:"vacant"` // posts nobody holds
}

// Unit is a unit with its posts and the units under it.
type Unit struct {
	ID     string     `json:"id"`
	Name   string     `json:"name"`
	NameZH string     `json:"name_zh"`
	NameEN string     `json:"name_en,omitempty"`
	Path   string     `json:"path"`
	Closed *time.Time `json:"closed,omitempty"`
	Posts  []Position `json:"posts"`
	Others []Person   `json:"others,omitempty"` // without a post
	Under  []Unit     `json:"under,omitempty"`
}

// Position is a post with those who hold it.
type Position struct {
	ID      string     `json:"id"`
	Title   string     `json:"title"`
	Rank    int        `json:"rank"`
	Leading bool       `json:"leading,omitempty"` // may lead cases
	Holders []Person   `json:"holders"`
	Vacant  bool       `json:"vacant,omitempty"`
	Answers string     `json:"answers,omitempty"` // who answers one level up while it is vacant
	Closed  *time.Time `json:"closed,omitempty"`
	Path    string     `json:"path"`
}

// UnitPage is one unit.
type UnitPage struct {
	Office
	Unit   Unit     `json:"unit"`
	Parent *Link    `json:"parent,omitempty"`
	Lines  []Change `json:"changes"`
}

// PostPage is one post.
type PostPage struct {
	Office
	Position Position `json:"post"`
	Unit     Link     `json:"unit"`
	Above    string   `json:"above,omitempty"`
	Lines    []Change `json:"changes"`
}

// Staff is everybody.
type Staff struct {
	Office
	Query string     `json:"query,omitempty"`
	Role  string     `json:"role,omitempty"`
	Roles []Option   `json:"-"`
	Rows  []StaffRow `json:"people"`
}

// StaffRow is one of them.
type StaffRow struct {
	Person Person   `json:"person"`
	Path   string   `json:"path"`
	Login  string   `json:"login,omitempty"`
	Roles  []string `json:"roles,omitempty"`
	Active bool     `json:"active"`
}

// OfficerPage is a person as the administration sees them.
type OfficerPage struct {
	Office
	Person   Person    `json:"person"`
	NameZH   string    `json:"name_zh"`
	NameEN   string    `json:"name_en,omitempty"`
	Login    string    `json:"login,omitempty"`
	Account  bool      `json:"account"`
	Active   bool      `json:"active"`
	Self     bool      `json:"-"`
	Postings []Posting `json:"posts"`
	Grants   []Grant   `json:"roles"`
	Leaves   []Leave   `json:"leaves,omitempty"`
	Lines    []Change  `json:"changes"`
}

// Posting is a post held from a day until a day.
type Posting struct {
	Unit  string     `json:"unit"`
	Post  string     `json:"post,omitempty"`
	From  *time.Time `json:"from,omitempty"`
	Until *time.Time `json:"until,omitempty"`
	State string     `json:"state"` // ahead, on, over
}

// Grant is a role held from a day until a day, and who granted it.
type Grant struct {
	Office string     `json:"role"`
	From   *time.Time `json:"from,omitempty"`
	Until  *time.Time `json:"until,omitempty"`
	By     string     `json:"by,omitempty"`
	State  string     `json:"state"`
}

// Changes is the log of the office.
type Changes struct {
	Office
	What  string   `json:"what,omitempty"`
	Whats []Option `json:"-"`
	Lines []Change `json:"changes"`
	Next  string   `json:"next,omitempty"`
}

// Change is a line of the log.
type Change struct {
	ID    int64     `json:"id"`
	At    time.Time `json:"at"`
	By    string    `json:"by"`
	Kind  string    `json:"kind"`
	Act   string    `json:"act"`
	About string    `json:"about"`
	Why   string    `json:"why,omitempty"`
	Facts []Fact    `json:"facts,omitempty"`
}

// Fact is one thing that changed.
type Fact struct {
	Label string `json:"label"`
	Was   string `json:"was,omitempty"`
	Is    string `json:"is,omitempty"`
}

// stretch says from when until when.
func stretch(ctx context.Context, from, until *time.Time) string {
	switch {
	case from == nil && until == nil:
		return T(ctx, "adm.always")
	case from == nil:
		return T(ctx, "adm.until", "Until", frame(ctx).Words.LongDay(*until))
	case until == nil:
		return T(ctx, "adm.since", "From", frame(ctx).Words.LongDay(*from))
	}
	return T(ctx, "adm.fromto", "From", frame(ctx).Words.LongDay(*from), "Until", frame(ctx).Words.LongDay(*until))
}

// second is a text unless it is what the title says already.
func second(text, title string) templ.Component {
	if text == title {
		return nil
	}
	return fact(text)
}

func unitAbove(l *Link) templ.Component {
	if l == nil {
		return nil
	}
	return Say("adm.under", "Unit", unitUnder(*l))
}

// over greys what is no more.
func over(state string) string {
	if state == "over" {
		return "sub"
	}
	return ""
}
