package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"followthrough/deploy/rig"
	"followthrough/store"
)

// atOnce does a thing n times, all of them released in one moment.
func atOnce(n int, do func(i int)) {
	ready := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-ready
			do(i)
		})
	}
	close(ready)
	all.Wait()
}

func TestSubmittedFiftyTimes_ActsOnce_AndAnswersAllAlike(t *testing.T) {
	w := visitTown(t)
	const times = 50
	t.Run("an opening", func(t *testing.T) {
		before := w.number(t, `SELECT count(*) FROM cases`)
		a := rig.NewAction(0, petitionOf("同一封信"))
		answers := make([]rig.Answer, times)
		atOnce(times, func(i int) { answers[i], _ = w.office.Send(rig.Intake, "/petitions", a) })
		alike(t, answers)
		if n := w.number(t, `SELECT count(*) FROM cases`) - before; n != 1 {
			t.Errorf("%d cases were opened", n)
		}
		if n := w.number(t, `SELECT count(*) FROM timeline WHERE action = $1`, a.ID); n != 1 {
			t.Errorf("the action stands on %d lines", n)
		}
	})
	t.Run("a move", func(t *testing.T) {
		r := w.open()
		a := rig.NewAction(r.Seq, rig.Fields{"unit": "U2", "track": "led", "notice-no": "受理告知"})
		answers := make([]rig.Answer, times)
		atOnce(times, func(i int) { answers[i], _ = w.office.Send(rig.Intake, "/petitions/"+r.No+"/accept", a) })
		alike(t, answers)
		if n := w.count(t, r.No, "accept"); n != 1 {
			t.Errorf("the case was accepted %d times", n)
		}
	})
	t.Run("a form in a browser", func(t *testing.T) { submitForm(t, w, times) })
}

func alike(t *testing.T, answers []rig.Answer) {
	t.Helper()
	for i, a := range answers {
		if a.Status >= 300 || a.Status < 200 || !bytes.Equal(a.Body, answers[0].Body) {
			t.Errorf("answer %d is %d %s, the first %d %s", i, a.Status, a.Body, answers[0].Status, answers[0].Body)
		}
	}
	t.Logf("%d times %d %s", len(answers), answers[0].Status, bytes.TrimSpace(answers[0].Body))
}

// submitForm fills in the comment form of a case's page as a browser without script does,
// and sends that one form many times at once.
func submitForm(t *testing.T, w *town, times int) {
	r := w.open()
	must(t, w.store.SetPassword(t.Context(), "P06", "neun-apfel-zwei"))
	fresh, _, err := w.store.CreateToken(t.Context(), "P06", "test", time.Hour) // a new password ends the tokens of before
	must(t, err)
	w.office.Tokens[rig.Intake] = fresh
	jar, err := cookiejar.New(nil)
	must(t, err)
	browser := &http.Client{Jar: jar, Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: times},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := browser.PostForm(w.office.URL+"/login", url.Values{"login": {rig.Intake}, "password": {"neun-apfel-zwei"}})
	must(t, err)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("login answers %s", answer.Status)
	}
	form := formOf(t, browser, w.office.URL+"/petitions/"+r.No+"?do=comment", "/petitions/"+r.No+"/comment")
	form.Set("note", "已电话联系")
	type outcome struct {
		status int
		to     string
	}
	outcomes := make([]outcome, times)
	atOnce(times, func(i int) {
		answer, err := browser.PostForm(w.office.URL+"/petitions/"+r.No+"/comment", form)
		if err == nil {
			_ = answer.Body.Close()
			outcomes[i] = outcome{answer.StatusCode, answer.Header.Get("Location")}
		}
	})
	for i, o := range outcomes {
		if o != outcomes[0] || o.status != http.StatusSeeOther {
			t.Errorf("answer %d is %v, the first %v", i, o, outcomes[0])
		}
	}
	if n := w.count(t, r.No, "comment"); n != 1 {
		t.Errorf("the comment stands there %d times", n)
	}
	t.Logf("%d times %d to %s", times, outcomes[0].status, outcomes[0].to)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)"`)

// formOf reads the hidden fields of the form on a page that is sent to a path.
func formOf(t *testing.T, browser *http.Client, page, path string) url.Values {
	t.Helper()
	answer, err := browser.Get(page)
	must(t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	must(t, err)
	_, rest, found := strings.Cut(string(text), `<form method="post" action="`+path)
	rest, _, closed := strings.Cut(rest, "</form>")
	if !found || !closed {
		t.Fatalf("%s has no form for %s:\n%s", page, path, text)
	}
	form := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(rest, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	if form.Get("action") == "" || form.Get("seen") == "" || form.Get("csrf") == "" {
		t.Fatalf("the form for %s has only %v", path, form)
	}
	return form
}

func TestTwoSupervisorsAtOnce_OneDecides_TheOtherIsToldWhoWhatAndWhen(t *testing.T) {
	w := visitTown(t)
	const cases = 50
	planned := w.planned(t, cases)
	decided := map[string]int{}
	for _, r := range planned {
		who := [2]string{rig.Supervisor, rig.Approver}
		moves := [2]string{"approve-plan", "return-plan"}
		var answers [2]rig.Answer
		atOnce(2, func(i int) {
			answers[i], _ = w.office.Send(who[i], "/petitions/"+r.No+"/"+moves[i], rig.NewAction(r.Seq, rig.Fields{"reason": "步骤不具体"}))
		})
		first := 0
		if answers[1].Status < 300 {
			first = 1
		}
		decided[moves[first]]++
		won, err := answers[first].Receipt()
		if err != nil {
			t.Errorf("%s: neither decided: %v; %d %s", r.No, err, answers[1-first].Status, answers[1-first].Body)
			continue
		}
		var told struct {
			Message string         `json:"message"`
			Decided *store.Decided `json:"decided"`
		}
		if err := json.Unmarshal(answers[1-first].Body, &told); err != nil || answers[1-first].Status != http.StatusConflict || told.Decided == nil {
			t.Errorf("%s: the other is answered %d %s", r.No, answers[1-first].Status, answers[1-first].Body)
			continue
		}
		id, err := w.office.Person(who[first])
		must(t, err)
		if d := told.Decided; d.By != id || d.Move != moves[first] || !d.At.Equal(won.At) || d.Seq != won.Seq {
			t.Errorf("%s: %s decided %s at %s, and the other is told %+v", r.No, id, moves[first], won.At, d)
		}
		if r == planned[0] {
			t.Logf("the other is told: %s", told.Message)
		}
		if n := w.count(t, r.No, "approve-plan") + w.count(t, r.No, "return-plan"); n != 1 {
			t.Errorf("%s has %d decisions", r.No, n)
		}
	}
	t.Logf("%d cases: %v", cases, decided)
}

// planned brings n cases to where a supervisor decides on their plan.
func (w *town) planned(t *testing.T, n int) []rig.Receipt {
	t.Helper()
	receipts, errs := make([]rig.Receipt, n), make([]error, n)
	begun := time.Now()
	hands := make(chan struct{}, 4)
	var all sync.WaitGroup
	for i := range n {
		hands <- struct{}{}
		all.Go(func() {
			defer func() { <-hands }()
			r, err := w.office.Open(rig.Intake, petitionOf(fmt.Sprintf("两位督查 %d", i)))
			if err == nil {
				err = w.office.Carry(r.No, rig.LedJourney(time.Now())[:7], func(_ rig.Step, next rig.Receipt) { r = next })
			}
			receipts[i], errs[i] = r, err
		})
	}
	all.Wait()
	for _, err := range errs {
		must(t, err)
	}
	t.Logf("%d cases led to a plan, 8 acts each, in %s", n, seconds(time.Since(begun)))
	return receipts
}
