package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// errSuperseded rolls back a story's act on a case that moved on.
var errSuperseded = errors.New("superseded")

// Look returns the newest snapshot of a case.
func (s *Store) Look(ctx context.Context, id string) (casework.Moved, error) {
	t := &taken{store: s}
	err := t.scan(s.pool.QueryRow(ctx, `SELECT `+stateColumns+` FROM cases WHERE id = $1`, id))
	if errors.Is(err, pgx.ErrNoRows) {
		return casework.Moved{}, ErrNoCase
	}
	if err != nil {
		return casework.Moved{}, outside(err)
	}
	return t.snapshot()
}

// snapshot is what the engine is told of the case as it stands.
func (t *taken) snapshot() (casework.Moved, error) {
	k, ok := t.store.kinds[t.state.Kind]
	if !ok {
		return casework.Moved{}, fmt.Errorf("case %s is of unknown kind %s", t.state.ID, t.state.Kind)
	}
	o, err := k.Present(t.state)
	if !t.store.moves[t.state.Kind][t.last].Sealed {
		o.Moved.Move = t.last
	}
	return o.Moved, err
}

// StoryAct carries out what a story asks, as a named system actor. Asked again for the same
// reason it answers as it did; asked of a case that moved on it answers Superseded.
func (s *Store) StoryAct(ctx context.Context, a casework.StoryAct) (casework.Answer, error) {
	var answer casework.Answer
	c := casework.Command{ID: a.Reason, Case: a.Case, Move: a.Move, Roles: []casework.Role{casework.System},
		Actor: casework.Actor{ID: "system/story", Role: casework.System}}
	err := s.write(ctx, func(tx pgx.Tx) error {
		answer = casework.Answer{}
		t, stored, err := s.lock(ctx, tx, a.Case, "", &claim{c.ID, c.Actor.ID, digest(c)})
		if err != nil {
			return err
		}
		if stored != nil {
			answer.Until = stored.Until
			return nil
		}
		if t.state.Ended || t.state.Visit != a.Visit {
			answer.Superseded = true
			return errSuperseded
		}
		t.system = true
		t.command = c
		if err := t.appoint(ctx, tx); err != nil {
			return err
		}
		t.command = t.withPeople(t.command)
		o, err := t.kind.Act(t.state, t.command, t.env)
		answer.Until = o.Until
		if err != nil && t.nobody {
			answer.Until = t.env.Terms.WorkingDays(t.env.Now, 1).At
		}
		if err != nil {
			answer.Superseded = answer.Until.IsZero()
			return err
		}
		_, err = t.record(ctx, tx, o)
		answer.Now = o.Moved
		return err
	})
	if err != nil && !answer.Until.IsZero() {
		if e := s.postpone(ctx, a, answer.Until); e != nil {
			return answer, e
		}
	}
	return s.answered(ctx, a.Case, answer, err)
}

// postpone keeps when the story asks again for a move that was refused as not yet: nothing
// was recorded, but the sweeper must know of the later wait.
func (s *Store) postpone(ctx context.Context, a casework.StoryAct, until time.Time) error {
	return s.write(ctx, func(tx pgx.Tx) error {
		t := &taken{store: s}
		err := t.scan(tx.QueryRow(ctx, `SELECT `+stateColumns+` FROM cases WHERE id = $1 FOR UPDATE`, a.Case))
		if err != nil || t.state.Ended || t.state.Visit != a.Visit {
			return err
		}
		for i, w := range t.wakes {
			if w.For == a.Move && w.Visit == a.Visit && w.At.Before(until) {
				t.wakes[i].At = until
			}
		}
		next := casework.NextWake(t.wakes, t.state.Dues)
		_, err = tx.Exec(ctx, `UPDATE cases SET wakes = $2, next_wake = $3, wake_for = $4 WHERE id = $1`, a.Case, orEmpty(t.wakes), nullTime(next.At), next.For)
		return err
	})
}

// answered gives the newest snapshot with every answer, and turns a refusal of a story's
// act (too early, already done, moved on) into an answer: there is nobody to be refused.
func (s *Store) answered(ctx context.Context, id string, a casework.Answer, err error) (casework.Answer, error) {
	if r := casework.Refused(err); r != nil && r.Code == casework.NotFound {
		return a, ErrNoCase
	}
	if err != nil && !errors.Is(err, errSuperseded) && casework.Refused(err) == nil {
		return a, err
	}
	if a.Now.Case != "" {
		return a, nil
	}
	now, err := s.Look(ctx, id)
	a.Now = now
	return a, err
}

// appoint fills a person field of a system move that is named after a role: the next
// person whom the access policy gives that role in this case, the nearest unit first,
// whoever was asked least first. With nobody left the body above has been asked as well.
func (t *taken) appoint(ctx context.Context, tx pgx.Tx) error {
	for _, f := range t.move(t.command.Move).Form {
		if f.Kind != casework.PersonF {
			continue
		}
		who, err := t.next(ctx, tx, casework.Role(f.Name), t.command.Move)
		if err != nil {
			return err
		}
		if who == "" {
			t.nobody = true
			t.store.Log.Error("nobody holds the role that the case waits for; it is looked for again in a working day", "case", t.state.No, "role", f.Name)
		}
		t.command.Fields = casework.Fields{f.Name: who}
	}
	return nil
}

func (t *taken) next(ctx context.Context, tx pgx.Tx, role casework.Role, move string) (string, error) {
	asked, err := list[struct {
		Person string
		Times  int
	}](ctx, tx, `
		SELECT fields ->> $3, count(*)::int
		FROM timeline
		WHERE case_id = $1 AND move = $2 AND visit = $4
		GROUP BY 1`, t.state.ID, move, string(role), t.state.Visit)
	if err != nil {
		return "", err
	}
	best, least := "", 1<<30
	for _, unit := range t.dir.up[t.state.Unit] {
		for _, o := range t.dir.officersIn(unit) {
			v, ok := t.dir.viewer(o, t.env.Now.In(t.env.Terms.Zone()))
			if !ok {
				continue
			}
			leave, err := t.store.Gate.May(ctx, t.question(v))
			if err != nil {
				return "", err
			}
			_, away := t.dir.away(o, t.env.Now.In(t.env.Terms.Zone()))
			if !slices.Contains(leave.Roles, role) || leave.For[role] != "" || away {
				continue
			}
			times := 0
			for _, a := range asked {
				if a.Person == o {
					times = a.Times
				}
			}
			if times < least {
				best, least = o, times
			}
		}
	}
	return best, nil
}

// Overdue answers a clock that rang: is the due still pending, has its date come by the
// record's clock, and if so what does policy say? At most once by (case, due, generation).
func (s *Store) Overdue(ctx context.Context, id string, no, gen int) (casework.Answer, error) {
	var answer casework.Answer
	c := casework.Command{ID: fmt.Sprintf("overdue/%s/%d/%d", id, no, gen), Case: id, Move: "overdue",
		Actor: casework.Actor{ID: "system/clock", Role: casework.System}, Roles: []casework.Role{casework.System}}
	err := s.write(ctx, func(tx pgx.Tx) error {
		answer = casework.Answer{}
		t, stored, err := s.lock(ctx, tx, id, "", &claim{c.ID, c.Actor.ID, digest(c)})
		if err != nil || stored != nil {
			return err
		}
		i := slices.IndexFunc(t.state.Dues, func(d casework.Due) bool { return d.No == no && d.Generation == gen })
		if t.state.Ended || i < 0 {
			return errSuperseded
		}
		due := t.state.Dues[i]
		if wait := due.Ask.Sub(t.env.Now); wait > 0 {
			answer.NotYet = wait
			return errSuperseded
		}
		t.system, t.command = true, c
		var d *casework.Decision
		if due.Then == "" {
			if d, err = t.ask(ctx, tx, due); err != nil {
				return err
			}
		}
		o, err := t.kind.Overdue(t.state, no, gen, d, t.env)
		if err != nil {
			return err
		}
		_, err = t.record(ctx, tx, o)
		answer.Now = o.Moved
		return err
	})
	return s.answered(ctx, id, answer, err)
}

// ask puts the question to policy and keeps question, decision and the bundle behind it.
func (t *taken) ask(ctx context.Context, tx pgx.Tx, due casework.Due) (*casework.Decision, error) {
	q, err := t.whatIsAsked(due)
	if err != nil {
		return nil, err
	}
	d, err := t.store.Judge.Decide(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("decide on %s of %s: %w", due.Name, t.state.No, err)
	}
	if t.store.Bundle != nil {
		revision, files := t.store.Bundle()
		if _, err := tx.Exec(ctx, `
			INSERT INTO bundles (revision, files, since)
			SELECT $1, $2, $3
			WHERE NOT EXISTS (SELECT FROM bundles WHERE revision = $1)
			ON CONFLICT DO NOTHING`, revision, files, t.env.Now); err != nil {
			return nil, err
		}
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO decisions (case_id, due_no, generation, question, decision, revision, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, t.state.ID, due.No, due.Generation, q, d, d.Revision, t.env.Now)
	return &d, err
}

// whatIsAsked builds the allow-listed question: duties, dates and posts.
func (t *taken) whatIsAsked(due casework.Due) (casework.Question, error) {
	o, err := t.kind.Present(t.state)
	if err != nil {
		return casework.Question{}, err
	}
	zone := t.env.Terms.Zone()
	return casework.Question{
		Kind: t.state.Kind, Case: t.state.ID, Stage: t.state.Stage, Traits: o.Traits,
		Due: due.Name, Key: due.Key, Limit: due.Limit, Generation: due.Generation,
		At: due.Term.At, Now: t.env.Now, DaysOverdue: int(t.env.Now.Sub(due.Term.At) / (24 * time.Hour)),
		Provisional: due.Term.Provisional, Imported: !t.state.CatchUp.IsZero(),
		Chain: t.allowed(o.Parties, t.dir.chain(due.Role, t.owing(o.Parties, due), t.state.Unit, t.env.Now.In(zone))),
	}, nil
}

// owing lists who owes a due: the person named, the holders of the role, or the holders of the office.
func (t *taken) owing(p casework.Parties, due casework.Due) []string {
	if due.Person != "" {
		return []string{due.Person}
	}
	if held := p.Holders[due.Role]; len(held) > 0 {
		return held
	}
	office := string(due.Role)
	if office == "approver" {
		office = "supervisor"
	}
	return slices.DeleteFunc(t.dir.officers(office, t.state.Unit), func(id string) bool { return slices.Contains(p.Hidden, id) })
}

// allowed takes out of the chain whoever must not hear of the case: those it is hidden
// from, with their units, and those recused.
func (t *taken) allowed(p casework.Parties, links []casework.Link) []casework.Link {
	return slices.DeleteFunc(links, func(l casework.Link) bool {
		if l.Person == "" {
			return false
		}
		hidden := slices.Contains(p.Hidden, l.Person) || slices.Contains(p.Recused, l.Person)
		for _, unit := range t.dir.up[t.dir.persons[l.Person].Unit] {
			hidden = hidden || slices.Contains(p.Hidden, unit)
		}
		return hidden
	})
}
