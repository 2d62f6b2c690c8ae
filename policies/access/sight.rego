# Who sees a case, and what narrows it.
#
# Plain staff see only the cases in which they hold a role.
package access

import data.thresholds

_sight_of(p, meta) := {"by": p.id, "rule": meta.custom.code}

# METADATA
# title: 承担职责并已确认无需回避
# description: 在本件中承担职责、并已确认无需回避的人员，可以查看本件全部内容。
# custom:
#   code: access.part
#   title_en: Holds a role and declared no conflict
#   description_en: Whoever holds a role in the case and has declared that no conflict stands in the way sees all of it.
#   article: product-rules access
sights contains _sight_of(p, rego.metadata.rule()) if {
	some p in _sighted
	some _, ids in input.parties.holders
	p.id in ids
}

# METADATA
# title: 本单位及下级单位的事项
# description: 接待、督查、单位负责人和领导岗位的人员，可以查看本单位及下级单位的事项。
# custom:
#   code: access.unit
#   title_en: The matters of the unit and of those under it
#   description_en: Intake, supervisors, heads and leading posts see the matters of their unit and of those under it.
#   article: product-rules access
sights contains _sight_of(p, rego.metadata.rule()) if {
	some p in _sighted
	_over(p)
	not input.parties.sealed
	some office in p.offices
	office in thresholds.access.sees_all_of_its_units
}

# METADATA
# title: 保密事项
# description: 检举控告等保密事项，只由承担职责的人员以及办理所必需的接待、督查人员和单位负责人查看。
# custom:
#   code: access.sealed
#   title_en: A sealed matter
#   description_en: A sealed matter is seen by those who hold a role in it, and by the intake, supervisors and heads without whom it could not go on.
#   article: petition-regulation 30
sights contains _sight_of(p, rego.metadata.rule()) if {
	some p in _sighted
	_over(p)
	input.parties.sealed
	some office in p.offices
	office in thresholds.access.sees_sealed_of_its_units
}

# METADATA
# title: 拟定处理意见阶段的合法性审核
# description: 法制审核员在拟定处理意见阶段可以查看本单位及下级单位的事项。
# custom:
#   code: access.drafting
#   title_en: While an opinion is drafted
#   description_en: Legal reviewers see the matters of their unit and of those under it while an opinion is drafted.
#   article: product-rules access
sights contains _sight_of(p, rego.metadata.rule()) if {
	some p in _sighted
	_checks_law(p)
}

# _sighted are those who act and see more than the card.
_sighted := [p |
	some p in _acting
	not p.id in input.parties.unconfirmed
]

# METADATA
# title: 领导岗位的同事
# description: 能够查看本件、但未承担职责的领导岗位人员，可以提出内部意见。
# custom:
#   code: access.colleague
#   title_en: Colleague in a leading post
#   description_en: Somebody in a leading post who sees the case and holds no role in it may comment.
#   article: product-rules access
colleagues contains _grant(p, "colleague", rego.metadata.rule()) if {
	some p in _sighted
	some s in sights
	s.by == p.id
}

# METADATA
# title: 对被检举控告的人员和单位保密
# description: 检举控告事项不得让被检举控告的人员、单位及其下属单位知悉。
# custom:
#   code: access.hidden
#   title_en: Hidden from those it is about
#   description_en: A report of wrongdoing is never seen by the person or unit it names, nor by the units under it.
#   article: petition-regulation 30
narrows contains rego.metadata.rule().custom.code if _hidden(input.viewer)

# METADATA
# title: 系统管理员不查看信访事项
# description: 系统管理员只管理账号，不查看任何信访事项。
# custom:
#   code: access.administrator
#   title_en: Administrators see no cases
#   description_en: Administrators look after accounts and see no case.
#   article: product-rules access
narrows contains rego.metadata.rule().custom.code if "administrator" in input.viewer.offices

# METADATA
# title: 审计员只查看、不办理
# description: 审计员可以查看全部内容，但不承担任何职责。
# custom:
#   code: access.auditor
#   title_en: Auditors read and never act
#   description_en: Auditors see everything and hold no role.
#   article: product-rules access
narrows contains rego.metadata.rule().custom.code if "auditor" in input.viewer.offices

# METADATA
# title: 已回避
# description: 已回避的人员不再办理本件，只能看到当事人姓名。
# custom:
#   code: access.recused
#   title_en: Keeps out of the case
#   description_en: Whoever keeps out of the case no longer acts in it and sees no more than the names of the parties.
#   article: petition-regulation 28
narrows contains rego.metadata.rule().custom.code if input.viewer.id in input.parties.recused

# METADATA
# title: 尚未确认是否需要回避
# description: 尚未确认是否需要回避的人员，只能看到当事人姓名，以便先行申明。
# custom:
#   code: access.unconfirmed
#   title_en: Has not yet declared
#   description_en: Whoever has not yet declared whether a conflict stands in the way sees only the names of the parties, so as to declare first.
#   article: petition-regulation 28
narrows contains rego.metadata.rule().custom.code if {
	input.viewer.id in input.parties.unconfirmed
	not "auditor" in input.viewer.offices
}
