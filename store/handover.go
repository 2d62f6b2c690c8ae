package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Held is one duty of a person in one open case, for whoever hands it over.
type Held struct {
	CaseRow
	Seq  int64         // of the case, as it was read
	Duty casework.Role // leader, handler, team, owner, consulted; approver and the like for what an office owes
	Key  string        // of a step or a consultation: its number
	What string        // the step's title
	Due  *DueRow       // the earliest date of the duty; nil without one
	Left []string      // for what an office owes: who else holds it in this case
}

// HandedRow is what became of one duty that was to be handed over.
type HandedRow struct {
	Case      string // id
	No, Title string
	Duty, Key string
	Successor string
	Seq       int64             // the line that records it; 0 when it stays
	Refusal   *casework.Refusal // why it stays
}

// Handover is one list of duties that was handed over.
type Handover struct {
	ID, Person, By string
	At             time.Time
	Note           string
	Rows           []HandedRow
}

// HandoverOrder is one duty with its successor, and the command that hands it over.
type HandoverOrder struct {
	Duty, Key, Successor string
	Command              casework.Command
}

// Duties lists what a person holds in open cases, as far as the viewer sees those in full:
// the cases led and handled, memberships, steps, consultations, and the decisions that an
// office of theirs owes, each with its date.
func (s *Store) Duties(ctx context.Context, v casework.Viewer, person string) ([]Held, error) {
	const read = `
		SELECT c.id, c.kind, c.stage, coalesce(c.traits ->> 'track', ''), c.parties, c.seq, x.duty, x.key, x.what, ` + dueColumns + `
		FROM cases c
		JOIN (
			SELECT case_id, role AS duty, '' AS key, '' AS what
			FROM case_roles
			WHERE person = $1 AND role IN ('leader', 'handler', 'team')
			UNION ALL
			SELECT r.case_id, 'owner', p ->> 'no', p ->> 'title'
			FROM case_roles r
			JOIN cases k ON k.id = r.case_id
			CROSS JOIN LATERAL jsonb_array_elements(k.facts -> 'steps') p
			WHERE r.person = $1 AND r.role = 'owner' AND p ->> 'owner' = $1 AND p ->> 'state' IN ('open', 'started')
			UNION ALL
			SELECT r.case_id, 'consulted', q ->> 'no', ''
			FROM case_roles r
			JOIN cases k ON k.id = r.case_id
			CROSS JOIN LATERAL jsonb_array_elements(k.facts -> 'consults') q
			WHERE r.person = $1 AND r.role = 'consulted' AND q ->> 'person' = $1 AND q -> 'answered' IS DISTINCT FROM 'true'
		) x ON x.case_id = c.id
		LEFT JOIN LATERAL (
			SELECT *
			FROM dues
			WHERE case_id = c.id AND settled IS NULL AND role = x.duty AND key = x.key
			ORDER BY at, no
			LIMIT 1
		) d ON true
		WHERE NOT c.ended
		ORDER BY d.at NULLS LAST, c.id, x.duty, x.key
		LIMIT 1000`
	g, err := s.keeper(ctx, v)
	if err != nil || g.scope.None {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, read, person)
	if err != nil {
		return nil, outside(err)
	}
	type found struct {
		duty
		Held
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f found, err error) {
		var due dueScan
		err = row.Scan(append([]any{&f.head.ID, &f.head.Kind, &f.head.Stage, &f.track, &f.parties, &f.Seq, &f.Duty, &f.Key, &f.What}, due.dest()...)...)
		if err == nil && due.No != nil {
			f.Due = new(due.row())
		}
		return f, err
	})
	if err != nil {
		return nil, outside(fmt.Errorf("list the duties of %s: %w", person, err))
	}
	var seen []duty
	var held []Held
	for _, f := range all {
		leave, err := g.leave(ctx, f.head, f.track, f.parties)
		if err != nil {
			return nil, err
		}
		if leave.Sight == casework.Full {
			f.CaseRow.ID = f.head.ID
			seen, held = append(seen, f.duty), append(held, f.Held)
		}
	}
	more, cases, err := s.officeDuties(ctx, g, person)
	if err != nil {
		return nil, err
	}
	return s.withRows(ctx, append(held, more...), append(seen, cases...))
}

// officeDuties lists what an office of the person owes in cases the viewer sees, and who
// else holds it there: it is not handed over, it stays with the office.
func (s *Store) officeDuties(ctx context.Context, g *gatekeeper, person string) (held []Held, cases []duty, err error) {
	o, ok := g.dir.persons[person]
	if !ok || len(o.Offices) == 0 {
		return nil, nil, nil
	}
	own, err := s.keeper(ctx, g.dir.bareViewer(o))
	if err != nil {
		return nil, nil, err
	}
	all, _, err := s.duties(ctx, own, "", dutyAfter{})
	if err != nil {
		return nil, nil, err
	}
	for _, d := range all {
		if d.due.Person != "" || len(d.parties.Holders[d.due.Role]) > 0 {
			continue
		}
		leave, err := g.leave(ctx, d.head, d.track, d.parties)
		if err != nil {
			return nil, nil, err
		}
		if leave.Sight != casework.Full {
			continue
		}
		h := Held{Duty: d.due.Role, Due: new(d.due)}
		h.CaseRow.ID = d.head.ID
		if h.Left, err = g.othersWith(ctx, d, person); err != nil {
			return nil, nil, err
		}
		held, cases = append(held, h), append(cases, d)
	}
	return held, cases, nil
}

// othersWith lists who else holds a duty's role in its case: in the nearest unit that has any.
func (g *gatekeeper) othersWith(ctx context.Context, d duty, person string) ([]string, error) {
	for _, unit := range g.dir.up[d.parties.Unit] {
		var all []string
		for _, id := range g.dir.officersIn(unit) {
			o := g.dir.persons[id]
			if id == person || !slices.ContainsFunc(o.Offices, func(office string) bool { return slices.Contains(rolesOfOffice[office], string(d.due.Role)) }) {
				continue
			}
			l, err := g.leaveOf(ctx, g.dir.bareViewer(o), d.head, d.track, d.parties)
			if err != nil {
				return nil, err
			}
			if slices.Contains(l.Roles, d.due.Role) {
				all = append(all, id)
			}
		}
		if all != nil {
			return all, nil
		}
	}
	return nil, nil
}

// withRows adds number, title and stage of each case.
func (s *Store) withRows(ctx context.Context, held []Held, cases []duty) ([]Held, error) {
	var ids []string
	for _, d := range cases {
		ids = append(ids, d.head.ID)
	}
	rows, err := s.caseRows(ctx, ids, map[string]bool{})
	if err != nil {
		return nil, outside(fmt.Errorf("read the cases of duties: %w", err))
	}
	for i := range held {
		if at := slices.IndexFunc(rows, func(r CaseRow) bool { return r.ID == held[i].CaseRow.ID }); at >= 0 {
			held[i].CaseRow = rows[at]
		}
	}
	slices.SortStableFunc(held, func(a, b Held) int { return cmp.Compare(a.No, b.No) })
	return held, nil
}

// HandOver hands duties over one by one, each as an act of its own on its case: what is
// refused stays, with its reason. The same id goes on where an interrupted one stopped.
func (s *Store) HandOver(ctx context.Context, id, person, by, note string, orders []HandoverOrder) (Handover, error) {
	h := Handover{ID: id, Person: person, By: by, Note: note}
	const begin = `
		INSERT INTO handovers (id, person, by, at, note)
		VALUES ($1, $2, $3, record_time(), $4)
		ON CONFLICT (id) DO NOTHING`
	err := s.put(ctx, "handover of "+person, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, begin, id, person, by, note); err != nil {
			return err
		}
		var same bool
		if err := tx.QueryRow(ctx, `SELECT person = $2 AND by = $3 FROM handovers WHERE id = $1`, id, person, by).Scan(&same); err != nil {
			return err
		}
		if !same {
			return &Taken{Action: id}
		}
		return nil
	})
	if err != nil {
		return h, err
	}
	for _, o := range orders {
		row, err := s.handOne(ctx, id, o)
		if err != nil {
			return h, err
		}
		h.Rows = append(h.Rows, row)
	}
	return h, nil
}

func (s *Store) handOne(ctx context.Context, id string, o HandoverOrder) (HandedRow, error) {
	row := HandedRow{Case: o.Command.Case, Duty: o.Duty, Key: o.Key, Successor: o.Successor}
	c := o.Command
	c.ID = fmt.Sprintf("%s/%s/%s/%s", id, c.Case, o.Duty, o.Key)
	now, err := s.Look(ctx, c.Case)
	if err != nil {
		return row, err
	}
	c.Seen = now.Seq
	r, err := s.Act(ctx, c)
	if row.Refusal = casework.Refused(err); err != nil && row.Refusal == nil {
		return row, err
	}
	row.Seq = r.Seq
	const keep = `
		INSERT INTO handover_rows (handover, case_id, duty, key, successor, seq, refusal)
		VALUES ($1, $2, $3, $4, nullif($5, ''), nullif($6, 0), $7)
		ON CONFLICT (handover, case_id, duty, key) DO UPDATE
		SET seq = excluded.seq, refusal = excluded.refusal`
	var refusal []byte
	if row.Refusal != nil {
		row.Seq = 0
		if refusal, err = json.Marshal(row.Refusal); err != nil {
			return row, err
		}
	}
	_, err = s.pool.Exec(ctx, keep, id, row.Case, row.Duty, row.Key, row.Successor, row.Seq, refusal)
	return row, outside(err)
}

// LastHandover is the newest hand-over of a person with its rows, as far as the viewer sees
// their cases in full; nil when there was none.
func (s *Store) LastHandover(ctx context.Context, v casework.Viewer, person string) (*Handover, error) {
	h := Handover{Person: person}
	err := s.pool.QueryRow(ctx, `SELECT id, by, at, note FROM handovers WHERE person = $1 ORDER BY at DESC LIMIT 1`, person).Scan(&h.ID, &h.By, &h.At, &h.Note)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, outside(err)
	}
	g, err := s.keeper(ctx, v)
	if err != nil {
		return nil, err
	}
	const read = `
		SELECT r.case_id, c.no, c.title, r.duty, r.key, coalesce(r.successor, ''), coalesce(r.seq, 0), r.refusal,
		       c.kind, c.stage, coalesce(c.traits ->> 'track', ''), c.parties
		FROM handover_rows r
		JOIN cases c ON c.id = r.case_id
		WHERE r.handover = $1
		ORDER BY c.no, r.duty, r.key`
	rows, err := s.pool.Query(ctx, read, h.ID)
	if err != nil {
		return nil, outside(err)
	}
	type row struct {
		HandedRow
		duty
	}
	all, err := pgx.CollectRows(rows, func(x pgx.CollectableRow) (r row, err error) {
		err = x.Scan(&r.Case, &r.No, &r.Title, &r.Duty, &r.Key, &r.Successor, &r.Seq, &r.Refusal, &r.head.Kind, &r.head.Stage, &r.track, &r.parties)
		r.head.ID = r.Case
		return r, err
	})
	if err != nil {
		return nil, outside(fmt.Errorf("read the handover of %s: %w", person, err))
	}
	for _, r := range all {
		leave, err := g.leave(ctx, r.head, r.track, r.parties)
		if err != nil {
			return nil, err
		}
		if leave.Sight == casework.Full {
			h.Rows = append(h.Rows, r.HandedRow)
		}
	}
	return &h, nil
}
