package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Rights are who could see a case and act in it at one moment, and under which policy.
type Rights struct {
	At       time.Time
	Opened   time.Time // before it nobody had a right in the case
	Stage    casework.Stage
	Seq      int64  // the last line then
	Revision string // of the policy, by the newest decision before that moment; empty when none was recorded
	Since    time.Time
	People   []Right
}

// Right is one official's.
type Right struct {
	Person  string
	Sight   casework.Sight
	Roles   []RoleRight
	Offices []string
	Away    string // who stood in for them, "-" for nobody; empty when they were at work
}

// RoleRight is a role in the case, and where it came from.
type RoleRight struct {
	Role         casework.Role
	For          string    // the person stood in for
	Since, Until time.Time // when it was named in the case; zero for one that comes with an office
}

// RightsAt answers who could see a case and act in it at a moment: by the roles held in
// the case then, the leaves of that day, and the offices and access policy now in force.
// An auditor's reading is recorded.
func (s *Store) RightsAt(ctx context.Context, viewer casework.Viewer, no string, at time.Time) (Rights, error) {
	c, err := s.see(ctx, viewer, no)
	if err != nil {
		return Rights{}, err
	}
	if c.leave.Sight != casework.Full {
		return Rights{}, casework.Refuse(casework.NotFound)
	}
	r := Rights{At: at, Opened: c.state.Opened}
	held, err := s.asOf(ctx, &c.taken, &r)
	if err != nil {
		return r, outside(err)
	}
	if r.Seq > 0 {
		if err := c.rights(ctx, &r, held); err != nil {
			return r, err
		}
	}
	return r, outside(noteRead(ctx, s.pool, c.state.ID, viewer.ID, "rights "+at.UTC().Format(time.RFC3339)))
}

// heldRow is a role that somebody held in the case.
type heldRow struct {
	Role, Person string
	Since        time.Time
	Until        *time.Time
}

// asOf turns the case's head and parties back to the moment, and finds the policy of then.
func (s *Store) asOf(ctx context.Context, t *taken, r *Rights) ([]heldRow, error) {
	err := s.pool.QueryRow(ctx, `
		SELECT seq, to_stage
		FROM timeline
		WHERE case_id = $1 AND at <= $2
		ORDER BY seq DESC
		LIMIT 1`, t.state.ID, r.At).Scan(&r.Seq, &r.Stage)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	err = s.pool.QueryRow(ctx, `
		SELECT d.revision, b.since
		FROM decisions d
		JOIN bundles b ON b.revision = d.revision
		WHERE d.at <= $1
		ORDER BY d.at DESC
		LIMIT 1`, r.At).Scan(&r.Revision, &r.Since)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, err
	}
	held, err := list[heldRow](ctx, s.pool, `
		SELECT role, person, since, until
		FROM roles_held
		WHERE case_id = $1 AND since <= $2 AND (until IS NULL OR until > $2)
		ORDER BY role, since, person`, t.state.ID, r.At)
	t.state.Stage, t.state.Seq = r.Stage, r.Seq
	holders := map[casework.Role][]string{}
	for _, h := range held {
		holders[casework.Role(h.Role)] = append(holders[casework.Role(h.Role)], h.Person)
	}
	t.parties.Holders = holders
	return held, err
}

// rights asks the access policy about everybody with an account.
func (c *seen) rights(ctx context.Context, r *Rights, held []heldRow) error {
	day := r.At.In(c.env.Terms.Zone())
	for _, o := range c.dir.persons {
		v, ok := c.dir.viewer(o.ID, day)
		if !ok || o.Login == "" {
			continue
		}
		leave, err := c.store.Gate.May(ctx, c.question(v))
		if err != nil {
			return err
		}
		if leave.Sight == casework.None {
			continue
		}
		right := Right{Person: o.ID, Sight: leave.Sight, Offices: v.Offices}
		if standIn, away := c.dir.away(o.ID, day); away {
			right.Away = cmp.Or(standIn, Nobody)
		}
		for _, role := range leave.Roles {
			x := RoleRight{Role: role, For: leave.For[role]}
			for _, h := range held {
				if h.Role == string(role) && h.Person == cmp.Or(x.For, o.ID) {
					x.Since = h.Since
					if x.For != "" {
						x.Since = c.dir.stoodIn(x.For, day, h.Since)
					}
					if h.Until != nil {
						x.Until = *h.Until
					}
				}
			}
			right.Roles = append(right.Roles, x)
		}
		r.People = append(r.People, right)
	}
	slices.SortFunc(r.People, func(a, b Right) int {
		return cmp.Or(cmp.Compare(carries(b), carries(a)), cmp.Compare(len(b.Roles), len(a.Roles)), cmp.Compare(a.Person, b.Person))
	})
	return nil
}

// carries counts the roles that the case itself named: those who carry it come first.
func carries(r Right) (n int) {
	for _, x := range r.Roles {
		if !x.Since.IsZero() {
			n++
		}
	}
	return n
}
