package casework

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// State is a case as the record keeps it: the head and the facts as JSON.
type State struct {
	Head
	Facts json.RawMessage
}

// Outcome is a move carried out: what the record writes in one transaction.
type Outcome struct {
	State   State
	Event   Event
	Notices []Notice
	Parties Parties
	Traits  map[string]string
	Title   string // one line that says what the case is about
	Result  string // what a closed case came to
	Moved   Moved
	Until   time.Time // for a story's act: when it is to look again
	Wakes   []Wake    // what the story is to do by itself from here; see Waits
}

// Moved is the snapshot the engine is told: never a delta, no personal data, at most 4 KB.
// The newest (Epoch, Seq) wins, however late, repeated or out of order it comes.
type Moved struct {
	Case  string               `json:"case"`
	No    string               `json:"no"`
	Kind  string               `json:"kind"`
	Epoch int64                `json:"epoch"`
	Seq   int64                `json:"seq"`
	Move  string               `json:"move,omitempty"` // the one that made line Seq
	Stage Stage                `json:"stage"`
	Visit int                  `json:"visit"`
	Ended bool                 `json:"ended"`
	Dues  []Ring               `json:"dues,omitempty"` // the earliest first, at most MaxRings
	Marks map[string]time.Time `json:"marks,omitempty"`
}

// Ring is when a clock of the case rings next.
type Ring struct {
	Name       string    `json:"name"` // name, or name/key
	No         int       `json:"no"`
	Generation int       `json:"generation"`
	At         time.Time `json:"at"`
}

// MaxRings bounds the snapshot; what lies behind comes into sight as earlier dates are answered.
const MaxRings = 16

// Newer reports whether m was recorded after o.
func (m Moved) Newer(o Moved) bool {
	return m.Epoch > o.Epoch || m.Epoch == o.Epoch && m.Seq > o.Seq
}

// StoryAct is what a story asks the record to do. Reason is its action id: the case, the
// visit and a recorded time, never a run id, so that a repeated ask finds the first answer.
type StoryAct struct {
	Case   string `json:"case"`
	Move   string `json:"move"`
	Reason string `json:"reason"`
	Visit  int    `json:"visit"` // the stay it belongs to; an act on a case that moved on answers Superseded
	// Own says that the case's own story asks: the answer tells it, so nothing else need.
	Own bool `json:"own,omitempty"`
}

// Answer is what the record tells a story.
type Answer struct {
	NotYet     time.Duration `json:"not_yet,omitempty"` // the date has not come, by the record's clock
	Until      time.Time     `json:"until,omitzero"`    // when the story is to look again
	Superseded bool          `json:"superseded,omitempty"`
	Now        Moved         `json:"now"`
}

// MoveInfo is a row of the table without its functions: for forms, matrix and docs.
type MoveInfo struct {
	Name    string
	By      []Role
	From    []Stage
	Reaches []Stage
	Form    []Field
	Needs   []string // codes of Need, then of Check
	Notify  []Role
	Free    bool
	Card    bool
	Sealed  bool
	Hides   string
}

// Kind is a Process whose fact type is put away: what store, web and the simulator hold.
type Kind interface {
	KindName() string
	NumberPrefix() string
	StageList() []StageInfo
	MoveList() []MoveInfo
	// Act checks and carries out a command; the error is a *Refusal when a person can act on it.
	// A story's act that came too early is refused with NotYet and the Outcome's Until set.
	Act(s State, c Command, env Env) (Outcome, error)
	// Overdue records that due no of generation gen passed and what policy decided.
	Overdue(s State, no, gen int, d *Decision, env Env) (Outcome, error)
	// Present describes the state as it is: parties, traits, snapshot.
	Present(s State) (Outcome, error)
	// Offered lists the buttons for the roles in c.
	Offered(s State, c Command, env Env) ([]Offer, error)
	// Refixed computes provisional dates again after a calendar arrived; nil Event when none moved.
	Refixed(s State, env Env) (Outcome, bool, error)
}

var _ Kind = (*Process[struct{}])(nil)

// KindName is the kind's name: petition.
func (p *Process[F]) KindName() string { return p.Name }

// NumberPrefix is the letter before the numbers people know.
func (p *Process[F]) NumberPrefix() string { return p.Prefix }

// StageList lists the stages in the order people know.
func (p *Process[F]) StageList() []StageInfo { return p.Stages }

// MoveList lists the rows of the table.
func (p *Process[F]) MoveList() []MoveInfo {
	var all []MoveInfo
	for _, m := range p.Moves {
		all = append(all, m.info())
	}
	return all
}

func (m Move[F]) info() MoveInfo {
	i := MoveInfo{Name: m.Name, By: m.By, From: m.From, Reaches: m.Reaches(), Form: m.Form, Notify: m.Notify, Free: m.Free, Card: m.Card, Sealed: m.Sealed, Hides: m.Hides}
	for _, r := range slices.Concat(m.Need, m.Check) {
		i.Needs = append(i.Needs, r.Code)
	}
	return i
}

// Act checks c against the table and carries it out.
func (p *Process[F]) Act(s State, c Command, env Env) (Outcome, error) {
	f, err := p.open(s)
	if err != nil {
		return Outcome{}, err
	}
	m, _ := p.move(c.Move)
	c.Fields = c.Fields.trimmed()
	if r := p.Check(f, c, env); r != nil {
		var again time.Time
		if m.Until != nil && r.Code == NotYet {
			again = m.Until(f, env)
		}
		return Outcome{Until: again}, r
	}
	f, ev, err := p.Step(f, c, env)
	if err != nil {
		return Outcome{}, err
	}
	o, err := p.outcome(f, ev)
	if err != nil {
		return Outcome{}, err
	}
	o.Notices = p.notices(m, o.Parties, ev)
	if m.Until != nil {
		o.Until = m.Until(f, env)
	}
	o.Wakes = p.wakes(f, env)
	return o, nil
}

// Overdue answers a clock that rang. A due with a move of its own makes that move;
// any other keeps standing, one generation on, until the decision's next question.
func (p *Process[F]) Overdue(s State, no, gen int, d *Decision, env Env) (Outcome, error) {
	f, err := p.open(s)
	if err != nil {
		return Outcome{}, err
	}
	i := slices.IndexFunc(f.Dues, func(x Due) bool { return x.No == no && x.Generation == gen })
	if i < 0 {
		return Outcome{}, fmt.Errorf("overdue %s: no due %d of generation %d", f.No, no, gen)
	}
	due := f.Dues[i]
	if due.Then != "" {
		return p.Act(s, Command{Move: due.Then, Actor: Actor{ID: "system/clock", Role: System}, Roles: []Role{System}}, env)
	}
	f.Seq++
	f.Dues = slices.Clone(f.Dues)
	f.Dues[i].Generation++
	f.Dues[i].Ask = env.Terms.WorkingDays(env.Now, max(1, d.AskAgain)).At
	f.sortDues()
	ev := Event{Seq: f.Seq, Move: "overdue", From: f.Stage, To: f.Stage, Visit: f.Visit, Actor: Actor{ID: "system/clock", Role: System},
		At: env.Now, Fields: Fields{"due": due.Ringing().Name}, Dues: []DueChange{due.change("asked")}, Decision: d}
	o, err := p.outcome(f, ev)
	o.Wakes = p.wakes(f, env)
	for _, a := range d.Addressees {
		if slices.Contains(o.Parties.Hidden, a.Person) {
			continue
		}
		o.Notices = append(o.Notices, Notice{Person: a.Person, Role: a.Role, About: d.Measure, Due: no, Copy: a.Copy})
	}
	return o, err
}

// Present describes a state without moving it.
func (p *Process[F]) Present(s State) (Outcome, error) {
	f, err := p.open(s)
	if err != nil {
		return Outcome{}, err
	}
	return p.outcome(f, Event{})
}

// Offered lists the moves the roles in c may make.
func (p *Process[F]) Offered(s State, c Command, env Env) ([]Offer, error) {
	f, err := p.open(s)
	if err != nil {
		return nil, err
	}
	return p.Offers(f, c, env), nil
}

// Refixed computes dates again that were fixed in a year without a calendar.
func (p *Process[F]) Refixed(s State, env Env) (Outcome, bool, error) {
	f, err := p.open(s)
	if err != nil {
		return Outcome{}, false, err
	}
	var changes []DueChange
	f.Dues = slices.Clone(f.Dues)
	for i, d := range f.Dues {
		if !d.Term.Provisional || d.Limit == "" {
			continue
		}
		fresh, err := f.fix(d.Owed, env)
		if err != nil {
			return Outcome{}, false, err
		}
		if fresh.Term.Provisional {
			continue
		}
		if moved := !fresh.Term.At.Equal(d.Term.At); moved && d.Ask.Equal(d.Term.At) {
			f.Dues[i].Ask = fresh.Ask
		}
		f.Dues[i].Term = fresh.Term
		changes = append(changes, f.Dues[i].change("recomputed"))
	}
	if changes == nil {
		return Outcome{}, false, nil
	}
	f.Seq++
	f.sortDues()
	ev := Event{Seq: f.Seq, Move: "calendar", From: f.Stage, To: f.Stage, Visit: f.Visit, Actor: Actor{ID: "system/calendar", Role: System}, At: env.Now, Dues: changes}
	o, err := p.outcome(f, ev)
	o.Wakes = p.wakes(f, env)
	return o, err == nil, err
}

// Ringing is the due as the engine knows it.
func (d Due) Ringing() Ring {
	name := d.Name
	if d.Key != "" {
		name += "/" + d.Key
	}
	return Ring{Name: name, No: d.No, Generation: d.Generation, At: d.Ask}
}

func (p *Process[F]) open(s State) (File[F], error) {
	f := File[F]{Head: s.Head}
	if len(s.Facts) == 0 {
		return f, nil
	}
	if err := json.Unmarshal(s.Facts, &f.Facts); err != nil {
		return f, fmt.Errorf("facts of %s: %w", s.No, err)
	}
	return f, nil
}

func (p *Process[F]) outcome(f File[F], ev Event) (Outcome, error) {
	facts, err := json.Marshal(f.Facts)
	if err != nil {
		return Outcome{}, fmt.Errorf("facts of %s: %w", f.No, err)
	}
	o := Outcome{State: State{Head: f.Head, Facts: facts}, Event: ev}
	o.Parties = p.Parties(f)
	o.State.Unit = o.Parties.Unit
	if p.Traits != nil {
		o.Traits = p.Traits(f)
	}
	if p.Title != nil {
		o.Title = p.Title(f)
	}
	if p.Outcome != nil {
		o.Result = p.Outcome(f)
	}
	o.Moved = Moved{Case: f.ID, No: f.No, Kind: p.Name, Epoch: f.Epoch, Seq: f.Seq, Move: ev.Move, Stage: f.Stage, Visit: f.Visit, Ended: f.Ended}
	if m, _ := p.move(ev.Move); m.Sealed {
		o.Moved.Move = ""
	}
	for _, d := range f.Dues[:min(len(f.Dues), MaxRings)] {
		o.Moved.Dues = append(o.Moved.Dues, d.Ringing())
	}
	if p.Marks != nil {
		o.Moved.Marks = p.Marks(f)
	}
	return o, nil
}

// notices tells the roles a row names, but never the one who acted, and never somebody the case is hidden from.
func (p *Process[F]) notices(m Move[F], parties Parties, ev Event) []Notice {
	var all []Notice
	for _, role := range m.Notify {
		for _, person := range parties.Holders[role] {
			if person != ev.Actor.ID && !slices.Contains(parties.Hidden, person) && !slices.ContainsFunc(all, func(n Notice) bool { return n.Person == person }) {
				all = append(all, Notice{Person: person, Role: role, About: m.Name})
			}
		}
	}
	return all
}
