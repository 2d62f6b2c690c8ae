package pages

import (
	"context"
	"time"

	"github.com/a-h/templ"
)

// Leaves is who is away and who stands in.
type Leaves struct {
	Done   string  `json:"done,omitempty"`
	Mine   []Leave `json:"mine"`
	For    []Leave `json:"for"` // whom the reader stands in for, now or later
	Others []Leave `json:"others,omitempty"`
	Form   Form    `json:"form"`
	Wrong  []Wrong `json:"-"`
	Hands  bool    `json:"-"` // the reader may hand duties over
}

// Leave is an absence with its stand-in.
type Leave struct {
	ID         int64      `json:"id"`
	Person     Person     `json:"person"`
	StandIn    Person     `json:"stand_in,omitzero"`
	From       time.Time  `json:"from"`
	Until      time.Time  `json:"until"`
	Note       string     `json:"note,omitempty"`
	RecordedBy string     `json:"recorded_by,omitempty"`
	Planned    *time.Time `json:"planned,omitempty"` // when it ended earlier than planned
	State      string     `json:"state"`             // ahead, on, over, cancelled
	May        bool       `json:"may_end"`
}

// Away says until when somebody is on leave and who stands in.
type Away struct {
	Until   time.Time `json:"until"`
	StandIn string    `json:"stand_in,omitempty"`
}

func standIn(l Leave) templ.Component {
	if !l.StandIn.Named() {
		return noStandIn()
	}
	return Say("leave.standin", "Name", Text(l.StandIn.Name))
}

// cut says until when a leave was planned that ended earlier.
func cut(l Leave) templ.Component {
	if l.Planned == nil {
		return nil
	}
	return Say("leave.planned", "Day", ShortDay(*l.Planned))
}

func recorded(l Leave) templ.Component {
	if l.RecordedBy == "" {
		return nil
	}
	return Say("leave.recordedby", "Name", Text(l.RecordedBy))
}

// plainDay says a calendar day that carries no hour, and so no zone.
func plainDay(ctx context.Context, t time.Time) string { return frame(ctx).Words.Day(t, now(ctx)) }
