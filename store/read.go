package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// seen is a case as one viewer may see it: never without leave.
type seen struct {
	taken
	title, result, asker string
	told                 int64 // the line before the last while the engine has yet to be told of it
	leave                casework.Leave
}

// wider scans a row that has more columns than the one that knows it expects.
type wider struct {
	pgx.Row
	more []any
}

func (w wider) Scan(dest ...any) error { return w.Row.Scan(append(dest, w.more...)...) }

// CaseIDByNo returns the opaque id behind the number people know, or ErrNoCase. It asks
// nobody's leave: what is done with the id does.
func (s *Store) CaseIDByNo(ctx context.Context, no string) (id string, err error) {
	err = s.pool.QueryRow(ctx, `SELECT id FROM cases WHERE no = $1`, no).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", ErrNoCase
	}
	return id, outside(err)
}

// see reads a case by its number and asks the viewer's leave. What does not exist and
// what the viewer may not see are both refused as not found.
func (s *Store) see(ctx context.Context, v casework.Viewer, no string) (*seen, error) {
	const read = `
		SELECT ` + stateColumns + `, title, result, record_time(),
		       seq - (SELECT count(*) FROM untold u WHERE u.case_id = c.id), c.batch IS NOT NULL AND ` + touchedCase + `, ` + asker + `
		FROM cases c
		WHERE no = $1`
	c := &seen{taken: taken{store: s, env: casework.Env{Terms: s.Terms}}}
	row := wider{s.pool.QueryRow(ctx, read, no), []any{&c.title, &c.result, &c.env.Now, &c.told, &c.touched, &c.asker}}
	err := c.scan(row)
	missing := errors.Is(err, pgx.ErrNoRows)
	if missing { // asked about all the same: the answer's time must not tell what is hidden from what is not there
		c.state.Head, c.parties = nothing(s.Kinds[0]), casework.Parties{Sealed: true, Hidden: []string{v.ID}}
	} else if err != nil {
		return nil, outside(fmt.Errorf("read %s: %w", no, err))
	}
	var ok bool
	if c.kind, ok = s.kinds[c.state.Kind]; !ok {
		return nil, fmt.Errorf("case %s is of unknown kind %s", c.state.ID, c.state.Kind)
	}
	if c.dir, err = s.directory(ctx, s.pool); err != nil {
		return nil, outside(err)
	}
	if c.leave, err = s.Gate.May(ctx, c.question(v)); err != nil {
		return nil, fmt.Errorf("access of %s: %w", v.ID, err)
	}
	if missing || c.leave.Sight != casework.Full && c.leave.Sight != casework.Card {
		return nil, casework.Refuse(casework.NotFound)
	}
	return c, nil
}

// nothing stands for a case that is not there.
func nothing(k casework.Kind) casework.Head {
	return casework.Head{ID: "nothing", Kind: k.KindName(), Seq: 1, Stage: k.StageList()[0].Name}
}

// asker is the petitioner's masked name, of a case c.
const asker = `
	CASE
		WHEN c.facts -> 'anonymous' = 'true' THEN '` + Anonymous + `'
		ELSE coalesce((SELECT p.mask FROM petitioners p WHERE p.case_id = c.id), '')
	END`

// CasePage is everything the page of one case shows this viewer. An auditor's reading is
// itself recorded. Four queries, however long the timeline.
func (s *Store) CasePage(ctx context.Context, viewer casework.Viewer, no string) (CasePage, error) {
	c, err := s.see(ctx, viewer, no)
	if err != nil {
		return CasePage{}, err
	}
	offers, err := c.offers(viewer)
	if err != nil {
		return CasePage{}, err
	}
	if c.leave.Sight == casework.Card {
		return c.card(offers), nil
	}
	page := CasePage{Head: c.state.Head, Title: c.title, Facts: c.state.Facts, Traits: c.traits, Result: c.result, Parties: c.parties,
		Asker: c.asker, Anonymous: c.asker == Anonymous, Offers: offers, Leave: c.leave, Told: c.told}
	for _, d := range c.state.Dues {
		page.Dues = append(page.Dues, dueRow(d))
	}
	slices.SortFunc(page.Dues, func(a, b DueRow) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.No, b.No)) })
	if page.Timeline, page.Files, err = s.papers(ctx, c.state.Head, maySealed(viewer, c.leave)); err != nil {
		return CasePage{}, fmt.Errorf("read %s: %w", no, err)
	}
	page.People = c.dir.people(named(page))
	if slices.Contains(viewer.Offices, "auditor") {
		err = noteRead(ctx, s.pool, c.state.ID, viewer.ID, "case")
	}
	return page, outside(err)
}

// card is a case before a conflict was ruled out: its number and whom it is between.
func (c *seen) card(offers []casework.Offer) CasePage {
	h := c.state.Head
	offers = slices.DeleteFunc(offers, func(o casework.Offer) bool { return o.Blocked != nil })
	return CasePage{Head: casework.Head{ID: h.ID, No: h.No, Kind: h.Kind, Seq: h.Seq}, Parties: casework.Parties{Unit: c.parties.Unit},
		Asker: c.asker, Anonymous: c.asker == Anonymous, Offers: offers, Leave: c.leave}
}

func (c *seen) offers(v casework.Viewer) ([]casework.Offer, error) {
	cmd := c.withPeople(casework.Command{Case: c.state.ID, Kind: c.state.Kind, Actor: casework.Actor{ID: v.ID},
		Seen: c.state.Seq, Roles: c.leave.Roles, For: c.leave.For, Touched: c.touched})
	offers, err := c.kind.Offered(c.state, cmd, c.env)
	if err != nil {
		return nil, fmt.Errorf("moves open on %s: %w", c.state.No, err)
	}
	return offers, nil
}

// maySealed says who reads what was told in confidence about the case's own people: the
// auditor, and a supervisor or approver who does not lead it.
func maySealed(v casework.Viewer, l casework.Leave) bool {
	if slices.Contains(v.Offices, "auditor") {
		return true
	}
	return !slices.Contains(l.Roles, "leader") && (slices.Contains(l.Roles, "approver") || slices.Contains(l.Roles, "supervisor"))
}

func dueRow(d casework.Due) DueRow {
	return DueRow{No: d.No, Name: d.Name, Key: d.Key, Limit: d.Limit, From: d.From, At: d.Term.At, More: d.More,
		Generation: d.Generation, Provisional: d.Term.Provisional, Role: d.Role, Person: d.Person}
}

// named lists the ids of everybody a page names; ids that are no person's do no harm.
func named(p CasePage) []string {
	ids := slices.Concat(p.Parties.Recused, p.Parties.Unconfirmed)
	for _, holders := range p.Parties.Holders {
		ids = append(ids, holders...)
	}
	for _, d := range p.Dues {
		ids = append(ids, d.Person)
	}
	for _, f := range p.Files {
		ids = append(ids, f.Person)
	}
	for _, l := range p.Timeline {
		ids = append(ids, l.Actor.ID, l.Actor.For)
		for name := range l.Fields {
			ids = append(ids, l.Fields.List(name)...)
		}
		if l.Decision != nil {
			for _, a := range l.Decision.Addressees {
				ids = append(ids, a.Person)
			}
		}
	}
	return ids
}
