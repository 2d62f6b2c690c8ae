package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/ledger"
	"followthrough/policies"
	"followthrough/store"
	"followthrough/web"
	"followthrough/web/pages"
	"followthrough/worker"
)

// office is a running record with its rules, and the way to the engine once that has joined.
type office struct {
	record record
	store  *store.Store
	rules  *rulebook
	log    *slog.Logger
	state  status // what the portal says of the engine: empty when all is well
	engine enginePointer
	secure bool
}

// portal hands the rooms to web, and works on the files that people bring in until ctx ends;
// pages that listen are let go then.
func (o *office) portal(ctx context.Context) http.Handler {
	imports := ledger.NewDesk(o.store, o.log)
	go imports.Run(ctx)
	return web.New(web.Deps{
		Desk: o.store, Reader: o.store, Files: o.store, Accounts: o.store, Oversight: o.store, Imports: imports, Office: o.store, Leaves: o.store, Handing: o.store,
		Policy: spoken{o.rules.live}, Book: o.rules, Rules: o.store, Runs: runs{o}, Status: o, Terms: o.rules.live.Terms(),
		Moves: petition.Process.MoveList(), Home: o.home, Secure: o.secure, Log: o.log, Leaving: ctx.Done(),
	})
}

// join makes the portal tell the engine of each move right after its commit, and say while
// the engine is away.
func (o *office) join(ctx context.Context, address worker.Address) error {
	e, err := worker.Connect(address, o.log)
	if err != nil {
		return err
	}
	teller := worker.NewPortalTeller(e, o.store.Told, 8)
	o.store.Tell(teller.Told)
	o.engine.Store(e)
	go o.watch(ctx, e)
	return nil
}

// lookAtEngine is how often the portal looks whether the engine is there.
const lookAtEngine = 3 * time.Second

// watch keeps what the portal says of the engine true until ctx ends.
func (o *office) watch(ctx context.Context, e *worker.Engine) {
	for ctx.Err() == nil {
		if e.Answers(ctx) {
			o.state.Store(nil)
		} else if ctx.Err() == nil {
			o.state.Store(new("away"))
		}
		select {
		case <-ctx.Done():
		case <-time.After(lookAtEngine):
		}
	}
}

// EngineState is the quiet line of the portal: empty when the engine has joined.
func (o *office) EngineState() string {
	if s := o.state.Load(); s != nil {
		return *s
	}
	return ""
}

// home is the name of the body whose portal this is: the one with most units under it,
// below the body above.
func (o *office) home(lang string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	units, err := o.store.Units(ctx)
	if err != nil || len(units) == 0 {
		return ""
	}
	under := map[string]int{}
	for _, u := range units {
		under[u.Parent]++
	}
	best := slices.MaxFunc(units, func(a, b store.Unit) int { return under[a.ID] - under[b.ID] })
	if lang == "en" && best.NameEN != "" {
		return best.NameEN
	}
	return best.NameZH
}

// spoken are the policies as a page reads them.
type spoken struct{ *policies.Live }

func (s spoken) Explain(limit string, from time.Time, more int, at time.Time) web.Explanation {
	e := s.Live.Explain(limit, from, more, at)
	out := web.Explanation{Known: e.Known, Value: e.Limit.Value, More: e.More, Unit: string(e.Limit.Unit), FirstDay: e.FirstDay, LastDay: e.LastDay, EndsOn: e.EndsOn,
		MakeUp: e.MakeUp, Law: e.Limit.Source.Law, Article: e.Limit.Source.Article, Sure: string(e.Limit.Sure), Provisional: e.Provisional, Same: e.Same}
	for _, d := range e.Shift {
		out.Shift = append(out.Shift, web.DayOff(d))
	}
	for _, d := range e.Skipped {
		out.Skipped = append(out.Skipped, web.DayOff(d))
	}
	return out
}

func (s spoken) RuleText(code, lang string) (title, reason, article string, ok bool) {
	w, ok := s.Live.RuleText(code, lang)
	return w.Title, w.Reason, w.Article, ok
}

func (s spoken) Edition() (revision string, year int) {
	years := s.Years()
	if len(years) > 0 {
		year = years[len(years)-1]
	}
	return s.Revision(), year
}

// runsInFull is how many of a case's newest runs are shown with their events.
const runsInFull = 5

// runs is the engine's own record of a case, once the engine has joined.
type runs struct{ o *office }

func (r runs) Runs(ctx context.Context, caseID string) (workflow string, _ []pages.Run, _ error) {
	e := r.o.engine.Load()
	if e == nil {
		return "", nil, web.ErrAway
	}
	found, err := e.Runs(ctx, petition.Process.KindName(), caseID)
	if _, away := errors.AsType[*worker.Away](err); away {
		return "", nil, web.ErrAway
	}
	var all []pages.Run
	for i, x := range found {
		run := pages.Run{ID: x.ID, Status: x.Status, Start: x.Start, Close: x.Close}
		if i < runsInFull {
			events, err := e.Events(ctx, x.Workflow, x.ID)
			if err != nil {
				return "", nil, err
			}
			for _, y := range events {
				run.Events = append(run.Events, pages.RunItem{ID: y.ID, Type: y.Type, Text: y.Text, At: y.At})
			}
		}
		all = append(all, run)
	}
	return petition.Process.KindName() + "/" + caseID, all, err
}

var _ interface{ Told(casework.Moved) } = (*worker.PortalTeller)(nil)
