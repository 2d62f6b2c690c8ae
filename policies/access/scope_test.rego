package access_test

import data.access

_scope(viewer) := scope if {
	scope := access.scope with input as {"viewer": viewer}
}

_nothing := {"units": [], "sealed": [], "staged": [], "persons": [], "all": false, "none": false}

test_lists_own_cases_of_plain_staff if {
	_scope(_gu) == object.union(_nothing, {"persons": ["gu"], "self": ["U1", "gu"]})
}

test_lists_the_cases_of_the_units_of_an_office if {
	_scope(_liang) == object.union(_nothing, {
		"units": ["U1", "U2", "U5"], "sealed": ["U1", "U2", "U5"],
		"persons": ["liang"], "self": ["U1", "liang"],
	})
}

test_lists_no_sealed_cases_for_a_leading_post if {
	_scope(_he).units == ["U1", "U2", "U5"]
	_scope(_he).sealed == []
}

test_lists_drafts_for_legal_reviewers if {
	_scope(_yu).units == []
	_scope(_yu).staged == [{"units": ["U1", "U2", "U5"], "stages": ["accepted", "resolving"]}]
}

test_lists_what_those_stood_in_for_see if {
	scope := _scope(_stands_in(_gu, [_tian, _zhou]))
	scope.units == ["U1", "U2", "U5"]
	scope.sealed == ["U5"]
	scope.persons == ["gu", "tian", "zhou"]
	scope.self == ["U1", "U5", "gu", "tian", "zhou"]
}

test_knows_the_units_above_when_told if {
	_scope(object.union(_shao, {"up": ["U2", "U1", "U0"]})).self == ["U0", "U1", "U2", "shao"]
}

test_lists_everything_for_auditors if {
	_scope(_han) == object.union(_nothing, {"all": true, "self": ["U1", "han"]})
	_scope(_stands_in(_han, [_liang])).units == []
}

test_lists_nothing_for_administrators if {
	_scope(_long) == object.union(_nothing, {"none": true, "self": ["U1", "long"]})
	_scope(_stands_in(_long, [_liang])).persons == []
}

test_lists_nothing_through_administrators_and_auditors if {
	_scope(_stands_in(_gu, [_han, _long])).persons == ["gu"]
	_scope(_stands_in(_gu, [_han])).all == false
}
