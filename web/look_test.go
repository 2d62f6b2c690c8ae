package web

import (
	"os"
	"path/filepath"
	"testing"
)

// looks are the pages a person looks at after a change: who opens what.
var looks = []struct{ name, login, path string }{
	{"login", "", "/login"},
	{"my-work", "zhou", "/"},
	{"case", "zhou", "case:医院锅炉房夜间噪声"},
	{"case-intake", "miao", "case:门诊退费半月未到账"},
	{"case-planned", "liang", "case:独生子女父母奖励金漏发三年"},
	{"case-closing", "he", "case:住院押金退还手续繁琐"},
	{"case-closed", "zhou", "case:体检报告遗失补发"},
	{"case-sealed", "fang", "case:反映设备采购问题"},
	{"case-everything", "zhou", "case:医院锅炉房夜间噪声?all=1"},
	{"volume", "liang", "volume:医院锅炉房夜间噪声"},
	{"templates", "liang", "/templates"},
	{"plan-start", "zhou", "case:接种门诊周末停诊"},
	{"cases", "liang", "/petitions"},
	{"cases-found", "liang", "/petitions?q=夜间&stage=all&sort=opened&pick=all"},
	{"cases-nothing", "liang", "/petitions?q=鸵鸟&unit=U3&due=soon"},
	{"batch", "liang", "batch:"},
	{"ledger", "liang", "/petitions/ledger?stage=all"},
	{"intake", "miao", "/intake"},
	{"register", "miao", "/petitions/new"},
	{"closing-gap", "tang", "closing:急诊夜间取药排队"},
	{"closing-ready", "tang", "closing:住院押金退还手续繁琐"},
	{"dispatch", "liang", "/dispatch"},
	{"figures", "liang", "/figures"},
	{"samples", "tang", "/closing/samples"},
	{"plan", "zhou", "case:退休村医工龄补助"},
	{"revise", "he", "case:医院锅炉房夜间噪声?do=revise-plan"},
	{"account", "zhou", "/account"},
	{"people", "long", "/people"},
	{"imports", "miao", "/imports"},
	{"units", "long", "/office"},
	{"unit", "long", "/office/units/U6"},
	{"post", "han", "/office/posts/U6-head"},
	{"staff", "long", "/office/people"},
	{"officer", "long", "/office/people/P03"},
	{"changes", "han", "/office/changes"},
	{"leave", "liang", "/leave"},
	{"handovers", "liang", "/handover"},
	{"handover", "liang", "/handover/P03"},
	{"calendars", "liang", "/office/calendars"},
	{"limits", "liang", "/office/limits"},
	{"limit", "liang", "/office/limits/internal.analysis"},
	{"leave-own", "zhou", "/leave"},
	{"audit", "han", "/audit"},
	{"audit-case", "han", "audit:医院锅炉房夜间噪声"},
	{"audit-dates", "han", "audit:医院锅炉房夜间噪声?line=3"},
	{"audit-lines", "han", "/audit/lines"},
	{"audit-reads", "han", "/audit/reads"},
	{"audit-rights", "han", "rights:医院锅炉房夜间噪声"},
	{"operations", "long", "/operations"},
	{"not-found", "zhou", "/petitions/P-1999-0001"},
}

// TestLook takes pictures of the pages into the folder LOOK, for the eyes of whoever changed them; LOOK_ONLY names one of them.
func TestLook(t *testing.T) {
	dir := os.Getenv("LOOK")
	if dir == "" {
		t.Skip("LOOK names no folder for the pictures")
	}
	w := demoWorld(t)
	o := newBrowser(t).window(t, w)
	only := os.Getenv("LOOK_ONLY")
	for _, l := range looks {
		if only != "" && only != l.name {
			continue
		}
		path := w.find(l.path)
		if path == "" {
			t.Logf("%s: nothing to look at", l.name)
			continue
		}
		o.everyView(sight{login: l.login, path: path}, func(o *window, v view) {
			o.keep(filepath.Join(dir, l.name+"-"+v.lang+"-"+itoa(int(v.width))+".png"), o.picture())
		})
	}
}

// keep writes a picture, or whatever else was made, into a file.
func (o *window) keep(name string, content []byte) {
	o.t.Helper()
	if err := os.WriteFile(name, content, 0o644); err != nil {
		o.t.Fatal(err)
	}
}
