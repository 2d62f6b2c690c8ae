package policies

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"followthrough/casework"
)

// denied are words that no name in the policies' input may have, beyond those that
// casework.Denied refuses everywhere: they would tell of the person who petitions.
var denied = []string{"petitioner", "complainant", "visitor", "repeat", "skip", "behaviour", "attitude", "movement", "risk", "grade", "count", "group", "phone", "address", "name"}

// names collects every name of a schema, with its path.
func names(schema map[string]any, at string, into map[string]bool) {
	for _, key := range []string{"properties", "definitions"} {
		properties, _ := schema[key].(map[string]any)
		for name, below := range properties {
			if key == "properties" {
				into[at+name] = true
			}
			names(below.(map[string]any), at+name+".", into)
		}
	}
	if items, ok := schema["items"].(map[string]any); ok {
		names(items, at, into)
	}
}

// described is what a schema allows, by path.
func described(t *testing.T, schema string) map[string]bool {
	t.Helper()
	raw, err := schemas.ReadFile("schemas/" + schema + "/input.json")
	if err != nil {
		t.Fatal(err)
	}
	var s map[string]any
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	names(s, "", all)
	return all
}

// carried is what a type carries in its JSON, by path. Maps by role or trait have no names of their own.
func carried(t reflect.Type, at string, into map[string]bool) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t.PkgPath() == "time" {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			name = strings.ToLower(f.Name)
		}
		if strings.Count(at, "stands_in_for") > 0 && name == "stands_in_for" {
			continue // standing in is not passed on
		}
		into[at+name] = true
		carried(f.Type, at+name+".", into)
	}
}

// The schemas describe the questions of casework and nothing else. Units above the viewer
// are described ahead of casework.Viewer, which does not carry them yet.
func TestSchemas_AreTheQuestions(t *testing.T) {
	for schema, question := range map[string]any{"question": casework.Question{}, "access": casework.AccessQuestion{}} {
		want, have := map[string]bool{}, described(t, schema)
		carried(reflect.TypeOf(question), "", want)
		for name := range have {
			if !want[name] && !strings.HasSuffix(name, ".up") {
				t.Errorf("%s: the schema describes %s, which the question does not carry", schema, name)
			}
		}
		for name := range want {
			if !have[name] {
				t.Errorf("%s: the question carries %s, which the schema does not describe", schema, name)
			}
		}
	}
}

// No rule is told anything about the person who petitions.
func TestSchemas_NameNobodyWhoPetitions(t *testing.T) {
	for _, schema := range []string{"question", "access"} {
		for name := range described(t, schema) {
			if why := casework.DeniedFor(name); why != "" {
				t.Errorf("%s: %s is denied as %q", schema, name, why)
			}
			for _, bad := range denied {
				if strings.Contains(strings.ToLower(name), bad) {
					t.Errorf("%s: %s sounds like %q", schema, name, bad)
				}
			}
		}
	}
}

// What is built field by field equals what the JSON of a question would be.
func TestInput_IsTheQuestionsJSON(t *testing.T) {
	q := missed("step")
	q.Key, q.Chain[0].Away, q.Chain[0].StandIn = "3", true, "he"
	q.Chain[1].Vacant, q.Chain[1].Person = true, ""
	sameAsJSON(t, question(q, shanghai), q, nil)
	sameAsJSON(t, question(casework.Question{Chain: []casework.Link{}, Traits: map[string]string{}, At: q.At, Now: q.Now}, shanghai), casework.Question{Chain: []casework.Link{}, Traits: map[string]string{}, At: q.At, Now: q.Now}, nil)

	a := usual()
	a.Viewer.StandsInFor = []casework.Viewer{{ID: "he", Unit: "U1", Rank: 2, Offices: []string{"leading"}, Units: []string{"U1"}, Above: []string{"shen"}}}
	a.Parties.Unconfirmed, a.Parties.Recused, a.Parties.Hidden, a.Parties.Sealed = []string{"gu"}, []string{"wu"}, []string{"U5"}, true
	sameAsJSON(t, access(a), a, lowerParties)
}

// lowerParties names the fields of casework.Parties, which have no names for JSON, as the rules know them.
func lowerParties(m map[string]any) {
	parties := map[string]any{}
	for name, value := range m["parties"].(map[string]any) {
		parties[strings.ToLower(name)] = value
	}
	m["parties"] = parties
}

// Every field of a question reaches the rules, those among them that are added one day.
func TestInput_LeavesNothingOut(t *testing.T) {
	var q casework.Question
	fill(reflect.ValueOf(&q).Elem())
	q.At, q.Now = at("2026-03-02 00:00"), at("2026-03-02 00:01")
	sameAsJSON(t, question(q, shanghai), q, nil)
	var a casework.AccessQuestion
	fill(reflect.ValueOf(&a).Elem())
	a.Viewer.StandsInFor = []casework.Viewer{a.Viewer}
	sameAsJSON(t, access(a), a, lowerParties)
}

// fill gives every field a value that is not empty, but for those a viewer stands in for.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x" + v.Type().Name())
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i))
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key)
		fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "StandsInFor" {
				fill(v.Field(i))
			}
		}
	}
}

func sameAsJSON(t *testing.T, built ast.Value, question any, amend func(map[string]any)) {
	t.Helper()
	raw, err := json.Marshal(question)
	if err != nil {
		t.Fatal(err)
	}
	var plain map[string]any
	if err := json.Unmarshal(raw, &plain); err != nil {
		t.Fatal(err)
	}
	if amend != nil {
		amend(plain)
	}
	want, err := ast.InterfaceToValue(plain)
	if err != nil {
		t.Fatal(err)
	}
	if want.Compare(built) != 0 {
		t.Errorf("built %v\nJSON  %v", built, want)
	}
}

// A field that is added to a question is not passed to a rule before it is named here.
func TestInput_IsAnAllowList(t *testing.T) {
	built := question(missed("step"), shanghai).(ast.Object)
	have := map[string]bool{}
	built.Foreach(func(k, _ *ast.Term) { have[string(k.Value.(ast.String))] = true })
	for name := range have {
		if !described(t, "question")[name] {
			t.Errorf("%s is passed to rules and no schema describes it", name)
		}
	}
	if len(have) < 10 {
		t.Errorf("only %v is passed to rules", slices.Sorted(maps.Keys(have)))
	}
}
