package web

import (
	"context"
	"strings"
	"testing"
	"time"

	"followthrough/casework"
)

// The forms of a sealed case offer everybody else, but neither the accused nor anybody of
// an accused body, and say nothing about it.
func TestForms_OfferNobodyWhomTheCaseIsHiddenFrom(t *testing.T) {
	w := demoWorld(t)
	ctx := context.Background()
	register := func(more casework.Fields) string {
		f := casework.Fields{"title": "反映夜班补贴发放", "content": "内容", "channel": "letter", "matter": "claim", "received": time.Now().AddDate(0, 0, -1).Format(time.DateOnly), "unit": "U1", "name": "贾明", "contact": "000-0000-0001"}
		for k, x := range more {
			f[k] = x
		}
		r, err := w.store.Act(ctx, casework.Command{ID: "barred-" + f["matter"] + f["hidden-unit"], Kind: "petition", Move: "register", Actor: casework.Actor{ID: w.person("fang")}, Fields: f})
		if err != nil {
			t.Fatal(err)
		}
		return r.No
	}
	offered := func(no string) string {
		status, page := w.get("fang", "/petitions/"+no)
		if status != 200 {
			t.Fatalf("%s: %d", no, status)
		}
		return page
	}
	option := func(login string) string { return `value="` + w.person(login) + `"` }
	open := offered(register(nil))
	sealed := offered(register(casework.Fields{"matter": "report", "hidden-persons": w.person("gu"), "hidden-unit": "U2"}))
	for _, login := range []string{"gu", "shao"} { // by name, and by the body they belong to
		if !strings.Contains(open, option(login)) {
			t.Errorf("%s is not offered where nothing is sealed: the test shows nothing", login)
		}
		if strings.Contains(sealed, option(login)) {
			t.Errorf("%s is offered on the report about them", login)
		}
	}
	if !strings.Contains(sealed, option("yao")) {
		t.Error("nobody is offered at all")
	}
}
