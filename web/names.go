package web

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"

	"followthrough/store"
	"followthrough/web/locales"
	"followthrough/web/pages"
)

// names says who is who in words. It is read whole and kept while nobody's post, unit or office changes.
type names struct {
	version  int64
	units    map[string]store.Unit
	officers map[string]store.Officer
	posts    map[string]store.Post
	order    []store.Officer // by unit and rank
	unitList []store.Unit
	postList []store.Position // by unit and rank
}

type nameCache = atomic.Pointer[names]

func (s *server) directory(ctx context.Context) (*names, error) {
	version, err := s.Reader.GrantsVersion(ctx)
	if err != nil {
		return nil, err
	}
	if n := s.names.Load(); n != nil && n.version == version {
		return n, nil
	}
	n := &names{version: version, units: map[string]store.Unit{}, officers: map[string]store.Officer{}, posts: map[string]store.Post{}}
	if n.unitList, err = s.Reader.Units(ctx); err != nil {
		return nil, err
	}
	if n.order, err = s.Reader.Officers(ctx); err != nil {
		return nil, err
	}
	if n.postList, err = s.Reader.Positions(ctx); err != nil {
		return nil, err
	}
	for _, u := range n.unitList {
		n.units[u.ID] = u
	}
	for _, o := range n.order {
		n.officers[o.ID] = o
	}
	for _, p := range n.postList {
		n.posts[p.ID] = p.Post
	}
	slices.SortStableFunc(n.order, func(a, b store.Officer) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(n.rank(a), n.rank(b)), cmp.Compare(a.ID, b.ID))
	})
	s.names.Store(n)
	return n, nil
}

func (n *names) rank(o store.Officer) int {
	if p, ok := n.posts[o.Post]; ok {
		return p.Rank
	}
	return 9
}

// inLang picks a name: people's and units' own, in English where they have one.
func inLang(lang, zh, en string) string {
	if lang == locales.English && en != "" {
		return en
	}
	return zh
}

func (n *names) unit(id, lang string) string {
	u, ok := n.units[id]
	if !ok {
		return id
	}
	return inLang(lang, u.NameZH, u.NameEN)
}

// title is the name of a post; empty for none.
func (n *names) title(id, lang string) string {
	p := n.posts[id]
	return inLang(lang, p.TitleZH, p.TitleEN)
}

func (n *names) person(id, lang string) pages.Person {
	o, ok := n.officers[id]
	if !ok {
		return pages.Person{ID: id, Name: id}
	}
	p := n.posts[o.Post]
	return pages.Person{ID: id, Name: inLang(lang, o.NameZH, o.NameEN), Post: inLang(lang, p.TitleZH, p.TitleEN), Unit: n.unit(o.Unit, lang)}
}

// name is a person's name, the product's own actors in words.
func (n *names) name(id string, w *locales.Words) string {
	if id == "" {
		return ""
	}
	if len(id) > 7 && id[:7] == "system/" {
		return w.T("role.system")
	}
	return n.person(id, w.Lang).Name
}

// candidates lists whom a form may name: everybody at work who holds the office, by unit and rank.
func (n *names) candidates(office, lang string) []pages.Option {
	var all []pages.Option
	for _, o := range n.order {
		if !o.Active || office != "" && !slices.Contains(o.Offices, office) || slices.Contains(o.Offices, "administrator") || slices.Contains(o.Offices, "auditor") {
			continue
		}
		p := n.person(o.ID, lang)
		text := p.Name
		if p.Post != "" {
			text += " " + p.Post
		}
		all = append(all, pages.Option{Value: o.ID, Text: text, Group: p.Unit})
	}
	return all
}

func (n *names) unitOptions(lang string) []pages.Option {
	var all []pages.Option
	for _, u := range n.unitList {
		if u.Closed != nil { // its cases stay; no new ones go there
			continue
		}
		all = append(all, pages.Option{Value: u.ID, Text: n.unit(u.ID, lang)})
	}
	return all
}
