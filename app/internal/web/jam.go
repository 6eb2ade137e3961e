package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/views/parts"
)

// newJam gives the page that asks a seat among others: POST /jams. Who is in a
// class plays with the class, everybody else with whoever is here; the page has no
// say in it.
func (s *Server) newJam(c echo.Context) error {
	visitor := s.visitor(c)
	hall, person := live.JamHall(""), ""
	p, err := s.member(c)
	if err != nil {
		return err
	}
	if p != nil {
		hall, person = live.JamHall(p.Class), p.ID
	}
	seat, err := s.jams.Seat(hall, visitor, person)
	switch {
	case errors.Is(err, live.ErrJamsFull):
		return problem(http.StatusServiceUnavailable, "Every room is full",
			"As many people play as this server has seats for. Try again in a moment.").after(busyRetry)
	case errors.Is(err, live.ErrJamSeats):
		return problem(http.StatusTooManyRequests, "You play in many windows already",
			"A browser has "+strconv.Itoa(live.MaxJamSeatsPerVisitor)+" seats. Leave the room in one of the other windows, and join again here.").after(busyRetry)
	case err != nil:
		return err
	}
	return c.JSON(http.StatusCreated, map[string]string{"at": "/jams/" + seat.ID})
}

// ownSeat is the seat that the address names. It is the visitor's own, or nobody's
// any more.
func (s *Server) ownSeat(c echo.Context) (*live.JamSeat, error) {
	if seat := s.jams.Get(s.knownVisitor(c), c.Param("id")); seat != nil {
		return seat, nil
	}
	return nil, seatOver()
}

func seatOver() *failure {
	return problem(http.StatusForbidden, "This seat is not yours", "It was given up, or is of another browser. Join the room for one of your own.")
}

// jamNote plays a pad: POST /jams/{id}/notes. What it sounds like comes over the
// event stream; the answer says only that it has come.
func (s *Server) jamNote(c echo.Context) error {
	seat, err := s.ownSeat(c)
	if err != nil {
		return err
	}
	return s.unadorned(c, func() error {
		defer seat.Weigh(c.Request())()
		defer seat.Record(c.Request())()
		switch err := seat.Play(c.FormValue("play")); {
		case errors.Is(err, live.ErrJamPad):
			return problem(http.StatusUnprocessableEntity, "No such pad", "There are eight pads, from C4 to C5: play=C4.")
		case errors.Is(err, live.ErrJamFast):
			return problem(http.StatusTooManyRequests, "That was too fast for ten fingers",
				"A player plays up to "+strconv.Itoa(live.JamRate)+" notes a second. Wait a moment, then go on.").after(busyRetry)
		case errors.Is(err, live.ErrJamCrowd):
			return problem(http.StatusTooManyRequests, "Everybody plays at once",
				"This note was left out: a room takes up to "+strconv.Itoa(live.JamRoomRate)+" a second. Wait a moment, then go on.").after(busyRetry)
		case errors.Is(err, live.ErrJamAlone):
			return problem(http.StatusConflict, "You are not in the room", "Open this seat's event stream or its WebSocket first, then play.")
		case errors.Is(err, live.ErrJamOver):
			return seatOver()
		case err != nil:
			return err
		}
		c.Response().Header().Set("Cache-Control", "no-store")
		c.Response().WriteHeader(http.StatusNoContent)
		_ = http.NewResponseController(c.Response()).Flush() // while it is still put on record
		return nil
	})
}

// jamWire is what crossed at a seat, as a fragment of a page: GET /jams/{id}/wire.
func (s *Server) jamWire(c echo.Context) error {
	seat, err := s.ownSeat(c)
	if err != nil {
		return err
	}
	posted := seat.Posted()
	return pairFragment(c, parts.PairWireProps{
		Events: pairEvents(seat.Crossed()),
		Posts:  posted.Requests(), PostedBytes: posted.Up() + posted.Down(),
	})
}
