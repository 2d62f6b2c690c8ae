package pages

import (
	"context"
	"time"

	"github.com/a-h/templ"
)

// Talk is what people of the house said to each other about a case: heads and leaders, units, colleagues.
type Talk struct {
	Instructions []Remark       `json:"instructions,omitempty"`
	Consults     []Consultation `json:"consultations,omitempty"`
	Comments     []Remark       `json:"comments,omitempty"`
}

// Remark is one thing said.
type Remark struct {
	Seq   int64     `json:"seq"`
	Kind  string    `json:"kind,omitempty"` // instruction, urging, report; empty where the thread says it
	By    string    `json:"by"`
	For   string    `json:"for,omitempty"`
	Role  string    `json:"role,omitempty"`
	At    time.Time `json:"at"`
	Text  string    `json:"text"`
	Files []File    `json:"files,omitempty"`
}

// Consultation is a question to an officer of another unit, with the answer once it is there.
type Consultation struct {
	No       int       `json:"no"`
	To       Person    `json:"to"`
	Till     time.Time `json:"till,omitzero"`
	Open     bool      `json:"open,omitempty"`
	Mine     bool      `json:"mine,omitempty"`
	Question Remark    `json:"question"`
	Answer   *Remark   `json:"answer,omitempty"`
}

// latest is how many remarks a thread shows before the older ones are folded.
const latest = 5

func older(all []Remark) []Remark { return all[:max(0, len(all)-latest)] }

func newer(all []Remark) []Remark { return all[max(0, len(all)-latest):] }

// offers reports whether the reader may make a move.
func (c Case) offers(move string) bool {
	for _, all := range [][]Form{c.Moves, c.More} {
		for _, f := range all {
			if f.Move == move {
				return true
			}
		}
	}
	return false
}

func (t Talk) open() int {
	n := 0
	for _, q := range t.Consults {
		if q.Open {
			n++
		}
	}
	return n
}

func role(r Remark) templ.Component {
	if r.Role == "" {
		return nil
	}
	return plain(r.Role)
}

// sayMore leads to the form that goes on with a thread, for who may.
func sayMore(c Case, move string) templ.Component {
	if !c.offers(move) {
		return nil
	}
	return sayMoreLink(c, move)
}

func openConsults(ctx context.Context, t Talk) templ.Component {
	if t.open() == 0 {
		return plain(N(ctx, "count.times", len(t.Consults)))
	}
	return plain(N(ctx, "talk.open", t.open()))
}
