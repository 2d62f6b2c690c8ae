package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// office is the portal as a program sees it.
type office struct {
	url    string
	tokens map[string]string
	acts   atomic.Int64
	mu     sync.Mutex
	ids    map[string]string // login → person id
}

var client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

// carry makes every step of a journey on one case.
func (o *office) carry(no string, journey []step) error {
	var page struct {
		Seq int64 `json:"seq"`
	}
	if err := o.get(intake, "/petitions/"+no, &page); err != nil {
		return err
	}
	seen := page.Seq
	for _, s := range journey {
		named, err := o.named(s.fields)
		if err != nil {
			return err
		}
		var receipt struct {
			Seq int64 `json:"seq"`
		}
		body := map[string]any{"action": strings.ToLower(rand.Text()), "seen": seen, "fields": named}
		if err := o.call(s.who, http.MethodPost, "/petitions/"+no+"/"+s.move, body, &receipt); err != nil {
			return fmt.Errorf("%s by %s: %w", s.move, s.who, err)
		}
		o.acts.Add(1)
		seen = receipt.Seq
	}
	return nil
}

// named puts person ids in the place of @login.
func (o *office) named(v any) (any, error) {
	switch v := v.(type) {
	case string:
		if login, ok := strings.CutPrefix(v, "@"); ok {
			return o.person(login)
		}
		return v, nil
	case fields:
		out := fields{}
		for k, x := range v {
			y, err := o.named(x)
			if err != nil {
				return nil, err
			}
			out[k] = y
		}
		return out, nil
	case []any:
		var out []any
		for _, x := range v {
			y, err := o.named(x)
			if err != nil {
				return nil, err
			}
			out = append(out, y)
		}
		return out, nil
	}
	return v, nil
}

func (o *office) person(login string) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if id, ok := o.ids[login]; ok {
		return id, nil
	}
	var me struct {
		Person string `json:"person"`
	}
	if err := o.get(login, "/account", &me); err != nil {
		return "", err
	}
	if o.ids == nil {
		o.ids = map[string]string{}
	}
	o.ids[login] = me.Person
	return me.Person, nil
}

// awaiting lists up to n cases that await the intake's decision, oldest first.
func (o *office) awaiting(n int) ([]string, error) {
	var numbers []string
	for path := "/intake"; path != "" && len(numbers) < n; {
		var list struct {
			Cases []struct {
				No string `json:"no"`
			} `json:"cases"`
			Next string `json:"next"`
		}
		if err := o.get(intake, path, &list); err != nil {
			return nil, err
		}
		for _, c := range list.Cases {
			numbers = append(numbers, c.No)
		}
		path = list.Next
	}
	return numbers[:min(n, len(numbers))], nil
}

func (o *office) get(who, path string, into any) error {
	return o.call(who, http.MethodGet, path, nil, into)
}

func (o *office) call(who, method, path string, body, into any) error {
	var reader io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		reader = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, o.url+path, reader)
	if err != nil {
		return err
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+o.tokens[who])
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 4<<20))
	if err != nil {
		return err
	}
	if answer.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s %s", method, path, answer.Status, bytes.TrimSpace(text))
	}
	return json.Unmarshal(text, into)
}

// print shows a case's timeline as the auditor's JSON has it.
func (o *office) print(no string) error {
	var page struct {
		No       string `json:"no"`
		Stage    string `json:"stage"`
		Timeline []struct {
			Seq   int64     `json:"seq"`
			At    time.Time `json:"at"`
			Move  string    `json:"move"`
			To    string    `json:"to"`
			Actor struct {
				ID   string `json:"id"`
				For  string `json:"for"`
				Role string `json:"role"`
			} `json:"actor"`
			Hash string `json:"hash"`
		} `json:"timeline"`
	}
	if err := o.get(supervisor, "/petitions/"+no, &page); err != nil {
		return err
	}
	fmt.Printf("\n%s, now %s\n", page.No, page.Stage)
	for _, l := range page.Timeline {
		fmt.Printf("%3d  %s  %-18s %-11s %-8s as %-10s %.12s\n", l.Seq, l.At.Format(time.DateTime), l.Move, l.To, l.Actor.ID, l.Actor.Role, l.Hash)
	}
	return nil
}
