package web

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"followthrough/casework"
)

func TestFlatten_WritesRowsAndListsTheWayFormsDo(t *testing.T) {
	var in action
	body := `{"fields":{"reason":"x","days":10,"promise":true,"backlog":false,"members":["a","b"],"nothing":null,
		"steps":[{"title":"one","promise":true},{"title":"two"}]}}`
	if err := json.Unmarshal([]byte(body), &in); err != nil {
		t.Fatal(err)
	}
	got := casework.Fields{}
	for name, x := range in.Fields {
		if err := flatten(got, name, x); err != nil {
			t.Fatal(err)
		}
	}
	want := casework.Fields{"reason": "x", "days": "10", "promise": "yes", "members": "a,b", "steps.0.title": "one", "steps.0.promise": "yes", "steps.1.title": "two"}
	if len(got) != len(want) {
		t.Errorf("%v, want %v", got, want)
	}
	for k, v := range want {
		if got[k] != v {
			t.Errorf("%s is %q, want %q", k, got[k], v)
		}
	}
}

func FuzzFlatten_BoundsWhatAProgramSends(f *testing.F) {
	f.Add(`{"a":[[[[[["x"]]]]]],"b":{"c":{"d":{"e":{"f":1}}}}}`)
	f.Add(`{"a.b.c.d.e.f":"x"}`)
	f.Fuzz(func(t *testing.T, body string) {
		var in map[string]any
		if json.Unmarshal([]byte(body), &in) != nil {
			return
		}
		got := casework.Fields{}
		for name, x := range in {
			_ = flatten(got, name, x)
		}
		for name := range got {
			if strings.Count(name, ".") > maxDepth {
				t.Errorf("a value lies at %s", name)
			}
		}
	})
}

func TestWithin_KeepsAWayBackInsideThePortal(t *testing.T) {
	for path, want := range map[string]string{"/petitions/P-1?do=x": "/petitions/P-1?do=x", "": "/", "//evil.example": "/", "https://evil.example": "/",
		`/\evil.example`: "/", "/a\r\nb": "/", "/login": "/", "evil": "/"} {
		if got := within(path); got != want {
			t.Errorf("within(%q) is %q, want %q", path, got, want)
		}
	}
}

func TestDoorman_ForgetsWhoHasNotCome(t *testing.T) {
	var d doorman
	now := time.Now()
	for range tries {
		if !d.admits("a", now) {
			t.Fatal("refused too early")
		}
	}
	if d.admits("a", now) || !d.admits("b", now) {
		t.Error("one address pays for another")
	}
	if !d.admits("a", now.Add(perTry+time.Second)) {
		t.Error("the allowance does not grow back")
	}
	d.forget(now.Add(time.Hour))
	if len(d.known) != 0 {
		t.Error("somebody is remembered for ever")
	}
}

func TestHan_WritesArticlesAsTheLawDoes(t *testing.T) {
	for n, want := range map[int]string{1: "一", 9: "九", 10: "十", 12: "十二", 20: "二十", 34: "三十四", 99: "九十九"} {
		if got := han(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}
