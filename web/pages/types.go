package pages

import "time"

// Person is somebody named on a page.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Post string `json:"post,omitempty"`
	Unit string `json:"unit,omitempty"`
	Away *Away  `json:"away,omitempty"` // on leave today
}

// Named reports whether there is somebody.
func (p Person) Named() bool { return p.ID != "" }

// Due is a date as people see it: what it is, until when, and by which rule.
type Due struct {
	No          int       `json:"no"`
	Name        string    `json:"name"`
	Key         string    `json:"key,omitempty"`
	Label       string    `json:"label"`
	At          time.Time `json:"at"` // 24:00 of the last day
	From        time.Time `json:"from,omitzero"`
	Limit       string    `json:"limit,omitempty"`
	Rule        string    `json:"rule,omitempty"`
	Article     string    `json:"article,omitempty"`
	Sure        string    `json:"sure,omitempty"` // statutory, internal, promise, check
	Provisional bool      `json:"provisional,omitempty"`
	Role        string    `json:"role,omitempty"`
	Person      Person    `json:"person,omitzero"`
	Mine        bool      `json:"mine,omitempty"`
	Move        string    `json:"move,omitempty"` // the move that answers it
}

// Sum is how a date was computed, so that a reader can do it again.
type Sum struct {
	Length  int       `json:"length"`
	Unit    string    `json:"unit"` // day, working-day, hour
	More    int       `json:"more,omitempty"`
	First   time.Time `json:"first"`             // the first day that counts
	Last    time.Time `json:"last"`              // the last day as counted, before a holiday moves it
	Holiday string    `json:"holiday,omitempty"` // what moved it
	Skipped string    `json:"skipped,omitempty"` // holidays that a count of working days left out
	MakeUp  int       `json:"make_up,omitempty"` // make-up working days that it counted
	Changed bool      `json:"changed,omitempty"` // the rules in force now would give another date
	Article string    `json:"article,omitempty"`
	Sure    string    `json:"sure"`
}

// Clock is the main date of a case with its sum.
type Clock struct {
	Due
	Sum  *Sum `json:"sum,omitempty"`
	Gone int  `json:"gone"` // days counted so far
}

// File is a file kept as evidence.
type File struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Size   int64     `json:"size"`
	SHA256 string    `json:"sha256"`
	By     string    `json:"by,omitempty"`
	At     time.Time `json:"at"`
	Path   string    `json:"path"`
}

// Row is a case in a list.
type Row struct {
	No        string    `json:"no"`
	Title     string    `json:"title"`
	Asker     string    `json:"asker,omitempty"` // masked
	Unit      string    `json:"unit,omitempty"`
	Leader    string    `json:"leader,omitempty"`
	Handler   string    `json:"handler,omitempty"`
	Stage     string    `json:"stage"`
	StageName string    `json:"stage_name"`
	Track     string    `json:"track,omitempty"`
	Result    string    `json:"result,omitempty"`
	Opened    time.Time `json:"opened"`
	Entered   time.Time `json:"entered"`
	Ended     bool      `json:"ended,omitempty"`
	Due       *Due      `json:"due,omitempty"`
	Category  string    `json:"category,omitempty"`
	Channel   string    `json:"channel,omitempty"`
	Progress  string    `json:"progress,omitempty"` // what was last done
	Excerpt   *Excerpt  `json:"excerpt,omitempty"`  // where a word that was looked for stands
	Path      string    `json:"path"`
}

// Excerpt is a piece of a case's texts in which a word that was looked for stands.
type Excerpt struct {
	Where string `json:"where"` // the line of the timeline, in words
	Text  string `json:"text"`
}
