package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"followthrough/store"
	"followthrough/web/pages"
)

// A sample is drawn two months on: the closure of the demo world is then of a month that is over.
func TestSamples_AreDrawnOnceAndAnybodyCanDrawThemAgain(t *testing.T) {
	later := time.Now().AddDate(0, 2, 0)
	w := demoWorld(t, func(d *Deps) { d.Now = func() time.Time { return later } })
	month := time.Now().In(time.FixedZone("", 8*3600)).AddDate(0, 0, -15).Format("2006-01")
	var x opened
	var early refused
	in := action{Action: store.NewAction(), Fields: map[string]any{"month": time.Now().AddDate(0, 1, 0).Format("2006-01")}}
	if status := w.program("tang", "/closing/samples", in, &early); status != http.StatusUnprocessableEntity || early.Code != "month-not-over" {
		t.Errorf("a month that is not over by the record's clock: %d %+v", status, early)
	}
	if err := w.store.Rehearse(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	clear(w.cookie) // the sessions of two months ago are over
	if status := w.program("tang", "/closing/samples", action{Action: store.NewAction(), Fields: map[string]any{"month": month}}, &x); status != http.StatusCreated {
		t.Fatalf("%d", status)
	}
	var no refused
	if status := w.program("liang", "/closing/samples", action{Action: store.NewAction(), Fields: map[string]any{"month": month}}, &no); status != http.StatusUnprocessableEntity || no.Code != "already-drawn" {
		t.Errorf("a second draw: %d %+v", status, no)
	}
	var d pages.SampleDraw
	w.json("liang", "/closing/samples/"+x.ID, &d)
	ranked := slices.SortedFunc(slices.Values(d.From), func(a, b string) int { return strings.Compare(store.DrawRank(d.Seed, a), store.DrawRank(d.Seed, b)) })
	if !d.Same || len(d.Cases) == 0 {
		t.Fatalf("%+v", d)
	}
	for i, c := range d.Cases {
		if c.No != ranked[i] {
			t.Errorf("place %d is %s, drawn again %s", i+1, c.No, ranked[i])
		}
		if c.Looker.ID == w.person("tang") || c.Looker.ID == w.person("liang") {
			t.Errorf("%s is looked at again by %s, who has lines on it", c.No, c.Looker.Name)
		}
	}
	if status := w.program("tang", "/closing/samples/"+x.ID+"/cases/1", action{Action: store.NewAction(), Fields: map[string]any{"finding": "sound", "note": "看过"}}, &no); status != http.StatusUnprocessableEntity || no.Code != "not-independent" {
		t.Errorf("who approved looks again: %d %+v", status, no)
	}
	if status := w.program("fang", "/closing/samples/"+x.ID+"/cases/1", action{Action: store.NewAction(), Fields: map[string]any{"finding": "doubtful", "note": "报告没有签收"}}, nil); status != http.StatusNoContent {
		t.Fatalf("the body above looks again: %d", status)
	}
	if w.json("fang", "/closing/samples/"+x.ID, &d); d.Cases[0].Finding != "doubtful" || d.Cases[0].Path == "" {
		t.Errorf("%+v", d.Cases[0])
	}
	var c pages.Case
	if w.json("liang", "/petitions/"+d.Cases[0].No, &c); c.Timeline[0].Move != "instruct" {
		t.Errorf("the finding stands on the timeline as %s", c.Timeline[0].Move)
	}
	for _, path := range []string{"/closing/samples", "/closing/samples/" + x.ID} {
		_, page := w.get("fang", path)
		for _, wrong := range faults(page) {
			t.Errorf("%s: %s", path, wrong)
		}
	}
}
