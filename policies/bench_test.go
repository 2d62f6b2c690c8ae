package policies

import (
	"context"
	"syscall"
	"testing"
	"time"

	"followthrough/casework"
)

// The machine may be shared, so the processor's own time is reported beside the wall's.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func timed(b *testing.B, once func() error) {
	b.Helper()
	b.ReportAllocs()
	start := cpu()
	for b.Loop() {
		if err := once(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cpu()-start)/float64(b.N), "cpu-ns/op")
}

func BenchmarkDecide(b *testing.B) {
	p, q := ours(b), missed("submit-plan")
	q.Generation, q.DaysOverdue, q.Chain[0].Away, q.Chain[0].StandIn = 2, 7, true, "he"
	timed(b, func() error { _, err := p.Judge().Decide(context.Background(), q); return err })
}

// usual is the question of a supervisor about a case with a leader, a team and steps.
func usual() casework.AccessQuestion {
	return casework.AccessQuestion{Kind: "petition", Case: "c", Stage: "resolving", Track: "led", UnitUp: []string{"U2", "U1", "U0"},
		Viewer:  casework.Viewer{ID: "liang", Unit: "U1", Rank: 3, Offices: []string{"supervisor"}, Units: []string{"U1", "U2", "U5"}, Above: []string{"shen", "fang"}},
		Parties: casework.Parties{Unit: "U2", Holders: map[casework.Role][]string{"leader": {"zhou"}, "handler": {"miao"}, "team": {"gu", "yao"}, "owner": {"shao"}}},
		Above:   map[string][]string{"zhou": {"shen", "fang"}, "miao": {"liang", "shen", "fang"}}}
}

func BenchmarkMay(b *testing.B) {
	p, q := ours(b), usual()
	timed(b, func() error { _, err := p.may(context.Background(), access(q)); return err })
}

func BenchmarkMayAgain(b *testing.B) {
	p, q := ours(b), usual()
	timed(b, func() error { _, err := p.Gate().May(context.Background(), q); return err })
}

func BenchmarkScope(b *testing.B) {
	p, v := ours(b), usual().Viewer
	timed(b, func() error { _, err := p.Gate().Scope(context.Background(), v); return err })
}

func BenchmarkLoad(b *testing.B) {
	timed(b, func() error { _, err := Load(Embedded); return err })
}
