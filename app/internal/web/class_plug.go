package web

import (
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/live"
	"wirewalk/views/parts"
)

// plugSocket is a person's WebSocket at the plug of their class: GET
// /class/plug/socket.
func (s *Server) plugSocket(c echo.Context) error {
	p, name, err := s.plugged(c)
	if err != nil {
		return err
	}
	if name == "" {
		return problem(http.StatusGone, "Nothing is plugged in", "Your instructor has put the plug away. Go on with the lesson.")
	}
	return s.servePlugSocket(c, name, p.ID, s.atPlug(p))
}

// plugStream is their event stream there: GET /class/plug/stream. Where nothing
// is plugged in any more, 204 tells an EventSource to stay closed.
func (s *Server) plugStream(c echo.Context) error {
	p, name, err := s.plugged(c)
	if err != nil {
		return err
	}
	if name == "" {
		return c.NoContent(http.StatusNoContent)
	}
	defer s.atPlug(p)()
	return s.servePlugStream(c, name, p.ID)
}

// atPlug keeps the room of a person's class while they are connected to its plug,
// for that is what cuts it, and lets them be put out: until left.
func (s *Server) atPlug(p *class.Person) (left func()) {
	_, leave := s.rooms.enter(p.Class)
	tied := s.tethers.hold(p.Class, p.ID, p.Moves)
	tied.ends(func() { s.plugs.PutOut(p.ID) })
	return sync.OnceFunc(func() {
		tied.release()
		leave()
	})
}

// plugged is the person who asks and the plug of their class, "" where nothing is
// plugged in.
func (s *Server) plugged(c echo.Context) (p *class.Person, name string, err error) {
	if p, err = s.mustBeMember(c); err != nil {
		return nil, "", err
	}
	of, err := s.classOf(c.Request().Context(), p.Class)
	if err != nil || of.Plug == nil {
		return p, "", err
	}
	name = plugName(of.Code, of.Plug.N)
	if s.peers != nil {
		// As the other instances have it. Whether there is room is told later.
		_ = s.plugs.Open(name, of.Plug.Opened, of.Plug.Pulled)
	}
	return p, name, nil
}

// lamps are those of everyone in a class, in the order in which they joined, and
// a channel that is closed when one of them has changed. Where nothing is plugged
// in there are none.
func (s *Server) lamps(all *roll) (parts.PlugLampsProps, <-chan struct{}) {
	of := all.class
	if of.Plug == nil {
		return parts.PlugLampsProps{}, nil
	}
	name := plugName(of.Code, of.Plug.N)
	state, changed := s.plugs.Watch(name)
	state = live.JoinPlugs(append([]live.PlugState{state}, s.elsewhere(of.Code).plugs(name)...)...)
	var members []string
	for _, p := range all.people {
		if !p.Simulated {
			members = append(members, p.ID)
		}
	}
	return plugLamps(state, members), changed
}
