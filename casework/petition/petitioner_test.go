package petition_test

import (
	"slices"
	"strconv"
	"testing"

	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func TestPetition_ThePetitionerIsToldOfWhatIsDecided(t *testing.T) {
	b := led(t)
	b.Do("he", "ask-extension", "days", "10", "reason", "Complex.")
	b.Do("shen", "grant-extension", "notice-no", "E-1")
	b.ExpectDue("tell-petitioner/extension", "2026-03-16")
	b.Refused("lu", "record-notice", "already-notified", "document", "E-1", "about", "closure")
	b.WaitTill("2026-03-17")
	b.ExpectTimeline("register", "accept", "assign-leader", "take-up", "name-handler", "ask-extension", "grant-extension",
		"overdue: form-team → reminder", "overdue: submit-analysis → reminder", "overdue: tell-petitioner/extension → reminder")
	b.Do("lu", "record-notice", "document", "E-1", "about", "extension")
	b.ExpectChange("tell-petitioner/extension", "met")
	b.Refused("lu", "record-notice", "already-notified", "document", "E-1")

	c := closed(t)
	c.ExpectDues("tell-petitioner/closure")
	c.Do("petitioner", "dispute", "note", "–", "document", "–")
	c.Do("shen", "answer-dispute", "answer", "It was paid.")
	c.Do("lu", "record-notice", "document", "N-2") // of what waits longest
	c.ExpectDues("tell-petitioner/dispute")
	callBacks(c)
	c.TooEarly("finalise") // not before the petitioner knows the answer
	c.Do("he", "record-notice", "document", "N-3", "about", "dispute")
	c.Wait(0)
	c.ExpectStage(petition.Final)

	d := registered(t)
	d.Do("miao", "decline", "reason", "Not ours.", "competent-body", "The county court", "document", "D-1")
	d.Do("miao", "take-back", "why", "error", "reason", "Misread.")
	d.ExpectDues("decide", "tell-petitioner/taken-back")
	d.Do("miao", "accept", "unit", "U1", "track", "led")
	d.Do("miao", "record-notice", "document", "N-1") // without a word, of the acceptance
	d.ExpectDues("opinion", "name-leader", "tell-petitioner/taken-back")

	n := registered(t, "anonymous", "yes")
	n.Do("miao", "decline", "reason", "Not ours.", "competent-body", "The county court", "document", "D-1")
	n.Do("miao", "take-back", "why", "error", "reason", "Misread.")
	n.ExpectDues("decide") // there is nobody to tell
}

func TestPetition_ALeaderWithoutAHandlerTellsThePetitioner(t *testing.T) {
	b := waiting(t)
	lead(b, "he")
	b.Do("petitioner", "ask-recusal", "person", "he", "reason", "He is slow.")
	b.Do("liang", "decide-recusal", "granted", "no", "reason", "Slowness is no interest.")
	b.Do("petitioner", "ask-appointment", "note", "I would like to explain it.")
	b.ExpectTold("he")
	for _, due := range []string{"tell-petitioner/recusal", "appointment"} {
		if d, _ := b.Due(due); d.Role != petition.Leader {
			t.Errorf("%s is owed by %s", due, d.Role)
		}
	}
}

func TestPetition_AnAppointmentAskedForIsGivenInTime(t *testing.T) {
	b := led(t)
	b.Do("miao", "ask-appointment", "note", "Asks by letter to be heard.")
	b.ExpectTold("he", "lu")
	b.ExpectDue("appointment", "2026-03-09")
	b.Refused("petitioner", "ask-appointment", "appointment-pending", "note", "Please.")
	b.Do("lu", "record-contact", "how", "phone", "on", "2026-03-02", "note", "Agreed on Tuesday.")
	b.ExpectDue("appointment", "2026-03-09") // a call is not an appointment
	b.WaitTill("2026-03-10")
	b.ExpectTold("lu")
	b.Do("he", "record-contact", "how", "appointment", "on", "2026-03-10", "note", "Heard her.")
	b.ExpectChange("appointment", "met")
	w := waiting(t)
	w.Do("miao", "ask-appointment", "note", "–")
	if d, _ := w.Due("appointment"); d.Role != petition.Intake {
		t.Errorf("owed by %s, wanted intake while nobody carries the case", d.Role)
	}
}

func TestPetition_APromiseReportedUnkeptIsOwedAgain(t *testing.T) {
	b := closed(t, step{}, step{title: "Pay monthly", owner: "bai", due: "2026-04-30", promise: "yes"})
	b.Refused("petitioner", "report-unkept", "no-such-promise", "step", "1", "note", "–")
	b.Do("bai", "complete-step", "step", "2", "evidence", "Paid.")
	b.ExpectDues("tell-petitioner/closure")
	b.Do("petitioner", "report-unkept", "step", "2", "note", "Nothing arrived in April.")
	b.ExpectTold("bai", "he", "lu", "yao")
	b.ExpectDue("step/2", "2026-04-30")
	b.WaitTill("2026-05-11")
	b.Do("bai", "complete-step", "step", "2", "evidence", "Paid now.")
	b.Do("miao", "report-unkept", "step", "2", "note", "Again nothing, by letter.")
	b.ExpectDue("step/2", "2026-05-18") // its day is over: five working days
	b.Do("petitioner", "report-unkept", "step", "2", "note", "Still nothing.")
	b.ExpectDue("step/2", "2026-05-18")
	b.Do("tang", "postpone-step", "step", "2", "due", "2026-09-30", "reason", "The budget comes in September.")
	b.ExpectDue("tell-petitioner/promise", "2026-05-25")
}

func TestPetition_ARatingIsNoConditionAndSealed(t *testing.T) {
	b := closed(t)
	b.Do("petitioner", "rate", "rating", "dissatisfied", "note", "It took long.")
	b.ExpectTold()
	b.Refused("petitioner", "rate", "already-rated", "rating", "satisfied")
	sealedMove(t, "rate")
	callBacks(b)
	b.Wait(0)
	b.ExpectStage(petition.Final)
}

// sealedMove expects every field of a move, and its line, to stay out of the sight of those who carry the case.
func sealedMove(t *testing.T, name string) {
	t.Helper()
	for _, m := range petition.Process.MoveList() {
		if m.Name != name {
			continue
		}
		for _, f := range m.Form {
			if !f.Sealed || !m.Sealed {
				t.Errorf("%s of %s is no secret", f.Name, name)
			}
		}
	}
}

func TestPetition_MaterialMayAlwaysBeAdded(t *testing.T) {
	b := led(t)
	b.Files["scan"] = true
	b.Seeing(1).Do("petitioner", "add-material", "note", "The receipt was found.", "files", "scan")
	b.ExpectTold("he", "lu")
	b.Seeing(1).Do("miao", "add-material", "note", "Came by letter.", "document", "Letter of 3 March")
}

func TestPetition_AgentsHeirsAndGuardiansActWithTheirPapers(t *testing.T) {
	b := registered(t, "representatives.0.name", "Person 0")
	b.Refused("miao", "name-representative", "incomplete", "capacity", "heir", "representatives.0.name", "Luo the younger").Naming("document")
	b.Refused("miao", "name-representative", "incomplete", "capacity", "heir", "document", "W-1").Naming("representatives")
	b.Do("miao", "name-representative", "capacity", "heir", "representatives.0.name", "Luo the younger", "document", "Certificate of inheritance")
	if fields := b.Lines[len(b.Lines)-1].Fields; len(fields) != 2 || fields["capacity"] != "heir" {
		t.Errorf("the timeline says %v, wanted no name", fields)
	}
	var four []string
	for i := range 4 {
		four = append(four, "representatives."+strconv.Itoa(i)+".name", "Person "+strconv.Itoa(i+1))
	}
	b.Do("petitioner", "name-representative", append(four, "capacity", "representative", "document", "Letter of choice")...)
	b.Refused("petitioner", "name-representative", "too-many-representatives", "capacity", "representative", "representatives.0.name", "A sixth", "document", "–")
	if f := facts(b); f.Joint != 5 || len(f.People) != 6 || f.People[1] != (petition.Deputy{No: 2, Capacity: "heir"}) {
		t.Errorf("%d represent: %+v", f.Joint, f.People)
	}
	b.Refused("miao", "end-representation", "no-such-representative", "number", "7", "reason", "–", "document", "–")
	b.Do("miao", "end-representation", "number", "1", "reason", "Moved away.", "document", "Letter of 3 March")
	b.Refused("miao", "end-representation", "no-such-representative", "number", "1", "reason", "–", "document", "–")
	b.Do("petitioner", "name-representative", "capacity", "representative", "representatives.0.name", "A new one", "document", "Letter of choice")
	if f := facts(b); f.Joint != 5 || f.People[6].No != 7 {
		t.Errorf("%d represent: %+v", f.Joint, f.People)
	}
}

func TestPetition_ARetaliationIsSettledBySomebodyWithoutAPartInIt(t *testing.T) {
	b := closing(t)
	b.Refused("liang", "settle-retaliation", "nothing-confidential", "finding", "unconfirmed", "measures", "–")
	b.Do("petitioner", "report-retaliation", "note", "He threatened my job.", "persons", "he, tang")
	b.ExpectTold() // nobody who carries the case
	b.ExpectDue("confidential", "2026-03-16")
	sealedMove(t, "report-retaliation")
	sealedMove(t, "settle-retaliation")
	b.Refused("petitioner", "report-retaliation", "confidential-open", "note", "Again.")
	b.Refused("tang", "approve-closure", "wrong-role") // named, he keeps out
	b.Do("liang", "record-phone-check", "verdict", "agrees", "note", "–")
	b.Refused("liang", "approve-closure", "closure-incomplete").Naming("no-open-confidential")
	for _, who := range []string{"he", "tang", "yao", "lu"} {
		b.Holding(petition.Supervisor).Refused(who, "settle-retaliation", "involved", "finding", "unconfirmed", "measures", "–")
	}
	b.WaitTill("2026-03-17")
	b.Do("liang", "settle-retaliation", "finding", "unconfirmed", "measures", "Both were heard.")
	b.ExpectChange("confidential", "met")
	if f := facts(b); len(f.Recused) != 0 || f.Confidence.Open {
		t.Errorf("recused %v, %+v", f.Recused, f.Confidence)
	}
	b.ExpectDue("tell-petitioner/confidential", "2026-03-31")
	b.Do("tang", "approve-closure")

	c := led(t)
	c.Do("miao", "report-retaliation", "note", "By letter.", "persons", "tang")
	c.Do("liang", "settle-retaliation", "finding", "confirmed", "measures", "Handed to discipline inspection.")
	if !slices.Contains(facts(c).Recused, "tang") {
		t.Error("whoever retaliated is back in the case")
	}
}

func TestPetition_AMergedCaseStillOwesItsOwnPetitionerTheReply(t *testing.T) {
	b := led(t)
	b.Do("he", "merge", "into", "P-2026-0009", "document", "Note of 2 March", "proof", "Both ask the same")
	b.ExpectStage(petition.Merged)
	b.ExpectDues("reply-merged")
	b.ExpectDue("reply-merged", "2026-05-06") // its own sixty days
	b.Refused("lu", "record-merged-reply", "no-proof", "document", "2026-17", "how", "mail", "on", "2026-03-02")
	b.Refused("lu", "record-merged-reply", "day-ahead", "document", "2026-17", "how", "mail", "on", "2026-03-03", "proof", "Receipt").Naming("on")
	b.WaitTill("2026-05-07")
	b.ExpectTold("lu")
	b.Do("lu", "record-merged-reply", "document", "2026-17", "how", "mail", "on", "2026-05-07", "proof", "Postal receipt")
	b.ExpectStage(petition.Final)
	b.ExpectChange("reply-merged", "met")

	r := registered(t)
	r.Do("miao", "merge", "into", "P-2026-0009", "document", "Note of 2 March", "proof", "Both ask the same")
	r.ExpectChange("decide", "met")
	if d, _ := r.Due("reply-merged"); d.Role != petition.Intake {
		t.Errorf("owed by %s", d.Role)
	}
	r.ExpectDue("reply-merged", "2026-05-06")
	r.Do("liang", "reopen", "reason", "They are not the same.", "to", "accepted")
	r.ExpectChange("reply-merged", "met")

	s := simple(t)
	s.Do("miao", "merge", "into", "P-2026-0009", "document", "Note", "proof", "Both ask the same")
	s.ExpectDue("reply-merged", "2026-03-16")
	l := waiting(t)
	lead(l, "he")
	l.Do("he", "merge", "into", "P-2026-0009", "document", "Note", "proof", "Both ask the same")
	if d, _ := l.Due("reply-merged"); d.Role != petition.Leader {
		t.Errorf("owed by %s", d.Role)
	}
	l.Wait(400 * casetest.Day)
	l.ExpectStage(petition.Merged)
}

func TestPetition_AMisfiledUploadIsSealedBySupervisorsOnly(t *testing.T) {
	b := led(t)
	b.Files["scan"] = true
	b.Do("lu", "attach", "files", "scan")
	b.Refused("lu", "seal-file", "wrong-role", "files", "scan", "reason", "–")
	b.Refused("liang", "seal-file", "incomplete", "files", "scan").Naming("reason")
	b.Do("liang", "seal-file", "files", "scan", "reason", "It belongs to another case.")
}
