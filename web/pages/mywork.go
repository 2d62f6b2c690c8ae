package pages

import (
	"time"

	"github.com/a-h/templ"
)

// MyWork is what a person owes, grouped by how it presses, what they wait for, and what they were told.
type MyWork struct {
	Who     Who      `json:"who"`
	Late    []Task   `json:"late"`
	Today   []Task   `json:"today"`
	Soon    []Task   `json:"soon"` // within five working days
	Later   []Task   `json:"later"`
	Waiting []Task   `json:"waiting"` // others owe the next act
	Fresh   []Task   `json:"fresh"`   // newly given: the card first
	Notices []Notice `json:"notices"`
	Stands  []string `json:"stands_in_for,omitempty"`
	Counts  Counts   `json:"counts"`
}

// Counts are how much there is of each, also of what the page has no room for.
type Counts struct {
	Late        int  `json:"late"`
	Today       int  `json:"today"`
	Soon        int  `json:"soon"`
	Later       int  `json:"later"`
	Waiting     int  `json:"waiting"`
	OwedMore    bool `json:"owed_more,omitempty"`    // the last group that has any may hold more
	WaitingMore bool `json:"waiting_more,omitempty"` // others owe at least so much
}

// more reports whether the count of a group is one of "at least": dates are looked at from the
// earliest on, so only the last group that has any can be cut.
func (c Counts) more(id string) bool {
	switch id {
	case "wait":
		return c.WaitingMore
	case "later":
		return c.OwedMore
	case "soon":
		return c.OwedMore && c.Later == 0
	case "today":
		return c.OwedMore && c.Later+c.Soon == 0
	}
	return c.OwedMore && c.Later+c.Soon+c.Today == 0
}

// Task is one thing owed.
type Task struct {
	Row
	Owed Due    `json:"owed"`
	For  string `json:"for,omitempty"`
	Text string `json:"text"`
	Verb string `json:"verb"`
	Go   string `json:"go"`
}

// Notice is a message to a person.
type Notice struct {
	ID    int64     `json:"id"`
	No    string    `json:"no,omitempty"`
	Title string    `json:"title,omitempty"`
	Text  string    `json:"text"`
	Copy  bool      `json:"copy,omitempty"`
	At    time.Time `json:"at"`
	Read  bool      `json:"read,omitempty"`
	Go    string    `json:"go"`
}

// shownNotices are those that are not folded.
const shownNotices = 5

// standFor says for whom the reader stands in, or nil.
func standFor(names []string) templ.Component {
	var all []templ.Component
	for _, n := range names {
		all = append(all, Say("work.standing", "Name", Text(n)))
	}
	if all == nil {
		return nil
	}
	return Commas(all...)
}
