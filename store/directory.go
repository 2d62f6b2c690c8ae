package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// directory is everybody who acts: units, posts, persons, offices and leaves, read as a
// whole and kept for a day while settings.grants stays the same. An action thus pays for one
// small read, and decides by the people as they are under its lock.
type directory struct {
	version int64
	day     string // for which postings and offices with dates were read
	units   map[string]Unit
	posts   map[string]Post
	persons map[string]Officer
	leaves  []Leave
	under   map[string][]string // a unit and every unit below it
	up      map[string][]string // a unit and every unit above it, nearest first
	inPost  map[string][]string // active persons by post
	heads   map[string]Post     // the principal's post by unit
}

// Unit is a body of the administration. One that was closed keeps its name for what it did.
type Unit struct {
	ID, NameZH, NameEN, Parent string
	Closed                     *time.Time // from this day on; nil for one that is there
}

// Post is a place in a unit; a post nobody holds is vacant.
type Post struct {
	ID, Unit, TitleZH, TitleEN string
	Rank                       int
	ReportsTo                  string
	Closed                     *time.Time
}

// Officer is a person with the offices they hold.
type Officer struct {
	ID, Login, NameZH, NameEN, Unit, Post string
	Active                                bool
	Offices                               []string
}

// Leave is a person's absence with the one who stands in.
type Leave struct {
	ID           int64
	Person       string
	Starts, Ends time.Time // days, both included
	StandIn      string
}

// directory returns the people as of the grants version that q sees.
func (s *Store) directory(ctx context.Context, q querier) (*directory, error) {
	var text string
	var now time.Time
	if err := q.QueryRow(ctx, `SELECT value, record_time() FROM settings WHERE name = 'grants'`).Scan(&text, &now); err != nil {
		return nil, fmt.Errorf("read the grants version: %w", err)
	}
	return s.directoryAt(ctx, q, text, now)
}

// today is the day in the installation's zone.
func (s *Store) today(now time.Time) string { return now.In(s.Terms.Zone()).Format(time.DateOnly) }

func (s *Store) directoryAt(ctx context.Context, q querier, grants string, now time.Time) (*directory, error) {
	version, err := strconv.ParseInt(grants, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("grants version: %w", err)
	}
	if d := s.known.Load(); d != nil && d.version == version && d.day == s.today(now) {
		return d, nil
	}
	d, err := readDirectory(ctx, q, version, s.today(now))
	if err == nil {
		s.known.Store(d)
	}
	return d, err
}

func readDirectory(ctx context.Context, q querier, version int64, day string) (*directory, error) {
	d := &directory{version: version, day: day, units: map[string]Unit{}, posts: map[string]Post{}, persons: map[string]Officer{},
		under: map[string][]string{}, up: map[string][]string{}, inPost: map[string][]string{}, heads: map[string]Post{}}
	units, err := list[Unit](ctx, q, `SELECT id, name_zh, name_en, coalesce(parent, '') AS parent, closed FROM units ORDER BY id`)
	if err != nil {
		return nil, err
	}
	posts, err := list[Post](ctx, q, `SELECT id, unit, title_zh, title_en, rank, coalesce(reports_to, '') AS reports_to, closed FROM posts ORDER BY rank, id`)
	if err != nil {
		return nil, err
	}
	persons, err := list[Officer](ctx, q, readOfficers, day)
	if err != nil {
		return nil, err
	}
	d.leaves, err = list[Leave](ctx, q, `SELECT id, person, starts, ends, coalesce(stand_in, '') AS stand_in FROM leaves WHERE ends >= $1::date - 400 AND NOT cancelled ORDER BY id`, day)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		d.units[u.ID] = u
	}
	for _, p := range posts {
		d.posts[p.ID] = p
		if _, has := d.heads[p.Unit]; p.Rank == 1 && !has && p.open(day) {
			d.heads[p.Unit] = p
		}
	}
	for _, p := range persons {
		d.persons[p.ID] = p
		if p.Active && p.Post != "" {
			d.inPost[p.Post] = append(d.inPost[p.Post], p.ID)
		}
	}
	for _, u := range units {
		for at, n := u.ID, 0; at != "" && n < 32; at, n = d.units[at].Parent, n+1 {
			d.up[u.ID] = append(d.up[u.ID], at)
			d.under[at] = append(d.under[at], u.ID)
		}
	}
	return d, nil
}

// readOfficers reads everybody with the post and the offices they hold on the day $1.
const readOfficers = `
	SELECT p.id, coalesce(p.login, ''), p.name_zh, p.name_en, coalesce(h.unit, p.unit),
	       coalesce(CASE WHEN h.id IS NOT NULL THEN h.post WHEN NOT h.ever THEN p.post END, ''), p.active,
	       coalesce(array_agg(o.office ORDER BY o.office) FILTER (WHERE o.office IS NOT NULL), '{}')
	FROM persons p
	CROSS JOIN LATERAL (
		SELECT EXISTS (SELECT FROM postings WHERE person = p.id) AS ever, x.*
		FROM (SELECT) AS one
		LEFT JOIN LATERAL (
			SELECT id, unit, post
			FROM postings
			WHERE person = p.id AND coalesce(starts <= $1::date, true) AND coalesce(ends >= $1::date, true)
			ORDER BY starts DESC NULLS LAST, id DESC
			LIMIT 1
		) x ON true
	) h
	LEFT JOIN offices o ON o.person = p.id AND coalesce(o.starts <= $1::date, true) AND coalesce(o.ends >= $1::date, true)
	GROUP BY p.id, h.id, h.ever, h.unit, h.post
	ORDER BY p.id`

// open reports whether the post is there on a day.
func (p Post) open(day string) bool { return p.Closed == nil || p.Closed.Format(time.DateOnly) > day }

// Open reports whether the unit is there on a day.
func (u Unit) Open(day time.Time) bool {
	return u.Closed == nil || u.Closed.Format(time.DateOnly) > day.Format(time.DateOnly)
}

// Open reports whether the post is there on a day.
func (p Post) Open(day time.Time) bool { return p.open(day.Format(time.DateOnly)) }

// list reads rows into structs by position.
func list[T any](ctx context.Context, q querier, sql string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[T])
}

// above lists everybody over a person, nearest first: the post they report to and on
// upwards, then the principal of the body above. Vacant posts hold nobody.
func (d *directory) above(person string) []string {
	var all []string
	for _, p := range d.postsAbove(d.persons[person]) {
		for _, who := range d.inPost[p.ID] {
			if who != person && !slices.Contains(all, who) {
				all = append(all, who)
			}
		}
	}
	return all
}

// postsAbove lists the posts over a person, vacant ones included.
func (d *directory) postsAbove(o Officer) []Post {
	var all []Post
	unit := o.Unit
	at, ok := d.posts[o.Post]
	if !ok { // nobody's post: the principal of the unit comes next
		if top, found := d.principal(unit); found {
			all = append(all, top)
			at = top
		}
	}
	for range 32 {
		next, found := d.posts[at.ReportsTo]
		if !found {
			unit = d.units[unit].Parent
			if next, found = d.principal(unit); !found {
				return all
			}
		}
		unit = next.Unit
		all = append(all, next)
		at = next
	}
	return all
}

// principal is the first post of a unit.
func (d *directory) principal(unit string) (Post, bool) {
	p, ok := d.heads[unit]
	return p, ok
}

// person is what the table may know of somebody.
func (d *directory) person(id string) (casework.Person, bool) {
	o, ok := d.persons[id]
	if !ok {
		return casework.Person{}, false
	}
	return casework.Person{ID: o.ID, Name: o.NameZH, Unit: o.Unit, Rank: d.rank(o), Offices: o.Offices, Above: d.above(id), Up: d.up[o.Unit], Acting: o.Active}, true
}

func (d *directory) rank(o Officer) int {
	if p, ok := d.posts[o.Post]; ok {
		return p.Rank
	}
	return 4
}

// viewer is a person as the access policy sees them on a day, with those they stand in for.
func (d *directory) viewer(id string, day time.Time) (casework.Viewer, bool) {
	o, ok := d.persons[id]
	if !ok || !o.Active {
		return casework.Viewer{}, false
	}
	v := d.bareViewer(o)
	for _, l := range d.leaves {
		if away, found := d.persons[l.Person]; found && l.StandIn == id && l.on(day) {
			v.StandsInFor = append(v.StandsInFor, d.bareViewer(away))
		}
	}
	return v, true
}

func (d *directory) bareViewer(o Officer) casework.Viewer {
	return casework.Viewer{ID: o.ID, Unit: o.Unit, Rank: d.rank(o), Offices: o.Offices, Units: d.under[o.Unit], Up: d.up[o.Unit], Above: d.above(o.ID)}
}

// on reports whether the leave covers day, whatever its hour.
func (l Leave) on(day time.Time) bool {
	d := day.Format(time.DateOnly)
	return l.Starts.Format(time.DateOnly) <= d && d <= l.Ends.Format(time.DateOnly)
}

// away reports whether a person is on leave on day, and who stands in.
func (d *directory) away(person string, day time.Time) (standIn string, away bool) {
	for _, l := range d.leaves {
		if l.Person == person && l.on(day) {
			return l.StandIn, true
		}
	}
	return "", false
}

// stoodIn is when standing in for a person who is away on day began in a role held since: with the leave, or with the role if that came later.
func (d *directory) stoodIn(person string, day, since time.Time) time.Time {
	for _, l := range d.leaves {
		if l.Person == person && l.on(day) {
			y, m, first := l.Starts.Date()
			if from := time.Date(y, m, first, 0, 0, 0, 0, day.Location()); from.After(since) {
				return from
			}
		}
	}
	return since
}

// officersIn lists the active persons of a unit who hold any office, in a steady order.
func (d *directory) officersIn(unit string) []string {
	var all []string
	for _, o := range d.persons {
		if o.Unit == unit && o.Active && len(o.Offices) > 0 {
			all = append(all, o.ID)
		}
	}
	slices.Sort(all)
	return all
}

// officers lists the active holders of an office in a unit, else in the nearest body above that has one.
func (d *directory) officers(office, unit string) []string {
	for _, u := range d.up[unit] {
		var all []string
		for _, o := range d.persons {
			if o.Unit == u && o.Active && slices.Contains(o.Offices, office) {
				all = append(all, o.ID)
			}
		}
		if len(all) > 0 {
			slices.Sort(all)
			return all
		}
	}
	return nil
}

// chain is the chain of responsibility: those who owe, then post by post upwards, then
// the supervisors and the head of the unit. Vacant posts stand in it as vacant.
func (d *directory) chain(role casework.Role, owe []string, unit string, day time.Time) []casework.Link {
	var links []casework.Link
	seen := map[string]bool{}
	add := func(role casework.Role, person, unit string, rank int) {
		if person != "" && seen[person] {
			return
		}
		seen[person] = true
		l := casework.Link{Role: role, Person: person, Unit: unit, Rank: rank, Vacant: person == ""}
		l.StandIn, l.Away = d.away(person, day)
		links = append(links, l)
	}
	for _, id := range owe {
		if o, ok := d.persons[id]; ok && o.Active {
			add(role, id, o.Unit, d.rank(o))
		} else {
			links = append(links, casework.Link{Role: role, Unit: unit, Rank: 4, Vacant: true})
		}
	}
	if len(owe) == 0 {
		links = append(links, casework.Link{Role: role, Unit: unit, Rank: 4, Vacant: true})
	}
	from := Officer{Unit: unit}
	if len(owe) > 0 {
		if o, ok := d.persons[owe[0]]; ok {
			from = o
		}
	}
	home := from.Unit
	for _, p := range d.postsAbove(from) {
		name := rankRole(p.Rank)
		if p.Unit != home {
			name = "above"
		}
		if len(d.inPost[p.ID]) == 0 {
			add(name, "", p.Unit, p.Rank)
		}
		for _, who := range d.inPost[p.ID] {
			add(name, who, p.Unit, p.Rank)
		}
	}
	for _, office := range []casework.Role{"supervisor", "unit-head"} {
		for _, who := range d.officers(string(office), unit) {
			l := casework.Link{Role: office, Person: who, Unit: d.persons[who].Unit, Rank: d.rank(d.persons[who])}
			l.StandIn, l.Away = d.away(who, day)
			links = append(links, l)
		}
	}
	return links
}

func rankRole(rank int) casework.Role {
	switch rank {
	case 1:
		return "principal"
	case 2:
		return "deputy"
	default:
		return "head-of-department"
	}
}
