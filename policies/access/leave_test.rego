package access_test

test_nothing_without_a_rule if {
	_leave(_tian, {}) == {"sight": "none", "roles": [], "for": {}, "rules": ["access.none"]}
	_leave(_viewer("wu", "U2", ["staff"], []), {}).sight == "none"
	_leave(_viewer("wu", "U2", [], []), {}).sight == "none"
}

test_holders_see_all_and_act_in_their_role if {
	_leave(_zhou, {}) == {"sight": "full", "roles": ["leader"], "for": {}, "rules": ["access.holder", "access.part", "access.unit"]}
	_roles(_gu, {}) == {"team"}
	_roles(_shao, {}) == {"owner"}
	_leave(_viewer("wen", "U5", ["staff"], []), {}).roles == ["consulted"]
}

test_one_may_hold_several_roles if {
	_roles(_gu, {"parties": {"holders": {"owner": ["gu"]}}}) == {"team", "owner"}
}

test_intake_of_the_unit_or_above if {
	_roles(_miao, {}) == {"intake"}
	_leave(_miao, {}).sight == "full"
}

test_no_intake_from_elsewhere if {
	_leave(_viewer("mo", "U5", ["intake"], []), {}).sight == "none"
}

test_heads_of_the_unit_or_above if {
	_roles(_shen, {}) == {"unit-head"}
	_roles(_viewer("xu", "U2", ["unit-head"], []), {}) == {"unit-head"}
}

test_a_head_who_leads_is_no_head_there if {
	_roles(_shen, {"parties": {"holders": {"leader": ["shen"]}}}) == {"leader"}
}

test_a_head_who_handles_a_simple_matter_is_no_head_there if {
	simple := {"track": "simple", "parties": {"holders": {"leader": [], "handler": ["shen"]}}}
	_roles(_shen, simple) == {"handler"}
	_roles(_shen, object.union(simple, {"track": "led"})) == {"handler", "unit-head"}
}

test_the_body_above_acts_where_the_head_leads if {
	led := {"parties": {"holders": {"leader": ["shen"]}}, "above": {"shen": ["fang"]}}
	_roles(_fang, led) == {"supervisor", "approver", "unit-head"}
	_roles(_fang, object.union(led, {"above": {"shen": []}})) == {"supervisor", "approver", "unit-head"}
}

test_the_body_above_leaves_it_to_the_head_otherwise if {
	_roles(_fang, {}) == {"supervisor", "approver"}
	_roles(_fang, {"parties": {"holders": {"leader": []}}}) == {"supervisor", "approver"}
}

test_a_supervisor_of_the_unit_itself_is_no_body_above if {
	led := {"parties": {"unit": "U1", "holders": {"leader": ["shen"]}}, "above": {"shen": []}, "unit_up": ["U1", "U0"]}
	_roles(_liang, led) == {"supervisor"}
	_roles(_fang, led) == {"supervisor", "approver", "unit-head"}
}

test_legal_reviewers_while_an_opinion_is_drafted if {
	_leave(_yu, {}) == {"sight": "full", "roles": ["legal"], "for": {}, "rules": ["access.drafting", "access.legal"]}
	_roles(_yu, {"stage": "accepted"}) == {"legal"}
}

test_no_legal_reviewers_before_and_after if {
	_leave(_yu, {"stage": "registered"}).sight == "none"
	_leave(_yu, {"stage": "replied"}).sight == "none"
	_leave(_viewer("yi", "U5", ["legal"], []), {}).sight == "none"
}

test_a_leading_post_without_a_role_is_a_colleague if {
	_leave(_he, {}) == {"sight": "full", "roles": ["colleague"], "for": {}, "rules": ["access.colleague", "access.unit"]}
}

test_no_colleague_where_one_holds_a_role if {
	not "colleague" in _roles(_zhou, {})
}

test_no_colleague_among_plain_staff if {
	_roles(_viewer("wu", "U1", ["staff"], []), {}) == set()
}

test_administrators_see_no_case if {
	_leave(_long, {}).sight == "none"
	_leave(_long, {"parties": {"holders": {"team": ["long"]}}}).sight == "none"
	_leave(_stands_in(_long, [_zhou]), {}).sight == "none"
}

test_auditors_see_all_and_never_act if {
	_leave(_han, {}) == {"sight": "full", "roles": [], "for": {}, "rules": ["access.auditor"]}
	_roles(_han, {"parties": {"holders": {"team": ["han"]}}}) == set()
	_roles(_stands_in(_han, [_zhou, _liang]), {}) == set()
	_leave(_han, {"parties": {"unconfirmed": ["han"]}}).sight == "full"
}

test_unconfirmed_see_the_card_and_keep_the_role_they_were_given if {
	fresh := {"parties": {"unconfirmed": ["zhou", "gu"]}}
	_leave(_zhou, fresh) == {"sight": "card", "roles": ["leader"], "for": {}, "rules": ["access.holder", "access.unconfirmed"]}
	_leave(_gu, fresh).sight == "card"
}

test_unconfirmed_act_in_no_office if {
	fresh := {"parties": {"holders": {"team": ["liang"]}, "unconfirmed": ["liang"]}}
	_roles(_liang, fresh) == {"team"}
	_leave(_liang, fresh).sight == "card"
	_roles(_stands_in(_liang, [_miao]), fresh) == {"team"}
}

test_unconfirmed_without_a_role_act_not_at_all if {
	fresh := {"parties": {"holders": {}, "unconfirmed": ["liang"]}}
	_leave(_stands_in(_liang, [_he]), fresh).roles == []
}

test_recused_see_the_card_and_hold_nothing if {
	out := {"parties": {"recused": ["zhou", "liang"]}}
	_leave(_zhou, out) == {"sight": "card", "roles": [], "for": {}, "rules": ["access.recused"]}
	_leave(_liang, out).sight == "card"
	_leave(_stands_in(_liang, [_miao]), out).roles == []
}

test_sealed_is_seen_by_holders_and_the_offices_it_cannot_do_without if {
	sealed := {"parties": {"sealed": true}}
	_leave(_gu, sealed).sight == "full"
	_leave(_miao, sealed).rules == ["access.intake", "access.sealed"]
	_leave(_liang, sealed).sight == "full"
	_leave(_shen, sealed).sight == "full"
	_leave(_yu, sealed).sight == "full"
}

test_sealed_is_not_seen_from_a_leading_post if {
	_leave(_he, {"parties": {"sealed": true}}).sight == "none"
}

test_hidden_from_the_person_named if {
	_leave(_liang, _hidden_from(["liang"])).sight == "none"
	_leave(_gu, _hidden_from(["gu"])) == {"sight": "none", "roles": [], "for": {}, "rules": ["access.none"]}
	_leave(_han, _hidden_from(["han"])).sight == "none"
}

test_hidden_from_the_unit_named if {
	_leave(_shao, _hidden_from(["U2"])).sight == "none"
	_leave(_han, _hidden_from(["U1"])).sight == "none"
}

test_hidden_from_the_units_under_the_one_named if {
	below := _viewer("xu", "U2", ["supervisor"], [])
	_leave(below, _hidden_from(["U1"])).sight == "none"
	_leave(object.union(_shao, {"up": ["U2", "U1", "U0"]}), _hidden_from(["U1"])).sight == "none"
}

test_not_hidden_from_the_body_above if {
	_leave(_fang, _hidden_from(["U1"])).sight == "full"
	_leave(object.union(_fang, {"up": ["U0"]}), _hidden_from(["U1"])).sight == "full"
	_leave(_han, _hidden_from(["U2"])).sight == "full"
}

test_intake_opens_cases_for_units_under_its_own if {
	_leave(_miao, _opening) == {"sight": "full", "roles": ["intake"], "for": {}, "rules": ["access.intake"]}
	_leave(_miao, object.union(_opening, {"unit_up": []})).roles == ["intake"]
}

test_supervisors_open_as_supervisors if {
	_leave(_liang, _opening).roles == ["supervisor"]
}

test_nobody_else_opens_cases if {
	every viewer in [_zhou, _shen, _gu, _yu, _long, _han] {
		_leave(viewer, _opening).sight == "none"
	}
	_leave(_stands_in(_han, [_miao]), _opening).roles == []
	_leave(_stands_in(_long, [_miao]), _opening).roles == []
}

test_no_opening_for_units_elsewhere if {
	_leave(_miao, object.union(_opening, {"unit_up": ["U0"]})).sight == "none"
}

test_opens_as_a_stand_in if {
	_leave(_stands_in(_gu, [_miao]), _opening) == {
		"sight": "full", "roles": ["intake"], "for": {"intake": "miao"},
		"rules": ["access.intake", "access.stand_in"],
	}
}
