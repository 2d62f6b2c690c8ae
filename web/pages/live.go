package pages

import "time"

// News is what was written on a case since a page was drawn.
type News struct {
	Seq   int64     `json:"seq"`
	Lines []NewLine `json:"lines"` // the newest last
}

// NewLine is one of them: who did what.
type NewLine struct {
	Seq  int64     `json:"seq"`
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Text string    `json:"text"`
}
