package casework

import (
	"slices"
	"time"
)

type (
	// Stage is where a case stands.
	Stage string
	// Stages are several of them.
	Stages []Stage
	// Role is the capacity in which a person acts on one case. Who holds it is
	// the access policy's answer; what it may do is the table's.
	Role string
)

// StageInfo describes one stage of a process in the order people know it.
type StageInfo struct {
	Name Stage
	End  bool // an open case never stands here
}

// Process is the definition of one kind of case: the table and what follows from it.
// F holds the facts a case has established; it is bounded, long lists are rows.
type Process[F any] struct {
	Name   string
	Prefix string // of the case number: P in P-2026-0017
	Stages []StageInfo
	Moves  []Move[F]

	// Owed lists what the file owes in its present state; the record compares it
	// with what was owed before, fixes new dates from Terms and settles the rest.
	Owed func(File[F]) []Owed
	// Clocks names every date that Owed may list: for people, and to tell met from dropped.
	Clocks []Clock
	// Parties names who holds which role in the case, for access and for "my work".
	Parties func(File[F]) Parties
	// Marks are the dates and facts the engine must know beyond the dues.
	Marks func(File[F]) map[string]time.Time
	// Title is one line that says what the case is about, without personal data.
	Title func(File[F]) string
	// Outcome is what a closed case came to, apart from its stage; empty while open.
	Outcome func(File[F]) string
	// Traits are bounded words about the case that policy may ask for and lists filter by: track, basis.
	Traits func(File[F]) map[string]string
}

// Move is one row of the table: who may take a case from where to where, what it
// asks of them, what must hold, and what it establishes.
type Move[F any] struct {
	Name string
	By   []Role
	From Stages // empty: the move opens the case
	To   Stage  // empty: the case stays where it is
	// Choose picks the stage when it depends on the file; Tos lists every stage it may pick.
	Choose func(File[F], Command) Stage
	Tos    []Stage
	Form   []Field
	// Need holds before the form is looked at: it decides whether the button is offered.
	Need []Rule[F]
	// Check holds of the file and the filled-in form together.
	Check []Rule[F]
	Apply func(*File[F], Command, Env)
	// Notify names the roles in the case that are told of the move.
	Notify []Role
	// Card moves may be made by those who see the card only: to say that no conflict stands in the way, or that one does.
	Card bool
	// Free moves (notes, reports) are not refused because the case moved on since the page was shown.
	Free bool
	// Sealed moves are told to those only who may read sealed fields: nobody else learns that they were made.
	Sealed bool
	// Hides names a field of files that are served to supervisors and auditors only from then on.
	Hides string
	// Until is, for a move the story makes, when the story is to look again; also when it was refused as not yet.
	Until func(File[F], Env) time.Time
}

// Rule is a named condition of the table. Broken returns nil when it holds, else
// the keys of what is missing (at least one), which people read as a list.
type Rule[F any] struct {
	Code   string
	Broken func(File[F], Command, Env) []Item
}

// Env is what a move may know of the world: the record's time and the limits.
type Env struct {
	Now   time.Time
	Terms Terms
}

// Check reports why c may not be carried out on f, or nil. The order is the order
// people can act on: is there such a move, is it the time, are you the one, is the form complete.
func (p *Process[F]) Check(f File[F], c Command, env Env) *Refusal {
	m, ok := p.move(c.Move)
	if !ok {
		return Refuse(UnknownMove)
	}
	if len(m.From) == 0 != (f.Seq == 0) {
		return Refuse(WrongStage)
	}
	if f.Seq > 0 && !slices.Contains(m.From, f.Stage) {
		return Refuse(WrongStage, Item{Key: string(f.Stage)})
	}
	role, ok := c.As(m.By)
	if !ok {
		return Refuse(WrongRole)
	}
	if !m.Card && p.seesCardOnly(f, c, role) {
		return Refuse(CardOnly)
	}
	if !m.Free && f.Seq > 0 && c.Seen != f.Seq && !c.Actor.System() {
		return Refuse(Stale)
	}
	for _, r := range m.Need {
		if items := r.Broken(f, c, env); items != nil {
			return Refuse(r.Code, items...)
		}
	}
	if r := checkForm(m.Form, c, env); r != nil {
		return r
	}
	for _, r := range m.Check {
		if items := r.Broken(f, c, env); items != nil {
			return Refuse(r.Code, items...)
		}
	}
	return nil
}

// Step carries out a checked command: the file after the move and the line for
// its timeline. Dues are brought into line with what the new state owes.
func (p *Process[F]) Step(f File[F], c Command, env Env) (File[F], Event, error) {
	m, ok := p.move(c.Move)
	if !ok {
		return f, Event{}, Refuse(UnknownMove)
	}
	role, _ := c.As(m.By)
	from := f.Stage
	f.Seq++
	if to := m.to(f, c); to != "" && to != from {
		f.enter(to, env.Now)
	}
	f.Ended = p.ends(f.Stage)
	if m.Apply != nil {
		m.Apply(&f, c, env)
	}
	changes, err := p.settle(&f, m.Name, env)
	ev := Event{Seq: f.Seq, Move: m.Name, From: from, To: f.Stage, Visit: f.Visit, Actor: c.Actor.As(role, c.For[role]),
		At: env.Now, Fields: c.Fields.only(m.Form), Dues: changes}
	if role == System && c.Fields != nil {
		ev.Fields = c.Fields
	}
	return f, ev, err
}

// Offer is a move the person may make now, or one that only a named lack stands in the way of.
type Offer struct {
	Move    MoveInfo
	Blocked *Refusal
}

// Offers lists the moves that roles may make on f: the buttons of the case page.
func (p *Process[F]) Offers(f File[F], c Command, env Env) []Offer {
	var offers []Offer
	for _, m := range p.Moves {
		if _, mine := c.As(m.By); !mine || !slices.Contains(m.From, f.Stage) || slices.Contains(m.By, System) && len(m.By) == 1 {
			continue
		}
		if role, _ := c.As(m.By); !m.Card && p.seesCardOnly(f, c, role) {
			continue
		}
		o := Offer{Move: m.info()}
		for _, r := range m.Need {
			if items := r.Broken(f, c, env); items != nil {
				o.Blocked = Refuse(r.Code, items...)
				break
			}
		}
		offers = append(offers, o)
	}
	return offers
}

// seesCardOnly reports whether the actor, or whom they stand in for in role, has not yet
// said that no conflict stands in the way: whoever may not see the content does not act on it.
func (p *Process[F]) seesCardOnly(f File[F], c Command, role Role) bool {
	if f.Seq == 0 || p.Parties == nil || role == System {
		return false
	}
	unconfirmed := p.Parties(f).Unconfirmed
	return slices.Contains(unconfirmed, c.Actor.ID) || slices.Contains(unconfirmed, c.For[role])
}

func (p *Process[F]) move(name string) (Move[F], bool) {
	i := slices.IndexFunc(p.Moves, func(m Move[F]) bool { return m.Name == name })
	if i < 0 {
		return Move[F]{}, false
	}
	return p.Moves[i], true
}

func (p *Process[F]) ends(s Stage) bool {
	return slices.ContainsFunc(p.Stages, func(i StageInfo) bool { return i.Name == s && i.End })
}

func (m Move[F]) to(f File[F], c Command) Stage {
	if m.Choose != nil {
		return m.Choose(f, c)
	}
	return m.To
}

// Reaches lists every stage the move may lead to; empty when the case stays.
func (m Move[F]) Reaches() []Stage {
	if m.To != "" {
		return []Stage{m.To}
	}
	return m.Tos
}
