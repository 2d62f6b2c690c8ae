package ledger

import (
	"testing"
	"time"
)

var zone = time.FixedZone("Asia/Shanghai", 8*3600)

func TestReadMoment_EveryStyle(t *testing.T) {
	for text, want := range map[string]string{
		"2020/11/27":                "2020-11-27 00:00:00 year-first",
		"2020-11-27 10:33:00":       "2020-11-27 10:33:00 year-first",
		"2020/1/7 9:05":             "2020-01-07 09:05:00 year-first",
		"2020.11.27":                "2020-11-27 00:00:00 year-first",
		" 2020 - 11 - 27 ":          "2020-11-27 00:00:00 year-first",
		"2020年11月27日":               "2020-11-27 00:00:00 year-first",
		"2020年11月27日 10时33分05秒":     "2020-11-27 10:33:05 year-first",
		"2020年11月27日下午3点":           "2020-11-27 15:00:00 year-first",
		"２０２０年１１月２７号（周五）":           "2020-11-27 00:00:00 year-first",
		"2020-11-27T10:33:00Z":      "2020-11-27 18:33:00 year-first",
		"2020-11-27T10:33:00+08:00": "2020-11-27 10:33:00 year-first",
		"2020-11-27 12:10:00 AM":    "2020-11-27 00:10:00 year-first",
		"20201127":                  "2020-11-27 00:00:00 compact",
		"20201127103300":            "2020-11-27 10:33:00 compact",
		"202011271033":              "2020-11-27 10:33:00 compact",
		"44162":                     "2020-11-27 00:00:00 serial",
		"44162.439583333333":        "2020-11-27 10:33:00 serial",
		"4.4162E4":                  "2020-11-27 00:00:00 serial",
		"27 Nov 2020":               "2020-11-27 00:00:00 named",
		"November 27th, 2020 10:33": "2020-11-27 10:33:00 named",
		"09-03-20":                  "2020-09-03 00:00:00 short",
		"11/27/2020":                "2020-11-27 00:00:00 year-last",
	} {
		m := readMoment(text, orders{}, false)
		if got := m.in(zone).Format(time.DateTime) + " " + m.style; m.code != "" || got != want {
			t.Errorf("%q is %s %s, want %s", text, got, m.code, want)
		}
	}
}

func TestReadMoment_WhatIsNone(t *testing.T) {
	for text, want := range map[string]string{
		"2020/2/30": "no-such-day", "2020-13-01": "no-such-day", "20201399": "no-such-day", "1899-01-01": "no-such-day",
		"2020-01-01 25:00": "no-such-time", "2020年2月": "date-without-day", "2020": "date-without-day", "2020-02": "date-without-day",
		"去年冬天": "not-a-date", "13800001111": "not-a-date", "3": "not-a-date", "2020/1/1 早": "not-a-date", "1/2/3/4": "not-a-date",
		"32 Nov 2020": "no-such-day", "12 Foo 2020": "not-a-date", "99999999": "not-a-date",
	} {
		if m := readMoment(text, orders{}, false); m.code != want {
			t.Errorf("%q: %q %v, want %s", text, m.code, m.in(zone), want)
		}
	}
}

func TestReadMoment_SerialsFrom1904(t *testing.T) {
	if m := readMoment("42700", orders{}, true); m.in(zone).Format(time.DateOnly) != "2020-11-27" {
		t.Errorf("%v", m.in(zone))
	}
}

func TestSurvey_TheColumnDecidesTheOrder(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, zone)
	for _, c := range []struct {
		name  string
		texts []string
		style string
		order string
		how   string
	}{
		{"a month of 27 is none", []string{"09-03-20", "11-27-20"}, styleShort, "mdy", "only"},
		{"neither is one of 13, and 2029 lies ahead", []string{"09-03-20", "29-03-20"}, styleShort, "dmy", "only"},
		{"years behind us", []string{"09-03-25", "19-03-25", "08-11-30"}, styleShort, "ymd", "only"},
		{"the others are of 2020", []string{"09-03-20", "2020/8/1", "2020/10/1"}, styleShort, "mdy", "range"},
		{"the others are of 2009", []string{"09-03-20", "2009/1/1", "2009/12/31"}, styleShort, "ymd", "range"},
		{"nothing tells", []string{"09-03-20"}, styleShort, "mdy", "assumed"},
		{"days first", []string{"03/09/2020", "27/11/2020"}, styleLast, "dmy", "only"},
		{"the rows do not agree: the fewest are wrong", []string{"27/11/2020", "28/11/2020", "11/29/2020"}, styleLast, "dmy", "only"},
	} {
		s := newSurvey(zone, now, false)
		for _, text := range c.texts {
			s.add(text)
		}
		o, verdicts := s.decide(orders{})
		if len(verdicts) != 1 || o.of(c.style) != c.order || verdicts[0].how != c.how {
			t.Errorf("%s: %+v %+v, want %s by %s", c.name, o, verdicts, c.order, c.how)
		}
	}
	s := newSurvey(zone, now, false)
	s.add("09-03-20")
	if o, v := s.decide(orders{Short: "ymd"}); o.Short != "ymd" || v[0].how != "told" {
		t.Errorf("told: %+v %+v", o, v)
	}
}
