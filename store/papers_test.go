package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/store"
)

func TestTemplate_ChangesAreVersionsAndOvertakenOnesAreRefused(t *testing.T) {
	w := newWorld(t)
	plan := store.Template{Kind: "plan", Title: "噪声", Category: "环境噪声", Fields: casework.Fields{"steps.0.title": "检测", "steps.0.days": "10"}}
	if _, err := w.PutTemplate(t.Context(), w.viewer("zhou"), plan); casework.Refused(err) == nil {
		t.Fatalf("a leader writes templates: %v", err)
	}
	id, err := w.PutTemplate(t.Context(), w.viewer("liang"), plan)
	if err != nil {
		t.Fatal(err)
	}
	next := plan
	next.ID, next.Version = id, 1
	if _, err := w.PutTemplate(t.Context(), w.viewer("qin"), next); casework.Refused(err) == nil {
		t.Error("a change needs no reason")
	}
	next.Reason, next.Title = "补一步", "噪声扰民"
	if _, err := w.PutTemplate(t.Context(), w.viewer("qin"), next); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PutTemplate(t.Context(), w.viewer("liang"), next); casework.Refused(err) == nil || casework.Refused(err).Code != casework.Stale {
		t.Errorf("who was overtaken is not told: %v", err)
	}
	all, err := w.TemplateVersions(t.Context(), id)
	if err != nil || len(all) != 2 || all[0].Title != "噪声扰民" || all[0].Person != w.ids["qin"] || all[1].Title != "噪声" {
		t.Errorf("%+v %v", all, err)
	}
	if list, err := w.Templates(t.Context(), "plan"); err != nil || len(list) != 1 || list[0].Version != 2 {
		t.Errorf("%+v %v", list, err)
	}
	if err := w.h.Try(`UPDATE templates SET title = 'x'`); err == nil {
		t.Error("a version is overwritten by SQL")
	}
}

func TestSweepFiles_TakesAwayOnlyWhatNoRowNames(t *testing.T) {
	w := newWorld(t)
	no := w.register("甲", nil)
	f, err := w.KeepFile(t.Context(), w.viewer("miao"), no, "来信.txt", strings.NewReader("来信"))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Blobs.WriteAll(context.Background(), "abcdefghijklmnopqrstuvwxyz", []byte("left by a killed process"), nil); err != nil {
		t.Fatal(err)
	}
	if n, err := w.SweepFiles(t.Context(), time.Hour); err != nil || n != 0 {
		t.Errorf("what is young is taken away: %d %v", n, err)
	}
	if n, err := w.SweepFiles(t.Context(), -time.Hour); err != nil || n != 1 {
		t.Errorf("%d %v", n, err)
	}
	if _, _, err := w.OpenFile(t.Context(), w.viewer("miao"), no, f.ID); err != nil {
		t.Errorf("a file with a row is gone: %v", err)
	}
}

// The chain of the timeline covers what a file holds, not only its name.
func TestAttach_PutsTheDigestOnTheLine(t *testing.T) {
	w := newWorld(t)
	no := w.register("甲", nil)
	f, err := w.KeepFile(t.Context(), w.viewer("miao"), no, "来信.txt", strings.NewReader("来信"))
	if err != nil {
		t.Fatal(err)
	}
	w.do(no, "miao", "attach", casework.Fields{"files": f.ID})
	p, err := w.CasePage(t.Context(), w.viewer("miao"), no)
	if err != nil {
		t.Fatal(err)
	}
	if l := p.Timeline[len(p.Timeline)-1]; l.Fields["files.sha256"] != f.SHA256 || f.SHA256 == "" {
		t.Errorf("the line has %v", l.Fields)
	}
	if fault, err := w.Verify(t.Context(), p.Head.ID); err != nil || fault != nil {
		t.Errorf("%v %v", fault, err)
	}
}

func TestNews_AreForThoseWhoSeeTheCaseWhole(t *testing.T) {
	w := newWorld(t)
	no := w.register("甲", nil)
	w.do(no, "miao", "comment", casework.Fields{"note": "一"})
	n, err := w.News(t.Context(), w.viewer("miao"), no, 1)
	if err != nil || n.Seq != 2 || len(n.Lines) != 1 || n.Lines[0].Move != "comment" {
		t.Errorf("%+v %v", n, err)
	}
	if _, err := w.News(t.Context(), w.viewer("long"), no, 0); casework.Refused(err) == nil {
		t.Errorf("an administrator hears of a case: %v", err)
	}
	if at, err := w.Seqs(t.Context(), []string{n.ID, "nowhere"}); err != nil || len(at) != 1 || at[n.ID] != 2 {
		t.Errorf("%v %v", at, err)
	}
}
