// Command carry takes petitions from registration to an approved closure over HTTP alone,
// as their people would: each act is one POST with that person's token. It is a check of
// the whole way, and a load client.
//
//	go run . token zhou liang … > tokens
//	go run ./deploy/carry --url http://127.0.0.1:8080 --tokens tokens --led 20 --simple 20
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"time"

	"followthrough/deploy/rig"
)

func main() {
	url := flag.String("url", "http://127.0.0.1:8080", "address of the portal, on this machine")
	tokens := flag.String("tokens", "", "file with a line for each person: login token")
	led := flag.Int("led", 20, "how many cases go the way with a leader and a plan")
	simple := flag.Int("simple", 20, "how many go the simple way")
	clients := flag.Int("clients", 4, "how many cases are carried at the same time")
	show := flag.Bool("show", true, "print the timeline of the first case")
	flag.Parse()
	people, err := readTokens(*tokens)
	if err != nil {
		log.Fatal(err)
	}
	o := &rig.Office{URL: strings.TrimSuffix(*url, "/"), Tokens: people}
	numbers, err := o.Awaiting(rig.Intake, *led+*simple)
	if err != nil {
		log.Fatal(err)
	}
	if len(numbers) < *led+*simple {
		log.Fatalf("only %d cases await a decision", len(numbers))
	}
	carried := o.CarryAll(numbers, *led, *clients)
	for _, err := range carried.Failed {
		log.Print(err)
	}
	fmt.Println(carried)
	if *show && len(numbers) > 0 {
		if err := tell(o, numbers[0]); err != nil {
			log.Fatal(err)
		}
	}
	if len(carried.Failed) > 0 {
		os.Exit(1)
	}
}

func readTokens(file string) (map[string]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	defer func() { _ = f.Close() }()
	people := map[string]string{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if login, token, ok := strings.Cut(strings.TrimSpace(lines.Text()), " "); ok {
			people[login] = strings.TrimSpace(token)
		}
	}
	return people, lines.Err()
}

// tell prints a case's timeline from its first line on: who, as what, did what, and by
// which rule policy decided where a date had passed.
func tell(o *rig.Office, no string) error {
	p, err := o.Page(rig.Supervisor, no)
	if err != nil {
		return err
	}
	fmt.Printf("\n%s, now %s, %d lines\n", p.No, p.Stage, len(p.Timeline))
	slices.Reverse(p.Timeline)
	for _, l := range p.Timeline {
		who := l.By
		if l.For != "" {
			who += " for " + l.For
		}
		if l.Role != "" {
			who += " (" + l.Role + ")"
		}
		to := ""
		if l.To != "" {
			to = " → " + l.To
		}
		fmt.Printf("%3d  %s  %.12s  %-18s %s%s — %s\n", l.Seq, l.At.Local().Format(time.DateTime), l.Hash, l.Move, l.Text, to, who)
		tellDecision(l.Decision)
	}
	return nil
}

func tellDecision(d *rig.Decision) {
	if d == nil {
		return
	}
	fmt.Printf("     %s %s: %s\n", d.Question, d.Measure, strings.Join(d.To, ", "))
	for _, r := range d.Rules {
		fmt.Printf("     %s %s (%s)\n", r.Code, r.Title, r.Article)
	}
	fmt.Printf("     policy %.12s\n", d.Revision)
}
