package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const oneTimeWord = "abcd-efgh-ijkl-mnop"

// enterOnce logs in with a one-time password, as a browser does.
func enterOnce(t *testing.T, w *world) {
	t.Helper()
	if err := w.store.GivePassword(context.Background(), w.person("zhou"), oneTimeWord); err != nil {
		t.Fatal(err)
	}
	a, _ := w.post("", "/login", url.Values{"login": {"zhou"}, "password": {oneTimeWord}})
	if a.StatusCode != http.StatusSeeOther {
		t.Fatalf("login: %d", a.StatusCode)
	}
	w.cookie["zhou"] = a.Cookies()[0].Value
	x, err := w.store.Session(context.Background(), w.cookie["zhou"])
	if err != nil {
		t.Fatal(err)
	}
	w.csrf["zhou"] = x.CSRF
}

func TestAOneTimePassword_OpensNothingButTheChoiceOfOnesOwn(t *testing.T) {
	w := demoWorld(t)
	enterOnce(t, w)
	for _, r := range (&server{}).routes() {
		if r.withOneTime() {
			continue
		}
		path := strings.NewReplacer(":no", "P-2026-0001", ":move", "comment", ":id", "1").Replace(r.Path)
		for _, accept := range []string{"text/html", "application/json"} {
			q, _ := http.NewRequest(r.Method, w.server.URL+path, nil)
			q.Header.Set("Accept", accept)
			w.as("zhou", q)
			a, body := w.answer(q)
			if accept == "text/html" && (a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/account/password") {
				t.Errorf("%s %s: %d to %q", r.Method, path, a.StatusCode, a.Header.Get("Location"))
			}
			if accept != "text/html" && (a.StatusCode != http.StatusForbidden || !strings.Contains(body, `"choose-password"`)) {
				t.Errorf("%s %s for a program: %d %s", r.Method, path, a.StatusCode, body)
			}
		}
	}
	if status, page := w.get("zhou", "/account/password"); status != http.StatusOK || strings.Contains(page, `href="/petitions"`) || len(faults(page)) > 0 {
		t.Errorf("the page to choose: %d %v", status, faults(page))
	}
}

func TestAOneTimePassword_EndsWithTheChoice(t *testing.T) {
	w := demoWorld(t)
	enterOnce(t, w)
	for fresh, want := range map[string]int{"short": http.StatusUnprocessableEntity, oneTimeWord: http.StatusUnprocessableEntity} {
		if a, page := w.post("zhou", "/account/password", url.Values{"fresh": {fresh}, "again": {fresh}}); a.StatusCode != want || !strings.Contains(page, `href="#fresh"`) {
			t.Errorf("%s: %d", fresh, a.StatusCode)
		}
	}
	a, _ := w.post("zhou", "/account/password", url.Values{"fresh": {"a password of mine"}, "again": {"a password of mine"}})
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/" {
		t.Fatalf("%d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	w.cookie["zhou"] = a.Cookies()[0].Value
	if status, _ := w.get("zhou", "/petitions"); status != http.StatusOK {
		t.Errorf("the portal afterwards: %d", status)
	}
	if a, _ := w.post("", "/login", url.Values{"login": {"zhou"}, "password": {oneTimeWord}}); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("the one-time password afterwards: %d", a.StatusCode)
	}
}
