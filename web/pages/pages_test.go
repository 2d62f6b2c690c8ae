package pages

import (
	"context"
	"strings"
	"testing"
	"time"

	"followthrough/web/locales"
)

func at(lang string, now time.Time) context.Context {
	return With(context.Background(), &Frame{Words: locales.In(lang), Zone: time.FixedZone("", 8*3600), Now: now, Soon: now.AddDate(0, 0, 7)})
}

var noon = time.Date(2026, 11, 18, 4, 0, 0, 0, time.UTC)

// midnight is 24:00 of a day so many days from the 18th, as due dates are fixed.
func midnight(days int) time.Time {
	return time.Date(2026, 11, 19+days, 0, 0, 0, 0, time.FixedZone("", 8*3600))
}

func TestLeft_SaysDaysTheWayPeopleCountThem(t *testing.T) {
	for _, c := range []struct {
		at       time.Time
		zh, en   string
		pressing string
	}{
		{midnight(-6), "逾期6天", "6 days late", "late"},
		{midnight(-1), "逾期1天", "1 day late", "late"},
		{midnight(0), "今天24:00", "Today, 24:00", "today"},
		{midnight(1), "还有1天", "1 day left", "soon"},
		{midnight(5), "还有5天", "5 days left", "soon"},
		{midnight(13), "还有13天", "13 days left", ""},
		{noon.Add(-time.Minute), "逾期1天", "1 day late", "late"},
	} {
		if got := left(at(locales.Chinese, noon), c.at); got != c.zh {
			t.Errorf("%s: %s, want %s", c.at, got, c.zh)
		}
		if got := left(at(locales.English, noon), c.at); got != c.en {
			t.Errorf("%s: %s, want %s", c.at, got, c.en)
		}
		if got := urgency(at(locales.Chinese, noon), c.at); got != c.pressing {
			t.Errorf("%s presses as %q, want %q", c.at, got, c.pressing)
		}
	}
}

func TestSay_PutsMarkupIntoTheGapsAndEscapesTheRest(t *testing.T) {
	var b strings.Builder
	if err := Say("work.waits", "Who", Text("<邵建华>"), "What", "a < b", "Day", ShortLastDay(midnight(2))).Render(at(locales.English, noon), &b); err != nil {
		t.Fatal(err)
	}
	want := `<span lang="zh-CN">&lt;邵建华&gt;</span>: a &lt; b, by <time datetime="2026-11-20">20 Nov</time>.`
	if b.String() != want {
		t.Errorf("said %s,\nwant %s", b.String(), want)
	}
}

func TestText_IsMarkedOnlyWhereTheLanguagesDiffer(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{locales.Chinese, "贺东升", "贺东升"},
		{locales.English, "贺东升", `<span lang="zh-CN">贺东升</span>`},
		{locales.English, "He Dongsheng", "He Dongsheng"},
	} {
		var b strings.Builder
		if err := Text(c.text).Render(at(c.lang, noon), &b); err != nil || b.String() != c.want {
			t.Errorf("%s: %s %v", c.lang, b.String(), err)
		}
	}
}

func TestPlanChart_StaysInsideItsCell(t *testing.T) {
	p := Plan{Steps: []Step{{From: midnight(-30), Till: midnight(-6)}, {From: midnight(-10), Till: midnight(20)}}}
	for _, when := range []time.Time{midnight(-400), midnight(-30), midnight(20), midnight(400)} {
		if x := p.at(when); x < 0 || x > 100 {
			t.Errorf("%s lies at %v", when, x)
		}
	}
}

func TestKeep_LeavesTheOldTokenOut(t *testing.T) {
	got := Keep(map[string][]string{"csrf": {"x"}, "note": {"b"}, "files": {"1", "2"}})
	if len(got) != 3 || got[0] != (KeptField{"files", "1"}) || got[2] != (KeptField{"note", "b"}) {
		t.Errorf("kept %v", got)
	}
}
