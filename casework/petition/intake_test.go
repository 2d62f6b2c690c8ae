package petition_test

import (
	"strings"
	"testing"

	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

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

func TestPetition_IsTheClerksUnitsUnlessTheFormSaysOtherwise(t *testing.T) {
	b := registered(t, "unit", "", "received", "2026-02-25")
	if got := facts(b).Unit; got != "U1" || b.State.Unit != "U1" {
		t.Errorf("the unit is %s, wanted that of the clerk", got)
	}
	if got := b.State.Opened.In(casetest.Shanghai).Format("2006-01-02"); got != "2026-02-25" {
		t.Errorf("opened on %s, wanted the day of its receipt", got)
	}
	b.Do("miao", "accept", "unit", "U2", "track", "led", "notice-no", "N-1")
	if b.State.Unit != "U2" {
		t.Errorf("the unit is %s, wanted the one that owes the work", b.State.Unit)
	}
}

func TestPetition_AWrongTransferComesBackOnAnErrorOrAnObjectionInTime(t *testing.T) {
	b := registered(t)
	b.Do("miao", "transfer", "reason", "Not ours.", "competent-body", "Urban management", "document", "T-1")
	b.ExpectStage(petition.Transferred)
	b.WaitTill("2026-03-09")
	b.Do("miao", "take-back", "why", "objection", "reason", "They say it is ours.")
	b.ExpectStage(petition.Registered)
	b.ExpectDue("decide", "2026-03-17")
	b.Do("miao", "transfer", "reason", "Still not ours.", "competent-body", "Urban management", "document", "T-2")
	b.WaitTill("2026-03-17") // five working days are over
	b.Refused("miao", "take-back", "objection-late", "why", "objection", "reason", "They say it is ours.")
	b.Do("liang", "take-back", "why", "error", "reason", "The street belongs to the hospital.")

	d := registered(t)
	d.Do("miao", "decline", "reason", "Not ours.", "competent-body", "The county court", "document", "D-1")
	d.Refused("miao", "take-back", "objection-late", "why", "objection", "reason", "Nobody was sent anything.")
	d.Do("miao", "take-back", "why", "error", "reason", "Misread.")
}

func TestPetition_TheNoticeOfAcceptanceIsRecordedOnce(t *testing.T) {
	b := waiting(t)
	b.Refused("miao", "record-notice", "already-notified", "document", "N-2")
}
