package policies

import (
	"encoding/json"
	"time"
)

// deskRules are the thresholds of the supervisors' desk, each with the day from which it holds.
type deskRules struct {
	Desk struct {
		Lights []struct {
			From        string
			Red, Yellow int
		}
		Samples []struct {
			From                 string
			Percent, Least, Most int
		}
	}
}

// desk reads thresholds/desk.json; a bundle without it, or with one that cannot be read, has no thresholds of its own.
func (p *Policies) desk() (d deskRules) {
	if err := json.Unmarshal(p.files["thresholds/desk.json"], &d); err != nil {
		return deskRules{}
	}
	return d
}

// Lights says, as it holds on day, within how many working days of its next date a case is
// red or yellow on the dispatch list: 0 is the moment at which the date has passed.
func (p *Policies) Lights(day time.Time) (red, yellow int) {
	red, yellow = 0, 5
	for _, l := range p.desk().Desk.Lights {
		if l.From <= day.Format(time.DateOnly) {
			red, yellow = l.Red, l.Yellow
		}
	}
	return red, yellow
}

// SampleSize says, as it holds on day, how many of so many closed cases are looked at a
// second time, and by which rule: a share of them, at least and at most so many.
func (p *Policies) SampleSize(day time.Time, closed int) (size, percent, least, most int) {
	percent, least, most = 10, 2, 20
	for _, x := range p.desk().Desk.Samples {
		if x.From <= day.Format(time.DateOnly) {
			percent, least, most = x.Percent, x.Least, x.Most
		}
	}
	size = min(max((closed*percent+99)/100, least), most, closed)
	return size, percent, least, most
}
