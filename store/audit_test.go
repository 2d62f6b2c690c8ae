package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/store"
)

// lines asks for lines as somebody, page after page of three.
func (w *world) lines(login string, f store.LineFilter) []store.LineRow {
	w.t.Helper()
	f.Limit = 3
	var all []store.LineRow
	for {
		l, err := w.Lines(w.t.Context(), w.viewer(login), f)
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, l.Rows...)
		if f.After = l.Next; l.Next == "" {
			return all
		}
	}
}

func TestLines_AreFoundByOfficialUnitMoveAndTime_PageAfterPage(t *testing.T) {
	w := newWorld(t)
	first := w.led("夜间噪声", "zhou", true)
	w.h.SetTime(noon.Add(time.Hour))
	second := w.led("住院押金", "he", true)
	all := w.lines("han", store.LineFilter{})
	if len(all) != 8 || all[0].No != second || all[7].No != first || all[7].Move != "register" {
		t.Fatalf("%d lines, from %s to %s", len(all), all[0].No, all[len(all)-1].No)
	}
	seen := map[string]bool{}
	for _, r := range all {
		seen[r.No+r.Move] = true
	}
	if len(seen) != 8 {
		t.Error("a page repeats a line")
	}
	for name, c := range map[string]struct {
		f    store.LineFilter
		want int
	}{
		"one case":     {store.LineFilter{No: first}, 4},
		"an official":  {store.LineFilter{Person: w.ids["zhou"]}, 1},
		"a move":       {store.LineFilter{Move: "assign-leader"}, 2},
		"since":        {store.LineFilter{From: noon.Add(time.Minute)}, 4},
		"until":        {store.LineFilter{Until: noon.Add(time.Minute)}, 4},
		"the product":  {store.LineFilter{Person: "system"}, 0},
		"another unit": {store.LineFilter{Unit: "U9"}, 0},
	} {
		if got := len(w.lines("han", c.f)); got != c.want {
			t.Errorf("%s: %d lines, not %d", name, got, c.want)
		}
	}
}

func TestLines_AReportOfWrongdoing_HasNoneForTheAccused_AndSealedFieldsForNobody(t *testing.T) {
	w := newWorld(t)
	no := w.do("", "fang", "register", casework.Fields{"title": "设备采购", "content": "内容", "channel": "letter", "matter": "report",
		"received": "2026-03-04", "unit": "U0", "hidden-persons": "P02,P01", "hidden-unit": "U2"})
	if got := w.lines("zhou", store.LineFilter{No: no}); len(got) != 0 {
		t.Errorf("the accused reads %d lines", len(got))
	}
	for _, r := range w.lines("han", store.LineFilter{No: no}) {
		if len(r.Sealed) > 0 || r.Fields["hidden-persons"] != "" {
			t.Errorf("line %d shows what was told in confidence", r.Seq)
		}
	}
}

func TestLines_AnAuditorsSearchIsRecorded_AndShownToThem(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", true)
	w.lines("han", store.LineFilter{Person: w.ids["zhou"], No: no})
	reads, err := w.OwnReads(t.Context(), w.ids["han"], 0, 10)
	if err != nil || len(reads) != 1 || !strings.Contains(reads[0].What, "person="+w.ids["zhou"]) {
		t.Fatalf("%+v %v", reads, err)
	}
	if others, _ := w.OwnReads(t.Context(), w.ids["zhou"], 0, 10); len(others) != 0 {
		t.Errorf("a caseworker's searches are recorded: %+v", others)
	}
	if older, _ := w.OwnReads(t.Context(), w.ids["han"], reads[0].ID, 10); len(older) != 0 {
		t.Errorf("before the first stands %+v", older)
	}
}

func TestRightsAt_AreThoseOfTheMoment(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", true)
	named := w.h.Now()
	roles := func(at time.Time, login string) []casework.Role {
		t.Helper()
		r, err := w.RightsAt(t.Context(), w.viewer("han"), no, at)
		if err != nil {
			t.Fatal(err)
		}
		var all []casework.Role
		for _, x := range r.People {
			for _, role := range x.Roles {
				if x.Person == w.ids[login] && !role.Since.IsZero() {
					all = append(all, role.Role)
				}
			}
		}
		return all
	}
	w.h.SetTime(noon.AddDate(0, 0, 3))
	w.do(no, "liang", "replace-leader", casework.Fields{"leader": "@shen", "handover": "交接"})
	if got := roles(named, "zhou"); !slices.Contains(got, "leader") {
		t.Errorf("who led it then: %v", got)
	}
	if got := roles(named, "shen"); slices.Contains(got, "leader") {
		t.Errorf("who leads it now led it then: %v", got)
	}
	if got := roles(w.h.Now(), "zhou"); slices.Contains(got, "leader") {
		t.Errorf("who led it leads it still: %v", got)
	}
	before, err := w.RightsAt(t.Context(), w.viewer("han"), no, noon.AddDate(0, 0, -1))
	if err != nil || before.Seq != 0 || len(before.People) != 0 {
		t.Errorf("before it was opened: %+v %v", before, err)
	}
}

func TestOperations_CountsAndTellsNothingOfACase(t *testing.T) {
	w := newWorld(t)
	w.led("夜间噪声", "zhou", true)
	if err := w.Report(t.Context(), store.EngineJob, store.EngineReport{Running: 1, Stuck: 2}); err != nil {
		t.Fatal(err)
	}
	o, err := w.Operations(t.Context())
	if err != nil || o.Open != 1 || o.Untold != 1 || o.Oldest.IsZero() || o.Engine == nil || o.Engine.Stuck != 2 || o.EngineAt.IsZero() || o.Compared != nil || o.Bytes == 0 {
		t.Errorf("%+v %v", o, err)
	}
	w.h.SetTime(noon.AddDate(1, 0, 0))
	if _, err := w.Sweep(t.Context(), time.Second); err != nil {
		t.Fatal(err)
	}
	if o, err = w.Operations(t.Context()); err != nil || o.Late != 1 || o.Helped != 1 || o.Replaced != 0 {
		t.Errorf("a year later: %+v %v", o, err)
	}
}
