package pages

import (
	"context"
	"time"

	"github.com/a-h/templ"
)

// Earlier is a case like this one that came to an outcome.
type Earlier struct {
	No      string    `json:"no"`
	Title   string    `json:"title"`
	Unit    string    `json:"unit,omitempty"`
	Result  string    `json:"result"`
	Opened  time.Time `json:"opened"`
	Days    int       `json:"days"`
	Steps   int       `json:"steps,omitempty"`
	Opinion string    `json:"opinion,omitempty"`
}

func steps(ctx context.Context, e Earlier) templ.Component {
	if e.Steps == 0 {
		return nil
	}
	return plain(N(ctx, "earlier.steps", e.Steps))
}
