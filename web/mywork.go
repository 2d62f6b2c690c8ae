package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

// showMyWork is the first page. Those who see no cases, or only read them, are shown to their own room.
func showMyWork(v *visit) error {
	switch {
	case administrators.admits(v.viewer.Offices):
		return v.goTo("/office")
	case auditors.admits(v.viewer.Offices):
		return v.goTo("/audit")
	}
	desk, err := v.s.Reader.MyWork(v.Request().Context(), v.viewer)
	if err != nil {
		return err
	}
	p := v.myWork(desk)
	return v.show(http.StatusOK, v.words.T("work.title"), p, pages.MyWorkPage(p))
}

func (v *visit) myWork(desk store.Desk) pages.MyWork {
	p := pages.MyWork{Who: *v.who, Late: []pages.Task{}, Today: []pages.Task{}, Soon: []pages.Task{}, Later: []pages.Task{}, Waiting: []pages.Task{}, Fresh: []pages.Task{}, Notices: []pages.Notice{}}
	groups := map[string]*[]pages.Task{"late": &p.Late, "today": &p.Today, "soon": &p.Soon, "later": &p.Later}
	counts := map[string]*int{"late": &p.Counts.Late, "today": &p.Counts.Today, "soon": &p.Counts.Soon, "later": &p.Counts.Later}
	for _, at := range desk.Owed {
		*counts[v.presses(at)]++
	}
	p.Counts.Waiting, p.Counts.OwedMore, p.Counts.WaitingMore = len(desk.Waiting), desk.OwedMore, desk.WaitingMore
	for _, x := range desk.Mine {
		t := v.task(x)
		if x.Title == "" { // only the card: a conflict comes first
			t.Verb = v.words.T("due.take-up.verb")
			p.Fresh = v.freshly(p.Fresh, x.CaseRow)
		}
		group := groups[v.presses(x.Due.At)]
		*group = append(*group, t)
	}
	for _, x := range desk.Asked {
		p.Fresh = v.freshly(p.Fresh, x)
	}
	for _, x := range desk.Waiting {
		p.Waiting = append(p.Waiting, v.task(x))
	}
	for _, n := range desk.Notices {
		p.Notices = append(p.Notices, v.notice(n))
	}
	for _, d := range desk.Digests {
		p.Notices = append(p.Notices, v.digest(d))
	}
	slices.SortStableFunc(p.Notices, func(a, b pages.Notice) int { return cmp.Compare(b.ID, a.ID) })
	for _, s := range v.viewer.StandsInFor {
		p.Stands = append(p.Stands, v.dir().name(s.ID, v.words))
	}
	return p
}

// freshly adds a case of which only the card is shown, once however much is owed in it.
func (v *visit) freshly(all []pages.Task, r store.CaseRow) []pages.Task {
	if slices.ContainsFunc(all, func(t pages.Task) bool { return t.No == r.No }) {
		return all
	}
	row := v.row(r)
	return append(all, pages.Task{Row: row, Text: v.words.T("due.take-up.do"), Verb: v.words.T("due.take-up.verb"), Go: row.Path})
}

// presses says in which group of my work a date stands.
func (v *visit) presses(at time.Time) string {
	zone := v.s.Terms.Zone()
	switch {
	case !v.now.Before(at):
		return "late"
	case pages.DaysBetween(v.now.In(zone), at.Add(-1).In(zone)) == 0:
		return "today"
	case !v.s.Terms.WorkingDays(v.now, 5).At.Before(at):
		return "soon"
	}
	return "later"
}

// notice says what somebody is told: a move that was made, or a measure about a date.
func (v *visit) notice(n store.NoticeRow) pages.Notice {
	text := v.words.First("notice."+n.About, "line."+n.About, "measure."+n.About, "entry.other")
	if n.DueName != "" {
		text = v.words.T("notice.due", "Text", text, "Due", v.dueName(n.DueName, ""))
	}
	return pages.Notice{ID: n.ID, No: n.No, Title: n.Title, Text: text, Copy: n.Copy, At: n.At, Read: n.Read, Go: pages.CasePath(n.No)}
}

// digest is what the dates of one import's cases told on one day: one message, however many.
func (v *visit) digest(d store.NoticeDigest) pages.Notice {
	n := v.notice(store.NoticeRow{ID: d.Last, Title: d.File, About: d.About, DueName: d.DueName, Copy: d.Copy, At: d.Day, Read: d.Unread == 0})
	n.Text = v.words.T("notice.digest", "Text", n.Text, "Cases", strconv.Itoa(d.Cases))
	n.Go = "/petitions?overdue=yes"
	return n
}

type readTill struct {
	Till int64 `json:"till"` // the newest notice that was seen
}

// readNotices marks notices as read.
func readNotices(v *visit) error {
	var in readTill
	if err := v.read(&in, func() { in.Till, _ = strconv.ParseInt(v.FormValue("till"), 10, 64) }); err != nil {
		return err
	}
	if in.Till <= 0 {
		return casework.Refuse(casework.Incomplete, casework.Item{Key: "till", Field: "till"})
	}
	if err := v.s.Reader.MarkRead(v.Request().Context(), v.viewer, in.Till); err != nil {
		return err
	}
	return v.done("/")
}
