package locales

import (
	"fmt"
	"time"
)

var (
	weekdaysZH = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}
	fullZH     = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}
)

// Day says a day: 11月18日, with the year when it is not now's.
func (w *Words) Day(t, now time.Time) string {
	if t.Year() != now.Year() {
		return w.LongDay(t)
	}
	if w.Lang == Chinese {
		return fmt.Sprintf("%d月%d日", t.Month(), t.Day())
	}
	return t.Format("2 Jan")
}

// LongDay says a day with its year: 2026年11月18日.
func (w *Words) LongDay(t time.Time) string {
	if w.Lang == Chinese {
		return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
	}
	return t.Format("2 Jan 2006")
}

// Deadline says a day with its weekday: 11月18日（周三）.
func (w *Words) Deadline(t, now time.Time) string {
	if w.Lang == Chinese {
		return w.Day(t, now) + "（" + weekdaysZH[t.Weekday()] + "）"
	}
	return t.Format("Mon ") + w.Day(t, now)
}

// Weekday says the day of the week: 星期三.
func (w *Words) Weekday(t time.Time) string {
	if w.Lang == Chinese {
		return fullZH[t.Weekday()]
	}
	return t.Weekday().String()
}

// Minute says a moment: 11月18日 09:14.
func (w *Words) Minute(t, now time.Time) string { return w.Day(t, now) + t.Format(" 15:04") }

// Size says how large a file is.
func Size(bytes int64) string {
	switch {
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	case bytes >= 1<<10:
		return fmt.Sprintf("%d kB", bytes>>10)
	default:
		return fmt.Sprintf("%d B", bytes)
	}
}
