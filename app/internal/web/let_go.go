package web

import (
	"context"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/stream"
)

// letGo lets follow send what a page is told, until its context ends or the page
// leaves, and calls over when it has returned. Where the connection can be had, that
// is after the handler has returned: thousands of pages in a class then take a third
// of the memory. The log line is written when the stream begins, then.
func (s *Server) letGo(c echo.Context, out *stream.Writer, follow func(context.Context, *stream.Writer), over func()) {
	if out.Detach(c.Request()) != nil {
		defer over()
		follow(c.Request().Context(), out)
		return
	}
	live.LetGo(c.Request())
	ended := func() {
		s.streams.Add(-1)
		over()
	}
	kept := s.runs.Keep(func() {
		defer ended()
		follow(context.Background(), out)
	})
	if !kept {
		out.End()
		ended()
	}
}
