package web

import (
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// doorman lets an address try to log in ten times at once and then once every six seconds. It remembers addresses only
// while they matter. The lock on an account itself is the record's.
type doorman struct {
	mu    sync.Mutex
	known map[string]*guest
}

type guest struct {
	limit *rate.Limiter
	last  time.Time
}

const (
	tries     = 10
	perTry    = 6 * time.Second
	maxGuests = 10_000
)

func (d *doorman) admits(address string, now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.known == nil || len(d.known) >= maxGuests {
		d.forget(now)
	}
	g, ok := d.known[address]
	if !ok {
		g = &guest{limit: rate.NewLimiter(rate.Every(perTry), tries)}
		d.known[address] = g
	}
	g.last = now
	return g.limit.AllowN(now, 1)
}

// forget drops who has not come for as long as a full allowance takes to grow back.
func (d *doorman) forget(now time.Time) {
	kept := map[string]*guest{}
	for a, g := range d.known {
		if now.Sub(g.last) < tries*perTry {
			kept[a] = g
		}
	}
	d.known = kept
}

// bounded refuses a body that is larger than any form of ours; files come through a wider door.
func bounded(w http.ResponseWriter, r *http.Request, files bool) {
	limit := int64(maxForm)
	if files {
		limit = maxUpload
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
}

const (
	maxForm   = 4 << 20  // a form with every text at its longest
	maxUpload = 64 << 20 // three files of twenty megabytes
	maxFile   = 20 << 20
)
