package web

import (
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
	"wirewalk/lessons/wire"
	"wirewalk/views/parts"
)

const (
	// parcelRate and parcelBurst are how often one visitor may send bytes to their
	// browser: all positions of a knob in a row, and then as fast as one presses.
	parcelRate  = 2
	parcelBurst = 40
	// crossedWait is how long the answer about a parcel waits for its end. A browser
	// that fails a connection ends it within milliseconds.
	crossedWait = 3 * time.Second
)

// parcels are bytes that visitors write, and how often each may send some.
type parcels struct {
	*live.Parcels
	paces *limiters
}

func newParcels(runs *live.Runs) parcels {
	return parcels{live.NewParcels(runs), newLimiters(parcelRate, parcelBurst)}
}

// ownParcel finds the parcel that the address names, if the visitor made it.
// Whoever did not is told the same as where there is none.
func (s *Server) ownParcel(c echo.Context) (*live.Parcel, error) {
	p := s.parcels.Get(s.knownVisitor(c), c.Param("id"))
	if p == nil {
		return nil, problem(http.StatusNotFound, "These bytes are not kept any more",
			"They are kept for a minute, for the browser that wrote them alone. Send them again.")
	}
	return p, nil
}

// parcelSocket is the connection on which frames go to the browser of whoever
// wrote them: GET /parcels/{id}/ws. Only a page of ours opens it.
func (s *Server) parcelSocket(c echo.Context) error {
	p, err := s.ownParcel(c)
	if err != nil {
		return err
	}
	if !s.ownOrigin(c.Request()) {
		return foreignPage("/live/echo")
	}
	return parcelRefused(c, s.parcels.ServeWebSocket(p, c.Response(), c.Request()))
}

// parcelEvents is the event stream that its reader wrote: GET
// /parcels/{id}/events. Pages of other origins are refused, as by a run.
func (s *Server) parcelEvents(c echo.Context) error {
	p, err := s.ownParcel(c)
	if err != nil {
		return err
	}
	if s.fromElsewhere(c.Request()) {
		return foreignPage("/live/clock")
	}
	return parcelRefused(c, s.parcels.ServeEvents(p, c.Response(), c.Request()))
}

func parcelRefused(c echo.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, live.ErrNoHandshake):
		return noHandshake(c, err)
	case errors.Is(err, live.ErrBusy):
		return problem(http.StatusConflict, "These bytes were sent already", "They are sent once, on one connection. Send them again.")
	case errors.Is(err, live.ErrUnknownRun):
		return notFound()
	}
	return problem(http.StatusBadRequest, "This request could not be shown",
		"Its bytes were not seen from the first on. Send one request at a time, and a short head.").because(err)
}

// parcelCrossed shows what crossed on a parcel's connection, behind the heads,
// as a fragment: GET /parcels/{id}/crossed. With ?end it waits for the end.
func (s *Server) parcelCrossed(c echo.Context) error {
	p, err := s.ownParcel(c)
	if err != nil {
		return err
	}
	if c.QueryParams().Has("end") {
		wait := time.NewTimer(crossedWait)
		defer wait.Stop()
		select {
		case <-p.Done():
		case <-wait.C:
		case <-c.Request().Context().Done():
		}
	}
	events, more := p.Crossed()
	return show(c, http.StatusOK, parts.Crossed(parts.CrossedProps{Events: behindHeads(p.Protocol, events), More: more}))
}

// behindHeads are the events of the frames, or of the event stream, and the end.
func behindHeads(protocol lessons.Protocol, events []wire.Event) []wire.Event {
	var of []wire.Event
	for _, e := range events {
		switch e.Kind {
		case wire.KindRequestLine, wire.KindStatusLine, wire.KindHeaderField, wire.KindHeadEnd:
			continue
		}
		if protocol == lessons.WebSocket || e.Kind.InBody() {
			of = append(of, e)
		}
	}
	return of
}
