package petition_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func TestTable_IsSound(t *testing.T) {
	if wrong := petition.Process.Audit(); wrong != nil {
		t.Errorf("the table:\n  %s", strings.Join(wrong, "\n  "))
	}
}

// TestTable_AnswersByStageAndRoleAsItsRowsSay asks the table every stage × move × role.
func TestTable_AnswersByStageAndRoleAsItsRowsSay(t *testing.T) {
	roles := []casework.Role{petition.Intake, petition.Supervisor, petition.Approver, petition.UnitHead, petition.Leader, petition.Handler, petition.Team,
		petition.Owner, petition.Legal, petition.Consulted, petition.Colleague, petition.Petitioner, petition.System}
	env := casework.Env{Now: time.Date(2026, 3, 2, 9, 0, 0, 0, casetest.Shanghai), Terms: casetest.Standard()}
	for _, s := range petition.Process.Stages {
		for _, m := range petition.Process.MoveList() {
			for _, role := range roles {
				f := petition.File{Head: casework.Head{ID: "x", Seq: 3, Stage: s.Name}}
				r := petition.Process.Check(f, casework.Command{Move: m.Name, Roles: []casework.Role{role}, Seen: 2}, env)
				atStage, mine := slices.Contains(m.From, s.Name), slices.Contains(m.By, role)
				switch {
				case !atStage && r.Code != casework.WrongStage:
					t.Errorf("%s at %s by %s: %v, wanted wrong-stage", m.Name, s.Name, role, r)
				case atStage && !mine && r.Code != casework.WrongRole:
					t.Errorf("%s at %s by %s: %v, wanted wrong-role", m.Name, s.Name, role, r)
				case atStage && mine && r != nil && (r.Code == casework.WrongStage || r.Code == casework.WrongRole):
					t.Errorf("%s at %s by %s: %v, though the row says so", m.Name, s.Name, role, r)
				}
			}
		}
	}
}

func TestTable_RefusesWhatEveryKindRefuses(t *testing.T) {
	b := registered(t)
	b.Refused("miao", "strike-off", "unknown-move")
	b.Refused("miao", "register", "wrong-stage", letter()...) // it is open already
	open(t).Refused("miao", "accept", "wrong-stage", "unit", "U1", "track", "led")
	b.Refused("liang", "accept", "wrong-role", "unit", "U1", "track", "led")
	b.Seeing(0).Refused("miao", "accept", "stale", "unit", "U1", "track", "led")
	b.Do("miao", "accept", "unit", "U1", "track", "led")
	b.Seeing(1).Refused("liang", "assign-leader", "stale", "leader", "he") // somebody decided first
	b.Seeing(1).Do("miao", "record-notice", "document", "N-1")             // a note is free
	b.Seeing(0).Refused("miao", "decline", "wrong-stage", "reason", "–", "competent-body", "–", "document", "–").Naming("accepted")
}

func TestTable_NamesEveryFieldThatIsMissingOrUnreadable(t *testing.T) {
	b := open(t)
	long := strings.Repeat("长", 201)
	b.Refused("miao", "register", "incomplete").Naming("title", "content", "channel", "matter", "received")
	b.Refused("miao", "register", "incomplete", "title", " \t ", "content", "x", "channel", "pigeon", "matter", "claim", "received", "2026-03-02").Naming("title", "channel")
	for field, value := range map[string]string{
		"title": long, "content": strings.Repeat("x", 20_001), "channel": "pigeon", "received": "2. 3. 2026", "unit": "U9",
		"anonymous": "maybe", "name": "two\nlines", "category": "\xff", "hidden-persons": "he, nobody", "address": "a\x00b",
	} {
		b.Refused("miao", "register", "invalid", append(letter(), field, value)...).Naming(field)
	}
	b.Refused("miao", "register", "day-ahead", append(letter(), "received", "2026-03-03")...).Naming("received")
	b.Do("miao", "register", append(letter(), "title", strings.Repeat("长", 200), "hidden-persons", "he、zhou，gu")...)
	if got := facts(b).Hidden; !slices.Equal(got, []string{"he", "zhou", "gu"}) {
		t.Errorf("hidden from %v", got)
	}
}

func TestTable_KeepsOnTheTimelineWhatTheFormAskedForAndNothingElse(t *testing.T) {
	b := resolving(t)
	b.Do("he", "revise-plan", append(plan(step{}), "reason", " Sooner. ", "remark", "off the form", "steps.0.secret", "x", "steps.99.title", "y", "steps.x.title", "z")...)
	want := []string{"reason", "steps.0.due", "steps.0.kind", "steps.0.owner", "steps.0.proof", "steps.0.title"}
	fields := b.Lines[len(b.Lines)-1].Fields
	var got []string
	for name := range fields {
		got = append(got, name)
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("kept %v, wanted %v", got, want)
	}
	if fields["reason"] != "Sooner." {
		t.Errorf("kept %q, wanted it without the space around", fields["reason"])
	}
}

func TestTable_ASpaceAroundANameHidesNobody(t *testing.T) {
	b := waiting(t)
	b.Do("liang", "assign-leader", "leader", "he")
	b.Do("he", "declare-conflict", "reason", "Kin.")
	b.Do("liang", "decide-recusal", "granted", " yes ", "reason", "Kin.", "leader", " zhou ")
	if f := facts(b); f.Leader != "zhou" {
		t.Errorf("the leader is %q", f.Leader)
	}
	b.Refused("liang", "name-handler", "recused", "handler", " he")
}

func TestTable_AnEndedCaseTakesNoOrdinaryMove(t *testing.T) {
	for _, s := range petition.Process.Stages {
		if !s.End {
			continue
		}
		for _, m := range petition.Process.MoveList() {
			if slices.Contains(m.From, s.Name) && !slices.Contains([]string{"reopen", "reopen-after-review", "take-back", "correct", "seal-file"}, m.Name) {
				t.Errorf("%s is over, and yet it takes %s", s.Name, m.Name)
			}
		}
	}
}

// TestTable_AnEngineIsToldTimesAndWordsOnly holds the snapshot to its bounds: at most
// four kilobytes, nothing but ids, words and times.
func TestTable_AnEngineIsToldTimesAndWordsOnly(t *testing.T) {
	b := closed(t, step{}, step{owner: "bai", due: "2026-08-31", promise: "yes"})
	m := b.Last.Moved
	text, err := json.Marshal(m)
	if err != nil || len(text) > 4096 {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	for _, private := range []string{"Refund", "Luo", "000-0000-1234", "deposit"} {
		if strings.Contains(string(text), private) {
			t.Errorf("the engine is told %q", private)
		}
	}
	for name := range m.Marks {
		if !slices.Contains([]string{"delivered", "review-ends", "report-again", "approver-again", "call-back-again", "final-after"}, name) {
			t.Errorf("mark %s is none the stories know", name)
		}
	}
	if len(m.Marks) != 4 || !m.Marks["call-back-again"].Before(m.Marks["final-after"].AddDate(0, 3, 0)) {
		t.Errorf("marks %v, wanted delivered, review-ends, call-back-again and final-after", m.Marks)
	}
}

func TestTable_AProvisionalDateIsComputedAgainWhenItsCalendarComes(t *testing.T) {
	terms := casetest.Standard()
	terms.Last = 2025
	b := casetest.Open(t, petition.Process, terms)
	b.Cover = nil
	b.Do("miao", "register", letter()...)
	b.Do("miao", "accept", "unit", "U1", "track", "led", "notice-no", "N-1")
	due, _ := b.Due("name-leader")
	if !due.Term.Provisional {
		t.Errorf("%+v is not provisional, though its year has no calendar", due)
	}
	if b.Recalculate() {
		t.Error("no calendar came, and yet a date was computed again")
	}
	terms.Last = 2027
	terms.Holidays["2026-03-09"] = true
	if !b.Recalculate() {
		t.Fatal("the calendar came, and no date was computed again")
	}
	b.ExpectChange("name-leader", "recomputed")
	if due, _ := b.Due("name-leader"); due.Term.Provisional || !due.Ask.Equal(due.Term.At) || due.Generation != 1 {
		t.Errorf("%+v, wanted a sure date that rings on its day", due)
	}
	b.ExpectDue("name-leader", "2026-03-10")
	if rings := b.Last.Moved.Dues; !slices.IsSortedFunc(rings, func(a, b casework.Ring) int { return a.At.Compare(b.At) }) {
		t.Errorf("rings out of order: %v", rings)
	}
}

func TestTable_AnUnknownLimitIsAnErrorAndNoRefusal(t *testing.T) {
	terms := casetest.Standard()
	delete(terms.Limits, "petition.register")
	b := casetest.Open(t, petition.Process, terms)
	r, err := b.Try("miao", "register", letter()...)
	if r != nil || err == nil || !strings.Contains(err.Error(), "petition.register") {
		t.Errorf("refusal %v, error %v; wanted the limit named", r, err)
	}
}

func TestTable_ADueThatIsNotPendingCannotRing(t *testing.T) {
	b := registered(t)
	_, err := petition.Process.Overdue(b.State, 99, 1, nil, casework.Env{Now: b.Now, Terms: b.Terms})
	if err == nil || casework.Refused(err) != nil {
		t.Errorf("%v, wanted an error for the operator", err)
	}
	broken := b.State
	broken.Facts = json.RawMessage(`{"title": 7}`)
	if _, err := petition.Process.Present(broken); err == nil || errors.As(err, new(*casework.Refusal)) {
		t.Errorf("%v, wanted an error for the operator", err)
	}
}

// TestTable_NoNameDescribesThePetitioner walks every name the table keeps, asks or passes
// to policy, and never free text.
func TestTable_NoNameDescribesThePetitioner(t *testing.T) {
	check := func(where, name string) {
		if casework.Denied(name) {
			t.Errorf("%s is named %s", where, name)
		}
	}
	var walk func(where string, ty reflect.Type)
	seen := map[reflect.Type]bool{}
	walk = func(where string, ty reflect.Type) {
		for ty.Kind() == reflect.Pointer || ty.Kind() == reflect.Slice || ty.Kind() == reflect.Map || ty.Kind() == reflect.Array {
			ty = ty.Elem()
		}
		if ty.Kind() != reflect.Struct || seen[ty] || ty == reflect.TypeFor[time.Time]() {
			return
		}
		seen[ty] = true
		for i := range ty.NumField() {
			f := ty.Field(i)
			json, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			check(where+"."+f.Name, f.Name)
			check(where+"."+f.Name, json)
			walk(where+"."+f.Name, f.Type)
		}
	}
	for name, ty := range map[string]reflect.Type{"facts": reflect.TypeFor[petition.Facts](), "question": reflect.TypeFor[casework.Question](),
		"parties": reflect.TypeFor[casework.Parties](), "access": reflect.TypeFor[casework.AccessQuestion](), "moved": reflect.TypeFor[casework.Moved](),
		"due": reflect.TypeFor[casework.Due](), "event": reflect.TypeFor[casework.Event]()} {
		walk(name, ty)
	}
	var form func(where string, fields []casework.Field)
	form = func(where string, fields []casework.Field) {
		for _, f := range fields {
			check(where, f.Name)
			for _, o := range f.Options {
				check(where+"."+f.Name, o)
			}
			form(where+"."+f.Name, f.Row)
		}
	}
	for _, m := range petition.Process.MoveList() {
		check("the table", m.Name)
		form(m.Name, m.Form)
		for _, code := range m.Needs {
			check(m.Name, code)
		}
	}
	for _, s := range petition.Process.StageList() {
		check("the table", string(s.Name))
	}
	for _, c := range petition.Process.ClockList() {
		check("the clocks", c.Name)
	}
	for trait := range closed(t).Last.Traits {
		check("the traits", trait)
	}
	if len(seen) < 15 {
		t.Errorf("only %d types were walked", len(seen))
	}
}
