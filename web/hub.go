package web

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// hub knows which pages listen to which cases and asks the record where these stand: one query for all of them, and none while
// nobody listens. It keeps nothing that must outlive the portal: a page that comes back says what it has seen.
type hub struct {
	seqs func(ctx context.Context, ids []string) (map[string]int64, error)
	log  *slog.Logger

	mu     sync.Mutex
	cases  map[string]map[*listener]bool
	person map[string]int
	many   int
	asking bool
}

// listener is one page; its channels are the hub's to write.
type listener struct {
	id, person, session string
	seq                 int64         // where the hub last saw the case
	news                chan struct{} // holds one word at most: the page asks what is new itself
	over                chan struct{} // closed when the session ends
}

// How often the hub asks, and how many pages may listen, in all and of one person.
const (
	askEvery     = 500 * time.Millisecond
	mostPages    = 2000
	mostOfPerson = 12
)

// join has a page listen to a case that it last saw at seq; false when too many do.
func (h *hub) join(id, person, session string, seq int64) (*listener, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.many >= mostPages || h.person[person] >= mostOfPerson {
		return nil, false
	}
	if h.cases == nil {
		h.cases, h.person = map[string]map[*listener]bool{}, map[string]int{}
	}
	l := &listener{id: id, person: person, session: session, seq: seq, news: make(chan struct{}, 1), over: make(chan struct{})}
	if h.cases[id] == nil {
		h.cases[id] = map[*listener]bool{}
	}
	h.cases[id][l] = true
	h.person[person]++
	h.many++
	if !h.asking {
		h.asking = true
		go h.ask()
	}
	return l, true
}

func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.cases[l.id][l] {
		return
	}
	delete(h.cases[l.id], l)
	if len(h.cases[l.id]) == 0 {
		delete(h.cases, l.id)
	}
	if h.person[l.person]--; h.person[l.person] == 0 {
		delete(h.person, l.person)
	}
	h.many--
}

// end sends the pages of a session away: its holder logged out.
func (h *hub) end(session string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, pages := range h.cases {
		for l := range pages {
			if session != "" && l.session == session {
				l.session = ""
				close(l.over)
			}
		}
	}
}

// ask runs while anybody listens.
func (h *hub) ask() {
	silent := false
	for {
		time.Sleep(askEvery)
		ids := h.heard()
		if ids == nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		at, err := h.seqs(ctx, ids)
		cancel()
		if err != nil {
			if !silent {
				h.log.Warn("pages that listen are not told anything", "err", err)
			}
			silent = true
			continue
		}
		silent = false
		h.tell(at)
	}
}

// heard lists the cases that somebody listens to; nil, and no more asking, when there are none.
func (h *hub) heard() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var ids []string
	for id := range h.cases {
		ids = append(ids, id)
	}
	h.asking = ids != nil
	return ids
}

func (h *hub) tell(at map[string]int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, seq := range at {
		for l := range h.cases[id] {
			if seq == l.seq {
				continue
			}
			l.seq = seq
			select {
			case l.news <- struct{}{}:
			default:
			}
		}
	}
}
