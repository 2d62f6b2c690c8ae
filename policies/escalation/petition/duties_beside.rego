# Duties towards the petitioner, beside the handling of the matter.
#
# What they are told, what they asked for, and what they reported.
package escalation.petition

import data.lib.cite

# METADATA
# title: 逾期未告知信访人
# description: 延期、销号、异议答复、重新办理等决定，应当在规定期限内告知信访人。
# custom:
#   code: petition.tell_petitioner_late
#   title_en: The petitioner was not told of a decision in time
#   description_en: An extension with its reason, a closure, an answer, a reopening and the like are told within the term.
#   article: product-rules tell-petitioner
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "tell-petitioner"

# METADATA
# title: 逾期未安排约访
# description: 信访人申请约访的，应当在规定期限内安排。
# custom:
#   code: petition.appointment_late
#   title_en: An appointment was not held in time
#   description_en: An appointment that the petitioner asks for is held within the term.
#   article: product-rules appointment
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "appointment"

# METADATA
# title: 保密事项逾期未办结
# description: 保密反映的事项，应当在规定期限内由未参与本件的督查人员办结。
# custom:
#   code: petition.confidential_late
#   title_en: Something reported in confidence was not settled in time
#   description_en: What was reported in confidence is settled within the term by a supervisor without a part in the case.
#   article: petition-regulation 46; product-rules confidential
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "confidential"

# METADATA
# title: 并案后逾期未答复信访人
# description: 并案的，仍应当在原期限内答复本件的信访人。
# custom:
#   code: petition.reply_merged_late
#   title_en: The petitioner of a merged case got no reply in time
#   description_en: A merged case keeps its clock, and its own petitioner gets the reply within it.
#   article: petition-regulation 34; product-rules merged
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "reply-merged"

# METADATA
# title: 复查结果逾期未登记
# description: 复查机关应当在三十日内提出复查意见；本机关应当登记结果。
# custom:
#   code: petition.review_late
#   title_en: The outcome of a review is late
#   description_en: A review is decided within thirty days, and its outcome entered here.
#   article: petition-regulation 35
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if {
	input.due == "review"
	input.limit != "petition.re-review"
}

# METADATA
# title: 复核结果逾期未登记
# description: 复核机关应当在三十日内提出复核意见；本机关应当登记结果。
# custom:
#   code: petition.re_review_late
#   title_en: The outcome of a re-review is late
#   description_en: A re-review is decided within thirty days, and its outcome entered here.
#   article: petition-regulation 36
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if {
	input.due == "review"
	input.limit == "petition.re-review"
}
