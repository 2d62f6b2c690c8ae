package casework

import (
	"slices"
	"time"
)

// Wake is a time at which a case's story is to act by itself. The engine keeps the timer;
// the record knows the time too, so that a timer that was lost is found.
type Wake struct {
	For   string    `json:"for"`             // the system's move, or the date that rings
	At    time.Time `json:"at"`              // zero before Waits: at once
	Visit int       `json:"visit,omitempty"` // the stay it belongs to; none for a date
}

// wakes are the moves that the system is to make in f's stage: those with a time to look
// again, whose conditions hold or are not yet come. A condition broken for another reason
// waits for the record to move, not for a time.
func (p *Process[F]) wakes(f File[F], env Env) (all []Wake) {
	for _, m := range p.Moves {
		if f.Ended || m.Until == nil || !slices.Contains(m.By, System) || !slices.Contains(m.From, f.Stage) {
			continue
		}
		w := Wake{For: m.Name, Visit: f.Visit}
		switch code := m.broken(f, env); code {
		case "":
		case NotYet:
			if w.At = m.Until(f, env); !w.At.After(env.Now) {
				continue // it waits for something else
			}
		default:
			continue
		}
		all = append(all, w)
	}
	return all
}

// broken is the code of the first condition that keeps the system from the move.
func (m Move[F]) broken(f File[F], env Env) string {
	for _, r := range m.Need {
		if r.Broken(f, Command{Move: m.Name}, env) != nil {
			return r.Code
		}
	}
	return ""
}

// Waits are the times at which the story is to make the system's moves after this outcome.
// A move that may be made at once keeps the time that was recorded for it before: the
// story asks again when its last answer said, and other moves do not change that.
func (o Outcome) Waits(before []Wake, now time.Time) []Wake {
	waits := slices.Clone(o.Wakes)
	for i, w := range waits {
		if !w.At.IsZero() {
			continue
		}
		same := slices.IndexFunc(before, func(b Wake) bool { return b.For == w.For && b.Visit == w.Visit })
		switch {
		case o.Event.Move == w.For && !o.Until.IsZero():
			waits[i].At = o.Until
		case same >= 0:
			waits[i].At = before[same].At
		default:
			waits[i].At = now
		}
	}
	return waits
}

// NextWake is the earliest of the times and dates; At is zero when there is none.
func NextWake(waits []Wake, dues []Due) (next Wake) {
	for _, d := range dues {
		waits = append(slices.Clip(waits), Wake{For: d.Ringing().Name, At: d.Ask})
	}
	for _, w := range waits {
		if next.At.IsZero() || w.At.Before(next.At) {
			next = w
		}
	}
	return next
}
