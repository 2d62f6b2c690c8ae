package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"followthrough/store"
	"followthrough/web/pages"
)

// How a listening page is kept: looked after every beat, sent away after a while to come back by itself, and not waited for
// when it does not read.
const (
	beat       = 15 * time.Second
	listenTime = 30 * time.Minute
	sendTime   = 10 * time.Second
)

// live tells a page what is written on its case from now on (server-sent events), or a program what was written after ?seen=.
// Who listens is asked again before every word: a session that ended, a right that was lost, hear nothing more.
func live(v *visit) error {
	seen, _ := strconv.ParseInt(orSelf(v.Request().Header.Get("Last-Event-ID"), v.QueryParam("seen")), 10, 64)
	n, err := v.s.Reader.News(v.Request().Context(), v.viewer, v.Param("no"), seen)
	if err != nil {
		return err
	}
	if v.wantsJSON() {
		return v.JSON(http.StatusOK, v.news(n))
	}
	l, ok := v.s.hub.join(n.ID, v.viewer.ID, v.session, n.Seq)
	if !ok {
		return problem{http.StatusTooManyRequests, "too-many-pages"}
	}
	defer v.s.hub.leave(l)
	s := stream{v: v, l: l, seen: seen, out: http.NewResponseController(v.Response())}
	h := v.Response().Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	v.Response().WriteHeader(http.StatusOK)
	if err := s.send("retry: 2000\n\n"); err == nil {
		s.run(n)
	}
	return nil
}

// stream is one listening page.
type stream struct {
	v    *visit
	l    *listener
	seen int64
	out  *http.ResponseController
}

func (s *stream) run(n store.News) {
	ticks, end := time.NewTicker(beat), time.NewTimer(listenTime)
	defer ticks.Stop()
	defer end.Stop()
	for s.tell(n) {
		word := ": still here\n\n"
		select {
		case <-s.v.Request().Context().Done():
			return
		case <-s.l.over:
			_ = s.send("event: gone\ndata: {}\n\n")
			return
		case <-s.v.s.Leaving: // the portal goes; the page comes back by itself
			return
		case <-end.C:
			return
		case <-s.l.news:
			word = ""
		case <-ticks.C:
		}
		var err error
		if n, err = s.ask(); err != nil {
			if !errors.Is(err, store.ErrUnavailable) {
				_ = s.send("event: gone\ndata: {}\n\n")
			}
			return
		}
		if word != "" && s.send(word) != nil {
			return
		}
	}
}

// ask reads what is new with the rights of now.
func (s *stream) ask() (store.News, error) {
	ctx, cancel := context.WithTimeout(s.v.Request().Context(), sendTime)
	defer cancel()
	if err := s.v.knowAgain(ctx); err != nil {
		return store.News{}, err
	}
	return s.v.s.Reader.News(ctx, s.v.viewer, s.v.Param("no"), s.seen)
}

// knowAgain asks whether the session or token still holds, and who its holder is today.
func (v *visit) knowAgain(ctx context.Context) error {
	person, err := v.viewer.ID, error(nil)
	if v.session != "" {
		person, err = v.s.Accounts.SessionHolds(ctx, v.session)
	} else if secret, ok := strings.CutPrefix(v.Request().Header.Get("Authorization"), "Bearer "); ok {
		person, err = v.s.Accounts.TokenHolder(ctx, strings.TrimSpace(secret))
	}
	if err != nil {
		return err
	}
	v.now = v.s.Now()
	viewer, err := v.s.Reader.Viewer(ctx, person, v.now)
	if err != nil {
		return err
	}
	v.viewer = viewer
	v.names, err = v.s.directory(ctx)
	return err
}

// tell sends what is new, if anything is; false when nobody reads.
func (s *stream) tell(n store.News) bool {
	if n.Seq <= s.seen {
		return true
	}
	text, err := json.Marshal(s.v.news(n))
	if err != nil {
		return false
	}
	s.seen = n.Seq
	return s.send(fmt.Sprintf("id: %d\nevent: news\ndata: %s\n\n", n.Seq, text)) == nil
}

func (s *stream) send(text string) error {
	if err := s.out.SetWriteDeadline(time.Now().Add(sendTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := s.v.Response().Write([]byte(text)); err != nil {
		return err
	}
	return s.out.Flush()
}

// news says lines in words: what, by whom.
func (v *visit) news(n store.News) pages.News {
	t := teller{v: v, files: map[string]string{}}
	out := pages.News{Seq: n.Seq, Lines: []pages.NewLine{}}
	for _, l := range n.Lines {
		e := t.entry(l)
		out.Lines = append(out.Lines, pages.NewLine{Seq: e.Seq, At: e.At, By: e.By, Text: v.words.T("live.line", "Name", e.By, "What", e.Text)})
	}
	return out
}
