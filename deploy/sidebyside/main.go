// Command sidebyside sets one action of the product beside what one would write by hand,
// in one run on one PostgreSQL: the peer's pipelined transaction (peer.go), store.Act with
// everything it promises, and the whole click over HTTP (token, access, Act, answer).
// Rounds alternate, so that whatever else the machine does falls on all alike; what counts
// are the ratios. `task sidebyside` runs it.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 7, "rounds of each")
	lasts := flag.Duration("round", 2*time.Second, "how long a round lasts")
	clients := flag.Int("clients", 8, "how many act at the same time")
	flag.Parse()
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err := compare(context.Background(), *rounds, *lasts, *clients); err != nil {
		log.Fatal(err)
	}
}

// contender is one way to carry out an action on case n.
type contender struct {
	name string
	act  func(ctx context.Context, n int) error
}

// round is what one contender did in one round.
type round struct {
	perSecond float64
	p50, p99  time.Duration
}

func compare(ctx context.Context, rounds int, lasts time.Duration, clients int) error {
	w, err := openWorld(ctx, clients)
	if err != nil {
		return err
	}
	defer w.close()
	all := w.contenders()
	results := map[string][]round{}
	for range rounds {
		for _, c := range all {
			r, err := run(ctx, c, lasts, clients)
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			results[c.name] = append(results[c.name], r)
		}
	}
	peer := results[all[0].name]
	fmt.Printf("%d clients, %d rounds of %s, alternating; ratios to the peer of the same round: min / median / max\n\n", clients, rounds, lasts)
	fmt.Printf("%-28s %12s %10s %10s   %-22s %s\n", "", "a second", "p50", "p99", "time (p50) ratio", "throughput ratio")
	for _, c := range all {
		mine := results[c.name]
		mid := mine[len(mine)/2]
		slow, fast := ratios(mine, peer)
		fmt.Printf("%-28s %12.0f %10s %10s   %-22s %s\n", c.name, mid.perSecond, mid.p50.Round(10*time.Microsecond), mid.p99.Round(10*time.Microsecond), slow, fast)
	}
	return nil
}

func ratios(mine, peer []round) (slow, fast string) {
	var s, f []float64
	for i := range mine {
		s = append(s, float64(mine[i].p50)/float64(peer[i].p50))
		f = append(f, mine[i].perSecond/peer[i].perSecond)
	}
	return spread(s), spread(f)
}

func spread(x []float64) string {
	slices.Sort(x)
	return fmt.Sprintf("%.2f / %.2f / %.2f", x[0], x[len(x)/2], x[len(x)-1])
}

// run lets clients act for a while, each on a case of its own.
func run(ctx context.Context, c contender, lasts time.Duration, clients int) (round, error) {
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	var wg sync.WaitGroup
	begun := time.Now()
	for n := range clients {
		wg.Go(func() {
			var mine []time.Duration
			for time.Since(begun) < lasts {
				at := time.Now()
				if err := c.act(ctx, n); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
					return
				}
				mine = append(mine, time.Since(at))
			}
			mu.Lock()
			took = append(took, mine...)
			mu.Unlock()
		})
	}
	wg.Wait()
	elapsed := time.Since(begun).Seconds()
	if failed != nil || len(took) == 0 {
		return round{}, failed
	}
	slices.Sort(took)
	return round{float64(len(took)) / elapsed, took[len(took)/2], took[len(took)*99/100]}, nil
}
