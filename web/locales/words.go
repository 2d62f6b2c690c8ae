// Package locales holds the words of the pages, Chinese first and English beside it, and says dates and counts in them.
//
// A catalogue is a flat file of keys and sentences: page.*.json for the pages, petition.*.json for the names that the
// petition's table brings (moves, fields, refusals, dues). A test keeps the languages equal and every key that is used present.
package locales

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed *.json
var files embed.FS

// The languages, the installation's own first.
const (
	Chinese = "zh-CN"
	English = "en"
)

// Languages lists what a reader can choose between.
var Languages = []string{Chinese, English}

// Words says things in one language.
type Words struct {
	Lang      string
	localizer *i18n.Localizer
	known     map[string]bool
}

var (
	byLang  = load()
	matcher = language.NewMatcher([]language.Tag{language.MustParse(Chinese), language.English})
)

// In returns the words of a language; an unknown one is answered in Chinese.
func In(lang string) *Words {
	if w, ok := byLang[lang]; ok {
		return w
	}
	return byLang[Chinese]
}

// Choose picks the language: what the reader chose before, else what their browser asks for, else Chinese.
func Choose(chosen, accept string) *Words {
	if w, ok := byLang[chosen]; ok {
		return w
	}
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return byLang[Chinese]
	}
	_, i, _ := matcher.Match(tags...)
	return byLang[Languages[i]]
}

// T says the sentence of a key; pairs are the names and values of its gaps. A missing key comes back in brackets,
// where every test of a page finds it.
func (w *Words) T(key string, pairs ...any) string {
	return w.say(&i18n.LocalizeConfig{MessageID: key, TemplateData: gaps(pairs)})
}

// N says the sentence of a key for a count, which is its gap {{.N}}.
func (w *Words) N(key string, n int, pairs ...any) string {
	data := gaps(pairs)
	data["N"] = n
	return w.say(&i18n.LocalizeConfig{MessageID: key, PluralCount: n, TemplateData: data})
}

// Has reports whether there is a sentence for key.
func (w *Words) Has(key string) bool { return w.known[key] }

// First says the sentence of the first key that there is, else that of the last, which then shows as missing.
func (w *Words) First(keys ...string) string {
	for _, k := range keys {
		if w.known[k] {
			return w.T(k)
		}
	}
	return w.T(keys[len(keys)-1])
}

// Or says the sentence of key, or the text as it is when there is none: for names that data brings.
func (w *Words) Or(key, text string) string {
	if w.known[key] {
		return w.T(key)
	}
	return text
}

// Keys lists every key of the language.
func (w *Words) Keys() map[string]bool { return w.known }

func (w *Words) say(c *i18n.LocalizeConfig) string {
	if !w.known[c.MessageID] {
		return "⟨" + c.MessageID + "⟩"
	}
	text, err := w.localizer.Localize(c)
	if err != nil {
		return "⟨" + c.MessageID + "⟩"
	}
	return text
}

func gaps(pairs []any) map[string]any {
	data := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		data[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return data
}

// load reads the catalogues once; a broken one stops the program at its start, since they are part of it.
func load() map[string]*Words {
	bundle := i18n.NewBundle(language.MustParse(Chinese))
	all := map[string]*Words{}
	for _, lang := range Languages {
		all[lang] = &Words{Lang: lang, localizer: i18n.NewLocalizer(bundle, lang), known: map[string]bool{}}
	}
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		f, err := bundle.LoadMessageFileFS(files, name)
		if err != nil {
			panic(fmt.Errorf("catalogue %s: %w", name, err))
		}
		lang := strings.Split(name, ".")[1]
		for _, m := range f.Messages {
			all[lang].known[m.ID] = true
		}
	}
	return all
}
