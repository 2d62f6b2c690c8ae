# How far up the chain a missed petition duty goes.
#
# One rule a rung; each names the measure it takes.
package escalation.petition

import data.lib.chain
import data.lib.cite

# METADATA
# title: 首次提醒责任人
# description: 期限届满未办结，先提醒应当办理的人。
# custom:
#   code: petition.reminder_first
#   title_en: First reminder to the one who owes
#   description_en: The term has ended; the one who owes the act is reminded first.
#   article: product-rules reminders
#   measure: reminder
_reach := _taken(rego.metadata.rule()) if {
	_rung == "owes"
	not input.provisional
	not input.imported
}

# METADATA
# title: 再次逾期，同时提醒督查
# description: 提醒后仍未办理，在提醒责任人的同时告知督查人员。
# custom:
#   code: petition.reminder_supervisor
#   title_en: Still not done, the supervisor is told as well
#   description_en: Nothing was done after the reminder; the supervisor is told together with the one who owes.
#   article: product-rules reminders
#   measure: reminder
_reach := _taken(rego.metadata.rule()) if _rung == "supervisor"

# METADATA
# title: 多次逾期，同时提醒督查和单位负责人
# description: 两次提醒后仍未办理，在提醒责任人的同时告知督查人员和单位负责人。
# custom:
#   code: petition.reminder_unit_head
#   title_en: Still not done after two reminders, supervisor and unit head are told
#   description_en: Nothing was done after two reminders; supervisor and unit head are told together with the one who owes.
#   article: product-rules reminders
#   measure: reminder
_reach := _taken(rego.metadata.rule()) if _rung == "unit_head"

# METADATA
# title: 暂定期限，只提醒责任人
# description: 该年度节假日安排尚未录入，期限为暂定，只提醒应当办理的人，不向上告知。
# custom:
#   code: petition.reminder_provisional
#   title_en: Provisional date, only the one who owes is reminded
#   description_en: The calendar of that year is not there yet, so the date is provisional; nobody above is told.
#   article: product-rules reminders
#   measure: reminder
_reach := _taken(rego.metadata.rule()) if input.provisional

# METADATA
# title: 导入的积案，从追赶日起提醒
# description: 本件由历史台账导入，实际时限早已开始，从追赶日起先提醒应当办理的人。
# custom:
#   code: petition.reminder_imported
#   title_en: Imported backlog, reminded from the catch-up date on
#   description_en: The case was imported with its true age; from the catch-up date on the one who owes is reminded first.
#   article: product-rules catch-up
#   measure: reminder
_reach := _taken(rego.metadata.rule()) if {
	_rung == "owes"
	input.imported
	not input.provisional
}

_taken(meta) := {"measure": meta.custom.measure, "rule": cite.rule(meta)}

# METADATA
# title: 岗位空缺，提醒上一级
# description: 应当办理的岗位无人任职，当即提醒上一级。
# custom:
#   code: petition.vacancy
#   title_en: Vacant post, the next one up is addressed
#   description_en: Nobody holds the post that owes the act, so the next one up is addressed at once.
#   article: product-rules vacancy
circumstances contains cite.rule(rego.metadata.rule()) if {
	some call in chain.owes
	call.why == "vacancy"
}

# METADATA
# title: 外出期间，由代理人承接
# description: 应当接收的人不在岗，由其代理人承接，本人收到抄送。
# custom:
#   code: petition.stand_in
#   title_en: Away, the stand-in is addressed
#   description_en: The person is away; whoever stands in is addressed, and the person gets a copy.
#   article: product-rules stand-in
circumstances contains cite.rule(rego.metadata.rule()) if {
	some addressee in addressees
	addressee.why == "stand-in"
}

# METADATA
# title: 外出且无代理人，同时提醒上一级
# description: 应当办理的人不在岗，也没有指定代理人，同时提醒上一级。
# custom:
#   code: petition.absence
#   title_en: Away without a stand-in, the next one up is addressed too
#   description_en: The person is away and named nobody to stand in, so the next one up is addressed as well.
#   article: product-rules stand-in
circumstances contains cite.rule(rego.metadata.rule()) if chain.absent
