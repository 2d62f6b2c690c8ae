package web

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"followthrough/web/locales"
)

// Every page that is looked at is drawn for its reader in both languages: whole, without script or inline style, with every
// word said, each control named, and each id there once.
func TestPages_AreWholeInEveryLanguage(t *testing.T) {
	w := demoWorld(t)
	for _, l := range looks {
		for _, lang := range locales.Languages {
			path := w.find(l.path)
			r, _ := http.NewRequest(http.MethodGet, w.server.URL+path, nil)
			w.as(l.login, r)
			r.AddCookie(&http.Cookie{Name: "language", Value: lang})
			status, html := w.send(r)
			if status != http.StatusOK && l.name != "not-found" {
				t.Errorf("%s in %s: %d", l.name, lang, status)
			}
			for _, wrong := range faults(html) {
				t.Errorf("%s in %s: %s", l.name, lang, wrong)
			}
		}
	}
}

var (
	unsaid   = regexp.MustCompile(`⟨[^⟩]*⟩|&lt;no value&gt;|<no value>|%!`)
	inline   = regexp.MustCompile(`<script|<style|\sstyle="|\son[a-z]+="|javascript:`)
	ownFile  = regexp.MustCompile(`<script src="/static/[a-z.]+\.[0-9a-f]{8}\.js" defer></script>`)
	anID     = regexp.MustCompile(`\sid="([^"]*)"`)
	labelled = regexp.MustCompile(`\s(?:for|aria-labelledby)="([^"]*)"`)
	inside   = regexp.MustCompile(`\s(?:aria-describedby)="([^"]*)"`)
)

func faults(html string) []string {
	var all []string
	all = append(all, unsaid.FindAllString(html, -1)...)
	all = append(all, inline.FindAllString(ownFile.ReplaceAllString(html, ""), -1)...)
	var ids []string
	for _, m := range anID.FindAllStringSubmatch(html, -1) {
		if slices.Contains(ids, m[1]) {
			all = append(all, "the id "+m[1]+" is there twice")
		}
		ids = append(ids, m[1])
	}
	for _, m := range append(labelled.FindAllStringSubmatch(html, -1), inside.FindAllStringSubmatch(html, -1)...) {
		for _, id := range strings.Fields(m[1]) {
			if !slices.Contains(ids, id) {
				all = append(all, "nothing has the id "+id)
			}
		}
	}
	if strings.Count(html, "<h1") != 1 {
		all = append(all, "there is not one h1")
	}
	return all
}
