package pages

import "time"

// AuditLines is what was done across cases, as an auditor searches it.
type AuditLines struct {
	No      string      `json:"no,omitempty"`
	Person  string      `json:"person,omitempty"`
	Unit    string      `json:"unit,omitempty"`
	Move    string      `json:"move,omitempty"`
	From    string      `json:"from,omitempty"`
	Until   string      `json:"until,omitempty"`
	Units   []Option    `json:"-"`
	Persons []Option    `json:"-"`
	Moves   []Option    `json:"-"`
	Rows    []AuditLine `json:"rows"` // the newest first
	Next    string      `json:"next,omitempty"`
	Query   string      `json:"-"` // of the address, for the exports
}

// AuditLine is one line of some case's timeline.
type AuditLine struct {
	No    string `json:"no"`
	Title string `json:"title"`
	Unit  string `json:"unit"`
	Entry Entry  `json:"line"`
}

// AuditReads is what was recorded of somebody's own reading.
type AuditReads struct {
	Rows []AuditRead `json:"rows"`
	Next string      `json:"next,omitempty"`
}

// AuditRead is one reading.
type AuditRead struct {
	ID     int64     `json:"id"`
	No     string    `json:"no,omitempty"`
	What   string    `json:"what"`
	Sought string    `json:"sought,omitempty"` // the conditions of a search
	At     time.Time `json:"at"`
}

// Rights is who could see a case and act in it on a day.
type Rights struct {
	No       string     `json:"no"`
	On       string     `json:"on"`
	At       time.Time  `json:"at"`
	Opened   time.Time  `json:"opened"`
	Stage    string     `json:"stage,omitempty"`
	Seq      int64      `json:"line"`
	Revision string     `json:"revision,omitempty"` // of the policy on that day, by the decisions recorded
	Since    time.Time  `json:"since,omitzero"`
	Present  string     `json:"present_revision"` // by which the rights were worked out
	People   []RightRow `json:"people"`
}

// RightRow is one official's right.
type RightRow struct {
	Name  string      `json:"name"`
	Post  string      `json:"post,omitempty"`
	Unit  string      `json:"unit"`
	Sees  string      `json:"sees"`
	Acts  bool        `json:"acts"`
	Roles []RightRole `json:"roles"`
	Why   string      `json:"why,omitempty"` // the offices, of one who only sees
	Away  string      `json:"away,omitempty"`
}

// RightRole is a role and where it came from.
type RightRole struct {
	Role  string    `json:"role"`
	For   string    `json:"for,omitempty"`
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// Operations is how the machinery does, in plain words; nothing of any case.
type Operations struct {
	At    time.Time `json:"at"`
	Todo  int       `json:"todo"` // how many want somebody to act
	Look  int       `json:"look"` // how many want a look
	Items []OpsItem `json:"items"`
	Data  any       `json:"figures"`
}

// OpsItem is one thing an operator watches.
type OpsItem struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Value  string `json:"value"`
	State  string `json:"state"` // ok, look or act
	Normal string `json:"normal"`
	Do     string `json:"do,omitempty"` // when it is not normal
}
