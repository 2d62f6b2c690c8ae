package store_test

import (
	"errors"
	"slices"
	"testing"

	"followthrough/casework"
	"followthrough/store"
)

// told counts the notices about a move, of one person; as a copy or not.
func (w *world) told(about, login string, asCopy bool) int {
	w.t.Helper()
	return w.h.Count(`SELECT count(*) FROM notices WHERE about = $1 AND person = $2 AND copy = $3`, about, w.ids[login], asCopy)
}

func TestNotices_ReachThoseWhoHoldAnOfficeAndWhoStandsInForThem(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", true)
	if _, err := w.SetLeave(t.Context(), store.Leave{Person: w.ids["liang"], Starts: noon, Ends: noon, StandIn: w.ids["gu"]}); err != nil {
		t.Fatal(err)
	}
	w.do(no, "zhou", "ask-extension", casework.Fields{"days": "10", "reason": "三个科室牵涉"})
	if w.told("ask-extension", "shen", false) != 1 || w.h.Count(`SELECT count(*) FROM notices WHERE about = 'ask-extension'`) != 1 {
		t.Error("the head of the unit, and nobody else, is to be told of a request for an extension")
	}
	w.do(no, "zhou", "declare-conflict", casework.Fields{"reason": "亲属"})
	for login, asCopy := range map[string]bool{"tang": false, "gu": false, "liang": true} {
		if w.told("declare-conflict", login, asCopy) != 1 {
			t.Errorf("%s was not told, copy %t", login, asCopy)
		}
	}
	if w.told("declare-conflict", "zhou", false) != 0 {
		t.Error("who acted was told of it")
	}
}

func TestNotices_NeverReachTheAccused(t *testing.T) {
	w := newWorld(t)
	no := w.led("采购问题", "zhou", true)
	w.do(no, "tang", "seal", casework.Fields{"reason": "反映该督查", "hidden-persons": "@liang"})
	w.do(no, "zhou", "declare-conflict", casework.Fields{"reason": "亲属"})
	if w.told("declare-conflict", "liang", false) != 0 || w.told("declare-conflict", "tang", false) != 1 {
		t.Error("the accused supervisor was told, or the other one was not")
	}
}

func TestRetaliation_IsUnseenByAllWhoCarryTheCase(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", true)
	w.do(no, "miao", "report-retaliation", casework.Fields{"note": "说再反映就调岗", "persons": "@zhou"})
	told := func(login string) bool {
		p, err := w.CasePage(t.Context(), w.viewer(login), no)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(p.Timeline, func(l store.Line) bool { return l.Move == "report-retaliation" })
	}
	for login, may := range map[string]bool{"zhou": false, "miao": false, "shen": false, "tang": true, "han": true} {
		if told(login) != may {
			t.Errorf("%s reads of it: %t", login, !may)
		}
	}
	if w.told("report-retaliation", "tang", false) != 1 || w.told("report-retaliation", "zhou", false) != 0 {
		t.Error("the supervisors are to be told of it, and the leader is not")
	}
	id, _ := w.CaseIDByNo(t.Context(), no)
	_, err := w.Act(t.Context(), casework.Command{ID: "from-an-old-page", Case: id, Seen: 4, Move: "name-handler", Actor: casework.Actor{ID: w.ids["zhou"]}, Fields: casework.Fields{"handler": w.ids["gu"]}})
	if before := new(store.Overtaken); !errors.As(err, &before) || before.Decided.Move == "report-retaliation" {
		t.Errorf("the leader's old page is refused as %v", err)
	}
	for login, may := range map[string]bool{"zhou": false, "tang": true} {
		news, err := w.News(t.Context(), w.viewer(login), no, 4)
		if err != nil || may != slices.ContainsFunc(news.Lines, func(l store.Line) bool { return l.Move == "report-retaliation" }) {
			t.Errorf("%s hears of it as it happens: %t, %v", login, !may, err)
		}
	}
	if now, err := w.Look(t.Context(), id); err != nil || now.Move != "" {
		t.Errorf("the engine is told %q, %v", now.Move, err)
	}
	if fault, err := w.Verify(t.Context(), id); fault != nil || err != nil {
		t.Errorf("the chain: %v, %v", fault, err)
	}
}

func TestRetaliation_IsNoProgressInAList(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", true)
	w.do(no, "miao", "report-retaliation", casework.Fields{"note": "说再反映就调岗", "persons": "@zhou"})
	l, err := w.Cases(t.Context(), w.viewer("zhou"), store.Filter{})
	if err != nil || len(l.Rows) != 1 {
		t.Fatalf("%+v %v", l, err)
	}
	if last := l.Rows[0].Last; last == nil || last.Move == "report-retaliation" {
		t.Error("the list tells the leader what was told in confidence about them")
	}
}

func TestFiles_OnceSealedAreServedToSupervisorsAndAuditorsOnly(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", true)
	f, err := w.keep("zhou", no, "别的案件.pdf", []byte("%PDF-1.7\n…"))
	if err != nil {
		t.Fatal(err)
	}
	w.do(no, "zhou", "attach", casework.Fields{"files": f.ID})
	w.do(no, "tang", "seal-file", casework.Fields{"files": f.ID, "reason": "属于别的案件"})
	for login, may := range map[string]bool{"zhou": false, "miao": false, "tang": true, "han": true} {
		_, _, err := w.OpenFile(t.Context(), w.viewer(login), no, f.ID)
		if may != (err == nil) {
			t.Errorf("%s opens it: %v", login, err)
		}
		p, err := w.CasePage(t.Context(), w.viewer(login), no)
		if err != nil || may != (len(p.Files) == 1) || !slices.ContainsFunc(p.Timeline, func(l store.Line) bool { return l.Move == "seal-file" }) {
			t.Errorf("%s sees %d files, %v; wanted the line that sealed it, whoever reads", login, len(p.Files), err)
		}
	}
	if n := w.h.Count(`SELECT count(*) FROM files WHERE sealed IS NOT NULL`); n != 1 {
		t.Errorf("%d files are sealed", n)
	}
}

func TestRepresentatives_AreKeptEncryptedBesideThePetitioner(t *testing.T) {
	w := newWorld(t)
	no := w.register("夜间噪声", casework.Fields{"representatives.0.name": "代表甲"})
	w.do(no, "miao", "name-representative", casework.Fields{"capacity": "agent", "document": "授权委托书", "representatives.0.name": "律师乙", "representatives.0.contact": "000-0000-0002"})
	fields, err := w.Reveal(t.Context(), w.viewer("miao"), no)
	if err != nil || fields["name"] != "贾明" || fields["representatives.0.name"] != "代表甲" || fields["representatives.1.name"] != "律师乙" || fields["representatives.1.contact"] != "000-0000-0002" {
		t.Errorf("%v, %v", fields, err)
	}
	if n := w.h.Count(`SELECT count(*) FROM timeline WHERE fields::text LIKE '%律师乙%'`); n != 0 {
		t.Error("the agent's name stands on the timeline")
	}
	w.h.Exec(`UPDATE petitioners SET key = NULL`)
	id, _ := w.CaseIDByNo(t.Context(), no)
	_, err = w.Act(t.Context(), casework.Command{ID: "after-the-erasure", Case: id, Move: "name-representative", Actor: casework.Actor{ID: w.ids["miao"]},
		Fields: casework.Fields{"capacity": "heir", "document": "继承证明", "representatives.0.name": "丙"}})
	if r := casework.Refused(err); r == nil || r.Code != store.Erased {
		t.Errorf("to erased data somebody was added: %v", err)
	}
}

func TestAct_NothingIsMergedIntoAMergedCase(t *testing.T) {
	o := newOffice(t)
	first, second := o.led(), o.led()
	merge := casework.Fields{"into": second.No, "document": "并案通知", "proof": "回执"}
	o.must(first.Case, "miao", "merge", merge)
	_, err := o.act(second.Case, "miao", "merge", casework.Fields{"into": first.No, "document": "并案通知", "proof": "回执"})
	if r := casework.Refused(err); r == nil || r.Code != casework.Invalid {
		t.Errorf("two cases merged into each other: %v", errors.Unwrap(err))
	}
}
