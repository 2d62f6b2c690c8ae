package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// dueColumns are a row of dues d as dueScan reads it; all null when an outer join found none.
const dueColumns = `d.no, d.name, d.key, d.term, d.starts, d.at, d.more, d.generation, d.provisional, d.role, d.person`

type dueScan struct {
	No, More, Generation          *int
	Name, Key, Term, Role, Person *string
	Starts, At                    *time.Time
	Provisional                   *bool
}

func (d *dueScan) dest() []any {
	return []any{&d.No, &d.Name, &d.Key, &d.Term, &d.Starts, &d.At, &d.More, &d.Generation, &d.Provisional, &d.Role, &d.Person}
}

func (d *dueScan) row() DueRow {
	r := DueRow{No: *d.No, Name: *d.Name, Key: *d.Key, Limit: *d.Term, At: *d.At, More: *d.More, Generation: *d.Generation,
		Provisional: *d.Provisional, Role: casework.Role(*d.Role)}
	if d.Starts != nil {
		r.From = *d.Starts
	}
	if d.Person != nil {
		r.Person = *d.Person
	}
	return r
}

// duty is a pending date with what access must know of its case.
type duty struct {
	head    casework.Head
	track   string
	parties casework.Parties
	due     DueRow
	whom    string // the person the viewer stands in for
	card    bool
}

// The three ways in which a pending date is somebody's: they are named in it, they hold
// its role in the case, or its role is an office's and the case their units'. Each walks an index of its own.
const (
	dutyColumns = `
		SELECT c.id, c.kind, c.stage, coalesce(c.traits ->> 'track', ''), c.parties, ` + dueColumns + `
		FROM dues d
		JOIN cases c ON c.id = d.case_id`
	dutyEnd = `
		WHERE d.settled IS NULL
		  AND NOT c.ended
		  AND NOT c.hidden && @self
		  AND (@name = '' OR d.name = @name)
		  AND (d.at, d.case_id, d.no) > (@at::timestamptz, @id, @no::int)`
	dutyPage = `
		ORDER BY d.at, d.case_id, d.no
		LIMIT @limit`
	duties = `
		(` + dutyColumns + dutyEnd + `
		  AND d.person = ANY (@persons)` + dutyPage + `)
		UNION ALL
		(` + dutyColumns + `
		JOIN case_roles r ON r.case_id = d.case_id AND r.role = d.role` + dutyEnd + `
		  AND d.person IS NULL
		  AND r.person = ANY (@persons)` + dutyPage + `)
		UNION ALL
		(` + dutyColumns + dutyEnd + `
		  AND d.person IS NULL
		  AND d.role = ANY (@roles)
		  AND (@all
		       OR c.unit = ANY (@units)
		       OR EXISTS (SELECT FROM jsonb_array_elements(@staged::jsonb) x WHERE x -> 'units' ? c.unit AND x -> 'stages' ? c.stage))` + dutyPage + `)`
)

// rolesOfOffice lists the roles that an office may give in cases of its units. Which of
// them it gives in one case is the access policy's answer.
var rolesOfOffice = map[string][]string{
	"intake":     {"intake"},
	"supervisor": {"supervisor", "approver", "unit-head"}, // of the head who leads a case, the supervisor above acts as the head
	"unit-head":  {"unit-head"},
	"legal":      {"legal"},
}

func officeRoles(v casework.Viewer) []string {
	roles := []string{}
	for _, who := range append([]casework.Viewer{v}, v.StandsInFor...) {
		for _, office := range who.Offices {
			roles = append(roles, rolesOfOffice[office]...)
		}
	}
	return roles
}

// dutyAfter is where a list of duties goes on.
type dutyAfter struct {
	At time.Time `json:"a"`
	ID string    `json:"i"`
	No int       `json:"n"`
}

// mostLooked bounds how many pending dates one list looks at.
const mostLooked = 1000

// duties lists the pending dates the viewer owes, or owes for somebody they stand in for,
// earliest first: name narrows them. Whether an office gives the role in a case the gate
// says, row by row and without a query. It looks at mostLooked dates; where there are
// more, last says how far it came.
func (s *Store) duties(ctx context.Context, g *gatekeeper, name string, after dutyAfter) (mine []duty, last *dutyAfter, err error) {
	args := g.args()
	args["name"], args["roles"], args["limit"] = name, officeRoles(g.viewer), mostLooked
	args["at"], args["id"], args["no"] = after.At, after.ID, after.No
	rows, err := s.pool.Query(ctx, duties, args)
	if err != nil {
		return nil, nil, outside(err)
	}
	all, err := pgx.CollectRows(rows, scanDuty)
	if err != nil {
		return nil, nil, outside(fmt.Errorf("list duties: %w", err))
	}
	slices.SortFunc(all, byDate)
	all = slices.CompactFunc(all, func(a, b duty) bool { return byDate(a, b) == 0 })
	if len(all) >= mostLooked {
		all = all[:mostLooked]
		last = all[mostLooked-1].place()
	}
	for _, d := range all {
		ok, err := d.owedBy(ctx, g)
		if err != nil {
			return nil, nil, err
		}
		if ok {
			mine = append(mine, d)
		}
	}
	return mine, last, nil
}

func (d duty) place() *dutyAfter { return &dutyAfter{d.due.At, d.head.ID, d.due.No} }

func scanDuty(row pgx.CollectableRow) (duty, error) {
	var d duty
	var due dueScan
	err := row.Scan(append([]any{&d.head.ID, &d.head.Kind, &d.head.Stage, &d.track, &d.parties}, due.dest()...)...)
	if err == nil {
		d.due = due.row()
	}
	return d, err
}

func byDate(a, b duty) int {
	return cmp.Or(a.due.At.Compare(b.due.At), cmp.Compare(a.head.ID, b.head.ID), cmp.Compare(a.due.No, b.due.No))
}

// owedBy asks the gate whether the viewer owes the date, and notes for whom. What is
// owed by an office is owed by its holders in the nearest unit that has any for this case.
func (d *duty) owedBy(ctx context.Context, g *gatekeeper) (bool, error) {
	leave, err := g.leave(ctx, d.head, d.track, d.parties)
	if err != nil || leave.Sight != casework.Full && leave.Sight != casework.Card {
		return false, err
	}
	d.card = leave.Sight == casework.Card
	if d.due.Person != "" {
		if d.due.Person != g.viewer.ID {
			d.whom = d.due.Person
		}
		return true, nil
	}
	d.whom = leave.For[d.due.Role]
	if !slices.Contains(leave.Roles, d.due.Role) || len(d.parties.Holders[d.due.Role]) > 0 {
		return slices.Contains(leave.Roles, d.due.Role), nil
	}
	return g.nearest(ctx, cmp.Or(d.whom, g.viewer.ID), d.due.Role, d.head, d.track, d.parties)
}
