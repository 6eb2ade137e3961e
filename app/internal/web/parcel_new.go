package web

import (
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
)

// maxFrames bounds the frames that somebody builds: the second form of a length
// begins at 126 bytes, and no form ends below this.
const maxFrames = 2 << 10

// parcelMost is how many bytes of each protocol one may send to oneself.
var parcelMost = map[lessons.Protocol]int{lessons.WebSocket: maxFrames, lessons.EventStream: live.MaxParcel}

// parcelMade is what a page is told about the parcel it asked for.
type parcelMade struct {
	URL     string   `json:"url"`     // of the connection on which the bytes come, once
	Crossed string   `json:"crossed"` // of what crosses on it
	Types   []string `json:"types"`   // of an event stream: those of its events, which a page has to listen for
}

// newParcel takes bytes that a visitor wrote, to send them to that visitor's own
// browser: POST /parcels, with the protocol and the bytes in hexadecimal.
func (s *Server) newParcel(c echo.Context) error {
	protocol := lessons.Protocol(c.FormValue("protocol"))
	most, known := parcelMost[protocol]
	if !known {
		return problem(http.StatusUnprocessableEntity, "No such protocol", `Bytes are sent as "websocket" or "event-stream".`)
	}
	given, err := givenBytes(c, most)
	if err != nil {
		return err
	}
	visitor := s.visitor(c)
	if wait := s.parcels.paces.take(s.now(), visitor); wait > 0 {
		return problem(http.StatusTooManyRequests, "That was a little too fast",
			"This server sends your bytes only so many times in a row. Wait a moment, then send them again.").after(wait)
	}
	p, err := s.parcels.New(visitor, protocol, given)
	if errors.Is(err, live.ErrTooManyParcels) {
		return problem(http.StatusServiceUnavailable, "This server is full",
			"As many people as this server can serve send bytes to themselves just now. Try again in a moment.").after(busyRetry)
	}
	if err != nil {
		return err
	}
	made := parcelMade{URL: "/parcels/" + p.ID + "/ws", Crossed: "/parcels/" + p.ID + "/crossed", Types: []string{}}
	if protocol == lessons.EventStream {
		made.URL = "/parcels/" + p.ID + "/events"
		made.Types = eventTypes(given)
	}
	return c.JSON(http.StatusCreated, made)
}

// givenBytes are the bytes that a form brings in hexadecimal.
func givenBytes(c echo.Context, most int) ([]byte, error) {
	given, err := hex.DecodeString(c.FormValue("bytes"))
	if err != nil {
		return nil, problem(http.StatusUnprocessableEntity, "These are no bytes",
			"Write each byte as two hexadecimal digits, from 0 to 9 and from a to f.").because(err)
	}
	if len(given) > most {
		return nil, problem(http.StatusRequestEntityTooLarge, "These are too many bytes",
			"You may send "+strconv.Itoa(most)+" bytes at a time. Take some away.")
	}
	return given, nil
}

// eventTypes are the types of the events that an event stream fires.
func eventTypes(stream []byte) []string {
	types := []string{}
	for _, e := range wire.NewEventReader("").Feed(stream) {
		if e.Dispatch != nil && !slices.Contains(types, e.Dispatch.Type) {
			types = append(types, e.Dispatch.Type)
		}
	}
	return types
}
