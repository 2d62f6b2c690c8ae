package web

import (
	"net"
	"net/http"
	"os"
	"testing"
	"time"
)

// TestServe keeps the demo world open on WEB_SERVE for a look with a browser: WEB_SERVE=127.0.0.1:8099 go test -run TestServe ./web
func TestServe(t *testing.T) {
	address := os.Getenv("WEB_SERVE")
	if address == "" {
		t.Skip("WEB_SERVE is not set")
	}
	w := demoWorld(t)
	for _, login := range []string{"zhou", "he", "liang", "tang", "miao", "gu", "shao", "tian", "shen", "long", "han", "fang", "yao"} {
		r, _ := http.NewRequest(http.MethodGet, "/", nil)
		w.as(login, r)
		t.Log(login, w.cookie[login])
		_ = os.WriteFile("/tmp/session-"+login, []byte(w.cookie[login]), 0o600)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = http.Serve(l, w.server.Config.Handler) }()
	for {
		if _, err := os.Stat("/tmp/web-stop"); err == nil {
			return
		}
		time.Sleep(500 * time.Millisecond)
	}
}
