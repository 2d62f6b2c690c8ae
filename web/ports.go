package web

import (
	"context"
	"io"
	"time"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

// Desk decides and records. Its errors: *casework.Refusal (a person can act on it), *store.Overtaken (somebody decided
// first), *store.Taken (the action id was used for something else), store.ErrUnavailable (nothing happened, try again).
type Desk interface {
	Act(ctx context.Context, c casework.Command) (store.Receipt, error)
}

// Reader answers what the pages show. What a viewer may not see is answered "not found".
type Reader interface {
	Ping(ctx context.Context) error
	GrantsVersion(ctx context.Context) (int64, error)
	Units(ctx context.Context) ([]store.Unit, error)
	Officers(ctx context.Context) ([]store.Officer, error)
	Positions(ctx context.Context) ([]store.Position, error)
	Viewer(ctx context.Context, person string, day time.Time) (casework.Viewer, error)
	CaseIDByNo(ctx context.Context, no string) (id string, err error)
	CasePage(ctx context.Context, v casework.Viewer, no string) (store.CasePage, error)
	// Seqs says where cases stand, by id; News is what was written on one after a line, for who sees it whole now.
	Seqs(ctx context.Context, ids []string) (map[string]int64, error)
	News(ctx context.Context, v casework.Viewer, no string, after int64) (store.News, error)
	// NoteRead records that a case was taken away whole.
	NoteRead(ctx context.Context, v casework.Viewer, no, what string) error
	// Similar lists earlier cases to learn from; NextNumber proposes the number of a person's next document.
	Similar(ctx context.Context, v casework.Viewer, no, category, title string) ([]store.Earlier, error)
	NextNumber(ctx context.Context, person string, year int) (string, error)
	Templates(ctx context.Context, kind string) ([]store.Template, error)
	TemplateVersions(ctx context.Context, id string) ([]store.Template, error)
	PutTemplate(ctx context.Context, v casework.Viewer, t store.Template) (id string, err error)
	Reveal(ctx context.Context, v casework.Viewer, no string) (casework.Fields, error)
	MyWork(ctx context.Context, v casework.Viewer) (store.Desk, error)
	Awaiting(ctx context.Context, v casework.Viewer, after string, limit int) (store.TaskList, error)
	ClosureQueue(ctx context.Context, v casework.Viewer, after string, limit int) (store.ClosureList, error)
	Cases(ctx context.Context, v casework.Viewer, f store.Filter) (store.CaseList, error)
	Categories(ctx context.Context, v casework.Viewer) ([]string, error)
	Ledger(ctx context.Context, v casework.Viewer, f store.Filter) (store.LedgerPage, error)
	NoteLedger(ctx context.Context, v casework.Viewer, what, about string) error
	ListViews(ctx context.Context, v casework.Viewer) ([]store.ListView, error)
	KeepListView(ctx context.Context, v casework.Viewer, name, query string) error
	DropListView(ctx context.Context, v casework.Viewer, name string) error
	Chosen(ctx context.Context, v casework.Viewer, numbers []string) ([]store.Chosen, error)
	KeepBatch(ctx context.Context, v casework.Viewer, b store.BatchAct) error
	Batch(ctx context.Context, v casework.Viewer, id string) (store.BatchAct, error)
	// Verify hashes a case's timeline again; a fault is the first line that does not fit.
	Verify(ctx context.Context, id string) (*store.Fault, error)
	// DuesEver are all dates a case ever set, each as it was last counted.
	DuesEver(ctx context.Context, id string) ([]store.DueRow, error)
	MarkRead(ctx context.Context, v casework.Viewer, upTo int64) error
	Lines(ctx context.Context, v casework.Viewer, f store.LineFilter) (store.LineList, error)
	OwnReads(ctx context.Context, person string, before int64, limit int) ([]store.ReadRow, error)
	RightsAt(ctx context.Context, v casework.Viewer, no string, at time.Time) (store.Rights, error)
	Operations(ctx context.Context) (store.Operations, error)
}

// Files keeps evidence. A kept file belongs to its case at once; the move that names it puts it on the timeline.
type Files interface {
	KeepFile(ctx context.Context, v casework.Viewer, no, name string, content io.Reader) (store.FileRow, error)
	OpenFile(ctx context.Context, v casework.Viewer, no, id string) (store.FileRow, io.ReadSeeker, error)
}

// Imports brings files of old cases in. What a viewer may not see is refused as not found.
type Imports interface {
	// Take keeps a file and has it read; a file that is in is answered by *store.AlreadyIn. Wake has a wish carried out soon.
	Take(ctx context.Context, f store.ImportFile, content []byte) (id string, err error)
	Wake()
	Imports(ctx context.Context, v casework.Viewer) ([]store.Batch, error)
	ImportsAtHand(ctx context.Context, v casework.Viewer) ([]store.ImportWork, error)
	Import(ctx context.Context, v casework.Viewer, id string) (store.ImportWork, error)
	ImportErrors(ctx context.Context, id string, after, limit int) ([]store.BadRow, error)
	ImportTwins(ctx context.Context, v casework.Viewer, id string, after, limit int) ([]store.Twin, error)
	ChooseImport(ctx context.Context, v casework.Viewer, id string, c store.ImportChoices) error
	WishOpen(ctx context.Context, v casework.Viewer, id, catchUp string) error
	DropImport(ctx context.Context, v casework.Viewer, id string) error
	ApproveCatchUp(ctx context.Context, v casework.Viewer, id string, day time.Time) (cases int, at time.Time, err error)
	UndoImport(ctx context.Context, v casework.Viewer, id, reason string, rest bool) (store.Undone, error)
	// Fields are those that a column may fill. Say says a sentence about imports; Trouble is what Take's error says, if it
	// is somebody's to mend.
	Fields() []string
	Say(lang, key string, args ...string) string
	Trouble(err error) *store.ImportTrouble
}

// Accounts knows who may come in.
type Accounts interface {
	CheckPassword(ctx context.Context, login, password string) (person string, err error)
	StartSession(ctx context.Context, person, before string) (token string, _ store.Session, err error)
	Session(ctx context.Context, token string) (store.Session, error)
	// SessionHolds asks without prolonging the session.
	SessionHolds(ctx context.Context, token string) (person string, err error)
	EndSession(ctx context.Context, token string) error
	EndSessions(ctx context.Context, person string) error
	TokenHolder(ctx context.Context, secret string) (person string, err error)
	CreateToken(ctx context.Context, person, name string, lasts time.Duration) (secret string, _ store.Token, err error)
	Tokens(ctx context.Context, person string) ([]store.Token, error)
	RevokeToken(ctx context.Context, person string, id int64) error
	SetPassword(ctx context.Context, person, password string) error
	GivePassword(ctx context.Context, person, password string) error
	Accounts(ctx context.Context) ([]store.Account, error)
	CreateAccount(ctx context.Context, person, login, password string) error
}

// Policy says what limits and rules rest on; main provides it from policies.
type Policy interface {
	// Explain does the sum behind a date again: what the date at followed from, a limit that started at from and was
	// extended by more units.
	Explain(limit string, from time.Time, more int, at time.Time) Explanation
	// RuleText gives a rule's words and the norms it rests on, as docs/law names them.
	RuleText(code, lang string) (title, reason, article string, ok bool)
	// Edition says which policy is in force, and the last year that has a calendar.
	Edition() (revision string, year int)
}

// Explanation is how a date was come by, in ids, days and counts. Days are written 2006-01-02.
type Explanation struct {
	Known                     bool // whether there is such a limit
	Value, More               int
	Unit                      string // day, working-day, hour, minute, second
	FirstDay, LastDay, EndsOn string // counted first and last, and where a holiday moved the last to
	Shift, Skipped            []DayOff
	MakeUp                    []string
	Law, Article, Sure        string // petition-regulation, 34, C
	Provisional, Same         bool
}

// DayOff is a day that is not worked, under its key in the calendar.
type DayOff struct{ Day, Name string }

// Runs reads the engine's own record of a case; ErrAway when the engine does not answer.
type Runs interface {
	Runs(ctx context.Context, caseID string) (workflow string, runs []pages.Run, err error)
}

// Status says how the engine does: "" when all is well, building, or away.
type Status interface {
	EngineState() string
}
