package pages

import "time"

// AuditCase is a case's timeline in full, with the engine's own record of it beside it.
type AuditCase struct {
	No       string  `json:"no"`
	ID       string  `json:"id"`
	Title    string  `json:"title"`
	Stage    string  `json:"stage"`
	Lines    []Entry `json:"lines"`           // the newest first
	Head     string  `json:"head"`            // the hash of the last line
	Fault    string  `json:"fault,omitempty"` // the first line that does not fit its hash
	Told     int64   `json:"told"`
	Workflow string  `json:"workflow,omitempty"`
	Away     bool    `json:"engine_away,omitempty"`
	Runs     []Run   `json:"runs"`
	Chosen   *Entry  `json:"chosen,omitempty"`
	Counted  []Clock `json:"counted,omitempty"` // how the dates of the chosen line were counted
}

// Run is one run of the case's workflow.
type Run struct {
	ID     string    `json:"id"`
	Status string    `json:"status"`
	Said   string    `json:"said,omitempty"` // the status in words
	Start  time.Time `json:"start"`
	Close  time.Time `json:"close,omitzero"`
	Events []RunItem `json:"events,omitempty"`
}

// RunItem is one event of a run.
type RunItem struct {
	ID   int64     `json:"id"`
	Type string    `json:"type"`
	Said string    `json:"said,omitempty"` // the type in words
	Text string    `json:"text,omitempty"`
	At   time.Time `json:"at"`
}
