package policies

import (
	"fmt"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Words are what a rule says to people.
type Words struct {
	Code    string
	Title   string
	Reason  string
	Article string // the norms it rests on, as docs/law names them; several are parted by semicolons
	Measure string // empty for rules of access
}

// words are a rule's in both languages.
type words struct{ zh, en Words }

// RuleText returns the words of the rule with this code, in English for "en" and in
// Chinese for every other language. A recorded decision has the Chinese words it was made
// with; those of an older bundle's rules are found in that bundle.
func (p *Policies) RuleText(code, lang string) (Words, bool) {
	w, ok := p.rules.words[code]
	if code == statutoryRule.zh.Code {
		w, ok = statutoryRule, true
	}
	if lang == "en" {
		return w.en, ok
	}
	return w.zh, ok
}

// RuleCodes lists the codes of all rules.
func (p *Policies) RuleCodes() []string { return slices.Sorted(maps.Keys(p.rules.words)) }

// readWords collects the METADATA of every rule that has a code. A code belongs to one
// rule, and each has its words in both languages and a norm.
func readWords(set *ast.AnnotationSet) (map[string]words, error) {
	all := map[string]words{}
	for _, ref := range set.Flatten() {
		a := ref.Annotations
		if a == nil || a.Scope != "rule" && a.Scope != "document" {
			continue
		}
		custom := func(key string) string { s, _ := a.Custom[key].(string); return s }
		code := custom("code")
		if code == "" {
			continue
		}
		if _, twice := all[code]; twice {
			return nil, fmt.Errorf("rule %s at %s: the code is taken", code, ref.Location)
		}
		w := words{
			zh: Words{code, a.Title, a.Description, custom("article"), custom("measure")},
			en: Words{code, custom("title_en"), custom("description_en"), custom("article"), custom("measure")},
		}
		for _, said := range []string{w.zh.Title, w.zh.Reason, w.zh.Article, w.en.Title, w.en.Reason} {
			if said == "" {
				return nil, fmt.Errorf("rule %s at %s: a title, a description or an article is missing", code, ref.Location)
			}
		}
		all[code] = w
	}
	return all, nil
}
