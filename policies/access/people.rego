# Through whom something may be seen and done.
#
# A viewer acts for themselves and for those they stand in for today. This file says who
# of them counts in the case at hand, and what ties them to it.
package access

_stood_for := object.get(input.viewer, "stands_in_for", [])

# _everybody is the viewer first, then those they stand in for.
_everybody := array.concat([input.viewer], _stood_for)

# _acting are those through whom something may come: not the accused, not who keeps out of
# the case, and neither administrators nor auditors, who hold no role in any case.
_acting := [p |
	some p in _everybody
	not _hidden(p)
	not p.id in input.parties.recused
	not _apart(p)
]

_apart(p) if "administrator" in p.offices

_apart(p) if "auditor" in p.offices

# _hidden: the report names the person, their unit, or a unit above it.
_hidden(p) if p.id in input.parties.hidden

_hidden(p) if {
	count(input.parties.hidden) > 0
	some unit in _units_up(p)
	unit in input.parties.hidden
}

# _units_up is the person's unit and those above it. Without being told, what is known of
# them is that part of the case's own line which begins with the person's unit.
_units_up(p) := p.up

_units_up(p) := array.slice(input.unit_up, at, count(input.unit_up)) if {
	not p.up
	some at, p.unit in input.unit_up
}

_units_up(p) := [p.unit] if {
	not p.up
	not p.unit in input.unit_up
}

# _over: the person's unit is the case's unit or stands above it.
_over(p) if p.unit in input.unit_up

# Where an opening does not name its unit yet, every unit may still be meant.
_over(_) if {
	input.case == ""
	count(input.unit_up) == 0
}

_strictly_over(p) if {
	_over(p)
	p.unit != input.unit_up[0]
}

_holders(role) := object.get(input.parties.holders, role, [])

# _leads holds whoever answers for the case: the leader, on the simple track the handler.
_leads contains id if some id in _holders("leader")

_leads contains id if {
	input.track == "simple"
	some id in _holders("handler")
}

# _carries holds everybody whose own work the case is.
_carries contains id if {
	some role in ["leader", "handler", "team", "owner", "legal"]
	some id in _holders(role)
}

# _independent: neither their own work nor that of somebody above them.
_independent(p) if {
	not p.id in _carries
	not _below_the_leader(p)
}

_below_the_leader(p) if {
	some id in p.above
	id in _leads
}

# _conflicted: judging the case is not delegated to somebody whose own work it is.
_conflicted(p) if {
	p.id != input.viewer.id
	input.viewer.id in _carries
}

# _stands_in_for_the_leader: who acts as the leader today does not judge the case as well.
_stands_in_for_the_leader if {
	some p in _stood_for
	p.id in _leads
}

# _entangled: somebody among them carries the case.
_entangled if {
	some p in _everybody
	p.id in _carries
}
