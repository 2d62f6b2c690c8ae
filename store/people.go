package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"followthrough/casework"
)

// UnitNode is a unit with the units under it.
type UnitNode struct {
	Unit
	Under []UnitNode
}

// Position is a post with those who hold it; nobody does when it is vacant.
type Position struct {
	Post
	Holders []string
}

// Now is what the record's clock says.
func (s *Store) Now(ctx context.Context) (now time.Time, err error) {
	err = s.pool.QueryRow(ctx, `SELECT record_time()`).Scan(&now)
	return now, outside(err)
}

// GrantsVersion rises whenever a unit, post, person, office or leave changes, and with
// every day, since posts and offices are held from a day until a day.
func (s *Store) GrantsVersion(ctx context.Context) (int64, error) {
	d, err := s.directory(ctx, s.pool)
	if err != nil {
		return 0, outside(err)
	}
	day, err := time.Parse(time.DateOnly, d.day)
	return d.version<<daysInAVersion | day.Unix()/86400, err
}

// daysInAVersion is room for three and a half centuries of days.
const daysInAVersion = 17

// Units lists every unit by id.
func (s *Store) Units(ctx context.Context) ([]Unit, error) {
	d, err := s.directory(ctx, s.pool)
	if err != nil {
		return nil, outside(err)
	}
	return slices.SortedFunc(maps.Values(d.units), func(a, b Unit) int { return cmp.Compare(a.ID, b.ID) }), nil
}

// UnitTree lists the units at the top with those under them, by id.
func (s *Store) UnitTree(ctx context.Context) ([]UnitNode, error) {
	units, err := s.Units(ctx)
	if err != nil {
		return nil, err
	}
	return nodes(units, ""), nil
}

func nodes(units []Unit, parent string) []UnitNode {
	var all []UnitNode
	for _, u := range units {
		if u.Parent == parent {
			all = append(all, UnitNode{Unit: u, Under: nodes(units, u.ID)})
		}
	}
	return all
}

// Positions lists every post by unit, rank and id, with its active holders.
func (s *Store) Positions(ctx context.Context) ([]Position, error) {
	d, err := s.directory(ctx, s.pool)
	if err != nil {
		return nil, outside(err)
	}
	var all []Position
	for _, p := range d.posts {
		all = append(all, Position{p, slices.Clone(d.inPost[p.ID])})
	}
	slices.SortFunc(all, func(a, b Position) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// Officers lists everybody by id, also those who left.
func (s *Store) Officers(ctx context.Context) ([]Officer, error) {
	return s.officersWho(ctx, func(Officer) bool { return true })
}

// Candidates lists whom a form may name: active holders of the office ("" for any) in the
// units (nil for all), by unit, rank and id.
func (s *Store) Candidates(ctx context.Context, office string, units []string) ([]Officer, error) {
	return s.officersWho(ctx, func(o Officer) bool {
		return o.Active && (office == "" || slices.Contains(o.Offices, office)) && (units == nil || slices.Contains(units, o.Unit))
	})
}

func (s *Store) officersWho(ctx context.Context, do func(Officer) bool) ([]Officer, error) {
	d, err := s.directory(ctx, s.pool)
	if err != nil {
		return nil, outside(err)
	}
	var all []Officer
	for _, o := range d.persons {
		if do(o) {
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b Officer) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(d.rank(a), d.rank(b)), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// Person returns what the record knows of a person; casework.NotFound when there is none.
func (s *Store) Person(ctx context.Context, id string) (casework.Person, error) {
	d, err := s.directory(ctx, s.pool)
	if err != nil {
		return casework.Person{}, outside(err)
	}
	p, ok := d.person(id)
	if !ok {
		return p, casework.Refuse(casework.NotFound)
	}
	return p, nil
}

// PeopleByID returns the persons behind ids; unknown ids are left out.
func (s *Store) PeopleByID(ctx context.Context, ids []string) (map[string]casework.Person, error) {
	d, err := s.directory(ctx, s.pool)
	if err != nil {
		return nil, outside(err)
	}
	return d.people(ids), nil
}

func (d *directory) people(ids []string) map[string]casework.Person {
	all := map[string]casework.Person{}
	for _, id := range ids {
		if p, ok := d.person(id); ok {
			all[id] = p
		}
	}
	return all
}

// Viewer is a person as the access policy sees them at day, whose calendar day in the
// installation's zone says for whom they stand in; casework.NotFound when they are not active.
func (s *Store) Viewer(ctx context.Context, person string, day time.Time) (casework.Viewer, error) {
	d, err := s.directory(ctx, s.pool)
	if err != nil {
		return casework.Viewer{}, outside(err)
	}
	v, ok := d.viewer(person, day.In(s.Terms.Zone()))
	if !ok {
		return v, casework.Refuse(casework.NotFound)
	}
	return v, nil
}

// PutUnit writes a unit, new or changed.
func (s *Store) PutUnit(ctx context.Context, u Unit) error {
	return s.put(ctx, "unit "+u.ID, func(tx pgx.Tx) error { return putUnit(ctx, tx, u) })
}

func putUnit(ctx context.Context, tx pgx.Tx, u Unit) error {
	const put = `
		INSERT INTO units (id, name_zh, name_en, parent)
		VALUES ($1, $2, $3, nullif($4, ''))
		ON CONFLICT (id) DO UPDATE
		SET name_zh = excluded.name_zh, name_en = excluded.name_en, parent = excluded.parent`
	const circle = `
		WITH RECURSIVE up AS (
			SELECT parent AS id FROM units WHERE id = $1
			UNION
			SELECT u.parent FROM units u JOIN up ON u.id = up.id
		)
		SELECT EXISTS (SELECT FROM up WHERE id = $1)`
	if _, err := tx.Exec(ctx, put, u.ID, u.NameZH, u.NameEN, u.Parent); err != nil {
		return err
	}
	return refuseIf(ctx, tx, "units-in-a-circle", circle, u.ID)
}

// PutPost writes a post, new or changed.
func (s *Store) PutPost(ctx context.Context, p Post) error {
	return s.put(ctx, "post "+p.ID, func(tx pgx.Tx) error { return putPost(ctx, tx, p) })
}

func putPost(ctx context.Context, tx pgx.Tx, p Post) error {
	const put = `
		INSERT INTO posts (id, unit, title_zh, title_en, rank, reports_to)
		VALUES ($1, $2, $3, $4, $5, nullif($6, ''))
		ON CONFLICT (id) DO UPDATE
		SET unit = excluded.unit, title_zh = excluded.title_zh, title_en = excluded.title_en,
		    rank = excluded.rank, reports_to = excluded.reports_to`
	const circle = `
		WITH RECURSIVE up AS (
			SELECT reports_to AS id FROM posts WHERE id = $1
			UNION
			SELECT p.reports_to FROM posts p JOIN up ON p.id = up.id
		)
		SELECT EXISTS (SELECT FROM up WHERE id = $1)`
	if _, err := tx.Exec(ctx, put, p.ID, p.Unit, p.TitleZH, p.TitleEN, p.Rank, p.ReportsTo); err != nil {
		return err
	}
	return refuseIf(ctx, tx, "posts-in-a-circle", circle, p.ID)
}

// put writes in one transaction. Where a constraint stands against it, whose name says
// the rule, the answer is a refusal that names the rule.
func (s *Store) put(ctx context.Context, what string, do func(pgx.Tx) error) error {
	err := s.write(ctx, do)
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && len(pg.Code) == 5 && pg.Code[:2] == "23" {
		return casework.Refuse(casework.Invalid, casework.Item{Key: cmp.Or(pg.ConstraintName, pg.ColumnName, pg.Message)})
	}
	if err != nil && casework.Refused(err) == nil {
		return fmt.Errorf("put %s: %w", what, err)
	}
	return err
}

func refuseIf(ctx context.Context, q querier, key, sql string, args ...any) error {
	var broken bool
	if err := q.QueryRow(ctx, sql, args...).Scan(&broken); err != nil {
		return err
	}
	if broken {
		return casework.Refuse(casework.Invalid, casework.Item{Key: key})
	}
	return nil
}
