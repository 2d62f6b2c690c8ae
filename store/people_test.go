package store_test

import (
	"slices"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/store/demo"
)

func TestPeople_AViewerSeesTheirUnitAndTheUnitsUnderIt(t *testing.T) {
	w := newWorld(t)
	if v := w.viewer("liang"); !slices.Equal(v.Units, []string{"U1", "U2", "U3", "U4", "U5", "U6"}) || v.Rank != 3 {
		t.Errorf("the county's supervisor: %+v", v)
	}
	if v := w.viewer("shao"); !slices.Equal(v.Units, []string{"U2"}) {
		t.Errorf("the hospital's vice president: %+v", v)
	}
}

func TestPeople_TheChainGoesUpAcrossUnits(t *testing.T) {
	w := newWorld(t)
	for login, above := range map[string][]string{
		"shao": {"P16", "P02", "P01", "P18"}, // vice president, president, deputy director, director, city
		"tang": {"P01", "P18"},               // not below the deputies, whose closures he approves
		"gu":   {"P02", "P01", "P18"},
		"luo":  nil,
	} {
		if v := w.viewer(login); !slices.Equal(v.Above, above) {
			t.Errorf("above %s: %v, want %v", login, v.Above, above)
		}
	}
}

func TestPeople_AVacantPostIsPassedOver(t *testing.T) {
	w := newWorld(t)
	o := store.Officer{ID: "nurse", NameZH: "护士", Unit: "U6", Active: true, Offices: []string{"staff"}}
	if err := w.PutOfficer(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	p, err := w.Person(t.Context(), "nurse")
	if err != nil || p.Above[0] != "P02" {
		t.Errorf("above somebody of U6, whose director's post is vacant: %v, %v", p.Above, err)
	}
	all, err := w.Positions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var vacant []string
	for _, p := range all {
		if len(p.Holders) == 0 {
			vacant = append(vacant, p.ID)
		}
	}
	if !slices.Equal(vacant, []string{"U6-head"}) {
		t.Errorf("vacant posts: %v", vacant)
	}
}

func TestPeople_AStandInActsOnTheDaysOfTheLeaveOnly(t *testing.T) {
	w := newWorld(t)
	first := time.Date(2026, 3, 2, 0, 0, 0, 0, noon.Location())
	last := time.Date(2026, 3, 9, 23, 59, 59, 0, noon.Location())
	for at, want := range map[time.Time]bool{first.Add(-time.Second): false, first: true, last: true, last.Add(time.Second): false} {
		v, err := w.Viewer(t.Context(), "P02", at.UTC())
		if err != nil {
			t.Fatal(err)
		}
		if stands := len(v.StandsInFor) == 1 && v.StandsInFor[0].ID == "P03"; stands != want {
			t.Errorf("at %s zhou stands in for he: %v, want %v", at, stands, want)
		}
	}
}

func TestPeople_LeavesDoNotOverlap(t *testing.T) {
	w := newWorld(t)
	l := store.Leave{Person: "P03", Starts: noon, Ends: noon, StandIn: "P01"}
	if _, err := w.SetLeave(t.Context(), l); refusedKey(err) != "leaves-overlap" {
		t.Errorf("a leave within another: %v", err)
	}
	l.Person = "P01"
	if _, err := w.SetLeave(t.Context(), l); refusedKey(err) != "nobody_stands_in_for_themselves" {
		t.Errorf("standing in for oneself: %v", err)
	}
}

func TestPeople_EveryChangeRaisesGrantsAndIsSeenAtOnce(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	var leave int64
	changes := map[string]func() error{
		"unit": func() error { return w.PutUnit(ctx, store.Unit{ID: "U7", NameZH: "新", Parent: "U1"}) },
		"post": func() error {
			return w.PutPost(ctx, store.Post{ID: "U6-vice", Unit: "U6", TitleZH: "副院长", Rank: 2})
		},
		"officer": func() error { return w.PutOfficer(ctx, store.Officer{ID: "X", NameZH: "某", Unit: "U1"}) },
		"leave": func() (err error) {
			leave, err = w.SetLeave(ctx, store.Leave{Person: "P05", Starts: noon, Ends: noon, StandIn: "P04"})
			return err
		},
	}
	for name, change := range changes {
		before, _ := w.GrantsVersion(ctx)
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if after, _ := w.GrantsVersion(ctx); after <= before {
			t.Errorf("after a change of a %s grants are %d, were %d", name, after, before)
		}
	}
	if v := w.viewer("liang"); len(v.StandsInFor) != 1 || !slices.Contains(v.Units, "U7") {
		t.Errorf("the next reader does not see the changes: %+v", v)
	}
	if err := w.EndLeave(ctx, store.Edit{By: "P05", Why: "–"}, leave); err != nil {
		t.Fatal(err)
	}
	w.h.Exec(`UPDATE persons SET active = false WHERE id = 'P04'`) // by whatever way
	if _, err := w.Viewer(ctx, "P04", noon); casework.Refused(err) == nil {
		t.Errorf("somebody no longer active still views: %v", err)
	}
}

func TestPeople_NoCirclesAndNoSharedOffices(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	if err := w.PutUnit(ctx, store.Unit{ID: "U0", NameZH: "市", Parent: "U5"}); refusedKey(err) != "units-in-a-circle" {
		t.Errorf("units in a circle: %v", err)
	}
	if err := w.PutPost(ctx, store.Post{ID: "U1-head", Unit: "U1", TitleZH: "主任", Rank: 1, ReportsTo: "U2-vice"}); refusedKey(err) != "posts-in-a-circle" {
		t.Errorf("posts in a circle: %v", err)
	}
	o := store.Officer{ID: "P11", NameZH: "龙思远", Unit: "U1", Active: true, Offices: []string{"administrator", "supervisor"}}
	if err := w.PutOfficer(ctx, o); refusedKey(err) != "administrator_and_auditor_hold_no_other_office" {
		t.Errorf("an administrator who supervises: %v", err)
	}
	o.Offices = []string{"staff"} // but from one to the other one may go
	if err := w.PutOfficer(ctx, o); err != nil {
		t.Errorf("an administrator becomes staff: %v", err)
	}
}

func TestPeople_CandidatesHoldTheOfficeHere(t *testing.T) {
	w := newWorld(t)
	all, err := w.Candidates(t.Context(), "leading", []string{"U1"})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, o := range all {
		ids = append(ids, o.ID)
	}
	if !slices.Equal(ids, []string{"P01", "P02", "P03"}) {
		t.Errorf("who may lead in U1: %v", ids)
	}
	tree, err := w.UnitTree(t.Context())
	if err != nil || len(tree) != 1 || len(tree[0].Under) != 1 || len(tree[0].Under[0].Under) != 5 {
		t.Errorf("the tree of units: %+v, %v", tree, err)
	}
}

func TestDemoPeople_AreWrittenOnceAndGetANewPassword(t *testing.T) {
	w := newWorld(t)
	if again, err := demo.People(t.Context(), w.Store, noon.AddDate(0, 0, 9)); again != "" || err != nil {
		t.Errorf("a second start: %q, %v", again, err)
	}
	password, err := demo.NewPassword(t.Context(), w.Store)
	if err != nil {
		t.Fatal(err)
	}
	if who, err := w.CheckPassword(t.Context(), "Zhou", password); who != "P02" || err != nil {
		t.Errorf("zhou logs in: %s, %v", who, err)
	}
}

func refusedKey(err error) string {
	if r := casework.Refused(err); r != nil && len(r.Items) > 0 {
		return r.Items[0].Key
	}
	return ""
}
