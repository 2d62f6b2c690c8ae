# METADATA
# title: What a viewer sees of a case and which roles they hold
# description: >-
#   Deny by default: without a rule that says otherwise a case does not exist for the
#   viewer. An opening has no case yet; its answer says only who may open one.
# schemas:
#   - input: schema.access.input
package access

# METADATA
# title: 与本件无关
# description: 在本件中未承担职责，所在岗位也无权查看，对该人员视同不存在。
# custom:
#   code: access.none
#   title_en: Nothing to do with the case
#   description_en: Without a role in the case or an office that sees it, the case does not exist for the viewer.
#   article: product-rules access
default leave := {"sight": "none", "roles": [], "for": {}, "rules": ["access.none"]}

leave := {"sight": _sight, "roles": _sorted(_roles), "for": _for, "rules": _sorted(_reasons)} if _sight != "none"

_sorted(names) := [name | some name in sort(names)]

_opening if input.case == ""

_sight := "full" if {
	_opening
	count(_held) > 0
}

_sight := "card" if {
	_admitted
	_only_the_card
}

_sight := "full" if {
	_admitted
	not _only_the_card
	_sees_all
}

_sight := "card" if {
	_admitted
	not _only_the_card
	not _sees_all
	_card_through_another
}

_admitted if {
	not _opening
	not "access.hidden" in narrows
	not "access.administrator" in narrows
}

_only_the_card if "access.recused" in narrows

_only_the_card if "access.unconfirmed" in narrows

_sees_all if count(sights) > 0

_sees_all if "access.auditor" in narrows

# Those who keep out of a case or have not declared yet pass on no more than they see themselves.
_card_through_another if {
	some p in _stood_for
	not _hidden(p)
	not _apart(p)
	p.id in array.concat(input.parties.recused, input.parties.unconfirmed)
}

# Intake officers open cases, and for imports supervisors do, for units at or under their own.
_held contains g if {
	_opening
	some g in grants
	g.role in {"intake", "supervisor"}
	not _takes_roles_away
}

_held contains g if {
	_admitted
	some g in grants
	not _takes_roles_away
	_may_act(g)
}

# A colleague is who sees the case and holds nothing in it.
_held contains g if {
	_admitted
	count(grants) == 0
	some g in colleagues
	not _takes_roles_away
	_may_act(g)
}

_takes_roles_away if "access.auditor" in narrows

_takes_roles_away if "access.administrator" in narrows

_takes_roles_away if "access.recused" in narrows

_may_act(_) if not "access.unconfirmed" in narrows

# Before declaring, one acts only in the role one was given: to declare, or to take it up.
_may_act(g) if {
	g.by == input.viewer.id
	g.rule == "access.holder"
}

_roles := {g.role | some g in _held}

_own_roles := {g.role | some g in _held; g.by == input.viewer.id}

# _for names who is stood in for, for each role the viewer does not hold themselves.
_for := {role: by |
	some role in (_roles - _own_roles)
	by := [p.id | some p in _stood_for; some g in _held; g.by == p.id; g.role == role][0]
}

# METADATA
# title: 代行职责
# description: 被代理人外出期间，由代理人代行其职责；每次办理都注明代谁办理。
# custom:
#   code: access.stand_in
#   title_en: Stands in for somebody
#   description_en: While somebody is away their stand-in acts for them, and every act says for whom.
#   article: product-rules stand-in
_standing_in contains rego.metadata.rule().custom.code if _through_another

_through_another if count(_for) > 0

_through_another if {
	_admitted
	not _only_the_card
	not _sees_all
}

_seen_by contains s.rule if {
	_admitted
	some s in sights
}

_reasons := ({g.rule | some g in _held} | _seen_by) | (narrows | _standing_in)
