// Package pages draws the pages: a typed struct for each, which is also what a program gets that asks for JSON, and the
// components that draw it. It decides nothing; whatever is said on a page arrives in its struct or in the frame around it.
package pages

import (
	"context"
	"strings"
	"time"
	"unicode"

	"github.com/a-h/templ"

	"followthrough/web/locales"
	"followthrough/web/static"
)

// Frame is what surrounds every page: who reads it, in which language, at what time, and what they may open.
type Frame struct {
	Words  *locales.Words
	Zone   *time.Location
	Now    time.Time
	Soon   time.Time // the end of the fifth working day from now
	Title  string
	Path   string // of this page, for coming back after a change of language
	Who    *Who   // nil before the login
	Rooms  []Room
	CSRF   string
	Engine string // "" when all is well, else building or away
	Rules  string // which edition of limits and calendar is in force
	Home   string // the unit whose portal this is
	Live   bool   // the page shows work under way: it keeps up by script, or is loaded anew without
}

// Who is the person logged in.
type Who struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Post string `json:"post,omitempty"`
	Unit string `json:"unit,omitempty"`
}

// Room is an entry of the main menu.
type Room struct {
	Path string
	Name string
	Here bool
}

type frameKey struct{}

// With puts the frame where the components find it.
func With(ctx context.Context, f *Frame) context.Context {
	return context.WithValue(ctx, frameKey{}, f)
}

func frame(ctx context.Context) *Frame {
	if f, ok := ctx.Value(frameKey{}).(*Frame); ok {
		return f
	}
	return &Frame{Words: locales.In(locales.Chinese), Zone: time.UTC}
}

// T says a sentence in the reader's language.
func T(ctx context.Context, key string, pairs ...any) string {
	return frame(ctx).Words.T(key, pairs...)
}

// N says a sentence for a count.
func N(ctx context.Context, key string, n int, pairs ...any) string {
	return frame(ctx).Words.N(key, n, pairs...)
}

// join puts facts beside each other as the language does: · in Chinese, a spaced one in English.
func join(ctx context.Context, facts ...string) string {
	var kept []string
	for _, f := range facts {
		if f != "" {
			kept = append(kept, f)
		}
	}
	if frame(ctx).Words.Lang == locales.Chinese {
		return strings.Join(kept, "·")
	}
	return strings.Join(kept, " · ")
}

// list puts names one after the other: 甲、乙 or a, b.
func list(ctx context.Context, names []string) string {
	if frame(ctx).Words.Lang == locales.Chinese {
		return strings.Join(names, "、")
	}
	return strings.Join(names, ", ")
}

// dataLang marks what people wrote as Chinese on a page in another language.
func dataLang(ctx context.Context) templ.Attributes {
	if frame(ctx).Words.Lang == locales.Chinese {
		return nil
	}
	return templ.Attributes{"lang": locales.Chinese}
}

func css(name string) string { return static.Path(name) }

func icon(name string) string { return static.Path("icons.svg") + "#i-" + name }

// chinese reports whether a text has a Chinese character.
func chinese(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}
