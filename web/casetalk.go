package web

import (
	"slices"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// threads lists the moves that are read as a conversation, by the thread they belong to.
var threads = map[string]string{"instruct": "instructions", "urge": "instructions", "report-progress": "instructions", "comment": "comments"}

// caseTalk reads what people said to each other off the timeline, the oldest first, as one reads a conversation.
func (v *visit) caseTalk(c *pages.Case, p store.CasePage, x petition.Facts) {
	asked := 0
	for _, l := range p.Timeline {
		switch threads[l.Move] {
		case "instructions":
			c.Talk.Instructions = append(c.Talk.Instructions, v.remark(c, l))
		case "comments":
			c.Talk.Comments = append(c.Talk.Comments, v.remark(c, l))
		}
		switch l.Move {
		case "consult":
			asked++
			c.Talk.Consults = append(c.Talk.Consults, v.consultation(c, l, asked, x))
		case "answer-consult":
			i := slices.IndexFunc(c.Talk.Consults, func(q pages.Consultation) bool { return itoa(q.No) == l.Fields["number"] })
			if i >= 0 {
				answer := v.remark(c, l)
				c.Talk.Consults[i].Answer = &answer
			}
		}
	}
}

func (v *visit) remark(c *pages.Case, l store.Line) pages.Remark {
	w := v.words
	r := pages.Remark{Seq: l.Seq, By: v.dir().name(l.Actor.ID, w), For: v.dir().name(l.Actor.For, w), At: l.At, Text: l.Fields["note"]}
	if l.Actor.Role != "" {
		r.Role = w.Or("role."+string(l.Actor.Role), string(l.Actor.Role))
	}
	if l.Move != "comment" && l.Move != "consult" && l.Move != "answer-consult" {
		r.Kind = w.First("line."+l.Move, "move."+l.Move)
	}
	for _, id := range l.Fields.List("files") {
		if i := slices.IndexFunc(c.Files, func(f pages.File) bool { return f.ID == id }); i >= 0 {
			r.Files = append(r.Files, c.Files[i])
		}
	}
	return r
}

// consultation is a question to an officer; it is the reader's own while they owe the answer.
func (v *visit) consultation(c *pages.Case, l store.Line, no int, x petition.Facts) pages.Consultation {
	q := pages.Consultation{No: no, Question: v.remark(c, l), To: v.dir().person(l.Fields["person"], v.words.Lang)}
	if day := l.Fields.Day("due", v.s.Terms.Zone()); !day.IsZero() {
		q.Till = day.AddDate(0, 0, 1)
	}
	i := slices.IndexFunc(x.Consults, func(k petition.Consult) bool { return k.No == no })
	q.Open = i >= 0 && !x.Consults[i].Answered
	q.Mine = q.Open && q.To.ID == v.viewer.ID && slices.ContainsFunc(c.Roles, func(r string) bool { return casework.Role(r) == petition.Consulted })
	return q
}
