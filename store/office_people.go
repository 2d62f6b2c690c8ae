package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// Posting is who holds which post from when until when; Post is empty for somebody without one.
type Posting struct {
	ID                 int64
	Person, Unit, Post string
	Starts, Ends       *time.Time // nil: from before this record, and until further notice
}

// Grant is an office somebody holds from a day until a day, and who granted it.
type Grant struct {
	Person, Office string
	Starts, Ends   *time.Time
	By             string // empty: with the installation
}

// Dossier is what the administrator sees of a person: posts, offices and leaves, and no case.
type Dossier struct {
	Officer
	Postings []Posting
	Grants   []Grant
	Leaves   []LeaveRow
	Account  bool
	Seen     int64 // the newest line of the log about them
}

// Dossier reads one person; casework.NotFound when there is none.
func (s *Store) Dossier(ctx context.Context, id string) (Dossier, error) {
	dir, err := s.directory(ctx, s.pool)
	if err != nil {
		return Dossier{}, outside(err)
	}
	o, ok := dir.persons[id]
	if !ok {
		return Dossier{}, casework.Refuse(casework.NotFound)
	}
	d := Dossier{Officer: o}
	if d.Postings, err = list[Posting](ctx, s.pool, `
		SELECT id, person, unit, coalesce(post, ''), starts, ends
		FROM postings
		WHERE person = $1
		ORDER BY starts DESC NULLS LAST, id DESC`, id); err != nil {
		return d, outside(err)
	}
	if d.Grants, err = list[Grant](ctx, s.pool, `
		SELECT person, office, starts, ends, coalesce(granted_by, '')
		FROM offices
		WHERE person = $1
		ORDER BY office`, id); err != nil {
		return d, outside(err)
	}
	if d.Leaves, err = s.Leaves(ctx, LeaveFilter{Person: id}); err != nil {
		return d, err
	}
	if err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM accounts WHERE person = $1)`, id).Scan(&d.Account); err != nil {
		return d, outside(err)
	}
	d.Seen, err = s.OfficeSeen(ctx, "persons", id)
	return d, err
}

// PutOfficer writes a person with their offices, new or changed; accounts come with
// CreateAccount. A person who is no longer active loses every session at once.
func (s *Store) PutOfficer(ctx context.Context, o Officer) error {
	return s.put(ctx, "person "+o.ID, func(tx pgx.Tx) error { return s.putOfficer(ctx, tx, o) })
}

func (s *Store) putOfficer(ctx context.Context, tx pgx.Tx, o Officer) error {
	if err := putPerson(ctx, tx, o); err != nil {
		return err
	}
	day, err := s.dayIn(ctx, tx)
	if err != nil {
		return err
	}
	if err := posted(ctx, tx, Posting{Person: o.ID, Unit: o.Unit, Post: o.Post}, day); err != nil {
		return err
	}
	offices := append([]string{}, o.Offices...)
	if _, err := tx.Exec(ctx, `DELETE FROM offices WHERE person = $1 AND office <> ALL ($2)`, o.ID, offices); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO offices (person, office) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`, o.ID, offices)
	return err
}

func putPerson(ctx context.Context, tx pgx.Tx, o Officer) error {
	const put = `
		INSERT INTO persons (id, name_zh, name_en, unit, post, active)
		VALUES ($1, $2, $3, $4, nullif($5, ''), $6)
		ON CONFLICT (id) DO UPDATE
		SET name_zh = excluded.name_zh, name_en = excluded.name_en, unit = excluded.unit,
		    post = excluded.post, active = excluded.active`
	if _, err := tx.Exec(ctx, put, o.ID, o.NameZH, o.NameEN, o.Unit, o.Post, o.Active); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM sessions WHERE person = $1 AND NOT $2::boolean`, o.ID, o.Active)
	return err
}

// posted brings a person's posting of today up to what was written: the one in force ends
// the day before, or gives way when it began today.
func posted(ctx context.Context, tx pgx.Tx, p Posting, day string) error {
	const inForce = `
		SELECT EXISTS (
			SELECT FROM postings
			WHERE person = $1 AND unit = $2 AND post IS NOT DISTINCT FROM nullif($3, '')
			  AND coalesce(starts <= $4::date, true) AND coalesce(ends >= $4::date, true))`
	var same, any bool
	if err := tx.QueryRow(ctx, inForce, p.Person, p.Unit, p.Post, day).Scan(&same); err != nil || same {
		return err
	}
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM postings WHERE person = $1)`, p.Person).Scan(&any); err != nil {
		return err
	}
	if !any { // the first is from before this record
		_, err := tx.Exec(ctx, `INSERT INTO postings (person, unit, post) VALUES ($1, $2, nullif($3, ''))`, p.Person, p.Unit, p.Post)
		return err
	}
	return repost(ctx, tx, p, day, "")
}

// repost ends what overlaps a posting from a day on, and begins it; until is empty for one without an end.
func repost(ctx context.Context, tx pgx.Tx, p Posting, from, until string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM postings WHERE person = $1 AND starts >= $2::date`, p.Person, from); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE postings SET ends = $2::date - 1 WHERE person = $1 AND coalesce(ends >= $2::date, true)`, p.Person, from); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO postings (person, unit, post, starts, ends) VALUES ($1, $2, nullif($3, ''), $4::date, nullif($5, '')::date)`,
		p.Person, p.Unit, p.Post, from, until)
	return err
}

// AddPerson takes somebody in, in a post from a day on, and returns their id. Offices and an account come apart.
func (s *Store) AddPerson(ctx context.Context, e Edit, o Officer, from time.Time) (string, error) {
	o.ID, o.Active = newID()[:12], true
	asked := []any{o.NameZH, o.NameEN, o.Unit, o.Post, from}
	return o.ID, s.edit(ctx, e, "persons", "", asked, func(tx pgx.Tx) error {
		if err := fits(ctx, tx, o.Unit, o.Post); err != nil {
			return err
		}
		if err := putPerson(ctx, tx, o); err != nil {
			return err
		}
		return repost(ctx, tx, Posting{Person: o.ID, Unit: o.Unit, Post: o.Post}, from.Format(time.DateOnly), "")
	})
}

// RenamePerson changes how somebody is called.
func (s *Store) RenamePerson(ctx context.Context, e Edit, id, zh, en string) error {
	return s.edit(ctx, e, "persons", id, []string{zh, en}, func(tx pgx.Tx) error {
		if err := there(ctx, tx, "persons", id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE persons SET name_zh = $2, name_en = $3 WHERE id = $1`, id, zh, en)
		return err
	})
}

// MovePerson gives somebody another post from a day on, until a day or further notice. The
// post they held before ends the day before; whoever is left vacant is noted with who answers one level up.
func (s *Store) MovePerson(ctx context.Context, e Edit, p Posting) error {
	if p.Person == e.By {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "not-yourself"})
	}
	return s.edit(ctx, e, "postings", p.Person, p, func(tx pgx.Tx) error {
		if err := there(ctx, tx, "persons", p.Person); err != nil {
			return err
		}
		if err := fits(ctx, tx, p.Unit, p.Post); err != nil {
			return err
		}
		until := ""
		if p.Ends != nil {
			until = p.Ends.Format(time.DateOnly)
		}
		before, err := s.vacantPosts(ctx, tx)
		if err != nil {
			return err
		}
		if err := repost(ctx, tx, p, p.Starts.Format(time.DateOnly), until); err != nil {
			return err
		}
		return s.noteVacancies(ctx, tx, e, before)
	})
}

// fits refuses a post of another unit, and what was closed.
func fits(ctx context.Context, tx pgx.Tx, unit, post string) error {
	if err := there(ctx, tx, "units", unit); err != nil {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "no-such-unit", Field: "unit"})
	}
	if post == "" {
		return nil
	}
	return refuseIf(ctx, tx, "post-of-another-unit", `SELECT NOT EXISTS (SELECT FROM posts WHERE id = $1 AND unit = $2 AND closed IS NULL)`, post, unit)
}

// EndPerson ends everything somebody holds, from now on: post, offices, account. It is
// refused while they carry cases: those are handed over first, so that none is ever without a leader.
func (s *Store) EndPerson(ctx context.Context, e Edit, id string) error {
	if id == e.By {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "not-yourself"})
	}
	const carries = `
		SELECT EXISTS (
			SELECT FROM case_roles r JOIN cases c ON c.id = r.case_id
			WHERE r.person = $1 AND r.role IN ('leader', 'handler') AND NOT c.ended)`
	return s.edit(ctx, e, "persons", id, "end", func(tx pgx.Tx) error {
		if err := there(ctx, tx, "persons", id); err != nil {
			return err
		}
		if err := refuseIf(ctx, tx, "duties-first", carries, id); err != nil {
			return err
		}
		before, err := s.vacantPosts(ctx, tx)
		if err != nil {
			return err
		}
		day, err := s.dayIn(ctx, tx)
		if err != nil {
			return err
		}
		for _, sql := range []string{
			`DELETE FROM postings WHERE person = $1 AND starts >= $2::date`,
			`UPDATE postings SET ends = $2::date - 1 WHERE person = $1 AND coalesce(ends >= $2::date, true)`,
			`DELETE FROM offices WHERE person = $1 AND $2 <> ''`,
			`UPDATE persons SET active = false WHERE id = $1 AND $2 <> ''`,
			`DELETE FROM sessions WHERE person = $1 AND $2 <> ''`,
			`DELETE FROM tokens WHERE person = $1 AND $2 <> ''`,
		} {
			if _, err := tx.Exec(ctx, sql, id, day); err != nil {
				return err
			}
		}
		return s.noteVacancies(ctx, tx, e, before)
	})
}

// vacantPosts lists the open posts nobody holds, as the transaction sees them.
func (s *Store) vacantPosts(ctx context.Context, tx pgx.Tx) (map[string]bool, error) {
	d, err := s.freshDirectory(ctx, tx)
	if err != nil {
		return nil, err
	}
	vacant := map[string]bool{}
	for id, p := range d.posts {
		if p.open(d.day) && len(d.inPost[id]) == 0 {
			vacant[id] = true
		}
	}
	return vacant, nil
}

// noteVacancies logs every post that became vacant, and who answers for it one level up.
func (s *Store) noteVacancies(ctx context.Context, tx pgx.Tx, e Edit, before map[string]bool) error {
	after, err := s.vacantPosts(ctx, tx)
	if err != nil {
		return err
	}
	d, err := s.freshDirectory(ctx, tx)
	if err != nil {
		return err
	}
	const note = `
		INSERT INTO office_log (at, actor, what, subject, act, after, why)
		VALUES (record_time(), $1, 'posts', $2, 'changed', jsonb_build_object('vacant', true, 'answers', $3::text), $4)`
	for id := range after {
		if before[id] {
			continue
		}
		if _, err := tx.Exec(ctx, note, e.By, id, d.answersFor(id), e.Why); err != nil {
			return err
		}
	}
	return nil
}

// freshDirectory reads everybody as the transaction sees them, and keeps nothing.
func (s *Store) freshDirectory(ctx context.Context, tx pgx.Tx) (*directory, error) {
	day, err := s.dayIn(ctx, tx)
	if err != nil {
		return nil, err
	}
	return readDirectory(ctx, tx, 0, day)
}

// dayIn is today by the record's clock.
func (s *Store) dayIn(ctx context.Context, tx pgx.Tx) (string, error) {
	var now time.Time
	err := tx.QueryRow(ctx, `SELECT record_time()`).Scan(&now)
	return s.today(now), err
}

// answersFor is who answers for a post: its holder, or where it is vacant the nearest one up.
func (d *directory) answersFor(post string) string {
	if in := d.inPost[post]; len(in) > 0 {
		return in[0]
	}
	p, ok := d.posts[post]
	if !ok {
		return ""
	}
	for _, up := range d.postsAbove(Officer{Unit: p.Unit, Post: post}) {
		if in := d.inPost[up.ID]; len(in) > 0 {
			return in[0]
		}
	}
	return ""
}

// GrantOffice gives somebody an office from a day until a day or further notice. Nobody grants themselves one.
func (s *Store) GrantOffice(ctx context.Context, e Edit, g Grant) error {
	if g.Person == e.By {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "own-office"})
	}
	const put = `
		INSERT INTO offices (person, office, starts, ends, granted_by)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person, office) DO UPDATE
		SET starts = least(offices.starts, excluded.starts), ends = excluded.ends, granted_by = excluded.granted_by`
	return s.edit(ctx, e, "offices", g.Person, g, func(tx pgx.Tx) error {
		if err := there(ctx, tx, "persons", g.Person); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, put, g.Person, g.Office, g.Starts, g.Ends, e.By)
		return err
	})
}

// EndOffice takes an office back: from now on, or after a day that is to come.
func (s *Store) EndOffice(ctx context.Context, e Edit, person, office string, after *time.Time) error {
	if person == e.By {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "own-office"})
	}
	return s.edit(ctx, e, "offices", person, []any{office, after}, func(tx pgx.Tx) error {
		sql, args := `DELETE FROM offices WHERE person = $1 AND office = $2`, []any{person, office}
		if after != nil {
			sql, args = `UPDATE offices SET ends = $3 WHERE person = $1 AND office = $2`, append(args, *after)
		}
		done, err := tx.Exec(ctx, sql, args...)
		if err == nil && done.RowsAffected() == 0 {
			return casework.Refuse(casework.NotFound)
		}
		return err
	})
}

// AnswersFor names who answers for each vacant post: the nearest holder above it.
func (s *Store) AnswersFor(ctx context.Context) (map[string]string, error) {
	d, err := s.directory(ctx, s.pool)
	if err != nil {
		return nil, outside(err)
	}
	all := map[string]string{}
	for id, p := range d.posts {
		if p.open(d.day) && len(d.inPost[id]) == 0 {
			all[id] = d.answersFor(id)
		}
	}
	return all, nil
}

// SetActive opens or closes somebody's account; closing ends their sessions at once.
func (s *Store) SetActive(ctx context.Context, e Edit, id string, active bool) error {
	if id == e.By {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "not-yourself"})
	}
	return s.edit(ctx, e, "persons", id, active, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `UPDATE persons SET active = $2 WHERE id = $1`, id, active)
		if err == nil && done.RowsAffected() == 0 {
			return casework.Refuse(casework.NotFound)
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM sessions WHERE person = $1 AND NOT $2::boolean`, id, active)
		return err
	})
}
