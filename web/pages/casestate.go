package pages

import (
	"slices"
	"time"
)

// GrantedClaim is a claim that the opinion grants, with what became of it.
type GrantedClaim struct {
	No       int       `json:"no"` // in the opinion
	Text     string    `json:"text,omitempty"`
	State    string    `json:"state"` // shown, promised, open
	Shown    time.Time `json:"shown,omitzero"`
	Evidence string    `json:"evidence,omitempty"`
	Files    []File    `json:"files,omitempty"`
	Step     int       `json:"step,omitempty"` // that keeps the promise
	Owner    string    `json:"owner,omitempty"`
	Till     time.Time `json:"till,omitzero"`
	Kept     time.Time `json:"kept,omitzero"`
}

// Deputy acts for the petitioner; the name is behind the reveal.
type Deputy struct {
	No       int    `json:"no"`
	Capacity string `json:"capacity"`
	Ended    bool   `json:"ended,omitempty"`
}

// Review of the opinion by the body above, or the re-review after it.
type Review struct {
	Level     int       `json:"level"` // 1 a review, 2 a re-review
	Asked     time.Time `json:"asked"`
	Open      bool      `json:"open,omitempty"`
	Till      time.Time `json:"till,omitzero"`
	Rule      string    `json:"rule,omitempty"`
	Outcome   string    `json:"outcome,omitempty"`
	Document  string    `json:"document,omitempty"`
	On        time.Time `json:"on,omitzero"`
	AgainTill time.Time `json:"again_till,omitzero"` // until when a re-review may be asked for
	Seq       int64     `json:"seq"`
}

// key is the name of the review in the message keys.
func (r Review) key() string {
	if r.Level == 1 {
		return "review"
	}
	return "rereview"
}

// Revision is a proposed plan beside the one in force.
type Revision struct {
	By     string        `json:"by,omitempty"`
	For    string        `json:"for,omitempty"`
	At     time.Time     `json:"at"`
	Reason string        `json:"reason,omitempty"`
	Seq    int64         `json:"seq,omitempty"`
	Steps  []RevisedStep `json:"steps"`
}

// RevisedStep is a step of either plan: added, moved, same, dropped, or one that stays whatever is decided.
type RevisedStep struct {
	Change   string    `json:"change"`
	No       int       `json:"no,omitempty"` // in the plan in force
	Title    string    `json:"title"`
	Owner    string    `json:"owner,omitempty"`
	WasOwner string    `json:"was_owner,omitempty"`
	Was      time.Time `json:"was,omitzero"`
	Till     time.Time `json:"till,omitzero"`
}

// revisionMoves answer a proposed plan and stand beside it, not among the other moves.
var revisionMoves = []string{"approve-revision", "return-revision"}

func (c Case) besides(f Form) bool {
	return c.Plan.Revision != nil && slices.Contains(revisionMoves, f.Move)
}

// ownMoves are the forms without those that stand beside a proposed plan.
func (c Case) ownMoves(all []Form) []Form {
	return slices.DeleteFunc(slices.Clone(all), c.besides)
}

// decides are the forms that answer a proposed plan, for whom they are offered.
func (c Case) decides() []Form {
	return slices.DeleteFunc(slices.Concat(c.Moves, c.More), func(f Form) bool { return !c.besides(f) })
}

// first is where the pressing form stands.
func (c Case) first() string {
	if c.besides(c.Moves[0]) {
		return "#revision"
	}
	return "#next"
}

// openGrants counts the granted claims that nothing shows carried out and nobody promised.
func (c Case) openGrants() int {
	n := 0
	for _, g := range c.Grants {
		if g.State == "open" {
			n++
		}
	}
	return n
}

// was names the former owner where another takes the step over.
func was(s RevisedStep) string {
	if s.WasOwner == "" {
		return s.Owner
	}
	return s.WasOwner
}
