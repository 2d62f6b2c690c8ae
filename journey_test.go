package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"

	"followthrough/deploy/rig"
	"followthrough/workflows"
)

func TestPetition_FromRegistrationToTheEnd_RemindsWhenADatePasses(t *testing.T) {
	w := visitTown(t)
	r := w.open()
	journey := rig.LedJourney(time.Now())
	must(t, w.office.Carry(r.No, journey[:1], nil)) // accepted: a leader is to be named within three seconds
	named := time.Now()

	late := w.overdue(t, r.No, 1)
	var due time.Time
	must(t, w.pool.QueryRow(t.Context(), `SELECT at FROM dues WHERE case_id = $1 AND name = 'name-leader'`, r.Case).Scan(&due))
	if late.At.Before(due) {
		t.Errorf("it was put to policy %s too early", due.Sub(late.At))
	}
	t.Logf("the date passed %s after the acceptance: %s %s", seconds(late.At.Sub(named)), late.Text, strings.Join(late.Decision.To, ", "))
	for _, rule := range late.Decision.Rules {
		t.Logf("  %s %s (%s)", rule.Code, rule.Title, rule.Article)
	}
	switch d := late.Decision; {
	case len(d.Rules) == 0 || d.Rules[0].Code == "" || d.Rules[0].Article == "":
		t.Errorf("the decision cites no rule with its article: %+v", d)
	case len(d.Revision) != 64:
		t.Errorf("the decision names no revision of the policies: %q", d.Revision)
	}
	for _, who := range []string{rig.Supervisor, rig.Approver} { // both supervisors owe it
		if n := w.notices(t, who, r.No); n != 1 {
			t.Errorf("%s has %d notices of %s on their page", who, n, r.No)
		}
	}
	if n := w.notices(t, rig.Leader, r.No); n != 0 {
		t.Errorf("somebody who owes nothing has %d notices", n)
	}

	must(t, w.office.Carry(r.No, journey[1:], nil))
	w.rest(t, r)
}

// rest is what follows an approved closure: three call-backs, the end of the time for a
// review, and the end. The engine asks, the leader answers.
func (w *town) rest(t *testing.T, r rig.Receipt) {
	t.Helper()
	for n := 1; n <= 3; n++ {
		within(t, time.Minute, "the petitioner is to be called back", func() bool { return w.count(t, r.No, "ask-call-back") == n })
		w.act(rig.Leader, r.No, "record-contact", rig.Fields{"how": "call-back", "on": rig.Day(time.Now()), "note": "电话回访"})
	}
	within(t, time.Minute, "the case is at its end", func() bool {
		p, err := w.office.Page(rig.Supervisor, r.No)
		return err == nil && p.Stage == "final" && p.Ended
	})
	within(t, time.Minute, "its workflow is at its end", func() bool {
		d, err := w.sdk.DescribeWorkflow(t.Context(), workflows.CaseID("petition", r.Case), "")
		return err == nil && d.Status == enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED
	})
	p, err := w.office.Page(rig.Supervisor, r.No)
	must(t, err)
	if f, err := w.store.Verify(t.Context(), r.Case); f != nil || err != nil {
		t.Errorf("the chain: %+v, %v", f, err)
	}
	t.Logf("%s is final after %d lines, %s since its registration", r.No, len(p.Timeline), seconds(p.Timeline[0].At.Sub(r.At)))
}

func TestTwentyCases_CarriedByFourClients_AllArrive(t *testing.T) {
	w := visitTown(t)
	var numbers []string
	for range 20 {
		numbers = append(numbers, w.open().No)
	}
	carried := w.office.CarryAll(numbers, 10, 4)
	for _, err := range carried.Failed {
		t.Error(err)
	}
	t.Log(carried)
	t.Logf("each workflow is where the record says %s later", seconds(w.agree(t, time.Minute)))
}

func TestServe_IsPortalAndWorkerInOneProcess(t *testing.T) {
	w := visitTown(t)
	w.anew(func() {
		p := startProgram(t, program(w.log("serve"), append(w.record.environ(), "FOLLOWTHROUGH_ENGINE="+w.address()),
			"serve", "--no-secure", "--listen", strings.TrimPrefix(w.office.URL, "http://")))
		within(t, time.Minute, "the portal answers", w.serves)
		r := w.open()
		w.act(rig.Intake, r.No, "accept", rig.Fields{"unit": "U2", "track": "led", "notice-no": "受理告知"})
		w.overdue(t, r.No, 1)
		w.agree(t, time.Minute)
		if err := p.Stop(20 * time.Second); err != nil {
			t.Errorf("SIGTERM ends it with %v", err)
		}
	})
}

func TestPolicies_OneNumberOrOneRuleChanged_ChangesDateAndAddressee(t *testing.T) {
	w := visitTown(t)
	due, to := w.nameLeader(t)
	if due != 3*time.Second || !slices.Equal(to, []string{"P04", "P05"}) {
		t.Fatalf("before: %s, %v", due, to)
	}
	t.Cleanup(func() { // for the tests that come later
		w.anew(func() { must(t, copyPolicies(w.record.Policies)) })
	})
	must(t, setLimits(w.record.Policies, map[string]int{"internal.name-leader": 5}))
	rule := filepath.Join(w.record.Policies, "escalation", "petition", "decision.rego")
	text, err := os.ReadFile(rule)
	must(t, err)
	const was, is = `_calls := chain.owes if _rung == "owes"`, `_calls := chain.owes | chain.heads if _rung == "owes"`
	if !strings.Contains(string(text), was) {
		t.Fatalf("%s no longer has the line %s", rule, was)
	}
	must(t, os.WriteFile(rule, []byte(strings.Replace(string(text), was, is, 1)), 0o644))
	w.anew(func() {})

	due, to = w.nameLeader(t)
	if due != 5*time.Second {
		t.Errorf("with the number changed to five seconds the date is after %s", due)
	}
	if !slices.Equal(to, []string{"P04", "P05", "P16"}) {
		t.Errorf("with the rule changed %v are addressed", to)
	}
	t.Logf("the date moved from 3 s to %s, and the unit's head is told at once: %v", due, to)
}

// nameLeader accepts a petition for a leader and waits until the date for naming one has
// passed: it returns how long there was, and who was told.
func (w *town) nameLeader(t *testing.T) (time.Duration, []string) {
	t.Helper()
	r := w.open()
	w.act(rig.Intake, r.No, "accept", rig.Fields{"unit": "U2", "track": "led", "notice-no": "受理告知"})
	var from, at time.Time
	must(t, w.pool.QueryRow(t.Context(), `SELECT starts, at FROM dues WHERE case_id = $1 AND name = 'name-leader'`, r.Case).Scan(&from, &at))
	w.overdue(t, r.No, 1)
	var to []string
	must(t, w.pool.QueryRow(t.Context(), `SELECT array_agg(DISTINCT person ORDER BY person) FROM notices WHERE case_id = $1 AND about = 'reminder'`, r.Case).Scan(&to))
	return at.Sub(from), to
}

// overdue waits until n dates of the case have passed and been put to policy, and returns
// the newest of these lines as the case's page shows it.
func (w *town) overdue(t *testing.T, no string, n int) rig.Line {
	t.Helper()
	var line rig.Line
	within(t, time.Minute, "the overdue line", func() bool {
		p, err := w.office.Page(rig.Supervisor, no)
		must(t, err)
		var late []rig.Line
		for _, l := range p.Timeline {
			if l.Move == "overdue" {
				late = append(late, l)
			}
		}
		if len(late) == n {
			line = late[0]
		}
		return len(late) >= n
	})
	if line.Decision == nil {
		t.Fatalf("%s has another number of overdue lines than %d, or one without a decision", no, n)
	}
	return line
}

// count is how many lines of a move the case's page shows.
func (w *town) count(t *testing.T, no, move string) (n int) {
	t.Helper()
	p, err := w.office.Page(rig.Supervisor, no)
	must(t, err)
	for _, l := range p.Timeline {
		if l.Move == move {
			n++
		}
	}
	return n
}

// notices is how many notices of a case stand on somebody's first page.
func (w *town) notices(t *testing.T, who, no string) (n int) {
	t.Helper()
	var page struct {
		Notices []struct {
			No string `json:"no"`
		} `json:"notices"`
	}
	must(t, w.office.Get(who, "/", &page))
	for _, x := range page.Notices {
		if x.No == no {
			n++
		}
	}
	return n
}
