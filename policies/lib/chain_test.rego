package lib.chain_test

import data.lib.chain

_leader := {"role": "leader", "person": "zhou", "unit": "U1", "rank": 2, "vacant": false, "away": false}

_principal := {"role": "principal", "person": "shen", "unit": "U1", "rank": 1, "vacant": false, "away": false}

_above := {"role": "above", "person": "fang", "unit": "U0", "rank": 3, "vacant": false, "away": false}

_supervisor := {"role": "supervisor", "person": "liang", "unit": "U1", "rank": 3, "vacant": false, "away": false}

_second := {"role": "supervisor", "person": "tang", "unit": "U1", "rank": 4, "vacant": false, "away": false}

_head := {"role": "unit-head", "person": "shen", "unit": "U1", "rank": 1, "vacant": false, "away": false}

_chain := [_leader, _principal, _above, _supervisor, _head]

_vacant(link) := object.union(object.remove(link, ["person"]), {"vacant": true})

_away(link, person) := object.union(link, {"away": true, "stand_in": person})

_alone(link) := object.union(link, {"away": true})

test_the_first_link_owes if {
	chain.owes == {{"at": 0, "why": "owes"}} with input as {"chain": _chain}
}

test_all_in_the_role_of_the_first_owe_together if {
	chain.owes == {{"at": 0, "why": "owes"}, {"at": 1, "why": "owes"}} with input as {"chain": [_supervisor, _second, _principal]}
}

test_others_do_not_owe if {
	not {"at": 1, "why": "owes"} in chain.owes with input as {"chain": _chain}
}

test_nobody_owes_in_an_empty_chain if {
	chain.owes == set() with input as {"chain": []}
	chain.supervisors == set() with input as {"chain": []}
	chain.heads == set() with input as {"chain": []}
}

test_vacancy_goes_up_one_level if {
	chain.owes == {{"at": 1, "why": "vacancy"}} with input as {"chain": [_vacant(_leader), _principal, _above]}
}

test_vacancy_goes_on_to_the_next_post_that_is_held if {
	chain.owes == {{"at": 2, "why": "vacancy"}} with input as {"chain": [_vacant(_leader), _vacant(_principal), _above]}
}

test_a_post_without_a_person_is_vacant_however_marked if {
	chain.owes == {{"at": 1, "why": "vacancy"}} with input as {"chain": [object.union(_leader, {"person": ""}), _principal]}
}

test_vacancy_passes_the_supervisor_by if {
	chain.owes == {{"at": 2, "why": "vacancy"}} with input as {"chain": [_vacant(_leader), _supervisor, _head]}
}

test_vacancy_asks_the_supervisor_where_the_line_ends if {
	chain.owes == {{"at": 1, "why": "vacancy"}} with input as {"chain": [_vacant(_leader), _supervisor]}
}

test_no_vacancy_while_somebody_holds_the_role if {
	chain.owes == {{"at": 1, "why": "owes"}} with input as {"chain": [_vacant(_supervisor), _second, _principal]}
}

test_absent_without_a_stand_in_goes_up_too if {
	calls := chain.owes with input as {"chain": [_alone(_leader), _principal]}
	calls == {{"at": 0, "why": "owes"}, {"at": 1, "why": "above"}}
}

test_absent_with_a_stand_in_does_not_go_up if {
	calls := chain.owes with input as {"chain": [_away(_leader, "he"), _principal]}
	calls == {{"at": 0, "why": "owes"}}
}

test_not_absent_while_one_of_them_is_there if {
	not chain.absent with input as {"chain": [_alone(_supervisor), _second, _principal]}
}

test_not_absent_when_the_post_is_vacant if {
	not chain.absent with input as {"chain": [_vacant(_leader), _principal]}
}

test_calls_the_supervisors if {
	chain.supervisors == {{"at": 3, "why": "above"}} with input as {"chain": _chain}
}

test_calls_the_next_one_up_when_supervisors_owe_it if {
	chain.supervisors == {{"at": 1, "why": "above"}} with input as {"chain": [_supervisor, _principal, _supervisor]}
}

test_calls_the_next_one_up_without_a_supervisor if {
	chain.supervisors == {{"at": 1, "why": "above"}} with input as {"chain": [_leader, _principal]}
}

test_calls_no_supervisor_who_leads if {
	led := object.union(_supervisor, {"role": "leader"})
	chain.supervisors == {{"at": 1, "why": "above"}} with input as {"chain": [led, _principal, _supervisor]}
}

test_calls_the_head if {
	chain.heads == {{"at": 4, "why": "above"}} with input as {"chain": _chain}
}

test_calls_the_body_above_when_the_head_leads if {
	led := object.union(_principal, {"role": "leader"})
	chain.heads == {{"at": 1, "why": "above"}} with input as {"chain": [led, _above, _supervisor, _head]}
}

test_addresses_in_the_order_of_the_chain if {
	to := chain.addressees({{"at": 3, "why": "above"}, {"at": 0, "why": "owes"}}) with input as {"chain": _chain}
	to == [{"person": "zhou", "role": "leader", "why": "owes"}, {"person": "liang", "role": "supervisor", "why": "above"}]
}

test_addresses_the_stand_in_with_a_copy_to_the_absent if {
	to := chain.addressees({{"at": 0, "why": "owes"}}) with input as {"chain": [_away(_leader, "he"), _principal]}
	to == [{"person": "he", "role": "leader", "why": "stand-in"}, {"person": "zhou", "role": "leader", "why": "owes", "copy": true}]
}

test_addresses_the_absent_where_nobody_stands_in if {
	to := chain.addressees({{"at": 0, "why": "owes"}}) with input as {"chain": [_alone(_leader)]}
	to == [{"person": "zhou", "role": "leader", "why": "owes"}]
}

test_addresses_nobody_as_stand_in_while_the_holder_is_there if {
	to := chain.addressees({{"at": 0, "why": "owes"}}) with input as {"chain": [object.union(_leader, {"stand_in": "he"})]}
	to == [{"person": "zhou", "role": "leader", "why": "owes"}]
}

test_who_owes_is_not_told_as_the_one_above if {
	links := [_leader, _away(_supervisor, "zhou")]
	to := chain.addressees({{"at": 0, "why": "owes"}, {"at": 1, "why": "above"}}) with input as {"chain": links}
	to == [{"person": "zhou", "role": "leader", "why": "owes"}, {"person": "liang", "role": "supervisor", "why": "above"}]
}

test_nobody_is_named_twice if {
	links := [_leader, _principal, _head]
	to := chain.addressees({{"at": 1, "why": "above"}, {"at": 2, "why": "above"}}) with input as {"chain": links}
	to == [{"person": "shen", "role": "principal", "why": "above"}]
}

test_being_addressed_counts_for_more_than_a_copy if {
	links := [_away(_leader, "he"), object.union(_leader, {"role": "unit-head"})]
	to := chain.addressees({{"at": 0, "why": "owes"}, {"at": 1, "why": "above"}}) with input as {"chain": links}
	to == [{"person": "he", "role": "leader", "why": "stand-in"}, {"person": "zhou", "role": "unit-head", "why": "above"}]
}
