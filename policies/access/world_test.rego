package access_test

import data.access

# A small county: U0 stands above U1, U1 above U2 and U5. The case is that of U2, led by
# deputy zhou of U1; gu is in the team, shao owns a step, yu checks the law.
_question := {
	"viewer": {},
	"kind": "petition", "case": "c", "stage": "resolving", "track": "led",
	"parties": {
		"unit": "U2", "holders": {"leader": ["zhou"], "team": ["gu"], "owner": ["shao"], "consulted": ["wen"]},
		"unconfirmed": [], "recused": [], "hidden": [], "sealed": false,
	},
	"above": {"zhou": ["shen", "fang"], "gu": ["zhou", "shen", "fang"]},
	"unit_up": ["U2", "U1", "U0"],
}

_viewer(id, unit, offices, above) := {"id": id, "unit": unit, "rank": 3, "offices": offices, "units": _under[unit], "above": above}

_under := {"U0": ["U0", "U1", "U2", "U5"], "U1": ["U1", "U2", "U5"], "U2": ["U2"], "U5": ["U5"]}

_fang := _viewer("fang", "U0", ["supervisor"], [])

_shen := _viewer("shen", "U1", ["unit-head", "leading"], ["fang"])

_zhou := _viewer("zhou", "U1", ["leading"], ["shen", "fang"])

_he := _viewer("he", "U1", ["leading"], ["shen", "fang"])

_liang := _viewer("liang", "U1", ["supervisor"], ["shen", "fang"])

_tang := _viewer("tang", "U1", ["supervisor"], ["liang", "zhou", "shen", "fang"])

_miao := _viewer("miao", "U1", ["intake"], ["liang"])

_gu := _viewer("gu", "U1", ["staff"], ["zhou", "shen", "fang"])

_shao := _viewer("shao", "U2", ["staff"], [])

_tian := _viewer("tian", "U5", ["unit-head"], ["shen", "fang"])

_yu := _viewer("yu", "U1", ["legal"], ["shen", "fang"])

_long := _viewer("long", "U1", ["administrator"], [])

_han := _viewer("han", "U1", ["auditor"], [])

_leave(viewer, change) := leave if {
	leave := access.leave with input as object.union(object.union(_question, {"viewer": viewer}), change)
}

_stands_in(viewer, others) := object.union(viewer, {"stands_in_for": others})

_roles(viewer, change) := {role | some role in _leave(viewer, change).roles}

_hidden_from(names) := {"parties": {"hidden": names, "sealed": true}}

_opening := {"case": "", "stage": "", "parties": {"unit": "", "holders": {}}}
