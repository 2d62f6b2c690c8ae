package casetest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

// heard is a test that remembers what went wrong instead of failing.
type heard struct{ wrong []string }

func (h *heard) Helper() {}

func (h *heard) Errorf(format string, args ...any) {
	h.wrong = append(h.wrong, fmt.Sprintf(format, args...))
}

func (h *heard) Fatalf(format string, args ...any) {
	h.Errorf(format, args...)
	panic(h)
}

// hear runs a scenario and returns what it complained of.
func hear(scenario func(b *casetest.Book)) (complaint string) {
	h := &heard{}
	defer func() {
		if p := recover(); p != nil && p != h {
			panic(p)
		}
		complaint = strings.Join(h.wrong, "; ")
	}()
	b := casetest.Open(h, petition.Process, casetest.Standard())
	b.Cover = nil
	b.Do("miao", "register", "title", "A matter", "content", "x", "channel", "letter", "matter", "claim", "received", "2026-03-02")
	scenario(b)
	return ""
}

func TestBook_ComplainsOfWhatIsNotAsExpected(t *testing.T) {
	for want, scenario := range map[string]func(b *casetest.Book){
		"":                             func(b *casetest.Book) { b.ExpectStage("registered"); b.ExpectTimeline("register") },
		"wanted accepted":              func(b *casetest.Book) { b.ExpectStage("accepted") },
		"liang accept was refused":     func(b *casetest.Book) { b.Do("liang", "accept", "unit", "U1", "track", "led") },
		"wanted the refusal stale":     func(b *casetest.Book) { b.Refused("miao", "comment", "stale", "note", "x") },
		"wanted wrong-role":            func(b *casetest.Book) { b.Refused("liang", "strike-off", "wrong-role") },
		`wanted ["unit"]`:              func(b *casetest.Book) { b.Refused("miao", "accept", "incomplete", "unit", "U1").Naming("unit") },
		"wanted 2026-03-18":            func(b *casetest.Book) { b.ExpectDue("decide", "2026-03-18") },
		"answer-dispute is not owed":   func(b *casetest.Book) { b.ExpectDue("answer-dispute", "2026-03-18") },
		"decide is owed still":         func(b *casetest.Book) { b.ExpectNoDue("decide") },
		"owed: [decide], wanted []":    func(b *casetest.Book) { b.ExpectDues() },
		"timeline:\n  register":        func(b *casetest.Book) { b.ExpectTimeline() },
		"wanted decide met":            func(b *casetest.Book) { b.ExpectChange("decide", "met") },
		"told: [], wanted [he]":        func(b *casetest.Book) { b.ExpectTold("he") },
		"wanted {ID:he For: Role:head": func(b *casetest.Book) { b.ExpectActor("he", "head", "") },
		"wanted fly":                   func(b *casetest.Book) { b.ExpectOffer("miao", "fly") },
		"wanted -accept":               func(b *casetest.Book) { b.ExpectOffer("miao", "-accept") },
		"past":                         func(b *casetest.Book) { b.WaitTill("2026-03-01") },
		"cannot parse":                 func(b *casetest.Book) { b.WaitTill("tomorrow") },
	} {
		if got := hear(scenario); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("complained %q, wanted %q", got, want)
		}
	}
}

func TestOffice_GivesEachPersonTheRolesTheyReallyHold(t *testing.T) {
	o := casetest.Qingwu()
	o.Leaves = []casetest.Leave{{Person: "he", StandIn: "tang", From: "2026-03-09", Till: "2026-03-13"}, {Person: "liang", StandIn: "yao", From: "2026-03-09", Till: "2026-03-13"}}
	s := casework.State{Head: casework.Head{Seq: 3}}
	p := casework.Parties{Unit: "U1", Holders: map[casework.Role][]string{"leader": {"he"}, "handler": {"lu"}, "team": {"yao", "gu"}}, Unconfirmed: []string{"gu"}, Recused: []string{"qin"}, Hidden: []string{"U2", "zhou"}}
	before, during := day("2026-03-06"), day("2026-03-11")
	for _, c := range []struct {
		who  string
		at   time.Time
		want string
	}{
		{"he", before, "leader"}, {"lu", before, "handler"}, {"yao", before, "team"}, {"gu", before, "team"},
		{"liang", before, "supervisor approver"}, {"fang", before, "supervisor approver"}, {"miao", before, "intake"},
		{"shen", before, "unit-head"}, {"ming", before, "unit-head"}, {"petitioner", before, "petitioner"},
		{"qin", before, ""}, {"zhou", before, ""}, {"bai", before, ""}, {"long", before, ""}, {"han", before, ""}, {"gone", before, ""}, {"stranger", before, ""},
		{"system/story", before, "system"},
		{"tang", before, "supervisor approver"}, {"tang", during, "leader for he"}, // who leads today does not supervise as well
		{"yao", during, "team supervisor for liang"}, // and nobody approves for another what they work on
	} {
		roles, standsFor := o.Roles(c.who, s, p, c.at)
		var got []string
		for _, r := range roles {
			got = append(got, string(r))
			if who := standsFor[r]; who != "" {
				got = append(got, "for", who)
			}
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s on %s: %q, wanted %q", c.who, c.at.Format(time.DateOnly), text, c.want)
		}
	}
}

func day(text string) time.Time {
	at, err := time.ParseInLocation(time.DateOnly, text, casetest.Shanghai)
	if err != nil {
		panic(err)
	}
	return at.Add(9 * time.Hour)
}

func TestTerms_CountAsTheOfficeDoes(t *testing.T) {
	terms := casetest.Standard()
	for _, c := range []struct {
		limit, from string
		more        int
		want        string
	}{
		{"petition.register", "2026-03-02", 0, "2026-03-17"},
		{"petition.handle", "2026-03-03", 0, "2026-05-06"},  // the last day falls on a holiday
		{"petition.handle", "2026-03-02", 30, "2026-06-01"}, // extended
		{"internal.name-leader", "2026-03-02", 0, "2026-03-09"},
		{"internal.name-leader", "2026-04-30", 0, "2026-05-11"}, // Labour Day, then a Saturday on which people work
	} {
		got, err := terms.Due(c.limit, day(c.from), c.more)
		if err != nil || got.At.AddDate(0, 0, -1).Format(time.DateOnly) != c.want || got.Provisional {
			t.Errorf("%s from %s: %v %v, wanted %s", c.limit, c.from, got, err, c.want)
		}
	}
	if got, _ := terms.Due("internal.plan", day("2027-12-28"), 0); !got.Provisional {
		t.Error("a date in a year without a calendar is not provisional")
	}
	if _, err := terms.Due("internal.nap", day("2026-03-02"), 0); err == nil {
		t.Error("an unknown limit has a date")
	}
}

func TestCoverage_NamesWhatNoScenarioMet(t *testing.T) {
	silent := &casework.Process[struct{}]{
		Name: "silent", Prefix: "S",
		Stages: []casework.StageInfo{{Name: "open"}, {Name: "shut", End: true}},
		Moves: []casework.Move[struct{}]{
			{Name: "begin", By: []casework.Role{"intake"}, To: "open"},
			{Name: "end", By: []casework.Role{"intake"}, From: casework.Stages{"open"}, To: "shut",
				Need: []casework.Rule[struct{}]{{Code: "too-loud", Broken: func(casework.File[struct{}], casework.Command, casework.Env) []casework.Item { return nil }}}},
		},
		Owed: func(casework.File[struct{}]) []casework.Owed {
			return []casework.Owed{{Name: "end", Limit: "internal.plan", Role: "intake"}, {Name: "rest", Role: "nobody"}}
		},
		Parties: func(casework.File[struct{}]) casework.Parties { return casework.Parties{Unit: "U1"} },
		Clocks:  []casework.Clock{{Name: "end", Limits: []string{"internal.plan"}, By: []casework.Role{"intake"}, Met: []string{"end"}}},
	}
	b := casetest.Open(t, silent, casetest.Standard())
	b.Do("miao", "begin")
	missing := casetest.Cover(silent).Missing()
	for _, want := range []string{
		"row end", "row end to shut", "refusal too-loud of end", "refusal stale", "clock end rang", "clock end met by end", "clock end dated by limit internal.plan",
		"clock rest is owed by nobody, which no clock says",
	} {
		if !slices.Contains(missing, want) {
			t.Errorf("%q is not named missing: %q", want, missing)
		}
	}
	if slices.Contains(missing, "row begin") || slices.Contains(missing, "clock end set") {
		t.Errorf("what was met is named missing: %q", missing)
	}
}
