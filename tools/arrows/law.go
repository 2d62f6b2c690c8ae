package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A citation names a norm by the file in docs/law that describes it, and its articles: "petition-regulation 34",
// "civil-code 201, 203", "petition-regulation 22; civil-code 201". Words may follow in brackets or after a colon. In Go it
// stands in a comment behind "law:", in Rego in the METADATA behind "article:", and in the data of the policies as
// "law": "civil-code", "article": "201".
var (
	goLaw   = regexp.MustCompile(`^//(?:.*\s)?law:\s*(.*)$`)
	regoLaw = regexp.MustCompile(`^#\s+article:\s*(.*)$`)
	jsonLaw = regexp.MustCompile(`"law":\s*"([^"]*)",\s*"article":\s*"([^"]*)"`)
	// One norm with an article, or an article more of the norm before.
	oneCited = regexp.MustCompile(`^(?:([a-z][a-z0-9-]*)\s+)?([\w.–-]+)$`)
	// An article of docs/law is a row of a table; its first cell names the article or a span of them.
	article = regexp.MustCompile(`(?m)^\|\s*([\w.–-]+(?:\s*,\s*[\w.–-]+)*)\s*\|`)
)

// citations checks that each law that the code or a policy cites is described in docs/law, with the article.
func citations(t *tree) ([]string, error) {
	l := lawBooks{dir: filepath.Join(t.dir, "docs", "law"), norms: map[string]map[string]bool{}}
	for _, f := range t.files {
		for _, group := range f.syntax.Comments {
			for _, c := range group.List {
				if m := goLaw.FindStringSubmatch(c.Text); m != nil {
					l.check(t.at(f, c), m[1])
				}
			}
		}
	}
	err := t.walk("policies", []string{".rego"}, func(path string, content []byte) error {
		for i, line := range strings.Split(string(content), "\n") {
			if m := regoLaw.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
				l.check(fmt.Sprintf("%s:%d", path, i+1), strings.Trim(m[1], `"' `))
			}
		}
		return nil
	})
	sources := t.walk("policies", []string{".json"}, func(path string, content []byte) error {
		for _, m := range jsonLaw.FindAllSubmatch(content, -1) {
			l.check(path, string(m[1])+" "+string(m[2]))
		}
		return nil
	})
	return l.found, errors.Join(l.broken, err, sources)
}

// lawBooks is docs/law as far as it was read, and what is wrong with the citations so far.
type lawBooks struct {
	dir    string
	norms  map[string]map[string]bool // articles by norm; nil for a norm without a page
	found  []string
	broken error
}

// check looks up one citation, which may name several norms and articles.
func (l *lawBooks) check(where, text string) {
	cited, _, _ := strings.Cut(text, "(")
	cited, _, _ = strings.Cut(cited, ":")
	norm := ""
	for one := range strings.FieldsFuncSeq(cited, func(r rune) bool { return r == ',' || r == ';' }) {
		m := oneCited.FindStringSubmatch(strings.TrimSpace(one))
		if m == nil || norm == "" && m[1] == "" {
			l.found = append(l.found, fmt.Sprintf("%s cites %q, which is not a norm and its articles (petition-regulation 34).", where, strings.TrimSpace(text)))
			return
		}
		norm = cmp.Or(m[1], norm)
		if why := l.missing(norm, m[2]); why != "" {
			l.found = append(l.found, fmt.Sprintf("%s cites %s %s, but %s.", where, norm, m[2], why))
		}
	}
}

// missing says what docs/law lacks of the articles, or nothing.
func (l *lawBooks) missing(norm, span string) string {
	if _, read := l.norms[norm]; !read {
		page, err := os.ReadFile(filepath.Join(l.dir, norm+".md"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			l.broken = errors.Join(l.broken, err)
		}
		l.norms[norm] = nil
		if err == nil {
			l.norms[norm] = articles(page)
		}
	}
	if l.norms[norm] == nil {
		return "there is no docs/law/" + norm + ".md"
	}
	for _, a := range spread(span) {
		if !l.norms[norm][a] {
			return fmt.Sprintf("docs/law/%s.md has no article %s", norm, a)
		}
	}
	return ""
}

// articles are the ones that a page of docs/law describes.
func articles(page []byte) map[string]bool {
	found := map[string]bool{}
	for _, m := range article.FindAllSubmatch(page, -1) {
		for _, a := range spread(string(m[1])) {
			found[a] = true
		}
	}
	return found
}

// spread takes a list of articles apart and fills spans of numbers: "43–46, 50" is 43, 44, 45, 46 and 50.
func spread(list string) []string {
	var all []string
	for one := range strings.SplitSeq(list, ",") {
		one = strings.TrimSpace(one)
		first, last, span := strings.Cut(strings.Replace(one, "–", "-", 1), "-")
		from, err1 := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if !span || err1 != nil || err2 != nil {
			all = append(all, one)
			continue
		}
		for n := from; n <= to; n++ {
			all = append(all, strconv.Itoa(n))
		}
	}
	return all
}
