package web

import (
	"net/http"
	"strconv"
	"time"

	"followthrough/store"
	"followthrough/web/locales"
	"followthrough/web/pages"
)

// How long something may last before it wants a look, or somebody to act.
const (
	tellSoon    = 30 * time.Second
	tellLate    = 5 * time.Minute
	countedLate = 3 * time.Minute // a worker counts each minute
	queueLate   = time.Minute
	comparedAgo = 26 * time.Hour // it is compared each night
)

// What an operator sees of one thing: normal, worth a look, or to be acted upon.
const (
	opsOK   = "ok"
	opsLook = "look"
	opsAct  = "act"
)

// showOperations is how the machinery does, for those who keep it running. They hold no case, and see none here.
func showOperations(v *visit) error {
	o, err := v.s.Reader.Operations(v.Request().Context())
	if err != nil {
		return err
	}
	w := watcher{v.words, o, v.now.In(v.s.Terms.Zone()), v.s.Terms.Zone()}
	p := pages.Operations{At: o.At, Data: o}
	state := "away"
	if v.s.Status != nil {
		state = v.s.Status.EngineState()
	}
	for _, item := range []pages.OpsItem{w.record(), w.engine(state), w.worker(), w.telling(), w.running(), w.late(), w.helped(), w.stuck(), w.queues(), w.compared(), w.policy(v)} {
		item.Name, item.Normal = v.words.T("ops."+item.Key), v.words.T("ops."+item.Key+".normal")
		if item.State != opsOK {
			item.Do = v.words.T("ops." + item.Key + ".do")
		}
		switch item.State {
		case opsAct:
			p.Todo++
		case opsLook:
			p.Look++
		}
		p.Items = append(p.Items, item)
	}
	return v.show(http.StatusOK, v.words.T("ops.title"), p, pages.OperationsPage(p))
}

// watcher says the counts in words and what they mean.
type watcher struct {
	words *locales.Words
	o     store.Operations
	now   time.Time
	zone  *time.Location
}

func (w watcher) item(key, state, value string) pages.OpsItem {
	return pages.OpsItem{Key: key, State: state, Value: value}
}

// worse is the state of something with two limits.
func worse(look, act bool) string {
	switch {
	case act:
		return opsAct
	case look:
		return opsLook
	}
	return opsOK
}

func (w watcher) record() pages.OpsItem {
	return w.item("record", opsOK, w.words.T("ops.record.is", "Size", locales.Size(w.o.Bytes), "Lines", strconv.FormatInt(w.o.Lines, 10)))
}

func (w watcher) engine(state string) pages.OpsItem {
	is := state
	if is == "" {
		is = "ok"
	}
	return w.item("engine", worse(state == "building", state == "away"), w.words.T("ops.engine.is."+is))
}

func (w watcher) worker() pages.OpsItem {
	if w.o.EngineAt.IsZero() {
		return w.item("worker", opsLook, w.words.T("ops.never"))
	}
	ago := w.since(w.o.EngineAt)
	return w.item("worker", worse(false, ago > countedLate), w.words.T("ops.ago", "Age", w.age(ago)))
}

func (w watcher) telling() pages.OpsItem {
	if w.o.Untold == 0 {
		return w.item("telling", opsOK, w.words.T("ops.telling.none"))
	}
	lag := w.since(w.o.Oldest)
	return w.item("telling", worse(lag > tellSoon, lag > tellLate), w.words.T("ops.telling.is", "N", w.o.Untold, "Age", w.age(lag)))
}

func (w watcher) running() pages.OpsItem {
	if w.o.Engine == nil {
		return w.item("running", opsLook, w.words.T("ops.running.open", "Open", w.o.Open))
	}
	gap := w.o.Open - int64(w.o.Engine.Running)
	return w.item("running", worse(gap > w.o.Untold+5 || gap < -5, false), w.words.T("ops.running.is", "Open", w.o.Open, "Running", w.o.Engine.Running))
}

func (w watcher) late() pages.OpsItem {
	return w.item("late", worse(w.o.Late > 0, w.o.Late > 100), w.words.N("ops.late.is", int(w.o.Late)))
}

func (w watcher) helped() pages.OpsItem {
	return w.item("helped", worse(w.o.Helped > 0, w.o.Replaced > 0), w.words.T("ops.helped.is", "N", w.o.Helped, "Replaced", w.o.Replaced))
}

func (w watcher) stuck() pages.OpsItem {
	n := 0
	if w.o.Engine != nil {
		n = w.o.Engine.Stuck
	}
	return w.item("stuck", worse(w.o.Stuck > 0, n > 0), w.words.T("ops.stuck.is", "N", n, "Day", w.o.Stuck))
}

func (w watcher) queues() pages.OpsItem {
	e := w.o.Engine
	if e == nil {
		return w.item("queues", opsLook, w.words.T("ops.never"))
	}
	oldest := max(e.Stories.Oldest, e.Acts.Oldest)
	return w.item("queues", worse(oldest > queueLate, e.Stories.Listeners == 0 || e.Acts.Listeners == 0),
		w.words.T("ops.queues.is", "Waiting", e.Stories.Waiting+e.Acts.Waiting, "Age", w.age(oldest), "Listeners", e.Acts.Listeners))
}

func (w watcher) compared() pages.OpsItem {
	c := w.o.Compared
	if c == nil {
		return w.item("compared", opsOK, w.words.T("ops.compared.none"))
	}
	return w.item("compared", worse(c.Missing+c.Ghosts > 0, w.since(w.o.ComparedAt) > comparedAgo),
		w.words.T("ops.compared.is", "At", w.words.Minute(w.o.ComparedAt.In(w.zone), w.now), "Open", c.Open, "Missing", c.Missing, "Ghosts", c.Ghosts))
}

func (w watcher) policy(v *visit) pages.OpsItem {
	if v.s.Policy == nil {
		return w.item("policy", opsLook, w.words.T("ops.never"))
	}
	revision, year := v.s.Policy.Edition()
	if len(revision) > 12 {
		revision = revision[:12]
	}
	return w.item("policy", worse(year <= w.now.Year() && w.now.Month() == time.December, year < w.now.Year()), w.words.T("ops.policy.is", "Revision", revision, "Year", year))
}

func (w watcher) since(t time.Time) time.Duration { return max(0, w.o.At.Sub(t)) }

// age is a time in the largest unit that says it well.
func (w watcher) age(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return w.words.N("ops.seconds", int(d.Seconds()))
	case d < 2*time.Hour:
		return w.words.N("ops.minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return w.words.N("ops.hours", int(d.Hours()))
	}
	return w.words.N("ops.days", int(d.Hours()/24))
}
