package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"followthrough/web/locales"
)

// strangers are pages that no link leads to, but people come to.
var strangers = []sight{
	{login: "", path: "/login?next=%2Fclosing", route: "/login"},
	{login: "zhou", path: "/account/password", route: "/account/password"},
	{login: "zhou", path: "/petitions/P-1999-0001", route: "not found"},
	{login: "miao", path: "/people", route: "not your room"},
}

// chosen are the pages worth a browser's time: of each route those that show something no other of them shows, found by
// walking the demo world. A new page, part or form is among them by itself as soon as a link leads to it.
func (w *world) chosen(t *testing.T) []sight {
	t.Helper()
	byRoute := map[string][]sight{}
	for _, k := range w.walks(locales.Chinese) {
		for _, s := range k.sights {
			if s.doc != nil && s.method == http.MethodGet {
				byRoute[s.route] = append(byRoute[s.route], s)
			}
		}
	}
	var all []sight
	for _, r := range doors {
		if r.Method == http.MethodGet {
			all = append(all, cover(byRoute[r.Path])...)
		}
	}
	if len(all) < 15 {
		t.Fatalf("only %d pages were found", len(all))
	}
	return append(all, strangers...)
}

// cover picks pages until every feature of them all is among the picked, the richest first.
func cover(pages []sight) []sight {
	var picked []sight
	had := map[string]bool{}
	features := make([][]string, len(pages))
	for i, s := range pages {
		features[i] = s.features()
	}
	for {
		best, most := -1, 0
		for i := range pages {
			fresh := 0
			for _, f := range features[i] {
				if !had[f] {
					fresh++
				}
			}
			if fresh > most {
				best, most = i, fresh
			}
		}
		if best < 0 {
			slices.SortFunc(picked, func(a, b sight) int { return strings.Compare(a.path+a.login, b.path+b.login) })
			return picked
		}
		picked = append(picked, pages[best])
		for _, f := range features[best] {
			had[f] = true
		}
	}
}
