package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	"github.com/temporalio/ui-server/v2/server/server_options"
)

// ui is Temporal's own web UI, on loopback and for reading only: what happens
// to a case is decided in the portal. Its zero value is "no UI".
type ui struct {
	server *server.Server
	url    string
}

func startUI(o options, p *ports) *ui {
	if p.ui == 0 {
		return &ui{}
	}
	s := server.NewServer(server_options.WithConfigProvider(&uiconfig.Config{
		Host:                "127.0.0.1",
		Port:                p.ui,
		TemporalGRPCAddress: p.frontendAddr(),
		EnableUI:            true,
		DefaultNamespace:    o.namespace,
		DisableWriteActions: true,
		DisableNewsFetch:    true,
		NotifyOnNewVersion:  false,
		HideLogs:            true,
		CORS:                uiconfig.CORS{CookieInsecure: true}, // plain HTTP, on loopback
	}))
	go func() { _ = s.Start() }()
	return &ui{server: s, url: fmt.Sprintf("http://127.0.0.1:%d", p.ui)}
}

// answers returns when the UI gives its settings.
func (u *ui) answers(ctx context.Context) error {
	if u.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	return until(ctx, func() error {
		r, err := http.Get(u.url + "/api/v1/settings")
		if err != nil {
			return fmt.Errorf("web ui: %w", err)
		}
		defer func() { _ = r.Body.Close() }()
		if r.StatusCode != http.StatusOK {
			return fmt.Errorf("web ui answers %s", r.Status)
		}
		return nil
	})
}

func (u *ui) stop() {
	if u.server != nil {
		u.server.Stop()
	}
}
