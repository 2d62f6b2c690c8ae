# Duties from the opinion to the end.
#
# Delivery, closure, disputes and the calls after it.
package escalation.petition

import data.lib.cite

# METADATA
# title: 处理意见逾期未送达
# description: 处理意见签发后，应当在规定期限内送达并留存送达凭证。
# custom:
#   code: petition.deliver_late
#   title_en: The opinion was not delivered in time
#   description_en: A signed opinion is delivered within the term and its proof kept.
#   article: product-rules delivery
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "deliver"

# METADATA
# title: 送达后逾期未报结
# description: 处理意见送达后，应当在规定期限内报结。
# custom:
#   code: petition.propose_closure_late
#   title_en: The closure was not proposed in time
#   description_en: After delivery the closure is proposed within the term.
#   article: product-rules propose-closure
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "propose-closure"

# METADATA
# title: 逾期未审批报结
# description: 报结后，应当在规定期限内批准销号或者退回。
# custom:
#   code: petition.decide_closure_late
#   title_en: A closure was not decided in time
#   description_en: A proposed closure is approved or returned within the term.
#   article: product-rules closure-decision
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "decide-closure"

# METADATA
# title: 逾期未答复异议
# description: 信访人提出异议的，应当在规定期限内由经办人的上级答复。
# custom:
#   code: petition.answer_dispute_late
#   title_en: A dispute was not answered in time
#   description_en: A dispute is answered within the term, by somebody above the handler.
#   article: product-rules dispute-reply
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "answer-dispute"

# METADATA
# title: 逾期未回访
# description: 销号后应当按记录确定的日期回访，并在规定期限内登记结果。
# custom:
#   code: petition.call_back_late
#   title_en: A call-back is late
#   description_en: After closure the petitioner is called back on the days recorded, and the result is entered within the term.
#   article: product-rules call-back
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "call-back"

# METADATA
# title: 撤回等待期届满，由系统办结
# description: 撤回的等待期届满后由系统办结，无人需要提醒。
# custom:
#   code: petition.withdrawal_settles
#   title_en: The days to change one's mind are over; the system settles it
#   description_en: The withdrawal takes effect by itself once the days to change one's mind are over; nobody is reminded.
#   article: product-rules change-of-mind
#   measure: none
duties contains cite.rule(rego.metadata.rule()) if input.due == "settle-withdrawal"

# METADATA
# title: 简易办理期满，转为包案办理
# description: 简易办理期满仍未答复的，由系统转为包案办理，由督查人员确定包案领导。
# custom:
#   code: petition.simple_ends
#   title_en: The simple term is over; the case is led from here
#   description_en: A simple matter that was not answered in its term becomes a led one by itself, and a leader is to be named.
#   article: product-rules two-tracks
#   measure: none
duties contains cite.rule(rego.metadata.rule()) if input.due == "simple-ends"

# METADATA
# title: 期满无未尽事项，由系统终结
# description: 复查期满、承诺兑现、回访完成的，由系统终结，无人需要提醒。
# custom:
#   code: petition.final_settles
#   title_en: Nothing is left; the system ends the case
#   description_en: When the windows are over, every promise is kept and every call made, the case ends by itself; nobody is reminded.
#   article: product-rules final
#   measure: none
duties contains cite.rule(rego.metadata.rule()) if input.due == "final"

# _system_owes: the system settles it by itself, and nobody is reminded.
_system_owes if input.due in {"settle-withdrawal", "simple-ends", "final"}
