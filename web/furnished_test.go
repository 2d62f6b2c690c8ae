package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"followthrough/store"
)

// furnished is the demo world a few days into its use: what its first day lacks is there to be found and looked at. A page
// that shows what the demo world has none of needs a line here.
func furnished(t *testing.T, with ...func(*Deps)) *world {
	t.Helper()
	w := demoWorld(t, with...)
	noise, clinic := w.number("医院锅炉房夜间噪声"), w.number("接种门诊周末停诊")
	decisions := action{Action: store.NewAction(), Fields: map[string]any{"decisions": []any{
		map[string]any{"case": noise, "what": "验收隔声门窗", "owner": w.person("shao"), "due": "2099-01-05", "proof": "验收单"},
		map[string]any{"case": clinic, "what": "今天指定包案领导", "owner": w.person("tang"), "due": "2099-01-06", "proof": "指定通知"},
	}}}
	var out minutedAll
	w.program("liang", "/dispatch/meetings/"+w.meeting("liang")+"/decisions", decisions, &out)
	if len(out.Recorded) != 2 {
		t.Fatalf("a meeting's decisions: %+v", out)
	}
	v, err := w.store.Viewer(t.Context(), w.person("shao"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.KeepFile(t.Context(), v, noise, "夜间噪声检测报告.txt", strings.NewReader("夜间复测四十八分贝。\n")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.store.CreateToken(t.Context(), w.person("zhou"), "月报", 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	change := store.LimitChange{Limit: "internal.analysis", Value: 8, Since: time.Now().AddDate(0, 0, 7), Source: "青卫〔2026〕3号", Reason: "分析提前。"}
	if err := w.store.ProposeLimit(t.Context(), store.Edit{By: w.person("tang")}, change); err != nil {
		t.Fatal(err)
	}
	w.post("liang", "/petitions/views", url.Values{"name": {"县医院逾期"}, "query": {"due=overdue"}})
	plan := map[string]any{"title": "退费核对", "category": "医疗服务", "steps": []any{
		map[string]any{"title": "核对流水", "days": "7", "kind": "resolve", "proof": "对账单"}}}
	if status := w.program("liang", "/templates/plan", action{Action: store.NewAction(), Fields: plan}, nil); status >= http.StatusBadRequest {
		t.Fatalf("a template: %d", status)
	}
	return w
}
