# What a viewer's lists may hold.
#
# The same answer as leave, given once for a whole list: a case is listed when it is not
# hidden from anybody in self, and all is set, or its unit is in units and it is not
# sealed, or its unit is in sealed and it is, or it stands in a stage of staged and its unit there, or
# somebody in persons holds a role in it.
package access

import data.thresholds

scope := {
	"units": _sorted(_listed_units),
	"sealed": _sorted(_listed_sealed),
	"staged": _staged,
	"persons": _sorted(_listed_persons),
	"self": _sorted(_selves),
	"all": _lists_all,
	"none": _lists_none,
}

_lists_none if "administrator" in input.viewer.offices

default _lists_none := false

_lists_all if "auditor" in input.viewer.offices

default _lists_all := false

# _listing are those through whom a list may hold something.
_listing := [p |
	some p in _everybody
	not _apart(p)
	not _lists_all
	not _lists_none
]

_listed_units contains unit if {
	some p in _listing
	some office in p.offices
	office in thresholds.access.sees_all_of_its_units
	some unit in p.units
}

_listed_sealed contains unit if {
	some p in _listing
	some office in p.offices
	office in thresholds.access.sees_sealed_of_its_units
	some unit in p.units
}

_staged := [{"units": _sorted(units), "stages": thresholds.access.drafting} |
	units := {unit | some p in _listing; "legal" in p.offices; some unit in p.units}
	count(units) > 0
]

_listed_persons contains p.id if some p in _listing

# _selves: a case hidden from one of those stood in for stays out of the list too, so that
# a list never shows what leave denies.
_selves contains p.id if some p in _everybody

_selves contains unit if {
	some p in _everybody
	some unit in object.get(p, "up", [p.unit])
}
