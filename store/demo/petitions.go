package demo

import (
	"time"

	"followthrough/casework"
)

// f is the fields of an act.
type f = casework.Fields

// script writes one case's past against the day D.
type script struct {
	day   time.Time
	story story
}

func (s *script) at(days, hour, minute int) time.Time {
	y, m, d := s.day.AddDate(0, 0, days).Date()
	return time.Date(y, m, d, hour, minute, 0, 0, s.day.Location())
}

// on adds an act: days before or after D, the hour, who, what.
func (s *script) on(days, hour, minute int, who, move string, fields f) {
	s.story.acts = append(s.story.acts, act{at: s.at(days, hour, minute), who: who, move: move, fields: fields})
}

func (s *script) date(days int) string { return s.at(days, 0, 0).Format(time.DateOnly) }

func (s *script) step(fields f, n int, title, owner, kind, proof string, due int, promise bool) {
	row := func(col, v string) { fields[casework.RowField("steps", n, col)] = v }
	row("title", title)
	row("owner", "@"+owner+";")
	row("kind", kind)
	row("proof", proof)
	row("due", s.date(due))
	if promise {
		row("promise", "yes")
	}
}

// register and accept are how every case begins.
func (s *script) register(days int, title, content, channel, category, name string, more f) {
	fields := f{"title": title, "content": content, "channel": channel, "matter": "claim", "received": s.date(days), "category": category, "name": name, "contact": "000-0000-0000"}
	for k, v := range more {
		fields[k] = v
	}
	who := "miao"
	if fields["unit"] == "U0" {
		who = "fang"
	}
	s.on(days, 9, 10, who, "register", fields)
}

func (s *script) led(days int, unit, leader string) {
	s.on(days, 10, 0, "miao", "accept", f{"unit": unit, "track": "led", "notice-no": "青卫访受〔" + s.at(days, 0, 0).Format("2006") + "〕号"})
	s.on(days+2, 9, 30, s.assigner(leader), "assign-leader", f{"leader": "@" + leader + ";"})
	s.on(days+2, 15, 0, leader, "take-up", f{"no-conflict": "yes"})
}

func (s *script) assigner(leader string) string {
	if leader == "shen" || leader == "fang" {
		return "fang"
	}
	return "liang"
}

func (s *script) opinion(days int, drafter, head, no string, granted bool) {
	view := "explained"
	if granted {
		view = "granted"
	}
	s.on(days-2, 9, 0, drafter, "draft-opinion", f{"request": "见来信主要诉求。", "facts": "经调查核实，反映情况属实，详见调查记录。", "reasons": "依据规定和实际情况逐项说明。",
		"claims.0.claim": "主要诉求", "claims.0.view": view, "basis": "《信访工作条例》第三十二条及有关业务规定。", "rights-notice": "如不服本意见，可自收到之日起三十日内申请复查。"})
	s.on(days-1, 14, 0, "qin", "legal-check", f{"passes": "yes", "note": "事实清楚，依据准确，程序合规。"})
	s.on(days, 11, 0, head, "sign-opinion", f{"number": no})
}

// petitions are C01–C13 of the demo world; every name, place and matter is invented.
func petitions(day time.Time) []story {
	writers := []struct {
		name  string
		write func(*script)
	}{
		{"C01", refund}, {"C02", parking}, {"C03", vaccination}, {"C04", villageDoctors}, {"C05", benefit}, {"C06", boiler}, {"C07", wages},
		{"C08", familyDoctor}, {"C09", pharmacy}, {"C10", deposit}, {"C11", report}, {"C12", certificate}, {"C13", purchase},
	}
	var all []story
	for _, w := range writers {
		s := &script{day: day, story: story{name: w.name}}
		w.write(s)
		all = append(all, s.story)
	}
	return all
}

func refund(s *script) {
	s.register(-13, "门诊退费半月未到账", "十月底在门诊退了一项检查，窗口说七天内退到卡上，半个月过去还没有到账，打了三次电话都说再等等。", "call", "医疗服务", "罗某", f{"unit": "U2"})
}

func parking(s *script) {
	s.register(-22, "小区门口停车堵路", "小区东门外每天早晚停满车，救护车和消防车都进不来。", "letter", "城市管理", "", f{"anonymous": "yes"})
	s.on(-20, 10, 20, "miao", "transfer", f{"reason": "停车秩序不属于卫生健康部门职责。", "competent-body": "青梧县城市管理局", "document": "青卫访转〔2026〕9号"})
}

func vaccination(s *script) {
	s.register(-14, "接种门诊周末停诊", "县疾控接种门诊周末不开，双职工家庭只能请假带孩子打疫苗，希望周末至少开半天。", "net", "公共卫生", "蒋某", nil)
	s.on(-10, 9, 40, "miao", "accept", f{"unit": "U4", "track": "led", "notice-no": "青卫访受〔2026〕31号"})
}

func villageDoctors(s *script) {
	s.register(-16, "退休村医工龄补助", "我们九名退休村医工龄认定少算，补助从二〇一九年起一直没有补发，推选两位代表反映。", "visit", "待遇保障", "村医代表", f{"representatives.0.name": "代表甲", "representatives.1.name": "代表乙"})
	s.on(-14, 10, 0, "miao", "accept", f{"unit": "U6", "track": "led", "notice-no": "青卫访受〔2026〕30号"})
	s.on(-12, 9, 30, "liang", "assign-leader", f{"leader": "@zhou;", "vacant-post": "石桥乡卫生院院长空缺，无人代理，上提一级由县卫健委承办", "reason": "九人联名，涉及历史工龄"})
	s.on(-12, 15, 0, "zhou", "take-up", f{"no-conflict": "yes"})
	s.on(-11, 9, 0, "zhou", "form-team", f{"members": "@gu;"})
	s.on(-11, 10, 0, "gu", "confirm-membership", f{"no-conflict": "yes"})
	s.on(-9, 15, 0, "zhou", "record-contact", f{"how": "appointment", "on": s.date(-9), "note": "约两位代表来委里面谈，核对九人工龄材料，缺三人原始任命书。"})
}

func benefit(s *script) {
	s.register(-40, "独生子女父母奖励金漏发三年", "二〇二三年到现在奖励金没有发，镇里说名单漏了。", "letter", "计划生育奖励", "叶某", nil)
	s.led(-36, "U5", "zhou")
	s.on(-33, 9, 0, "zhou", "form-team", f{"members": "@tian;,@gu;"})
	s.on(-32, 9, 0, "tian", "confirm-membership", f{"no-conflict": "yes"})
	s.on(-32, 9, 30, "gu", "confirm-membership", f{"no-conflict": "yes"})
	s.on(-25, 16, 0, "zhou", "submit-analysis", f{"request": "补发二〇二三年至今的奖励金。", "facts": "镇卫生院上报名单漏报，经比对确应发放三年。", "rules": "符合奖励扶助条件，应予补发。", "causes": "基层台账没有双人核对。"})
	plan := f{}
	s.step(plan, 0, "核对三年应发名单和金额", "tian", "resolve", "核对表", 6, false)
	s.step(plan, 1, "补发到账并当面告知", "tian", "resolve", "银行回单、告知记录", 20, true)
	s.on(-14, 10, 0, "zhou", "record-contact", f{"how": "phone", "on": s.date(-14), "note": "电话告知核对结果和补发安排。"})
	s.on(-13, 15, 0, "zhou", "submit-plan", plan)
	s.on(-10, 10, 0, "liang", "return-plan", f{"reason": "没有写清资金渠道和完成证明，请补齐。"})
	again := f{}
	s.step(again, 0, "核对三年应发名单和金额，明确资金渠道", "tian", "resolve", "核对表、资金批复", 6, false)
	s.step(again, 1, "补发到账并当面告知", "tian", "resolve", "银行回单、告知记录", 20, true)
	s.step(again, 2, "全镇同类名单再核一遍", "gu", "support", "核查报告", 30, false)
	s.on(-4, 11, 0, "zhou", "submit-plan", again)
}

func boiler(s *script) {
	s.register(-62, "医院锅炉房夜间噪声", "锅炉房离住宅楼只有十几米，夜里风机一直响，家里老人睡不好，要求夜间停炉或者把声音降下来。", "letter", "环境噪声", "贾某", nil)
	s.led(-55, "U2", "he")
	s.on(-52, 9, 0, "he", "form-team", f{"members": "@yao;,@gu;,@shao;"})
	for _, m := range []string{"yao", "gu", "shao"} {
		s.on(-51, 9, 0, m, "confirm-membership", f{"no-conflict": "yes"})
	}
	s.on(-49, 15, 0, "he", "submit-analysis", f{"request": "夜里锅炉房声音大，影响睡眠，要求夜间停炉或者把声音降下来。", "facts": "锅炉房距居民楼十八米，夜间实测五十六分贝，限值五十分贝，反映属实。",
		"rules": "执行社会生活环境噪声排放标准二类区夜间限值；冬季住院楼供暖不能停，不支持夜间停炉。", "causes": "隔声门老化，风机没有减振座，采购慢了三周。"})
	first := f{}
	s.step(first, 0, "昼间、夜间噪声检测", "yao", "resolve", "检测报告", -40, false)
	s.step(first, 1, "加装隔声门窗", "shao", "resolve", "验收单", -10, false)
	s.on(-44, 10, 0, "he", "submit-plan", first)
	s.on(-42, 10, 0, "liang", "return-plan", f{"reason": "缺少夜间降频运行的安排和当面说明。"})
	plan := f{}
	s.step(plan, 0, "昼间、夜间噪声检测", "yao", "resolve", "检测报告", -37, false)
	s.step(plan, 1, "加装隔声门窗、风机减振", "shao", "resolve", "验收单、完工照片", -7, false)
	s.step(plan, 2, "夜间22:00—6:00锅炉降频运行", "shao", "resolve", "运行记录", 12, true)
	s.step(plan, 3, "夜间复测，当面向信访人说明", "yao", "explain", "复测报告、面谈记录", 2, true)
	s.step(plan, 4, "出具并送达处理意见", "gu", "refer", "送达回证", 5, false)
	s.on(-40, 9, 0, "he", "submit-plan", plan)
	s.on(-37, 9, 30, "liang", "approve-plan", nil)
	s.on(-37, 15, 0, "yao", "complete-step", f{"step": "1", "evidence": "昼夜两次检测，夜间超标六分贝，报告已归档。"})
	s.on(-36, 9, 0, "shao", "start-step", f{"step": "2"})
	s.on(-36, 9, 5, "shao", "start-step", f{"step": "3"})
	s.on(-32, 15, 40, "he", "record-contact", f{"how": "phone", "on": s.date(-32), "note": "电话告知检测结果和施工安排，信访人希望看到复测结果。"})
}

func wages(s *script) {
	s.story.acts = append(s.story.acts, act{at: s.at(-80, 9, 0), who: "miao", move: "import", fields: f{"title": "老楼改造拖欠工人误工费", "content": "中医医院老楼改造停工期间的误工费一直没有结清。", "matter": "claim",
		"channel": "visit", "received": "2019-05-14", "replied": "2019-07-02", "reply": "已责成施工单位协商。", "category": "劳动报酬", "name": "程某"}})
	s.on(-78, 10, 0, "liang", "name-handler", f{"handler": "@gu;"})
	s.on(-75, 9, 30, "fang", "assign-leader", f{"leader": "@shen;", "reason": "历史积案，由主要负责同志包案"})
	s.on(-75, 15, 0, "shen", "take-up", f{"no-conflict": "yes"})
	s.on(-74, 9, 0, "shen", "form-team", f{"members": "@gu;,@yao;"})
	s.on(-73, 9, 0, "gu", "confirm-membership", f{"no-conflict": "yes"})
	s.on(-73, 9, 30, "yao", "confirm-membership", f{"no-conflict": "yes"})
	s.on(-66, 9, 0, "shen", "submit-analysis", f{"request": "结清二〇一九年停工期间误工费。", "facts": "停工二十三天，涉及七名工人，已有两次协商记录。", "rules": "施工合同约定由总包先行支付。", "causes": "总包与分包结算争议拖延。"})
	plan := f{}
	s.step(plan, 0, "督促总包先行支付并监督到账", "gu", "resolve", "付款凭证", 15, true)
	s.step(plan, 1, "与人社部门会商结算争议", "yao", "mediate", "会商纪要", 8, false)
	s.on(-58, 9, 0, "shen", "submit-plan", plan)
	s.on(-56, 9, 0, "fang", "approve-plan", nil)
	s.on(-20, 10, 0, "shen", "record-contact", f{"how": "visit", "on": s.date(-20), "note": "带案下访，到工人住处说明进度。"})
	s.on(-5, 10, 0, "shen", "report-progress", f{"note": "总包已同意分两笔支付，第一笔月底到账。"})
}

func familyDoctor(s *script) {
	s.register(-50, "家庭医生签约未上门", "签了家庭医生一年，一次都没有上门。", "call", "基层卫生", "苏某", nil)
	s.led(-46, "U5", "zhou")
	s.on(-43, 9, 0, "zhou", "form-team", f{"members": "@tian;"})
	s.on(-43, 10, 0, "tian", "confirm-membership", f{"no-conflict": "yes"})
	s.on(-42, 9, 0, "zhou", "submit-analysis", f{"request": "按约上门服务。", "facts": "签约后未按频次上门，属实。", "rules": "签约服务协议约定每季一次。", "causes": "团队人手不足，没有排班。"})
	plan := f{}
	s.step(plan, 0, "本月上门一次并建立排班", "tian", "resolve", "服务记录", -28, false)
	s.step(plan, 1, "十二月十日前签约医生再上门一次", "tian", "resolve", "服务记录", 22, true)
	s.on(-40, 9, 0, "zhou", "submit-plan", plan)
	s.on(-38, 9, 0, "liang", "approve-plan", nil)
	s.on(-29, 16, 0, "tian", "complete-step", f{"step": "1", "evidence": "已上门服务并公示季度排班。"})
	s.opinion(-24, "zhou", "shen", "青卫访意〔2026〕38号", true)
	s.on(-24, 15, 0, "zhou", "record-delivery", f{"how": "in-person", "on": s.date(-24), "proof": "送达回证，本人签收"})
}

func pharmacy(s *script) {
	s.register(-45, "急诊夜间取药排队", "夜里急诊只有一个取药窗口，发烧的孩子等了一个多小时。", "net", "医疗服务", "汪某", nil)
	s.led(-41, "U2", "zhou")
	s.on(-38, 9, 0, "zhou", "form-team", f{"members": "@shao;"})
	s.on(-38, 10, 0, "shao", "confirm-membership", f{"no-conflict": "yes"})
	s.on(-37, 9, 0, "zhou", "submit-analysis", f{"request": "夜间增开取药窗口。", "facts": "夜间高峰平均等待五十一分钟。", "rules": "急诊药房应保证及时取药。", "causes": "夜班只排一人。"})
	plan := f{}
	s.step(plan, 0, "夜间药房增开一个窗口", "shao", "resolve", "排班表、现场照片", -18, false)
	s.step(plan, 1, "自助取药机", "shao", "resolve", "采购单", -8, false)
	s.on(-35, 9, 0, "zhou", "submit-plan", plan)
	s.on(-33, 9, 0, "liang", "approve-plan", nil)
	s.on(-22, 10, 0, "shao", "complete-step", f{"step": "1", "evidence": "自上月三十日起夜间两个窗口，排班表已附。"})
	s.on(-15, 10, 0, "zhou", "drop-step", f{"step": "2", "reason": "年内没有预算，明年列入。"})
	s.opinion(-7, "zhou", "shen", "青卫访意〔2026〕41号", true)
	s.on(-2, 17, 10, "zhou", "propose-closure", f{"outcome": "resolved", "note": "夜间药房增开一个窗口。"})
}

func deposit(s *script) {
	s.register(-44, "住院押金退还手续繁琐", "出院后退押金跑了三趟窗口，要求简化。", "visit", "医疗服务", "姜某", nil)
	s.led(-40, "U2", "he")
	s.on(-37, 9, 0, "he", "form-team", f{"members": "@shao;"})
	s.on(-37, 10, 0, "shao", "confirm-membership", f{"no-conflict": "yes"})
	s.on(-36, 9, 0, "he", "submit-analysis", f{"request": "一次办结退还押金。", "facts": "需三个窗口盖章，平均两天。", "rules": "应当一次告知、一次办结。", "causes": "财务与住院处流程未打通。"})
	plan := f{}
	s.step(plan, 0, "合并窗口，出院当日退还", "shao", "resolve", "流程文件", -20, false)
	s.on(-34, 9, 0, "he", "submit-plan", plan)
	s.on(-32, 9, 0, "liang", "approve-plan", nil)
	s.on(-22, 10, 0, "shao", "complete-step", f{"step": "1", "evidence": "新流程文件和首周退款清单。"})
	s.opinion(-14, "he", "shen", "青卫访意〔2026〕40号", true)
	s.on(-12, 15, 0, "he", "propose-closure", f{"outcome": "resolved", "note": "当日退还。"})
	s.on(-9, 10, 0, "tang", "return-closure", f{"reason": "没有送达证明，请补。", "to": "replied"})
	s.on(-7, 10, 0, "he", "record-delivery", f{"how": "mail", "on": s.date(-8), "proof": "挂号信回执"})
	s.on(-4, 16, 0, "he", "propose-closure", f{"outcome": "resolved", "note": "补齐送达证明，再次报结。"})
	s.on(-1, 10, 0, "tang", "record-phone-check", f{"verdict": "agrees", "note": "信访人表示押金已退，满意。"})
}

func report(s *script) {
	s.register(-60, "体检报告遗失补发", "单位体检报告医院说寄丢了，要求补发。", "call", "医疗服务", "孟某", nil)
	s.led(-56, "U3", "zhou")
	s.on(-53, 9, 0, "zhou", "form-team", f{"members": "@gu;"})
	s.on(-53, 10, 0, "gu", "confirm-membership", f{"no-conflict": "yes"})
	s.on(-52, 9, 0, "zhou", "submit-analysis", f{"request": "补发体检报告。", "facts": "邮寄登记缺失，报告可重打。", "rules": "应当免费补发。", "causes": "寄送没有登记。"})
	plan := f{}
	s.step(plan, 0, "补发报告", "gu", "resolve", "签收单", -40, false)
	s.on(-50, 9, 0, "zhou", "submit-plan", plan)
	s.on(-48, 9, 0, "liang", "approve-plan", nil)
	s.on(-42, 10, 0, "gu", "complete-step", f{"step": "1", "evidence": "已补发，签收单归档。"})
	s.opinion(-30, "zhou", "shen", "青卫访意〔2026〕33号", true)
	s.on(-29, 10, 0, "zhou", "record-delivery", f{"how": "in-person", "on": s.date(-29), "proof": "送达回证"})
	s.on(-20, 10, 0, "zhou", "propose-closure", f{"outcome": "resolved", "note": "报告已补发。"})
	s.on(-16, 10, 0, "tang", "record-phone-check", f{"verdict": "agrees", "note": "信访人说已收到。"})
	s.on(-15, 10, 0, "tang", "approve-closure", nil)
	s.on(-1, 11, 0, "miao", "dispute", f{"note": "补发的报告缺少两项影像结果，没有真正解决。", "document": "异议书一页"})
}

func certificate(s *script) {
	s.register(-200, "新生儿出生证信息更正", "出生证母亲姓名有误，更正跑了几次没有结果。", "visit", "妇幼健康", "阮某", nil)
	s.led(-196, "U3", "he")
	s.on(-193, 9, 0, "he", "form-team", f{"members": "@gu;"})
	s.on(-193, 10, 0, "gu", "confirm-membership", f{"no-conflict": "yes"})
	s.on(-190, 9, 0, "he", "submit-analysis", f{"request": "更正出生证。", "facts": "首次填报有误，材料齐全后可以换发。", "rules": "按首次签发规定换发。", "causes": "窗口没有一次告知材料。"})
	plan := f{}
	s.step(plan, 0, "一次告知并换发", "gu", "resolve", "换发记录", -175, false)
	s.on(-186, 9, 0, "he", "submit-plan", plan)
	s.on(-184, 9, 0, "liang", "approve-plan", nil)
	s.on(-178, 9, 0, "gu", "complete-step", f{"step": "1", "evidence": "已换发，记录归档。"})
	s.opinion(-160, "he", "shen", "青卫访意〔2026〕12号", true)
	s.on(-159, 10, 0, "he", "record-delivery", f{"how": "in-person", "on": s.date(-159), "proof": "送达回证"})
	s.on(-150, 10, 0, "he", "propose-closure", f{"outcome": "supported", "note": "已换发，并帮助补办新农合登记。"})
	s.on(-146, 10, 0, "tang", "record-phone-check", f{"verdict": "agrees", "note": "信访人认可。"})
	s.on(-145, 10, 0, "tang", "approve-closure", nil)
	for i, day := range []int{-137, -114, -54} {
		s.on(day, 9, 0, "system", "ask-call-back", nil)
		s.on(day, 15, i, "he", "record-contact", f{"how": "call-back", "on": s.date(day), "note": "电话回访，没有新的问题。"})
	}
}

func purchase(s *script) {
	s.register(-8, "（保密）反映设备采购问题", "反映设备采购程序和价格问题，请上级核查。", "letter", "检举控告", "", f{"matter": "report", "unit": "U0", "anonymous": "yes", "hidden-unit": "U2", "hidden-persons": "@shen;,@zhou;,@he;"})
	s.on(-5, 10, 0, "fang", "accept", f{"unit": "U0", "track": "led", "handler": "@fang;"})
}
