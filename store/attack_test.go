package store_test

import (
	"context"
	"errors"
	"testing"

	"followthrough/casework"
	"followthrough/store"
)

// blindGate shows one case to everybody but one person.
type blindGate struct {
	openGate
	hidden, from string
}

func (g blindGate) May(ctx context.Context, q casework.AccessQuestion) (casework.Leave, error) {
	if q.Case == g.hidden && q.Viewer.ID == g.from {
		return casework.Leave{Sight: casework.None}, nil
	}
	return g.openGate.May(ctx, q)
}

func TestAct_AUsedActionIDOnAHiddenCase_IsNotFoundToo(t *testing.T) {
	o := newOffice(t)
	hidden, other := o.led(), o.led()
	o.Gate = blindGate{hidden: hidden.Case, from: "tang"}
	c := casework.Command{ID: "used-once-already", Case: other.Case, Move: "comment", Actor: casework.Actor{ID: "tang"}, Fields: casework.Fields{"note": "一"}}
	if _, err := o.Act(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	c.Case = hidden.Case
	if _, err := o.Act(context.Background(), c); casework.Refused(err) == nil || casework.Refused(err).Code != casework.NotFound {
		t.Errorf("on the hidden case: %v", err)
	}
	c.Case, c.Fields = other.Case, casework.Fields{"note": "二"}
	if _, err := o.Act(context.Background(), c); !errors.As(err, new(*store.Taken)) {
		t.Errorf("on the case that may be seen: %v", err)
	}
}

func TestAct_MergesOnlyIntoAnOpenCaseThatMayBeSeen(t *testing.T) {
	o := newOffice(t)
	hidden, other, r := o.led(), o.led(), o.led()
	o.Gate = blindGate{hidden: hidden.Case, from: "miao"}
	merge := func(into string) error {
		_, err := o.act(r.Case, "miao", "merge", casework.Fields{"into": into, "document": "并案通知", "proof": "回执"})
		return err
	}
	for _, into := range []string{"P-2026-9999", "zzzz", hidden.No} {
		if err := merge(into); casework.Refused(err) == nil || casework.Refused(err).Code != casework.Invalid {
			t.Errorf("into %s: %v", into, err)
		}
	}
	if err := merge(other.No); err != nil {
		t.Errorf("into an open case: %v", err)
	}
}

func TestSetPassword_EndsEveryOtherWayIn(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	if err := o.CreateAccount(ctx, "tang", "tang", "erste-passwort-9"); err != nil {
		t.Fatal(err)
	}
	secret, _, err := o.CreateToken(ctx, "tang", "a", 3600e9)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.SetPassword(ctx, "tang", "zweite-passwort-9"); err != nil {
		t.Fatal(err)
	}
	if who, err := o.TokenHolder(ctx, secret); err == nil {
		t.Errorf("the token still opens for %s", who)
	}
}

func TestAct_TextThatNoDatabaseHolds_IsRefusedNotBroken(t *testing.T) {
	o := newOffice(t)
	r := o.led()
	_, err := o.Act(context.Background(), casework.Command{ID: "nul\x00in-the-action", Case: r.Case, Move: "comment", Actor: casework.Actor{ID: "tang"}, Fields: casework.Fields{"note": "一"}})
	if casework.Refused(err) == nil || casework.Refused(err).Code != casework.Invalid {
		t.Errorf("a NUL in the action id: %v", err)
	}
}

func TestAct_SomebodyUnderAnAccusedBody_GetsNoPartInTheCase(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	for _, err := range []error{
		o.PutUnit(ctx, store.Unit{ID: "U8", NameZH: "被反映单位"}),
		o.PutUnit(ctx, store.Unit{ID: "U9", NameZH: "其下属单位", Parent: "U8"}),
		o.PutOfficer(ctx, store.Officer{ID: "tian", NameZH: "田", Unit: "U9", Active: true, Offices: []string{"staff"}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	r := o.led()
	o.must(r.Case, "liang", "seal", casework.Fields{"reason": "反映该单位", "hidden-unit": "U8"})
	_, err := o.act(r.Case, "liang", "name-handler", casework.Fields{"handler": "tian"})
	if casework.Refused(err) == nil || casework.Refused(err).Code != "the-accused" {
		t.Errorf("a handler under the accused body: %v", err)
	}
}
