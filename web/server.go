package web

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/web/static"
)

// Deps is what the portal needs of the other rooms. Policy, Runs and Status may be nil: dates are then shown without their
// sum, and the engine counts as away.
type Deps struct {
	Desk     Desk
	Reader   Reader
	Files    Files
	Accounts Accounts
	Imports  Imports
	Office   Office
	Leaves   Leaves
	Handing  Handing
	Rules    Rules
	Book     Book
	Policy   Policy
	// Oversight is what supervisors look at beside single cases.
	Oversight Oversight
	Runs      Runs
	Status    Status
	Terms     casework.Terms // zone and working days
	Moves     []casework.MoveInfo
	// Home is the name of the unit whose portal this is, for the head of every page.
	Home func(lang string) string
	// Secure says that browsers reach the portal by TLS, here or at a proxy: cookies are then bound to it.
	Secure bool
	// Leaving is closed when the portal is about to stop: pages that listen are let go, and come back by themselves. May be nil.
	Leaving <-chan struct{}
	Now     func() time.Time // time.Now when nil
	Log     *slog.Logger
}

// ErrAway says that the engine does not answer.
var ErrAway = errors.New("the engine is away")

type server struct {
	Deps
	door  doorman
	names nameCache
	hub   hub // who listens
}

// New makes the portal.
func New(d Deps) http.Handler {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if d.Moves == nil {
		d.Moves = petition.Process.MoveList()
	}
	s := &server{Deps: d}
	if d.Reader != nil {
		s.hub.seqs, s.hub.log = d.Reader.Seqs, d.Log
	}
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = echo.ExtractIPDirect() // a header from anybody is not an address
	e.HTTPErrorHandler = s.lost
	e.Use(middleware.RecoverWithConfig(middleware.RecoverConfig{DisableStackAll: true, LogErrorFunc: s.panicked}), middleware.RequestID(), compressed())
	e.GET(static.Root+"*", echo.WrapHandler(static.Handler()))
	for _, r := range s.routes() {
		e.Add(r.Method, r.Path, s.enter(r))
	}
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(crossOrigin))
	return cross.Handler(headers(d.Secure, e))
}

// crossOrigin answers a form that another site sent.
func crossOrigin(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write([]byte("cross-origin request refused\n"))
}

func (s *server) panicked(c echo.Context, err error, stack []byte) error {
	s.Log.Error("page panicked", "path", c.Path(), "request", c.Response().Header().Get(echo.HeaderXRequestID), "err", err, "stack", string(stack))
	return err
}

// lost answers what no route answers, and every error that escaped one.
func (s *server) lost(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	v := s.visit(c)
	if he, ok := errors.AsType[*echo.HTTPError](err); ok {
		switch he.Code {
		case http.StatusNotFound:
			err = casework.Refuse(casework.NotFound)
		case http.StatusMethodNotAllowed:
			err = problem{he.Code, "no-such-method"}
		case http.StatusRequestEntityTooLarge:
			err = problem{he.Code, "too-large"}
		default:
			err = problem{he.Code, "bad-request"}
		}
	}
	if err := v.fail(err); err != nil {
		s.Log.Error("answer", "err", err)
	}
}
