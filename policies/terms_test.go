package policies

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var shanghai, _ = time.LoadLocation("Asia/Shanghai")

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

// due is the last day of a limit: the day whose 24:00 it ends at.
func due(t testing.TB, p *Policies, limit, from string, more int) string {
	t.Helper()
	term, err := p.Terms().Due(limit, at(from), more)
	if err != nil {
		t.Fatal(err)
	}
	end := term.At.In(shanghai)
	if end.Format("15:04:05.000") != "00:00:00.000" {
		t.Fatalf("%s from %s ends at %s, not at 24:00", limit, from, end)
	}
	last := end.AddDate(0, 0, -1).Format(time.DateOnly)
	if term.Provisional {
		last += " provisional"
	}
	return last
}

// Each of these was counted by hand on a printed calendar.
func TestDue_CountedByHand(t *testing.T) {
	for _, c := range []struct {
		limit, from string
		more        int
		last, why   string
	}{
		{"petition.register", "2026-03-02 09:00", 0, "2026-03-17", "fifteen days, the first not counted"},
		{"petition.register", "2026-03-02 00:00", 0, "2026-03-17", "the hour of the first day does not matter"},
		{"petition.register", "2026-03-02 23:59", 0, "2026-03-17", "the hour of the first day does not matter"},
		{"petition.register", "2026-03-03 00:00", 0, "2026-03-18", "24:00 of a day is the beginning of the next"},
		{"petition.register", "2026-03-06 10:00", 0, "2026-03-23", "21 March is a Saturday"},
		{"petition.register", "2026-03-07 10:00", 0, "2026-03-23", "22 March is a Sunday"},
		{"petition.register", "2026-02-01 10:00", 0, "2026-02-24", "16 February lies in the Spring Festival"},
		{"petition.register", "2026-01-30 10:00", 0, "2026-02-14", "Saturday 14 February is worked in exchange"},
		{"petition.register", "2026-01-31 10:00", 0, "2026-02-24", "15 February is New Year's Eve week"},
		{"petition.register", "2026-02-13 10:00", 0, "2026-02-28", "Saturday 28 February is worked in exchange"},
		{"petition.register", "2026-09-05 10:00", 0, "2026-09-20", "Sunday 20 September is worked in exchange"},
		{"petition.register", "2026-03-20 10:00", 0, "2026-04-07", "4 to 6 April is Tomb-sweeping"},
		{"petition.register", "2026-04-16 10:00", 0, "2026-05-06", "1 to 5 May is off"},
		{"petition.register", "2026-04-24 10:00", 0, "2026-05-09", "Saturday 9 May is worked in exchange"},
		{"petition.register", "2019-05-14 10:00", 0, "2019-05-29", "an old case, counted as of its time"},
		{"petition.register", "2024-02-20 10:00", 0, "2024-03-06", "a leap year"},
		{"petition.register", "2012-12-16 10:00", 0, "2012-12-31", "31 December 2012 was a Monday"},
		{"petition.register", "2026-12-16 10:00", 0, "2026-12-31", "the last day of the last calendar"},
		{"petition.register", "2026-12-17 10:00", 0, "2027-01-01 provisional", "nobody knows yet that New Year's Day is off"},
		{"petition.register", "2026-12-20 10:00", 0, "2027-01-04 provisional", "a Monday, as far as is known"},
		{"petition.handle", "2026-07-04 10:00", 0, "2026-09-02", "sixty days over two months of 31"},
		{"petition.handle", "2026-08-03 10:00", 0, "2026-10-08", "2 October lies in the National Day week"},
		{"petition.handle", "2026-08-03 10:00", 30, "2026-11-02", "ninety days from the start, 1 November is a Sunday"},
		{"petition.handle", "2026-08-11 10:00", 0, "2026-10-10", "Saturday 10 October is worked in exchange"},
		{"petition.handle", "2026-12-01 10:00", 0, "2027-02-01 provisional", "30 January 2027 is a Saturday"},
		{"petition.handle", "2025-12-01 10:00", 0, "2026-01-30", "over the turn of the year"},
		{"internal.name-leader", "2026-02-10 10:00", 0, "2026-02-24", "11, 12, 13, the worked Saturday 14, then the festival, 24"},
		{"internal.name-leader", "2026-03-02 10:00", 0, "2026-03-09", "a weekend between"},
		{"internal.name-leader", "2026-03-07 10:00", 0, "2026-03-13", "from a Saturday"},
		{"internal.name-leader", "2020-01-17 10:00", 0, "2020-01-23", "Sunday 19 January 2020 was worked"},
		{"internal.plan", "2026-09-18 10:00", 0, "2026-10-09", "20 worked, 25 to 27 off, 1 to 7 October off"},
		{"internal.plan", "2026-09-18 10:00", 2, "2026-10-12", "two working days more: the worked Saturday 10 and Monday 12"},
		{"petition.simple.decide", "2026-12-30 10:00", 0, "2027-01-04 provisional", "31, then 1 and 4 January by weekends only"},
		{"petition.simple.decide", "2025-12-30 10:00", 0, "2026-01-05", "31, then New Year 1 to 3, the worked Sunday 4, 5"},
		{"petition.simple.decide", "2003-12-30 10:00", 0, "2004-01-05 provisional", "2003 has no calendar"},
		{"internal.call-back.3", "2026-07-01 10:00", 0, "2026-09-29", "ninety days"},
		{"internal.leader-silent", "2026-09-02 10:00", 0, "2026-10-08", "thirty days end in the holiday week"},
	} {
		if got := due(t, ours(t), c.limit, c.from, c.more); got != c.last {
			t.Errorf("%s from %s plus %d ends on %s, want %s (%s)", c.limit, c.from, c.more, got, c.last, c.why)
		}
	}
}

func TestDue_DaysAreThoseOfTheInstallation(t *testing.T) {
	utc := time.Date(2026, 3, 1, 17, 0, 0, 0, time.UTC) // 01:00 on the 2nd in Shanghai
	term, err := ours(t).Terms().Due("petition.register", utc, 0)
	if err != nil || !term.At.Equal(at("2026-03-18 00:00")) {
		t.Errorf("ends at %s, %v", term.At, err)
	}
	if z := ours(t).Terms().Zone().String(); z != "Asia/Shanghai" {
		t.Errorf("the zone is %s", z)
	}
	elsewhere := load(t, changed(t, change{"limits/limits.json", "Asia/Shanghai", "Europe/Lisbon"}))
	if term, _ = elsewhere.Terms().Due("petition.register", utc, 0); !term.At.Equal(time.Date(2026, 3, 17, 0, 0, 0, 0, elsewhere.Terms().Zone())) {
		t.Errorf("in Lisbon it ends at %s", term.At)
	}
}

func TestDue_HoursRunFromTheMoment(t *testing.T) {
	row := func(unit string) change {
		return change{"limits/limits.json", `{"id": "petition.register", "value": 15, "unit": "day"`, `{"id": "petition.register", "value": 15, "unit": "` + unit + `"`}
	}
	from := at("2027-02-06 13:37")
	for unit, length := range map[string]time.Duration{"hour": 15 * time.Hour, "minute": 15 * time.Minute, "second": 15 * time.Second} {
		p := load(t, changed(t, row(unit)))
		term, err := p.Terms().Due("petition.register", from, 0)
		if err != nil || !term.At.Equal(from.Add(length)) || term.Provisional {
			t.Errorf("15 %ss end at %v, %v", unit, term, err)
		}
		if e := p.Explain("petition.register", from, 0, term.At); !e.Same || e.LastDay != "" || len(e.Norms) != 0 {
			t.Errorf("15 %ss are explained by days: %+v", unit, e)
		}
	}
}

func TestDue_RefusesWhatItCannotCount(t *testing.T) {
	for _, c := range []struct {
		limit string
		more  int
	}{{"petition.no-such-limit", 0}, {"", 0}, {"petition.handle", -1}, {"petition.handle", longest}} {
		if term, err := ours(t).Terms().Due(c.limit, at("2026-03-02 09:00"), c.more); err == nil {
			t.Errorf("%q plus %d ends at %s", c.limit, c.more, term.At)
		}
	}
}

func TestDue_AnImportedCalendarSettlesAProvisionalDate(t *testing.T) {
	year := Year{Holidays: map[string][]string{"new-year": {"01-01", "01-02", "01-03"}, "spring-festival": {"02-05", "02-06", "02-07", "02-08", "02-09", "02-10", "02-11"}}, Workdays: []string{"02-13"}}
	p := load(t, Embedded, WithCalendars(map[int]Year{2027: year}))
	if got := due(t, p, "petition.register", "2026-12-17 10:00", 0); got != "2027-01-04" {
		t.Errorf("New Year's Day is off, and it ends on %s", got)
	}
	if got := due(t, p, "internal.name-leader", "2027-02-04 10:00", 0); got != "2027-02-17" {
		t.Errorf("12, the worked Saturday 13, 15, 16, 17: it ends on %s", got)
	}
}

func TestWorkingDays_EndAt24(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		last string
	}{{"2026-03-06 12:00", 1, "2026-03-09"}, {"2026-03-06 12:00", 5, "2026-03-13"}, {"2026-02-13 12:00", 1, "2026-02-14"}, {"2026-02-14 12:00", 1, "2026-02-24"},
		{"2026-03-06 12:00", 0, "2026-03-06"}, {"2026-03-06 12:00", -3, "2026-03-06"}, {"2026-12-31 12:00", 1, "2027-01-01"}} {
		term := ours(t).Terms().WorkingDays(at(c.from), c.n)
		if got := term.At.In(shanghai).AddDate(0, 0, -1).Format(time.DateOnly); got != c.last || term.Revision == "" {
			t.Errorf("%d working days after %s are over on %s, want %s", c.n, c.from, got, c.last)
		}
		if term.Provisional != (c.last > "2027") {
			t.Errorf("%d working days after %s: provisional is %v", c.n, c.from, term.Provisional)
		}
	}
}

// moments are any minute of the years that have calendars, a few without among them.
func moments() *rapid.Generator[time.Time] {
	return rapid.Custom(func(r *rapid.T) time.Time {
		from := at("2003-06-01 00:00")
		return from.Add(time.Duration(rapid.Int64Range(0, 24*366*24*60).Draw(r, "minutes")) * time.Minute)
	})
}

func TestDue_Properties(t *testing.T) {
	p := ours(t)
	ids := []string{}
	for _, l := range p.Limits() {
		ids = append(ids, l.ID)
	}
	rapid.Check(t, func(r *rapid.T) {
		id, from, more := rapid.SampledFrom(ids).Draw(r, "limit"), moments().Draw(r, "from"), rapid.IntRange(0, 40).Draw(r, "more")
		wait := time.Duration(rapid.Int64Range(0, 5_000_000).Draw(r, "wait")) * time.Second
		l, _ := p.Limit(id)
		term, err := p.Terms().Due(id, from, more)
		if err != nil {
			r.Fatal(err)
		}
		last := dayOf(term.At, shanghai) - 1
		if name, _ := p.days.rest(last); name != "" {
			r.Fatalf("ends on %s, a %s", last, name)
		}
		if !term.At.After(from) {
			r.Fatalf("ends at %s, before it starts", term.At)
		}
		later, _ := p.Terms().Due(id, from.Add(wait), more)
		longer, _ := p.Terms().Due(id, from, more+1)
		if later.At.Before(term.At) || longer.At.Before(term.At) {
			r.Fatal("started later or extended, it ends earlier")
		}
		worked := 0
		for d := dayOf(from, shanghai) + 1; d <= last; d++ {
			if name, _ := p.days.rest(d); name == "" {
				worked++
			}
		}
		if l.Unit == WorkingDay && worked != l.Value+more {
			r.Fatalf("%d working days were counted, not %d", worked, l.Value+more)
		}
		if passed := int(last - dayOf(from, shanghai)); l.Unit == Day && (passed < l.Value+more || passed > l.Value+more+11) {
			r.Fatalf("%d days passed, of %d", passed, l.Value+more)
		}
		if known := p.days.years[last.year()]; !known && !term.Provisional {
			r.Fatalf("ends in %d, which has no calendar, and is not provisional", last.year())
		}
		if e := p.Explain(id, from, more, term.At); !e.Same || e.EndsOn != last.String() || e.Provisional != term.Provisional {
			r.Fatalf("explained otherwise: %+v", e)
		}
	})
}

func BenchmarkDue(b *testing.B) {
	terms, from := ours(b).Terms(), at("2026-09-18 10:00")
	for _, id := range []string{"petition.handle", "internal.plan"} {
		b.Run(id, func(b *testing.B) {
			for b.Loop() {
				if _, err := terms.Due(id, from, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func ExamplePolicies_Explain() {
	p, _ := Load(Embedded)
	e := p.Explain("petition.register", at("2026-02-01 10:00"), 0, at("2026-02-25 00:00"))
	fmt.Println(e.Limit.Value, e.Limit.Unit, "from", e.FirstDay, "to", e.LastDay, "moved to", e.EndsOn, "past", len(e.Shift), "days of", e.Shift[0].Name)
	fmt.Println(e.Limit.Source.Law, e.Limit.Source.Article, e.Limit.Sure, e.Norms, e.Same)
	// Output:
	// 15 day from 2026-02-02 to 2026-02-16 moved to 2026-02-24 past 8 days of spring-festival
	// petition-regulation 22 C [{{civil-code 201} C} {{civil-code 203} C}] true
}
