package web

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/stream"
)

// plugRetryFloor and plugRetrySpread make the streams of a class come back one by
// one, so that the room can watch the lamps return; the last is back before
// anybody looks away.
const (
	plugRetryFloor  = time.Second
	plugRetrySpread = 5 * time.Second
)

// servePlugStream is the event stream of a person at a plug, from after
// Last-Event-ID on. What the page had missed is announced by the event resume,
// with the id that it named; the event taken says that another page of the same
// person has the stream now. Only a page of ours may open it. The caller knows
// that the person belongs there, and answers 204 where the plug was put away.
func (s *Server) servePlugStream(c echo.Context, name, person string) error {
	if err := s.ownStream(c); err != nil {
		return err
	}
	reader, err := s.plugs.Join(c.Request(), name, person, nil)
	if errors.Is(err, live.ErrPlugOver) {
		return c.NoContent(http.StatusNoContent) // an EventSource then stays closed
	} else if err != nil {
		return plugProblem(err)
	}
	return writePlug(c, reader, plugRetryFloor+rand.N(plugRetrySpread))
}

// writePlug writes the event stream of a reader, for a page that is to come back
// after retry, until it ends or is cut.
func writePlug(c echo.Context, reader *live.PlugReader, retry time.Duration) error {
	defer reader.Leave()
	out, err := stream.StartRetry(c.Response(), retry)
	if err != nil {
		return nil // the page has left
	}
	if reader.Resume != nil {
		data, err := json.Marshal(reader.Resume)
		if err != nil {
			return err
		}
		out.Event("", "resume", data)
	}
	for {
		messages, err := reader.Next(c.Request().Context())
		switch {
		case errors.Is(err, live.ErrPlugCut):
			panic(http.ErrAbortHandler) // ends the connection in the middle of the body
		case errors.Is(err, live.ErrPlugTaken):
			out.Event("", "taken", nil)
			_ = out.Flush()
			return nil
		case err != nil:
			return nil
		}
		if len(messages) == 0 {
			out.Comment("still here")
		}
		for _, m := range messages {
			out.Event(strconv.Itoa(m.Number), "", m.Data)
		}
		if out.Flush() != nil {
			return nil
		}
	}
}
