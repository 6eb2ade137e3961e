package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/stream"
)

// term is how long a stream lasts that may outlast its request.
type term struct {
	ctx    context.Context // ends with the page or the stream
	stop   context.CancelFunc
	unlink func() bool // from the request
	over   func()      // called when it ends; may be nil
}

// newTerm begins a stream's time, which ends with r until the stream is let go. End
// must be called.
func newTerm(r *http.Request) *term {
	ctx, stop := context.WithCancel(context.Background())
	return &term{ctx: ctx, stop: stop, unlink: context.AfterFunc(r.Context(), stop)}
}

func (t *term) end() {
	t.unlink()
	t.stop()
	if t.over != nil {
		t.over()
	}
}

// letGo lets follow send what a page is told, and ends t when it has returned. Where
// the connection can be had, that is after the handler has returned: thousands of
// pages in a class then take a third of the memory. The log line is written when the
// stream begins, then.
func (s *Server) letGo(c echo.Context, out *stream.Writer, t *term, follow func()) {
	if out.Detach(c.Request()) != nil {
		defer t.end()
		follow()
		return
	}
	live.LetGo(c.Request())
	t.unlink()
	over := func() {
		out.End()
		s.streams.Add(-1)
		t.end()
	}
	kept := s.runs.Keep(func() {
		defer over()
		go func() {
			out.Left()
			t.stop()
		}()
		follow()
	})
	if !kept {
		over()
	}
}
