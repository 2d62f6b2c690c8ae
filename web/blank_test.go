package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// blank is a form of a page as one of its buttons sends it while nobody has typed anything.
type blank struct {
	method, action string
	button         string // name=value of the button, as far as it has one
	many           bool   // multipart
	values         url.Values
}

// kind tells forms apart that do the same thing elsewhere.
func (b blank) kind() string {
	return b.method + " " + pattern(b.method, b.action) + " " + numbers.ReplaceAllString(b.button, "n")
}

// forms are the forms of a page, once for each of their buttons.
func (s sight) forms() []blank {
	var all []blank
	for _, f := range s.elements {
		if f.DataAtom != atom.Form {
			continue
		}
		one := blank{method: strings.ToUpper(attr(f, "method")), action: attr(f, "action"), many: attr(f, "enctype") == "multipart/form-data"}
		if one.method == "" {
			one.method = http.MethodGet
		}
		if one.action == "" {
			one.action = s.path
		}
		parts := s.belonging(f)
		for _, b := range buttons(parts) {
			all = append(all, one.pressed(controls(parts), b))
		}
	}
	return all
}

// pressed is the form with the values it has and the button's own.
func (b blank) pressed(controls []*html.Node, button *html.Node) blank {
	b.values = url.Values{}
	for _, c := range controls {
		if attr(c, "name") != "" && !has(c, "disabled") {
			for _, v := range untouched(c) {
				b.values.Add(attr(c, "name"), v)
			}
		}
	}
	if name := attr(button, "name"); name != "" {
		b.values.Set(name, attr(button, "value"))
		b.button = name + "=" + attr(button, "value")
	}
	if has(button, "formaction") {
		b.action = attr(button, "formaction")
	}
	return b
}

// buttons send the form: those inside it, and those elsewhere that name it.
func buttons(parts []*html.Node) []*html.Node {
	var all []*html.Node
	for _, e := range parts {
		kind := attr(e, "type")
		if e.DataAtom == atom.Button && (kind == "" || kind == "submit") || e.DataAtom == atom.Input && kind == "submit" {
			all = append(all, e)
		}
	}
	return all
}

func controls(parts []*html.Node) []*html.Node {
	var all []*html.Node
	for _, e := range parts {
		if e.DataAtom == atom.Select || e.DataAtom == atom.Textarea || e.DataAtom == atom.Input && attr(e, "type") != "submit" && attr(e, "type") != "file" {
			all = append(all, e)
		}
	}
	return all
}

func (s sight) belonging(form *html.Node) []*html.Node {
	var all []*html.Node
	for _, e := range s.elements {
		owner := attr(e, "form")
		if owner != "" && owner == attr(form, "id") || owner == "" && inForm(e, form) {
			all = append(all, e)
		}
	}
	return all
}

func inForm(n, form *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == form {
			return true
		}
	}
	return false
}

// untouched is what a control holds when a page is fresh.
func untouched(c *html.Node) []string {
	switch c.DataAtom {
	case atom.Textarea:
		if c.FirstChild != nil {
			return []string{strings.TrimPrefix(c.FirstChild.Data, "\n")}
		}
		return []string{""}
	case atom.Select:
		return chosen(c)
	}
	switch attr(c, "type") {
	case "checkbox", "radio":
		if !has(c, "checked") {
			return nil
		}
		if !has(c, "value") {
			return []string{"on"}
		}
	}
	return []string{attr(c, "value")}
}

func chosen(list *html.Node) []string {
	var first *html.Node
	var all []string
	for _, e := range every(list) {
		if e.DataAtom != atom.Option {
			continue
		}
		if first == nil {
			first = e
		}
		if has(e, "selected") {
			all = append(all, attr(e, "value"))
		}
	}
	if all == nil && first != nil && !has(list, "multiple") {
		all = append(all, attr(first, "value"))
	}
	return all
}

// hand hands the form in as somebody and follows where it leads.
func (w *world) hand(login, lang string, b blank) sight {
	w.t.Helper()
	r, err := b.request(w.server.URL)
	if err != nil {
		w.t.Fatal(err)
	}
	s, next := w.see(login, lang, r)
	if next == "" {
		return s
	}
	after := w.look(login, lang, next)
	after.path = s.path + " → " + after.path
	after.method = s.method
	return after
}

func (b blank) request(root string) (*http.Request, error) {
	action, _, _ := strings.Cut(b.action, "#")
	if b.method == http.MethodGet {
		path, _, _ := strings.Cut(action, "?")
		return http.NewRequest(http.MethodGet, root+path+"?"+b.values.Encode(), nil)
	}
	if !b.many {
		r, err := http.NewRequest(b.method, root+action, strings.NewReader(b.values.Encode()))
		if err == nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		return r, err
	}
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, values := range b.values {
		for _, v := range values {
			if err := m.WriteField(name, v); err != nil {
				return nil, err
			}
		}
	}
	if err := m.Close(); err != nil {
		return nil, err
	}
	r, err := http.NewRequest(b.method, root+action, &body)
	if err == nil {
		r.Header.Set("Content-Type", m.FormDataContentType())
	}
	return r, err
}
