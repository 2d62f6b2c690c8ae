package web

import (
	"slices"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// matters are the fields that say what of the case a move is about: ?for= fills them in, and a case has its own answers.
var matters = []string{"about", "claim-no", "number", "step"}

// matterOf is the field of a move that ?for= fills in.
var matterOf = map[string]string{"record-notice": "about", "evidence-claim": "claim-no", "promise-claim": "claim-no", "answer-consult": "number",
	"complete-step": "step", "start-step": "step", "reassign-step": "step", "end-representation": "number"}

// matter fills in what a link said that the form it leads to is about.
func (v *visit) matter(move string) casework.Fields {
	name, about := matterOf[move], v.QueryParam("for")
	if name == "" || about == "" || v.QueryParam("do") != move {
		return nil
	}
	return casework.Fields{name: about}
}

// askedOf are the answers that a case itself has to what a move is about: the decisions yet to be told, the claims yet to
// be carried out, who represents the petitioner, what was promised.
func (v *visit) askedOf(c *pages.Case, p store.CasePage, x petition.Facts) map[string][]pages.Option {
	asked := map[string][]pages.Option{}
	put := func(move, value, text string) {
		asked[move] = append(asked[move], pages.Option{Value: value, Text: text})
	}
	if x.Notified.IsZero() {
		put("record-notice", "acceptance", v.words.T("option.about.acceptance"))
	}
	for _, t := range x.ToTell {
		put("record-notice", t.About, v.words.T("option.about."+t.About))
	}
	for _, g := range c.Grants {
		if g.State == "open" {
			text := v.words.T("claims.option", "N", g.No, "Claim", g.Text)
			put("evidence-claim", itoa(g.No), text)
			put("promise-claim", itoa(g.No), text)
		}
	}
	for _, d := range c.Deputies {
		if !d.Ended {
			put("end-representation", itoa(d.No), v.words.T("deputies.option", "N", d.No, "Capacity", d.Capacity))
		}
	}
	for _, s := range c.Plan.Steps {
		if s.Promise && s.State != "dropped" {
			put("report-unkept", itoa(s.No), v.words.T("plan.option", "N", s.No, "Title", s.Title))
		}
	}
	for _, q := range c.Talk.Consults {
		if q.Mine {
			put("answer-consult", itoa(q.No), v.words.T("claims.option", "N", q.No, "Claim", q.Question.Text))
		}
	}
	return asked
}

// caseGrants says of each claim that the opinion in force grants whether it was carried out, is promised, or still open.
func (v *visit) caseGrants(c *pages.Case, p store.CasePage, x petition.Facts) {
	claims, texts := claimsInForce(p)
	for _, g := range x.Opinion.Grants {
		out := pages.GrantedClaim{No: g.Claim, State: "open", Shown: g.Shown}
		if g.Claim <= texts {
			out.Text = claims.Row("claims", g.Claim-1, "claim")
		}
		for _, s := range x.Steps {
			if s.Claim == g.Claim && s.State != "dropped" {
				out.State, out.Step, out.Till, out.Kept = "promised", s.No, s.Till, s.Done
				out.Owner = v.dir().name(s.Owner, v.words)
			}
		}
		if !g.Shown.IsZero() {
			out.State = "shown"
			v.grantEvidence(&out, c, p)
		}
		c.Grants = append(c.Grants, out)
	}
}

// grantEvidence adds what shows a claim carried out.
func (v *visit) grantEvidence(g *pages.GrantedClaim, c *pages.Case, p store.CasePage) {
	for _, l := range linesOf(p, "evidence-claim") {
		if l.Fields["claim-no"] != itoa(g.No) {
			continue
		}
		g.Evidence, g.Files = l.Fields["evidence"], nil
		for _, f := range c.Files {
			if slices.Contains(l.Fields.List("files"), f.ID) {
				g.Files = append(g.Files, f)
			}
		}
	}
}

// claimsInForce are the claims as the newest opinion has them: the draft's, or those of a review that changed it.
func claimsInForce(p store.CasePage) (casework.Fields, int) {
	var in casework.Fields
	for _, l := range linesOf(p, "draft-opinion", "record-review-outcome") {
		if l.Fields.Count("claims") > 0 {
			in = l.Fields
		}
	}
	return in, in.Count("claims")
}

// caseDeputies lists who acts for the petitioner by number and capacity; their names are behind the reveal.
func (v *visit) caseDeputies(c *pages.Case, x petition.Facts) {
	for _, d := range x.People {
		c.Deputies = append(c.Deputies, pages.Deputy{No: d.No, Capacity: v.words.Or("option.capacity."+d.Capacity, d.Capacity), Ended: d.Ended})
	}
}
