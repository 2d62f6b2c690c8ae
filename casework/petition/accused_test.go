package petition_test

import (
	"slices"
	"testing"

	"followthrough/casework"
	"followthrough/casework/casetest"
	"followthrough/casework/petition"
)

func TestPetition_AReportOfWrongdoingNeverReachesTheAccused(t *testing.T) {
	report := []string{"matter", "report", "unit", "U1", "title", "Purchase of a device", "hidden-persons", "he", "hidden-unit", "U2"}
	b := open(t)
	b.Refused("miao", "register", "the-accused", append(letter(), "matter", "report", "unit", "U2", "hidden-unit", "U2")...).Naming("unit")
	b.Refused("miao", "register", "the-accused", append(letter(), "matter", "report", "unit", "", "hidden-unit", "U1")...).Naming("unit")
	elsewhere := open(t)
	elsewhere.Do("miao", "register", append(letter(), "matter", "report", "unit", "U0", "hidden-unit", "U1")...) // taken in here, handled above
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
