package main

import "time"

// step is one act of a journey: who, what, with which fields.
type step struct {
	who, move string
	fields    map[string]any
}

type fields = map[string]any

// people of the demo world, by what they do here.
const (
	intake, supervisor, approver = "miao", "liang", "tang"
	leader, member, owner        = "zhou", "gu", "shao"
	legal, head                  = "qin", "shen"
)

// ledJourney is one case, one leader, one team, one plan, followed through.
func ledJourney(now time.Time) []step {
	day := func(n int) string { return now.AddDate(0, 0, n).Format(time.DateOnly) }
	return append([]step{
		{intake, "accept", fields{"unit": "U2", "track": "led", "notice-no": "受理告知"}},
		{supervisor, "assign-leader", fields{"leader": "@" + leader}},
		{leader, "take-up", fields{"no-conflict": "yes"}},
		{leader, "form-team", fields{"members": "@" + member}},
		{member, "confirm-membership", fields{"no-conflict": "yes"}},
		{leader, "submit-analysis", fields{"request": "诉求", "facts": "实际情况", "rules": "政策界限", "causes": "问题原因"}},
		{leader, "submit-plan", fields{"steps": []any{
			fields{"title": "现场核实并整改", "owner": "@" + owner, "due": day(10), "kind": "resolve", "proof": "整改照片"},
			fields{"title": "当面说明", "owner": "@" + member, "due": day(12), "kind": "explain", "proof": "面谈记录"}}}},
		{supervisor, "approve-plan", fields{}},
		{owner, "start-step", fields{"step": "1"}},
		{owner, "complete-step", fields{"step": "1", "evidence": "已整改"}},
		{member, "complete-step", fields{"step": "2", "evidence": "已当面说明"}},
		{leader, "record-contact", fields{"how": "visit", "on": day(0), "note": "带案下访"}},
	}, ending(leader, day(0))...)
}

// simpleJourney is a handler, an opinion, and an end.
func simpleJourney(now time.Time) []step {
	return append([]step{
		{intake, "accept", fields{"unit": "U2", "track": "simple", "handler": "@" + member, "notice-no": "受理告知"}},
	}, ending(member, now.Format(time.DateOnly))...)
}

// ending is the way from the draft of the opinion to the approved closure.
func ending(carrier, today string) []step {
	return []step{
		{carrier, "draft-opinion", fields{"request": "请求", "facts": "事实", "reasons": "理由", "claims": []any{fields{"claim": "主要诉求", "view": "granted"}},
			"basis": "依据", "rights-notice": "可在三十日内申请复查"}},
		{legal, "legal-check", fields{"passes": "yes", "note": "合规"}},
		{head, "sign-opinion", fields{"number": "访意"}},
		{carrier, "record-delivery", fields{"how": "in-person", "on": today, "proof": "送达回证"}},
		{carrier, "propose-closure", fields{"outcome": "resolved", "note": "已办结"}},
		{approver, "record-phone-check", fields{"verdict": "agrees", "note": "认可"}},
		{approver, "approve-closure", fields{}},
	}
}
