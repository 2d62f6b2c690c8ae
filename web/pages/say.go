package pages

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Say says a sentence whose gaps are filled with components, such as a date or a person's name: the words come from the
// catalogue, the markup from here.
func Say(key string, pairs ...any) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		var parts []templ.Component
		plain := make([]any, len(pairs))
		copy(plain, pairs)
		for i := 1; i < len(pairs); i += 2 {
			if c, ok := pairs[i].(templ.Component); ok {
				plain[i] = fmt.Sprintf("\x01%d\x01", len(parts))
				parts = append(parts, c)
			}
		}
		return weave(ctx, w, T(ctx, key, plain...), parts)
	})
}

// weave writes text with the parts in the places marked for them.
func weave(ctx context.Context, w io.Writer, text string, parts []templ.Component) error {
	for i, piece := range strings.Split(text, "\x01") {
		if i%2 == 0 {
			if _, err := io.WriteString(w, templ.EscapeString(piece)); err != nil {
				return err
			}
			continue
		}
		n, err := strconv.Atoi(piece)
		if err != nil || n >= len(parts) {
			return fmt.Errorf("gap %q of a sentence", piece)
		}
		if err := parts[n].Render(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// comma is the sign between facts, as the language has it.
func comma(ctx context.Context) string { return T(ctx, "sign.comma") }

func unread(all []Notice) int {
	n := 0
	for _, x := range all {
		if !x.Read {
			n++
		}
	}
	return n
}

// Dots puts facts beside each other as the language does; a nil fact is left out.
func Dots(facts ...templ.Component) templ.Component { return between("sign.dot", facts) }

// Commas puts facts after each other; a nil fact is left out.
func Commas(facts ...templ.Component) templ.Component { return between("sign.comma", facts) }

func between(sign string, facts []templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		first := true
		for _, f := range facts {
			if f == nil {
				continue
			}
			if !first {
				if _, err := io.WriteString(w, templ.EscapeString(T(ctx, sign))); err != nil {
					return err
				}
			}
			first = false
			if err := f.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// chineseWords are a run of Chinese with the signs and figures inside it.
var chineseWords = regexp.MustCompile(`[《〔“]?\p{Han}(?:[\p{Han}\p{Nd}\p{P}\s]*[\p{Han}》〕”，。；：])?`)

// Mixed says a sentence of ours that has words of other people in it: on an English page the Chinese ones are marked.
func Mixed(s string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if dataLang(ctx) == nil {
			_, err := io.WriteString(w, templ.EscapeString(s))
			return err
		}
		rest := s
		for rest != "" {
			at := chineseWords.FindStringIndex(rest)
			if at == nil {
				break
			}
			if _, err := io.WriteString(w, templ.EscapeString(rest[:at[0]])+`<span lang="zh-CN">`+templ.EscapeString(rest[at[0]:at[1]])+`</span>`); err != nil {
				return err
			}
			rest = rest[at[1]:]
		}
		_, err := io.WriteString(w, templ.EscapeString(rest))
		return err
	})
}

// marked is the language of a text inside an element that can hold no other, such as an option.
func marked(ctx context.Context, s string) templ.Attributes {
	if !chinese(s) {
		return nil
	}
	return dataLang(ctx)
}

// fact is a text that people wrote, or nil when there is none.
func fact(s string) templ.Component {
	if s == "" {
		return nil
	}
	return Text(s)
}
