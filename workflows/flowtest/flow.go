package flowtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"

	"followthrough/casework"
	"followthrough/workflows"
)

// settling is how long each Do lets the engine run: longer than a teller's round and
// than what a clock that is behind is waited for.
const settling = 5 * time.Minute

// sweptAfter is from when the sweeper would help a story; a sound one never needs it.
const sweptAfter = 30 * time.Second

// patience is how often a story may ask in vain: a few times for each date, while the
// record's clock is behind, and each week for an end that something keeps away.
const patience = 150

// Flow is one case under one Option, told step by step.
type Flow struct {
	t      testing.TB
	office Office
	engine *engine
	record *record
	post   *post
	read   int // lines of the timeline already expected
}

// Across runs a scenario under each of the Options.
func Across(t *testing.T, office Office, scenario func(*Flow)) {
	t.Helper()
	for _, o := range Options {
		t.Run(o.Name(), func(t *testing.T) {
			t.Parallel()
			scenario(Open(t, office, o))
		})
	}
}

// Open begins a scenario: no case yet, and an engine that waits.
func Open(t testing.TB, office Office, option Option) *Flow {
	t.Helper()
	if office.Judge == nil {
		office.Judge = reminds{}
	}
	if office.Start.IsZero() {
		office.Start = time.Date(2026, 3, 5, 9, 30, 0, 0, zone)
	}
	r := &record{office: office, acts: map[string]casework.Answer{}}
	e := newEngine(option, r, office.Start)
	r.clock = func() time.Time { return e.env.Now().Add(option.Skew) }
	f := &Flow{t: t, office: office, engine: e, record: r, post: &post{e: e, r: r, way: option.Signals}}
	e.env.SetOnActivityCompletedListener(func(*activity.Info, converter.EncodedValue, error) { f.post.collect() })
	e.run()
	t.Cleanup(f.close)
	return f
}

func (f *Flow) close() {
	f.engine.stop()
	if f.record.vain > patience {
		f.t.Errorf("the story asked %d times in vain", f.record.vain)
	}
	for _, p := range f.record.problems {
		f.t.Error(p)
	}
	if f.engine.died != nil {
		f.t.Errorf("the engine died: %v", f.engine.died)
	}
}

func (f *Flow) advance(d time.Duration) {
	f.t.Helper()
	f.engine.advance(d)
	select {
	case <-f.engine.gone:
		f.t.Fatalf("the engine died: %v", f.engine.died)
	default:
	}
	if err := f.failure(); err != nil {
		f.t.Fatalf("the story failed: %v", err)
	}
	if w, is := f.record.late(); is {
		f.t.Fatalf("the story should have acted at %s: %s\n%s", w.At, w.For, f)
	}
}

func (f *Flow) failure() (err error) {
	f.engine.note(f.storyID(), func(w *seen) { err = w.err })
	return err
}

func (f *Flow) storyID() string { return workflows.CaseID(f.office.Kind.KindName(), caseID) }

// Do has a person make a move, with the fields as name, value, name, value; the story
// hears of it and settles. A refusal fails the scenario.
func (f *Flow) Do(person, move string, fields ...string) {
	f.t.Helper()
	if err := f.try(person, move, fields); err != nil {
		f.t.Fatalf("%s: %s by %s: %v\n%s", f.Now().Format(time.DateTime), move, person, err, f)
	}
	f.post.collect()
	f.advance(settling)
}

// Refused has a person try a move that the table refuses with code; nothing happens.
func (f *Flow) Refused(code, person, move string, fields ...string) {
	f.t.Helper()
	err := f.try(person, move, fields)
	if r := casework.Refused(err); r == nil || r.Code != code {
		f.t.Fatalf("%s by %s: %v, not refused as %s\n%s", move, person, err, code, f)
	}
}

func (f *Flow) try(person, move string, fields []string) error {
	f.t.Helper()
	i := slices.IndexFunc(f.office.People, func(p casework.Person) bool { return p.ID == person })
	if i < 0 || len(fields)%2 != 0 {
		f.t.Fatalf("%s by %s: no such person, or a field without a value", move, person)
	}
	values := casework.Fields{}
	for i := 0; i < len(fields); i += 2 {
		values[fields[i]] = fields[i+1]
	}
	return f.record.act(f.office.People[i], move, values, f.record.state.Seq)
}

// Wait lets virtual time pass; every clock that runs out on the way is answered on the way.
func (f *Flow) Wait(d time.Duration) {
	f.t.Helper()
	f.advance(d)
}

// WaitFor waits until ten minutes after the date of a pending due.
func (f *Flow) WaitFor(due string) {
	f.t.Helper()
	i := slices.IndexFunc(f.record.state.Dues, func(d casework.Due) bool { return d.Ringing().Name == due })
	if i < 0 {
		f.t.Fatalf("%s is not due\n%s", due, f)
	}
	f.advance(f.record.state.Dues[i].Ask.Sub(f.Now()) + 10*time.Minute)
}

// Now is the engine's time.
func (f *Flow) Now() time.Time { return f.engine.env.Now().In(zone) }

// Day is the date n days from now, as a form's field holds it.
func (f *Flow) Day(n int) string { return f.Now().AddDate(0, 0, n).Format(time.DateOnly) }

// ExpectStage also holds the story to the record: outside it knows the same line.
func (f *Flow) ExpectStage(stage casework.Stage) {
	f.t.Helper()
	if f.record.state.Stage != stage {
		f.t.Fatalf("in %s, not in %s\n%s", f.record.state.Stage, stage, f)
	}
	running := f.engine.stateOf(f.storyID()) == runs
	if f.record.state.Ended {
		if running {
			f.t.Fatalf("the case ended in %s, its story runs on\n%s", stage, f)
		}
		return
	}
	if !running {
		f.t.Fatalf("the story has ended, the case has not\n%s", f)
	}
	if seq := f.Desk().Seq; seq != f.record.state.Seq {
		f.t.Fatalf("the story knows line %d, the record has %d\n%s", seq, f.record.state.Seq, f)
	}
}

// Desk asks the story what it knows.
func (f *Flow) Desk() casework.Moved {
	f.t.Helper()
	var m casework.Moved
	v, err := f.engine.env.QueryWorkflowByID(f.storyID(), "desk")
	if err == nil {
		err = v.Get(&m)
	}
	if err != nil {
		f.t.Fatalf("query desk: %v", err)
	}
	return m
}

// ExpectTimeline is every line since the last expectation, and nothing else. A move is
// its name, a date that passed "overdue: <due> → <measure>".
func (f *Flow) ExpectTimeline(lines ...string) {
	f.t.Helper()
	if is := f.record.lines[f.read:]; !slices.Equal(is, lines) {
		f.t.Fatalf("the timeline says\n\t%s\nexpected\n\t%s\n%s", strings.Join(is, "\n\t"), strings.Join(lines, "\n\t"), f)
	}
	f.read = len(f.record.lines)
}

// ExpectWithin is like ExpectTimeline for a long wait: the lines come in this order, others between them.
func (f *Flow) ExpectWithin(lines ...string) {
	f.t.Helper()
	rest := f.record.lines[f.read:]
	for _, l := range lines {
		i := slices.Index(rest, l)
		if i < 0 {
			f.t.Fatalf("no %q in its place in\n\t%s\n%s", l, strings.Join(f.record.lines[f.read:], "\n\t"), f)
		}
		rest = rest[i+1:]
	}
	f.read = len(f.record.lines)
}

// ExpectDues lists what is owed now, the next one first.
func (f *Flow) ExpectDues(names ...string) {
	f.t.Helper()
	var is []string
	for _, d := range f.record.state.Dues {
		is = append(is, d.Ringing().Name)
	}
	if !slices.Equal(is, names) {
		f.t.Fatalf("due are %v, not %v\n%s", is, names, f)
	}
}

// ExpectCount is how often a line stands on the whole timeline.
func (f *Flow) ExpectCount(line string, n int) {
	f.t.Helper()
	is := 0
	for _, l := range f.record.lines {
		if l == line {
			is++
		}
	}
	if is != n {
		f.t.Fatalf("%q stands %d times on the timeline, not %d times\n%s", line, is, n, f)
	}
}

// ExpectRunning is whether a workflow of that id runs.
func (f *Flow) ExpectRunning(id string, running bool) {
	f.t.Helper()
	if is := f.engine.stateOf(id); (is == runs) != running {
		f.t.Fatalf("%s %s\n%s", id, is, f)
	}
}

// Case is the opaque id of the scenario's case.
func (f *Flow) Case() string { return caseID }

// Visit is the count of the present stay.
func (f *Flow) Visit() int { return f.record.state.Visit }

// Runs says how many runs a workflow had.
func (f *Flow) Runs(id string) (n int) {
	f.engine.note(id, func(w *seen) { n = w.runs })
	return n
}

// String is what a failed expectation prints: where the case stands, what is due, the timeline.
func (f *Flow) String() string {
	var b strings.Builder
	s := f.record.state
	fmt.Fprintf(&b, "%s: %s, visit %d, line %d\n", f.Now().Format(time.DateTime), s.Stage, s.Visit, s.Seq)
	for _, d := range s.Dues {
		fmt.Fprintf(&b, "  due %s no %d generation %d asks %s\n", d.Ringing().Name, d.No, d.Generation, d.Ask.In(zone).Format(time.DateTime))
	}
	for name, at := range f.record.present.Moved.Marks {
		fmt.Fprintf(&b, "  mark %s %s\n", name, at.In(zone).Format(time.DateTime))
	}
	for i, l := range f.record.lines {
		fmt.Fprintf(&b, "  %3d %s\n", i+1, l)
	}
	return b.String()
}
