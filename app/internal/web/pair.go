package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/views/parts"
)

// newPair makes the two connections of a lab for the visitor who asks: POST
// /pairs. The form's return says what answers at the stream's address after a
// reset; its heartbeat, none or server, makes a pair that can be frozen instead.
// A visitor has one pair; whoever asks again has another.
func (s *Server) newPair(c echo.Context) error {
	visitor := s.visitor(c)
	pair, err := s.pairAsked(c, visitor)
	if errors.Is(err, live.ErrPairsFull) {
		return problem(http.StatusServiceUnavailable, "Everybody is at this lab",
			"As many people run this experiment as this server has room for. Try again in a moment.").after(busyRetry)
	} else if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, map[string]string{"at": "/pairs/" + pair.ID})
}

func (s *Server) pairAsked(c echo.Context, visitor string) (*live.Pair, error) {
	after, heartbeat := live.Return(c.FormValue("return")), c.FormValue("heartbeat")
	switch {
	case heartbeat == "none", heartbeat == "server":
		return s.pairs.NewFreezing(visitor, heartbeat == "server")
	case heartbeat != "":
		return nil, problem(http.StatusUnprocessableEntity, "No such heartbeat",
			"On two connections that can be frozen this server has a heartbeat or none, and this is neither. Reload the page.")
	case !slices.Contains([]live.Return{live.ReturnStream, live.ReturnUnavailable, live.ReturnNoContent, live.ReturnWrongType}, after):
		return nil, problem(http.StatusUnprocessableEntity, "No such answer",
			"This server answers in four ways after a reset, and this is none of them. Reload the page.")
	}
	return s.pairs.New(visitor, after)
}

// ownPair is the pair that the address names. It is the visitor's own, or nobody's
// any more.
func (s *Server) ownPair(c echo.Context) (*live.Pair, error) {
	if pair := s.pairs.Get(s.knownVisitor(c), c.Param("id")); pair != nil {
		return pair, nil
	}
	return nil, problem(http.StatusForbidden, "These connections are not yours",
		"They are over, or of another browser. Run the experiment to open two of your own.")
}

// resetPair resets both connections at one moment: POST /pairs/{id}/reset.
func (s *Server) resetPair(c echo.Context) error {
	pair, err := s.ownPair(c)
	if err != nil {
		return err
	}
	pair.Reset()
	return c.NoContent(http.StatusNoContent)
}

// pairWire is what crossed on both so far, as a fragment of a page: GET
// /pairs/{id}/wire.
func (s *Server) pairWire(c echo.Context) error {
	pair, err := s.ownPair(c)
	if err != nil {
		return err
	}
	return pairFragment(c, parts.PairWireProps{Events: pairEvents(pair.Crossed())})
}

// pairFragment sends what crossed on two connections, and where the query has an
// event, that one with every bit of it.
func pairFragment(c echo.Context, props parts.PairWireProps) error {
	view := parts.PairWire(props)
	if asked := c.QueryParam("event"); asked != "" {
		i := slices.IndexFunc(props.Events, func(e parts.PairEvent) bool { return strconv.Itoa(e.Event.Seq) == asked })
		if i < 0 {
			return problem(http.StatusNotFound, "This line is not kept", "Of what crossed the newest part is kept. Have it shown again.")
		}
		view = parts.WireEvent(props.Events[i].Event, parts.WireContext{Recorded: true})
	}
	html, err := render(c.Request().Context(), view)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.HTMLBlob(http.StatusOK, html)
}

func pairEvents(crossed []live.PairEvent) []parts.PairEvent {
	all := make([]parts.PairEvent, len(crossed))
	for i, e := range crossed {
		all[i] = parts.PairEvent{Side: string(e.Side), Event: e.Event}
	}
	return all
}
