package ledger

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// clean makes a cell fit for the record: one kind of line end, no control characters, no
// invisible marks, no spaces around lines. Line breaks stay.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "_x000D_", "", "_x000d_", "", "\u2028", "\n", "\u2029", "\n").Replace(s)
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r): // NUL, zero-width marks, direction marks
			return -1
		}
		return r
	}, s)
	lines := strings.Split(s, "\n")
	kept := lines[:0]
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if l != "" || len(kept) > 0 && kept[len(kept)-1] != "" {
			kept = append(kept, l)
		}
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// oneLine is a cell for a field of one line.
func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// blank reports whether nobody would see anything in the cell.
func blank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) }) < 0
}

// plain is text for comparing: of one width and case, letters and digits only.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// firstSentence is a title for a matter whose file gives none.
func firstSentence(s string) string {
	for _, line := range strings.Split(s, "\n") {
		if i := strings.IndexAny(line, "。！？!?；;"); i > 0 {
			line = line[:i]
		}
		if line = oneLine(line); utf8.RuneCountInString(line) >= 4 {
			return shorten(line, 60)
		}
	}
	return shorten(oneLine(s), 60)
}

func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// shown is a value as an error may show it: short, long digits starred, and nothing at all
// of free text or of a name but how long it is.
func shown(field, value string) string {
	switch field {
	case "content", "reply":
		return ""
	case "name":
		if r, n := utf8.DecodeRuneInString(value); n > 0 {
			return string(r) + "*"
		}
		return ""
	}
	return maskDigits(shorten(oneLine(value), 24))
}

// maskDigits stars what may be a telephone or identity number: eleven digits and more.
func maskDigits(s string) string {
	out, run := []rune(s), 0
	for i := 0; i <= len(out); i++ {
		if i < len(out) && unicode.IsDigit(out[i]) {
			run++
			continue
		}
		if run >= 11 {
			for j := i - run + 3; j < i; j++ {
				out[j] = '*'
			}
		}
		run = 0
	}
	return string(out)
}
