package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"followthrough/casework"
)

// Sample is a draw of closed cases for a second look.
type Sample struct {
	ID      string
	Unit    string    // it and the units under it
	Month   time.Time // of the closures, its first day at midnight UTC
	Seed    string
	Size    int
	Rule    string // share, least and most, as the policy data had them
	DrawnBy string
	Drawn   time.Time
	Found   int // cases that were looked at
}

// SampleCase is a case of a sample.
type SampleCase struct {
	Place    int
	No       string
	Title    string
	Unit     string
	Looker   string // who is to look; empty while nobody independent was found
	Finding  string // sound, doubtful; empty until somebody looked
	LookedBy string
	Seq      int64
	May      bool // the viewer is independent of it
}

// SampleDraw is a sample with its cases in the viewer's sight, the numbers it was drawn
// from, and whether drawing again gives the same.
type SampleDraw struct {
	Sample
	Cases []SampleCase
	From  []string
	Same  bool
}

// DrawRank is what a sample is sorted by: whoever has the seed and the numbers can draw it again.
func DrawRank(seed, no string) string {
	sum := sha256.Sum256([]byte(seed + ":" + no))
	return hex.EncodeToString(sum[:])
}

// closedCase is a case to draw from.
type closedCase struct{ ID, No string }

func draw(seed string, all []closedCase, size int) []closedCase {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b closedCase) int { return cmp.Compare(DrawRank(seed, a.No), DrawRank(seed, b.No)) })
	return all[:min(size, len(all))]
}

// DrawSample draws, once, among the cases of the viewer's unit and those under it whose
// closure was approved between from and to and that stand in stage still; the seed is the
// record's own. Sealed cases are not among them. Each case drawn is given to somebody
// independent of it: an approver by their post who never had a line on its timeline.
func (s *Store) DrawSample(ctx context.Context, viewer casework.Viewer, from, to time.Time, stage casework.Stage, size func(closed int) (int, string)) (id string, err error) {
	err = s.write(ctx, func(tx pgx.Tx) error {
		var now time.Time
		if err := tx.QueryRow(ctx, `SELECT record_time()`).Scan(&now); err != nil {
			return err
		}
		if now.Before(to) {
			return casework.Refuse("month-not-over")
		}
		dir, err := s.directory(ctx, tx)
		if err != nil {
			return err
		}
		closed, err := list[closedCase](ctx, tx, `
			SELECT c.id, c.no
			FROM cases c
			WHERE c.id IN (SELECT case_id FROM timeline WHERE move = 'approve-closure' AND at >= $1 AND at < $2)
			  AND c.stage = $3 AND c.unit = ANY ($4) AND NOT c.sealed AND c.hidden = '{}'
			ORDER BY c.no`, from, to, string(stage), dir.under[viewer.Unit])
		if err != nil {
			return err
		}
		n, rule := size(len(closed))
		if n <= 0 {
			return casework.Refuse("nothing-closed")
		}
		id = newID()
		return s.writeSample(ctx, tx, dir, Sample{ID: id, Unit: viewer.Unit, Month: from, Seed: newID(), Size: n, Rule: rule, DrawnBy: viewer.ID, Drawn: now}, closed)
	})
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.ConstraintName == "a_month_is_drawn_once" {
		return "", casework.Refuse("already-drawn")
	}
	return id, err
}

func (s *Store) writeSample(ctx context.Context, tx pgx.Tx, dir *directory, x Sample, closed []closedCase) error {
	ids := make([]string, len(closed))
	for i, c := range closed {
		ids[i] = c.ID
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO samples (id, unit, month, seed, size, rule, closed, drawn_by, drawn)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, x.ID, x.Unit, x.Month.Format(time.DateOnly), x.Seed, x.Size, x.Rule, ids, x.DrawnBy, x.Drawn); err != nil {
		return err
	}
	given := map[string]int{}
	for i, c := range draw(x.Seed, closed, x.Size) {
		who, err := s.looker(ctx, tx, dir, c.ID, x.Drawn, given)
		if err != nil {
			return err
		}
		given[who]++
		if _, err := tx.Exec(ctx, `INSERT INTO sample_cases (sample, place, case_id, looker) VALUES ($1, $2, $3, $4)`, x.ID, i+1, c.ID, nullable(who)); err != nil {
			return err
		}
	}
	return nil
}

// looker is the independent officer nearest to a case who was given the fewest so far; empty when there is none.
func (s *Store) looker(ctx context.Context, q querier, dir *directory, id string, now time.Time, given map[string]int) (string, error) {
	t := &taken{store: s, dir: dir, env: casework.Env{Terms: s.Terms, Now: now}}
	if err := t.scan(q.QueryRow(ctx, `SELECT `+stateColumns+` FROM cases WHERE id = $1`, id)); err != nil {
		return "", err
	}
	for _, unit := range dir.up[t.state.Unit] {
		best := ""
		for _, o := range dir.officersIn(unit) {
			free, err := t.independent(ctx, q, o)
			if err != nil {
				return "", err
			}
			if free && (best == "" || given[o] < given[best]) {
				best = o
			}
		}
		if best != "" {
			return best, nil
		}
	}
	return "", nil
}

// independent reports whether a person, in their own right and not away, could approve the
// case's closure by their post and never had a line on its timeline.
func (t *taken) independent(ctx context.Context, q querier, person string) (bool, error) {
	day := t.env.Now.In(t.env.Terms.Zone())
	v, ok := t.dir.viewer(person, day)
	if _, away := t.dir.away(person, day); !ok || away {
		return false, nil
	}
	leave, err := t.store.Gate.May(ctx, t.question(v))
	if err != nil || leave.Sight != casework.Full || !slices.Contains(leave.Roles, "approver") || leave.For["approver"] != "" {
		return false, err
	}
	var acted bool
	err = q.QueryRow(ctx, `SELECT EXISTS (SELECT FROM timeline WHERE case_id = $1 AND (actor = $2 OR actor_for = $2))`, t.state.ID, person).Scan(&acted)
	return !acted, err
}

// Samples lists the draws of the viewer's units, the latest month first.
func (s *Store) Samples(ctx context.Context, viewer casework.Viewer) ([]Sample, error) {
	return s.samples(ctx, viewer, ``, nil)
}

func (s *Store) samples(ctx context.Context, viewer casework.Viewer, more string, args pgx.NamedArgs) ([]Sample, error) {
	g, err := s.keeper(ctx, viewer)
	if err != nil || g.scope.None {
		return nil, err
	}
	all := g.args()
	for k, v := range args {
		all[k] = v
	}
	found, err := list[Sample](ctx, s.pool, `
		SELECT x.id, x.unit, x.month::timestamp AT TIME ZONE 'UTC', x.seed, x.size, x.rule, x.drawn_by, x.drawn,
		       (SELECT count(*)::int FROM sample_cases k JOIN cases c ON c.id = k.case_id WHERE k.sample = x.id AND k.finding IS NOT NULL AND `+visible+`)
		FROM samples x
		WHERE (@all OR x.unit = ANY (@units)) `+more+`
		ORDER BY x.month DESC, x.unit
		LIMIT 60`, all)
	return found, outside(err)
}

// SampleAt is one draw, with its cases as far as the viewer sees them.
func (s *Store) SampleAt(ctx context.Context, viewer casework.Viewer, id string) (SampleDraw, error) {
	found, err := s.samples(ctx, viewer, `AND x.id = @sample`, pgx.NamedArgs{"sample": id})
	if err != nil {
		return SampleDraw{}, err
	}
	if len(found) == 0 {
		return SampleDraw{}, casework.Refuse(casework.NotFound)
	}
	d := SampleDraw{Sample: found[0]}
	g, err := s.keeper(ctx, viewer)
	if err != nil {
		return d, err
	}
	args := g.args()
	args["sample"] = id
	if d.Cases, err = list[SampleCase](ctx, s.pool, `
		SELECT k.place, c.no, c.title, coalesce(c.unit, ''), coalesce(k.looker, ''), coalesce(k.finding, ''), coalesce(k.looked_by, ''), coalesce(k.seq, 0), false
		FROM sample_cases k
		JOIN cases c ON c.id = k.case_id
		WHERE k.sample = @sample AND `+visible+` AND NOT `+onlyCard+`
		ORDER BY k.place`, args); err != nil {
		return d, outside(err)
	}
	if err := s.drawnAgain(ctx, &d, args); err != nil {
		return d, outside(err)
	}
	for i := range d.Cases {
		if d.Cases[i].Finding == "" {
			d.Cases[i].May = s.MayLook(ctx, viewer, d.Cases[i].No) == nil
		}
	}
	return d, nil
}

// drawnAgain draws with the seed among the numbers once more and compares.
func (s *Store) drawnAgain(ctx context.Context, d *SampleDraw, args pgx.NamedArgs) error {
	type member struct {
		ID, No string
		Place  int
		Seen   bool
	}
	all, err := list[member](ctx, s.pool, `
		SELECT c.id, c.no, coalesce(k.place, 0), `+visible+`
		FROM samples x
		JOIN cases c ON c.id = ANY (x.closed)
		LEFT JOIN sample_cases k ON k.sample = x.id AND k.case_id = c.id
		WHERE x.id = @sample
		ORDER BY c.no`, args)
	if err != nil {
		return err
	}
	var closed []closedCase
	places := map[string]int{}
	for _, m := range all {
		closed = append(closed, closedCase{m.ID, m.No})
		places[m.ID] = m.Place
		if m.Seen {
			d.From = append(d.From, m.No)
		}
	}
	d.Same = true
	for i, c := range draw(d.Seed, closed, d.Size) {
		d.Same = d.Same && places[c.ID] == i+1
	}
	return nil
}

// MayLook refuses who is not independent of a case that was drawn.
func (s *Store) MayLook(ctx context.Context, viewer casework.Viewer, no string) error {
	c, err := s.see(ctx, viewer, no)
	if err != nil {
		return err
	}
	free, err := c.independent(ctx, s.pool, viewer.ID)
	if err != nil {
		return outside(err)
	}
	if !free {
		return casework.Refuse("not-independent")
	}
	return nil
}

// Found writes beside a case of a sample what the second look came to; the line on the
// case's timeline says it in full. The first finding stands.
func (s *Store) Found(ctx context.Context, viewer casework.Viewer, sample string, place int, finding string, r Receipt) error {
	tag, err := s.pool.Exec(ctx, `
		UPDATE sample_cases
		SET finding = $4, looked_by = $5, seq = $6
		WHERE sample = $1 AND place = $2 AND case_id = $3 AND (finding IS NULL OR seq = $6)`, sample, place, r.Case, finding, viewer.ID, r.Seq)
	if err == nil && tag.RowsAffected() == 0 {
		return casework.Refuse("already-looked")
	}
	if err != nil {
		err = fmt.Errorf("note the finding on %s: %w", r.No, err)
	}
	return outside(err)
}
