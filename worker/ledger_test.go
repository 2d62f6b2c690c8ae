package worker

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
)

// ledger is a record in memory for several petitions, by the machine's clock and with
// limits cut to seconds: what the worker needs of *store.Store, and no more.
type ledger struct {
	mu       sync.Mutex
	terms    seconds
	storm    *midnight // in place of terms
	cases    map[string]casework.Outcome
	lines    map[string][]string
	acts     map[string]casework.Answer
	untold   map[string]int64
	settings map[string]string
	nudged   map[string]int
	waits    map[string][]casework.Wake
	reports  map[string]any
	crosses  map[string]*cross
	mute     bool // the record is away
}

// seconds are limits in seconds; a limit that is not listed is far away.
type seconds map[string]int

func (s seconds) Due(limit string, from time.Time, _ int) (casework.Term, error) {
	if n, ok := s[limit]; ok {
		return casework.Term{At: time.Now().Add(time.Duration(n) * time.Second)}, nil
	}
	return casework.Term{At: from.Add(1000 * time.Hour)}, nil
}
func (s seconds) WorkingDays(from time.Time, n int) casework.Term {
	return casework.Term{At: from.Add(time.Duration(2*n) * time.Second)}
}
func (seconds) Longest(string) int   { return 30 }
func (seconds) Zone() *time.Location { return time.UTC }

func newLedger(terms seconds) *ledger {
	return &ledger{terms: terms, cases: map[string]casework.Outcome{}, lines: map[string][]string{}, acts: map[string]casework.Answer{},
		untold: map[string]int64{}, settings: map[string]string{}, nudged: map[string]int{}, waits: map[string][]casework.Wake{}, reports: map[string]any{}, crosses: map[string]*cross{}}
}

var serial int

// open opens a petition and returns its opaque id.
func (l *ledger) open(t *testing.T) string {
	serial++
	id := fmt.Sprintf("%08x%018d", time.Now().UnixNano()&0xffffffff, serial)
	if err := l.register(id); err != nil {
		t.Fatal(err)
	}
	return id
}

func (l *ledger) register(id string) error {
	return l.try(id, "intake", "register", "title", "…", "content", "…", "channel", "letter", "matter", "claim", "received", time.Now().UTC().Format(time.DateOnly))
}

// everybody holds every role here; who may do what is tested elsewhere.
var everybody = []casework.Role{petition.Intake, petition.Supervisor, petition.Approver, petition.UnitHead, petition.Leader, petition.Handler, petition.Team, petition.Legal}

func (l *ledger) do(t *testing.T, id, who, move string, fields ...string) {
	t.Helper()
	if err := l.try(id, who, move, fields...); err != nil {
		t.Fatalf("%s: %v", move, err)
	}
}

func (l *ledger) try(id, who, move string, fields ...string) error {
	c := casework.Command{Case: id, Kind: "petition", Move: move, Actor: casework.Actor{ID: who}, Roles: everybody, Fields: casework.Fields{},
		Units: map[string]bool{"office": true}, People: map[string]casework.Person{}, Self: casework.Person{ID: who, Unit: "office", Acting: true}}
	for _, p := range []string{"leader", "handler", "member"} {
		c.People[p] = casework.Person{ID: p, Offices: []string{"leading"}, Acting: true}
	}
	for i := 0; i < len(fields); i += 2 {
		c.Fields[fields[i]] = fields[i+1]
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	c.Seen = l.cases[id].State.Seq
	_, err := l.make(id, c)
	return err
}

func (l *ledger) env() casework.Env {
	if l.storm != nil {
		return casework.Env{Now: time.Now(), Terms: l.storm}
	}
	return casework.Env{Now: time.Now(), Terms: l.terms}
}

func (l *ledger) make(id string, c casework.Command) (casework.Outcome, error) {
	state := l.cases[id].State
	if state.Seq == 0 {
		state.Head = casework.Head{ID: id, No: "P-2026-0001", Kind: "petition", Epoch: 1}
	}
	o, err := petition.Process.Act(state, c, l.env())
	if err == nil {
		l.keep(o)
	}
	return o, err
}

func (l *ledger) keep(o casework.Outcome) {
	id := o.State.ID
	l.waits[id] = o.Waits(l.waits[id], time.Now())
	l.cases[id] = o
	l.untold[id] = o.State.Seq
	l.lines[id] = append(l.lines[id], o.Event.Move)
}

func (l *ledger) Look(_ context.Context, id string) (casework.Moved, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if o, ok := l.cases[id]; ok {
		return o.Moved, nil
	}
	return casework.Moved{}, store.ErrNoCase
}

// cross is what comes crosswise to one case: its clock is behind, and the answer to a date is held back.
type cross struct {
	behind  time.Duration
	waiting bool
	release chan struct{}
}

func (l *ledger) contrary(id string, behind time.Duration) (release func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	x := &cross{behind: behind, release: make(chan struct{})}
	l.crosses[id] = x
	return func() { close(x.release) }
}

func (l *ledger) held(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.crosses[id].waiting
}

// crossed answers a date of a case to which things come crosswise.
func (l *ledger) crossed(id string) (casework.Answer, bool) {
	l.mu.Lock()
	x := l.crosses[id]
	if x == nil {
		l.mu.Unlock()
		return casework.Answer{}, false
	}
	if x.behind > 0 {
		a := casework.Answer{NotYet: x.behind, Now: l.cases[id].Moved}
		x.behind = 0
		l.mu.Unlock()
		return a, true
	}
	x.waiting = true
	l.mu.Unlock()
	<-x.release
	return casework.Answer{}, false
}

func (l *ledger) Overdue(_ context.Context, id string, no, gen int) (casework.Answer, error) {
	if a, answered := l.crossed(id); answered {
		return a, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	o := l.cases[id]
	i := slices.IndexFunc(o.State.Dues, func(d casework.Due) bool { return d.No == no && d.Generation == gen })
	if i < 0 || o.State.Ended {
		return casework.Answer{Superseded: true, Now: o.Moved}, nil
	}
	if wait := time.Until(o.State.Dues[i].Ask); wait > 0 {
		return casework.Answer{NotYet: wait, Now: o.Moved}, nil
	}
	o, err := petition.Process.Overdue(o.State, no, gen, &casework.Decision{Measure: "reminder", AskAgain: 5}, l.env())
	if err != nil {
		return casework.Answer{}, err
	}
	l.keep(o)
	return casework.Answer{Now: o.Moved}, nil
}

func (l *ledger) StoryAct(_ context.Context, a casework.StoryAct) (casework.Answer, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if first, ok := l.acts[a.Reason]; ok {
		first.Now = l.cases[a.Case].Moved
		return first, nil
	}
	now := l.cases[a.Case]
	if now.State.Ended || now.State.Visit != a.Visit {
		return casework.Answer{Superseded: true, Now: now.Moved}, nil
	}
	c := casework.Command{Move: a.Move, Actor: casework.Actor{ID: "system/story", Role: casework.System}, Roles: []casework.Role{casework.System},
		Fields: casework.Fields{"approver": "member"}, People: map[string]casework.Person{"member": {ID: "member", Acting: true}}}
	o, err := l.make(a.Case, c)
	if err != nil {
		return casework.Answer{Until: o.Until, Superseded: o.Until.IsZero(), Now: now.Moved}, nil
	}
	l.acts[a.Reason] = casework.Answer{Until: o.Until}
	return casework.Answer{Until: o.Until, Now: o.Moved}, nil
}

func (l *ledger) LeaseUntold(_ context.Context, n int, _ time.Duration) (lot []casework.Moved, _ error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id := range l.untold {
		if len(lot) < n && !l.mute {
			lot = append(lot, l.cases[id].Moved)
		}
	}
	return lot, nil
}

func (l *ledger) Told(_ context.Context, id string, seq int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.untold[id] <= seq {
		delete(l.untold, id)
	}
	return nil
}

func (l *ledger) Untell(_ context.Context, ids ...string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range ids {
		l.untold[id] = l.cases[id].State.Seq
	}
	return nil
}

func (l *ledger) UntellAllOpen(ctx context.Context) (int, error) {
	open, _ := l.OpenCases(ctx, "", 1<<30)
	for _, m := range open {
		_ = l.Untell(ctx, m.Case)
	}
	return len(open), nil
}

func (l *ledger) UntoldCount(context.Context) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.untold), nil
}

func (l *ledger) Sweep(_ context.Context, late time.Duration) (hits []store.Hit, _ error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, o := range l.cases {
		if w := casework.NextWake(l.waits[id], o.State.Dues); !o.State.Ended && !w.At.IsZero() && time.Since(w.At) > late {
			hits = append(hits, l.nudge(id, w.For))
		}
	}
	return hits, nil
}

func (l *ledger) Unstick(_ context.Context, ids []string) (hits []store.Hit, _ error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range ids {
		if o, ok := l.cases[id]; ok && !o.State.Ended {
			hits = append(hits, l.nudge(id, ""))
		}
	}
	return hits, nil
}

func (l *ledger) nudge(id, what string) store.Hit {
	l.nudged[id]++
	l.untold[id] = l.cases[id].State.Seq
	return store.Hit{Case: id, For: what, Times: l.nudged[id]}
}

func (l *ledger) Report(_ context.Context, job string, report any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reports[job] = report
	return nil
}

func (l *ledger) OpenCases(_ context.Context, after string, n int) (open []casework.Moved, _ error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, o := range l.cases {
		if id > after && !o.State.Ended {
			open = append(open, o.Moved)
		}
	}
	slices.SortFunc(open, func(a, b casework.Moved) int { return cmpString(a.Case, b.Case) })
	return open[:min(n, len(open))], nil
}

func cmpString(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

func (l *ledger) Setting(_ context.Context, name string) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.settings[name], nil
}

func (l *ledger) SetSetting(_ context.Context, name, value string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.settings[name] = value
	return nil
}

func (l *ledger) timeline(id string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.lines[id])
}

func (l *ledger) now(id string) casework.Moved {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cases[id].Moved
}

func (l *ledger) silence(mute bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mute = mute
}
