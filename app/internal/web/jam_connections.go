package web

import (
	"errors"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/stream"
)

// jamSocket is a seat's WebSocket, on which it plays and hears: GET
// /jams/{id}/socket. Only a page of ours opens it, and only the visitor whose it
// is.
func (s *Server) jamSocket(c echo.Context) error {
	seat, err := s.ownSeat(c)
	if err != nil {
		return err
	}
	if !s.ownOrigin(c.Request()) {
		return foreignPage("/live/band")
	}
	return s.unadorned(c, func() error {
		switch err := seat.ServeSocket(c.Response(), c.Request()); {
		case errors.Is(err, live.ErrNoHandshake):
			return noHandshake(c, err)
		case errors.Is(err, live.ErrJamOver):
			return seatOver()
		default:
			return err
		}
	})
}

// jamStream is the same as an event stream, which can only be heard: GET
// /jams/{id}/stream. It goes on after Last-Event-ID, as far back as the room's
// notes are kept.
func (s *Server) jamStream(c echo.Context) error {
	seat, err := s.ownSeat(c)
	if err != nil {
		return err
	}
	if s.fromElsewhere(c.Request()) {
		return foreignPage("/live/solo")
	}
	return s.unadorned(c, func() error {
		reader, err := seat.Join(c.Request())
		if err != nil {
			return seatOver()
		}
		defer reader.Leave()
		defer seat.Record(c.Request())()
		out, err := stream.StartRetry(c.Response(), live.PairRetry)
		if err != nil {
			return nil // the page has left
		}
		stream.Follow(c.Request().Context(), out, reader.Messages(), s.runs.Done(), func(m live.JamMessage) {
			id := ""
			if m.Number > 0 {
				id = strconv.Itoa(m.Number)
			}
			out.Event(id, m.Event, m.Data)
		})
		return nil
	})
}
