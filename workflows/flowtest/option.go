package flowtest

import (
	"fmt"
	"strings"
	"time"
)

// Signals says what happens to the signals on their way from the record to the story.
type Signals string

// The ways of signals. None is lost for good: as in production, a teller comes round.
const (
	InOrder    Signals = "in order"
	Repeated   Signals = "repeated"     // each comes three times, and an old one after it
	Dropped    Signals = "dropped"      // every second one comes only when the teller comes round
	OutOfOrder Signals = "out of order" // each comes after the one that follows it
)

// Option is one way of the world in which a scenario must hold.
type Option struct {
	ContinueAfter int           // signals after which a run continues as new; 0 for the story's own limit
	Signals       Signals       // empty for InOrder
	Skew          time.Duration // of the record's clock against the engine's
	LoseAnswers   bool          // each activity's first answer is lost after the record has committed
}

// Name is the subtest's.
func (o Option) Name() string {
	var parts []string
	if o.Signals != "" {
		parts = append(parts, "signals "+string(o.Signals))
	}
	if o.ContinueAfter > 0 {
		parts = append(parts, fmt.Sprintf("anew after %d", o.ContinueAfter))
	}
	if o.Skew != 0 {
		parts = append(parts, "skew "+o.Skew.String())
	}
	if o.LoseAnswers {
		parts = append(parts, "answers lost")
	}
	if parts == nil {
		return "plain"
	}
	return strings.Join(parts, ", ")
}

// Options are those under which Across runs a scenario.
var Options = []Option{
	{},
	{ContinueAfter: 1},
	{ContinueAfter: 2},
	{ContinueAfter: 3},
	{Signals: Repeated},
	{Signals: Dropped},
	{Signals: OutOfOrder},
	{Skew: -90 * time.Second},
	{Skew: 90 * time.Second},
	{ContinueAfter: 1, Signals: Repeated},
	{ContinueAfter: 1, Signals: OutOfOrder, Skew: -90 * time.Second},
	{ContinueAfter: 2, Signals: Dropped},
	{LoseAnswers: true},
	{LoseAnswers: true, ContinueAfter: 1, Signals: OutOfOrder},
}
