package store_test

import (
	"testing"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
)

// spanAt is twelve months up to the world's now.
func (w *world) spanAt() store.Span {
	now := w.h.Now().In(noon.Location()).Add(time.Minute)
	x := store.Span{Now: now, Ended: []casework.Stage{petition.Closed}}
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, noon.Location())
	for i := 11; i >= 0; i-- {
		x.Months = append(x.Months, first.AddDate(0, -i, 0))
	}
	for _, n := range []int{30, 60, 90, 365} {
		x.Ages = append(x.Ages, first.AddDate(0, 0, -n))
	}
	return x
}

func (w *world) boardOf(login string) store.Board {
	w.t.Helper()
	b, err := w.Board(w.t.Context(), w.viewer(login), w.spanAt())
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

func (w *world) counted(login, figure string) (n, good int) {
	for _, c := range w.boardOf(login).Counts {
		if c.Figure == figure {
			n, good = n+c.N, good+c.Good
		}
	}
	return n, good
}

// closed is a closure that tang approved.
func (w *world) closed(title string) string {
	w.t.Helper()
	no := w.closing(title)
	w.do(no, "tang", "record-phone-check", casework.Fields{"verdict": "agrees", "note": "满意"})
	w.do(no, "tang", "approve-closure", nil)
	return no
}

func TestBoard_AMonthThatIsOverStaysAsItWas(t *testing.T) {
	w := newWorld(t)
	no := w.closed("退押金")
	late := w.led("欠薪", "zhou", true)
	if n, good := w.counted("liang", "closed"); n != 1 || good != 1 {
		t.Fatalf("live: %d closed, %d resolved", n, good)
	}
	w.h.SetTime(time.Date(2026, 4, 2, 9, 0, 0, 0, noon.Location()))
	if n, good := w.counted("liang", "answered"); n != 1 || good != 0 {
		t.Errorf("an opinion that did not come: %d due, %d on time", n, good)
	}
	w.do(no, "tang", "reopen", casework.Fields{"reason": "押金还没有退", "to": "accepted"})
	if n, good := w.counted("liang", "closed"); n != 1 || good != 1 {
		t.Errorf("after it was overturned March still has %d closed, %d resolved", n, good)
	}
	months := map[string]int{}
	for _, c := range w.boardOf("liang").Counts {
		if c.Figure == "reopened" {
			months[c.Month.UTC().Format("2006-01")] += c.N
		}
	}
	if months["2026-04"] != 1 || len(months) != 1 {
		t.Errorf("overturned in %v", months)
	}
	w.h.Exec(`UPDATE cases SET sealed = true WHERE no = $1`, late)
	if n, _ := w.counted("liang", "answered"); n != 0 {
		t.Errorf("a case that was sealed since is counted %d times", n)
	}
}

func TestBoard_EveryNumberIsAsLongAsItsListAndEndsAtTheViewersUnits(t *testing.T) {
	w := newWorld(t)
	w.closed("退押金")
	w.led("欠薪", "zhou", true)
	w.register("新来的", nil)
	for _, login := range []string{"liang", "fang"} {
		v, x, open := w.viewer(login), w.spanAt(), 0
		b := w.boardOf(login)
		for _, c := range b.Counts {
			l, err := w.FigureCases(t.Context(), v, x, store.FigureAsk{Figure: c.Figure, Unit: c.Unit, Note: c.Note, From: c.Month, To: c.Month.AddDate(0, 1, 0)}, "", 50)
			if err != nil || l.Count != c.N || len(l.Rows) != c.N {
				t.Errorf("%s: %+v lists %d, %v", login, c, l.Count, err)
			}
		}
		for _, o := range b.Open {
			open += o.N
		}
		l, err := w.FigureCases(t.Context(), v, x, store.FigureAsk{Figure: "open", From: time.Unix(0, 0), To: x.Now.AddDate(1, 0, 0)}, "", 1)
		if err != nil || l.Count != open || open != 2 || l.Next == "" {
			t.Errorf("%s: %d open, %d listed, %v", login, open, l.Count, err)
		}
	}
	if b := w.boardOf("tian"); len(b.Counts)+len(b.Open) != 0 {
		t.Errorf("the head of another unit counts %+v", b)
	}
}

func TestBoard_CostsTheSameHoweverMuch(t *testing.T) {
	w := newWorld(t)
	w.led("一", "zhou", true)
	w.boardOf("liang") // the months that are over are frozen once
	few := w.queries.during(func() { w.boardOf("liang") })
	for range 5 {
		w.led("件", "zhou", true)
	}
	if many := w.queries.during(func() { w.boardOf("liang") }); many != few || few > 8 {
		t.Errorf("%d queries for one case, %d for six", few, many)
	}
}
