package policies

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
)

// missed is a question as the record puts it: the due is owed by deputy zhou.
func missed(due string) casework.Question {
	return casework.Question{Kind: "petition", Case: "c", Stage: "led", Traits: map[string]string{"track": "led"}, Due: due, Limit: "internal.plan",
		Generation: 1, At: at("2026-03-02 00:00"), Now: at("2026-03-02 00:00").Add(3 * time.Second),
		Chain: []casework.Link{
			{Role: "leader", Person: "zhou", Unit: "U1", Rank: 2},
			{Role: "principal", Person: "shen", Unit: "U1", Rank: 1},
			{Role: "above", Person: "fang", Unit: "U0", Rank: 3},
			{Role: "supervisor", Person: "liang", Unit: "U1", Rank: 3},
			{Role: "unit-head", Person: "shen", Unit: "U1", Rank: 1},
		}}
}

// decide asks and fails on an alarm.
func decide(t testing.TB, p *Policies, q casework.Question) casework.Decision {
	t.Helper()
	d, err := p.Judge().Decide(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	if d.Default {
		t.Fatalf("%s: the default applied", q.Due)
	}
	return d
}

func addressed(d casework.Decision) string {
	var all []string
	for _, a := range d.Addressees {
		s := a.Person + " as " + string(a.Role) + ", " + a.Why
		if a.Copy {
			s += ", copy"
		}
		all = append(all, s)
	}
	return strings.Join(all, "; ")
}

func TestDecide_ClimbsTheLadder(t *testing.T) {
	q := missed("submit-plan")
	for _, c := range []struct {
		generation, days, again int
		want                    string
	}{
		{1, 0, 5, "zhou as leader, owes"},
		{2, 7, 5, "zhou as leader, owes; liang as supervisor, above"},
		{3, 14, 10, "zhou as leader, owes; liang as supervisor, above; shen as unit-head, above"},
		{7, 90, 10, "zhou as leader, owes; liang as supervisor, above; shen as unit-head, above"},
	} {
		q.Generation, q.DaysOverdue = c.generation, c.days
		d := decide(t, ours(t), q)
		if addressed(d) != c.want || d.AskAgain != c.again || d.Measure != "reminder" {
			t.Errorf("generation %d: %s to %s, again in %d", c.generation, d.Measure, addressed(d), d.AskAgain)
		}
		if d.Revision != ours(t).Revision() || d.Input != Digest(q) {
			t.Errorf("generation %d: revision %s, input %s", c.generation, d.Revision, d.Input)
		}
	}
}

func TestDecide_CitesRulesWithWordsAndArticles(t *testing.T) {
	d := decide(t, ours(t), missed("opinion"))
	want := []casework.RuleCited{
		{Code: "petition.opinion_late", Title: "逾期未出具处理意见", Article: "petition-regulation 34", Reason: "应当自受理之日起在规定期限内办结，并出具处理意见。"},
		{Code: "petition.reminder_first", Title: "首次提醒责任人", Article: "product-rules reminders", Reason: "期限届满未办结，先提醒应当办理的人。"},
	}
	if !reflect.DeepEqual(d.Rules, want) {
		t.Errorf("cites %+v", d.Rules)
	}
	for _, r := range d.Rules {
		if w, ok := ours(t).RuleText(r.Code, "zh-CN"); !ok || w.Title != r.Title || w.Reason != r.Reason {
			t.Errorf("%s has other words when looked up: %+v", r.Code, w)
		}
	}
}

// Every clock of the petition has a rule, and every limit it names a number.
func TestDecide_KnowsEveryClockOfTheTable(t *testing.T) {
	p := ours(t)
	if len(petition.Process.ClockList()) < 20 {
		t.Error("the petition has lost its clocks")
	}
	for _, clock := range petition.Process.ClockList() {
		for _, id := range clock.Limits {
			if _, ok := p.Limit(id); !ok {
				t.Errorf("%s is measured by %s, which has no number", clock.Name, id)
			}
		}
		q := missed(clock.Name)
		if len(clock.Limits) > 0 {
			q.Limit = clock.Limits[0]
		} else {
			q.Limit = ""
		}
		d := decide(t, p, q)
		if reminds := d.Measure == "reminder"; reminds != (clock.Then == "") {
			t.Errorf("%s: %s, and the system makes the move %q", clock.Name, d.Measure, clock.Then)
		}
	}
}

// Limits are named in the table by their ids; none of them is missing here.
func TestLimits_AreAllThatTheTableNames(t *testing.T) {
	files, err := filepath.Glob("../casework/petition/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"((?:petition|internal)\.[a-z0-9.-]*[a-z0-9])"`).FindAllSubmatch(raw, -1) {
			if _, ok := ours(t).Limit(string(m[1])); !ok && !strings.HasSuffix(file, "_test.go") {
				t.Errorf("%s names the limit %s, which has no number", file, m[1])
			}
			found++
		}
	}
	if found < 20 {
		t.Errorf("only %d limits were found in the table", found)
	}
}

func TestDecide_ChangingOneNumberOrOneRuleNeedsNoRelease(t *testing.T) {
	if got := due(t, ours(t), "petition.handle", "2026-07-04 10:00", 0); got != "2026-09-02" {
		t.Fatalf("sixty days end on %s", got)
	}
	p := load(t, changed(t, change{"limits/limits.json", `"petition.handle", "value": 60`, `"petition.handle", "value": 45`}))
	if got := due(t, p, "petition.handle", "2026-07-04 10:00", 0); got != "2026-08-18" {
		t.Errorf("forty-five days end on %s", got)
	}
	p = load(t, changed(t, change{"thresholds/petition.json", `"owes": {"ask_again": 5}`, `"owes": {"ask_again": 2}`}))
	if d := decide(t, p, missed("submit-plan")); d.AskAgain != 2 {
		t.Errorf("asked again after %d working days", d.AskAgain)
	}
	p = load(t, changed(t, change{"escalation/petition/decision.rego", `_calls := chain.owes if _rung == "owes"`, `_calls := chain.owes | chain.heads if _rung == "owes"`}))
	if got := addressed(decide(t, p, missed("submit-plan"))); got != "zhou as leader, owes; shen as unit-head, above" {
		t.Errorf("addressed to %s", got)
	}
}

// Where policy fails, the built-in rule speaks and an alarm sounds.
func TestDecide_IsNeverSilent(t *testing.T) {
	decision := "\ndecision := {\n\t\"measure\": _reach.measure,"
	with := func(old, new string) []change { return []change{{"escalation/petition/decision.rego", old, new}} }
	for name, c := range map[string]struct {
		due     string
		changes []change
	}{
		"a duty no rule knows": {"water-the-plants", nil},
		"two answers at once":  {"submit-plan", with(decision, "\ndecision := {\"measure\": \"none\"} if input.due == \"submit-plan\"\n"+decision)},
		"a builtin that fails": {"submit-plan", with("count(duties) > 0\n\tnot _system_owes", "to_number(input.due) > 0\n\tnot _system_owes")},
		"no package":           {"submit-plan", with("package escalation.petition", "package escalation.other")},
		"an answer that is no object": {"submit-plan", []change{
			{"escalation/petition/decision.rego", "count(duties) > 0\n\tnot _system_owes", "input.due == \"\""},
			{"escalation/petition/decision.rego", decision, "\ndecision := \"reminder\" if input.due == \"submit-plan\"\n" + decision},
		}},
		"a measure nobody knows":     {"submit-plan", []change{{"thresholds/petition.json", `["none", "reminder"]`, `["none"]`}}},
		"no measures at all":         {"submit-plan", []change{{"thresholds/petition.json", `"measures": ["none", "reminder"],`, ``}}},
		"somebody outside the chain": {"submit-plan", with(`addressees := chain.addressees(_calls)`, `addressees := [{"person": "long", "role": "leader", "why": "owes"}]`)},
		"an addressee in no role":    {"submit-plan", with(`addressees := chain.addressees(_calls)`, `addressees := [{"person": "zhou", "role": "", "why": "owes"}]`)},
		"an addressee that is a word": {"submit-plan", []change{
			{"escalation/petition/decision.rego", `addressees := chain.addressees(_calls)`, `addressees := thresholds.petition.addressed`},
			{"thresholds/petition.json", `"measures"`, `"addressed": ["zhou"], "measures"`},
		}},
		"addressed to nobody":           {"submit-plan", with(`addressees := chain.addressees(_calls)`, `addressees := []`)},
		"no rule cited":                 {"submit-plan", with(`array.concat(_cited(duties), array.concat([_reach.rule], _cited(circumstances)))`, `[]`)},
		"a rule without words":          {"submit-plan", with(`array.concat(_cited(duties), array.concat([_reach.rule], _cited(circumstances)))`, `[{"code": "x"}]`)},
		"never asked again":             {"submit-plan", with(`_pace[_rung].ask_again`, `0`)},
		"asked again in a lifetime":     {"submit-plan", with(`_pace[_rung].ask_again`, `10000`)},
		"no ladder in force":            {"submit-plan", []change{{"thresholds/petition.json", `"1950-01-01"`, `"2050-01-01"`}}},
		"a threshold that is no number": {"submit-plan", []change{{"thresholds/petition.json", `"owes": {"ask_again": 5}`, `"owes": {"ask_again": []}`}}},
	} {
		t.Run(name, func(t *testing.T) {
			var alarm bytes.Buffer
			fsys := changed(t, c.changes...)
			if name == "no package" {
				for file := range fsys {
					if strings.HasPrefix(file, "escalation/") {
						delete(fsys, file)
					}
				}
			}
			p := load(t, fsys, WithLog(slog.New(slog.NewTextHandler(&alarm, nil))))
			d, err := p.Judge().Decide(context.Background(), missed(c.due))
			if err != nil || !d.Default || addressed(d) != "zhou as leader, owes" || d.Measure != "reminder" || d.AskAgain != 5 || len(d.Rules) != 1 || d.Revision == "" || d.Input == "" {
				t.Errorf("%+v, %v", d, err)
			}
			if !strings.Contains(alarm.String(), "level=ERROR") || strings.Contains(alarm.String(), "zhou") {
				t.Errorf("the alarm says %q", alarm.String())
			}
		})
	}
}

func TestDecide_AnUnknownKindGetsTheDefault(t *testing.T) {
	q := missed("submit-plan")
	q.Kind = "no-such-kind"
	d, err := load(t, Embedded, WithLog(slog.New(slog.DiscardHandler))).Judge().Decide(context.Background(), q)
	if err != nil || !d.Default || len(d.Addressees) != 1 {
		t.Errorf("%+v, %v", d, err)
	}
}

// Nobody waits for the answer of an action that was given up; it is no failure of policy.
func TestDecide_AnEndedContextIsNoFailureOfPolicy(t *testing.T) {
	var alarm bytes.Buffer
	p := load(t, Embedded, WithLog(slog.New(slog.NewTextHandler(&alarm, nil))))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if d, err := p.Judge().Decide(ctx, missed("submit-plan")); err == nil || d.Default || alarm.Len() > 0 {
		t.Errorf("%+v, %v, alarm %q", d, err, alarm.String())
	}
}

// A question read back from the record years later gets the same answer from the same bundle.
func TestAgain_TheSameQuestionAndBundleGiveTheSameAnswer(t *testing.T) {
	old := load(t, changed(t, change{"thresholds/petition.json", `"owes": {"ask_again": 5}`, `"owes": {"ask_again": 3}`}))
	q := missed("submit-plan")
	q.Traits, q.Chain[0].Away, q.Chain[0].StandIn = nil, true, "he"
	then := decide(t, old, q)
	raw, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	var read casework.Question
	if err := json.Unmarshal(raw, &read); err != nil {
		t.Fatal(err)
	}
	read.At, read.Now, read.Traits = read.At.UTC(), read.Now.UTC(), map[string]string{}
	again, err := Again(context.Background(), read, old.Files())
	if err != nil || !reflect.DeepEqual(again, then) {
		t.Errorf("then %+v\nagain %+v, %v", then, again, err)
	}
	if now := decide(t, ours(t), read); now.Revision == then.Revision || now.AskAgain == then.AskAgain {
		t.Error("another bundle gives the same answer")
	}
	if _, err := Again(context.Background(), read, map[string][]byte{"access/x.rego": []byte("package")}); err == nil {
		t.Error("half a bundle decided")
	}
}

func TestDigest_TellsQuestionsApart(t *testing.T) {
	q := missed("submit-plan")
	other := missed("submit-plan")
	other.Chain[0].Away = true
	if Digest(q) == Digest(other) || Digest(q) != Digest(missed("submit-plan")) || len(Digest(q)) != 64 {
		t.Error("digests do not tell questions apart")
	}
	q.Now = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)
	if len(Digest(q)) != 64 {
		t.Error("a time without JSON has no digest")
	}
}
