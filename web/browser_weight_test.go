package web

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"followthrough/web/locales"
)

// firstLoad is what a first page may weigh, with its styles, icons and scripts, as it comes over the wire: on the slow line of
// a township it is there in two seconds.
const firstLoad = 150_000

// lightPages weighs the pages people come to first, in a browser that has nothing of them yet.
func (b *chrome) lightPages(t *testing.T) {
	w := demoWorld(t)
	for _, p := range []struct{ login, path string }{{"", "/login"}, {"zhou", "/"}, {"liang", "/"}, {"miao", "/"}, {"han", "/"}, {"long", "/"}} {
		o := b.window(t, w)
		o.size(1440)
		o.as(p.login, locales.Chinese)
		if n := o.weigh(p.path); n > firstLoad || n < 10_000 {
			t.Errorf("%s as %q weighs %d bytes, at most %d are meant", p.path, p.login, n, firstLoad)
		} else {
			t.Logf("%s as %q weighs %d kB", p.path, p.login, n/1000)
		}
	}
}

func (o *window) weigh(path string) int64 {
	o.t.Helper()
	var sum atomic.Int64
	if err := chromedp.Listen(o.ctx, func(ev any) {
		if e, ok := ev.(*network.EventLoadingFinished); ok {
			sum.Add(int64(e.EncodedDataLength))
		}
	}); err != nil {
		o.t.Fatal(err)
	}
	o.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
		return err
	}))
	o.open(path)
	ask[bool](o, "new Promise(done => setTimeout(() => done(true), 300))") // what is fetched after the page itself
	return sum.Load()
}
