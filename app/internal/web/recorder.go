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
	"time"
)

// recorder remembers of an answer what the log line says.
type recorder struct {
	http.ResponseWriter
	status int // 0: nothing written yet
	bytes  int64
	err    error
	quiet  bool // no log line unless it failed
}

// recorders saves an allocation for each request. A recorder goes back when
// its handler has returned, and no handler keeps the writer longer.
var recorders = sync.Pool{New: func() any { return new(recorder) }}

func newRecorder(w http.ResponseWriter) *recorder {
	rec := recorders.Get().(*recorder)
	*rec = recorder{ResponseWriter: w}
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
// it 101.
func (rec *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(rec.ResponseWriter).Hijack()
	if err == nil {
		rec.status = http.StatusSwitchingProtocols
	}
	return conn, rw, err
}

// finish ends every request: a panic becomes a 500, and one line goes to the
// log. The line names no visitor: neither address nor cookie, nor what stood
// after the question mark.
func (s *Server) finish(rec *recorder, r *http.Request, began time.Time) {
	if v := recover(); v != nil {
		if v == http.ErrAbortHandler {
			panic(v)
		}
		s.log.LogAttrs(r.Context(), slog.LevelError, "panic",
			slog.String("value", fmt.Sprint(v)), slog.String("stack", string(debug.Stack())))
		s.explain(rec, r, fmt.Errorf("panic: %v", v))
	}
	level := slog.LevelInfo
	if rec.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	if !rec.quiet || level > slog.LevelInfo {
		attrs := [6]slog.Attr{
			slog.String("method", r.Method),
			slog.String("path", r.URL.Path),
			slog.Int("status", rec.status),
			slog.Int64("bytes", rec.bytes),
			slog.Duration("took", s.now().Sub(began)),
		}
		n := 5
		if rec.err != nil {
			attrs[n] = errorAttr(rec.err)
			n++
		}
		// The request's context may have ended; the line is written all the same.
		s.log.LogAttrs(context.Background(), level, "request", attrs[:n]...)
	}
	rec.ResponseWriter = nil
	recorders.Put(rec)
}

func errorAttr(err error) slog.Attr { return slog.String("error", err.Error()) }
