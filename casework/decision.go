package casework

import (
	"context"
	"time"
)

// Question is what policy is asked when a date passes: an allow-list. It speaks of
// posts, duties and dates only; it has no room for the person who petitions.
type Question struct {
	Kind        string            `json:"kind"`
	Case        string            `json:"case"` // opaque id
	Stage       Stage             `json:"stage"`
	Traits      map[string]string `json:"traits"`
	Due         string            `json:"due"`
	Key         string            `json:"key,omitempty"`
	Limit       string            `json:"limit,omitempty"`
	Generation  int               `json:"generation"`
	At          time.Time         `json:"at"`
	Now         time.Time         `json:"now"`
	DaysOverdue int               `json:"days_overdue"` // whole days since At
	Provisional bool              `json:"provisional"`  // the date's year has no calendar yet
	Imported    bool              `json:"imported"`
	Chain       []Link            `json:"chain"` // of responsibility, from the one who owes upwards
}

// Link is one post in the chain of responsibility.
type Link struct {
	Role    Role   `json:"role"` // owner, handler, leader, head-of-department, deputy, principal, above, supervisor
	Person  string `json:"person,omitempty"`
	Unit    string `json:"unit"`
	Rank    int    `json:"rank"`
	Vacant  bool   `json:"vacant"`
	Away    bool   `json:"away"`               // on leave today
	StandIn string `json:"stand_in,omitempty"` // who acts for them today
}

// Decision is policy's answer, recorded whole with the event it caused.
type Decision struct {
	Measure    string      `json:"measure"` // none, reminder, …
	Addressees []Addressee `json:"addressees"`
	Rules      []RuleCited `json:"rules"`
	AskAgain   int         `json:"ask_again"`         // in working days
	Revision   string      `json:"revision"`          // digest of the bundle
	Input      string      `json:"input"`             // digest of the question
	Default    bool        `json:"default,omitempty"` // the built-in statutory default applied, and an alarm sounds
}

// Addressee is somebody the measure is addressed to.
type Addressee struct {
	Person string `json:"person"`
	Role   Role   `json:"role"`
	Copy   bool   `json:"copy,omitempty"`
	Why    string `json:"why,omitempty"` // vacancy, stand-in, owes, above
}

// RuleCited is a rule that fired, with its words and its source.
type RuleCited struct {
	Code    string `json:"code"`
	Title   string `json:"title"`
	Article string `json:"article"`
	Reason  string `json:"reason"`
}

// Judge decides who is reminded or called to account. It never fails into silence:
// where policy cannot answer, the statutory default comes back with Default set.
type Judge interface {
	Decide(ctx context.Context, q Question) (Decision, error)
}

// Viewer is a person as the access policy sees them.
type Viewer struct {
	ID      string   `json:"id"`
	Unit    string   `json:"unit"`
	Rank    int      `json:"rank"`
	Offices []string `json:"offices"`      // office roles held
	Units   []string `json:"units"`        // own unit and every unit under it
	Up      []string `json:"up,omitempty"` // own unit and every unit above it
	Above   []string `json:"above"`        // persons above, nearest first
	// StandsInFor lists who today's acts may be made for, with their own offices.
	StandsInFor []Viewer `json:"stands_in_for,omitempty"`
}

// AccessQuestion asks what a viewer may see and be in one case.
type AccessQuestion struct {
	Viewer  Viewer  `json:"viewer"`
	Kind    string  `json:"kind"`
	Case    string  `json:"case"` // empty for an opening
	Stage   Stage   `json:"stage"`
	Track   string  `json:"track,omitempty"`
	Parties Parties `json:"parties"`
	// Above lists, by holder of a role, the persons above them: independence is a question of posts.
	Above map[string][]string `json:"above,omitempty"`
	// UnitUp lists the case's unit and every unit above it.
	UnitUp []string `json:"unit_up"`
}

// Sight is how much of a case a person sees.
type Sight string

// What one may not see is answered "not found".
const (
	None Sight = "none"
	Card Sight = "card" // the parties' names only, to declare a conflict
	Full Sight = "full"
)

// Leave is the access policy's answer: what the viewer sees and which roles they hold.
type Leave struct {
	Sight    Sight           `json:"sight"`
	Roles    []Role          `json:"roles"`
	For      map[Role]string `json:"for,omitempty"` // roles held only as somebody's stand-in
	Rules    []string        `json:"rules"`         // why, by rule code
	Revision string          `json:"revision"`
}

// Scope is what a viewer's lists may hold; the record turns it into WHERE.
type Scope struct {
	Units   []string `json:"units"`            // cases of these units, unless sealed or hidden
	Sealed  []string `json:"sealed,omitempty"` // sealed cases of these units
	Staged  []Staged `json:"staged,omitempty"` // cases of these units while in these stages
	Persons []string `json:"persons"`          // cases in which one of these holds a role: the viewer and those they stand in for
	Self    []string `json:"self"`             // units and persons a hidden case must not name
	All     bool     `json:"all"`              // auditors
	None    bool     `json:"none"`             // administrators see no cases
}

// Staged is a part of a scope that holds in some stages only.
type Staged struct {
	Units  []string `json:"units"`
	Stages []Stage  `json:"stages"`
}

// Gate answers who may see a case and which roles they hold: deny by default.
type Gate interface {
	May(ctx context.Context, q AccessQuestion) (Leave, error)
	Scope(ctx context.Context, v Viewer) (Scope, error)
}
