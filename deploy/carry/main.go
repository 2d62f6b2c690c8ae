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
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	url := flag.String("url", "http://127.0.0.1:8080", "address of the portal, on this machine")
	tokens := flag.String("tokens", "", "file with a line for each person: login token")
	led := flag.Int("led", 20, "how many cases go the way with a leader and a plan")
	simple := flag.Int("simple", 20, "how many go the simple way")
	clients := flag.Int("clients", 4, "how many cases are carried at the same time")
	show := flag.Bool("show", true, "print the timeline of the last case")
	flag.Parse()
	people, err := readTokens(*tokens)
	if err != nil {
		log.Fatal(err)
	}
	o := &office{url: strings.TrimSuffix(*url, "/"), tokens: people}
	numbers, err := o.awaiting(*led + *simple)
	if err != nil {
		log.Fatal(err)
	}
	if len(numbers) < *led+*simple {
		log.Fatalf("only %d cases await a decision", len(numbers))
	}
	begun := time.Now()
	var failed atomic.Int32
	var wg sync.WaitGroup
	work := make(chan int)
	for range *clients {
		wg.Go(func() {
			for i := range work {
				journey := ledJourney
				if i >= *led {
					journey = simpleJourney
				}
				if err := o.carry(numbers[i], journey(time.Now())); err != nil {
					failed.Add(1)
					log.Printf("%s: %v", numbers[i], err)
				}
			}
		})
	}
	for i := range *led + *simple {
		work <- i
	}
	close(work)
	wg.Wait()
	took := time.Since(begun)
	fmt.Printf("%d cases carried to an approved closure, %d failed, %d acts in %.1f s (%.0f a second)\n",
		*led+*simple-int(failed.Load()), failed.Load(), o.acts.Load(), took.Seconds(), float64(o.acts.Load())/took.Seconds())
	if *show && *led > 0 {
		if err := o.print(numbers[0]); err != nil {
			log.Fatal(err)
		}
	}
	if failed.Load() > 0 {
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
