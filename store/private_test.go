package store_test

import (
	"bytes"
	"testing"

	"followthrough/casework"
	"followthrough/store"
)

func TestPrivate_IsOpenedOnlyWithTheInstallationsKeyAndUnchanged(t *testing.T) {
	key, other := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	fields := casework.Fields{"name": "贾明", "contact": "000-0000-0001"}
	p, err := store.SealPrivate(key, fields)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(p.Data, []byte("贾明")) {
		t.Error("the name stands in the sealed data")
	}
	if got, err := store.OpenPrivate(key, p.Key, p.Data); err != nil || got["contact"] != "000-0000-0001" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := store.OpenPrivate(other, p.Key, p.Data); err == nil {
		t.Error("another key opens it")
	}
	for i := range p.Data {
		changed := bytes.Clone(p.Data)
		changed[i] ^= 1
		if _, err := store.OpenPrivate(key, p.Key, changed); err == nil {
			t.Fatalf("byte %d may be changed", i)
		}
	}
	if _, err := store.SealPrivate(nil, fields); err == nil {
		t.Error("sealed without a key")
	}
}

func TestPrivate_TheMaskKeepsOneLetter(t *testing.T) {
	key := make([]byte, 32)
	for mask, fields := range map[string]casework.Fields{
		"贾*":    {"name": "贾明"},
		"J*":    {"name": " Jia Ming "},
		"匿名":    {"contact": "000-0000-0001"},
		"代* +1": {"representatives.0.name": "代表甲", "representatives.1.name": "乙"},
	} {
		if p, err := store.SealPrivate(key, fields); err != nil || p.Mask != mask {
			t.Errorf("%v: %q, %v, want %q", fields, p.Mask, err, mask)
		}
	}
}

func TestReveal_IsForThoseWhoNeedItAndIsRecorded(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", true)
	for login, may := range map[string]bool{"miao": true, "zhou": true, "liang": false, "shen": false, "han": false} {
		fields, err := w.Reveal(t.Context(), w.viewer(login), no)
		if may != (err == nil) || may != (fields["name"] == "贾明") {
			t.Errorf("%s reveals: %v, %v", login, fields, err)
		}
	}
	if _, err := w.Reveal(t.Context(), w.viewer("tian"), no); casework.Refused(err) == nil || casework.Refused(err).Code != casework.NotFound {
		t.Errorf("somebody of another hospital: %v", err)
	}
	if n := w.h.Count(`SELECT count(*) FROM reads WHERE what = 'reveal' AND person IN ('P06', 'P02')`); n != 2 {
		t.Errorf("%d reveals are recorded", n)
	}
}

func TestReveal_BeforeAConflictIsRuledOutShowsNamesOnly(t *testing.T) {
	w := newWorld(t)
	no := w.led("夜间噪声", "zhou", false)
	fields, err := w.Reveal(t.Context(), w.viewer("zhou"), no)
	if err != nil || len(fields) != 1 || fields["name"] != "贾明" {
		t.Errorf("%v, %v", fields, err)
	}
}

func TestReveal_OfErasedDataIsRefused(t *testing.T) {
	w := newWorld(t)
	no := w.register("夜间噪声", nil)
	w.h.Exec(`UPDATE petitioners SET key = NULL`)
	if _, err := w.Reveal(t.Context(), w.viewer("miao"), no); casework.Refused(err) == nil || casework.Refused(err).Code != store.Erased {
		t.Errorf("%v", err)
	}
}
