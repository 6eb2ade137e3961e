package live

import (
	"bytes"
	"net/http"
	"sync/atomic"
)

// Weight is how many bytes crossed, as this server's sockets had them: heads,
// chunks and frames included, what is beneath TLS and TCP not. It is safe for use
// by many goroutines, and the zero Weight is empty.
type Weight struct {
	requests, up, down atomic.Int64
}

// Requests is how many exchanges were weighed.
func (w *Weight) Requests() int64 { return w.requests.Load() }

// Up is how many bytes came from the client.
func (w *Weight) Up() int64 { return w.up.Load() }

// Down is how many bytes went to the client.
func (w *Weight) Down() int64 { return w.down.Load() }

// Weigh adds to w what the exchange weighs that r began, from the first byte of
// its head on. Its handler calls it before it answers, and over when it returns;
// where the connection was handed to a conversation, all is weighed until it
// closes. Where the connection is not tapped, nothing is.
func Weigh(r *http.Request, w *Weight) (over func()) {
	t := tapOf(r.Context())
	if t == nil {
		return func() {}
	}
	w.requests.Add(1)
	t.mu.Lock()
	if t.head != nil {
		line := []byte(r.Method + " " + r.RequestURI + " " + r.Proto + "\r\n")
		w.up.Add(int64(len(*t.head) - max(0, bytes.LastIndex(*t.head, line))))
	}
	t.mu.Unlock()
	t.weighed.Store(false)
	t.weight.Store(w)
	return func() { t.weighed.Store(!t.through.Load()) }
}

// weighUp counts what was read, unless the exchange is over: that is the head of
// another then.
func (t *tap) weighUp(n int) {
	w := t.weight.Load()
	switch {
	case w == nil || n == 0:
	case t.weighed.Load():
		t.weight.Store(nil)
	default:
		w.up.Add(int64(n))
	}
}

// weighDown counts what is about to be written, so that who has read it finds it
// counted.
func (t *tap) weighDown(n int) {
	if w := t.weight.Load(); w != nil {
		w.down.Add(int64(n))
	}
}
