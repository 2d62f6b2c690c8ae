package web

import (
	"strings"

	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// caseRevision lays a proposed plan beside the one in force: what is new, what gets another day or owner, what goes, what stays.
func (v *visit) caseRevision(c *pages.Case, p store.CasePage, x petition.Facts) {
	if x.Revision == nil {
		return
	}
	r := &pages.Revision{At: x.Revision.At}
	if l, ok := last(p, "revise-plan"); ok {
		r.By, r.For, r.Reason, r.Seq = v.dir().name(l.Actor.ID, v.words), v.dir().name(l.Actor.For, v.words), l.Fields["reason"], l.Seq
	}
	used := map[int]bool{}
	for _, s := range x.Revision.Steps {
		row := pages.RevisedStep{Change: "added", Title: s.Title, Owner: v.dir().name(s.Owner, v.words), Till: s.Till}
		if old, ok := replacedBy(s, x.Steps, used); ok {
			used[old.No] = true
			row.No, row.Was, row.WasOwner = old.No, old.Till, v.dir().name(old.Owner, v.words)
			row.Change = "moved"
			if old.Till.Equal(s.Till) && old.Owner == s.Owner {
				row.Change = "same"
			}
		}
		r.Steps = append(r.Steps, row)
	}
	for _, s := range x.Steps {
		row := pages.RevisedStep{Change: "dropped", No: s.No, Title: s.Title, Owner: v.dir().name(s.Owner, v.words), Was: s.Till}
		switch {
		case used[s.No] || !s.Open():
			continue
		case !replaceable(s):
			row.Change, row.Till = "stays", s.Till
		}
		r.Steps = append(r.Steps, row)
	}
	c.Plan.Revision = r
}

// replaceable are the steps that a revision takes the place of; what is under way or promised stays whatever it says.
func replaceable(s petition.Step) bool { return s.State == "open" && !s.Promise }

// replacedBy finds the step in force that a proposed one goes on with: the one of the same title.
func replacedBy(s petition.Step, inForce []petition.Step, used map[int]bool) (petition.Step, bool) {
	for _, old := range inForce {
		if replaceable(old) && !used[old.No] && strings.TrimSpace(old.Title) == strings.TrimSpace(s.Title) {
			return old, true
		}
	}
	return petition.Step{}, false
}
