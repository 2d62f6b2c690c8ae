package ledger

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"followthrough/casework"
	"followthrough/store"
)

// The longest values the move takes, in characters.
const (
	longestText  = 200
	longestProse = 20_000
)

// rowReader turns rows of the sheet into rows for staging.
type rowReader struct {
	*sheetPlan
	zone    *time.Location
	now     time.Time
	from04  bool
	unknown map[string]int // words of the channel column that say none, by the field
}

// row reads one row. Every cell that cannot be used is an error of its own.
func (r *rowReader) row(n int, cells []string) store.StagedRow {
	out := rowOut{StagedRow: store.StagedRow{Row: n, Fields: casework.Fields{}}, plan: r.sheetPlan}
	get := func(field string) string {
		i, ok := r.at[field]
		if !ok || i >= len(cells) {
			return ""
		}
		return cells[i]
	}
	out.text("title", oneLine(get("title")), longestText)
	out.text("content", clean(get("content")), longestProse)
	out.text("reply", clean(get("reply")), longestProse)
	out.text("category", oneLine(get("category")), longestText)
	out.text("original-no", whole(oneLine(get("original-no"))), longestText)
	out.text("name", oneLine(get("name")), longestText)
	r.words(&out, get)
	r.matterOf(&out)
	r.dates(&out, get)
	return out.StagedRow
}

// rowOut is a row in the making.
type rowOut struct {
	store.StagedRow
	plan *sheetPlan
}

func (o *rowOut) wrong(field, value, code string, args ...string) {
	e := store.RowError{Row: o.Row, Field: field, Value: shown(field, value), Code: code, Args: args}
	if i, ok := o.plan.at[field]; ok {
		e.Heading = o.plan.columns[i].heading
	}
	o.Errors = append(o.Errors, e)
}

// text keeps a value; a formula's error or one too long is wrong.
func (o *rowOut) text(field, value string, longest int) {
	switch n := utf8.RuneCountInString(value); {
	case value == "":
		return
	case strings.HasPrefix(value, "#") && spreadsheetErrors[value]:
		o.wrong(field, value, "formula-error")
	case n > longest:
		o.wrong(field, value, "too-long", strconv.Itoa(n), strconv.Itoa(longest))
	}
	o.Fields[field] = value
}

var spreadsheetErrors = map[string]bool{"#N/A": true, "#REF!": true, "#VALUE!": true, "#DIV/0!": true, "#NAME?": true, "#NUM!": true, "#NULL!": true}

// whole writes a number a spreadsheet kept as 1.8E5 or 2549.0 as people see it.
func whole(s string) string {
	if f, err := strconv.ParseFloat(s, 64); err == nil && f == float64(int64(f)) && strings.ContainsAny(s, ".eE") && f < 1e15 && f > -1e15 {
		return strconv.FormatInt(int64(f), 10)
	}
	return s
}

// matterOf sees to it that a row has a title and a content. Where the sheet has no column for
// one of them it is made of the other; where it has, an empty cell is an error.
func (r *rowReader) matterOf(o *rowOut) {
	_, titled := r.at["title"]
	_, told := r.at["content"]
	switch {
	case !titled && o.Fields["content"] != "":
		o.Fields["title"] = firstSentence(o.Fields["content"])
	case !told && o.Fields["title"] != "":
		o.Fields["content"] = o.Fields["title"]
	}
	for _, field := range []string{"title", "content"} {
		if _, has := r.at[field]; has && o.Fields[field] == "" {
			o.wrong(field, "", "missing")
		}
	}
}

// channelWords and matterWords are what cells say, in the order they are looked for.
var channelWords = []struct{ word, channel string }{
	{"网", "net"}, {"信箱", "net"}, {"邮件", "net"}, {"邮箱", "net"}, {"微信", "net"}, {"app", "net"}, {"web", "net"}, {"net", "net"}, {"mail box", "net"}, {"e-mail", "net"}, {"email", "net"},
	{"来电", "call"}, {"电话", "call"}, {"热线", "call"}, {"12345", "call"}, {"call", "call"}, {"phone", "call"},
	{"来访", "visit"}, {"走访", "visit"}, {"接访", "visit"}, {"上访", "visit"}, {"visit", "visit"}, {"in person", "visit"},
	{"信", "letter"}, {"letter", "letter"}, {"mail", "letter"}, {"post", "letter"},
}

var matterWords = []struct{ word, matter string }{
	{"检举", "report"}, {"控告", "report"}, {"举报", "report"}, {"wrongdoing", "report"}, {"report", "report"},
	{"申诉", "claim"}, {"求决", "claim"}, {"建议", "claim"}, {"意见", "claim"}, {"咨询", "claim"}, {"投诉", "claim"}, {"求助", "claim"}, {"表扬", "claim"},
	{"claim", "claim"}, {"request", "claim"}, {"complaint", "claim"}, {"suggestion", "claim"}, {"enquiry", "claim"}, {"inquiry", "claim"},
}

// words reads the cells whose words are few. A channel nobody knows is "other"; whether a
// matter reports wrongdoing decides who may see it, so that nothing is guessed there.
func (r *rowReader) words(o *rowOut, get func(string) string) {
	if text := strings.ToLower(oneLine(get("channel"))); text != "" {
		o.Fields["channel"] = "other"
		for _, w := range channelWords {
			if strings.Contains(text, w.word) {
				o.Fields["channel"] = w.channel
				break
			}
		}
		if o.Fields["channel"] == "other" {
			r.unknown["channel"]++
		}
	}
	o.Fields["matter"] = r.matter
	if text := strings.ToLower(oneLine(get("matter"))); text != "" {
		o.Fields["matter"] = ""
		for _, w := range matterWords {
			if strings.Contains(text, w.word) {
				o.Fields["matter"] = w.matter
				break
			}
		}
		if o.Fields["matter"] == "" {
			o.wrong("matter", text, "unknown-word")
		}
	}
}

// dates reads when the matter came in and when it was answered.
func (r *rowReader) dates(o *rowOut, get func(string) string) {
	received, hasReceived := r.date(o, "received", get("received"))
	replied, hasReplied := r.date(o, "replied", get("replied"))
	if _, failed := r.at["received"]; failed && blank(get("received")) {
		o.wrong("received", "", "missing")
	}
	if blank(get("replied")) && o.Fields["reply"] != "" {
		o.wrong("replied", "", "reply-without-its-day")
	}
	if !hasReceived || !hasReplied {
		return
	}
	if day(replied.at) < day(received.at) || received.exact && replied.exact && replied.at.Before(received.at) {
		o.wrong("replied", get("replied"), "replied-before-received", received.at.Format(time.DateOnly))
	}
	// An answer of the same day whose hour nobody wrote down did not come before the matter.
	if day(replied.at) == day(received.at) && received.exact && !replied.exact {
		delete(o.Fields, "received-at")
	}
}

// read is a date of a row; exact says that its hour was written down.
type read struct {
	at    time.Time
	exact bool
}

func (r *rowReader) date(o *rowOut, field, text string) (read, bool) {
	if blank(text) {
		return read{}, false
	}
	m := readMoment(text, r.orders[field], r.from04)
	if m.code != "" {
		o.wrong(field, text, m.code)
		return read{}, false
	}
	at := m.in(r.zone)
	if at.After(r.now) {
		o.wrong(field, text, "in-the-future", at.Format(time.DateOnly))
		return read{}, false
	}
	o.Fields[field] = at.Format(time.DateOnly)
	if m.hasTime {
		o.Fields[field+"-at"] = at.Format(time.RFC3339)
	}
	return read{at, m.hasTime}, true
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

// kind of row, beside those that hold a matter.
type aside string

const (
	matterRow aside = ""
	headAgain aside = "headings-again" // a heading repeated on each printed page
	nothing   aside = "nothing-mapped" // empty in every column that is taken
	totalRow  aside = "total"          // 合计 at the end
)

// asideOf tells rows that hold no matter from those that do.
func (p *sheetPlan) asideOf(cells []string) aside {
	same, filled, first := 0, 0, ""
	for field, i := range p.at {
		if i >= len(cells) || blank(cells[i]) {
			continue
		}
		if filled++; len(cells[i]) > 4*longestText { // no heading and no total
			continue
		}
		text := cell(cells, i)
		if strings.HasSuffix(p.columns[i].heading, text) {
			same++
		}
		if field == "original-no" {
			first = text
		}
	}
	switch {
	case filled == 0:
		return nothing
	case same == filled && filled > 1:
		return headAgain
	case filled == 1 && (strings.HasPrefix(first, "合计") || strings.HasPrefix(first, "总计") || strings.HasPrefix(first, "小计") || strings.EqualFold(first, "total")):
		return totalRow
	}
	return matterRow
}

// where names a cell for people: B17.
func (p *sheetPlan) where(e store.RowError) string {
	if i, ok := p.at[e.Field]; ok {
		return fmt.Sprintf("%s%d", columnName(i), e.Row)
	}
	return strconv.Itoa(e.Row)
}
