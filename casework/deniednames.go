package casework

import (
	"slices"
	"strings"
	"unicode"
)

// DeniedNames are names that no stage, field, role, column, table, search filter or policy
// input may have: each describes a petitioner's behaviour, group, risk, movements, number
// of petitions, place of petitioning or attitude. Names are compared, never free text.
//
// They are written as words; Denied reads them in whatever case and with whatever
// separators. The importer drops such a column, names it and says why.
var DeniedNames = []string{
	// how often, and how
	"is repeat", "repeat visit", "repeat petition", "repeat petitioner", "repeat complaint", "repeat visitor", "visit count", "petition count",
	"visits count", "petitions count", "number of petitions", "number of visits", "times petitioned", "frequent petitioner",
	"habitual petitioner", "serial petitioner", "serial complainant", "vexatious", "abnormal petition", "abnormal visit", "illegal petition",
	"disruptive petition", "malicious petition", "collective petition", "group petition", "threatening words",
	// where, and past whom
	"skip level", "level skipping", "bypass level", "leapfrog", "place of petitioning", "petitioning place", "petition in beijing", "beijing petition",
	"went to beijing", "went to capital",
	// who they are said to be
	"key person", "key personnel", "key petitioner", "key target", "watch list", "watchlist", "blacklist", "grey list", "person of interest",
	"petitioner risk", "petitioner level", "petitioner grade", "petitioner score", "petitioner type", "petitioner group", "petitioner attitude",
	"petitioner behaviour", "petitioner behavior", "petitioner mood", "petitioner movement", "petitioner tag", "petitioner label",
	"person risk", "extremism", "mental illness", "mental state", "psychiatric patient", "criminal record",
	// what was done to hold them back
	"stability control", "stability maintenance", "controlled person", "interception", "intercepted", "whereabouts",
	"dissuasion", "dissuaded", "persuaded back", "escorted back", "admonished", "detained", "sensitive period", "pledge not to petition",

	"越级", "重复访", "重复信访", "重复上访", "多次上访", "多次信访", "信访次数", "上访次数", "来访次数", "进京", "赴京", "赴省上访", "到省上访", "集体访", "群访",
	"缠访", "闹访", "非访", "非正常上访", "异常访", "恶意上访", "恶意信访", "无理上访", "无理信访", "极端言行", "极端行为", "扬言", "过激", "煽动",
	"重点人", "重点信访人", "重点对象", "信访老户", "上访老户", "钉子户", "黑名单", "灰名单", "人员等级", "人员分级", "人员风险", "信访人风险", "信访人类型",
	"信访人分类", "信访人等级", "信访人态度", "信访态度", "信访人情绪", "行为表现", "行踪", "动向", "人员轨迹", "精神病", "精神障碍", "精神状况", "前科", "劣迹",
	"稳控", "维稳", "人员管控", "人员监控", "重点监控", "盯防", "盯守", "劝返", "截访", "接返", "训诫", "拘留", "息访承诺", "息诉罢访", "敏感时期", "敏感时段",
}

// Denied reports whether name describes a petitioner: its words hold those of one of
// DeniedNames in a row, the last perhaps in the plural. Chinese is found anywhere in the
// name, whatever separates its characters. isRepeat, IS_REPEAT and "is-repeats" are one name.
func Denied(name string) bool { return DeniedFor(name) != "" }

// DeniedFor returns the one of DeniedNames for which name is denied, or nothing.
func DeniedFor(name string) string {
	have, letters := nameWords(name)
	i := slices.IndexFunc(DeniedNames, func(denied string) bool {
		if strings.ContainsFunc(denied, isHan) {
			return strings.Contains(letters, denied)
		}
		want, _ := nameWords(denied)
		return holds(have, want)
	})
	if i < 0 {
		return ""
	}
	return DeniedNames[i]
}

// holds reports whether want stands in have in a row, perhaps in the plural, or run together in one word.
func holds(have, want []string) bool {
	for i := range have {
		if strings.TrimSuffix(have[i], "s") == strings.Join(want, "") {
			return true
		}
		if i+len(want) > len(have) {
			continue
		}
		last := len(want) - 1
		row := have[i : i+len(want)]
		if slices.Equal(row[:last], want[:last]) && strings.TrimSuffix(row[last], "s") == strings.TrimSuffix(want[last], "s") {
			return true
		}
	}
	return false
}

// nameWords takes a name apart where it has no letter or digit and where a capital begins,
// and returns its words in lower case, and its letters and digits run together.
func nameWords(name string) (parts []string, letters string) {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	parts = strings.FieldsFunc(b.String(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return parts, strings.Join(parts, "")
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
