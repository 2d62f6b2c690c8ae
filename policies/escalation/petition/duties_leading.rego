# Duties of a led case.
#
# A leader, a team, an analysis and a plan, each within its term.
package escalation.petition

import data.lib.cite

# METADATA
# title: 逾期未确定包案领导
# description: 应当在规定期限内确定一名包案领导。
# custom:
#   code: petition.name_leader_late
#   title_en: No leader named in time
#   description_en: One leader is named within the term.
#   article: product-rules name-leader
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "name-leader"

# METADATA
# title: 包案领导逾期未确认接办
# description: 包案领导应当在规定期限内确认接办，或者申明需要回避。
# custom:
#   code: petition.take_up_late
#   title_en: The leader has not taken the case up in time
#   description_en: The leader takes the case up within the term, or declares a conflict of interest.
#   article: product-rules recusal
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "take-up"

# METADATA
# title: 逾期未决定是否回避
# description: 对回避事项，应当在规定期限内作出决定。
# custom:
#   code: petition.decide_recusal_late
#   title_en: A recusal was not decided in time
#   description_en: Whether somebody keeps out of the case is decided within the term.
#   article: petition-regulation 28; product-rules recusal
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "decide-recusal"

# METADATA
# title: 逾期未组建工作专班
# description: 包案领导应当在规定期限内组建工作专班。
# custom:
#   code: petition.form_team_late
#   title_en: No team formed in time
#   description_en: The leader forms the team within the term.
#   article: product-rules form-team
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "form-team"

# METADATA
# title: 逾期未提交分析
# description: 主要诉求、实际情况、政策界限和问题原因四个方面的分析，应当在规定期限内提交。
# custom:
#   code: petition.analysis_late
#   title_en: The analysis is late
#   description_en: The analysis in its four parts is submitted within the term.
#   article: product-rules analysis
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "submit-analysis"

# METADATA
# title: 逾期未提交化解方案
# description: 化解方案应当在规定期限内提交，逐项写明措施、责任人和完成时限。
# custom:
#   code: petition.plan_late
#   title_en: The plan is late
#   description_en: The plan is submitted within the term; each step names its owner and its day.
#   article: product-rules plan
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "submit-plan"

# METADATA
# title: 逾期未审批化解方案
# description: 化解方案提交后，应当在规定期限内批准或者退回。
# custom:
#   code: petition.approve_plan_late
#   title_en: A plan was not decided in time
#   description_en: A submitted plan is approved or returned within the term.
#   article: product-rules plan-approval
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "approve-plan"

# METADATA
# title: 逾期未审批方案修订
# description: 方案修订涉及新期限的，应当在规定期限内批准或者退回；决定前，原方案继续执行。
# custom:
#   code: petition.approve_revision_late
#   title_en: A revision of the plan was not decided in time
#   description_en: A revision with a new date is approved or returned within the term; until then the plan in force stands.
#   article: product-rules plan-approval
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "approve-revision"

# METADATA
# title: 逾期未另定措施责任人
# description: 措施责任人回避的，应当在规定期限内另行确定责任人。
# custom:
#   code: petition.reassign_step_late
#   title_en: A step without an owner was not given to another in time
#   description_en: When the owner of a step keeps out of the case, another is named within the term.
#   article: product-rules step
#   measure: reminder
duties contains cite.rule(rego.metadata.rule()) if input.due == "reassign-step"
