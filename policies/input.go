package policies

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"followthrough/casework"
)

// The questions go to Rego as terms built here field by field. That is several times
// faster than by way of JSON, and it is an allow-list: what is not named here, no rule sees.
// A test holds the names equal to the JSON of the questions and to the schemas.

func text(s string) *ast.Term { return ast.InternedTerm(s) }

func texts[S ~string](list []S) *ast.Term {
	all := make([]*ast.Term, len(list))
	for i, s := range list {
		all[i] = text(string(s))
	}
	return ast.ArrayTerm(all...)
}

// object builds an object of names and values by turns, leaving nil values out.
func object(pairs ...any) *ast.Term {
	o := ast.NewObjectWithCapacity(len(pairs) / 2)
	for i := 0; i < len(pairs); i += 2 {
		if v := pairs[i+1].(*ast.Term); v != nil {
			o.Insert(text(pairs[i].(string)), v)
		}
	}
	return ast.NewTerm(o)
}

func unlessEmpty(s string) *ast.Term {
	if s == "" {
		return nil
	}
	return text(s)
}

// question is the input of the judge. Times are given in the installation's zone, so that
// the first ten characters are the day people live in.
func question(q casework.Question, zone *time.Location) ast.Value {
	traits := ast.NewObjectWithCapacity(len(q.Traits))
	for k, v := range q.Traits {
		traits.Insert(text(k), text(v))
	}
	links := make([]*ast.Term, len(q.Chain))
	for i, l := range q.Chain {
		links[i] = object("role", text(string(l.Role)), "person", unlessEmpty(l.Person), "unit", text(l.Unit), "rank", ast.InternedTerm(l.Rank),
			"vacant", ast.InternedTerm(l.Vacant), "away", ast.InternedTerm(l.Away), "stand_in", unlessEmpty(l.StandIn))
	}
	return object("kind", text(q.Kind), "case", text(q.Case), "stage", text(string(q.Stage)), "traits", ast.NewTerm(traits),
		"due", text(q.Due), "key", unlessEmpty(q.Key), "limit", unlessEmpty(q.Limit), "generation", ast.InternedTerm(q.Generation),
		"at", moment(q.At, zone), "now", moment(q.Now, zone), "days_overdue", ast.InternedTerm(q.DaysOverdue),
		"provisional", ast.InternedTerm(q.Provisional), "imported", ast.InternedTerm(q.Imported), "chain", ast.ArrayTerm(links...)).Value
}

func moment(t time.Time, zone *time.Location) *ast.Term {
	return ast.StringTerm(t.In(zone).Format(time.RFC3339Nano))
}

// Digest is the SHA-256 of a question in hexadecimal: the same for the question as it was
// asked and as it is read back from the record, whatever zone its times are written in.
func Digest(q casework.Question) string {
	q.At, q.Now = q.At.UTC(), q.Now.UTC()
	if q.Chain == nil {
		q.Chain = []casework.Link{}
	}
	if q.Traits == nil {
		q.Traits = map[string]string{}
	}
	raw, err := json.Marshal(q)
	if err != nil { // a year beyond 9999: such a time has no JSON
		raw = []byte(err.Error())
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// access is the input of the gate for one case.
func access(q casework.AccessQuestion) ast.Value {
	above := ast.NewObjectWithCapacity(len(q.Above))
	for _, id := range slices.Sorted(maps.Keys(q.Above)) {
		above.Insert(text(id), texts(q.Above[id]))
	}
	return object("viewer", viewer(q.Viewer), "kind", text(q.Kind), "case", text(q.Case), "stage", text(string(q.Stage)), "track", unlessEmpty(q.Track),
		"parties", parties(q.Parties), "above", ast.NewTerm(above), "unit_up", texts(q.UnitUp)).Value
}

func parties(p casework.Parties) *ast.Term {
	holders := ast.NewObjectWithCapacity(len(p.Holders))
	for role, ids := range p.Holders {
		holders.Insert(text(string(role)), texts(ids))
	}
	return object("unit", text(p.Unit), "holders", ast.NewTerm(holders), "unconfirmed", texts(p.Unconfirmed),
		"recused", texts(p.Recused), "hidden", texts(p.Hidden), "sealed", ast.InternedTerm(p.Sealed))
}

func viewer(v casework.Viewer) *ast.Term {
	var others *ast.Term
	if len(v.StandsInFor) > 0 {
		all := make([]*ast.Term, len(v.StandsInFor))
		for i, o := range v.StandsInFor {
			o.StandsInFor = nil // standing in is not passed on
			all[i] = viewer(o)
		}
		others = ast.ArrayTerm(all...)
	}
	return object("id", text(v.ID), "unit", text(v.Unit), "rank", ast.InternedTerm(v.Rank), "offices", texts(v.Offices),
		"units", texts(v.Units), "up", upwards(v), "above", texts(v.Above), "stands_in_for", others)
}

// upwards is the viewer's unit and those above it; nil when nobody told.
func upwards(v casework.Viewer) *ast.Term {
	if len(v.Up) == 0 {
		return nil
	}
	return texts(v.Up)
}
