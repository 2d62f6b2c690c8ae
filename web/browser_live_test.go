package web

import (
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"followthrough/web/locales"
)

// restart ends the portal with all that listen to it and opens another at the same address, as a new release does.
func (w *world) restart() {
	w.t.Helper()
	address := w.server.Listener.Addr().String()
	w.server.CloseClientConnections()
	w.server.Close()
	door, err := net.Listen("tcp", address)
	if err != nil {
		w.t.Fatal(err)
	}
	w.server = &httptest.Server{Listener: door, Config: &http.Server{Handler: New(w.deps)}}
	w.server.Start()
}

// hears waits until the open page says of itself what the expression asks for.
func (o *window) hears(what, expression string) {
	o.t.Helper()
	begun := time.Now()
	for time.Since(begun) < patience {
		if ask[bool](o, expression) {
			o.t.Logf("%s, after %d ms", what, time.Since(begun).Milliseconds())
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	o.t.Fatalf("never: %s; the page says: %.500s", what, ask[string](o, "document.querySelector('[data-live]')?.innerText ?? 'no live part'"))
}

// liveCase has two people look at a case while one of them acts, before and after the portal was started anew.
func (b *chrome) liveCase(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	here, there := b.window(t, w), b.window(t, w)
	here.size(1440)
	here.as("gu", locales.Chinese)
	here.open("/petitions/" + no)
	today := time.Now().In(time.FixedZone("", 8*3600)).Format(time.DateOnly)
	there.sends("zhou", "/petitions/"+no+"?do=record-contact", "record-contact", map[string]string{"how": "phone", "on": today, "note": "约好周五看现场"})
	here.hears("the other sees who did something", `document.querySelector('[data-live] [role=status]').innerText.includes('周慧敏')`)
	w.restart()
	there.sends("zhou", "/petitions/"+no+"?do=report-progress", "report-progress", map[string]string{"note": "隔声门已到货"})
	here.hears("and again after the portal was started anew", `document.querySelector('[data-live] [role=status]').innerText.includes('进展')`)
}
