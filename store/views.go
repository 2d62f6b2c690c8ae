package store

import (
	"time"

	"followthrough/casework"
)

// Receipt is the answer to an action: the same for the first asking and every later one.
type Receipt struct {
	Action string         `json:"action"`
	Case   string         `json:"case"` // opaque id
	No     string         `json:"no"`
	Seq    int64          `json:"seq"`
	Stage  casework.Stage `json:"stage"`
	At     time.Time      `json:"at"`
	Hash   string         `json:"hash"`           // of the timeline's line, hexadecimal
	Until  time.Time      `json:"until,omitzero"` // for a story's act: when it looks again
}

// Decided is returned with casework.Stale when somebody else decided first: who, what, when.
type Decided struct {
	By   string
	Move string
	At   time.Time
	Seq  int64
}

// CaseRow is a case as a list shows it.
type CaseRow struct {
	ID, No, Kind, Title string
	Unit                string
	Stage               casework.Stage
	Track               string
	Opened, Entered     time.Time
	Ended               bool
	Result              string
	Leader, Handler     string  // person ids; empty when nobody holds the role
	Due                 *DueRow // the next one, nil when nothing is owed
	Asker               string  // masked name of the petitioner
	Category, Channel   string
	Last                *LastWord // what was last done by a person, but for remarks among handlers
	Excerpt             *Excerpt  // where a word of the search stands, when title, number and unit do not hold it
}

// LastWord is the last thing a person did in a case.
type LastWord struct {
	Move string
	At   time.Time
	Note string // the beginning of what they wrote
}

// DueRow is a date as people see it.
type DueRow struct {
	No          int
	Name, Key   string
	Limit       string // id in policies/limits; empty for a day given
	From, At    time.Time
	More        int
	Generation  int // 1 until it has been asked once
	Provisional bool
	Role        casework.Role
	Person      string
}

// CasePage is everything the page of one case shows.
type CasePage struct {
	Head      casework.Head
	Title     string
	Facts     []byte // JSON of the kind's facts
	Traits    map[string]string
	Result    string
	Parties   casework.Parties
	Asker     string // masked
	Anonymous bool
	Dues      []DueRow
	Offers    []casework.Offer
	Leave     casework.Leave // what the viewer may see and be here
	Timeline  []Line
	Files     []FileRow
	People    map[string]casework.Person // everybody named on the page, by id
	Told      int64                      // the seq the engine has acknowledged
}

// Line is one line of the timeline.
type Line struct {
	casework.Event
	Action string
	Sealed casework.Fields // empty unless the viewer may read it
	Hash   string
}

// FileRow is a file kept as evidence.
type FileRow struct {
	ID, Name, Type string
	Size           int64
	SHA256         string
	Person         string
	At             time.Time
}

// Task is one thing a person owes: a pending due with its case.
type Task struct {
	CaseRow
	Due DueRow
	For string // the person the viewer stands in for; empty for their own
}

// NoticeRow is a message to a person.
type NoticeRow struct {
	ID        int64
	No, Title string
	About     string
	DueName   string
	Copy      bool
	At        time.Time
	Read      bool
}

// Desk is what my-work shows: what I owe, what waits for others, what I was told.
type Desk struct {
	Mine    []Task // overdue first; the earliest only, where there are very many
	Waiting []Task // my cases in which somebody else owes the next act
	// Asked are the cases that wait for my word that no conflict stands in the way and in which I owe nothing dated yet.
	Asked []CaseRow
	// Owed are the dates of everything I owe, also of what Mine has no room for.
	Owed []time.Time
	// OwedMore and WaitingMore say that there may be more than was looked at.
	OwedMore, WaitingMore bool
	Notices               []NoticeRow
	Digests               []NoticeDigest // what the dates of an import told, one a day
}
