package casework

import (
	"slices"
	"time"
)

// System is the role in which the stories act; its actors have ids like "system/clock".
const System Role = "system"

// Actor is who acts, for whom, and in which role in the case.
type Actor struct {
	ID   string `json:"id"`            // person id, or system/<name>
	For  string `json:"for,omitempty"` // the person they stand in for: "X for Y"
	Role Role   `json:"role,omitempty"`
}

// System reports whether the actor is one of the product's own named actors.
func (a Actor) System() bool { return a.Role == System }

// As returns the actor in role, standing in for another if whom is not empty.
func (a Actor) As(role Role, whom string) Actor {
	a.Role, a.For = role, whom
	return a
}

// Person is what the record knows of a person a command names, read under the lock.
type Person struct {
	ID, Name string
	Unit     string
	Rank     int      // 1 principal, 2 deputy in charge, 3 head of department, 4 staff
	Offices  []string // office roles: leading, supervisor, intake, …
	Above    []string // everybody above them, nearest first, across units
	Up       []string // their unit and those above it
	Acting   bool     // the account is live and the post is filled
}

// Command asks for one move on one case.
type Command struct {
	ID     string // the action id: the same id cannot act twice
	Case   string // empty when the move opens a case
	Kind   string // needed for an opening
	Move   string
	Actor  Actor
	Fields Fields
	Seen   int64 // the seq the person was looking at

	// Filled in by the record under the lock, never by a caller:
	Roles  []Role              // the roles the actor holds in this case
	For    map[Role]string     // the person they stand in for in a role
	People map[string]Person   // those the form names and those who hold a role, by id
	Self   Person              // the actor
	Units  map[string]bool     // of the units the form names, those that exist
	Files  map[string]bool     // of the files the form names, those kept for this case
	UnitUp map[string][]string // of the units the form names, those above them
	Cases  map[string]bool     // of the case numbers the form names, those open and seen in full by the actor
	// Touched says that since the case came in somebody has acted on its matter: a clock, a
	// calendar or the approval of an import's catch-up day is nobody's act on it.
	Touched bool
}

// As returns the first of the allowed roles that the actor holds.
func (c Command) As(allowed []Role) (Role, bool) {
	for _, r := range allowed {
		if slices.Contains(c.Roles, r) {
			return r, true
		}
	}
	return "", false
}

func (c Command) knows(person, office string) bool {
	p, ok := c.People[person]
	return ok && p.Acting && (office == "" || slices.Contains(p.Offices, office))
}

// Touches reports whether the line, when it is not a case's first, is somebody's act on its matter.
func (e Event) Touches() bool { return !e.Actor.System() && e.Move != CatchUp }

// CatchUp is the line that the approval of an import's day puts on each of its cases: the
// record writes it, no table has it.
const CatchUp = "catch-up"

// Event is one line of a case's timeline.
type Event struct {
	Seq      int64       `json:"seq"`
	Move     string      `json:"move"`
	From     Stage       `json:"from,omitempty"`
	To       Stage       `json:"to"`
	Visit    int         `json:"visit"`
	Actor    Actor       `json:"actor"`
	At       time.Time   `json:"at"`
	Fields   Fields      `json:"fields,omitempty"`
	Dues     []DueChange `json:"dues,omitempty"`
	Decision *Decision   `json:"decision,omitempty"`
}

// Notice is a message the move makes; a story delivers it once per (event, person, channel).
type Notice struct {
	Person string
	Role   Role   // in which they are told
	About  string // the move, or the measure of a decision
	Due    int    // the number of the due it is about; 0 for none
	Copy   bool   // for information only
}
