package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
	"followthrough/store"
)

// listener hears what is sent to PostgreSQL, word for word.
type listener struct {
	*counter
	heard []string
}

func (l *listener) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	l.heard = append(l.heard, d.SQL)
	return ctx
}

func (l *listener) TraceBatchQuery(_ context.Context, _ *pgx.Conn, d pgx.TraceBatchQueryData) {
	l.heard = append(l.heard, d.SQL)
}

// during lists the statements of do.
func (l *listener) during(do func()) []string {
	l.heard = nil
	do()
	return slices.Clone(l.heard)
}

// Whoever looks for a case that is hidden from them costs the record what a case costs that
// is not there, statement by statement.
func TestWhatIsHidden_IsAskedForLikeWhatIsNotThere(t *testing.T) {
	w := newWorld(t)
	no := w.do("", "fang", "register", casework.Fields{"title": "设备采购", "content": "内容", "channel": "letter", "matter": "report",
		"received": "2026-03-04", "unit": "U0", "hidden-persons": "P02"})
	id, _ := w.CaseIDByNo(t.Context(), no)
	ears := &listener{counter: w.queries}
	s, err := store.OpenTraced(t.Context(), w.h.DSN, w.Deps, ears)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	v := w.viewer("zhou")
	notFound := func(err error) {
		t.Helper()
		if r := casework.Refused(err); r == nil || r.Code != casework.NotFound {
			t.Errorf("answered %v", err)
		}
	}
	act := func(id, action string) {
		_, err := s.Act(t.Context(), casework.Command{ID: action, Case: id, Kind: "petition", Move: "comment", Actor: casework.Actor{ID: v.ID}, Fields: casework.Fields{"note": "一"}, Seen: 1})
		notFound(err)
	}
	w.do(w.register("用过的编号", nil), "miao", "comment", casework.Fields{"note": "一"})
	used := fmt.Sprint("world-action-", w.n)
	for name, ask := range map[string]func(no, id string){
		"the page":              func(no, _ string) { notFound(second(s.CasePage(t.Context(), v, no))) },
		"the petitioner":        func(no, _ string) { notFound(second(s.Reveal(t.Context(), v, no))) },
		"a file":                func(no, _ string) { _, _, err := s.OpenFile(t.Context(), v, no, "f"); notFound(err) },
		"keeping a file":        func(no, _ string) { notFound(second(s.KeepFile(t.Context(), v, no, "a.txt", strings.NewReader("a")))) },
		"a move":                func(_, id string) { act(id, "a-fresh-action-id") },
		"with a used action id": func(_, id string) { act(id, used) },
	} {
		ask(no, id) // people and leave are known from now on, as they are to whoever tries again and again
		ask("P-2026-9999", store.NewAction())
		hidden := ears.during(func() { ask(no, id) })
		missing := ears.during(func() { ask("P-2026-9999", store.NewAction()) })
		if !slices.Equal(hidden, missing) || len(hidden) == 0 {
			t.Errorf("%s: hidden\n%s\nnot there\n%s", name, strings.Join(hidden, "\n"), strings.Join(missing, "\n"))
		}
	}
}
