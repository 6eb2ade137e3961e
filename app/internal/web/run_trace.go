package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/stream"
	"wirewalk/lessons/wire"
	"wirewalk/views/parts"
)

// trace streams what happens on a run's connection, from the entry after
// Last-Event-ID on: GET /runs/{id}/trace. It ends when the run is over.
func (s *Server) trace(c echo.Context) error {
	if err := s.ownStream(c); err != nil {
		return err
	}
	run, err := s.run(c)
	if err != nil {
		return err
	}
	leave, err := run.Follow()
	if err != nil {
		return problem(http.StatusTooManyRequests, "Too many are looking at once",
			"This run is open in as many windows as it may be. Close one, or open the run's own page.").after(busyRetry)
	}
	defer leave()
	at, err := s.attendTrace(c, run)
	if err != nil {
		return err
	}
	defer at.leave()
	// What is no number, or none of ours, begins at the beginning: the page
	// leaves out what it has.
	sent, err := strconv.Atoi(c.Request().Header.Get("Last-Event-ID"))
	if err != nil || sent < 0 || sent > run.Traced() {
		sent = 0
	}
	out, err := stream.Start(c.Response())
	if err != nil {
		return nil // the page has left
	}
	ctx := c.Request().Context()
	var events <-chan stream.Encoded
	if at.sub != nil {
		events = at.sub.Events()
	}
	out.Raw(at.first)
	if out.Flush() != nil {
		return nil
	}
	alive := time.NewTicker(stream.KeepAlive)
	defer alive.Stop()
	for {
		entries, more, changed := run.Trace(sent)
		for _, e := range entries {
			sent++
			if err := s.writeEntry(c, out, run, sent, e); err != nil {
				return err
			}
		}
		if len(entries) > 0 {
			if out.Flush() != nil {
				return nil
			}
			continue // what came meanwhile
		}
		if !more {
			return nil
		}
		select {
		case <-changed:
		case e, more := <-events:
			if !more {
				select {
				case <-s.runs.Done():
					events = nil // the run's own end is to come
					continue
				default:
					return nil // it is put out, or did not keep up and comes back by itself
				}
			}
			out.Raw(e)
			if out.Flush() != nil {
				return nil
			}
		case <-alive.C:
			out.Comment("")
			if out.Flush() != nil {
				return nil
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// attendTrace takes the place of the one whose run it is in the room of their
// class: a trace carries the events of the class, so that a page in a class needs
// no stream besides. Of somebody in no class there is no subscriber.
func (s *Server) attendTrace(c echo.Context, run *live.Run) (*attendance[*stream.Subscriber], error) {
	if run.Visitor() == s.knownVisitor(c) {
		p, err := s.member(c)
		if err != nil {
			return nil, err
		}
		if p != nil {
			return attend(c.Request().Context(), s, p, (*stream.Hub).Subscribe)
		}
	}
	return &attendance[*stream.Subscriber]{leave: func() {}}, nil
}

func (s *Server) writeEntry(c echo.Context, out *stream.Writer, run *live.Run, id int, e live.Entry) error {
	var name string
	var data []byte
	var err error
	switch {
	case e.Event != nil:
		name = "wire"
		data, err = render(c.Request().Context(), parts.WireEvent(*e.Event, around(run, e.Event)))
	case e.Step != nil:
		name = "step"
		data, err = json.Marshal(s.stepDone(run, *e.Step))
	default:
		name = "over"
		data, err = json.Marshal(e.Over)
	}
	if err != nil {
		return err
	}
	out.Event(strconv.Itoa(id), name, data)
	return nil
}

// around is what an event is worked out with: a server's head with the key it
// answers to, the end of a head with what stands in it, and that of an answer to
// an Upgrade request with what was asked.
func around(run *live.Run, e *wire.Event) parts.WireContext {
	context := parts.WireContext{Key: run.Key()}
	if e.Kind != wire.KindHeadEnd {
		return context
	}
	context.Head = run.Head(e.Connection, wire.Client)
	if e.From == wire.Server {
		context.Answer = run.Head(e.Connection, wire.Server)
	}
	return context
}
