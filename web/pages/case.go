package pages

import (
	"context"
	"fmt"
	"time"

	"github.com/a-h/templ"
)

// Case is the page of one case: who leads it, where it stands, what the reader may do, and what happened.
type Case struct {
	No        string `json:"no"`
	ID        string `json:"id"` // opaque; the only name the engine knows
	Title     string `json:"title"`
	Stage     string `json:"stage"`
	StageName string `json:"stage_name"`
	Seq       int64  `json:"seq"` // to be sent back as seen
	Ended     bool   `json:"ended,omitempty"`
	Result    string `json:"result,omitempty"`
	Asker     string `json:"asker,omitempty"` // masked
	Anonymous bool   `json:"anonymous,omitempty"`
	Joint     int    `json:"joint,omitempty"`
	Channel   string `json:"channel,omitempty"`
	Matter    string `json:"matter,omitempty"`
	Track     string `json:"track,omitempty"`
	Category  string `json:"category,omitempty"`
	Backlog   bool   `json:"backlog,omitempty"`
	Imported  bool   `json:"imported,omitempty"`

	Roles  []string `json:"roles"`            // what the reader is in this case
	Stands []string `json:"stands,omitempty"` // for whom they stand in here
	Card   bool     `json:"card,omitempty"`   // only the parties' names are shown, to declare a conflict
	Told   int64    `json:"told"`             // the line the engine has acknowledged
	Answer *Answer  `json:"-"`                // what came of the action just made
	Typed  []Typed  `json:"-"`                // what was typed into a form that is not offered any more

	Unit    string   `json:"unit"`
	Leader  Person   `json:"leader,omitzero"`
	TakenUp bool     `json:"taken_up,omitempty"`
	StandIn string   `json:"stand_in,omitempty"`
	Handler Person   `json:"handler,omitzero"`
	Team    []Member `json:"team"`
	Plan    Plan     `json:"plan,omitzero"`

	Stages  []StageDot `json:"stages"`
	Clock   *Clock     `json:"clock,omitempty"`
	Dues    []Due      `json:"dues"`
	Next    *Due       `json:"next,omitempty"` // what the reader owes first
	Moves   []Form     `json:"moves"`          // open to the reader, the pressing one first
	More    []Form     `json:"more"`           // also open: notes, corrections, ends
	Blocked []Blocked  `json:"blocked"`

	Content  []Part         `json:"content"`
	Analysis []Part         `json:"analysis"`
	Opinion  *Opinion       `json:"opinion,omitempty"`
	Contacts []Contact      `json:"contacts"`
	Talk     Talk           `json:"talk,omitzero"`
	Grants   []GrantedClaim `json:"granted_claims,omitempty"`
	Deputies []Deputy       `json:"representatives,omitempty"`
	Reviews  []Review       `json:"reviews,omitempty"` // the oldest first
	Files    []File         `json:"files"`
	Earlier  []Earlier      `json:"earlier,omitempty"` // cases to learn from
	Timeline []Entry        `json:"timeline"`          // the newest first
	Lines    int            `json:"lines"`             // how many the timeline has
	All      bool           `json:"-"`                 // every line with all its details, else the gist
}

// Answer is what came of an action, shown once at the head of the page.
type Answer struct {
	Bad  bool
	Text string
	Link *Link
}

// Typed is a field of a form that came too late: its words are not lost.
type Typed struct{ Label, Value string }

// Member of the team.
type Member struct {
	Person
	Confirmed bool `json:"confirmed"`
}

// Plan is the one in force.
type Plan struct {
	Version  int       `json:"version"`
	Steps    []Step    `json:"steps"`
	Approved *Person   `json:"approved_by,omitempty"`
	At       time.Time `json:"approved,omitzero"`
	Revision *Revision `json:"revision,omitempty"` // proposed, not decided
}

// Step of the plan.
type Step struct {
	No      int       `json:"no"`
	Title   string    `json:"title"`
	Owner   Person    `json:"owner"`
	Kind    string    `json:"kind"`
	From    time.Time `json:"from"`
	Till    time.Time `json:"till"` // 24:00 of its day
	Proof   string    `json:"proof"`
	Promise bool      `json:"promise,omitempty"`
	State   string    `json:"state"` // open, started, done, dropped
	Done    time.Time `json:"done,omitzero"`
	Files   []File    `json:"files,omitempty"`
}

func (s Step) open() bool { return s.State == "open" || s.State == "started" }

// StageDot is one stage on the way.
type StageDot struct {
	Name string    `json:"name"`
	Text string    `json:"text"`
	At   time.Time `json:"at,omitzero"`
	Here bool      `json:"here,omitempty"`
}

// Blocked is a move that would be open to the reader but for what is named.
type Blocked struct {
	Move  string   `json:"move"`
	Title string   `json:"title"`
	Why   string   `json:"why"`
	Items []string `json:"items,omitempty"`
}

// Part is a heading with its text.
type Part struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Contact with the petitioner.
type Contact struct {
	How  string    `json:"how"`
	On   string    `json:"on"`
	Note string    `json:"note"`
	By   string    `json:"by"`
	Day  time.Time `json:"-"`
}

// Entry is one line of the timeline as it is told.
type Entry struct {
	Seq      int64     `json:"seq"`
	Move     string    `json:"move"`
	Text     string    `json:"text"`
	By       string    `json:"by"`
	For      string    `json:"for,omitempty"`
	Role     string    `json:"role,omitempty"`
	At       time.Time `json:"at"`
	To       string    `json:"to,omitempty"` // the stage it led to, when it changed
	Brief    string    `json:"brief,omitempty"`
	Fields   []Part    `json:"fields,omitempty"`
	Sealed   []Part    `json:"sealed,omitempty"`
	Dues     []string  `json:"dues,omitempty"`
	Decision *Decision `json:"decision,omitempty"`
	Hash     string    `json:"hash,omitempty"`
	Action   string    `json:"action,omitempty"`
	Late     bool      `json:"late,omitempty"`
}

// Decision is what policy said when a date passed.
type Decision struct {
	Question string   `json:"question"`
	Measure  string   `json:"measure"`
	To       []string `json:"to"`
	Rules    []Rule   `json:"rules"`
	Again    int      `json:"ask_again"` // in working days
	Revision string   `json:"revision"`
	Input    string   `json:"input,omitempty"`
	Default  bool     `json:"default,omitempty"`
}

// Rule that fired.
type Rule struct {
	Code    string `json:"code"`
	Title   string `json:"title"`
	Article string `json:"article,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

func (p Plan) done() int { return p.count(func(s Step) bool { return s.State == "done" }) }

func (p Plan) late(ctx context.Context) int {
	return p.count(func(s Step) bool { return s.open() && urgency(ctx, s.Till) == "late" })
}

func (p Plan) count(is func(Step) bool) int {
	n := 0
	for _, s := range p.Steps {
		if is(s) {
			n++
		}
	}
	return n
}

func (c Case) confirmed() int {
	n := 0
	for _, m := range c.Team {
		if m.Confirmed {
			n++
		}
	}
	return n
}

func (c Case) teamNames(ctx context.Context) string {
	var names []string
	for _, m := range c.Team {
		names = append(names, m.Name)
	}
	return list(ctx, names)
}

// here is the number of the stage the case stands at, from 1; 0 at an end off the way.
func (c Case) here() int {
	for i, s := range c.Stages {
		if s.Here {
			return i + 1
		}
	}
	return 0
}

// others lists the dates beside the main one.
func (c Case) others() []Due {
	var all []Due
	for _, d := range c.Dues {
		if c.Clock == nil || d.No != c.Clock.No {
			all = append(all, d)
		}
	}
	return all
}

// said draws the facts, or is nil where a card has none.
func (c Case) said(ctx context.Context) templ.Component {
	if facts := c.facts(ctx); facts != "" {
		return Mixed(facts)
	}
	return nil
}

// facts is the line under the title.
func (c Case) facts(ctx context.Context) string {
	chosen := func(field, value string) string {
		if value == "" {
			return ""
		}
		return T(ctx, "option."+field+"."+value)
	}
	track := ""
	if c.Track != "" {
		track = T(ctx, "case.track."+c.Track)
	}
	category := ""
	if c.Category != "" {
		category = T(ctx, "case.category", "Name", c.Category)
	}
	joint := ""
	if c.Joint > 0 {
		joint = N(ctx, "case.joint", c.Joint)
	}
	imported := ""
	if c.Imported {
		imported = T(ctx, "case.imported")
	}
	return join(ctx, joint, chosen("channel", c.Channel), chosen("matter", c.Matter), track, category, imported)
}

// gone is how much of the clock has run, as a width.
func (c Clock) gone() string {
	total := max(1, c.total())
	return fmt.Sprintf("%.2f%%", 100*float64(min(max(c.Gone, 0), total))/float64(total))
}

func (c Clock) total() int {
	if c.Sum == nil {
		return 1
	}
	return c.Sum.Length + c.Sum.More
}

// mayReveal reports whether the reader's work needs the petitioner's own data; the record decides.
func (c Case) mayReveal() bool {
	if c.Anonymous {
		return false
	}
	for _, r := range c.Roles {
		if r == "intake" || r == "leader" || r == "handler" {
			return true
		}
	}
	return false
}
