package web

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var unsaidWord = regexp.MustCompile(`⟨[^⟩]*⟩|<no value>|%!\S`)

// faults are what no page may have: a word nobody has written, script or style of its own, a place there twice or not at all.
func (s sight) faults() []string {
	var all []string
	for d := range s.doc.Descendants() {
		if d.Type == html.TextNode && strings.ContainsAny(d.Data, "⟨<%") {
			all = append(all, unsaidWord.FindAllString(d.Data, -1)...)
		}
	}
	ids, titles := map[string]bool{}, 0
	for _, e := range s.elements {
		all = append(all, own(e)...)
		if id := attr(e, "id"); id != "" && ids[id] {
			all = append(all, "the id "+id+" is there twice")
		} else {
			ids[id] = true
		}
		if e.DataAtom == atom.H1 {
			titles++
		}
	}
	if titles != 1 {
		all = append(all, "there is not one h1")
	}
	return append(all, s.loose(ids)...)
}

// own are the faults an element has by itself.
func own(e *html.Node) []string {
	var all []string
	if e.DataAtom == atom.Style || e.DataAtom == atom.Script && (!has(e, "src") || e.FirstChild != nil) {
		all = append(all, "there is "+e.Data+" inside the page")
	}
	for _, a := range e.Attr {
		switch {
		case a.Key == "style", strings.HasPrefix(a.Key, "on"), strings.HasPrefix(a.Val, "javascript:"):
			all = append(all, e.Data+" has "+a.Key+"="+a.Val)
		case a.Key == "tabindex" && a.Val != "0" && a.Val != "-1":
			all = append(all, e.Data+" stands outside the order of the page: tabindex "+a.Val)
		case strings.Contains(a.Val, "⟨"):
			all = append(all, e.Data+" has "+a.Key+"="+a.Val)
		}
	}
	return all
}

// loose are references to places that are not there.
func (s sight) loose(ids map[string]bool) []string {
	var all []string
	for _, e := range s.elements {
		for _, name := range []string{"for", "aria-labelledby", "aria-describedby", "aria-controls", "form"} {
			for _, id := range strings.Fields(attr(e, name)) {
				if !ids[id] {
					all = append(all, e.Data+" has "+name+" of "+id+", which is nowhere")
				}
			}
		}
	}
	return all
}
