package worker

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/workflows"
)

// midnight are limits whose dates all ring at one moment.
type midnight struct {
	seconds
	at time.Time
}

func (m midnight) Due(limit string, from time.Time, more int) (casework.Term, error) {
	if limit == "petition.register" {
		return casework.Term{At: m.at}, nil
	}
	return m.seconds.Due(limit, from, more)
}

// BenchmarkMidnight_ManyDatesAtOnce is the storm of 24:00: each case's own timer asks
// for itself. It reports how long after the moment half, and all, of the dates had been
// answered. The record is in memory: what is measured is the engine and the stories.
func BenchmarkMidnight_ManyDatesAtOnce(b *testing.B) {
	const cases = 300
	m, err := rig()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		e, err := Connect(Address{HostPort: m.first.Addr, Namespace: "followthrough"}, slog.New(slog.DiscardHandler))
		if err != nil {
			b.Fatal(err)
		}
		l := newLedger(nil)
		at := time.Now().Add(30 * time.Second)
		l.storm = &midnight{at: at}
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- Run(ctx, e, Options{Record: l, Outbox: l}) }()
		for i := range cases {
			if err := l.register(fmt.Sprintf("storm%021d", i)); err != nil {
				b.Fatal(err)
			}
		}
		for n := 1; n > 0; n, _ = l.UntoldCount(ctx) {
			time.Sleep(100 * time.Millisecond)
		}
		told := time.Now()
		time.Sleep(time.Until(at))
		var half time.Duration
		for answered := 0; answered < cases; answered = l.overdue() {
			if half == 0 && answered >= cases/2 {
				half = time.Since(at)
			}
			time.Sleep(20 * time.Millisecond)
		}
		b.ReportMetric(half.Seconds(), "s-to-half")
		b.ReportMetric(time.Since(at).Seconds(), "s-to-all")
		b.ReportMetric(at.Sub(told).Seconds(), "s-told-before")
		for id := range l.cases {
			_ = e.terminate(ctx, workflows.CaseID("petition", id), "the storm is over")
		}
		stop()
		<-ended
		e.Close()
	}
}

func (l *ledger) overdue() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, lines := range l.lines {
		if lines[len(lines)-1] == "overdue" {
			n++
		}
	}
	return n
}
