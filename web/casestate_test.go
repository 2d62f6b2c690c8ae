package web

import (
	"strings"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/locales"
	"followthrough/web/pages"
)

// told is a visit that says things in a language, without a request.
func told(lang string) *visit { return &visit{words: locales.In(lang)} }

// What the petitioner has to be told is said in words, in either language, for each matter the table knows.
func TestDue_SaysWhatThePetitionerIsToBeTold(t *testing.T) {
	for _, m := range petition.Process.MoveList() {
		if m.Name != "record-notice" {
			continue
		}
		for _, f := range m.Form {
			for _, about := range f.Options {
				for _, lang := range locales.Languages {
					if !told(lang).words.Has("due.tell." + about) {
						t.Errorf("%s: telling of %s is not said", lang, about)
					}
				}
			}
		}
	}
	if text := told(locales.Chinese).dueName("tell-petitioner", "extension"); text != "把延期决定告知信访人" {
		t.Error(text)
	}
	if text := told(locales.English).dueName("tell-petitioner", "extension"); text != "Tell the petitioner of the extension" {
		t.Error(text)
	}
}

// A revision with a later date stands beside the plan in force, and the supervisor is led to it with both answers.
func TestCase_AProposedRevisionStandsBesideThePlanInForce(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	var before pages.Case
	w.json("he", "/petitions/"+no, &before)
	var open pages.Step
	for _, s := range before.Plan.Steps {
		if s.State == "open" && !s.Promise {
			open = s
		}
	}
	late := time.Now().AddDate(0, 3, 0).Format(time.DateOnly)
	title := open.Title
	if title == "" {
		title = "另请施工队"
	}
	row := func(title string) map[string]any {
		return map[string]any{"title": title, "owner": w.person("yao"), "due": late, "kind": "resolve", "proof": "验收单"}
	}
	w.do("he", no, "revise-plan", map[string]any{"reason": "设备到货推迟", "steps": []any{row(title), row("复测并当面说明")}})
	var c pages.Case
	w.json("liang", "/petitions/"+no, &c)
	r := c.Plan.Revision
	if r == nil || r.By == "" || r.Reason != "设备到货推迟" {
		t.Fatalf("the revision: %+v", r)
	}
	changes := map[string]string{}
	for _, s := range r.Steps {
		changes[s.Title] = s.Change
	}
	if changes["复测并当面说明"] != "added" || open.Title != "" && changes[open.Title] != "moved" {
		t.Errorf("changes: %v", changes)
	}
	_, page := w.get("liang", "/petitions/"+no)
	for _, want := range []string{`id="revision"`, `id="approve-revision-form"`, `id="return-revision-form"`} {
		if strings.Count(page, want) != 1 {
			t.Errorf("%s stands %d times on the supervisor's page", want, strings.Count(page, want))
		}
	}
	if _, page = w.get("he", "/petitions/"+no); !strings.Contains(page, `id="revision"`) || strings.Contains(page, `id="approve-revision-form"`) {
		t.Error("the leader sees no revision, or decides on their own")
	}
	if _, page = w.get("liang", "/"); !strings.Contains(page, "/petitions/"+no+"#revision") {
		t.Error("my work does not lead the supervisor to the revision")
	}
}

// Of each granted claim the page says what became of it, and the forms ask which by its text; so of whoever represents.
func TestCase_GrantedClaimsAndRepresentativesAreChosenByTheirWords(t *testing.T) {
	w := demoWorld(t)
	no := w.toSign("候诊区没有座位")
	w.do("shen", no, "sign-opinion", map[string]any{"number": "青卫信复〔2099〕7号"})
	w.do("miao", no, "name-representative", map[string]any{"capacity": "agent", "document": "委托书", "representatives": []any{map[string]any{"name": "郝某某"}}})
	path := "/petitions/" + no
	_, page := w.get("gu", path+"?do=evidence-claim&for=1")
	if !strings.Contains(page, "第1项 f") || strings.Contains(page, `type="number" min="0" inputmode="numeric" id="evidence-claim-claim-no"`) {
		t.Error("the claim is not chosen by its text")
	}
	if _, page = w.get("miao", path); !strings.Contains(page, "第1位 代理人") || strings.Contains(page, "郝某某") {
		t.Error("the representative is not chosen by capacity, or is named")
	}
	state := func() string {
		var c pages.Case
		w.json("gu", path, &c)
		return c.Grants[0].State + " " + c.Grants[0].Text
	}
	if s := state(); s != "open f" {
		t.Error(s)
	}
	w.do("gu", no, "evidence-claim", map[string]any{"claim-no": "1", "evidence": "已装座椅"})
	if s := state(); s != "shown f" {
		t.Error(s)
	}
	today := time.Now().In(time.FixedZone("", 8*3600)).Format(time.DateOnly)
	w.do("gu", no, "record-delivery", map[string]any{"how": "mail", "on": today, "proof": "回执"})
	w.do("miao", no, "record-review-request", map[string]any{"document": "复查申请"})
	if _, page = w.get("gu", path); !strings.Contains(page, "申请复查，") || !strings.Contains(page, "有结果前不能销号或终结。") {
		t.Error("the open review is not said")
	}
	w.do("liang", no, "record-review-outcome", map[string]any{"outcome": "upheld", "document": "复查〔2099〕1号", "on": today})
	if _, page = w.get("gu", path+"?do=record-notice&for=review"); !strings.Contains(page, "<b>维持</b>") || !strings.Contains(page, "前申请复核。") ||
		!strings.Contains(page, "把复查、复核结果告知信访人") {
		t.Error("the outcome of the review, or that it has to be told, is not said")
	}
	if _, page = w.get("gu", "/"); !strings.Contains(page, path+"?do=record-notice&amp;for=review#record-notice") {
		t.Error("my work does not lead to the notice with its matter")
	}
	for _, wrong := range faults(page) {
		t.Error(wrong)
	}
}

// A promised claim names the step that keeps it; one sent back begins anew with a review.
func TestCase_ClaimsAndReviewsAreReadOffTheRecord(t *testing.T) {
	v := &visit{words: locales.In(locales.Chinese), names: &names{}, s: &server{Deps: Deps{Terms: zoned{}}}}
	p := store.CasePage{Timeline: []store.Line{
		line(1, "draft-opinion", casework.Fields{"claims.0.claim": "退费", "claims.0.view": "granted", "claims.1.claim": "道歉", "claims.1.view": "granted"}),
		line(2, "record-review-request", nil), line(3, "record-review-outcome", casework.Fields{"outcome": "sent-back"}),
		line(4, "record-review-request", nil)}}
	x := petition.Facts{Opinion: petition.Opinion{Grants: []petition.Grant{{Claim: 1}, {Claim: 2}}}, Steps: []petition.Step{{No: 4, Claim: 2, State: "open", Owner: "P1"}}}
	x.Review.Open = true
	var c pages.Case
	v.caseGrants(&c, p, x)
	v.caseReviews(&c, p, x)
	if len(c.Grants) != 2 || c.Grants[0].State != "open" || c.Grants[1].State != "promised" || c.Grants[1].Step != 4 || c.Grants[1].Text != "道歉" {
		t.Errorf("claims: %+v", c.Grants)
	}
	if len(c.Reviews) != 2 || c.Reviews[0].Open || c.Reviews[1].Level != 1 || !c.Reviews[1].Open {
		t.Errorf("reviews: %+v", c.Reviews)
	}
}

func line(seq int64, move string, fields casework.Fields) store.Line {
	var l store.Line
	l.Seq, l.Move, l.Fields = seq, move, fields
	return l
}

type zoned struct{ casework.Terms }

func (zoned) Zone() *time.Location { return time.UTC }
