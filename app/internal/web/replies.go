package web

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
)

// liveReplies is call and answer with Server-Sent Events, for any client of any
// origin: GET /live/replies. The first event, key, has what a call names; what
// is posted with it comes back in a message. It reads no cookie.
func (s *Server) liveReplies(c echo.Context) error {
	key, replies, done, err := s.replies.Open(addressIn(c))
	if err != nil {
		return problem(http.StatusServiceUnavailable, "Too many streams",
			"As many streams of replies as this server lends are open. Try again in a moment.").after(busyRetry)
	}
	defer done()
	defer s.weigh(c)()
	out, err := startPublic(c)
	if err != nil {
		return nil // the client has left
	}
	out.Event("", "key", []byte(key))
	until := time.NewTimer(live.RepliesWait)
	defer until.Stop()
	for out.Flush() == nil {
		select {
		case reply := <-replies:
			out.Event("", "", reply)
		case <-until.C:
			return nil
		case <-s.runs.Done():
			return nil
		case <-c.Request().Context().Done():
			return nil
		}
	}
	return nil
}

// postReply calls: POST /live/replies?to=KEY with a line of text. The answer says
// only that it has come.
func (s *Server) postReply(c echo.Context) error {
	defer s.weigh(c)()
	anyOrigin(c)
	message, err := io.ReadAll(io.LimitReader(c.Request().Body, live.MaxCall+1))
	switch {
	case err != nil:
		return err
	case len(message) > live.MaxCall:
		return problem(http.StatusRequestEntityTooLarge, "That message is too long",
			"A call has at most "+strconv.Itoa(live.MaxCall)+" bytes.")
	case strings.ContainsAny(string(message), "\r\n"):
		return problem(http.StatusBadRequest, "That message is no line", "A call is one line of text, without its end.")
	}
	switch err := s.replies.Call(c.QueryParam("to"), message); {
	case errors.Is(err, live.ErrNoSuchReplies):
		return problem(http.StatusNotFound, "Nobody waits for a reply",
			"Open the stream first, with new EventSource(\"/live/replies\"); its first event, key, has what comes after ?to=.")
	case err != nil:
		return problem(http.StatusTooManyRequests, "That was a little too fast",
			"Wait for the reply to a call before the next.").after(busyRetry)
	}
	clear(c.Response().Header())
	anyOrigin(c)
	return c.NoContent(http.StatusNoContent)
}
