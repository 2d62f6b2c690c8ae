package petition_test

import (
	"testing"

	"followthrough/casework"
	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func TestPetition_EachEndWithoutAnOpinionNamesItsDocumentAndItsProof(t *testing.T) {
	for _, end := range []struct {
		move   string
		to     casework.Stage
		fields []string
		met    string // what becomes of the decision that was owed
	}{
		{"decline", petition.NotAccepted, []string{"reason", "Not ours.", "competent-body", "The county court", "document", "D-1"}, "met"},
		{"transfer", petition.Transferred, []string{"reason", "Not ours.", "competent-body", "Urban management", "document", "T-1"}, "met"},
		{"lead-elsewhere", petition.LedElsewhere, []string{"door", "court", "document", "Advice of 2 March", "proof", "Signed copy"}, "met"},
		{"mediate", petition.Mediated, []string{"document", "Agreement of 2 March", "proof", "Signed by both"}, "dropped"},
		{"lapse", petition.Lapsed, []string{"document", "Certificate of death", "proof", "The heirs' statement"}, "dropped"},
	} {
		b := registered(t)
		for i := 0; i < len(end.fields); i += 2 {
			without := append([]string{}, end.fields...)
			without[i+1] = "  "
			b.Refused("miao", end.move, "incomplete", without...).Naming(end.fields[i])
		}
		b.Do("miao", end.move, end.fields...)
		b.ExpectStage(end.to)
		b.ExpectDues()
		b.ExpectChange("decide", end.met)
		b.Wait(90 * casetest.Day)
		b.ExpectTimeline("register", end.move)
	}
}

func TestPetition_TheLeaderTooMayEndACaseByAnotherDoor(t *testing.T) {
	b := led(t)
	b.Refused("he", "merge", "merges-into-itself", "into", " P-2026-0001 ", "document", "–", "proof", "–")
	b.Refused("lu", "mediate", "wrong-role", "document", "–", "proof", "–")
	b.Refused("he", "merge", "incomplete", "into", "P-2026-0009", "document", "–").Naming("proof")
	b.Do("he", "mediate", "document", "Agreement", "proof", "Signed by both")
	b.ExpectStage(petition.Mediated)
	b.ExpectChange("opinion", "dropped") // no opinion was given, and the timeline does not say so
}

func TestPetition_AWithdrawalIsThePetitionersOwnAndTakesEffectAfterSevenDays(t *testing.T) {
	b := led(t)
	b.Refused("he", "withdraw", "wrong-role", "document", "Statement", "read-back", "yes", "pressed", "no")
	b.Refused("petitioner", "withdraw", "incomplete", "document", "Statement", "pressed", "no").Naming("read-back")
	b.Do("petitioner", "withdraw", "document", "Statement of 2 March", "read-back", "yes", "pressed", "no")
	b.ExpectTold("he", "lu")
	b.ExpectDue("settle-withdrawal", "2026-03-09")
	b.Refused("petitioner", "withdraw", "withdrawal-pending", "document", "Again", "read-back", "yes", "pressed", "no")
	b.ExpectStage(petition.Led) // nothing stops meanwhile
	b.WaitTill("2026-03-10")
	b.ExpectStage(petition.Withdrawn)
	b.ExpectChange("settle-withdrawal", "met")
	b.ExpectChange("opinion", "dropped")
	b.ExpectTold("he", "lu")
	b.ExpectActor("system/clock", petition.System, "")
}

func TestPetition_WhoeverThinksAgainStaysWithIt(t *testing.T) {
	b := registered(t)
	b.Refused("miao", "stay-with-it", "no-withdrawal", "document", "–")
	b.Refused("system/clock", "complete-withdrawal", "no-withdrawal")
	b.Do("miao", "withdraw", "document", "Statement on paper", "read-back", "yes", "pressed", "no")
	b.Wait(6 * casetest.Day)
	b.Do("miao", "stay-with-it", "document", "Letter of 8 March")
	b.ExpectChange("settle-withdrawal", "met")
	b.Wait(5 * casetest.Day)
	b.ExpectStage(petition.Registered)
	b.ExpectTimeline("register", "withdraw", "stay-with-it")
}

func TestPetition_AWithdrawalUnderPressureIsNone(t *testing.T) {
	b := led(t)
	b.Refused("petitioner", "withdraw", "under-pressure", "document", "Statement", "read-back", "yes", "pressed", "yes")
	b.ExpectNoDue("settle-withdrawal")
	b.Wait(30 * casetest.Day)
	b.ExpectStage(petition.Led)
}

func TestPetition_NoSilenceEndsACase(t *testing.T) {
	for name, b := range map[string]*casetest.Book{"registered": registered(t), "led": led(t), "replied": replied(t), "closing": closing(t), "simple": simple(t)} {
		at := b.State.Stage
		b.Wait(400 * casetest.Day)
		if b.State.Stage != at {
			t.Errorf("%s: nobody said a word, and the case went from %s to %s", name, at, b.State.Stage)
		}
	}
}

func TestPetition_WhatIsWrittenIsPutRightByANewEntry(t *testing.T) {
	b := led(t)
	b.Refused("liang", "correct", "no-such-line", "line", "99", "correction", "–", "reason", "–")
	b.Refused("liang", "correct", "no-such-line", "line", "0", "correction", "–", "reason", "–")
	b.Refused("he", "correct", "wrong-role", "line", "1", "correction", "–", "reason", "–")
	before := b.Lines[0]
	b.Seeing(1).Do("liang", "correct", "line", "1", "correction", "Received on the first.", "reason", "The stamp was misread.")
	if b.Lines[0].At != before.At || b.Lines[len(b.Lines)-1].Fields["line"] != "1" {
		t.Error("the old line stays, the new one names it")
	}
	b.Do("he", "mediate", "document", "Agreement", "proof", "Signed by both")
	b.Do("liang", "correct", "line", "2", "correction", "Accepted by miao.", "reason", "–")
	b.ExpectStage(petition.Mediated)
}
