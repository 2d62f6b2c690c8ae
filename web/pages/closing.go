package pages

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"
)

// Closing is the closure desk: the queue, and the closure looked at.
type Closing struct {
	Queue     []Waiting `json:"queue"`
	Count     int       `json:"count"`          // of all pages
	Many      bool      `json:"many,omitempty"` // there are at least that many
	Complete  int       `json:"complete"`       // of the queue shown, those that lack nothing
	Late      int       `json:"late"`           // of the queue shown, those whose date has passed
	Next      string    `json:"next,omitempty"` // the way to the later ones
	Case      *Closure  `json:"case,omitempty"`
	Elsewhere []Row     `json:"elsewhere"` // closures in sight that somebody else decides on
	Answer    *Answer   `json:"-"`
}

// Waiting is a closure in the queue.
type Waiting struct {
	Row
	Missing  int       `json:"missing"` // items of the checklist that do not hold
	Proposed time.Time `json:"proposed,omitzero"`
	Age      int       `json:"age"` // days since the case was registered
}

// Closure is one proposed closure with its checklist.
type Closure struct {
	Row
	Seq      int64     `json:"seq"`
	By       Person    `json:"by"`
	ByFor    string    `json:"by_for,omitempty"`
	At       time.Time `json:"at,omitzero"`
	Outcome  string    `json:"outcome"`
	Note     string    `json:"note"`
	Age      int       `json:"age"`
	Returned []Return  `json:"returned,omitempty"` // earlier returns, the newest first
	Checks   []Check   `json:"checks"`
	Calls    []Part    `json:"calls,omitempty"`   // telephone checks of this proposal
	Against  []string  `json:"against,omitempty"` // why the reader is not independent
	Decided  bool      `json:"-"`                 // by somebody, since the page was shown
	Place    int       `json:"-"`                 // in the queue, from 1; 0 when it is not there
	PrevNo   string    `json:"-"`
	NextNo   string    `json:"-"`
	Approve  *Form     `json:"approve,omitempty"` // only when all is there
	Return   *Form     `json:"return,omitempty"`
	Call     *Form     `json:"call,omitempty"`
	Files    []File    `json:"files"`
}

// Return is an earlier proposal that came back.
type Return struct {
	By  string    `json:"by"`
	At  time.Time `json:"at"`
	Why string    `json:"why"`
}

// Check is a line of the checklist.
type Check struct {
	Key    string   `json:"key"`
	Text   string   `json:"text"`
	Holds  bool     `json:"holds"`
	Say    string   `json:"say,omitempty"` // what is there, or what would do
	Who    string   `json:"who,omitempty"` // who makes good what is missing
	Proofs []Proof  `json:"proofs,omitempty"`
	Files  []File   `json:"files,omitempty"`
	Steps  []string `json:"steps,omitempty"`
}

// Proof is a line of the timeline on which an item rests.
type Proof struct {
	Text string    `json:"text"`
	At   time.Time `json:"at"`
	Path string    `json:"path"`
	New  bool      `json:"new,omitempty"` // recorded since the closure was last returned
}

func (c Closure) missing() int { return len(c.gaps()) }

func (c Closure) gaps() []string {
	var all []string
	for _, k := range c.Checks {
		if !k.Holds {
			all = append(all, k.Text)
		}
	}
	return all
}

func (c Closure) ready() bool { return c.missing() == 0 && len(c.Against) == 0 }

// ClosingPath is the closure desk with one closure open.
func ClosingPath(no string) string { return "/closing/" + no }

// key marks what a key of the keyboard reaches, with a script by the letter alone, without one by the browser's access key.
func key(letter string) templ.Attributes {
	return templ.Attributes{"data-key": letter, "accesskey": letter}
}

// awaiting says how many closures wait, as far as they were counted.
func awaiting(ctx context.Context, p Closing) string {
	if p.Many {
		return N(ctx, "closing.countatleast", p.Count)
	}
	return N(ctx, "closing.count", p.Count)
}

func upper(letter string) string { return strings.ToUpper(letter) }
