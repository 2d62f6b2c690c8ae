package policies

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Unit is what a limit is counted in.
type Unit string

// Days and working days end at 24:00 of the last one; the others run from the moment.
// Seconds and minutes are for rehearsals: no law counts in them.
const (
	Second     Unit = "second"
	Minute     Unit = "minute"
	Hour       Unit = "hour"
	Day        Unit = "day"
	WorkingDay Unit = "working-day"
)

// exact are the units that run from the moment.
var exact = map[Unit]time.Duration{Second: time.Second, Minute: time.Minute, Hour: time.Hour}

// Sureness says how well a limit is founded.
type Sureness string

// The sureness of a limit, as docs/law explains it.
const (
	InLaw      Sureness = "C"       // read in the text of the law
	Secondary  Sureness = "S"       // from a secondary source
	Unverified Sureness = "U"       // from memory: a local setting to be checked
	Product    Sureness = "product" // ★ our own rule, in no law
)

// Source is where a limit or a way of counting is laid down.
type Source struct {
	Law     string `json:"law"`     // a norm of docs/law: petition-regulation
	Article string `json:"article"` // 34
}

// Limit is one row of limits.json.
type Limit struct {
	ID     string     `json:"id"`
	Value  int        `json:"value"`
	Unit   Unit       `json:"unit"`
	Starts string     `json:"starts"`           // key of what starts it: accepted, opinion-delivered
	Pause  string     `json:"pause,omitempty"`  // key of what its time is not counted for: hearing
	Extend *Extension `json:"extend,omitempty"` // nil when it cannot be extended
	Source Source     `json:"source"`
	Sure   Sureness   `json:"sure"`
}

// Extension is how far a limit may be extended and who grants it.
type Extension struct {
	Most  int    `json:"most"` // in the limit's unit
	Times int    `json:"times"`
	By    string `json:"by"` // role in the case
}

// Norm is a rule of counting with its source.
type Norm struct {
	Source
	Sure Sureness `json:"sure"`
}

// limits is limits.json, read.
type limits struct {
	zone     *time.Location
	rows     []Limit
	byID     map[string]Limit
	counting map[string]Norm
	changes  map[string][]Change // by limit, the earliest first
}

// longest keeps a slip of the pen from becoming a century.
const longest = 36_600

// readLimits reads limits.json and refuses rows that say too little or contradict themselves.
func readLimits(content []byte) (limits, error) {
	if content == nil {
		return limits{}, errors.New("limits/limits.json is missing")
	}
	var file struct {
		Zone     string          `json:"zone"`
		Counting map[string]Norm `json:"counting"`
		Limits   []Limit         `json:"limits"`
	}
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		return limits{}, fmt.Errorf("limits: %w", err)
	}
	if file.Zone == "" || file.Zone == "Local" {
		return limits{}, errors.New("limits: the zone in which days are counted is missing")
	}
	zone, err := time.LoadLocation(file.Zone)
	if err != nil {
		return limits{}, fmt.Errorf("limits: %w", err)
	}
	all := limits{zone: zone, rows: file.Limits, byID: map[string]Limit{}, counting: file.Counting}
	for _, l := range file.Limits {
		if _, twice := all.byID[l.ID]; twice {
			return limits{}, fmt.Errorf("limits: %s is given twice", l.ID)
		}
		if err := l.check(); err != nil {
			return limits{}, err
		}
		all.byID[l.ID] = l
	}
	return all, nil
}

func (l Limit) check() error {
	units := []Unit{Second, Minute, Hour, Day, WorkingDay}
	sure := []Sureness{InLaw, Secondary, Unverified, Product}
	switch {
	case l.ID == "" || l.Starts == "" || l.Source.Law == "" || l.Source.Article == "":
		return fmt.Errorf("limits: %q needs an id, what starts it, and a law with its article", l.ID)
	case l.Value < 1 || l.Value > longest:
		return fmt.Errorf("limits: %s is %d, and has to be between 1 and %d", l.ID, l.Value, longest)
	case !slices.Contains(units, l.Unit):
		return fmt.Errorf("limits: %s is counted in %q, which is none of %v", l.ID, l.Unit, units)
	case !slices.Contains(sure, l.Sure):
		return fmt.Errorf("limits: %s is sure %q, which is none of %v", l.ID, l.Sure, sure)
	case l.Extend != nil && (l.Extend.Most < 1 || l.Extend.Times < 1 || l.Extend.By == ""):
		return fmt.Errorf("limits: the extension of %s needs its length, how often, and who grants it", l.ID)
	}
	return nil
}

// Limits lists the limits in the order of limits.json.
func (p *Policies) Limits() []Limit { return slices.Clone(p.limits.rows) }

// Limit returns the limit with this id.
func (p *Policies) Limit(id string) (Limit, bool) {
	l, ok := p.limits.byID[id]
	return l, ok
}
