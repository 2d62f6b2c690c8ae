package web

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"followthrough/casework"
	"followthrough/web/locales"
)

// holidays are the keys of the names that the yearly notice gives.
var holidays = []string{"new-year", "spring-festival", "qingming", "labour-day", "dragon-boat", "mid-autumn", "national-day", "victory-day"}

// holidayKeys finds the key of a name in either language.
func (v *visit) holidayKeys() map[string]string {
	keys := map[string]string{}
	for _, k := range holidays {
		keys[k] = k
		for _, lang := range locales.Languages {
			if w := locales.In(lang); w.Has("holiday." + k) {
				keys[strings.ToLower(w.T("holiday."+k))] = k
			}
		}
	}
	return keys
}

var (
	aDay   = regexp.MustCompile(`(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?`)
	aRange = regexp.MustCompile(`^\s*(?:至|到|–|—|~|\.\.|to)\s*`)
)

// readNotice reads a year's notice: a line each holiday, as "春节：2月5日至2月12日" or "spring-festival 02-05 02-06", and the
// weekend days worked in exchange; or the same as a file calendar/<year>.json holds it. wrong is the first line it cannot read.
func readNotice(year int, text, worked string, names map[string]string) (off map[string][]string, workdays []string, wrong string) {
	if whole := strings.TrimSpace(text); strings.HasPrefix(whole, "{") {
		var file map[string]struct {
			Holidays map[string][]string
			Workdays []string
		}
		if err := json.Unmarshal([]byte(whole), &file); err != nil {
			return nil, nil, err.Error()
		}
		y := file[strconv.Itoa(year)]
		return y.Holidays, y.Workdays, ""
	}
	off = map[string][]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		days, ok := daysOf(year, line)
		at := aDay.FindStringIndex(line)
		if !ok || at == nil {
			return nil, nil, line
		}
		name := strings.ToLower(strings.Trim(line[:at[0]], " ：:，,、\t"))
		key, known := names[name]
		if !known && !strings.Contains(name, "上班") && !strings.Contains(name, "调休") && name != "workdays" {
			return nil, nil, line
		}
		if !known {
			workdays = append(workdays, days...)
			continue
		}
		off[key] = append(off[key], days...)
	}
	if strings.TrimSpace(worked) != "" {
		days, ok := daysOf(year, worked)
		if !ok {
			return nil, nil, worked
		}
		workdays = append(workdays, days...)
	}
	slices.Sort(workdays)
	return off, slices.Compact(workdays), ""
}

// daysOf reads every day of a text, and the days between two joined by 至; false when a day is none.
func daysOf(year int, text string) ([]string, bool) {
	var all []string
	var last time.Time
	end := 0
	for _, m := range aDay.FindAllStringSubmatchIndex(text, -1) {
		day, err := time.Parse("2006-1-2", fmt.Sprintf("%d-%s-%s", year, text[m[2]:m[3]], text[m[4]:m[5]]))
		if err != nil {
			return nil, false
		}
		if between := text[end:m[0]]; !last.IsZero() && aRange.MatchString(between) && strings.TrimSpace(aRange.ReplaceAllString(between, "")) == "" {
			for d := last.AddDate(0, 0, 1); d.Before(day); d = d.AddDate(0, 0, 1) {
				all = append(all, d.Format("01-02"))
			}
		}
		all = append(all, day.Format("01-02"))
		last, end = day, m[1]
	}
	return all, true
}

// byDay orders holidays by their first day.
func byDay(all map[string][]string) []string {
	var names []string
	for name, days := range all {
		if len(days) > 0 {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(slices.Min(all[a]), slices.Min(all[b])) })
	return names
}

// days says days of a year as people write them.
func (v *visit) days(all []string) []string {
	var out []string
	for _, d := range all {
		if t, err := time.Parse("2006-01-02", "2000-"+d); err == nil {
			out = append(out, v.words.Day(t, t))
		}
	}
	return out
}

// runs says days that follow each other as from – to.
func (v *visit) runs(all []string) string {
	said := v.days(all)
	if len(said) < 2 {
		return strings.Join(said, "")
	}
	first, _ := time.Parse("01-02", all[0])
	last, _ := time.Parse("01-02", all[len(all)-1])
	if int(last.Sub(first).Hours()/24) == len(all)-1 {
		return said[0] + " – " + said[len(said)-1]
	}
	return strings.Join(said, v.words.T("sign.list"))
}

// calendarText is a year's calendar as its form takes it.
func (v *visit) calendarText(year string) casework.Fields {
	n, err := strconv.Atoi(year)
	if err != nil {
		return nil
	}
	off, worked, _ := v.s.Book.Year(n)
	var lines []string
	for _, name := range byDay(off) {
		lines = append(lines, v.words.First("holiday."+name, "holiday.other")+" "+strings.Join(off[name], " "))
	}
	return casework.Fields{"year": year, "holidays": strings.Join(lines, "\n"), "workdays": strings.Join(worked, " ")}
}

// mostNotice bounds a notice in bytes: a year has few days.
const mostNotice = 1 << 20

// uploadedText is the text of a file that came with a form; empty without one.
func (v *visit) uploadedText(field string) (string, error) {
	content, _, err := v.uploadedFile(field, mostNotice)
	return string(content), err
}

// uploadedFile is the content and the name of a file that came with a form; nil without one.
func (v *visit) uploadedFile(field string, most int64) ([]byte, string, error) {
	form := v.Request().MultipartForm
	if form == nil {
		return nil, "", nil
	}
	for _, h := range form.File[field+".new"] {
		if h.Size == 0 {
			continue
		}
		if h.Size > most {
			return nil, "", casework.Refuse(casework.Invalid, casework.Item{Key: "file-too-large", Field: field})
		}
		f, err := h.Open()
		if err != nil {
			return nil, "", err
		}
		defer func() { _ = f.Close() }()
		content, err := io.ReadAll(f)
		return content, h.Filename, err
	}
	return nil, "", nil
}
