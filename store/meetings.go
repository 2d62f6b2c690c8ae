package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"followthrough/casework"
)

// Meeting is a dispatch meeting (调度会): its head, and what became of its decisions so far.
type Meeting struct {
	ID          string
	Unit        string
	Held        time.Time // its day, at midnight UTC
	Chair       string
	Attendees   []string
	Clerk       string
	Opened      time.Time
	Confirmed   time.Time // nothing is minuted afterwards
	ConfirmedBy string
}

// MeetingDecision is what a meeting decided on one case, what it became there, and how that stands.
type MeetingDecision struct {
	Meeting   string
	No        int
	Case      string // number
	Title     string
	Unit      string
	What      string
	Owner     string
	Proof     string
	Till      time.Time // as decided
	Due       time.Time // as it stands; a supervisor may have moved a step
	Became    string    // step, instruction
	Step      string    // the step's number in the plan
	Seq       int64
	Clerk     string
	At        time.Time
	Settled   string // the move that settled it; empty while it is open
	SettledAt time.Time
}

// meetingColumns are what Meeting holds, of a meeting m.
const meetingColumns = `m.id, m.unit, m.held::timestamp AT TIME ZONE 'UTC', m.chair, m.attendees, m.clerk, m.opened, coalesce(m.confirmed, 'epoch'), coalesce(m.confirmed_by, '')`

// inSightOf says that a meeting m is of the viewer's units, or that they were there.
const inSightOf = `(@all OR m.unit = ANY (@units) OR @viewer IN (m.chair, m.clerk) OR @viewer = ANY (m.attendees))`

// OpenMeeting opens the minutes of a meeting of the viewer's unit; the same action id opens it once.
func (s *Store) OpenMeeting(ctx context.Context, viewer casework.Viewer, action string, m Meeting) (id string, err error) {
	if len(action) < 8 || len(action) > 200 {
		return "", casework.Refuse(casework.Invalid, casework.Item{Key: "action", Field: "action"})
	}
	err = s.pool.QueryRow(ctx, `
		INSERT INTO meetings AS m (id, action, unit, held, chair, attendees, clerk, opened)
		VALUES ($1, $2, $3, $4, $5, $6, $7, record_time())
		ON CONFLICT (action) DO UPDATE SET action = m.action
		WHERE m.clerk = excluded.clerk
		RETURNING id`, newID(), action, viewer.Unit, m.Held.Format(time.DateOnly), m.Chair, orEmpty(m.Attendees), viewer.ID).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", &Taken{Action: action}
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == "23503" {
		return "", casework.Refuse(casework.Invalid, casework.Item{Key: "chair", Field: "chair"})
	}
	return id, outside(err)
}

// Meetings lists the meetings in the viewer's sight, the latest first.
func (s *Store) Meetings(ctx context.Context, viewer casework.Viewer, limit int) ([]Meeting, error) {
	return s.meetings(ctx, viewer, `ORDER BY m.held DESC, m.opened DESC LIMIT @limit`, pgx.NamedArgs{"limit": limit})
}

// MeetingAt is one meeting with the one before it in the same unit, empty when there was none.
func (s *Store) MeetingAt(ctx context.Context, viewer casework.Viewer, id string) (m, before Meeting, err error) {
	found, err := s.meetings(ctx, viewer, `AND m.id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return m, before, err
	}
	if len(found) == 0 {
		return m, before, casework.Refuse(casework.NotFound)
	}
	earlier, err := s.meetings(ctx, viewer, `AND m.unit = @unit AND (m.held, m.opened) < (@held::date, @opened::timestamptz) ORDER BY m.held DESC, m.opened DESC LIMIT 1`,
		pgx.NamedArgs{"unit": found[0].Unit, "held": found[0].Held.Format(time.DateOnly), "opened": found[0].Opened})
	if len(earlier) > 0 {
		before = earlier[0]
	}
	return found[0], before, err
}

func (s *Store) meetings(ctx context.Context, viewer casework.Viewer, more string, args pgx.NamedArgs) ([]Meeting, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return nil, err
	}
	for k, v := range g.args() {
		if _, own := args[k]; !own {
			args[k] = v
		}
	}
	all, err := list[Meeting](ctx, s.pool, `SELECT `+meetingColumns+` FROM meetings m WHERE `+inSightOf+` `+more, args)
	for i := range all {
		if all[i].Confirmed.Unix() == 0 {
			all[i].Confirmed = time.Time{}
		}
	}
	return all, outside(err)
}

// Minutes lists the decisions of meetings on cases in the viewer's sight, by meeting and number: one query.
func (s *Store) Minutes(ctx context.Context, viewer casework.Viewer, meetings []string) ([]MeetingDecision, error) {
	return s.decided(ctx, viewer, `AND x.meeting = ANY (@wanted)`, meetings)
}

// StandingDecisions lists what meetings decided on cases, given by number, and is not settled yet.
func (s *Store) StandingDecisions(ctx context.Context, viewer casework.Viewer, cases []string) ([]MeetingDecision, error) {
	return s.decided(ctx, viewer, `AND c.no = ANY (@wanted) AND d.settled IS NULL AND x.done_seq IS NULL`, cases)
}

// decided reads decisions with how they stand: the due that the line on the case set, and the line that settled it.
func (s *Store) decided(ctx context.Context, viewer casework.Viewer, which string, wanted []string) ([]MeetingDecision, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return nil, err
	}
	args := g.args()
	args["wanted"] = orEmpty(wanted)
	all, err := list[MeetingDecision](ctx, s.pool, `
		SELECT x.meeting, x.no, c.no, c.title, coalesce(c.unit, ''), x.what, x.owner, x.proof, x.till, coalesce(d.at, x.till), x.became,
		       coalesce(d.key, ''), x.seq, x.clerk, x.at, coalesce(e.move, ''), coalesce(e.at, 'epoch')
		FROM meeting_decisions x
		JOIN meetings m ON m.id = x.meeting
		JOIN cases c ON c.id = x.case_id
		LEFT JOIN LATERAL (
			SELECT (change ->> 'no')::int AS no
			FROM timeline t, jsonb_array_elements(t.dues) change
			WHERE t.case_id = x.case_id AND t.seq = x.seq AND change ->> 'change' = 'set'
			LIMIT 1
		) made ON true
		LEFT JOIN dues d ON d.case_id = x.case_id AND d.no = made.no
		LEFT JOIN timeline e ON e.case_id = x.case_id AND e.seq = coalesce(x.done_seq, d.settled)
		WHERE `+visible+`
		  AND NOT `+onlyCard+` `+which+`
		ORDER BY m.held DESC, m.opened DESC, x.no`, args)
	return all, outside(err)
}

// Minute writes into a meeting's minutes what a line on a case's timeline came from; the
// line was made before, under the same action id, which is written once. Confirmed minutes take nothing more.
func (s *Store) Minute(ctx context.Context, viewer casework.Viewer, action string, r Receipt, d MeetingDecision) error {
	return s.write(ctx, func(tx pgx.Tx) error {
		if err := openMinutes(ctx, tx, d.Meeting); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO meeting_decisions (meeting, no, case_id, seq, became, action, what, owner, till, proof, clerk, at)
			VALUES ($1, (SELECT coalesce(max(no), 0) + 1 FROM meeting_decisions WHERE meeting = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10, record_time())
			ON CONFLICT (action) DO NOTHING`,
			d.Meeting, r.Case, r.Seq, d.Became, action, d.What, d.Owner, d.Till, d.Proof, viewer.ID)
		return err
	})
}

// openMinutes locks a meeting whose minutes are not confirmed.
func openMinutes(ctx context.Context, tx pgx.Tx, meeting string) error {
	var open bool
	err := tx.QueryRow(ctx, `SELECT confirmed IS NULL FROM meetings WHERE id = $1 FOR UPDATE`, meeting).Scan(&open)
	if errors.Is(err, pgx.ErrNoRows) {
		return casework.Refuse(casework.NotFound)
	}
	if err == nil && !open {
		return casework.Refuse("minutes-confirmed")
	}
	return err
}

// CarriedOut notes the line that says an instruction of a meeting was carried out; the first one stands.
func (s *Store) CarriedOut(ctx context.Context, meeting string, no int, r Receipt) error {
	_, err := s.pool.Exec(ctx, `
		UPDATE meeting_decisions
		SET done_seq = $4
		WHERE meeting = $1 AND no = $2 AND case_id = $3 AND became = 'instruction' AND done_seq IS NULL`, meeting, no, r.Case, r.Seq)
	return outside(err)
}

// ConfirmMinutes closes a meeting's minutes, by its chair or by a supervisor of its unit on the chair's word.
func (s *Store) ConfirmMinutes(ctx context.Context, viewer casework.Viewer, meeting string) error {
	m, _, err := s.MeetingAt(ctx, viewer, meeting)
	if err != nil {
		return err
	}
	if viewer.ID != m.Chair && !slices.Contains(viewer.Offices, "supervisor") {
		return casework.Refuse(casework.WrongRole)
	}
	tag, err := s.pool.Exec(ctx, `UPDATE meetings SET confirmed = record_time(), confirmed_by = $2 WHERE id = $1 AND confirmed IS NULL`, meeting, viewer.ID)
	if err != nil {
		return outside(fmt.Errorf("confirm minutes: %w", err))
	}
	if tag.RowsAffected() == 0 {
		return casework.Refuse("minutes-confirmed")
	}
	return nil
}
