package casework

import (
	"errors"
	"strings"
)

// Codes of refusal that every kind shares; a kind adds its own in its table.
const (
	UnknownMove = "unknown-move"
	WrongStage  = "wrong-stage"
	WrongRole   = "wrong-role"
	CardOnly    = "card-only" // says first whether a conflict stands in the way, and acts then
	Stale       = "stale"
	Incomplete  = "incomplete"
	Invalid     = "invalid"
	NotFound    = "not-found" // also for what one may not see
	NotYet      = "not-yet"   // a story asked before the day the record fixed
)

// Refusal is a no that a person can act on: a code, and the things that are missing.
// Its words in the reader's language are message keys refusal.<code> and item.<key>.
type Refusal struct {
	Code  string `json:"code"`
	Items []Item `json:"items,omitempty"`
}

// Item names one missing or wrong thing.
type Item struct {
	Key   string   `json:"key"`
	Field string   `json:"field,omitempty"` // of the form, if it is about one
	Args  []string `json:"args,omitempty"`
}

// Refuse makes a refusal.
func Refuse(code string, items ...Item) *Refusal { return &Refusal{Code: code, Items: items} }

func (r *Refusal) Error() string {
	if len(r.Items) == 0 {
		return r.Code
	}
	keys := make([]string, len(r.Items))
	for i, it := range r.Items {
		keys[i] = it.Key
	}
	return r.Code + ": " + strings.Join(keys, ", ")
}

// Refused returns the refusal in err's chain, or nil.
func Refused(err error) *Refusal {
	r, _ := errors.AsType[*Refusal](err)
	return r
}
