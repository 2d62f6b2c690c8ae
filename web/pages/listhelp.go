package pages

import (
	"context"
	"strconv"

	"github.com/a-h/templ"
)

// readyViews are the lists that everybody asks for, by what they narrow to.
var readyViews = []struct {
	key   string
	query Filter
}{
	{"cases.view.overdue", Filter{Due: "overdue"}},
	{"cases.view.soon", Filter{Due: "soon"}},
	{"cases.view.leaderless", Filter{Stage: "accepted", Track: "led", Leader: "-"}},
}

// viewLinks are the ready views and the reader's own, each a link.
func viewLinks(ctx context.Context, p Cases) []templ.Component {
	all := []templ.Component{viewLink(T(ctx, "cases.view.open"), p.Base, p.Query == "")}
	for _, v := range readyViews {
		query := v.query.Query().Encode()
		all = append(all, viewLink(T(ctx, v.key), p.Base+"?"+query, query == p.Query))
	}
	for _, v := range p.Views {
		all = append(all, viewLink(v.Name, v.Path, v.Here))
	}
	return all
}

// askerOf is the petitioner's masked name, or the words for none.
func askerOf(ctx context.Context, r Row) templ.Component {
	if r.Asker == "" {
		return plain(T(ctx, "case.noasker"))
	}
	return Text(r.Asker)
}

func orDue(sort string) string {
	if sort == "" {
		return "due"
	}
	return sort
}

// ledgerCount says how many lines the ledger has, of how many.
func ledgerCount(ctx context.Context, p Ledger) string {
	if p.Partial {
		return N(ctx, "ledger.first", len(p.Lines), "All", p.Count)
	}
	return N(ctx, "count.cases", len(p.Lines))
}

// counted says how many cases there are, or that there are at least so many.
func counted(ctx context.Context, n int, more bool) string {
	if more {
		return N(ctx, "count.atleast", n)
	}
	return N(ctx, "count.cases", n)
}

func atLeast(n int, more bool) string {
	if more {
		return strconv.Itoa(n) + "+"
	}
	return strconv.Itoa(n)
}
