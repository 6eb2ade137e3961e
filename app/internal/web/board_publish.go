package web

import (
	"io"
	"net/http"
	"strconv"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
)

// liveBoardPublish publishes the body, a text, to all who read a room of the
// board, for any client of any origin: POST /live/board?room=…. It reads no
// cookie.
func (s *Server) liveBoardPublish(c echo.Context) error {
	anyOrigin(c)
	room, err := boardRoom(c)
	if err != nil {
		return err
	}
	message, err := io.ReadAll(io.LimitReader(c.Request().Body, live.MaxBoardMessage+1))
	switch {
	case err != nil:
		return err
	case len(message) > live.MaxBoardMessage:
		return problem(http.StatusRequestEntityTooLarge, "That message is too long",
			"A message on the board has at most "+strconv.Itoa(live.MaxBoardMessage)+" bytes.")
	case !utf8.Valid(message):
		return problem(http.StatusBadRequest, "That message is no text", "The board takes text in UTF-8, and these bytes are none.")
	}
	if err := s.board.Publish(room, message); err != nil {
		return boardProblem(err)
	}
	return c.NoContent(http.StatusNoContent)
}
