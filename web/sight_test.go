package web

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"followthrough/web/locales"
)

// sight is a page as somebody was shown it.
type sight struct {
	login, lang string
	method      string
	path        string // as it was asked for, with its query
	route       string // the pattern of the route table that answered: "/petitions/:no"
	status      int
	raw         string
	doc         *html.Node // nil when it is no HTML
	elements    []*html.Node
	blanks      []blank
}

func (s sight) String() string { return s.method + " " + s.path + " as " + s.who() + " in " + s.lang }

func (s sight) who() string {
	if s.login == "" {
		return "a stranger"
	}
	return s.login
}

// look asks for a page as somebody and follows where it sends them.
func (w *world) look(login, lang, path string) sight {
	w.t.Helper()
	for range 4 {
		s, next := w.glance(login, lang, path)
		if next == "" {
			return s
		}
		path = next
	}
	w.t.Errorf("%s sends %s round in a circle", path, login)
	return sight{login: login, lang: lang, method: http.MethodGet, path: path}
}

func (w *world) glance(login, lang, path string) (_ sight, next string) {
	w.t.Helper()
	r, err := http.NewRequest(http.MethodGet, w.server.URL+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.see(login, lang, r)
}

// see sends a request as somebody; next is where a redirect leads.
func (w *world) see(login, lang string, r *http.Request) (_ sight, next string) {
	w.t.Helper()
	w.as(login, r)
	r.Header.Del("X-CSRF-Token") // a form brings its own
	r.AddCookie(&http.Cookie{Name: "language", Value: lang})
	a, raw := w.answer(r)
	s := sight{login: login, lang: lang, method: r.Method, path: r.URL.RequestURI(), route: routeOf(r.Method, r.URL.Path), status: a.StatusCode, raw: raw}
	if a.StatusCode/100 == 3 {
		return s, local(a.Header.Get("Location"))
	}
	if strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		doc, err := html.Parse(bytes.NewReader([]byte(raw)))
		if err != nil {
			w.t.Errorf("%s: %v", s, err)
		}
		s.doc, s.elements = doc, every(doc)
		s.blanks = s.forms()
	}
	return s, ""
}

// local is an address of this portal without its fragment, or nothing.
func local(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host != "" || u.Scheme != "" {
		return ""
	}
	u.Fragment = ""
	return u.String()
}

// routeOf finds the pattern that answers a path; words go before parameters.
func routeOf(method, path string) string {
	best, fewest := "", 99
	for _, r := range doors {
		if r.Method == method && fits(r.Path, path) && strings.Count(r.Path, ":") < fewest {
			best, fewest = r.Path, strings.Count(r.Path, ":")
		}
	}
	return best
}

var doors = (&server{}).routes()

func fits(pattern, path string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && (!strings.HasPrefix(a[i], ":") || b[i] == "") {
			return false
		}
	}
	return true
}

// every gives each element below n in the order of the page.
func every(n *html.Node) []*html.Node {
	var all []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode {
			all = append(all, d)
		}
	}
	return all
}

func the(n *html.Node, tag atom.Atom) *html.Node {
	for _, e := range every(n) {
		if e.DataAtom == tag {
			return e
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// links are the addresses a page leads to, against its own.
func (s sight) links() []string {
	base, _ := url.Parse(s.path)
	var all []string
	for _, e := range s.elements {
		if e.DataAtom != atom.A || !has(e, "href") {
			continue
		}
		u, err := base.Parse(attr(e, "href"))
		if err == nil && u.Host == "" && u.Scheme == "" {
			all = append(all, u.String())
		}
	}
	return all
}

// leadsOn says whether something of the page leads on: in its own part a link or a form, or a room of the menu that is not
// the one where it stands.
func (s sight) leadsOn() bool {
	return slices.ContainsFunc(s.elements, func(e *html.Node) bool {
		switch {
		case !insideOf(e, atom.Main, atom.Nav) || strings.HasPrefix(attr(e, "href"), "#"):
			return false
		case e.DataAtom == atom.A && has(e, "href"):
			return attr(e, "aria-current") == ""
		}
		return e.DataAtom == atom.Form
	})
}

var hanWords = regexp.MustCompile(`\p{Han}[\p{Han}\pP\s]*`)

// said are the attributes that a reader hears or sees.
var said = []string{"aria-label", "title", "alt", "placeholder", "data-l"}

// foreign are the Chinese words of an English page that nothing marks as Chinese. What stands in a text field is data.
func (s sight) foreign() []string {
	var all []string
	for d := range s.doc.Descendants() {
		switch {
		case language(d) != locales.English || insideOf(d, atom.Head, atom.Textarea):
		case d.Type == html.TextNode:
			for _, words := range hanWords.FindAllString(d.Data, -1) {
				all = append(all, words+" (in "+attr(d.Parent, "class")+" "+d.Parent.Data+")")
			}
		case d.Type == html.ElementNode:
			for _, name := range said {
				for _, words := range hanWords.FindAllString(attr(d, name), -1) {
					all = append(all, words+" (its "+name+")")
				}
			}
		}
	}
	return all
}

func language(n *html.Node) string {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && has(n, "lang") {
			return attr(n, "lang")
		}
	}
	return ""
}

func insideOf(n *html.Node, tags ...atom.Atom) bool {
	for ; n != nil; n = n.Parent {
		if slices.Contains(tags, n.DataAtom) {
			return true
		}
	}
	return false
}

// features are what a page is built of: what has the same features looks the same but for its words.
func (s sight) features() []string {
	seen := map[string]bool{}
	for _, e := range s.elements {
		for _, class := range strings.Fields(attr(e, "class")) {
			seen[e.Data+"."+class] = true
		}
		switch e.DataAtom {
		case atom.Input, atom.Select, atom.Textarea:
			if attr(e, "type") != "hidden" {
				seen[e.Data+attr(e, "type")+"="+numbers.ReplaceAllString(attr(e, "name"), "n")] = true
			}
		case atom.Form:
			seen["form "+pattern(http.MethodPost, attr(e, "action"))] = true
		case atom.H2:
			seen["h2 #"+numbers.ReplaceAllString(attr(e, "id"), "n")] = true
		}
	}
	var all []string
	for f := range seen {
		all = append(all, f)
	}
	return all
}

var numbers = regexp.MustCompile(`[0-9]+`)

// pattern is an address without what differs from case to case.
func pattern(method, address string) string {
	path, _, _ := strings.Cut(address, "#")
	path, query, _ := strings.Cut(path, "?")
	values, _ := url.ParseQuery(query)
	route := routeOf(method, path)
	if i := strings.LastIndex(path, "/"); strings.HasSuffix(route, "/:move") {
		route = strings.TrimSuffix(route, ":move") + path[i+1:]
	}
	if route == "" {
		route = numbers.ReplaceAllString(path, "n")
	}
	for _, key := range sortedKeys(values) {
		route += "&" + key
	}
	return route
}

func sortedKeys(v url.Values) []string {
	var all []string
	for key := range v {
		all = append(all, key)
	}
	slices.Sort(all)
	return all
}
