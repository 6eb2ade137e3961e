package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/lessons/wire"
	"wirewalk/views/parts"
)

// decodeFrames labels every bit of the frames that somebody builds, as a
// fragment: POST /labs/forge/decode, with the bytes in hexadecimal. It is the
// decoder that reads the wire.
func (s *Server) decodeFrames(c echo.Context) error {
	given, err := givenBytes(c, maxFrames)
	if err != nil {
		return err
	}
	return show(c, http.StatusOK, parts.ForgedFrames(wire.ReadFrames(wire.Server, given)))
}
