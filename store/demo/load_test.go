package demo_test

import (
	"context"
	"testing"

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
