package policies

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLimits_AreThoseOfTheProcess(t *testing.T) {
	want := map[string]string{
		"petition.register": "15 day", "petition.notify-acceptance": "15 day", "petition.object-to-transfer": "5 working-day",
		"petition.handle": "60 day", "petition.extend": "30 day", "petition.ask-review": "30 day", "petition.review": "30 day",
		"petition.ask-re-review": "30 day", "petition.re-review": "30 day", "petition.simple.decide": "3 working-day", "petition.simple.answer": "10 working-day",
		"internal.name-leader": "5 working-day", "internal.form-team": "5 working-day", "internal.plan": "10 working-day", "internal.analysis": "10 working-day",
		"internal.plan-approval": "5 working-day", "internal.reassign-step": "3 working-day",
		"internal.tell-petitioner": "10 working-day", "internal.appointment": "5 working-day", "internal.promise-again": "5 working-day", "internal.confidential": "10 working-day", "internal.closure-decision": "5 working-day", "internal.dispute-reply": "10 working-day",
		"internal.recusal": "3 working-day", "internal.leader-silent": "30 day", "internal.extension-decision": "3 working-day",
		"internal.legal-check": "3 working-day", "internal.delivery": "5 working-day", "internal.propose-closure": "10 working-day",
		"internal.progress-report": "5 working-day", "internal.call-back": "5 working-day", "internal.approver-turn": "3 working-day",
		"internal.withdrawal": "7 day", "internal.report-every": "30 day", "internal.call-back.1": "7 day", "internal.call-back.2": "30 day",
		"internal.call-back.3": "90 day", "internal.final": "30 day",
	}
	p := ours(t)
	for _, l := range p.Limits() {
		if got := fmt.Sprint(l.Value, " ", l.Unit); got != want[l.ID] {
			t.Errorf("%s is %s, want %q", l.ID, got, want[l.ID])
		}
		internal := strings.HasPrefix(l.ID, "internal.")
		if internal != (l.Sure == Product) || internal != (l.Source.Law == "product-rules") {
			t.Errorf("%s rests on %s, sure %s", l.ID, l.Source.Law, l.Sure)
		}
		delete(want, l.ID)
	}
	for id := range want {
		t.Errorf("%s has no number", id)
	}
	handle, _ := p.Limit("petition.handle")
	if e := handle.Extend; e == nil || e.Most != 30 || e.Times != 1 || e.By != "unit-head" {
		t.Errorf("petition.handle is extended by %+v", e)
	}
}

// Every norm that a limit or a way of counting names is described in docs/law.
func TestLimits_CiteWhatIsDescribed(t *testing.T) {
	p := ours(t)
	cited := []Source{}
	for _, l := range p.Limits() {
		cited = append(cited, l.Source)
	}
	for _, n := range p.limits.counting {
		cited = append(cited, n.Source)
	}
	for _, code := range append(p.RuleCodes(), "default.statutory") {
		w, _ := p.RuleText(code, "zh-CN")
		for one := range strings.SplitSeq(w.Article, ";") {
			law, article, _ := strings.Cut(strings.TrimSpace(one), " ")
			cited = append(cited, Source{law, article})
		}
	}
	for _, s := range cited {
		page, err := os.ReadFile("../docs/law/" + s.Law + ".md")
		if err != nil {
			t.Errorf("%s is described nowhere: %v", s.Law, err)
			continue
		}
		if row := regexp.MustCompile(`(?m)^\|[^|]*\b` + regexp.QuoteMeta(s.Article) + `\b[^|]*\|`); !row.Match(page) {
			t.Errorf("docs/law/%s.md has no row %s", s.Law, s.Article)
		}
	}
}

func TestCalendar_IsThatOfTheNotices(t *testing.T) {
	p := ours(t)
	years := p.Years()
	if years[0] != 2004 || years[len(years)-1] != 2026 || len(years) != 23 {
		t.Errorf("the calendars are of %v", years)
	}
	if len(p.days.off) != 619 || len(p.days.on) != 150 {
		t.Errorf("%d days off and %d make-up days", len(p.days.off), len(p.days.on))
	}
	for day, name := range map[string]string{"2020-01-31": "spring-festival", "2015-09-03": "victory-day", "2008-06-09": "dragon-boat", "2025-10-06": "mid-autumn", "2026-04-06": "qingming", "2022-12-31": "new-year", "2022-12-24": Weekend, "2026-02-28": "", "2026-03-02": ""} {
		d, _ := time.Parse(time.DateOnly, day)
		if got, known := p.days.rest(dayOf(d, time.UTC)); got != name || !known {
			t.Errorf("%s is %q, want %q", day, got, name)
		}
	}
	if got := p.DayNames(); !slices.Contains(got, Weekend) || !slices.Contains(got, "labour-day") || !slices.IsSorted(got) {
		t.Errorf("days are called %v", got)
	}
}

func TestExplain(t *testing.T) {
	p := ours(t)
	e := p.Explain("internal.plan", at("2026-09-18 10:00"), 0, at("2026-10-10 00:00"))
	if !e.Same || e.FirstDay != "2026-09-20" || e.LastDay != "2026-10-09" || e.EndsOn != e.LastDay || len(e.Shift) != 0 || e.Provisional {
		t.Errorf("%+v", e)
	}
	if len(e.Skipped) != 10 || e.Skipped[0] != (DayOff{"2026-09-25", "mid-autumn"}) || !slices.Equal(e.MakeUp, []string{"2026-09-20"}) || len(e.Norms) != 1 {
		t.Errorf("left out %v, counted %v, by %v", e.Skipped, e.MakeUp, e.Norms)
	}
	e = p.Explain("petition.register", at("2026-03-06 10:00"), 0, at("2026-03-22 00:00"))
	if e.Same || !e.Computed.Equal(at("2026-03-24 00:00")) || !e.At.Equal(at("2026-03-22 00:00")) || len(e.Shift) != 2 || e.Shift[0] != (DayOff{"2026-03-21", Weekend}) {
		t.Errorf("%+v", e)
	}
	if len(e.Norms) != 2 || e.Norms[1].Article != "weekend" || e.Norms[1].Sure != Unverified {
		t.Errorf("by %v", e.Norms)
	}
	if e = p.Explain("petition.register", at("2026-12-20 10:00"), 0, at("2027-01-05 00:00")); !e.Provisional || !e.Same {
		t.Errorf("%+v", e)
	}
	if e = p.Explain("no-such-limit", at("2026-03-06 10:00"), 0, at("2026-03-22 00:00")); e.Known || e.Same || !e.At.Equal(at("2026-03-22 00:00")) {
		t.Errorf("%+v", e)
	}
	if e = p.Explain("petition.handle", at("2026-03-06 10:00"), -1, at("2026-03-22 00:00")); !e.Known || e.Same || e.Limit.ID == "" {
		t.Errorf("%+v", e)
	}
}
