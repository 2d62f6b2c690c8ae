package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/store"
)

// fill sends a form's values as JSON, as somebody.
func (w *world) fill(login, path, action string, fields casework.Fields) (int, string) {
	w.t.Helper()
	body, _ := json.Marshal(map[string]any{"action": action, "seen": 0, "fields": fields})
	r, err := http.NewRequest(http.MethodPost, w.server.URL+path, strings.NewReader(string(body)))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", "application/json")
	w.as(login, r)
	return w.send(r)
}

func TestHandover_EveryDutyGoesOnItsOwnCaseAndWhatCannotStaysWithItsReason(t *testing.T) {
	w := demoWorld(t)
	ctx := context.Background()
	v, err := w.store.Viewer(ctx, w.person("liang"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	before, err := w.store.Duties(ctx, v, "P03")
	if err != nil || len(before) < 2 {
		t.Fatalf("he holds %d duties: %v", len(before), err)
	}
	action := store.NewAction()
	for range 2 { // sent twice, done once
		if code, body := w.fill("liang", "/handover/P03", action, casework.Fields{"all": "P02", "handover": "贺东升调市里工作。"}); code != http.StatusNoContent && code != http.StatusUnprocessableEntity {
			t.Fatalf("%d %s", code, body)
		}
	}
	last, err := w.store.LastHandover(ctx, v, "P03")
	if err != nil || last == nil || len(last.Rows) == 0 {
		t.Fatalf("nothing is recorded: %+v, %v", last, err)
	}
	done := 0
	for _, r := range last.Rows {
		if (r.Seq > 0) == (r.Refusal != nil) {
			t.Errorf("%s of %s is neither done nor says why not: %+v", r.Duty, r.No, r)
		}
		if r.Seq > 0 {
			done++
		}
	}
	after, _ := w.store.Duties(ctx, v, "P03")
	if done == 0 || len(after) != len(before)-done {
		t.Errorf("%d of %d done, %d left", done, len(before), len(after))
	}
	for _, h := range before {
		p, err := w.store.CasePage(ctx, v, h.No)
		if err != nil {
			t.Fatal(err)
		}
		if h.Duty == "leader" && len(p.Parties.Holders["leader"]) != 1 {
			t.Errorf("%s is left with the leaders %v", h.No, p.Parties.Holders["leader"])
		}
	}
	if code, _ := w.fill("liang", "/handover/P13", store.NewAction(), casework.Fields{"all": "P02", "handover": "–"}); code != http.StatusNotFound {
		t.Errorf("somebody of the body above: %d", code)
	}
	if code, _ := w.fill("tian", "/handover/P03", store.NewAction(), casework.Fields{"all": "P02", "handover": "–"}); code != http.StatusNotFound {
		t.Errorf("the head of another unit: %d", code)
	}
}
