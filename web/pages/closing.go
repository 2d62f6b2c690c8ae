package pages

import "time"

// Closing is the closure desk: the queue, and the closure looked at.
type Closing struct {
	Queue  []Row    `json:"queue"`
	Full   int      `json:"-"`
	Case   *Closure `json:"case,omitempty"`
	Answer *Answer  `json:"-"`
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
	Returned int       `json:"returned,omitempty"` // how often it was returned before
	Checks   []Check   `json:"checks"`
	Against  []string  `json:"against,omitempty"` // why the reader is not independent
	Place    int       `json:"-"`                 // in the queue, from 1; 0 when it is not there
	NextNo   string    `json:"-"`
	Approve  *Form     `json:"approve,omitempty"` // only when all is there
	Return   *Form     `json:"return,omitempty"`
	Call     *Form     `json:"call,omitempty"`
	Files    []File    `json:"files"`
	Opinion  string    `json:"opinion,omitempty"`
}

// Check is a line of the checklist.
type Check struct {
	Key   string   `json:"key"`
	Text  string   `json:"text"`
	Holds bool     `json:"holds"`
	Say   string   `json:"say,omitempty"` // what is there, or what would do
	Who   string   `json:"who,omitempty"` // who makes good what is missing
	Files []File   `json:"files,omitempty"`
	Steps []string `json:"steps,omitempty"`
}

func (c Closure) missing() int {
	n := 0
	for _, k := range c.Checks {
		if !k.Holds {
			n++
		}
	}
	return n
}

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
