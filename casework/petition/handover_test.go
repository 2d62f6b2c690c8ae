package petition_test

import (
	"testing"

	"followthrough/casework/petition"
)

func TestPetition_WhoLeavesHandsOverDutyByDuty(t *testing.T) {
	b := resolving(t)
	b.Do("he", "consult", "person", "shao", "due", "2026-03-31", "note", "What was the practice?")
	b.Do("liang", "hand-over", "duty", "owner", "number", "1", "person", "bai", "handover", "yao goes to the city.")
	b.ExpectTold("he", "gu", "yao", "bai", "shao") // and liang, who did it, is not told
	b.ExpectDue("step/1", "2026-03-31")            // the date stays
	b.Do("liang", "hand-over", "duty", "team", "leaving", "yao", "person", "tang", "handover", "yao goes to the city.")
	b.Do("liang", "hand-over", "duty", "consulted", "number", "1", "person", "lu", "handover", "shao is ill.")
	x := facts(b)
	if x.Steps[0].Owner != "bai" || x.Team[0] != (petition.Member{Person: "tang"}) || x.Consults[0].Person != "lu" {
		t.Errorf("after the hand-over: %+v %+v %+v", x.Steps[0], x.Team, x.Consults)
	}
	b.Do("tang", "confirm-membership", "no-conflict", "yes") // a successor declares too
	b.Do("bai", "complete-step", "step", "1", "evidence", "Found.")
	b.Refused("liang", "hand-over", "no-such-duty", "duty", "owner", "number", "1", "person", "gu", "handover", "–")
}

func TestPetition_AHandOverIsRefusedToWhoMayNotHaveTheDuty(t *testing.T) {
	b := resolving(t)
	note := []string{"handover", "–"}
	refused := func(code string, fields ...string) {
		t.Helper()
		b.Refused("liang", "hand-over", code, append(fields, note...)...)
	}
	refused("no-such-duty", "duty", "owner", "number", "9", "person", "gu")
	refused("no-such-duty", "duty", "consulted", "number", "1", "person", "gu")
	refused("no-such-duty", "duty", "team", "leaving", "bai", "person", "tang")
	refused("holds-it-already", "duty", "owner", "number", "1", "person", "yao")
	refused("holds-it-already", "duty", "team", "leaving", "yao", "person", "gu")
	refused("holds-it-already", "duty", "team", "leaving", "yao", "person", "he")
	b.Do("miao", "ask-recusal", "person", "gu", "reason", "His brother works there.")
	b.Do("liang", "decide-recusal", "granted", "yes", "reason", "Near kin.")
	refused("recused", "duty", "owner", "number", "1", "person", "gu")
	b.Refused("he", "hand-over", "wrong-role", append(note, "duty", "owner", "number", "1", "person", "bai")...)
}

func TestPetition_ADutyIsNotHandedToTheAccused(t *testing.T) {
	b := resolving(t)
	b.Do("miao", "seal", "reason", "The letter names her.", "hidden-persons", "bai")
	b.Refused("liang", "hand-over", "the-accused", "duty", "owner", "number", "1", "person", "bai", "handover", "–").Naming("person")
}
