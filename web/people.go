package web

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"strings"

	"followthrough/casework"
	"followthrough/store"
	"followthrough/web/pages"
)

// showPeople is the administrator's page: accounts, and no case anywhere.
func showPeople(v *visit) error {
	return v.peoplePage(http.StatusOK, func(p *pages.People) {
		if key := v.QueryParam("done"); v.words.Has("people.done." + key) {
			p.Done = v.words.T("people.done." + key)
		}
	})
}

func (v *visit) peoplePage(code int, with func(*pages.People)) error {
	all, err := v.s.Accounts.Accounts(v.Request().Context())
	if err != nil {
		return err
	}
	n, w := v.dir(), v.words
	p := pages.People{Office: v.office(), Accounts: []pages.AccountRow{}, Without: []pages.Option{}}
	known := map[string]bool{}
	for _, a := range all {
		o := n.officers[a.Person]
		who := n.person(a.Person, w.Lang)
		known[a.Person] = true
		p.Accounts = append(p.Accounts, pages.AccountRow{ID: a.Person, Login: a.Login, Name: who.Name, Post: who.Post, Unit: who.Unit, Active: a.Active,
			Offices: v.officeNames(o.Offices), LockedUntil: a.LockedUntil, Changed: a.Changed, Once: a.Once, OnceUsed: a.OnceUsed, Self: a.Person == v.viewer.ID})
	}
	for _, o := range n.order {
		if !known[o.ID] && o.Active {
			who := n.person(o.ID, w.Lang)
			p.Without = append(p.Without, pages.Option{Value: o.ID, Text: strings.TrimSpace(cmp.Or(who.Name, o.ID) + " " + who.Post), Group: who.Unit})
		}
	}
	with(&p)
	return v.show(code, w.T("people.title"), p, pages.PeoplePage(p))
}

type accountWish struct {
	Person string `json:"person"`
	Login  string `json:"login"`
}

// createAccount gives a person a login with a password of one use, shown once.
func createAccount(v *visit) error {
	var in accountWish
	if err := v.read(&in, func() { in = accountWish{v.FormValue("person"), v.FormValue("login")} }); err != nil {
		return err
	}
	if in.Person == "" || in.Login == "" {
		return v.notMade(casework.Refuse(casework.Incomplete, casework.Item{Key: "login", Field: "login"}))
	}
	once := oneTime()
	if err := v.s.Accounts.CreateAccount(v.Request().Context(), in.Person, strings.ToLower(strings.TrimSpace(in.Login)), once); err != nil {
		return v.notMade(err)
	}
	return v.freshPassword(in.Person, once)
}

// resetPassword gives a person a new password of one use; the administrator never chooses it.
func resetPassword(v *visit) error {
	id := v.Param("id")
	if id == v.viewer.ID {
		return problem{http.StatusUnprocessableEntity, "not-yourself"}
	}
	once := oneTime()
	if err := v.s.Accounts.GivePassword(v.Request().Context(), id, once); err != nil {
		return err
	}
	return v.freshPassword(id, once)
}

func (v *visit) freshPassword(person, once string) error {
	return v.peoplePage(http.StatusOK, func(p *pages.People) {
		p.Fresh, p.FreshFor = once, v.dir().name(person, v.words)
	})
}

func (v *visit) notMade(err error) error {
	code, key := status(err)
	if v.wantsJSON() || code >= 500 {
		return v.fail(err)
	}
	text := v.words.First("trouble."+key, "refusal."+key)
	if items := v.items(casework.Refused(err), "account"); len(items) > 0 {
		text = items[0].Message
	}
	return v.peoplePage(code, func(p *pages.People) { p.Wrong = []pages.Wrong{{ID: "login", Text: text}} })
}

func disable(v *visit) error { return v.activate(false) }
func enable(v *visit) error  { return v.activate(true) }

// activate opens or closes a person's account; closing ends their sessions at once.
func (v *visit) activate(active bool) error {
	id := v.Param("id")
	if id == v.viewer.ID {
		return problem{http.StatusUnprocessableEntity, "not-yourself"}
	}
	e := store.Edit{By: v.viewer.ID, Why: v.words.T("people.enable")}
	if !active {
		e.Why = v.words.T("people.disable")
	}
	if err := v.s.Office.SetActive(v.Request().Context(), e, id, active); err != nil {
		return err
	}
	return v.done("/people?done=changed")
}

// oneTime makes a password of 80 random bits that can be read out on the telephone.
func oneTime() string {
	s := strings.ToLower(rand.Text())
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:16]
}
