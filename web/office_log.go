package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"followthrough/store"
	"followthrough/web/pages"
)

// showChanges is what changed in the office, newest first.
func showChanges(v *visit) error {
	const page = 50
	before, _ := strconv.ParseInt(v.QueryParam("before"), 10, 64)
	f := store.OfficeFilter{What: v.QueryParam("what"), Before: before, Limit: page}
	if !slices.Contains(logged, f.What) {
		f.What = ""
	}
	lines, err := v.officeLines(f)
	if err != nil {
		return err
	}
	p := pages.Changes{Office: v.office(), What: f.What, Lines: lines}
	for _, x := range logged {
		p.Whats = append(p.Whats, pages.Option{Value: x, Text: v.words.T("adm.log." + x)})
	}
	if len(lines) == page {
		p.Next = "/office/changes?what=" + f.What + "&before=" + strconv.FormatInt(lines[page-1].ID, 10)
	}
	return v.show(http.StatusOK, v.words.T("adm.changes"), p, pages.ChangesPage(p))
}

// logged are the tables whose changes are logged.
var logged = []string{"units", "posts", "persons", "postings", "offices", "accounts", "leaves", "calendars", "limit_changes", "categories"}

func (v *visit) officeLines(f store.OfficeFilter) ([]pages.Change, error) {
	all, err := v.s.Office.OfficeLog(v.Request().Context(), f)
	if err != nil {
		return nil, err
	}
	out := []pages.Change{}
	for _, l := range all {
		out = append(out, v.change(l))
	}
	return out, nil
}

// change says a line of the log in words.
func (v *visit) change(l store.OfficeLine) pages.Change {
	w := v.words
	c := pages.Change{ID: l.ID, At: l.At, By: v.dir().name(l.Actor, w), Kind: w.T("adm.log." + l.What), Act: w.T("adm.act." + l.Act), About: v.subject(l), Why: l.Why}
	if l.Actor == "system/record" {
		c.By = w.T("adm.log.nobody")
	}
	for _, key := range shownKeys {
		was, is := v.logged(key, l.Before), v.logged(key, l.After)
		if was != is && (was != "" || is != "") {
			c.Facts = append(c.Facts, pages.Fact{Label: w.T("adm.key." + key), Was: was, Is: is})
		}
	}
	return c
}

// shownKeys are the columns a line of the log shows, in this order.
var shownKeys = []string{"name_zh", "name_en", "title_zh", "title_en", "name", "parent", "unit", "post", "rank", "reports_to", "office", "active", "login", "starts", "ends", "closed",
	"stand_in", "note", "cancelled", "ended_by", "granted_by", "holidays", "workdays", "source", "value", "since", "state", "decided_by", "reason", "vacant", "answers", "password"}

// logged says one value of a row as people would.
func (v *visit) logged(key string, row map[string]any) string {
	x, ok := row[key]
	if !ok || x == nil || x == "" {
		return ""
	}
	n, w := v.dir(), v.words
	text := fmt.Sprint(x)
	switch key {
	case "unit", "parent":
		if _, known := n.units[text]; known {
			return n.unit(text, w.Lang)
		}
		return ""
	case "post", "reports_to":
		return n.title(text, w.Lang)
	case "office":
		return w.Or("office."+text, text)
	case "stand_in", "ended_by", "granted_by", "decided_by", "answers":
		return n.name(text, w)
	case "rank":
		return w.Or("adm.rank."+text, text)
	case "cancelled":
		if text == "false" {
			return ""
		}
		return w.T("adm.is.true")
	case "active", "vacant":
		return w.T("adm.is." + text)
	case "state":
		return w.Or("adm.limit."+text, text)
	case "password":
		return w.T("adm.log.password")
	case "holidays", "workdays":
		return w.T("adm.log.days")
	}
	return text
}

// subject names what a line is about.
func (v *visit) subject(l store.OfficeLine) string {
	n, w := v.dir(), v.words
	switch l.What {
	case "units":
		return n.unit(l.Subject, w.Lang)
	case "posts":
		if p, ok := n.posts[l.Subject]; ok {
			return n.unit(p.Unit, w.Lang) + " " + n.title(l.Subject, w.Lang)
		}
	case "persons", "postings", "offices", "accounts", "leaves":
		return n.person(l.Subject, w.Lang).Name
	case "limit_changes":
		return w.Or("limit."+l.Subject, l.Subject)
	case "categories":
		for _, row := range []map[string]any{l.After, l.Before} {
			if name, ok := row["name"].(string); ok {
				return name
			}
		}
	}
	return l.Subject
}
