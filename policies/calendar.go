package policies

import (
	_ "time/tzdata" // days are counted in the installation's zone, wherever the program runs

	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// Year is a calendar year as the yearly notice gives it, days written 01-02 (month, day).
type Year struct {
	Holidays map[string][]string `json:"holidays"` // days off by the key of their name: spring-festival
	Workdays []string            `json:"workdays"` // weekend days that are worked in exchange
}

// file is the year as calendar/<year>.json holds it.
func (y Year) file(n int) ([]byte, error) {
	content, err := json.Marshal(map[string]Year{fmt.Sprint(n): y})
	if err != nil {
		return nil, err
	}
	return content, newDays().add(n, y)
}

// Weekend names a weekend day that is no holiday and no make-up working day.
const Weekend = "weekend"

// day is a calendar day, counted from 1970-01-01, without a zone.
type day int

func dayOf(t time.Time, zone *time.Location) day {
	y, m, d := t.In(zone).Date()
	return day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (d day) utc() time.Time  { return time.Unix(int64(d)*86400, 0).UTC() }
func (d day) String() string  { return d.utc().Format(time.DateOnly) }
func (d day) year() int       { return d.utc().Year() }
func (d day) onWeekend() bool { w := d.utc().Weekday(); return w == time.Saturday || w == time.Sunday }

// end is 24:00 of the day in zone.
func (d day) end(zone *time.Location) time.Time {
	t := d.utc()
	return time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, zone)
}

// days knows which days are worked.
type days struct {
	years map[int]bool
	off   map[day]string // the key of the holiday's name
	on    map[day]bool   // make-up working days
}

func newDays() days { return days{years: map[int]bool{}, off: map[day]string{}, on: map[day]bool{}} }

// readDays reads every calendar/<year>.json.
func readDays(files map[string][]byte) (days, error) {
	all := newDays()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if folder, base := path.Split(name); folder != "calendar/" || path.Ext(base) != ".json" {
			continue
		}
		var content map[int]Year
		if err := json.Unmarshal(files[name], &content); err != nil {
			return days{}, fmt.Errorf("calendar %s: %w", name, err)
		}
		for n, y := range content {
			if err := all.add(n, y); err != nil {
				return days{}, err
			}
		}
	}
	return all, nil
}

// add takes in a year. A day is off or worked but not both, off under one name, and only
// a weekend day needs to be said to be worked.
func (c days) add(n int, y Year) error {
	c.years[n] = true
	for name, listed := range y.Holidays {
		for _, text := range listed {
			d, err := dayIn(n, text)
			if err != nil {
				return err
			}
			if other, twice := c.off[d]; twice && other != name || name == "" || name == Weekend || strings.ContainsAny(name, " \t\n") {
				return fmt.Errorf("calendar %d: %s cannot be off as %q", n, text, name)
			}
			c.off[d] = name
		}
	}
	for _, text := range y.Workdays {
		d, err := dayIn(n, text)
		if err != nil {
			return err
		}
		if _, off := c.off[d]; off || !d.onWeekend() {
			return fmt.Errorf("calendar %d: %s is off or no weekend day, so it cannot be a make-up working day", n, text)
		}
		c.on[d] = true
	}
	return nil
}

func dayIn(year int, text string) (day, error) {
	t, err := time.Parse(time.DateOnly, fmt.Sprintf("%04d-%s", year, text))
	if err != nil {
		return 0, fmt.Errorf("calendar %d: %q is no day (01-02 is the second of January)", year, text)
	}
	return day(t.Unix() / 86400), nil
}

// rest returns the name of a day that is not worked: of the holiday, or Weekend; empty
// for a working day. Without a calendar of its year only weekends are known.
func (c days) rest(d day) (name string, known bool) {
	known = c.years[d.year()]
	if name, off := c.off[d]; off {
		return name, known
	}
	if d.onWeekend() && !c.on[d] {
		return Weekend, known
	}
	return "", known
}

// DayNames lists the keys under which days are named in explanations.
func (p *Policies) DayNames() []string {
	names := map[string]bool{Weekend: true}
	for _, name := range p.days.off {
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// Years lists the years that have a calendar. A date in any other is provisional.
func (p *Policies) Years() []int { return slices.Sorted(maps.Keys(p.days.years)) }
