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
duties contains cite.rule(rego.metadata.rule()) if input.due == "decide"

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
