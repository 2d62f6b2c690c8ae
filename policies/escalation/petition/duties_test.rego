package escalation.petition_test

import data.escalation.petition

_missed(due, limit) := {duty.code | some duty in duties} if {
	duties := petition.duties with input as {"due": due, "limit": limit}
}

_duties := {
	"decide": "petition.decide_late",
	"notify": "petition.notify_late",
	"name-leader": "petition.name_leader_late",
	"take-up": "petition.take_up_late",
	"decide-recusal": "petition.decide_recusal_late",
	"form-team": "petition.form_team_late",
	"submit-analysis": "petition.analysis_late",
	"submit-plan": "petition.plan_late",
	"approve-plan": "petition.approve_plan_late",
	"step": "petition.step_late",
	"contact": "petition.leader_silent",
	"progress-report": "petition.progress_report_late",
	"answer-consult": "petition.answer_consult_late",
	"decide-extension": "petition.decide_extension_late",
	"legal-check": "petition.legal_check_late",
	"deliver": "petition.deliver_late",
	"propose-closure": "petition.propose_closure_late",
	"decide-closure": "petition.decide_closure_late",
	"answer-dispute": "petition.answer_dispute_late",
	"call-back": "petition.call_back_late",
	"settle-withdrawal": "petition.withdrawal_settles",
	"simple-ends": "petition.simple_ends",
	"final": "petition.final_settles",
	"approve-revision": "petition.approve_revision_late",
	"reassign-step": "petition.reassign_step_late",
	"tell-petitioner": "petition.tell_petitioner_late",
	"appointment": "petition.appointment_late",
	"confidential": "petition.confidential_late",
	"reply-merged": "petition.reply_merged_late",
	"review": "petition.review_late",
}

test_each_duty_has_its_rule_and_no_other if {
	every due, code in _duties {
		_missed(due, "x") == {code}
	}
}

test_the_opinion_is_measured_by_its_term if {
	_missed("opinion", "petition.handle") == {"petition.opinion_late"}
}

test_the_decision_on_a_simple_matter_by_the_simple_term if {
	_missed("decide", "petition.simple.decide") == {"petition.simple_decide_late"}
}

test_a_re_review_by_its_own_article if {
	_missed("review", "petition.re-review") == {"petition.re_review_late"}
}

test_the_opinion_of_a_simple_matter_by_the_simple_term if {
	_missed("opinion", "petition.simple.answer") == {"petition.simple_answer_late"}
}

test_silent_when_no_duty_is_named_so if {
	_missed("", "x") == set()
	_missed("DECIDE", "x") == set()
}

test_nobody_is_reminded_of_what_the_system_settles if {
	settled := _decide({"due": "settle-withdrawal", "chain": []})
	settled.measure == "none"
	settled.addressees == []
	[r.code | some r in settled.rules] == ["petition.withdrawal_settles"]
	settled.ask_again == 5
}
