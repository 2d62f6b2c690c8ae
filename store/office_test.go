package store_test

import (
	"errors"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/store"
)

func by(who string) store.Edit { return store.Edit{By: who, Why: "青卫〔2026〕3号"} }

func TestOffice_EveryChangeIsRecordedWithWhoAndWhy(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	if err := w.ChangeUnit(ctx, by("P11"), store.Unit{ID: "U6", NameZH: "石桥镇卫生院", NameEN: "Shiqiao", Parent: "U1"}); err != nil {
		t.Fatal(err)
	}
	lines, err := w.OfficeLog(ctx, store.OfficeFilter{What: "units", Subject: "U6", Limit: 1})
	if err != nil || len(lines) != 1 {
		t.Fatal(lines, err)
	}
	l := lines[0]
	if l.Actor != "P11" || l.Why != "青卫〔2026〕3号" || l.Act != "changed" || l.Before["name_zh"] != "石桥乡卫生院" || l.After["name_zh"] != "石桥镇卫生院" || !l.At.Equal(noon) {
		t.Errorf("the line says %+v", l)
	}
	w.h.Exec(`UPDATE units SET name_en = 'X' WHERE id = 'U6'`) // by whatever way
	lines, _ = w.OfficeLog(ctx, store.OfficeFilter{What: "units", Subject: "U6", Limit: 1})
	if lines[0].Actor != "system/record" || lines[0].After["name_en"] != "X" {
		t.Errorf("what no page did says %+v", lines[0])
	}
	if err := w.h.Try(`DELETE FROM office_log`); err == nil {
		t.Error("the log was emptied")
	}
	if n := w.h.Count(`SELECT count(*) FROM office_log WHERE what = 'accounts' AND (after ? 'hash' OR after::text LIKE '%argon%')`); n > 0 {
		t.Error("a password is in the log")
	}
	if err := w.ChangeUnit(ctx, store.Edit{By: "P11"}, store.Unit{ID: "U6", NameZH: "–"}); casework.Refused(err) == nil {
		t.Errorf("a change without a reason: %v", err)
	}
}

func TestOffice_TheSecondOfTwoEditorsIsTold(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	seen, err := w.OfficeSeen(ctx, "units", "U6")
	if err != nil {
		t.Fatal(err)
	}
	first, second := by("P11"), by("P11")
	first.Seen, second.Seen, first.Action = seen, seen, "the-first-edit"
	for range 2 { // sent twice: done once
		if err := w.ChangeUnit(ctx, first, store.Unit{ID: "U6", NameZH: "甲", Parent: "U1"}); err != nil {
			t.Fatal(err)
		}
	}
	err = w.ChangeUnit(ctx, second, store.Unit{ID: "U6", NameZH: "乙", Parent: "U1"})
	if e, ok := errors.AsType[*store.Edited](err); !ok || e.By != "P11" || !e.At.Equal(noon) {
		t.Errorf("the second editor hears %v", err)
	}
	if n := w.h.Count(`SELECT count(*) FROM office_log WHERE what = 'units' AND subject = 'U6' AND act = 'changed'`); n != 1 {
		t.Errorf("%d lines about U6", n)
	}
}

func TestOffice_NobodyGrantsThemselvesAndOneAdministratorStays(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	if err := w.GrantOffice(ctx, by("P11"), store.Grant{Person: "P11", Office: "supervisor"}); refusedKey(err) != "own-office" {
		t.Errorf("an administrator who makes herself a supervisor: %v", err)
	}
	if err := w.SetActive(ctx, by("P01"), "P11", false); refusedKey(err) != "last-administrator" {
		t.Errorf("the last administrator's account closed: %v", err)
	}
	if err := w.EndOffice(ctx, by("P01"), "P11", "administrator", nil); refusedKey(err) != "last-administrator" {
		t.Errorf("the last administrator's role taken: %v", err)
	}
	soon := noon.AddDate(0, 0, 3)
	if err := w.EndOffice(ctx, by("P01"), "P11", "administrator", &soon); refusedKey(err) != "last-administrator" {
		t.Errorf("the last administrator's role ends some day: %v", err)
	}
	if err := w.EndPerson(ctx, by("P01"), "P11"); refusedKey(err) != "last-administrator" {
		t.Errorf("the last administrator left: %v", err)
	}
	id, err := w.AddPerson(ctx, by("P11"), store.Officer{NameZH: "新人", Unit: "U1"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.GrantOffice(ctx, by("P11"), store.Grant{Person: id, Office: "administrator"}); err != nil {
		t.Fatal(err)
	}
	if err := w.SetActive(ctx, by(id), "P11", false); err != nil {
		t.Errorf("one of two administrators: %v", err)
	}
}

func TestOffice_PostsAndRolesAreHeldFromADayUntilADay(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	from, until := noon.AddDate(0, 0, 2), noon.AddDate(0, 0, 4)
	if err := w.GrantOffice(ctx, by("P11"), store.Grant{Person: "P07", Office: "legal", Starts: &from, Ends: &until}); err != nil {
		t.Fatal(err)
	}
	if err := w.MovePerson(ctx, by("P11"), store.Posting{Person: "P07", Unit: "U6", Post: "U6-head", Starts: &from}); err != nil {
		t.Fatal(err)
	}
	for days, want := range map[int]struct {
		unit    string
		offices int
	}{0: {"U1", 1}, 2: {"U6", 2}, 4: {"U6", 2}, 5: {"U6", 1}} {
		w.h.SetTime(noon.AddDate(0, 0, days))
		v := w.viewer("gu")
		if v.Unit != want.unit || len(v.Offices) != want.offices {
			t.Errorf("after %d days gu is in %s with %v", days, v.Unit, v.Offices)
		}
	}
}

func TestOffice_AVacancyNamesWhoAnswersOneLevelUp(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	if err := w.EndPerson(ctx, by("P11"), "P16"); err != nil { // the head of the hospital
		t.Fatal(err)
	}
	lines, err := w.OfficeLog(ctx, store.OfficeFilter{What: "posts", Subject: "U2-head", Limit: 1})
	if err != nil || lines[0].After["vacant"] != true || lines[0].After["answers"] != "P02" {
		t.Errorf("the vacancy is recorded as %+v, %v", lines, err)
	}
	if all, err := w.AnswersFor(ctx); err != nil || all["U2-head"] != "P02" || all["U6-head"] != "P02" || len(all) != 2 {
		t.Errorf("who answers for what is vacant: %v, %v", all, err)
	}
}

func TestOffice_WhoCarriesCasesHandsThemOverFirst(t *testing.T) {
	w := newWorld(t)
	w.led("锅炉房", "he", true)
	if err := w.EndPerson(t.Context(), by("P11"), "P03"); refusedKey(err) != "duties-first" {
		t.Errorf("a leader leaves with a case: %v", err)
	}
}

func TestOffice_UnitsAndPostsInUseAreNotClosed(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	if err := w.CloseUnit(ctx, by("P11"), "U1", noon); refusedKey(err) != "unit-in-use" {
		t.Errorf("a unit with units under it: %v", err)
	}
	if err := w.ClosePost(ctx, by("P11"), "U2-head", noon); refusedKey(err) != "post-in-use" {
		t.Errorf("a post that is held: %v", err)
	}
	if err := w.CloseUnit(ctx, by("P11"), "U6", noon); err != nil {
		t.Errorf("a unit without people: %v", err)
	}
	if err := w.MovePerson(ctx, by("P11"), store.Posting{Person: "P07", Unit: "U6", Starts: &noon}); refusedKey(err) != "no-such-unit" {
		t.Errorf("somebody moved to a closed unit: %v", err)
	}
}

func TestLeave_WhatWouldLeaveNobodyThereIsRefused(t *testing.T) {
	w := newWorld(t) // P03 is away from 2 to 9 March, P02 stands in
	ctx := t.Context()
	day := func(d int) time.Time { return noon.AddDate(0, 0, d) }
	for _, c := range []struct {
		who, in    string
		from, till int
		want       string
	}{
		{"P05", "P04", -1, 3, "leave-past"},
		{"P05", "P04", 3, 1, "leave-ends-first"},
		{"P05", "P05", 1, 3, "nobody_stands_in_for_themselves"},
		{"P05", "P03", 1, 3, "stand-in-away"},
		{"P02", "P03", 1, 3, "stand-ins-in-a-circle"},
		{"P02", "P01", 1, 3, "stands-in-already"},
		{"P03", "P01", 1, 3, "leaves-overlap"},
		{"P05", "P11", 1, 3, "stand-in-cannot"},
		{"P05", "P04", 1, 3, ""},
		{"P05", "P04", 3, 8, "leaves-overlap"},
	} {
		_, err := w.RecordLeave(ctx, store.Edit{By: c.who}, store.Leave{Person: c.who, StandIn: c.in, Starts: day(c.from), Ends: day(c.till)}, "")
		if refusedKey(err) != c.want {
			t.Errorf("%s away with %s from %d to %d: %v, want %q", c.who, c.in, c.from, c.till, err, c.want)
		}
	}
}

func TestLeave_EndedEarlyItsStandInActsNoMoreAndItsHistoryStays(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	all, err := w.Leaves(ctx, store.LeaveFilter{Person: "P03"})
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	if len(w.viewer("zhou").StandsInFor) != 1 {
		t.Fatal("zhou does not stand in")
	}
	if err := w.EndLeave(ctx, by("P03"), all[0].ID); err != nil {
		t.Fatal(err)
	}
	if len(w.viewer("zhou").StandsInFor) != 0 {
		t.Error("zhou still stands in")
	}
	all, _ = w.Leaves(ctx, store.LeaveFilter{Person: "P03"})
	if l := all[0]; l.Planned == nil || l.Planned.Format(time.DateOnly) != "2026-03-09" || l.Ends.Format(time.DateOnly) != "2026-03-03" || l.EndedBy != "P03" {
		t.Errorf("the leave's history: %+v", l)
	}
}
