# Duties from the registration to the acceptance.
#
# One rule a duty; the law and our own rules name what should have been done.
package escalation.petition

import data.lib.cite

# METADATA
# title: 逾期未作出受理决定
# description: 收到信访事项后，应当在规定期限内登记，并决定受理、不予受理或者转送。
# custom:
#   code: petition.decide_late
#   title_en: Not decided in time
#   description_en: A petition is registered, and accepted, declined or transferred, within the term.
#   article: petition-regulation 22
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if {
	input.due == "decide"
	input.limit != "petition.simple.decide"
}

# METADATA
# title: 简易办理事项逾期未决定
# description: 拟适用简易办理的信访事项，应当在规定期限内决定是否受理。
# custom:
#   code: petition.simple_decide_late
#   title_en: A simple matter was not decided in time
#   description_en: A matter taken in as a simple one is accepted, declined or transferred within the shorter term.
#   article: simple-procedure decide
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if {
	input.due == "decide"
	input.limit == "petition.simple.decide"
}

# METADATA
# title: 逾期未书面告知受理情况
# description: 是否受理，应当在规定期限内书面告知信访人。
# custom:
#   code: petition.notify_late
#   title_en: The petitioner was not told in time
#   description_en: The petitioner is told in writing within the term whether the matter is accepted.
#   article: petition-regulation 23
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "notify"
