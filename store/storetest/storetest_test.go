package storetest_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/store/storetest"
)

func TestHarness_TheRecordsClockIsTheTestsOwn(t *testing.T) {
	h, other := storetest.New(t), storetest.New(t)
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	h.SetTime(at)
	if !h.Now().Equal(at) || other.Now().Equal(at) {
		t.Errorf("stopped at %s: %s, and elsewhere %s", at, h.Now(), other.Now())
	}
	h.Advance(time.Hour)
	if n := h.Count(`SELECT count(*) WHERE record_time() = $1`, at.Add(time.Hour)); n != 1 {
		t.Errorf("an hour later: %s", h.Now())
	}
	h.RunFrom(at)
	first := h.Now()
	time.Sleep(5 * time.Millisecond)
	if second := h.Now(); !second.After(first) || first.Before(at) || first.After(at.Add(time.Minute)) {
		t.Errorf("running from %s: %s, then %s", at, first, second)
	}
}

func TestHarness_EachTestHasADatabaseOfItsOwn(t *testing.T) {
	h, other := storetest.New(t), storetest.New(t)
	h.Exec(`INSERT INTO units (id, name_zh) VALUES ('U1', '县')`)
	if n := other.Count(`SELECT count(*) FROM units`); n != 0 {
		t.Errorf("the other's database holds %d units", n)
	}
}

func TestHarness_PreparesOnceForAllTestsThatBeginAlike(t *testing.T) {
	times := 0
	prepare := func(dsn string) error {
		times++
		conn, err := pgx.Connect(t.Context(), dsn)
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close(t.Context()) }()
		_, err = conn.Exec(t.Context(), `INSERT INTO units (id, name_zh) VALUES ('U1', '县')`)
		return err
	}
	for range 3 {
		h := storetest.NewFrom(t, "one_unit", prepare)
		h.Exec(`INSERT INTO units (id, name_zh) VALUES ('U2', '乡')`)
		if n := h.Count(`SELECT count(*) FROM units`); n != 2 {
			t.Errorf("it begins with %d units", n-1)
		}
	}
	if times != 1 {
		t.Errorf("prepared %d times", times)
	}
}
