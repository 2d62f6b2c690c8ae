package casework_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/casework/casetest"
)

// A lamp is the smallest kind of case: somebody reports that it is broken, somebody mends
// it, the system forgets it.
type lamp struct {
	Mender  string    `json:"mender,omitempty"`
	Mended  time.Time `json:"mended,omitzero"`
	Hidden  []string  `json:"hidden,omitempty"`
	Unsworn bool      `json:"unsworn,omitempty"`
}

type row = casework.Move[lamp]

func by(roles ...casework.Role) []casework.Role { return roles }

func lamps() *casework.Process[lamp] {
	early := casework.Rule[lamp]{Code: casework.NotYet, Broken: func(f casework.File[lamp], _ casework.Command, env casework.Env) []casework.Item {
		if f.Facts.Mended.IsZero() || env.Now.Before(f.Facts.Mended.Add(casetest.Day)) {
			return []casework.Item{{Key: "early"}}
		}
		return nil
	}}
	return &casework.Process[lamp]{
		Name: "lamp", Prefix: "L",
		Stages: []casework.StageInfo{{Name: "broken"}, {Name: "mended"}, {Name: "forgotten", End: true}},
		Moves: []row{
			{Name: "report", By: by("intake"), To: "broken", Form: []casework.Field{{Name: "mender", Kind: casework.PersonF}, {Name: "hidden", Kind: casework.People, Optional: true}},
				Apply: func(f *casework.File[lamp], c casework.Command, _ casework.Env) {
					f.Facts = lamp{Mender: c.Fields["mender"], Hidden: c.Fields.List("hidden"), Unsworn: true}
				}},
			{Name: "swear", By: by("mender"), From: casework.Stages{"broken"}, Card: true, Apply: func(f *casework.File[lamp], _ casework.Command, _ casework.Env) { f.Facts.Unsworn = false }},
			{Name: "note", By: by("mender", "intake"), From: casework.Stages{"broken", "mended"}, Free: true, Notify: by("mender"),
				Form: []casework.Field{{Name: "text", Kind: casework.Prose}, {Name: "secret", Kind: casework.Text, Optional: true, Private: true}}},
			{Name: "mend", By: by("mender"), From: casework.Stages{"broken"}, To: "mended",
				Apply: func(f *casework.File[lamp], _ casework.Command, env casework.Env) { f.Facts.Mended = env.Now }},
			{Name: "give-up", By: by("mender"), From: casework.Stages{"broken"}, To: "forgotten"},
			{Name: "forget", By: by(casework.System), From: casework.Stages{"mended"}, To: "forgotten", Need: []casework.Rule[lamp]{early},
				Until: func(f casework.File[lamp], _ casework.Env) time.Time { return f.Facts.Mended.Add(casetest.Day) }},
		},
		Owed: func(f casework.File[lamp]) []casework.Owed {
			if f.Stage != "broken" {
				return nil
			}
			return []casework.Owed{{Name: "mend", Limit: "internal.plan", From: f.Entered, Role: "mender"}}
		},
		Clocks: []casework.Clock{{Name: "mend", Limits: []string{"internal.plan"}, By: by("mender"), Starts: "the lamp broke", Met: []string{"mend"}}},
		Parties: func(f casework.File[lamp]) casework.Parties {
			p := casework.Parties{Unit: "U1", Hidden: f.Facts.Hidden, Holders: map[casework.Role][]string{"mender": {f.Facts.Mender}}}
			if f.Facts.Unsworn {
				p.Unconfirmed = []string{f.Facts.Mender}
			}
			return p
		},
	}
}

func broken(t casetest.T, fields ...string) *casetest.Book {
	b := casetest.Open(t, lamps(), casetest.Standard())
	b.Do("miao", "report", append([]string{"mender", "lu"}, fields...)...)
	return b
}

func TestAudit_IsSilentInHealth(t *testing.T) {
	if wrong := lamps().Audit(); wrong != nil {
		t.Errorf("a sound table: %v", wrong)
	}
}

func TestAudit_FindsEachFault(t *testing.T) {
	only := func(moves ...row) func(*casework.Process[lamp]) {
		return func(p *casework.Process[lamp]) { p.Moves = append(p.Moves, moves...) }
	}
	change := func(i int, f func(*row)) func(*casework.Process[lamp]) {
		return func(p *casework.Process[lamp]) { f(&p.Moves[i]) }
	}
	clock := func(c casework.Clock) func(*casework.Process[lamp]) {
		return func(p *casework.Process[lamp]) { p.Clocks = append(p.Clocks, c) }
	}
	broken := casework.Stages{"broken"}
	for want, plant := range map[string]func(*casework.Process[lamp]){
		"stage broken is listed twice": func(p *casework.Process[lamp]) { p.Stages = append(p.Stages, p.Stages[0]) },
		"stage dark cannot be reached": func(p *casework.Process[lamp]) {
			p.Stages = append(p.Stages, casework.StageInfo{Name: "dark", End: true})
		},
		"stage mended cannot be left": func(p *casework.Process[lamp]) { p.Moves = p.Moves[:5] },
		"move mend is listed twice":   only(row{Name: "mend", By: by("mender"), From: broken, To: "mended"}),
		"move dim has no maker":       only(row{Name: "dim", From: broken}),
		"move dim is made by the system and by people: who answers for it?":  only(row{Name: "dim", By: by("mender", casework.System), From: broken}),
		"move dim chooses a stage but lists none":                            only(row{Name: "dim", By: by("mender"), From: broken, Choose: func(casework.File[lamp], casework.Command) casework.Stage { return "mended" }}),
		"move dim lists stages but does not choose":                          only(row{Name: "dim", By: by("mender"), From: broken, Tos: casework.Stages{"mended"}}),
		"move find opens a case in no stage":                                 only(row{Name: "find", By: by("intake")}),
		"move dim names stage dark, which the process has not":               only(row{Name: "dim", By: by("mender"), From: casework.Stages{"dark"}}),
		"move dim asks for text twice":                                       only(row{Name: "dim", By: by("mender"), From: broken, Form: []casework.Field{{Name: "text", Kind: casework.Text}, {Name: "text", Kind: casework.Prose}}}),
		"move dim offers no choice for how":                                  only(row{Name: "dim", By: by("mender"), From: broken, Form: []casework.Field{{Name: "how", Kind: casework.Choice}}}),
		"move dim asks for rows of lamps without columns":                    only(row{Name: "dim", By: by("mender"), From: broken, Form: []casework.Field{{Name: "lamps", Kind: casework.Rows}}}),
		"move forget may come too early but does not say when to look again": change(5, func(m *row) { m.Until = nil }),
		"clock mend is listed twice":                                         clock(casework.Clock{Name: "mend", By: by("mender")}),
		"clock pay is owed by nobody":                                        clock(casework.Clock{Name: "pay"}),
		"clock pay is met by move pay, which the process has not":            clock(casework.Clock{Name: "pay", By: by("mender"), Met: []string{"pay"}}),
		"clock pay makes move mend, which is not the system's":               clock(casework.Clock{Name: "pay", By: by("mender"), Then: "mend"}),
	} {
		p := lamps()
		plant(p)
		if wrong := p.Audit(); !slices.Equal(wrong, []string{want}) {
			t.Errorf("found %q, wanted only %q", wrong, want)
		}
	}
}

func TestAudit_FindsARoundaboutNoCaseCanEnter(t *testing.T) {
	p := lamps()
	p.Stages = append(p.Stages, casework.StageInfo{Name: "lent"}, casework.StageInfo{Name: "lost"})
	p.Moves = append(p.Moves, row{Name: "lend", By: by("mender"), From: casework.Stages{"lost"}, To: "lent"}, row{Name: "lose", By: by("mender"), From: casework.Stages{"lent"}, To: "lost"})
	want := []string{"stage lent cannot be reached", "stage lent leads to no end", "stage lost cannot be reached", "stage lost leads to no end"}
	if wrong := p.Audit(); !slices.Equal(wrong, want) {
		t.Errorf("found %q, wanted %q", wrong, want)
	}
}

func TestCard_WhoSeesTheCardOnlySpeaksFirstAndActsThen(t *testing.T) {
	b := broken(t)
	b.Holding("mender").Refused("lu", "mend", "card-only")
	b.Office.Leaves = []casetest.Leave{{Person: "lu", StandIn: "gu", From: "2026-03-02", Till: "2026-03-02"}}
	c := casework.Command{Move: "mend", Seen: 1, Actor: casework.Actor{ID: "gu"}, Roles: by("mender"), For: map[casework.Role]string{"mender": "lu"}}
	_, err := lamps().Act(b.State, c, casework.Env{Now: b.Now, Terms: b.Terms})
	if r := casework.Refused(err); r == nil || r.Code != casework.CardOnly {
		t.Errorf("the stand-in of one who has not spoken: %v", err)
	}
	offers, _ := lamps().Offered(b.State, casework.Command{Actor: casework.Actor{ID: "lu"}, Roles: by("mender")}, casework.Env{Now: b.Now})
	if len(offers) != 1 || offers[0].Move.Name != "swear" {
		t.Errorf("offered %v, wanted to swear and nothing else", offers)
	}
	b.Holding("mender").Do("lu", "swear")
	b.Holding("mender").Do("lu", "mend")
}

func TestSettle_TellsADutyMetFromOneThatFellAway(t *testing.T) {
	b := broken(t)
	b.Holding("mender").Do("lu", "swear")
	b.Holding("mender").Do("lu", "mend")
	b.ExpectChange("mend", "met")
	b = broken(t)
	b.Holding("mender").Do("lu", "swear")
	b.Holding("mender").Do("lu", "give-up")
	b.ExpectChange("mend", "dropped")
}

func TestSettle_WithoutClocksEveryAnswerIsMet(t *testing.T) {
	p := lamps()
	p.Clocks = nil
	b := casetest.Open(t, p, casetest.Standard())
	b.Do("miao", "report", "mender", "lu")
	b.Holding("mender").Do("lu", "swear")
	b.Holding("mender").Do("lu", "give-up")
	b.ExpectChange("mend", "met")
}

func TestNotices_GoToTheRoleButNeverToWhoActedNorToTheAccused(t *testing.T) {
	b := broken(t)
	b.Do("miao", "note", "text", "Third floor.", "secret", "000-0000-1234")
	b.ExpectTold("lu")
	if _, kept := b.Lines[1].Fields["secret"]; kept {
		t.Error("a private field stands on the timeline")
	}
	b.Holding("mender").Do("lu", "swear")
	b.Holding("mender").Do("lu", "note", "text", "On my way.")
	b.ExpectTold()
	b = broken(t, "hidden", "lu")
	b.Do("miao", "note", "text", "Third floor.")
	b.ExpectTold()
	b.WaitTill("2026-03-20")
	b.ExpectTimeline("report", "note", "overdue: mend → reminder")
	b.ExpectTold()
}

func TestDue_OfAnImportedCaseRingsFromTheCatchUpDate(t *testing.T) {
	b := casetest.Open(t, lamps(), casetest.Standard())
	b.State.CatchUp = b.Now.AddDate(0, 0, 40)
	b.Do("miao", "report", "mender", "lu")
	b.ExpectDue("mend", "2026-03-16")
	b.Wait(39 * casetest.Day)
	b.ExpectTimeline("report")
	b.Wait(casetest.Day)
	b.ExpectTimeline("overdue: mend → reminder")
}

func TestStory_ThatComesTooEarlyIsToldWhenToComeBack(t *testing.T) {
	b := broken(t)
	b.Holding("mender").Do("lu", "swear")
	b.Holding("mender").Do("lu", "mend")
	again := b.TooEarly("forget")
	if !again.Equal(b.Now.Add(casetest.Day)) {
		t.Errorf("comes back at %s", again)
	}
	b.WaitPast(again)
	b.Story("forget")
	b.ExpectStage("forgotten")
	if !b.State.Ended {
		t.Error("the case goes on")
	}
}

func TestKind_SaysWhatItIsWithoutItsFacts(t *testing.T) {
	var k casework.Kind = lamps()
	if k.KindName() != "lamp" || k.NumberPrefix() != "L" || len(k.StageList()) != 3 || len(k.MoveList()) != 6 {
		t.Errorf("%s %s %v %v", k.KindName(), k.NumberPrefix(), k.StageList(), k.MoveList())
	}
	b := broken(t)
	o, err := k.Present(b.State)
	if err != nil || o.Moved.Stage != "broken" || o.State.Unit != "U1" || len(o.Moved.Dues) != 1 || o.Moved.Dues[0].Name != "mend" {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestMoved_TheNewestWinsHoweverLateItComes(t *testing.T) {
	old, next, restored := casework.Moved{Epoch: 1, Seq: 5}, casework.Moved{Epoch: 1, Seq: 6}, casework.Moved{Epoch: 2, Seq: 3}
	if !next.Newer(old) || old.Newer(next) || old.Newer(old) || !restored.Newer(next) || next.Newer(restored) {
		t.Error("the epoch counts first, then the line")
	}
}

func TestFields_CountReadsRowsUpToTheLastThatHoldsAnything(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "a.0.x": 1, "a.0.x a.1.y": 2, "a.2.x": 3, "b.4.x": 0, "a.-1.x": 0, "a.x.y": 0, "a.40.x": 41, "a.41.x": 0, "a.0": 1,
	} {
		f := casework.Fields{"a.7.blank": "  "}
		for _, name := range strings.Fields(text) {
			f[name] = "v"
		}
		if got := f.Count("a"); got != want {
			t.Errorf("%q counts %d rows, wanted %d", text, got, want)
		}
	}
}

func TestFields_ListsIdsHoweverTheyAreParted(t *testing.T) {
	f := casework.Fields{"who": " a, b，c、 d  e,"}
	if got := f.List("who"); !slices.Equal(got, strings.Fields("a b c d e")) {
		t.Errorf("%q", got)
	}
	if day := (casework.Fields{"on": " 2026-03-02 "}).Day("on", casetest.Shanghai); !day.Equal(time.Date(2026, 3, 2, 0, 0, 0, 0, casetest.Shanghai)) {
		t.Errorf("%s", day)
	}
	if day := (casework.Fields{"on": "soon"}).Day("on", casetest.Shanghai); !day.IsZero() {
		t.Errorf("%s", day)
	}
}

func TestForm_ReadsEachKindOfField(t *testing.T) {
	people := map[string]casework.Person{"lu": {ID: "lu", Acting: true}, "he": {ID: "he", Acting: true, Offices: []string{"leading"}}, "gone": {ID: "gone"}}
	forty := strings.TrimSuffix(strings.Repeat("lu,", casework.MaxRows), ",")
	for _, c := range []struct {
		field     casework.Field
		good, bad []string
	}{
		{casework.Field{Kind: casework.Text}, []string{"x", strings.Repeat("字", 200)}, []string{"a\nb", strings.Repeat("字", 201), "\x00", "\xff"}},
		{casework.Field{Kind: casework.Prose}, []string{"a\nb", strings.Repeat("字", 20_000)}, []string{strings.Repeat("字", 20_001)}},
		{casework.Field{Kind: casework.Case}, []string{"P-2026-0017"}, []string{"P-2026-9999", "a\rb"}},
		{casework.Field{Kind: casework.Date}, []string{"2026-02-28", "1950-01-01", "2100-12-31"}, []string{"2026-02-30", "1949-12-31", "2101-01-01", "28.2.2026"}},
		{casework.Field{Kind: casework.Choice, Options: []string{"a", "b"}}, []string{"a"}, []string{"c", "A"}},
		{casework.Field{Kind: casework.Check}, []string{"yes"}, []string{"no", "true"}},
		{casework.Field{Kind: casework.Number}, []string{"0", "12"}, []string{"-1", "1.5", "x"}},
		{casework.Field{Kind: casework.Step}, []string{"3"}, []string{"x"}},
		{casework.Field{Kind: casework.Line}, []string{"3"}, []string{"-3"}},
		{casework.Field{Kind: casework.PersonF}, []string{"lu", "he"}, []string{"gone", "nobody"}},
		{casework.Field{Kind: casework.PersonF, Holder: "leading"}, []string{"he"}, []string{"lu"}},
		{casework.Field{Kind: casework.People}, []string{"lu, he", forty}, []string{"lu, gone", forty + ",he"}},
		{casework.Field{Kind: casework.UnitF}, []string{"U1"}, []string{"U9"}},
		{casework.Field{Kind: casework.Files}, []string{"f1"}, []string{"f2", "f1, f2"}},
		{casework.Field{Kind: "colour"}, nil, []string{"red"}},
	} {
		c.field.Name = "x"
		p := lamps()
		p.Moves[2].Form = []casework.Field{c.field}
		try := func(v string) *casework.Refusal {
			cmd := casework.Command{Move: "note", Roles: by("intake"), Fields: casework.Fields{"x": v}, People: people, Units: map[string]bool{"U1": true}, Files: map[string]bool{"f1": true}, Cases: map[string]bool{"P-2026-0017": true}}
			return p.Check(casework.File[lamp]{Head: casework.Head{Seq: 1, Stage: "broken"}}, cmd, casework.Env{})
		}
		for _, v := range c.good {
			if r := try(v); r != nil {
				t.Errorf("%s %.20q: %v", c.field.Kind, v, r)
			}
		}
		for _, v := range c.bad {
			if r := try(v); r == nil || r.Code != casework.Invalid || r.Items[0].Field != "x" {
				t.Errorf("%s %.20q: %v, wanted it unreadable", c.field.Kind, v, r)
			}
		}
	}
}

func TestRefusal_SaysItsCodeAndWhatIsMissing(t *testing.T) {
	r := casework.Refuse("incomplete", casework.Item{Key: "title"}, casework.Item{Key: "day"})
	if r.Error() != "incomplete: title, day" || casework.Refuse("stale").Error() != "stale" {
		t.Errorf("%q", r.Error())
	}
	if got := casework.Refused(fmt.Errorf("record line 3: %w", r)); got != r {
		t.Errorf("%v", got)
	}
	if got := casework.Refused(fmt.Errorf("no route")); got != nil {
		t.Errorf("%v", got)
	}
}

func TestParties_KnowWhoHoldsARole(t *testing.T) {
	p := casework.Parties{Holders: map[casework.Role][]string{"team": {"a", "b"}}}
	if !p.Holds("team", "b") || p.Holds("team", "c") || p.Holds("leader", "a") {
		t.Error(maps.Keys(p.Holders))
	}
}
