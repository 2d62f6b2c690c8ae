package casework_test

import (
	"testing"

	"followthrough/casework"
)

func TestDenied_FindsTheNameInWhateverSpelling(t *testing.T) {
	for _, name := range []string{
		"is_repeat", "IS-REPEAT", "isRepeat", "IsRepeats", "isrepeat", "petition.is_repeat_flag", "Skip Level", "skipLevels", "number_of_petitions",
		"petitionerRisk", "watchlist", "watch_list", "HTTPWatchList", "key_personnel", "stability-control",
		"越级", "是否越级", "是否重复访", "越 级", "稳控责任人", "是否缠访闹访", "非访", "重点人员", "扬言", "敏感时期", "（进京）上访", "信访_态度",
	} {
		if !casework.Denied(name) {
			t.Errorf("%q describes a petitioner and is let in", name)
		}
	}
}

func TestDenied_LetsOrdinaryColumnsIn(t *testing.T) {
	for _, name := range []string{
		"", "no", "title", "received", "visit", "visits", "repeat", "level", "keyed", "monkey person", "group", "risk", "risk_level", "control_measures",
		"disease_surveillance", "number of steps", "count", "reopened", "joint", "contacts",
		"序号", "编号", "登记日期", "信访形式", "信访人", "反映事项", "类别", "交办机关", "责任单位", "包案领导", "责任人", "办理时限", "化解措施", "进展",
		"答复日期", "结论", "办结日期", "销号", "备注", "去向", "有无理由", "风险等级", "风险管控措施", "视频监控", "恶意欠薪", "极端天气", "回访", "来访日期", "领导接访",
	} {
		if casework.Denied(name) {
			t.Errorf("%q is an ordinary name and is kept out", name)
		}
	}
}

func TestDenied_SaysForWhatANameIsDenied(t *testing.T) {
	if got := casework.DeniedFor("当事人是否越级"); got != "越级" {
		t.Errorf("denied for %q, wanted 越级", got)
	}
	if got := casework.DeniedFor("HTTPWatchList"); got != "watch list" {
		t.Errorf("denied for %q, wanted watch list", got)
	}
}

func TestDenied_FindsEachOfItsOwnNames(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range casework.DeniedNames {
		if !casework.Denied(name) || seen[name] {
			t.Errorf("%q is not found, or listed twice", name)
		}
		seen[name] = true
	}
}
