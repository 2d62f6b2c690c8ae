package workflows_test

import (
	"slices"
	"strconv"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/workflows/flowtest"
)

// The people of the scenarios, by what they do.
const (
	intake     = "lin"
	supervisor = "sun"
	second     = "shen" // another supervisor
	third      = "song" // and another
	head       = "tang" // of the unit
	leader     = "li"
	other      = "lu" // another leading post
	handler    = "he"
	legal      = "luo"
	member     = "mei"
	citizen    = "petitioner"
)

var petitions = flowtest.Office{
	Kind: petition.Process,
	Terms: flowtest.Calendar{
		"petition.register": {Days: 15}, "petition.notify-acceptance": {Days: 15},
		"petition.object-to-transfer": {Days: 5, Working: true},
		"petition.handle":             {Days: 60}, "petition.extend": {Days: 30}, "petition.ask-review": {Days: 30},
		"petition.simple.decide": {Days: 3, Working: true}, "petition.simple.answer": {Days: 10, Working: true},
		"petition.review": {Days: 30}, "petition.ask-re-review": {Days: 30}, "petition.re-review": {Days: 30},
		"internal.reassign-step": {Days: 3, Working: true}, "internal.tell-petitioner": {Days: 10, Working: true},
		"internal.appointment": {Days: 5, Working: true}, "internal.promise-again": {Days: 5, Working: true}, "internal.confidential": {Days: 10, Working: true},
		"internal.name-leader": {Days: 5, Working: true}, "internal.form-team": {Days: 5, Working: true},
		"internal.plan": {Days: 10, Working: true}, "internal.analysis": {Days: 10, Working: true},
		"internal.plan-approval": {Days: 5, Working: true}, "internal.closure-decision": {Days: 5, Working: true},
		"internal.dispute-reply": {Days: 10, Working: true}, "internal.recusal": {Days: 3, Working: true},
		"internal.leader-silent": {Days: 30}, "internal.extension-decision": {Days: 3, Working: true},
		"internal.legal-check": {Days: 3, Working: true}, "internal.delivery": {Days: 5, Working: true},
		"internal.propose-closure": {Days: 10, Working: true}, "internal.progress-report": {Days: 5, Working: true},
		"internal.call-back": {Days: 5, Working: true}, "internal.approver-turn": {Days: 3, Working: true},
		"internal.withdrawal": {Days: 7}, "internal.report-every": {Days: 30},
		"internal.call-back.1": {Days: 7}, "internal.call-back.2": {Days: 30}, "internal.call-back.3": {Days: 90},
		"internal.final": {Days: 30},
	},
	People: []casework.Person{
		{ID: intake, Unit: "office", Rank: 4, Offices: []string{"intake"}, Acting: true},
		{ID: supervisor, Unit: "supervision", Rank: 3, Offices: []string{"supervisor"}, Acting: true},
		{ID: second, Unit: "supervision", Rank: 3, Offices: []string{"supervisor"}, Acting: true},
		{ID: third, Unit: "supervision", Rank: 3, Offices: []string{"supervisor"}, Acting: true},
		{ID: head, Unit: "office", Rank: 1, Offices: []string{"unit-head", "leading"}, Acting: true},
		{ID: leader, Unit: "office", Rank: 2, Offices: []string{"leading"}, Above: []string{head}, Acting: true},
		{ID: other, Unit: "office", Rank: 2, Offices: []string{"leading"}, Above: []string{head}, Acting: true},
		{ID: handler, Unit: "office", Rank: 4, Above: []string{leader, head}, Acting: true},
		{ID: legal, Unit: "office", Rank: 3, Offices: []string{"legal"}, Acting: true},
		{ID: member, Unit: "office", Rank: 4, Above: []string{leader, head}, Acting: true},
		{ID: citizen, Offices: []string{"petitioner"}, Acting: true},
	},
	Also: map[string][]casework.Role{"supervisor": {petition.Approver}},
	Fill: nextApprover,
}

// nextApprover names the supervisors in turn, as the record would under the lock.
func nextApprover(move string, now casework.Outcome) casework.Fields {
	if move != "ask-approver" {
		return nil
	}
	supervisors := []string{supervisor, second, third}
	asked := slices.Index(supervisors, now.Event.Fields["approver"])
	return casework.Fields{"approver": supervisors[(asked+1)%len(supervisors)]}
}

// Parts of a petition's life that several scenarios share.

func registered(f *flowtest.Flow) {
	f.Do(intake, "register", "title", "Water meter read twice", "content", "…", "channel", "letter", "matter", "claim",
		"received", f.Day(0), "name", "…")
}

func accepted(f *flowtest.Flow, track string) {
	registered(f)
	f.Do(intake, "accept", "unit", "office", "track", track, "handler", handler, "notice-no", "N-1")
}

func led(f *flowtest.Flow) {
	accepted(f, petition.LedCase)
	f.Do(supervisor, "assign-leader", "leader", leader)
	f.Do(leader, "take-up", "no-conflict", "yes")
	f.Do(leader, "form-team", "members", member)
}

func planned(f *flowtest.Flow, days ...int) {
	led(f)
	f.Do(leader, "submit-analysis", "request", "…", "facts", "…", "rules", "…", "causes", "…")
	f.Do(leader, "submit-plan", steps(f, days...)...)
}

func steps(f *flowtest.Flow, days ...int) []string {
	var fields []string
	for i, d := range days {
		at := "steps." + strconv.Itoa(i) + "."
		fields = append(fields, at+"title", "read the meter again", at+"owner", member, at+"due", f.Day(d), at+"kind", "resolve", at+"proof", "a protocol")
	}
	return fields
}

func resolving(f *flowtest.Flow, days ...int) {
	planned(f, days...)
	f.Do(supervisor, "approve-plan")
}

func signed(f *flowtest.Flow, view string) {
	f.Do(handler, "draft-opinion", "request", "…", "facts", "…", "reasons", "…", "claims.0.claim", "a refund", "claims.0.view", view, "basis", "…", "rights-notice", "…")
	f.Do(legal, "legal-check", "passes", "yes", "note", "…")
	f.Do(head, "sign-opinion", "number", "O-1")
}

func deliveredOpinion(f *flowtest.Flow) {
	f.Do(handler, "record-delivery", "how", "in-person", "on", f.Day(0), "proof", "signed receipt")
}

func closed(f *flowtest.Flow, proposer string) {
	f.Do(proposer, "propose-closure", "outcome", "explained", "note", "…")
	f.Do(supervisor, "record-phone-check", "verdict", "agrees", "note", "…")
	f.Do(supervisor, "approve-closure")
}
