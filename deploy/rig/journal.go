package rig

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"
)

// Entry is a line of a client's journal: what it is about to ask, or what it was answered.
type Entry struct {
	At     time.Time `json:"at"`
	Client int       `json:"client"`
	Action string    `json:"action"`
	Who    string    `json:"who"`
	Path   string    `json:"path"`
	Try    int       `json:"try"`              // from 1, the same action each time
	Status int       `json:"status,omitempty"` // of the answer; 0 for an attempt
	Lost   string    `json:"lost,omitempty"`   // why there was no answer
	Case   string    `json:"case,omitempty"`   // of the receipt
	Seq    int64     `json:"seq,omitempty"`
	Hash   string    `json:"hash,omitempty"`
	Made   time.Time `json:"made,omitzero"`  // when the record says that it was carried out
	Said   string    `json:"said,omitempty"` // a refusal's code
}

// Journal is what clients tried and what they were answered. Each entry is on disk before
// the next thing happens, so that it tells the truth however the rig ends.
type Journal struct {
	mu   sync.Mutex
	file *os.File
}

// NewJournal makes the file.
func NewJournal(path string) (*Journal, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return &Journal{file: f}, nil
}

// Note writes one entry and waits for the disk.
func (j *Journal) Note(e Entry) error {
	e.At = time.Now().UTC()
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.file.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return j.file.Sync()
}

// Close ends the journal and reads it back from the disk.
func (j *Journal) Close() ([]Entry, error) {
	name := j.file.Name()
	if err := j.file.Close(); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	defer func() { _ = f.Close() }()
	var all []Entry
	for lines := json.NewDecoder(bufio.NewReader(f)); lines.More(); {
		var e Entry
		if err := lines.Decode(&e); err != nil {
			return nil, fmt.Errorf("journal: %w", err)
		}
		all = append(all, e)
	}
	return all, nil
}

// Insistent is a client that keeps a journal and asks again, with the same action id,
// until it is answered.
type Insistent struct {
	Office  *Office
	Journal *Journal
	Number  int
	// Patience is how long an action may stay unanswered before that is an error.
	Patience time.Duration
	// Hasty, when not nil, says how long the client listens for the answer to a first try,
	// as one whose line breaks; 0 for as long as it takes.
	Hasty func() time.Duration
}

// Act sends an action until it is answered for good: carried out, or refused.
func (c Insistent) Act(who, path string, a Action) (Answer, error) {
	named, err := c.named(a.Fields)
	if err != nil {
		return Answer{}, err
	}
	a.Fields = named
	begun := time.Now()
	for try := 1; ; try++ {
		e := Entry{Client: c.Number, Action: a.ID, Who: who, Path: path, Try: try}
		if err := c.Journal.Note(e); err != nil {
			return Answer{}, err
		}
		answer, err := c.try(e, a)
		if err := c.Journal.Note(answered(e, answer, err)); err != nil {
			return Answer{}, err
		}
		if err == nil && answer.Final() {
			return answer, nil
		}
		if time.Since(begun) > c.Patience {
			return answer, fmt.Errorf("%s by %s was not answered within %s: %d %s %v", path, who, c.Patience, answer.Status, answer.Body, err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func (c Insistent) try(e Entry, a Action) (Answer, error) {
	ctx := context.Background()
	if c.Hasty != nil && e.Try == 1 {
		if d := c.Hasty(); d > 0 {
			short, cancel := context.WithTimeout(ctx, d)
			defer cancel()
			ctx = short
		}
	}
	return c.Office.call(ctx, e.Who, http.MethodPost, e.Path, a)
}

// named asks for person ids until the portal answers.
func (c Insistent) named(f Fields) (Fields, error) {
	for begun := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		v, err := c.Office.Named(f)
		if err == nil {
			return v.(Fields), nil
		}
		if time.Since(begun) > c.Patience {
			return nil, err
		}
	}
}

// Page reads a case's page until the portal answers.
func (c Insistent) Page(who, no string) (Page, error) {
	for begun := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		p, err := c.Office.Page(who, no)
		if err == nil || time.Since(begun) > c.Patience {
			return p, err
		}
	}
}

func answered(e Entry, a Answer, err error) Entry {
	if err != nil {
		e.Lost = err.Error()
		return e
	}
	e.Status = a.Status
	if r, err := a.Receipt(); err == nil {
		e.Case, e.Seq, e.Hash, e.Made = r.Case, r.Seq, r.Hash, r.At
		return e
	}
	var no struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(a.Body, &no)
	e.Said = no.Code
	return e
}
