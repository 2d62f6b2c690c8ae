# Duties on the way to the opinion.
#
# Steps, contacts, reports, consultations and the opinion itself.
package escalation.petition

import data.lib.cite

# METADATA
# title: 化解措施逾期未完成
# description: 化解措施应当在方案确定的日期前完成。
# custom:
#   code: petition.step_late
#   title_en: A step of the plan is late
#   description_en: A step is carried out by the day the plan gives.
#   article: product-rules step
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "step"

# METADATA
# title: 包案领导长时间未联系、未推进
# description: 包案期间应当定期联系信访人或者推进化解措施，间隔不得超过规定天数。
# custom:
#   code: petition.leader_silent
#   title_en: The leader has been silent
#   description_en: While a case is led, no more than the set days pass without a contact or a step.
#   article: product-rules leader-silent
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "contact"

# METADATA
# title: 逾期未报送进展
# description: 应当在规定期限内报送办理进展。
# custom:
#   code: petition.progress_report_late
#   title_en: The progress report is late
#   description_en: The progress report is handed in within the term.
#   article: product-rules progress-report
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "progress-report"

# METADATA
# title: 逾期未答复征求意见
# description: 被征求意见的，应当在约定日期前答复。
# custom:
#   code: petition.answer_consult_late
#   title_en: A consultation was not answered in time
#   description_en: A question put to another office is answered by the day given.
#   article: product-rules consult
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "answer-consult"

# METADATA
# title: 逾期未决定是否延期
# description: 对延期申请，应当在规定期限内作出决定。
# custom:
#   code: petition.decide_extension_late
#   title_en: An extension was not decided in time
#   description_en: A request for an extension is decided within the term.
#   article: petition-regulation 34; product-rules extension-decision
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "decide-extension"

# METADATA
# title: 逾期未完成合法性审核
# description: 处理意见拟定后，应当在规定期限内完成合法性审核。
# custom:
#   code: petition.legal_check_late
#   title_en: The legal check is late
#   description_en: A drafted opinion is checked within the term.
#   article: product-rules legal-check
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "legal-check"

# METADATA
# title: 逾期未出具处理意见
# description: 应当自受理之日起在规定期限内办结，并出具处理意见。
# custom:
#   code: petition.opinion_late
#   title_en: The opinion is late
#   description_en: The matter is handled and the opinion given within the term that runs from acceptance.
#   article: petition-regulation 34
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if {
	input.due == "opinion"
	input.limit != "petition.simple.answer"
}

# METADATA
# title: 简易办理逾期未答复
# description: 适用简易办理的事项，应当在规定期限内答复。
# custom:
#   code: petition.simple_answer_late
#   title_en: The answer of a simple matter is late
#   description_en: A matter handled simply is answered within the term.
#   article: simple-procedure answer
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if {
	input.due == "opinion"
	input.limit == "petition.simple.answer"
}
