package ledger

import (
	"time"
)

// survey gathers how the dates of one column are written, so that the order of an
// ambiguous one is decided by what all rows of the column allow.
type survey struct {
	zone     *time.Location
	now      time.Time
	from04   bool
	styles   map[string]int
	unread   int
	fails    map[string]map[string]int // style → order → dates it makes impossible
	texts    map[string][]string       // style → the ambiguous dates, to be held against the others' range
	min, max time.Time
}

func newSurvey(zone *time.Location, now time.Time, from04 bool) *survey {
	return &survey{zone: zone, now: now, from04: from04, styles: map[string]int{}, fails: map[string]map[string]int{}, texts: map[string][]string{}}
}

func (s *survey) add(text string) {
	if blank(text) {
		return
	}
	m := readMoment(text, orders{}, s.from04)
	if m.style == "" {
		s.unread++
		return
	}
	s.styles[m.style]++
	orders, ambiguous := possible[m.style]
	if !ambiguous {
		if at := m.in(s.zone); m.code == "" && !at.After(s.now) {
			if s.min.IsZero() || at.Before(s.min) {
				s.min = at
			}
			if at.After(s.max) {
				s.max = at
			}
		}
		return
	}
	if s.fails[m.style] == nil {
		s.fails[m.style] = map[string]int{}
	}
	for _, o := range orders {
		if m := readMoment(text, inOrder(m.style, o), s.from04); m.code != "" || m.in(s.zone).After(s.now) {
			s.fails[m.style][o]++
		}
	}
	s.texts[m.style] = append(s.texts[m.style], text)
}

func inOrder(style, order string) orders {
	if style == styleShort {
		return orders{Short: order}
	}
	return orders{Last: order}
}

// verdict is how an ambiguous style of a column is read, and why.
type verdict struct {
	style, order string
	how          string // only: no other order fits; range: others fall outside the column's years; assumed: nothing tells
	dates        int
}

// decide picks, for each ambiguous style, the order that makes the fewest dates impossible;
// between equals the one whose dates fall among the column's others; else the usual one, as an assumption.
func (s *survey) decide(fixed orders) (orders, []verdict) {
	var all []verdict
	for _, style := range []string{styleShort, styleLast} {
		if s.styles[style] == 0 {
			continue
		}
		v := verdict{style: style, order: fixed.of(style), how: "told", dates: s.styles[style]}
		if v.order == "" {
			v.order, v.how = s.pick(style)
		}
		if style == styleShort {
			fixed.Short = v.order
		} else {
			fixed.Last = v.order
		}
		all = append(all, v)
	}
	return fixed, all
}

func (s *survey) pick(style string) (order, how string) {
	fewest := -1
	var left []string
	for _, o := range possible[style] {
		switch n := s.fails[style][o]; {
		case fewest < 0 || n < fewest:
			fewest, left = n, []string{o}
		case n == fewest:
			left = append(left, o)
		}
	}
	if len(left) == 1 {
		return left[0], "only"
	}
	if best, one := s.inRange(style, left); one {
		return best, "range"
	}
	return left[0], "assumed"
}

// inRange counts, order by order, the dates that fall between the column's other dates.
func (s *survey) inRange(style string, orders []string) (best string, one bool) {
	if s.max.IsZero() {
		return "", false
	}
	most := -1
	for _, o := range orders {
		n := 0
		for _, text := range s.texts[style] {
			if at := readMoment(text, inOrder(style, o), s.from04).in(s.zone); !at.Before(s.min.AddDate(0, -1, 0)) && !at.After(s.max.AddDate(0, 1, 0)) {
				n++
			}
		}
		switch {
		case n > most:
			best, one, most = o, true, n
		case n == most:
			one = false
		}
	}
	return best, one
}
