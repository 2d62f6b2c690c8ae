package policies

import "followthrough/casework"

// statutoryRule is cited where policy could not decide.
var statutoryRule = words{
	zh: Words{"default.statutory", "政策未能作出决定，适用内置规则", "政策包未能对本次逾期作出决定，按内置规则提醒责任人；再次逾期的，同时提醒上一级。管理员已收到告警。", "product-rules reminders", "reminder"},
	en: Words{"default.statutory", "Policy could not decide, the built-in rule applies", "The policies gave no decision, so the built-in rule reminds the one who owes the act and, when asked again, the next one up. Operators have been alarmed.", "product-rules reminders", "reminder"},
}

// statutory is what applies when policy cannot answer: a reminder to those who owe the
// act and, from the second time on, to the next one up. A vacant post goes up at once, and
// a stand-in is addressed with a copy to the absent one, as the rules would have it.
func statutory(q casework.Question) casework.Decision {
	var to []casework.Addressee
	owing := 0
	for owing < len(q.Chain) && q.Chain[owing].Role == q.Chain[0].Role {
		to = address(to, q.Chain[owing], "owes")
		owing++
	}
	above := q.Chain[owing:]
	if len(to) == 0 {
		to, above = addressNext(to, above, "vacancy")
	}
	if q.Generation >= 2 && !q.Provisional {
		to, _ = addressNext(to, above, "above")
	}
	w := statutoryRule.zh
	return casework.Decision{Measure: w.Measure, Addressees: to, AskAgain: 5, Default: true,
		Rules: []casework.RuleCited{{Code: w.Code, Title: w.Title, Article: w.Article, Reason: w.Reason}}}
}

// addressNext addresses the first of chain who is not addressed yet, and returns what lies above.
func addressNext(to []casework.Addressee, chain []casework.Link, why string) ([]casework.Addressee, []casework.Link) {
	for i, l := range chain {
		if more := address(to, l, why); len(more) > len(to) {
			return more, chain[i+1:]
		}
	}
	return to, nil
}

// address adds the holder of a post, or who stands in for them. Nobody is named twice.
func address(to []casework.Addressee, l casework.Link, why string) []casework.Addressee {
	if l.Vacant || l.Person == "" {
		return to
	}
	add := func(a casework.Addressee) {
		for _, other := range to {
			if other.Person == a.Person {
				return
			}
		}
		to = append(to, a)
	}
	if l.Away && l.StandIn != "" {
		add(casework.Addressee{Person: l.StandIn, Role: l.Role, Why: "stand-in"})
		add(casework.Addressee{Person: l.Person, Role: l.Role, Why: why, Copy: true})
		return to
	}
	add(casework.Addressee{Person: l.Person, Role: l.Role, Why: why})
	return to
}
