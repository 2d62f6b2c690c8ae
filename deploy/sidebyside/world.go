package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"followthrough/casework"
	"followthrough/casework/kinds"
	"followthrough/casework/petition"
	"followthrough/deploy/local"
	"followthrough/policies"
	"followthrough/store"
	"followthrough/store/demo"
	"followthrough/web"
)

// world is one PostgreSQL with both: the peer's tables, and the record with its portal.
type world struct {
	pool   *pgxpool.Pool
	store  *store.Store
	portal *httptest.Server
	client *http.Client
	token  string
	cases  []store.Receipt
	end    []func()
}

func (w *world) close() {
	for i := range w.end {
		w.end[len(w.end)-1-i]()
	}
}

func openWorld(ctx context.Context, cases int) (*world, error) {
	w := &world{client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	pg, err := local.StartPostgres(ctx, local.PostgresOptions{})
	if err != nil {
		return nil, err
	}
	w.end = append(w.end, func() { _ = pg.Stop(ctx) })
	for _, db := range []string{"followthrough", "peer"} {
		if err := local.EnsureDatabase(ctx, pg.DSN("postgres"), db); err != nil {
			return w, err
		}
	}
	if w.pool, err = pgxpool.New(ctx, pg.DSN("peer")+"&pool_max_conns=16"); err != nil {
		return w, err
	}
	w.end = append(w.end, w.pool.Close)
	if err := openPeer(ctx, w.pool, cases); err != nil {
		return w, err
	}
	return w, w.openRecord(ctx, pg.DSN("followthrough"), cases)
}

func (w *world) openRecord(ctx context.Context, dsn string, cases int) error {
	if err := store.Migrate(ctx, dsn); err != nil {
		return err
	}
	p, err := policies.Load(policies.Embedded)
	if err != nil {
		return err
	}
	w.store, err = store.Open(ctx, dsn, store.Deps{Kinds: kinds.All, Judge: p.Judge(), Gate: p.Gate(), Terms: p.Terms(), Key: make([]byte, 32)})
	if err != nil {
		return err
	}
	w.end = append(w.end, w.store.Close)
	if _, err := demo.People(ctx, w.store, time.Now()); err != nil {
		return err
	}
	if w.token, _, err = w.store.CreateToken(ctx, "P07", "side by side", time.Hour); err != nil {
		return err
	}
	for range cases {
		if err := w.openCase(ctx); err != nil {
			return err
		}
	}
	w.portal = httptest.NewServer(web.New(web.Deps{Desk: w.store, Reader: w.store, Files: w.store, Accounts: w.store, Terms: p.Terms(), Moves: petition.Process.MoveList()}))
	w.end = append(w.end, w.portal.Close)
	return nil
}

// openCase registers a petition and gives it a handler, who then records contacts.
func (w *world) openCase(ctx context.Context) error {
	today := time.Now().In(w.store.Terms.Zone()).Format(time.DateOnly)
	r, err := w.store.Act(ctx, casework.Command{ID: store.NewAction(), Kind: "petition", Move: "register", Actor: casework.Actor{ID: "P06"},
		Fields: casework.Fields{"title": "测试", "content": "测试", "channel": "letter", "matter": "claim", "received": today}})
	if err != nil {
		return err
	}
	r, err = w.store.Act(ctx, casework.Command{ID: store.NewAction(), Case: r.Case, Move: "accept", Actor: casework.Actor{ID: "P06"}, Seen: r.Seq,
		Fields: casework.Fields{"unit": "U2", "track": "simple", "handler": "P07", "notice-no": "1"}})
	w.cases = append(w.cases, r)
	return err
}

func contactFields() casework.Fields {
	return casework.Fields{"how": "phone", "on": time.Now().AddDate(0, 0, -1).Format(time.DateOnly), "note": "电话联系"}
}

func (w *world) contenders() []contender {
	fields, _ := json.Marshal(contactFields())
	return []contender{
		{"hand-written transaction", func(ctx context.Context, n int) error { return peerAct(ctx, w.pool, n, fields) }},
		{"store.Act", func(ctx context.Context, n int) error {
			_, err := w.store.Act(ctx, casework.Command{ID: store.NewAction(), Case: w.cases[n].Case, Move: "record-contact", Actor: casework.Actor{ID: "P07"}, Fields: contactFields()})
			return err
		}},
		{"the whole click over HTTP", func(ctx context.Context, n int) error { return w.click(ctx, w.cases[n].No) }},
	}
}

func (w *world) click(ctx context.Context, no string) error {
	body, _ := json.Marshal(map[string]any{"action": store.NewAction(), "fields": contactFields()})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.portal.URL+"/petitions/"+no+"/record-contact", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+w.token)
	answer, err := w.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= 300 {
		err = fmt.Errorf("%s: %s", answer.Status, strings.TrimSpace(string(text)))
	}
	return err
}
