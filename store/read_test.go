package store_test

import (
	"fmt"
	"slices"
	"testing"

	"followthrough/casework"
	"followthrough/store"
)

func (w *world) page(login, no string) (store.CasePage, error) {
	return w.CasePage(w.t.Context(), w.viewer(login), no)
}

func moves(offers []casework.Offer) []string {
	var names []string
	for _, o := range offers {
		names = append(names, o.Move.Name)
	}
	return names
}

func TestCasePage_TellsTheWholeCaseToThoseWhoMaySeeIt(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", true)
	p, err := w.page("liang", no)
	if err != nil {
		t.Fatal(err)
	}
	if p.Title != "夜间噪声" || p.Asker != "贾*" || p.Anonymous || p.Head.Seq != 4 || p.Traits["track"] != "led" {
		t.Errorf("%+v", p)
	}
	var told []string
	for _, l := range p.Timeline {
		told = append(told, l.Move)
	}
	if !slices.Equal(told, []string{"register", "accept", "assign-leader", "take-up"}) || p.Timeline[3].Hash == "" {
		t.Errorf("timeline: %v", told)
	}
	if len(p.Dues) < 3 || !slices.IsSortedFunc(p.Dues, func(a, b store.DueRow) int { return a.At.Compare(b.At) }) {
		t.Errorf("dues: %+v", p.Dues)
	}
	if p.People["P02"].Name != "周慧敏" || p.People["P06"].Name != "苗小雨" || len(p.People) != 3 {
		t.Errorf("people: %v", p.People)
	}
	if offered := moves(p.Offers); !slices.Contains(offered, "replace-leader") || slices.Contains(offered, "submit-analysis") {
		t.Errorf("offered to a supervisor: %v", offered)
	}
	if leader, _ := w.page("zhou", no); !slices.Contains(moves(leader.Offers), "submit-analysis") {
		t.Errorf("offered to the leader: %v", moves(leader.Offers))
	}
}

func TestCasePage_WhatOneMayNotSeeDoesNotExist(t *testing.T) {
	w := newWorld(t)
	no := w.register("夜间噪声", nil)
	for login, number := range map[string]string{"tian": no, "long": no, "miao": "P-2026-9999"} {
		if _, err := w.page(login, number); fmt.Sprint(err) != casework.NotFound {
			t.Errorf("%s asks for %s: %v", login, number, err)
		}
	}
}

func TestCasePage_BeforeAConflictIsRuledOutIsACard(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", false)
	p, err := w.page("zhou", no)
	if err != nil {
		t.Fatal(err)
	}
	if p.Head.No != no || p.Asker != "贾*" || p.Parties.Unit != "U2" || p.Leave.Sight != casework.Card {
		t.Errorf("the card: %+v", p)
	}
	if p.Title != "" || p.Facts != nil || p.Timeline != nil || p.Dues != nil || p.Files != nil || p.Head.Stage != "" || p.Parties.Holders != nil {
		t.Errorf("more than the card: %+v", p)
	}
	if offered := moves(p.Offers); !slices.Contains(offered, "take-up") || !slices.Contains(offered, "declare-conflict") || slices.Contains(offered, "form-team") {
		t.Errorf("offered on the card: %v", offered)
	}
}

func TestCasePage_WhatWasToldInConfidenceStaysFromTheLeader(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", true)
	w.do(no, "miao", "withdraw", casework.Fields{"document": "撤回书", "read-back": "yes", "pressed": "no"})
	for login, may := range map[string]bool{"zhou": false, "miao": false, "liang": true, "han": true} {
		p, err := w.page(login, no)
		if err != nil {
			t.Fatalf("%s: %v", login, err)
		}
		last := p.Timeline[len(p.Timeline)-1]
		if (last.Sealed["pressed"] == "no") != may || last.Fields["pressed"] != "" {
			t.Errorf("%s reads %v, %v", login, last.Fields, last.Sealed)
		}
	}
}

func TestCasePage_AnAuditorsReadingIsRecorded(t *testing.T) {
	w := newWorld(t)
	no := w.register("夜间噪声", nil)
	if p, err := w.page("han", no); err != nil || len(p.Offers) != 0 {
		t.Errorf("an auditor is offered %v, %v", moves(p.Offers), err)
	}
	if _, err := w.page("miao", no); err != nil {
		t.Fatal(err)
	}
	if n := w.h.Count(`SELECT count(*) FROM reads WHERE what = 'case'`); n != 1 {
		t.Errorf("%d readings are recorded", n)
	}
}

func TestCasePage_CostsTheSameHoweverLongTheTimeline(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", true)
	v := w.viewer("liang")
	read := func() {
		if _, err := w.CasePage(t.Context(), v, no); err != nil {
			t.Fatal(err)
		}
	}
	short := w.queries.during(read)
	for i := range 30 {
		w.do(no, "zhou", "record-contact", casework.Fields{"how": "phone", "on": "2026-03-04", "note": fmt.Sprint("第", i, "次")})
	}
	if long := w.queries.during(read); long != short || short > 4 {
		t.Errorf("%d queries for 4 lines, %d for 34", short, long)
	}
}

func TestAReportOfWrongdoing_IsNowhereForTheAccused(t *testing.T) {
	w := newWorld(t)
	no := w.do("", "fang", "register", casework.Fields{"title": "设备采购", "content": "内容", "channel": "letter", "matter": "report",
		"received": "2026-03-04", "unit": "U0", "hidden-persons": "P02,P01", "hidden-unit": "U2"})
	id, _ := w.CaseIDByNo(t.Context(), no)
	for _, login := range []string{"zhou", "shen", "shao"} { // even where somebody gave them a part in it, or told them of it
		w.h.Exec(`INSERT INTO case_roles VALUES ($1, 'team', $2)`, id, w.ids[login])
		w.h.Exec(`INSERT INTO notices (case_id, seq, person, about, at) VALUES ($1, 1, $2, 'register', record_time())`, id, w.ids[login])
		v := w.viewer(login)
		if _, err := w.CasePage(t.Context(), v, no); fmt.Sprint(err) != casework.NotFound {
			t.Errorf("%s: %v", login, err)
		}
		l, err := w.Cases(t.Context(), v, store.Filter{})
		if err != nil || l.Count != 0 || len(l.Rows) != 0 {
			t.Errorf("%s lists %d of %d, %v", login, len(l.Rows), l.Count, err)
		}
		d, err := w.MyWork(t.Context(), v)
		if err != nil || len(d.Mine)+len(d.Waiting)+len(d.Notices) != 0 {
			t.Errorf("%s works on %+v, %v", login, d, err)
		}
		c, err := w.Counts(t.Context(), v)
		if err != nil || c != (store.Counts{}) {
			t.Errorf("%s counts %+v, %v", login, c, err)
		}
	}
}
