package store

import (
	"slices"
	"strings"
	"unicode"
)

// grams lists the pairs of adjoining letters or digits of a text, each once, in order. A
// pair is one number: the two code points side by side, folded where they need more than
// sixteen bits; what folding confuses, the comparison with the text itself tells apart.
func grams(text string) []int32 {
	var all []int32
	for _, word := range words(text) {
		var before rune
		for _, r := range word {
			if before != 0 {
				all = append(all, gram(before, r))
			}
			before = r
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// singles lists the letters and digits of a text: for titles, in which one may be looked for alone.
func singles(text string) []int32 {
	var all []int32
	for _, word := range words(text) {
		for _, r := range word {
			all = append(all, gram(0, r))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func gram(a, b rune) int32 { return fold(a)<<16 | fold(b) }

func fold(r rune) int32 { return (r ^ r>>16*0x9e37) & 0xffff }

// words splits a text into its runs of letters and digits, in lower case.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.In(r, unicode.L, unicode.N, unicode.M) })
}

// Words are what a search looks for: all of them, each as it stands. A hyphen or a dot
// between letters belongs to the word, as in P-2026-0071.
func Words(query string) []string {
	query = strings.ToValidUTF8(strings.ReplaceAll(query, "\x00", " "), " ")
	var all []string
	for _, w := range strings.Fields(query) {
		if w = strings.TrimFunc(w, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }); w != "" && !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	return all[:min(len(all), mostWords)]
}

// mostWords bounds a search; further words are not looked for.
const mostWords = 8

// wordGrams are what a text must have to hold the word: its pairs, or the single character.
func wordGrams(word string) []int32 {
	if g := grams(word); len(g) > 0 {
		return g
	}
	return singles(word)
}

// exact reports whether a text with the word's grams holds the word for certain.
func exact(word string) bool {
	n := 0
	for _, r := range word {
		if r > 0xffff || !unicode.Is(unicode.Han, r) {
			return false
		}
		n++
	}
	return n <= 2
}
