package pages

import (
	"context"
	"time"

	"github.com/a-h/templ"
)

// Opinion is the written answer on its way.
type Opinion struct {
	No        string        `json:"no,omitempty"`
	Version   int           `json:"version,omitempty"` // of the draft
	Parts     []Part        `json:"parts"`
	Claims    []Part        `json:"claims"`
	Way       []OpinionStep `json:"way,omitempty"`
	Changes   []Redraft     `json:"changes,omitempty"` // the newest first
	Checked   time.Time     `json:"checked,omitzero"`
	Signed    time.Time     `json:"signed,omitzero"`
	Delivered time.Time     `json:"delivered,omitzero"`
	How       string        `json:"how,omitempty"`
	Imported  bool          `json:"imported,omitempty"`
}

// OpinionStep is a station of the opinion: draft, check, sign, deliver.
type OpinionStep struct {
	Name     string    `json:"name"`
	By       string    `json:"by,omitempty"`
	For      string    `json:"for,omitempty"`
	At       time.Time `json:"at,omitzero"`
	Text     string    `json:"text,omitempty"` // the number, or what the check says
	Returned bool      `json:"returned,omitempty"`
	Here     bool      `json:"here,omitempty"`
}

// Redraft tells what a version of the draft changed.
type Redraft struct {
	Version int           `json:"version"`
	By      string        `json:"by"`
	At      time.Time     `json:"at"`
	Parts   []ChangedPart `json:"parts"`
}

// ChangedPart is one part of the draft with what went and what came.
type ChangedPart struct {
	Label  string  `json:"label"`
	Pieces []Piece `json:"pieces"`
}

// Piece of a text: kept, del or ins.
type Piece struct {
	Kind string `json:"kind,omitempty"`
	Text string `json:"text"`
}

func currentStep(here bool) templ.Attributes {
	if here {
		return templ.Attributes{"aria-current": "step"}
	}
	return nil
}

func by(s OpinionStep) templ.Component {
	if s.For != "" {
		return Say("time.for", "Name", Text(s.By), "For", Text(s.For))
	}
	return fact(s.By)
}

func returned(ctx context.Context, s OpinionStep) templ.Component {
	if !s.Returned {
		return nil
	}
	return plain(T(ctx, "opinion.returned"))
}

// redraft reports whether the draft did not pass and waits to be written again.
func (o Opinion) redraft() bool {
	for _, s := range o.Way {
		if s.Returned {
			return true
		}
	}
	return false
}
