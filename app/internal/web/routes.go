package web

import (
	"errors"
	"net/http"
)

// getOrHead are the methods of whatever is read and not held open.
var getOrHead = []string{http.MethodGet, http.MethodHead}

// routes is the one list of routes. A page is the same for everyone and
// rendered here, once; an action runs at each request.
func (s *Server) routes() error {
	e := s.echo

	// Pages.
	err := errors.Join(
		s.page("/", s.home()),
		s.page("/lessons", s.lessonList()),
		s.page("/glossary", s.glossary()),
		s.page("/privacy", s.privacy()),
	)
	for _, l := range s.course.Lessons() {
		err = errors.Join(err, s.page("/lessons/"+l.Slug, s.lesson(l)))
		if l.Sheet != nil {
			err = errors.Join(err, s.page("/lessons/"+l.Slug+"/sheet", s.sheet(l)))
		}
		for i := range l.Code {
			if l.Code[i].Run {
				err = errors.Join(err, s.snippet(l, &l.Code[i]))
			}
		}
		for i := range l.Walks {
			err = errors.Join(err, s.page(l.Walks[i].Path(), s.walk(l, &l.Walks[i])))
		}
	}
	e.POST("/lessons/:slug/answers", s.answer)
	e.Match(getOrHead, "/chooser", s.chooser)

	// Runs.
	e.POST("/runs", s.startRun)
	e.Match(getOrHead, "/runs/:id", s.replay)
	e.POST("/runs/:id/steps/:n", s.releaseStep)
	e.POST("/runs/:id/seen", s.reportSeen)
	e.GET("/runs/:id/trace", s.trace)
	e.GET("/runs/:id/axis", s.axis)
	e.GET("/runs/:id/ws", s.runSocket)
	e.GET("/runs/:id/events", s.runEvents)
	e.POST("/runs/:id/messages", s.runMessage)
	e.Match(getOrHead, "/runs/:id/recording.json", s.recording)

	// Plain demos for any client and any Origin.
	e.GET("/live/echo", s.liveEcho)
	e.POST("/live/echo", s.postEcho)
	e.GET("/live/clock", s.liveClock)
	e.GET("/live/board", s.liveBoard)
	e.POST("/live/board", s.liveBoardPublish)
	e.GET("/live/band", s.liveBand)
	e.GET("/live/solo", s.liveSolo)
	e.POST("/live/solo/cut", s.cutSolo)
	e.GET("/live/burst", s.liveBurst)

	// Host.
	e.Match(getOrHead, "/healthz", s.healthy)
	e.Match(getOrHead, "/readyz", s.ready)
	e.Match(getOrHead, "/favicon.ico", s.favicon)
	return err
}
