package web

import (
	"errors"
	"net/http"
)

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
	}
	e.POST("/lessons/:slug/answers", s.answer)

	// Runs.
	e.POST("/runs", s.startRun)
	e.GET("/runs/:id", s.replay)
	e.POST("/runs/:id/steps/:n", s.releaseStep)
	e.POST("/runs/:id/seen", s.reportSeen)
	e.GET("/runs/:id/trace", s.trace)
	e.GET("/runs/:id/ws", s.runSocket)
	e.GET("/runs/:id/events", s.runEvents)
	e.GET("/runs/:id/recording.json", s.recording)

	// Plain demos for any client and any Origin.
	e.GET("/live/echo", s.liveEcho)
	e.GET("/live/clock", s.liveClock)

	// Host.
	reading := []string{http.MethodGet, http.MethodHead}
	e.Match(reading, "/healthz", s.healthy)
	e.Match(reading, "/readyz", s.ready)
	e.GET("/favicon.ico", s.favicon)
	return err
}
