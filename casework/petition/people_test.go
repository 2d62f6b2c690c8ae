package petition_test

import (
	"slices"
	"strings"
	"testing"

	"followthrough/casework"
	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func TestPetition_ALeaderWithAConflictKeepsOut(t *testing.T) {
	b := waiting(t)
	b.Do("liang", "assign-leader", "leader", "he")
	b.Do("he", "declare-conflict", "reason", "She is my cousin.")
	b.ExpectChange("take-up", "met")
	b.ExpectDue("decide-recusal", "2026-03-05")
	b.ExpectNoDue("take-up")
	b.Refused("he", "declare-conflict", "recusal-pending", "reason", "Still.")
	b.Refused("petitioner", "ask-recusal", "recusal-pending", "person", "zhou", "reason", "–")
	b.Refused("liang", "decide-recusal", "no-successor", "granted", "yes", "reason", "Near kin.")
	b.Refused("liang", "decide-recusal", "no-successor", "granted", "yes", "reason", "Near kin.", "leader", "he")
	b.WaitTill("2026-03-06")
	b.ExpectTold("liang", "tang")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Near kin.", "leader", "zhou")
	b.ExpectTold("zhou") // he keeps out, and is told nothing more
	b.ExpectChange("decide-recusal", "met")
	b.ExpectDue("take-up", "2026-03-11")
	b.Refused("he", "comment", "wrong-role", "note", "–")
	b.Refused("liang", "replace-leader", "recused", "leader", "he", "handover", "–").Naming("leader")
	b.Refused("liang", "name-handler", "recused", "handler", "he").Naming("handler")
	b.Do("zhou", "take-up", "no-conflict", "yes")
	b.Refused("zhou", "form-team", "recused", "members", "yao, he").Naming("members")
	b.Refused("zhou", "consult", "recused", "person", "he", "due", "2026-03-31", "note", "–").Naming("person")
	b.Do("zhou", "form-team", "members", "yao")
	b.Do("yao", "confirm-membership", "no-conflict", "yes")
	b.Do("zhou", "submit-analysis", analysis()...)
	b.Refused("zhou", "submit-plan", "recused", plan(step{}, step{owner: "he"})...).Naming("steps.1.owner")
	b.Do("zhou", "submit-plan", plan(step{})...)
	b.Do("fang", "approve-plan")
	b.Refused("zhou", "add-step", "recused", one(step{owner: "he"})...).Naming("owner")
	b.Refused("zhou", "revise-plan", "recused", append(plan(step{owner: "he"}), "reason", "–")...).Naming("steps.0.owner")
}

func TestPetition_ARecusedHandlerIsReplaced(t *testing.T) {
	b := simple(t)
	b.Refused("liang", "decide-recusal", "no-recusal", "granted", "yes", "reason", "–")
	b.Do("petitioner", "ask-recusal", "person", "lu", "reason", "He sold me the car.")
	b.Do("tang", "decide-recusal", "granted", "yes", "reason", "He did.")
	if f := facts(b); f.Handler != "" || !slices.Equal(f.Recused, []string{"lu"}) {
		t.Errorf("handler %q, recused %v", f.Handler, f.Recused)
	}
	b.Refused("miao", "name-handler", "recused", "handler", "lu")
	b.Do("miao", "name-handler", "handler", "bai")
	b.Do("miao", "ask-recusal", "person", "lu", "reason", "Once more.")
	b.Do("tang", "decide-recusal", "granted", "yes", "reason", "He is out already.")
	if f := facts(b); !slices.Equal(f.Recused, []string{"lu"}) {
		t.Errorf("recused %v, wanted everybody once", f.Recused)
	}
	b.Holding(petition.Approver).Refused("lu", "approve-closure", "wrong-stage")
}

func TestPetition_AMemberWithAConflictLeavesTheTeamAndASuccessorToo(t *testing.T) {
	b := led(t)
	b.Do("he", "form-team", "members", "yao, gu, zhou")
	b.Do("gu", "declare-conflict", "reason", "My neighbour.")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Yes.")
	if team := facts(b).Team; len(team) != 2 {
		t.Errorf("team %+v, wanted yao and zhou", team)
	}
	b.Do("petitioner", "ask-recusal", "person", "he", "reason", "He shouted.")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Yes.", "leader", "zhou")
	if f := facts(b); f.Leader != "zhou" || len(f.Team) != 1 {
		t.Errorf("leader %s, team %+v, wanted zhou out of the team", f.Leader, f.Team)
	}
}

func TestPetition_ARefusedRecusalChangesNothing(t *testing.T) {
	b := led(t)
	b.Do("petitioner", "ask-recusal", "person", "he", "reason", "He is slow.")
	b.Do("liang", "decide-recusal", "granted", "no", "reason", "Slowness is no direct interest.")
	if f := facts(b); f.Leader != "he" || f.Recusal != nil || f.Recused != nil {
		t.Errorf("leader %s, recusal %v, recused %v", f.Leader, f.Recusal, f.Recused)
	}
	b.Do("petitioner", "ask-recusal", "person", "tang", "reason", "He knows the hospital's director.")
	b.Refused("tang", "decide-recusal", "own-recusal", "granted", "no", "reason", "–")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "He does.")
	b.Refused("tang", "instruct", "wrong-role", "note", "–")
}

func TestPetition_ARecusedLeaderIsNotAssignedAgainAfterAReopening(t *testing.T) {
	b := waiting(t)
	b.Do("liang", "assign-leader", "leader", "he")
	b.Do("he", "declare-conflict", "reason", "She is my cousin.")
	b.Refused("liang", "decide-recusal", "invalid", "granted", "yes", "reason", "–", "leader", "nobody").Naming("leader")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Near kin.", "leader", "zhou")
	b.Do("zhou", "take-up", "no-conflict", "yes")
	b.Do("petitioner", "ask-recusal", "person", "zhou", "reason", "Her brother works there.")
	b.Refused("liang", "decide-recusal", "recused", "granted", "yes", "reason", "Yes.", "leader", "he").Naming("leader")
	b.Do("liang", "decide-recusal", "granted", "no", "reason", "He left years ago.")
	b.Do("zhou", "lead-elsewhere", "door", "arbitration", "document", "Advice", "proof", "Signed copy")
	b.Do("liang", "reopen", "reason", "The panel sent it back.", "to", "accepted")
	b.Refused("liang", "assign-leader", "recused", "leader", "he").Naming("leader")
	b.Do("liang", "assign-leader", "leader", "zhou")
}

// away lets zhou stand in for he from Monday the ninth to Friday the thirteenth.
func away(b *casetest.Book, person, standIn string) {
	b.Office.Leaves = append(b.Office.Leaves, casetest.Leave{Person: person, StandIn: standIn, From: "2026-03-09", Till: "2026-03-13"})
}

func TestPetition_AStandInActsForTheLeaderAndEveryLineSaysSo(t *testing.T) {
	b := teamed(t)
	away(b, "he", "zhou")
	b.Refused("zhou", "submit-analysis", "wrong-role", analysis()...) // not yet
	b.WaitTill("2026-03-09")
	b.Do("zhou", "submit-analysis", analysis()...)
	b.ExpectActor("zhou", petition.Leader, "he")
	b.Do("zhou", "submit-plan", plan(step{due: "2026-03-31"}, step{owner: "bai", due: "2026-03-31"})...)
	b.Do("liang", "approve-plan")
	b.Do("zhou", "revise-plan", append(plan(step{due: "2026-03-30"}), "reason", "Sooner.")...)
	b.Do("zhou", "complete-step", "step", "3", "evidence", "Done by telephone.")
	b.ExpectActor("zhou", petition.Leader, "he")
	answer(b)
	deliver(b)
	b.Do("zhou", "propose-closure", "outcome", "resolved", "note", "–")
	b.Holding(petition.Approver).Refused("zhou", "approve-closure", "not-independent").
		Naming("leads-the-case", "drafted-or-proposed", "worked-on-the-case")
	b.WaitTill("2026-03-16")
	b.Refused("zhou", "record-contact", "wrong-role", "how", "phone", "on", "2026-03-16", "note", "–") // he is back
}

func TestPetition_AStandInDoesNotTakeUpACaseForAnother(t *testing.T) {
	b := waiting(t)
	away(b, "he", "zhou")
	b.WaitTill("2026-03-09")
	b.Do("liang", "assign-leader", "leader", "he")
	b.Refused("zhou", "take-up", "in-person", "no-conflict", "yes")
	b.Refused("zhou", "form-team", "card-only", "members", "yao")
	b.Do("zhou", "declare-conflict", "reason", "I know her myself.")
	if who := facts(b).Recusal.Person; who != "zhou" {
		t.Errorf("%s is to keep out, wanted the stand-in who said so", who)
	}
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Then somebody else stands in.")
	b.ExpectStage(petition.Led)
}

func TestPetition_NobodyJudgesTheirOwnWorkThroughAStandIn(t *testing.T) {
	b := planned(t)
	away(b, "he", "tang")
	b.WaitTill("2026-03-09")
	b.Refused("tang", "approve-plan", "wrong-role") // who leads today does not supervise as well
	b.Holding(petition.Supervisor).Refused("tang", "approve-plan", "own-plan")
	b.Do("liang", "approve-plan")
	b.Do("tang", "ask-extension", "days", "10", "reason", "Complex.")
	b.Holding(petition.UnitHead).Refused("tang", "refuse-extension", "own-extension", "reason", "–")
	b.Holding(petition.Supervisor).Refused("tang", "postpone-step", "own-step", "step", "1", "due", "2026-04-30", "reason", "–")
	b.WaitTill("2026-03-16")
	carryOut(b)
	answer(b)
	deliver(b)
	b.Do("he", "propose-closure", "outcome", "resolved", "note", "–")
	b.Holding(petition.Approver).Refused("tang", "approve-closure", "not-independent").Naming("worked-on-the-case") // he stood in once
	b.Do("liang", "record-phone-check", "verdict", "agrees", "note", "–")
	b.Do("liang", "approve-closure")
}

func TestPetition_AStandInForTheApproverMustBeIndependentToo(t *testing.T) {
	b := closing(t)
	b.Office.Leaves = append(b.Office.Leaves, casetest.Leave{Person: "liang", StandIn: "gu", From: "2026-03-02", Till: "2026-03-02"},
		casetest.Leave{Person: "tang", StandIn: "shao", From: "2026-03-02", Till: "2026-03-02"})
	b.Refused("gu", "approve-closure", "wrong-role") // in the team, for whomever
	b.Holding(petition.Approver).Refused("gu", "approve-closure", "not-independent").Naming("in-the-team")
	b.Do("shao", "record-phone-check", "verdict", "agrees", "note", "–")
	b.Do("shao", "approve-closure")
	b.ExpectActor("shao", petition.Approver, "tang")
}

func TestPetition_AStandInOwnsTheStepsOfOneOwnerOnly(t *testing.T) {
	b := resolving(t)
	away(b, "bai", "shao")
	b.WaitTill("2026-03-09")
	b.Refused("shao", "complete-step", "not-your-step", "step", "1", "evidence", "–")
	b.Do("shao", "complete-step", "step", "2", "evidence", "Note of the talk.")
	b.ExpectActor("shao", petition.Owner, "bai")
}

func TestPetition_AReportOfWrongdoingNeverReachesTheAccused(t *testing.T) {
	report := []string{"matter", "report", "unit", "U1", "title", "Purchase of a device", "hidden-persons", "he", "hidden-unit", "U2"}
	b := open(t)
	b.Refused("miao", "register", "the-accused", append(letter(), "matter", "report", "unit", "U2", "hidden-unit", "U2")...).Naming("unit")
	b.Refused("miao", "register", "the-accused", append(letter(), "matter", "report", "unit", "", "hidden-unit", "U1")...).Naming("unit")
	b.Do("miao", "register", append(letter(), report...)...)
	if p := b.Last.Parties; !p.Sealed || !slices.Equal(p.Hidden, []string{"he", "U2"}) {
		t.Errorf("parties %+v, wanted the case sealed and hidden", p)
	}
	b.Refused("miao", "accept", "the-accused", "unit", "U2", "track", "led").Naming("unit")
	b.Refused("miao", "accept", "the-accused", "unit", "U1", "track", "led", "handler", "bai").Naming("handler") // of the accused unit
	b.Do("miao", "accept", "unit", "U1", "track", "led", "notice-no", "N-1")
	b.Refused("liang", "assign-leader", "the-accused", "leader", "he").Naming("leader")
	b.Refused("liang", "name-handler", "the-accused", "handler", "bai").Naming("handler")
	lead(b, "zhou")
	b.Refused("fang", "replace-leader", "the-accused", "leader", "shao", "handover", "–").Naming("leader")
	b.Refused("zhou", "form-team", "the-accused", "members", "gu, bai").Naming("members")
	b.Refused("zhou", "consult", "the-accused", "person", "bai", "due", "2026-03-31", "note", "–").Naming("person")
	b.Do("petitioner", "ask-recusal", "person", "zhou", "reason", "–")
	b.Refused("fang", "decide-recusal", "the-accused", "granted", "yes", "reason", "–", "leader", "he").Naming("leader")
	b.Do("fang", "decide-recusal", "granted", "no", "reason", "No interest.")
	b.Do("zhou", "submit-analysis", analysis()...)
	b.Refused("zhou", "submit-plan", "the-accused", plan(step{}, step{owner: "bai"})...).Naming("steps.1.owner")
	b.Do("zhou", "submit-plan", plan(step{})...)
	b.Do("fang", "approve-plan")
	b.Refused("zhou", "add-step", "the-accused", one(step{owner: "he"})...).Naming("owner")
	b.Refused("zhou", "revise-plan", "the-accused", append(plan(step{owner: "bai"}), "reason", "–")...).Naming("steps.0.owner")
	for _, who := range []string{"he", "bai", "shao"} {
		b.Refused(who, "comment", "wrong-role", "note", "–")
		if offers := b.Offers(who); offers != nil {
			t.Errorf("%s is offered %v", who, offers)
		}
	}
}

func TestPetition_WhoeverTurnsOutToBeAccusedHoldsTheirPartNoMore(t *testing.T) {
	b := resolving(t)
	b.Do("miao", "seal", "reason", "The letter names the leader and the hospital.", "hidden-persons", "he", "hidden-unit", "U2")
	b.ExpectTold()
	p := b.Last.Parties
	for _, who := range []string{"he", "bai"} {
		if p.Holds(petition.Leader, who) || p.Holds(petition.Owner, who) || !slices.Contains(p.Hidden, who) {
			t.Errorf("%s still holds a part: %+v", who, p)
		}
	}
	b.Refused("he", "comment", "wrong-role", "note", "–")
	b.Do("liang", "urge", "note", "Go on.")
	b.ExpectTold("lu", "yao")
	b.Wait(35 * casetest.Day)
	for _, l := range b.Lines {
		if l.Decision != nil && slices.ContainsFunc(b.Told, func(n casework.Notice) bool { return n.Person == "he" || n.Person == "bai" }) {
			t.Errorf("the accused were told of %s", l.Fields["due"])
		}
	}
	b.Do("liang", "replace-leader", "leader", "zhou", "handover", "Without the former leader.")
	b.Do("zhou", "take-up", "no-conflict", "yes")
}

func TestPetition_JointPetitionersChooseFiveRepresentativesAtMost(t *testing.T) {
	var five []string
	for _, i := range strings.Fields("0 1 2 3 4") {
		five = append(five, "representatives."+i+".name", "Person "+i)
	}
	b := open(t)
	b.Refused("miao", "register", "too-many-representatives", append(append(letter(), five...), "representatives.5.name", "Person 5")...)
	b.Refused("miao", "register", "incomplete", append(letter(), "representatives.0.contact", "000")...).Naming("representatives.0.name")
	b.Do("miao", "register", append(letter(), five...)...)
	if n := facts(b).Joint; n != 5 {
		t.Errorf("%d representatives, wanted 5", n)
	}
	for name := range b.Lines[0].Fields {
		if strings.HasPrefix(name, "representatives") || name == "name" || name == "contact" {
			t.Errorf("%s stands on the timeline: it is the petitioner's own", name)
		}
	}
}

func TestPetition_AnImportedCaseHasItsTrueAgeAndRingsFromTheCatchUpDate(t *testing.T) {
	b := open(t)
	b.Refused("miao", "import", "day-ahead", "title", "–", "content", "–", "matter", "claim", "received", "2026-03-03", "replied", "2026-04-01").
		Naming("received", "replied")
	b = open(t)
	b.Do("miao", "import", "title", "–", "content", "–", "matter", "claim", "received", "2020-11-27")
	if got := b.State.CatchUp.In(casetest.Shanghai).Format("2006-01-02"); got != "2026-03-17" {
		t.Errorf("without a catch-up date of its own it rings from %s, wanted ten working days on", got)
	}
	b = imported(t)
	b.ExpectStage(petition.Registered)
	if got := b.State.Opened.In(casetest.Shanghai).Format("2006-01-02"); got != "2019-05-14" {
		t.Errorf("opened on %s, wanted its true age", got)
	}
	b.ExpectDue("decide", "2019-05-29")
	b.Wait(29 * casetest.Day)
	b.ExpectTimeline("import")
	b.Wait(2 * casetest.Day)
	b.ExpectTimeline("overdue: decide → reminder")
	b.Do("liang", "assign-leader", "leader", "he") // an old case gets its leader wherever it stands
	b.ExpectStage(petition.Led)
	b.ExpectChange("decide", "met")
	b.ExpectDue("opinion", "2026-06-01") // its sixty days begin with its leader
	if got := b.Last.Traits; got["imported"] != "yes" || got["backlog"] != "yes" || got["track"] != "led" {
		t.Errorf("traits %v", got)
	}
}

func TestPetition_AnImportedAnswerIsNotMeasuredByTheFiveParts(t *testing.T) {
	b := imported(t, "replied", "2019-06-20", "reply", "It will be paid.", "received-at", "2019-05-14T10:30:00+08:00", "category", "labour")
	b.ExpectStage(petition.Replied)
	if o := facts(b).Opinion; !o.Imported || !o.Lapsed || facts(b).Received.Format("15:04") != "10:30" {
		t.Errorf("opinion %+v, received %s", o, facts(b).Received)
	}
	b.ExpectDues("propose-closure")
	if got := b.State.Entered.In(casetest.Shanghai).Format("2006-01-02"); got != "2019-06-20" || facts(b).Accepted.IsZero() {
		t.Errorf("answered since %s, wanted since 2019", got)
	}
	b.Refused("tang", "undo-import", "incomplete").Naming("reason")
	b.Refused("liang", "assign-leader", "incomplete").Naming("leader")
	b.Do("liang", "name-handler", "handler", "lu")
	b.Refused("liang", "undo-import", "touched", "reason", "Wrong file.")
	b.Do("lu", "propose-closure", "outcome", "explained", "note", "Answered in 2019.")
	approve(b, "tang")
	b.ExpectStage(petition.Closed)
	lead(b, "he") // a new leader opens what was closed
	if b.Last.Result != "" || len(b.Last.Moved.Marks) != 0 {
		t.Errorf("an open case came to %q, and the story waits for %v", b.Last.Result, b.Last.Moved.Marks)
	}

	b = imported(t, "replied", "2019-06-20", "reply", "It will be paid.")
	lead(b, "he") // led again, this time with an opinion of its own
	b.ExpectStage(petition.Led)
	b.ExpectDue("opinion", "2026-05-06")
	if o := facts(b).Opinion; o.Imported {
		t.Errorf("opinion %+v", o)
	}
}

func TestPetition_AnImportIsUndoneWhileUntouched(t *testing.T) {
	b := imported(t)
	b.Do("miao", "undo-import", "reason", "Wrong file.")
	b.ExpectStage(petition.Undone)
	b.ExpectDues()
	b.Refused("liang", "reopen", "wrong-stage", "reason", "–", "to", "accepted")
	registered(t).Refused("miao", "undo-import", "touched", "reason", "–") // no import at all
}
