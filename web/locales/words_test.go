package locales

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCatalogues_SayTheSameInEveryLanguage(t *testing.T) {
	zh, en := catalogue(t, Chinese), catalogue(t, English)
	for key := range zh {
		if _, ok := en[key]; !ok {
			t.Errorf("%s is not said in English", key)
		}
	}
	for key, text := range en {
		other, ok := zh[key]
		if !ok {
			t.Errorf("%s is not said in Chinese", key)
			continue
		}
		if a, b := gapsIn(text), gapsIn(other); !slices.Equal(a, b) {
			t.Errorf("%s has the gaps %v in English and %v in Chinese", key, a, b)
		}
	}
}

var gap = regexp.MustCompile(`{{\.\w+}}`)

// gapsIn lists the gaps of a sentence, each once. A count may be said in words: "once" has no number in it.
func gapsIn(text any) []string {
	raw, _ := json.Marshal(text)
	found := gap.FindAllString(string(raw), -1)
	found = slices.DeleteFunc(found, func(g string) bool { return g == "{{.N}}" })
	slices.Sort(found)
	return slices.Compact(found)
}

func catalogue(t *testing.T, lang string) map[string]any {
	t.Helper()
	all := map[string]any{}
	names, err := filepath.Glob("*." + lang + ".json")
	if err != nil || len(names) == 0 {
		t.Fatal("no catalogue of ", lang, err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var one map[string]any
		if err := json.Unmarshal(raw, &one); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key, text := range one {
			if _, twice := all[key]; twice {
				t.Errorf("%s: %s is said twice", name, key)
			}
			all[key] = text
		}
	}
	return all
}

// used are the ways in which a page names a key.
var used = regexp.MustCompile(`(?:\bT|\bN|\bSay|\bword|\bnamed|\.T|\.N|\.First)\((?:ctx, )?("[a-z][a-z0-9.-]*"(?:, "[a-z][a-z0-9.-]*")*)`)

func TestCatalogues_HaveEveryKeyThatAPageNames(t *testing.T) {
	w := In(Chinese)
	for _, pattern := range []string{"../*.go", "../pages/*.go", "../pages/*.templ"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_templ.go") || strings.HasSuffix(name, "_test.go") {
				continue
			}
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range used.FindAllStringSubmatch(string(raw), -1) {
				key := strings.Trim(strings.Split(m[1], ", ")[0], `"`)
				if !strings.HasSuffix(key, ".") && !w.Has(key) {
					t.Errorf("%s names %s, which is not said", name, key)
				}
			}
		}
	}
}

func TestChoose_TakesTheChosenLanguageThenTheBrowsersThenChinese(t *testing.T) {
	for _, c := range []struct{ chosen, accept, want string }{
		{"en", "zh-CN", English},
		{"", "en-GB,en;q=0.9", English},
		{"", "zh-TW,zh;q=0.9,en;q=0.8", Chinese},
		{"", "fr", English}, // who reads neither asks for what the browser of a visitor is likelier to know
		{"", "", Chinese},
		{"xx", "not a language \x00", Chinese},
	} {
		if got := Choose(c.chosen, c.accept).Lang; got != c.want {
			t.Errorf("chosen %q, asked for %q: %s, want %s", c.chosen, c.accept, got, c.want)
		}
	}
}

func TestDays_AreSaidTheWayPeopleWriteThem(t *testing.T) {
	now := time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)
	zh, en := In(Chinese), In(English)
	for _, c := range []struct{ got, want string }{
		{zh.Day(now, now), "11月18日"},
		{zh.Deadline(now, now), "11月18日（周三）"},
		{zh.Deadline(now.AddDate(1, 0, 0), now), "2027年11月18日（周四）"},
		{zh.Weekday(now), "星期三"},
		{zh.Minute(now, now), "11月18日 09:00"},
		{en.Day(now, now), "18 Nov"},
		{en.Deadline(now, now), "Wed 18 Nov"},
		{en.Deadline(now.AddDate(1, 0, 0), now), "Thu 18 Nov 2027"},
		{en.Weekday(now), "Wednesday"},
		{zh.N("time.left", 5), "还有5天"},
		{en.N("time.left", 1), "1 day left"},
		{en.N("time.late", 6), "6 days late"},
	} {
		if c.got != c.want {
			t.Errorf("said %q, want %q", c.got, c.want)
		}
	}
}

func TestT_PutsAMissingKeyInBrackets(t *testing.T) {
	if got := In(English).T("no.such.key"); got != "⟨no.such.key⟩" {
		t.Errorf("said %q", got)
	}
}
