package demo_test

import (
	"context"
	"testing"
	"time"

	"followthrough/casework/kinds"
	"followthrough/policies"
	"followthrough/store"
	"followthrough/store/demo"
	"followthrough/store/storetest"
)

func TestWorld_LoadsOnceAndVerifies(t *testing.T) {
	h := storetest.New(t)
	p, err := policies.Load(policies.Embedded)
	if err != nil {
		t.Fatal(err)
	}
	s := h.Open(store.Deps{Kinds: kinds.All, Judge: p.Judge(), Gate: p.Gate(), Terms: p.Terms(), Key: make([]byte, 32),
		Bundle: func() (string, map[string][]byte) { return p.Revision(), p.Files() }})
	ctx := context.Background()
	password, err := demo.World(ctx, s, func(text string) { t.Log(text) })
	if err != nil || password == "" {
		t.Fatalf("password %q, %v", password, err)
	}
	again, err := demo.World(ctx, s, nil)
	if err != nil || again != "" {
		t.Fatalf("the second time: %q, %v", again, err)
	}
	open, err := s.OpenCases(ctx, "", 100)
	if err != nil || len(open) != 11 {
		t.Fatalf("%d open cases, %v", len(open), err)
	}
	for _, c := range open {
		if f, err := s.Verify(ctx, c.Case); f != nil || err != nil {
			t.Errorf("verify: %+v %v", f, err)
		}
	}
}

func TestWorld_KilledWhileLoading_GoesOnWhereItWas(t *testing.T) {
	h := storetest.New(t)
	p, err := policies.Load(policies.Embedded)
	if err != nil {
		t.Fatal(err)
	}
	s := h.Open(store.Deps{Kinds: kinds.All, Judge: p.Judge(), Gate: p.Gate(), Terms: p.Terms(), Key: make([]byte, 32)})
	for n := 1; ; n++ {
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(n)*400*time.Millisecond)
		_, err := demo.World(ctx, s, nil)
		cancel()
		if err == nil {
			t.Logf("loaded at start %d", n)
			break
		}
		if n == 40 {
			t.Fatal(err)
		}
	}
	if n := h.Count(`SELECT count(*) FROM cases`); n != 13 {
		t.Errorf("%d cases, want 13", n)
	}
	if n := h.Count(`SELECT count(*) FROM timeline WHERE action LIKE 'demo/%'`); n != 143 {
		t.Errorf("%d acts, want 143", n)
	}
	now, err := s.Now(context.Background())
	if err != nil || time.Since(now).Abs() > time.Minute {
		t.Errorf("the record's clock stands at %s, %v", now, err)
	}
}
