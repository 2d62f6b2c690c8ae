package access_test

test_a_supervisor_above_nobody_s_work_approves if {
	_roles(_liang, {}) == {"supervisor", "approver"}
	_roles(_fang, {}) == {"supervisor", "approver"}
}

test_below_the_leader_is_not_independent if {
	_roles(_tang, {}) == {"supervisor"}
}

test_under_a_head_who_leads_only_the_body_above_approves if {
	led := {"parties": {"holders": {"leader": ["shen"]}}, "above": {"shen": ["fang"]}}
	not "approver" in _roles(_liang, led)
	not "approver" in _roles(_tang, led)
	"approver" in _roles(_fang, led)
}

test_below_the_handler_of_a_simple_matter_is_not_independent if {
	simple := {"track": "simple", "parties": {"holders": {"leader": [], "handler": ["liang"]}}}
	not "approver" in _roles(_tang, simple)
	not "approver" in _roles(_liang, simple)
	"approver" in _roles(_fang, simple)
}

test_below_the_handler_of_a_led_case_is_independent if {
	led := {"parties": {"holders": {"leader": ["he"], "handler": ["liang"]}}}
	"approver" in _roles(_tang, led)
}

test_own_work_is_not_approved if {
	every role in ["leader", "handler", "team", "owner", "legal"] {
		not "approver" in _roles(_liang, {"parties": {"holders": {role: ["liang"]}}})
	}
}

test_who_was_only_asked_stays_independent if {
	"approver" in _roles(_liang, {"parties": {"holders": {"consulted": ["liang"]}}})
}

test_a_stand_in_who_is_independent_approves if {
	leave := _leave(_stands_in(_viewer("qi", "U1", ["staff"], ["shen"]), [_liang]), {})
	leave.roles == ["approver", "supervisor"]
	leave.for == {"approver": "liang", "supervisor": "liang"}
	"access.stand_in" in leave.rules
}

test_a_stand_in_below_the_leader_does_not_approve if {
	_roles(_stands_in(_viewer("qi", "U1", ["staff"], ["zhou"]), [_liang]), {}) == {"supervisor"}
}

test_a_stand_in_whose_own_work_it_is_judges_nothing if {
	_roles(_stands_in(_zhou, [_liang, _shen]), {}) == {"leader"}
	_roles(_stands_in(_gu, [_yu]), {}) == {"team"}
}

test_a_stand_in_for_one_who_is_not_independent_does_not_approve if {
	_roles(_stands_in(_viewer("qi", "U1", ["staff"], []), [_tang]), {}) == {"supervisor"}
}

test_who_acts_as_the_leader_today_does_not_judge if {
	_roles(_stands_in(_liang, [_zhou]), {}) == {"leader"}
	_leave(_stands_in(_liang, [_zhou]), {}).sight == "full"
}

test_who_acts_for_a_team_member_supervises_but_does_not_approve if {
	_roles(_stands_in(_liang, [_gu]), {}) == {"team", "supervisor"}
}

test_acts_for_a_head_who_is_away if {
	leave := _leave(_stands_in(_he, [_shen]), {})
	leave.roles == ["unit-head"]
	leave.for == {"unit-head": "shen"}
}

test_own_roles_come_before_those_of_others if {
	leave := _leave(_stands_in(_liang, [_tang]), {})
	leave.roles == ["approver", "supervisor"]
	leave.for == {}
	not "access.stand_in" in leave.rules
}

test_the_first_of_two_is_the_one_stood_in_for if {
	leave := _leave(_stands_in(_viewer("qi", "U1", ["staff"], []), [_tang, _liang]), {})
	leave.for == {"supervisor": "tang", "approver": "liang"}
}

test_a_colleague_is_stood_in_for_too if {
	leave := _leave(_stands_in(_viewer("qi", "U1", ["staff"], []), [_he]), {})
	leave.roles == ["colleague"]
	leave.for == {"colleague": "he"}
}

test_one_who_keeps_out_passes_on_the_card_only if {
	leave := _leave(_stands_in(_viewer("qi", "U1", ["staff"], []), [_zhou]), {"parties": {"recused": ["zhou"]}})
	leave == {"sight": "card", "roles": [], "for": {}, "rules": ["access.stand_in"]}
}

test_one_who_has_not_declared_passes_on_the_card_and_the_role if {
	leave := _leave(_stands_in(_viewer("qi", "U1", ["staff"], []), [_zhou]), {"parties": {"unconfirmed": ["zhou"]}})
	leave.sight == "card"
	leave.for == {"leader": "zhou"}
}

test_the_accused_passes_nothing_on if {
	_leave(_stands_in(_viewer("qi", "U5", ["staff"], []), [_zhou]), _hidden_from(["zhou"])).sight == "none"
	both := object.union_n([_hidden_from(["zhou"]), {"parties": {"recused": ["zhou"]}}])
	_leave(_stands_in(_viewer("qi", "U5", ["staff"], []), [_zhou]), both).sight == "none"
}

test_neither_administrators_nor_auditors_pass_anything_on if {
	_leave(_stands_in(_viewer("qi", "U1", ["staff"], []), [_long, _han]), {}).sight == "none"
	_leave(_stands_in(_viewer("qi", "U1", ["staff"], []), [_han]), {"parties": {"recused": ["han"]}}).sight == "none"
}
