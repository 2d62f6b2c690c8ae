package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"followthrough/deploy/rig"
)

// How hard the fault test is: for each part that is killed, so many actions by so many
// clients on so many cases, and so long until record and engine agree again.
const (
	actionsAFault = 200
	clients       = 4
	casesOfCrowd  = 24
	agreeWithin   = 30 * time.Second
)

func TestKilled_WorkerPortalEngineOrPostgreSQL_NothingIsLostOrDoneTwice(t *testing.T) {
	w := visitTown(t)
	if len(rig.Below(os.Getpid())) == 0 {
		t.Skip("sees no processes here: it needs /proc")
	}
	begun := time.Now()
	c := w.gather(t)
	t.Logf("seed %d", c.seed)
	for _, part := range []struct {
		name  string
		pid   func() int
		times int
	}{
		{"worker", w.worker.Pid, 2},
		{"portal", w.web.Pid, 5},
		{"engine", func() int { return rig.Named(os.Getpid(), "engine") }, 1},
		{"PostgreSQL", func() int { return rig.Named(os.Getpid(), "postgres") }, 2},
	} {
		t.Run(part.name, func(t *testing.T) { c.faulted(t, part.pid, part.times) })
	}
	c.held(t)
	t.Logf("%d cases verify; %s in all", w.verified(t), seconds(time.Since(begun)))
}

// crowd is four clients at work on the same cases: they carry them on, get into each
// other's way, and look at pages meanwhile.
type crowd struct {
	*town
	seed    uint64
	journal *rig.Journal

	mu      sync.Mutex
	cases   []*carried
	longest time.Duration // that anybody waited for an answer
}

// carried is a case with its journey, as far as the clients know of it.
type carried struct {
	no      string
	seen    int64
	journey []rig.Step
	at      int
}

func (w *town) gather(t *testing.T) *crowd {
	t.Helper()
	c := &crowd{town: w, seed: uint64(time.Now().UnixNano())}
	var err error
	c.journal, err = rig.NewJournal(filepath.Join(t.TempDir(), "journal"))
	must(t, err)
	client := rig.Insistent{Office: w.office, Journal: c.journal, Patience: time.Minute}
	for range casesOfCrowd {
		must(t, c.register(client))
	}
	return c
}

// faulted has the clients act, kills a part in the midst of it, some times, and waits
// until every open case's workflow knows its row again.
func (c *crowd) faulted(t *testing.T, pid func() int, times int) {
	c.t, c.longest = t, 0
	var acts atomic.Int64
	var kills []time.Time
	kill := func() (err error) {
		victim := pid()
		for begun := time.Now(); len(rig.Alive([]int{victim})) == 0; victim = pid() { // on its way up again
			if time.Since(begun) > time.Minute {
				return fmt.Errorf("there is no such process")
			}
			time.Sleep(10 * time.Millisecond)
		}
		kills = append(kills, time.Now())
		return syscall.Kill(victim, syscall.SIGKILL)
	}
	var all sync.WaitGroup
	errs := make([]error, clients)
	begun := time.Now()
	for n := range clients {
		all.Go(func() {
			r := rand.New(rand.NewPCG(c.seed, uint64(begun.UnixNano())+uint64(n)))
			client := rig.Insistent{Office: c.office, Journal: c.journal, Number: n, Patience: time.Minute, Hasty: func() time.Duration {
				return time.Duration(r.IntN(20)/18*(1+r.IntN(20))) * time.Millisecond // one in ten hangs up
			}}
			for errs[n] == nil {
				i := acts.Add(1)
				if i > actionsAFault {
					return
				}
				if n == 0 && int(i) > (len(kills)+1)*actionsAFault/(times+2) && len(kills) < times {
					errs[n] = kill()
				}
				asked := time.Now()
				errs[n] = errors.Join(errs[n], c.something(client, r))
				c.waited(time.Since(asked))
				time.Sleep(time.Duration(r.IntN(20)) * time.Millisecond)
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		must(t, err)
	}
	if len(kills) == 0 {
		t.Fatal("nothing was killed")
	}
	took, last := time.Since(begun), kills[len(kills)-1]
	c.agree(t, agreeWithin-min(time.Since(last), agreeWithin/2))
	t.Logf("killed %d times during %d actions, which took %s, the longest %s; every workflow knows its row %s after the last kill",
		len(kills), actionsAFault, seconds(took), seconds(c.longest), seconds(time.Since(last)))
	within(t, time.Minute, "nothing is left untold", func() bool { return c.number(t, `SELECT count(*) FROM untold`) == 0 })
}

func (c *crowd) waited(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.longest = max(c.longest, d)
}

// something is one random action: the next step of a case, a note on it, or a new case.
// Its maker saw the case as it was after the newest answer that anybody got; now and then
// they look at its page first.
func (c *crowd) something(client rig.Insistent, r *rand.Rand) error {
	c.mu.Lock()
	x := c.cases[r.IntN(len(c.cases))]
	at, seen := x.at, x.seen
	c.mu.Unlock()
	if r.IntN(100) < 5 {
		return c.register(client)
	}
	next := at < len(x.journey) && r.IntN(100) < 50
	s := notes[r.IntN(len(notes))]
	if next {
		s = x.journey[at]
	}
	if r.IntN(100) < 15 || seen == 0 {
		p, err := client.Page(s.Who, x.no)
		if err != nil {
			return err
		}
		seen = p.Seq
	}
	a, err := client.Act(s.Who, "/petitions/"+x.no+"/"+s.Move, rig.NewAction(seen, s.Fields))
	if err != nil {
		return err
	}
	made, err := a.Receipt()
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err != nil: // another client was first, or a clock: somebody looks and does it later
		x.seen = 0
	case next && x.at == at:
		x.at++
		fallthrough
	default:
		x.seen = max(x.seen, made.Seq)
	}
	return nil
}

// notes are what may be done at any time.
var notes = []rig.Step{
	{Who: rig.Supervisor, Move: "comment", Fields: rig.Fields{"note": marked("已阅")}},
	{Who: rig.Approver, Move: "urge", Fields: rig.Fields{"note": marked("请抓紧办理")}},
	{Who: rig.Intake, Move: "record-contact", Fields: rig.Fields{"how": "phone", "on": rig.Day(time.Now()), "note": marked("来电询问进度")}},
	{Who: rig.Head, Move: "instruct", Fields: rig.Fields{"note": marked("依法依规办理")}},
}

func (c *crowd) register(client rig.Insistent) error {
	n := opened.Add(1)
	a, err := client.Act(rig.Intake, "/petitions", rig.NewAction(0, petitionOf(fmt.Sprintf("群访件 %d", n))))
	if err != nil {
		return err
	}
	r, err := a.Receipt()
	if err != nil {
		return err
	}
	journey := rig.LedJourney
	if n%2 == 0 {
		journey = rig.SimpleJourney
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cases = append(c.cases, &carried{no: r.No, seen: r.Seq, journey: journey(time.Now())})
	return nil
}

// held reads the journal back and holds it against the record of its cases.
func (c *crowd) held(t *testing.T) {
	t.Helper()
	journal, err := c.journal.Close()
	must(t, err)
	tally, faults := rig.Hold(journal, c.recorded(t))
	for i, f := range faults {
		if i == 20 {
			t.Errorf("and %d more", len(faults)-i)
			break
		}
		t.Error(f)
	}
	t.Log(tally)
	answers := map[string]int{}
	for _, e := range journal {
		switch {
		case e.Lost != "":
			answers["none"]++
		case e.Status != 0:
			answers[fmt.Sprintf("%d %s", e.Status, e.Said)]++
		}
	}
	t.Logf("answers: %v", answers)
	if tally.Done < actionsAFault {
		t.Errorf("only %d actions were carried out: the clients do not do what they should", tally.Done)
	}
}

// recorded reads the timelines of the crowd's cases, and whatever else carries an action
// of this crowd.
func (c *crowd) recorded(t *testing.T) (lines []rig.Recorded) {
	t.Helper()
	var numbers []string
	for _, x := range c.cases {
		numbers = append(numbers, x.no)
	}
	rows, err := c.pool.Query(t.Context(), `
		SELECT l.case_id, l.action, l.seq, l.hash, l.actor
		FROM timeline l
		JOIN cases c ON c.id = l.case_id
		WHERE c.no = ANY($1)`, numbers)
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var l rig.Recorded
		var hash []byte
		var actor string
		must(t, rows.Scan(&l.Case, &l.Action, &l.Seq, &hash, &actor))
		l.Hash, l.System = hex.EncodeToString(hash), strings.HasPrefix(actor, "system/")
		lines = append(lines, l)
	}
	must(t, rows.Err())
	return lines
}
