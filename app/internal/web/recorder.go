package web

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// recorder remembers of an answer what the log line says.
type recorder struct {
	http.ResponseWriter
	status  int // 0: nothing written yet
	bytes   int64
	err     error
	id      string        // by which the log and whoever asks can name the request
	quiet   bool          // no log line unless it failed
	route   string        // as it is counted
	taken   net.Conn      // what was handed over; nil: nothing was
	stream  *atomic.Int64 // counts the event streams under way; this is one of them where streams
	streams bool
	letGo   bool // it streams on when its handler has returned
}

// recorders saves an allocation for each request. A recorder goes back when
// its handler has returned, and no handler keeps the writer longer.
var recorders = sync.Pool{New: func() any { return new(recorder) }}

func (s *Server) newRecorder(w http.ResponseWriter, r *http.Request) *recorder {
	rec := recorders.Get().(*recorder)
	*rec = recorder{ResponseWriter: w, id: requestID(r), stream: &s.streams}
	return rec
}

// recorderOf finds the recorder beneath what Echo wrapped around it.
func recorderOf(w http.ResponseWriter) *recorder {
	for {
		if rec, ok := w.(*recorder); ok {
			return rec
		}
		w = w.(interface{ Unwrap() http.ResponseWriter }).Unwrap()
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

// WriteHeader remembers the final status.
func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 && status >= http.StatusOK {
		rec.status = status
		if status == http.StatusOK && rec.Header().Get("Content-Type") == "text/event-stream" {
			rec.streams = true
			rec.stream.Add(1)
		}
	}
	rec.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes of the body.
func (rec *recorder) Write(b []byte) (int, error) {
	if rec.status == 0 {
		rec.status = http.StatusOK
	}
	n, err := rec.ResponseWriter.Write(b)
	rec.bytes += int64(n)
	return n, err
}

// Hijack hands the connection over; whatever is written on it, the log calls
// it 101, unless a stream has begun there.
func (rec *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(rec.ResponseWriter).Hijack()
	switch {
	case err != nil:
	case rec.streams:
		rec.letGo = true
	default:
		rec.status = http.StatusSwitchingProtocols
		rec.taken = conn
	}
	return conn, rw, err
}

// finish ends every request: a panic becomes a 500, or where the answer has begun
// the end of its connection, so that nobody takes half of it for the whole; and one
// line goes to the log. A handler that ends its connection on purpose panics with
// http.ErrAbortHandler, and is no fault.
func (s *Server) finish(rec *recorder, r *http.Request, began time.Time) {
	v := recover()
	if v != nil && rec.taken != nil {
		_ = rec.taken.Close() // nobody else would
	}
	begun := rec.status != 0
	aborted := v == http.ErrAbortHandler
	if v != nil && !aborted {
		s.metrics.Panicked("request")
		s.log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("id", rec.id),
			slog.String("value", fmt.Sprint(v)), slog.String("stack", string(debug.Stack())))
		s.explain(rec, r, fmt.Errorf("panic: %v", v))
	}
	s.count(rec, began)
	s.logRequest(rec, r, began)
	taken := rec.taken != nil
	*rec = recorder{}
	recorders.Put(rec)
	if aborted || v != nil && begun && !taken {
		panic(http.ErrAbortHandler)
	}
}

// logRequest writes the line of a request. It names no visitor: neither address nor
// cookie, nor what stood after the question mark.
func (s *Server) logRequest(rec *recorder, r *http.Request, began time.Time) {
	level := slog.LevelInfo
	if rec.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	if rec.quiet && level == slog.LevelInfo {
		return
	}
	attrs := [7]slog.Attr{
		slog.String("id", rec.id),
		slog.String("method", r.Method),
		slog.String("path", r.URL.Path),
		slog.Int("status", rec.status),
		slog.Int64("bytes", rec.bytes),
		slog.Duration("took", s.now().Sub(began)),
	}
	n := 6
	if rec.err != nil {
		attrs[n] = errorAttr(rec.err)
		n++
	}
	// The request's context may have ended; the line is written all the same.
	s.log.LogAttrs(context.Background(), level, "request", attrs[:n]...)
}

// count counts an answer. What streams or was handed over lasts as long as somebody
// looks, and says nothing of how quick this server is.
func (s *Server) count(rec *recorder, began time.Time) {
	took := s.now().Sub(began)
	if rec.streams {
		took = -1
		if !rec.letGo {
			s.streams.Add(-1)
		}
	}
	if rec.status == http.StatusSwitchingProtocols {
		took = -1
	}
	s.metrics.Answered(rec.route, rec.status, took)
}

func errorAttr(err error) slog.Attr { return slog.String("error", err.Error()) }
