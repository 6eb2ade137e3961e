package web

import (
	"errors"
	"net/http"
	"regexp"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/stream"
)

// roomName is what a room may be called. Who wants one to themselves makes a
// name up that nobody guesses.
var roomName = regexp.MustCompile(`^[A-Za-z0-9_-]{4,40}$`)

// liveBoard reads a room of the board for any client of any origin: GET
// /live/board?room=…, as an event stream, or in both directions over a
// WebSocket. It reads no cookie.
func (s *Server) liveBoard(c echo.Context) error {
	anyOrigin(c)
	room, err := boardRoom(c)
	if err != nil {
		return err
	}
	if !live.WantsWebSocket(c.Request()) {
		return s.readBoard(c, room)
	}
	err = s.board.Serve(c.Response(), c.Request(), room)
	if errors.Is(err, live.ErrNoHandshake) {
		return noHandshake(c, err)
	}
	return boardProblem(err)
}

func (s *Server) readBoard(c echo.Context, room string) error {
	reader, err := s.board.Join(room)
	if err != nil {
		return boardProblem(err)
	}
	defer reader.Leave()
	out, err := startPublic(c)
	if err != nil {
		return nil // the client has left
	}
	// A reader who did not keep up is dropped, and comes back by itself.
	stream.Follow(c.Request().Context(), out, reader.Messages(), s.runs.Done(), func(message []byte) { out.Event("", "", message) })
	return nil
}

func boardRoom(c echo.Context) (string, error) {
	room := c.QueryParam("room")
	if !roomName.MatchString(room) {
		return "", problem(http.StatusBadRequest, "No such room",
			"Make a room up, as ?room=soup-4711: 4 to 40 letters, digits, hyphens and underscores. Whoever knows its name reads it.")
	}
	return room, nil
}

func boardProblem(err error) error {
	switch {
	case errors.Is(err, live.ErrBoardFull):
		return problem(http.StatusServiceUnavailable, "The board is full",
			"As many rooms or readers as this server lends to the board are there: "+strconv.Itoa(live.MaxRoomReaders)+" in one room at most. Try again in a moment.").after(busyRetry)
	case errors.Is(err, live.ErrNoReaders):
		return problem(http.StatusNotFound, "Nobody reads this room",
			"A room is there while somebody reads it. Open the event stream first, with new EventSource(…), then publish.")
	case errors.Is(err, live.ErrTooFast):
		return problem(http.StatusTooManyRequests, "That was a little too fast",
			"A room takes only so many messages in a row. Wait a moment, then go on.").after(busyRetry)
	}
	return err
}
