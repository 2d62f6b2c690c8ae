package web

import (
	"net/http"
	"slices"
	"testing"

	"followthrough/casework"
	"followthrough/store"
)

var names2027 = map[string]string{"元旦": "new-year", "春节": "spring-festival", "spring festival": "spring-festival"}

func TestNotice_ReadsDaysAsTheyAreWritten(t *testing.T) {
	off, _, wrong := readNotice(2027, "元旦：1月1日至3日\n", "", names2027)
	if wrong != "" || len(off["new-year"]) != 1 {
		t.Errorf("a range whose end has no month: %v %q", off, wrong) // only what is sure is taken
	}
	off, worked, wrong := readNotice(2027, "春节：2月5日至2月11日\nSpring Festival 02-12\n调休上班 2月14日、2月20日", "2/28", names2027)
	if wrong != "" || !slices.Equal(off["spring-festival"], []string{"02-05", "02-06", "02-07", "02-08", "02-09", "02-10", "02-11", "02-12"}) ||
		!slices.Equal(worked, []string{"02-14", "02-20", "02-28"}) {
		t.Errorf("read %v, worked %v, wrong %q", off, worked, wrong)
	}
	off, worked, wrong = readNotice(2027, `{"2027":{"holidays":{"new-year":["01-01"]},"workdays":["01-03"]}}`, "", names2027)
	if wrong != "" || len(off["new-year"]) != 1 || len(worked) != 1 {
		t.Errorf("a file of the bundle: %v %v %q", off, worked, wrong)
	}
	for _, line := range []string{"春节：二月初一", "某节：2月5日", "春节：2月30日"} {
		if _, _, wrong := readNotice(2027, "元旦：1月1日\n"+line, "", names2027); wrong != line {
			t.Errorf("%q was read, wrong is %q", line, wrong)
		}
	}
}

func TestLimits_ASecondPersonApprovesAndTheLawIsNeverLengthened(t *testing.T) {
	w := demoWorld(t)
	propose := func(login, limit, value string) int {
		code, _ := w.fill(login, "/office/limits/"+limit, store.NewAction(), casework.Fields{"value": value, "since": "2099-01-01", "source": "青卫〔2026〕3号", "reason": "–"})
		return code
	}
	if code := propose("liang", "petition.handle", "90"); code != http.StatusUnprocessableEntity {
		t.Errorf("the law's sixty days made ninety: %d", code)
	}
	if code := propose("liang", "internal.analysis", "8"); code != http.StatusNoContent {
		t.Fatalf("a change proposed: %d", code)
	}
	if code := propose("tang", "internal.analysis", "6"); code != http.StatusUnprocessableEntity {
		t.Errorf("a second proposal beside the first: %d", code)
	}
	if code, _ := w.fill("liang", "/office/limits/internal.analysis/approve", store.NewAction(), nil); code != http.StatusUnprocessableEntity {
		t.Errorf("one's own change approved: %d", code)
	}
	if code, _ := w.fill("tang", "/office/limits/internal.analysis/approve", store.NewAction(), nil); code != http.StatusNoContent {
		t.Errorf("approved by another: %d", code)
	}
	changes, err := w.store.LimitChanges(t.Context(), "internal.analysis")
	if err != nil || len(changes) != 1 || changes[0].State != "approved" || changes[0].DecidedBy != w.person("tang") {
		t.Errorf("recorded as %+v, %v", changes, err)
	}
}
