package web

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/stream"
)

const (
	// mostLabStreams bounds the lab origin's streams, so that strangers cannot take
	// the descriptors that a class needs: half of them for one address, which is
	// fifty students with six each.
	mostLabStreams = 600
	// labStreamStay is how long one of them lasts: longer than anybody looks on.
	labStreamStay = 2 * time.Minute
)

// lab answers at the lab origin.
type lab struct {
	runs      *live.Runs
	echoes    *live.Echo
	streams   *live.Lent
	addressOf func(*http.Request) string
	public    *url.URL     // of the pages that may read; nil: those of the same host name
	open      atomic.Int64 // event streams under way, which a recorder counts
	elsewhere bool         // it has a host name of its own, so that without public any page may read
}

// NewLab returns the handler of the lab origin, for labs that would starve or
// attack the lessons if they shared one. It sets no cookie and reads none. Its
// streams and sockets end when runs shuts down. Public and of are the URLs of the
// main origin and of this one, where they are known; pages of others get nothing.
// Proxies are those whose X-Forwarded-For is believed.
func NewLab(runs *live.Runs, public, of *url.URL, proxies []netip.Prefix) http.Handler {
	client := addressOf(proxies)
	l := &lab{
		runs: runs, echoes: live.NewEcho(runs), streams: live.NewLent(mostLabStreams),
		addressOf: func(r *http.Request) string { return network(client(r)) },
		public:    public, elsewhere: public == nil && of != nil,
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, "ok\n")
	})
	mux.HandleFunc("GET /now", l.ours(func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, "answered\n")
	}))
	mux.HandleFunc("GET /stream", l.ours(l.stream))
	mux.HandleFunc("GET /socket", l.ours(l.socket))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusNotFound, "There is nothing at this address.\n\n"+
			"This port is kept apart for labs, and none of their pages lives here. The lessons are on this server's main address.\n")
	})
	return l.recovering(mux)
}

// recovering answers 500 where next panics, or ends the connection where the answer
// has begun.
func (l *lab) recovering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, stream: &l.open}
		defer func() {
			v := recover()
			if rec.streams {
				l.open.Add(-1)
			}
			if v == nil {
				return
			}
			if v != http.ErrAbortHandler && l.runs.Panicked != nil {
				l.runs.Panicked("", v, debug.Stack())
			}
			switch {
			case rec.taken != nil:
				_ = rec.taken.Close()
			case v == http.ErrAbortHandler, rec.status != 0:
				panic(http.ErrAbortHandler)
			default:
				plain(w, http.StatusInternalServerError, "Something broke on this server. It has been written to the log. Try again.\n")
			}
		}()
		next.ServeHTTP(rec, r)
	})
}

// ours lets pages of the main origin read the answer, and refuses all others. Who
// names no origin is no page of another.
func (l *lab) ours(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Vary", "Origin")
		if len(r.Header.Values("Origin")) > 0 {
			from := originOf(r)
			if from == nil || !l.allows(from, r.Host) {
				plain(w, http.StatusForbidden, "Only pages of this server's main address may ask here.\n")
				return
			}
			w.Header().Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
		}
		next(w, r)
	}
}

func (l *lab) allows(from *url.URL, host string) bool {
	switch {
	case l.public != nil:
		return from.Scheme == l.public.Scheme && strings.EqualFold(from.Host, l.public.Host)
	case l.elsewhere:
		return true
	}
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	return strings.EqualFold(from.Hostname(), name)
}

// stream is an event stream that says one word and stays open.
func (l *lab) stream(w http.ResponseWriter, r *http.Request) {
	give, lent := l.streams.Take(l.addressOf(r))
	if !lent {
		plain(w, http.StatusServiceUnavailable, "As many streams as this server lends are open. Try again in a moment.\n")
		return
	}
	defer give()
	out, err := stream.Start(w)
	if err != nil {
		return // the client has left
	}
	out.Event("", "", []byte("open"))
	alive, over := time.NewTicker(stream.KeepAlive), time.NewTimer(labStreamStay)
	defer alive.Stop()
	defer over.Stop()
	for out.Flush() == nil {
		select {
		case <-alive.C:
			out.Comment("still here")
		case <-over.C:
			return
		case <-l.runs.Done():
			return
		case <-r.Context().Done():
			return
		}
	}
}

// socket is an echo over WebSocket.
func (l *lab) socket(w http.ResponseWriter, r *http.Request) {
	switch err := l.echoes.Serve(w, r, l.addressOf(r), 0); {
	case errors.Is(err, live.ErrTooManyEchoes):
		plain(w, http.StatusServiceUnavailable, "As many sockets as this server lends are open. Try again in a moment.\n")
	case err != nil:
		plain(w, http.StatusBadRequest, "This address speaks WebSocket.\n")
	}
}

func plain(w http.ResponseWriter, status int, text string) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeWait))
	h := w.Header()
	h["Cache-Control"] = noStore
	h["Content-Security-Policy"] = nothing
	h["X-Content-Type-Options"] = noSniff
	h["Referrer-Policy"] = sameOrigin
	h.Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text))
}
