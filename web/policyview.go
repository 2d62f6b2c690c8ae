package web

import (
	"strconv"
	"strings"
	"time"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/locales"
	"followthrough/web/pages"
)

// explain says how a date was computed; false when no limit stands behind it or nobody knows it any more.
func (v *visit) explain(d store.DueRow) (pages.Sum, bool) {
	if v.s.Policy == nil || d.Limit == "" {
		return pages.Sum{}, false
	}
	e := v.s.Policy.Explain(d.Limit, d.From, d.More, d.At)
	if !e.Known {
		return pages.Sum{}, false
	}
	sum := pages.Sum{Length: e.Value, More: e.More, Unit: e.Unit, First: v.day(e.FirstDay), Last: v.day(e.LastDay), Sure: sureness(e.Sure),
		Changed: !e.Same, MakeUp: len(e.MakeUp)}
	if sum.Sure != "internal" {
		sum.Article = v.article(e.Law, e.Article)
	}
	if len(e.Shift) > 0 {
		sum.Holiday = v.words.First("holiday."+e.Shift[0].Name, "holiday.other")
	}
	for _, off := range e.Skipped {
		if name := v.words.First("holiday."+off.Name, "holiday.other"); !strings.Contains(sum.Skipped, name) {
			sum.Skipped = strings.TrimPrefix(sum.Skipped+v.words.T("sign.list")+name, v.words.T("sign.list"))
		}
	}
	return sum, true
}

func (v *visit) day(text string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, text, v.s.Terms.Zone())
	if err != nil {
		return time.Time{}
	}
	return t
}

// sureness is the tag beside a date, as docs/law explains it.
func sureness(sure string) string {
	switch sure {
	case "C":
		return "statutory"
	case "S":
		return "secondary"
	case "U":
		return "check"
	}
	return "internal"
}

// article names a norm: 《信访工作条例》第三十四条.
func (v *visit) article(law, article string) string {
	name := v.words.Or("law."+law, law)
	n, err := strconv.Atoi(article)
	if err != nil || n < 1 || n > 99 {
		return name
	}
	if v.words.Lang == locales.Chinese {
		return name + "第" + han(n) + "条"
	}
	return name + " art. " + article
}

var digits = []rune("〇一二三四五六七八九")

// han writes 1 to 99 the way articles are counted.
func han(n int) string {
	tens, ones := n/10, n%10
	s := ""
	if tens > 1 {
		s = string(digits[tens])
	}
	if tens > 0 {
		s += "十"
	}
	if ones > 0 {
		s += string(digits[ones])
	}
	return s
}

// norms names what a rule rests on: "petition-regulation 39; product-rules reminders".
func (v *visit) norms(text string) string {
	var all []string
	for _, n := range strings.Split(text, ";") {
		law, article, _ := strings.Cut(strings.TrimSpace(n), " ")
		if law != "" {
			all = append(all, v.article(law, article))
		}
	}
	return strings.Join(all, v.words.T("sign.list"))
}

// cited says a rule that fired: as it was recorded in Chinese, in the words it has now in another language.
func (v *visit) cited(r casework.RuleCited) pages.Rule {
	out := pages.Rule{Code: r.Code, Title: r.Title, Reason: r.Reason, Article: v.norms(r.Article)}
	if v.words.Lang == locales.Chinese || v.s.Policy == nil {
		return out
	}
	if title, reason, _, ok := v.s.Policy.RuleText(r.Code, v.words.Lang); ok {
		out.Title, out.Reason = title, reason
	}
	return out
}

// edition says which rules are in force, for the foot of every page.
func (v *visit) edition() string {
	if v.s.Policy == nil {
		return ""
	}
	revision, year := v.s.Policy.Edition()
	if len(revision) > 8 {
		revision = revision[:8]
	}
	return v.words.T("foot.rules", "Revision", revision, "Year", year)
}
