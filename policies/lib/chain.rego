# METADATA
# title: The chain of responsibility
# description: >-
#   Who in the chain owes, who stands above them, and who is to be addressed when a post
#   is vacant or its holder is away. A link is named by its place in the chain.
# schemas:
#   - input: schema.question.input
package lib.chain

# owing is everybody in the role of the first link: two supervisors owe together.
owing contains i if {
	some i, link in input.chain
	link.role == input.chain[0].role
}

_filled contains i if {
	some i, link in input.chain
	not link.vacant
	link.person != ""
}

_owing_filled := owing & _filled

_owing_person contains input.chain[i].person if some i in _owing_filled

_others contains i if {
	some i in _filled
	not input.chain[i].person in _owing_person
}

# _line is the way up. Supervisors stand beside it: they are asked only where it ends.
_line contains i if {
	some i in _others
	input.chain[i].role != "supervisor"
}

_above(i) := {j | some j in _line; j > i}

_next(i) := min(_above(i))

_next(i) := min(_others) if count(_above(i)) == 0

# absent: everybody who owes is away and nobody stands in for them.
absent if {
	count(_owing_filled) > 0
	every i in _owing_filled {
		input.chain[i].away
		not _standing_in(i)
	}
}

# owes calls those who owe; where their post is vacant, the next one up at once.
owes contains {"at": i, "why": "owes"} if some i in _owing_filled

owes contains {"at": _next(0), "why": "vacancy"} if count(_owing_filled) == 0

owes contains {"at": _next(0), "why": "above"} if absent

_supervising contains i if {
	some i in _others
	input.chain[i].role == "supervisor"
}

# supervisors calls the supervisors; where they owe it themselves or there is none, the next one up.
supervisors contains {"at": i, "why": "above"} if some i in _supervising

supervisors contains {"at": _next(0), "why": "above"} if count(_supervising) == 0

_heading contains i if {
	some i in _others
	input.chain[i].role == "unit-head"
}

# heads calls the head of the unit; where the head owes it, the next one up.
heads contains {"at": i, "why": "above"} if some i in _heading

heads contains {"at": _next(0), "why": "above"} if count(_heading) == 0

_standing_in(i) := person if {
	input.chain[i].away
	person := input.chain[i].stand_in
	person != ""
	not _would_watch_themselves(i, person)
}

# A stand-in who owes the duty is not the one to be told of it as the one above.
_would_watch_themselves(i, person) if {
	person in _owing_person
	not i in owing
}

# addressees turns calls into persons: whoever stands in is addressed and the absent one
# gets a copy. Nobody is named twice; being addressed counts for more than a copy.
addressees(calls) := [_addressee(line) |
	all := _lines(calls)
	some line in sort({min(mine) | some l in all; mine := {m | some m in all; m[2] == l[2]}})
]

# A line is [copy, place in the chain, person, role, why], so that sorting puts the addressed first.
_lines(calls) := (_themselves(calls) | _stand_ins(calls)) | _copies(calls)

_themselves(calls) := {[false, call.at, link.person, link.role, call.why] |
	some call in calls
	not _standing_in(call.at)
	link := input.chain[call.at]
}

_stand_ins(calls) := {[false, call.at, person, input.chain[call.at].role, "stand-in"] |
	some call in calls
	person := _standing_in(call.at)
}

_copies(calls) := {[true, call.at, link.person, link.role, call.why] |
	some call in calls
	_standing_in(call.at)
	link := input.chain[call.at]
}

_addressee([false, _, person, role, why]) := {"person": person, "role": role, "why": why}

_addressee([true, _, person, role, why]) := {"person": person, "role": role, "why": why, "copy": true}
