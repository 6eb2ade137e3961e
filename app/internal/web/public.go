package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/stream"
)

// What the plain demos share, which are for any client of any origin and read no
// cookie.

// anyOrigin lets pages of any origin read the answer. No cookie is asked for and
// none is read, so nothing of anybody's is in it.
func anyOrigin(c echo.Context) { c.Response().Header().Set("Access-Control-Allow-Origin", "*") }

// startPublic begins an event stream for any origin, without the header fields
// that keep a page to itself. The error says that the client has left.
func startPublic(c echo.Context) (*stream.Writer, error) {
	clear(c.Response().Header())
	anyOrigin(c)
	return stream.Start(c.Response())
}

// numberOf is the number that an id stands for, if a stream that counts from
// first to last can have sent it.
func numberOf(lastEventID string, first, last int) (number int, sent bool) {
	number, err := strconv.Atoi(lastEventID)
	return number, err == nil && number >= first && number <= last && strconv.Itoa(number) == lastEventID
}

// noHandshake tells what the address speaks.
func noHandshake(c echo.Context, err error) error {
	c.Response().Header().Set("Sec-WebSocket-Version", "13") // RFC 6455 §4.4
	return problem(http.StatusBadRequest, "This address speaks WebSocket",
		"What came was no opening handshake of version 13 (RFC 6455 §4.1). Open the address with new WebSocket(…), or with any WebSocket client.").because(err)
}
