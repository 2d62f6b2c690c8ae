# Who holds which role in a case.
#
# One rule a way to a role. What a role may do is the table's business, not this file's.
package access

import data.thresholds

_grant(p, role, meta) := {"by": p.id, "role": role, "rule": meta.custom.code}

# METADATA
# title: 承办职责
# description: 在本件中承担职责的人员，以该职责办理本件。
# custom:
#   code: access.holder
#   title_en: Holds a role in the case
#   description_en: Whoever was given a role in this case acts in it.
#   article: product-rules access
grants contains _grant(p, role, rego.metadata.rule()) if {
	some p in _acting
	some role, ids in input.parties.holders
	p.id in ids
}

# METADATA
# title: 本单位及下级单位事项的接待登记
# description: 信访接待员办理本单位及下级单位事项的登记、受理。
# custom:
#   code: access.intake
#   title_en: Intake of the unit or of one above it
#   description_en: Intake officers register and accept the matters of their unit and of those under it.
#   article: product-rules access
grants contains _grant(p, "intake", rego.metadata.rule()) if {
	some p in _sighted
	"intake" in p.offices
	_over(p)
}

# METADATA
# title: 本单位及下级单位事项的督查
# description: 督查人员督查本单位及下级单位的事项；当日代行包案领导职责的，不同时督查本件。
# custom:
#   code: access.supervisor
#   title_en: Supervisor of the unit or of one above it
#   description_en: Supervisors follow the matters of their unit and of those under it; whoever acts as the leader today does not supervise the case as well.
#   article: product-rules access
grants contains _grant(p, "supervisor", rego.metadata.rule()) if {
	some p in _sighted
	"supervisor" in p.offices
	_over(p)
	not _stands_in_for_the_leader
	not _conflicted(p)
}

# METADATA
# title: 独立审批人
# description: 审批报结的督查人员不得是包案领导、经办人、专班成员、措施责任人、法制审核员，也不得是包案领导的下级。
# custom:
#   code: access.approver
#   title_en: Independent approver
#   description_en: A supervisor who approves a closure neither led, handled, worked on, owned a step of nor checked the case, and stands below none who leads it.
#   article: product-rules independence
grants contains _grant(p, "approver", rego.metadata.rule()) if {
	some p in _sighted
	"supervisor" in p.offices
	_over(p)
	not _entangled
	_independent(p)
	_independent(input.viewer)
}

# METADATA
# title: 单位负责人
# description: 单位负责人对本单位及下级单位的事项行使职权；本人包案的事项除外。
# custom:
#   code: access.unit_head
#   title_en: Head of the unit or of one above it
#   description_en: The head of a unit acts on its matters and those of the units under it, but not where the head leads the case.
#   article: product-rules access
grants contains _grant(p, "unit-head", rego.metadata.rule()) if {
	some p in _sighted
	"unit-head" in p.offices
	_over(p)
	not p.id in _leads
	not _conflicted(p)
}

# METADATA
# title: 负责人包案，由上级机关行使负责人职权
# description: 包案领导之上在本单位再无负责人的，由上级机关的督查人员行使单位负责人的职权。
# custom:
#   code: access.body_above
#   title_en: Where the head leads, the body above acts as the head
#   description_en: Where nobody stands between the leader and the body above, its supervisor acts as the head of the unit.
#   article: product-rules independence
grants contains _grant(p, "unit-head", rego.metadata.rule()) if {
	some p in _sighted
	"supervisor" in p.offices
	_strictly_over(p)
	not _entangled
	count(_leads) > 0
	every id in _leads { _next_above(p, id) }
}

_next_above(_, id) if count(object.get(input.above, id, [])) == 0

_next_above(p, id) if input.above[id][0] == p.id

# METADATA
# title: 合法性审核
# description: 法制审核员在拟定处理意见阶段审核本单位及下级单位的事项。
# custom:
#   code: access.legal
#   title_en: Legal reviewer while an opinion is drafted
#   description_en: Legal reviewers check the matters of their unit and of those under it at the stages in which an opinion is drafted.
#   article: product-rules access
grants contains _grant(p, "legal", rego.metadata.rule()) if {
	some p in _sighted
	_checks_law(p)
	not _conflicted(p)
}

_checks_law(p) if {
	"legal" in p.offices
	_over(p)
	input.stage in thresholds.access.drafting
}
