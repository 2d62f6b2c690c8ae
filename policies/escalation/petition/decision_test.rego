package escalation.petition_test

import data.escalation.petition

_question := {
	"kind": "petition", "case": "c", "stage": "led", "traits": {"track": "led"},
	"due": "submit-analysis", "limit": "internal.analysis", "generation": 1, "days_overdue": 0,
	"at": "2026-03-02T00:00:00+08:00", "now": "2026-03-02T00:00:05+08:00",
	"provisional": false, "imported": false,
	"chain": [
		{"role": "leader", "person": "zhou", "unit": "U1", "rank": 2, "vacant": false, "away": false},
		{"role": "principal", "person": "shen", "unit": "U1", "rank": 1, "vacant": false, "away": false},
		{"role": "supervisor", "person": "liang", "unit": "U1", "rank": 3, "vacant": false, "away": false},
		{"role": "unit-head", "person": "shen", "unit": "U1", "rank": 1, "vacant": false, "away": false},
	],
}

_decide(change) := decided if {
	decided := petition.decision with input as object.union(_question, change)
}

_persons(change) := [a.person | some a in _decide(change).addressees]

_codes(change) := [r.code | some r in _decide(change).rules]

test_first_reminds_the_one_who_owes if {
	_persons({}) == ["zhou"]
	_codes({}) == ["petition.analysis_late", "petition.reminder_first"]
	_decide({}).measure == "reminder"
	_decide({}).ask_again == 5
}

test_then_tells_the_supervisor if {
	again := {"generation": 2, "days_overdue": 7}
	_persons(again) == ["zhou", "liang"]
	_codes(again) == ["petition.analysis_late", "petition.reminder_supervisor"]
	_decide(again).ask_again == 5
}

test_then_tells_the_head_of_the_unit if {
	again := {"generation": 3, "days_overdue": 14}
	_persons(again) == ["zhou", "liang", "shen"]
	_codes(again) == ["petition.analysis_late", "petition.reminder_unit_head"]
	_decide(again).ask_again == 10
}

test_goes_no_higher_than_the_head if {
	_persons({"generation": 9, "days_overdue": 90}) == _persons({"generation": 3, "days_overdue": 14})
}

test_goes_no_higher_for_a_date_that_was_moved_and_missed_for_the_first_time if {
	_persons({"generation": 3, "days_overdue": 0}) == ["zhou"]
	_persons({"generation": 4, "days_overdue": 7}) == ["zhou", "liang"]
}

test_goes_no_higher_for_days_alone if {
	_persons({"generation": 1, "days_overdue": 90}) == ["zhou"]
}

test_tells_nobody_above_of_a_provisional_date if {
	_persons({"generation": 3, "days_overdue": 14, "provisional": true}) == ["zhou"]
	_codes({"provisional": true}) == ["petition.analysis_late", "petition.reminder_provisional"]
	_codes({"provisional": true, "imported": true}) == ["petition.analysis_late", "petition.reminder_provisional"]
}

test_reminds_once_and_waits_longer_for_an_imported_case if {
	_persons({"imported": true, "days_overdue": 700}) == ["zhou"]
	_codes({"imported": true}) == ["petition.analysis_late", "petition.reminder_imported"]
	_decide({"imported": true}).ask_again == 10
}

test_goes_higher_for_an_imported_case_that_stays_where_it_is if {
	_persons({"imported": true, "generation": 2, "days_overdue": 700}) == ["zhou", "liang"]
	_decide({"imported": true, "generation": 2, "days_overdue": 700}).ask_again == 10
}

test_uses_the_ladder_in_force_on_the_day if {
	ladders := array.concat(data.thresholds.petition.ladders, [
		{"from": "2026-03-02", "ordinary": {"owes": {"ask_again": 1}}, "imported": {"owes": {"ask_again": 2}}},
		{"from": "2026-03-03", "ordinary": {"owes": {"ask_again": 3}}, "imported": {"owes": {"ask_again": 4}}},
	])
	_decide({}).ask_again == 1 with data.thresholds.petition.ladders as ladders
	_decide({"imported": true}).ask_again == 2 with data.thresholds.petition.ladders as ladders
	_decide({"now": "2026-03-01T23:59:59+08:00"}).ask_again == 5 with data.thresholds.petition.ladders as ladders
	_decide({"now": "2026-03-04T00:00:00+08:00"}).ask_again == 3 with data.thresholds.petition.ladders as ladders
}

test_says_that_a_post_is_vacant if {
	chain := array.concat([{"role": "leader", "unit": "U6", "rank": 4, "vacant": true, "away": false}], array.slice(_question.chain, 1, 4))
	"petition.vacancy" in _codes({"chain": chain})
	_persons({"chain": chain}) == ["shen"]
}

test_silent_about_vacancy_when_the_post_is_held if not "petition.vacancy" in _codes({})

test_says_that_somebody_stands_in if {
	chain := array.concat([object.union(_question.chain[0], {"away": true, "stand_in": "he"})], array.slice(_question.chain, 1, 4))
	"petition.stand_in" in _codes({"chain": chain})
	_persons({"chain": chain}) == ["he", "zhou"]
}

test_silent_about_stand_ins_when_all_are_there if not "petition.stand_in" in _codes({})

test_says_that_the_absent_one_named_nobody if {
	chain := array.concat([object.union(_question.chain[0], {"away": true})], array.slice(_question.chain, 1, 4))
	"petition.absence" in _codes({"chain": chain})
	_persons({"chain": chain}) == ["zhou", "shen"]
}

test_silent_about_absence_when_all_are_there if not "petition.absence" in _codes({})

test_undefined_for_a_duty_that_no_rule_knows if not _decide({"due": "water-the-plants"})

test_undefined_without_a_due if not petition.decision with input as object.remove(_question, ["due"])
