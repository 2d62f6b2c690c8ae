package flowtest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"followthrough/casework"
)

// record is the system of record in memory, for one case: the table run under a lock,
// by the record's own clock. It keeps the laws that the stories lean on: an act is made
// once for its reason, a date is asked once for its generation, an act of an earlier stay
// is superseded, and every answer carries the newest snapshot.
type record struct {
	office Office
	clock  func() time.Time

	mu       sync.Mutex
	state    casework.State
	present  casework.Outcome
	lines    []string
	acts     map[string]casework.Answer
	waits    []casework.Wake
	notices  []casework.Notice
	outbox   []casework.Moved // what was not told yet
	answered int64            // the newest seq that an answer told
	vain     int              // asks that moved nothing
	problems []string         // laws that a story broke
}

const caseID = "0123456789abcdefghijklmnop"

func (r *record) env() casework.Env {
	return casework.Env{Now: r.clock(), Terms: r.office.Terms}
}

// act carries out a person's move; the error is a refusal.
func (r *record) act(person casework.Person, move string, fields casework.Fields, seen int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := casework.Command{ID: fmt.Sprintf("form-%d", len(r.lines)), Case: r.state.ID, Kind: r.office.Kind.KindName(), Move: move,
		Actor: casework.Actor{ID: person.ID}, Fields: fields, Seen: seen, Roles: r.roles(person), People: r.people(), Self: person, Units: r.units(), Cases: map[string]bool{fields["into"]: true}}
	_, err := r.make(c)
	return err
}

func (r *record) make(c casework.Command) (casework.Outcome, error) {
	s := r.state
	if s.Seq == 0 {
		s.Head = casework.Head{ID: caseID, No: "X-2026-0001", Kind: r.office.Kind.KindName(), Epoch: 1}
	}
	o, err := r.office.Kind.Act(s, c, r.env())
	if refusal := casework.Refused(err); refusal != nil {
		cover(r.office.Kind.KindName(), func(c *Coverage) { c.Refusals[refusal.Code]++ })
	}
	if err == nil {
		r.keep(o)
	}
	return o, err
}

// keep is the transaction: state, timeline, notices and what is to be told.
func (r *record) keep(o casework.Outcome) {
	r.waits = o.Waits(r.waits, r.clock())
	r.state, r.present = o.State, o
	line := o.Event.Move
	if o.Event.Decision != nil {
		line = fmt.Sprintf("overdue: %s → %s", o.Event.Fields["due"], o.Event.Decision.Measure)
	}
	r.lines = append(r.lines, line)
	r.notices = append(r.notices, o.Notices...)
	r.outbox = append(r.outbox, o.Moved)
	if size, _ := json.Marshal(o.Moved); len(size) > 4<<10 {
		r.problems = append(r.problems, fmt.Sprintf("a snapshot of %d bytes after %s", len(size), o.Event.Move))
	}
	cover(r.office.Kind.KindName(), func(c *Coverage) {
		c.Moves[o.Event.Move]++
		for _, d := range o.Event.Dues {
			if d.Change == "set" {
				c.Set[d.Name]++
			}
		}
	})
}

// Look returns the snapshot.
func (r *record) Look(_ context.Context, id string) (casework.Moved, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if id != r.state.ID {
		return casework.Moved{}, casework.Refuse(casework.NotFound)
	}
	return r.present.Moved, nil
}

// Overdue asks policy, or makes the date's own move, once for each generation.
func (r *record) Overdue(ctx context.Context, id string, no, gen int) (casework.Answer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.state.Dues, func(d casework.Due) bool { return d.No == no && d.Generation == gen })
	if id != r.state.ID || i < 0 || r.state.Ended {
		return casework.Answer{Superseded: true, Now: r.present.Moved}, nil
	}
	due := r.state.Dues[i]
	if wait := due.Ask.Sub(r.clock()); wait > 0 {
		r.vain++
		return casework.Answer{NotYet: wait, Now: r.present.Moved}, nil
	}
	decision, err := r.decide(ctx, due)
	if err != nil {
		return casework.Answer{}, err
	}
	o, err := r.office.Kind.Overdue(r.state, no, gen, decision, r.env())
	if err != nil {
		return casework.Answer{}, err
	}
	r.keep(o)
	cover(r.office.Kind.KindName(), func(c *Coverage) { c.Asked[due.Name]++ })
	return casework.Answer{Now: r.present.Moved}, nil
}

func (r *record) decide(ctx context.Context, due casework.Due) (*casework.Decision, error) {
	if due.Then != "" {
		return nil, nil
	}
	q := casework.Question{Kind: r.state.Kind, Case: r.state.ID, Stage: r.state.Stage, Traits: r.present.Traits, Due: due.Name, Key: due.Key,
		Limit: due.Limit, Generation: due.Generation, At: due.Term.At, Now: r.clock(), DaysOverdue: int(r.clock().Sub(due.Term.At) / Day)}
	who := r.present.Parties.Holders[due.Role]
	if due.Person != "" {
		who = []string{due.Person}
	}
	for _, p := range who {
		q.Chain = append(q.Chain, casework.Link{Role: due.Role, Person: p})
	}
	d, err := r.office.Judge.Decide(ctx, q)
	return &d, err
}

// StoryAct makes a move of the system, once for its reason.
func (r *record) StoryAct(_ context.Context, a casework.StoryAct) (casework.Answer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if first, ok := r.acts[a.Reason]; ok {
		first.Now = r.present.Moved
		return first, nil
	}
	if a.Case != r.state.ID || a.Visit != r.state.Visit || r.state.Ended {
		return casework.Answer{Superseded: true, Now: r.present.Moved}, nil
	}
	c := casework.Command{ID: a.Reason, Case: a.Case, Move: a.Move, Actor: casework.Actor{ID: "system/story", Role: casework.System},
		Roles: []casework.Role{casework.System}, People: r.people()}
	if r.office.Fill != nil {
		c.Fields = r.office.Fill(a.Move, r.present)
	}
	o, err := r.make(c)
	if casework.Refused(err) != nil { // too early, or nothing to do any more
		r.vain++
		r.postpone(a, o.Until)
		return casework.Answer{Until: o.Until, Superseded: o.Until.IsZero(), Now: r.present.Moved}, nil
	}
	if err != nil {
		return casework.Answer{}, err
	}
	r.acts[a.Reason] = casework.Answer{Until: o.Until}
	return casework.Answer{Until: o.Until, Now: r.present.Moved}, nil
}

// postpone keeps the later time of a move that was refused as not yet.
func (r *record) postpone(a casework.StoryAct, until time.Time) {
	for i, w := range r.waits {
		if w.For == a.Move && w.Visit == a.Visit && w.At.Before(until) {
			r.waits[i].At = until
		}
	}
}

// Told takes out of the outbox what an answer told.
func (r *record) Told(_ context.Context, _ string, seq int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answered = max(r.answered, seq)
	r.outbox = slices.DeleteFunc(r.outbox, func(m casework.Moved) bool { return m.Seq <= seq })
	return nil
}

// late is a story's wait that passed longer ago than the sweeper waits, if there is one.
func (r *record) late() (casework.Wake, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	w := casework.NextWake(r.waits, r.state.Dues)
	return w, !r.state.Ended && !w.At.IsZero() && r.clock().Sub(w.At) > sweptAfter
}

// roles are those the person holds in the case: by office, and by what the case names.
func (r *record) roles(p casework.Person) []casework.Role {
	var roles []casework.Role
	for _, office := range p.Offices {
		roles = append(append(roles, casework.Role(office)), r.office.Also[office]...)
	}
	for role := range r.present.Parties.Holders {
		if r.present.Parties.Holds(role, p.ID) {
			roles = append(roles, role)
		}
	}
	return roles
}

func (r *record) people() map[string]casework.Person {
	all := map[string]casework.Person{}
	for _, p := range r.office.People {
		all[p.ID] = p
	}
	return all
}

func (r *record) units() map[string]bool {
	all := map[string]bool{}
	for _, p := range r.office.People {
		all[p.Unit] = true
	}
	return all
}
