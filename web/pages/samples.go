package pages

import (
	"context"
	"time"
)

// Samples lists the draws of closed cases for a second look.
type Samples struct {
	Draws   []Sample `json:"draws"`
	Months  []Option `json:"months"` // over, and not drawn yet
	Percent int      `json:"percent"`
	Least   int      `json:"least"`
	Most    int      `json:"most"`
	Action  string   `json:"-"`
}

// Sample is one draw.
type Sample struct {
	ID      string    `json:"id"`
	Unit    string    `json:"unit"`
	Month   time.Time `json:"month"`
	Seed    string    `json:"seed"`
	Size    int       `json:"size"`
	Rule    string    `json:"rule"`
	Found   int       `json:"found"`
	DrawnBy string    `json:"drawn_by"`
	Drawn   time.Time `json:"drawn"`
}

// SampleDraw is one draw with its cases.
type SampleDraw struct {
	Sample
	Cases []SampleCase `json:"cases"`
	From  []string     `json:"from"` // the numbers drawn from
	Same  bool         `json:"same"` // drawn again just now, it gives the same
}

// SampleCase is a case that was drawn.
type SampleCase struct {
	Place    int    `json:"place"`
	No       string `json:"no"`
	Title    string `json:"title"`
	Unit     string `json:"unit"`
	Rank     string `json:"rank"` // the beginning of what it was sorted by
	Looker   Person `json:"looker,omitzero"`
	Finding  string `json:"finding,omitempty"`
	LookedBy string `json:"looked_by,omitempty"`
	Path     string `json:"path,omitempty"` // the line that says the finding
	May      bool   `json:"may,omitempty"`
}

// SamplePath is the page of one draw.
func SamplePath(id string) string { return "/closing/samples/" + id }

func sampleMonth(ctx context.Context, s Sample) string {
	m := s.Month.UTC()
	return T(ctx, "samples.of", "Month", T(ctx, "figures.month", "Year", m.Year(), "Month", int(m.Month())))
}
