package ledger

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"
)

// The styles in which dates are met.
const (
	styleYear    = "year-first" // 2020/11/27, 2020-11-27 10:33, 2020年11月27日
	styleCompact = "compact"    // 20201127, 20201127103300
	styleSerial  = "serial"     // 43831.44: what a spreadsheet keeps of a date
	styleName    = "named"      // 27 Nov 2020
	styleShort   = "short"      // 09-03-20: the order must be found out
	styleLast    = "year-last"  // 03/09/2020: the order must be found out
)

// orders says how dates are read whose order their text does not tell.
type orders struct {
	Short string `json:"short,omitempty"` // mdy, ymd or dmy for 09-03-20
	Last  string `json:"last,omitempty"`  // mdy or dmy for 03/09/2020
}

// The orders a style may have. The first is taken where nothing tells: it is how a
// spreadsheet writes its own short dates into text.
var possible = map[string][]string{styleShort: {"mdy", "ymd", "dmy"}, styleLast: {"mdy", "dmy"}}

func (o orders) of(style string) string {
	if style == styleShort {
		return o.Short
	}
	return o.Last
}

// moment is a date as it was read. Its clock is the installation's; zone says that the text named another.
type moment struct {
	year, month, day int
	clock            time.Duration
	hasTime          bool
	style            string
	zone             *time.Location
	code             string // what is wrong with it: not-a-date, no-such-day, date-without-day
}

var (
	remarks   = regexp.MustCompile(`[(（].*?[)）]|(星期|周|礼拜)[一二三四五六日天]`)
	digits    = regexp.MustCompile(`^\d+(\.\d+)?(e\+?\d+)?$`)
	triple    = regexp.MustCompile(`^(\d{1,4}) ?[-/.\\] ?(\d{1,2}) ?[-/.\\] ?(\d{1,4})(.*)$`)
	dayName   = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})(.*)$`)
	nameDay   = regexp.MustCompile(`^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(.*)$`)
	clockTime = regexp.MustCompile(`^[ t]*(am|pm)? ?(\d{1,2}):(\d{0,2})(?::(\d{1,2})(?:\.\d+)?)?:? ?(am|pm)? ?(z|[+-]\d{2}:?\d{2})?$`)
	yearMonth = regexp.MustCompile(`^\d{4}[-/.]\d{1,2}[-/.]?$|^\d{4}-?$`)
	chinese   = strings.NewReplacer("年", "-", "月", "-", "日", " ", "号", " ", "时", ":", "点", ":", "分", ":", "秒", "",
		"上午", " am ", "早上", " am ", "中午", " pm ", "下午", " pm ", "晚上", " pm ")
	months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
)

// readMoment reads one date. Serial numbers count from 1904 where the workbook says so.
func readMoment(text string, o orders, from04 bool) moment {
	t := strings.ToLower(norm.NFKC.String(oneLine(text)))
	t = strings.TrimSpace(remarks.ReplaceAllString(t, " "))
	if len(t) != 4 && digits.MatchString(t) {
		return number(t, from04)
	}
	t = strings.TrimSpace(strings.Join(strings.Fields(chinese.Replace(t)), " "))
	if m := triple.FindStringSubmatch(t); m != nil {
		return ordered(m[1:4], o).at(m[4])
	}
	for i, named := range []*regexp.Regexp{dayName, nameDay} {
		if m := named.FindStringSubmatch(t); m != nil {
			day, name := m[1+i], m[2-i]
			if month := slices.Index(months, name[:3]) + 1; month > 0 {
				return moment{year: atoi(m[3]), month: month, day: atoi(day), style: styleName}.checked().at(m[4])
			}
		}
	}
	if yearMonth.MatchString(t) {
		return moment{code: "date-without-day"}
	}
	return moment{code: "not-a-date"}
}

// number reads digits: 20201127, with a time behind, or a serial number.
func number(t string, from04 bool) moment {
	if n := len(t); (n == 8 || n == 12 || n == 14) && !strings.ContainsAny(t, ".e") && t >= "1950" && t < "2101" {
		m := moment{year: atoi(t[:4]), month: atoi(t[4:6]), day: atoi(t[6:8]), style: styleCompact}.checked()
		if n > 8 {
			return m.at(t[8:10] + ":" + t[10:12] + ":" + (t + "00")[12:14])
		}
		return m
	}
	f, err := strconv.ParseFloat(t, 64)
	if err != nil || f < 10_000 || f > 75_000 { // 1927 to 2105
		return moment{code: "not-a-date"}
	}
	at, err := excelize.ExcelDateToTime(f, from04)
	if err != nil {
		return moment{code: "not-a-date"}
	}
	at = at.Round(time.Second)
	m := moment{year: at.Year(), month: int(at.Month()), day: at.Day(), style: styleSerial}
	m.clock = at.Sub(time.Date(m.year, at.Month(), m.day, 0, 0, 0, 0, time.UTC))
	m.hasTime = strings.ContainsAny(t, ".") && m.clock != 0
	return m.checked()
}

// ordered gives the three numbers their meaning.
func ordered(p []string, o orders) moment {
	m := moment{style: styleYear}
	a, b, c := atoi(p[0]), atoi(p[1]), atoi(p[2])
	order := "ymd"
	switch {
	case len(p[0]) >= 3 && len(p[2]) <= 2:
	case len(p[2]) >= 3 && len(p[0]) <= 2:
		m.style, order = styleLast, o.Last
	case len(p[0]) <= 2 && len(p[2]) <= 2:
		m.style, order = styleShort, o.Short
	default:
		return moment{code: "not-a-date"}
	}
	if order == "" {
		order = "mdy"
	}
	switch order {
	case "ymd":
		m.year, m.month, m.day = a, b, c
	case "mdy":
		m.month, m.day, m.year = a, b, c
	case "dmy":
		m.day, m.month, m.year = a, b, c
	}
	if m.style == styleShort {
		if m.year += 2000; m.year > pivot {
			m.year -= 100
		}
	}
	return m.checked()
}

// pivot is the last year that two digits may mean; what lies behind it is of the century before.
const pivot = 2069

// checked says when there is no such day.
func (m moment) checked() moment {
	d := time.Date(m.year, time.Month(m.month), m.day, 0, 0, 0, 0, time.UTC)
	if m.year < 1950 || m.year > 2100 || d.Year() != m.year || int(d.Month()) != m.month || d.Day() != m.day {
		m.code = "no-such-day"
	}
	return m
}

// at adds the time of day behind a date.
func (m moment) at(rest string) moment {
	if rest = strings.TrimSpace(rest); rest == "" || m.code != "" {
		return m
	}
	p := clockTime.FindStringSubmatch(rest)
	if p == nil {
		m.code = "not-a-date"
		return m
	}
	hour, minute, second := atoi(p[2]), atoi(p[3]), atoi(p[4])
	switch half := p[1] + p[5]; {
	case half == "pm" && hour < 12:
		hour += 12
	case half == "am" && hour == 12:
		hour = 0
	}
	if hour > 23 || minute > 59 || second > 59 {
		m.code = "no-such-time"
		return m
	}
	m.hasTime = true
	m.clock = time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second
	if z := strings.ReplaceAll(p[6], ":", ""); z == "z" {
		m.zone = time.UTC
	} else if z != "" {
		m.zone = time.FixedZone(z, (atoi(z[1:3])*60+atoi(z[3:]))*60*map[byte]int{'+': 1, '-': -1}[z[0]])
	}
	return m
}

// in is the moment in the installation's zone.
func (m moment) in(zone *time.Location) time.Time {
	from := zone
	if m.zone != nil {
		from = m.zone
	}
	h, rest := m.clock/time.Hour, m.clock%time.Hour
	return time.Date(m.year, time.Month(m.month), m.day, int(h), int(rest/time.Minute), int(rest%time.Minute/time.Second), 0, from).In(zone)
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
