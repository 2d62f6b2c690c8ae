# METADATA
# title: Who is reminded when a petition's date passes
# description: >-
#   The decision puts together which duty was missed, how far up the chain it goes this
#   time, and what had to be done because a post is vacant or its holder away. It is
#   undefined for a duty that no rule knows, and then the statutory default applies.
# schemas:
#   - input: schema.question.input
package escalation.petition

import data.lib.chain
import data.thresholds

decision := {
	"measure": _reach.measure,
	"addressees": addressees,
	"rules": array.concat(_cited(duties), array.concat([_reach.rule], _cited(circumstances))),
	"ask_again": _pace[_rung].ask_again,
} if {
	count(duties) > 0
	not _system_owes
}

decision := {
	"measure": "none",
	"addressees": [],
	"rules": _cited(duties),
	"ask_again": _pace.owes.ask_again,
} if {
	count(duties) > 0
	_system_owes
}

addressees := chain.addressees(_calls)

_calls := chain.owes if _rung == "owes"

_calls := chain.owes | chain.supervisors if _rung == "supervisor"

_calls := (chain.owes | chain.supervisors) | chain.heads if _rung == "unit_head"

_cited(rules) := [rule | some rule in sort(rules)]

# _ladder is the one in force on the day policy is asked.
_ladder := [ladder |
	some ladder in thresholds.petition.ladders
	ladder.from <= substring(input.now, 0, 10)
]

_in_force := _ladder[count(_ladder) - 1]

_pace := _in_force.imported if input.imported

_pace := _in_force.ordinary if not input.imported

# A higher rung needs both: to have been asked often enough, and days that really passed.
# A date that was moved keeps its generation, and the new one has not been missed before.
_may_reach contains rung if {
	some rung, step in _pace
	step.generation <= input.generation
	step.days_overdue <= input.days_overdue
	not input.provisional
}

_rung := "unit_head" if "unit_head" in _may_reach

_rung := "supervisor" if {
	"supervisor" in _may_reach
	not "unit_head" in _may_reach
}

_rung := "owes" if count(_may_reach) == 0
