package rig

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Office is the portal as a program sees it.
type Office struct {
	URL    string
	Tokens map[string]string // by login
	Client *http.Client      // nil for one of its own

	mu  sync.Mutex
	ids map[string]string // person ids by login
}

// own keeps connections for as many clients as any rig has.
var own = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 128}}

// Fields are a form's values; a value "@login" stands for that person's id.
type Fields = map[string]any

// Receipt is the answer to an action that was carried out.
type Receipt struct {
	Action string    `json:"action"`
	Case   string    `json:"case"`
	No     string    `json:"no"`
	Seq    int64     `json:"seq"`
	Stage  string    `json:"stage"`
	At     time.Time `json:"at"`
	Hash   string    `json:"hash"`
}

// Answer is what came back, whole.
type Answer struct {
	Status int
	Body   []byte
}

// Receipt reads the answer to an action that was carried out.
func (a Answer) Receipt() (r Receipt, err error) {
	if a.Status >= 300 {
		return r, fmt.Errorf("%d %s", a.Status, bytes.TrimSpace(a.Body))
	}
	return r, json.Unmarshal(a.Body, &r)
}

// Final reports whether asking again would be answered the same: everything but a portal
// or a record that is away for the moment.
func (a Answer) Final() bool { return a.Status < 500 }

// Action is a move as it is sent. The same id cannot act twice.
type Action struct {
	ID     string `json:"action"`
	Seen   int64  `json:"seen"` // the seq of the case that its maker was looking at
	Fields Fields `json:"fields"`
}

// NewAction makes the action of a maker who saw the case at seen.
func NewAction(seen int64, f Fields) Action {
	return Action{ID: strings.ToLower(rand.Text()), Seen: seen, Fields: f}
}

// Send sends an action as one person: a move on a case, or at /petitions an opening.
func (o *Office) Send(who, path string, a Action) (Answer, error) {
	named, err := o.Named(a.Fields)
	if err != nil {
		return Answer{}, err
	}
	a.Fields = named.(Fields)
	return o.Call(who, http.MethodPost, path, a)
}

// Act sends an action and reads its receipt; a refusal is an error that says what was answered.
func (o *Office) Act(who, path string, a Action) (Receipt, error) {
	answer, err := o.Send(who, path, a)
	if err != nil {
		return Receipt{}, err
	}
	r, err := answer.Receipt()
	if err != nil {
		return r, fmt.Errorf("%s by %s: %w", path, who, err)
	}
	return r, nil
}

// Open registers a petition and returns its receipt.
func (o *Office) Open(who string, f Fields) (Receipt, error) {
	return o.Act(who, "/petitions", NewAction(0, f))
}

// Get reads a page's JSON.
func (o *Office) Get(who, path string, into any) error {
	answer, err := o.Call(who, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	if answer.Status >= 300 {
		return fmt.Errorf("GET %s as %s: %d %s", path, who, answer.Status, bytes.TrimSpace(answer.Body))
	}
	return json.Unmarshal(answer.Body, into)
}

// Call makes one request as one person and returns whatever is answered; an error means
// that nothing was.
func (o *Office) Call(who, method, path string, body any) (Answer, error) {
	return o.call(context.Background(), who, method, path, body)
}

func (o *Office) call(ctx context.Context, who, method, path string, body any) (Answer, error) {
	var reader io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return Answer{}, err
		}
		reader = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, o.URL+path, reader)
	if err != nil {
		return Answer{}, err
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+o.Tokens[who])
	client := o.Client
	if client == nil {
		client = own
	}
	answer, err := client.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 8<<20))
	return Answer{Status: answer.StatusCode, Body: text}, err
}

// Named puts person ids in the place of @login.
func (o *Office) Named(v any) (any, error) {
	switch v := v.(type) {
	case string:
		if login, ok := strings.CutPrefix(v, "@"); ok {
			return o.Person(login)
		}
	case Fields:
		out := Fields{}
		for k, x := range v {
			y, err := o.Named(x)
			if err != nil {
				return nil, err
			}
			out[k] = y
		}
		return out, nil
	case []any:
		var out []any
		for _, x := range v {
			y, err := o.Named(x)
			if err != nil {
				return nil, err
			}
			out = append(out, y)
		}
		return out, nil
	}
	return v, nil
}

// Person is the id behind a login, asked of the portal once.
func (o *Office) Person(login string) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if id, ok := o.ids[login]; ok {
		return id, nil
	}
	var me struct {
		Who struct {
			ID string `json:"id"`
		} `json:"who"`
	}
	if err := o.Get(login, "/account", &me); err != nil {
		return "", err
	}
	if o.ids == nil {
		o.ids = map[string]string{}
	}
	o.ids[login] = me.Who.ID
	return me.Who.ID, nil
}

// Awaiting lists up to n cases that await the intake's decision, the earliest date first.
func (o *Office) Awaiting(who string, n int) ([]string, error) {
	var numbers []string
	for path := "/intake"; path != "" && len(numbers) < n; {
		var list struct {
			Rows []struct {
				No string `json:"no"`
			} `json:"rows"`
			Next string `json:"next"`
		}
		if err := o.Get(who, path, &list); err != nil {
			return nil, err
		}
		for _, c := range list.Rows {
			numbers = append(numbers, c.No)
		}
		path = list.Next
	}
	return numbers[:min(n, len(numbers))], nil
}

// Page is the part of a case's page that a rig looks at.
type Page struct {
	No       string `json:"no"`
	ID       string `json:"id"`
	Stage    string `json:"stage"`
	Seq      int64  `json:"seq"`
	Told     int64  `json:"told"`
	Ended    bool   `json:"ended"`
	Timeline []Line `json:"timeline"` // the newest first
}

// Line is one line of a timeline as its page shows it.
type Line struct {
	Seq      int64     `json:"seq"`
	Move     string    `json:"move"`
	Text     string    `json:"text"`
	By       string    `json:"by"`
	For      string    `json:"for"`
	Role     string    `json:"role"`
	At       time.Time `json:"at"`
	To       string    `json:"to"`
	Hash     string    `json:"hash"`
	Action   string    `json:"action"`
	Decision *Decision `json:"decision"`
}

// Decision is what policy said when a date passed.
type Decision struct {
	Question string   `json:"question"`
	Measure  string   `json:"measure"`
	To       []string `json:"to"`
	Rules    []struct {
		Code    string `json:"code"`
		Title   string `json:"title"`
		Article string `json:"article"`
	} `json:"rules"`
	Revision string `json:"revision"`
}

// Page reads a case's page as one person sees it.
func (o *Office) Page(who, no string) (p Page, err error) {
	return p, o.Get(who, "/petitions/"+no, &p)
}
