package web

import (
	"bytes"
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func (w *world) get(login, path string) (int, string) {
	w.t.Helper()
	r, err := http.NewRequest(http.MethodGet, w.server.URL+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.as(login, r)
	return w.send(r)
}

// post sends a form as a browser does: with the session's token among its fields.
func (w *world) post(login, path string, form url.Values) (*http.Response, string) {
	w.t.Helper()
	form.Set("csrf", w.token(login))
	r, err := http.NewRequest(http.MethodPost, w.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w.as(login, r)
	r.Header.Del("X-CSRF-Token")
	return w.answer(r)
}

func (w *world) token(login string) string {
	if login == "" {
		return ""
	}
	w.session(login)
	return w.csrf[login]
}

func (w *world) answer(r *http.Request) (*http.Response, string) {
	w.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	var b bytes.Buffer
	if _, err := b.ReadFrom(a.Body); err != nil {
		w.t.Fatal(err)
	}
	return a, b.String()
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// formOf reads the hidden fields of a move's form off a page.
func formOf(t *testing.T, page, move string) url.Values {
	t.Helper()
	_, rest, ok := strings.Cut(page, `id="`+move+`-form"`)
	if !ok {
		t.Fatalf("the page has no form for %s", move)
	}
	rest, _, _ = strings.Cut(rest, "</form>")
	form := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(rest, -1) {
		form.Set(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
	}
	return form
}

func TestHeaders_StandOnEveryAnswer(t *testing.T) {
	w := demoWorld(t)
	r, _ := http.NewRequest(http.MethodGet, w.server.URL+"/login", nil)
	a, _ := w.answer(r)
	for name, want := range map[string]string{"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store", "Strict-Transport-Security": ""} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") {
		t.Error("the policy is too wide: ", policy)
	}
}

func TestLogin_GivesOneAnswerToEveryWrongTry(t *testing.T) {
	w := demoWorld(t)
	var texts []string
	for _, login := range []string{"zhou", "nobody-of-that-name"} {
		a, page := w.post("", "/login", url.Values{"login": {login}, "password": {"not the password"}})
		if a.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %d", login, a.StatusCode)
		}
		texts = append(texts, strings.ReplaceAll(page, login, "…"))
	}
	if texts[0] != texts[1] {
		t.Error("an unknown name is told apart from a wrong password")
	}
}

func TestLogin_BindsItsCookieToHostAndTLS(t *testing.T) {
	w := demoWorld(t, func(d *Deps) { d.Secure = true })
	if err := w.store.SetPassword(context.Background(), w.person("zhou"), "a password of mine"); err != nil {
		t.Fatal(err)
	}
	a, _ := w.post("", "/login", url.Values{"login": {"Zhou"}, "password": {"a password of mine"}, "next": {"//evil.example/"}})
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/" {
		t.Fatalf("%d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	c := a.Cookies()[0]
	if c.Name != "__Host-session" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %s", c)
	}
	if a.Header.Get("Strict-Transport-Security") == "" {
		t.Error("HSTS is missing")
	}
}

func TestLogin_LetsAnAddressTryTenTimesAtOnce(t *testing.T) {
	w := demoWorld(t)
	for i := range 11 {
		a, _ := w.post("", "/login", url.Values{"login": {"x"}, "password": {"y"}})
		if want := map[bool]int{true: http.StatusUnauthorized, false: http.StatusTooManyRequests}[i < 10]; a.StatusCode != want {
			t.Fatalf("try %d: %d, want %d", i+1, a.StatusCode, want)
		}
	}
}

func TestForms_AreRefusedWithoutTheSessionsToken(t *testing.T) {
	w := demoWorld(t)
	r, _ := http.NewRequest(http.MethodPost, w.server.URL+"/account/sessions/end", strings.NewReader("csrf=guess"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w.as("zhou", r)
	r.Header.Del("X-CSRF-Token")
	if status, _ := w.send(r); status != http.StatusForbidden {
		t.Errorf("a wrong token: %d", status)
	}
	r, _ = http.NewRequest(http.MethodPost, w.server.URL+"/account/sessions/end", nil)
	w.as("zhou", r)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if status, _ := w.send(r); status != http.StatusForbidden {
		t.Errorf("from another site: %d", status)
	}
}
