package petition

import "time"

// The two tracks ★: a simple matter has a handler, a led one a leader, a team and a plan.
const (
	Simple  = "simple"
	LedCase = "led"
)

// The two kinds of matter: a claim must reach the unit it is against; a report of
// wrongdoing must never be seen by the accused.
const (
	Claim  = "claim"
	Report = "report"
)

// Facts are what a petition has established so far. They hold no personal data of the
// petitioner and are bounded: steps, members and consultations at most casework.MaxRows each.
type Facts struct {
	Title     string    `json:"title"`
	Matter    string    `json:"matter"`
	Channel   string    `json:"channel,omitempty"`
	Category  string    `json:"category,omitempty"`
	Unit      string    `json:"unit"`
	Received  time.Time `json:"received"`
	Anonymous bool      `json:"anonymous,omitempty"`
	Joint     int       `json:"joint,omitempty"` // representatives, at most five
	Track     string    `json:"track,omitempty"`
	TrackSet  time.Time `json:"track_set,omitzero"` // when the track was changed last
	Backlog   bool      `json:"backlog,omitempty"`
	Imported  bool      `json:"imported,omitempty"`
	Hidden    []string  `json:"hidden,omitempty"` // persons and units a report is hidden from

	Accepted time.Time `json:"accepted,omitzero"` // the opinion's clock starts here
	Notified time.Time `json:"notified,omitzero"`
	Handler  string    `json:"handler,omitempty"`

	Leader      string    `json:"leader,omitempty"`
	LeaderSince time.Time `json:"leader_since,omitzero"`
	TakenUp     bool      `json:"taken_up,omitempty"` // the leader declared that no conflict stands in the way
	Team        []Member  `json:"team,omitempty"`
	Recused     []string  `json:"recused,omitempty"`
	Recusal     *Recusal  `json:"recusal,omitempty"` // asked, not decided
	Worked      []string  `json:"worked,omitempty"`  // whoever acted as leader, handler, member or owner: none of them approves the closure

	Analysed    time.Time `json:"analysed,omitzero"`
	PlanVersion int       `json:"plan_version,omitempty"`
	Submitted   time.Time `json:"submitted,omitzero"`
	Steps       []Step    `json:"steps,omitempty"`
	Resolving   time.Time `json:"resolving,omitzero"`
	Revision    *Revision `json:"revision,omitempty"` // of the plan in force, proposed and not decided

	LastContact time.Time `json:"last_contact,omitzero"`
	Contacts    int       `json:"contacts,omitempty"`
	Consults    []Consult `json:"consults,omitempty"`
	Extension   Extension `json:"extension,omitzero"`
	ReportAsked time.Time `json:"report_asked,omitzero"` // the leader owes a progress report since
	ReportAgain time.Time `json:"report_again,omitzero"` // when the story asks next

	Opinion Opinion `json:"opinion,omitzero"`
	Closure Closure `json:"closure,omitzero"`
	Dispute Dispute `json:"dispute,omitzero"`
	Review  Review  `json:"review,omitzero"`
	Merge   Merge   `json:"merge,omitzero"`
	// Matter of confidence: a report of retaliation, of which no more than that something is open is seen by others.
	Confidence Confidence `json:"confidence,omitzero"`
	ToTell     []Telling  `json:"to_tell,omitempty"`   // what the petitioner has yet to be told
	Meet       time.Time  `json:"meet,omitzero"`       // the petitioner asks for an appointment since
	Rated      bool       `json:"rated,omitempty"`     // the petitioner said what they think of it; how, is sealed
	People     []Deputy   `json:"people,omitempty"`    // who acts for the petitioner; their names are in the encrypted record
	Withdrawal time.Time  `json:"withdrawal,omitzero"` // the petitioner's own statement; takes effect after the days of second thought
	ObjectTill time.Time  `json:"object_till,omitzero"`
	Reopened   int        `json:"reopened,omitempty"`
	Back       time.Time  `json:"back,omitzero"`  // when a decision was last undone: the case came back
	Again      time.Time  `json:"again,omitzero"` // a term that had run out by then starts anew here
}

// Member of the team; unconfirmed members see the card only.
type Member struct {
	Person    string `json:"person"`
	Confirmed bool   `json:"confirmed,omitempty"`
}

// Recusal asked for a person, by themselves or by another.
type Recusal struct {
	Person string    `json:"person"`
	At     time.Time `json:"at"`
	Asked  bool      `json:"asked,omitempty"` // by the petitioner, who is told what was decided
}

// Step of the plan. Till is 24:00 of its day.
type Step struct {
	No      int       `json:"no"`
	Title   string    `json:"title"`
	Owner   string    `json:"owner"`
	Kind    string    `json:"kind"` // resolve, explain, support, mediate, refer
	From    time.Time `json:"from"`
	Till    time.Time `json:"till"`
	Proof   string    `json:"proof"`
	Promise bool      `json:"promise,omitempty"`
	State   string    `json:"state"` // open, started, done, dropped
	Done    time.Time `json:"done,omitzero"`
	Carried bool      `json:"carried,omitempty"` // promised in an earlier round of a reopened case
	Claim   int       `json:"claim,omitempty"`   // the granted claim that the promise carries out
	Lost    time.Time `json:"lost,omitzero"`     // its owner keeps out since: somebody else has to be named
}

// Revision is a plan that would replace the one in force; a supervisor decides, because of its dates.
type Revision struct {
	At    time.Time `json:"at"`
	Steps []Step    `json:"steps"`
}

// Grant is a claim that the opinion grants, and since when evidence shows it carried out.
type Grant struct {
	Claim int       `json:"claim"` // its number in the opinion, from one
	Shown time.Time `json:"shown,omitzero"`
}

// Open reports whether the step is still to be carried out.
func (s Step) Open() bool { return s.State == "open" || s.State == "started" }

// Consult is a question to another unit's officer.
type Consult struct {
	No       int       `json:"no"`
	Person   string    `json:"person"`
	Till     time.Time `json:"till"`
	Answered bool      `json:"answered,omitempty"`
}

// Extension of the opinion's term: at most thirty days, once.
type Extension struct {
	Asked   time.Time `json:"asked,omitzero"`
	By      string    `json:"by,omitempty"`
	Days    int       `json:"days,omitempty"`
	Decided time.Time `json:"decided,omitzero"`
	Granted int       `json:"granted,omitempty"`
}

func (e Extension) pending() bool { return !e.Asked.IsZero() && e.Decided.IsZero() }

// Opinion is the written answer on its way: draft, legal check, signature and number, delivery.
type Opinion struct {
	DraftedBy  string    `json:"drafted_by,omitempty"`
	Drafted    time.Time `json:"drafted,omitzero"`
	Claims     int       `json:"claims,omitempty"`
	Granted    int       `json:"granted,omitempty"`
	Grants     []Grant   `json:"grants,omitempty"`
	Checked    time.Time `json:"checked,omitzero"`
	Signed     time.Time `json:"signed,omitzero"`
	No         string    `json:"no,omitempty"`
	Imported   bool      `json:"imported,omitempty"` // answered before the import; the five parts are not demanded
	Delivered  time.Time `json:"delivered,omitzero"`
	How        string    `json:"how,omitempty"`
	ReviewEnds time.Time `json:"review_ends,omitzero"`
	Lapsed     bool      `json:"lapsed,omitempty"` // the review window passed
	Attempts   int       `json:"attempts,omitempty"`
}

// Closure is the way to the end: proposed, checked by telephone, approved by somebody independent.
type Closure struct {
	By         string       `json:"by,omitempty"`
	Proposed   time.Time    `json:"proposed,omitzero"`
	Claimed    string       `json:"claimed,omitempty"` // the outcome proposed
	Called     bool         `json:"called,omitempty"`  // the petitioner was reached
	Unreached  int          `json:"unreached,omitempty"`
	Asked      []string     `json:"asked,omitempty"` // approvers asked in turn, this stay
	Turn       time.Time    `json:"turn,omitzero"`   // until when the last one has their turn
	Approved   time.Time    `json:"approved,omitzero"`
	ApprovedBy string       `json:"approved_by,omitempty"`
	Outcome    string       `json:"outcome,omitempty"`
	CallBacks  [3]time.Time `json:"call_backs,omitzero"`
	CalledBack int          `json:"called_back,omitempty"` // how many call-backs were asked for
	CallOwed   time.Time    `json:"call_owed,omitzero"`
	FinalAfter time.Time    `json:"final_after,omitzero"`
}

// Review of the opinion by the body above, 复查, and by the one above that, 复核.
type Review struct {
	Open  bool      `json:"open,omitempty"`
	Level int       `json:"level,omitempty"` // 1 a review, 2 a re-review
	At    time.Time `json:"at,omitzero"`
}

// Merge into another case, which goes on for both; this one still owes its own petitioner the reply.
type Merge struct {
	Into string    `json:"into,omitempty"`
	At   time.Time `json:"at,omitzero"`
}

// Confidence is a report of retaliation that a supervisor without a part in it settles.
type Confidence struct {
	Open  bool      `json:"open,omitempty"`
	At    time.Time `json:"at,omitzero"`
	Named []string  `json:"named,omitempty"` // whom it is about
	Apart []string  `json:"apart,omitempty"` // those of them who keep out of the case because of it
}

// Telling is something the petitioner has to be told, since when.
type Telling struct {
	About string    `json:"about"`
	Since time.Time `json:"since"`
}

// Deputy is somebody who acts for the petitioner, by the number of their row in the encrypted record.
type Deputy struct {
	No       int    `json:"no"`
	Capacity string `json:"capacity"` // representative, agent, heir, guardian
	Ended    bool   `json:"ended,omitempty"`
}

// Dispute of an answer or a closure by the petitioner.
type Dispute struct {
	Open bool      `json:"open,omitempty"`
	At   time.Time `json:"at,omitzero"`
	Many int       `json:"answered,omitempty"`
}
