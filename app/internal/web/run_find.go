package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/store"
)

// run finds the run that the address names. Whoever knows it may read it, unless
// it is of somebody in a class: see readable.
func (s *Server) run(c echo.Context) (*live.Run, error) {
	run, err := s.runs.Get(c.Param("id"))
	if err != nil && s.runs.Elsewhere(c.Param("id")) {
		return nil, problem(http.StatusGone, "This run is kept elsewhere",
			"It is on another machine of this site, or was on one that has started anew. Press Next: the page opens another connection and plays it up to here.").because(err)
	}
	if err != nil {
		return nil, problem(http.StatusNotFound, "No such run",
			"This run is not kept any more, or never was. Open the lesson and press Next to make one of your own.").because(err)
	}
	if run.Visitor() == s.knownVisitor(c) {
		return run, nil
	}
	if p := s.classRuns.whose(run.ID); p != nil {
		return run, s.readable(c, p.ID)
	}
	person, _, err := s.store.Recording(c.Request().Context(), run.ID)
	if errors.Is(err, store.ErrNotFound) {
		return run, nil // nobody's
	}
	if err == nil {
		err = s.readable(c, person)
	}
	return run, err
}

// readable refuses a run of somebody in a class to all but themselves and who
// teaches: no student sees what another did.
func (s *Server) readable(c echo.Context, person string) error {
	p, err := s.member(c)
	if err != nil || p != nil && p.ID == person {
		return err
	}
	session, err := s.instructor(c)
	if err == nil && session == "" {
		return problem(http.StatusForbidden, "This run is of somebody in a class",
			"Only they can look at it, and their instructor. Open the lesson and press Next to make one of your own.")
	}
	return err
}

// ownRun finds the run and makes sure that the visitor is the one who drives it.
func (s *Server) ownRun(c echo.Context) (*live.Run, error) {
	run, err := s.run(c)
	if err != nil {
		return nil, err
	}
	if s.knownVisitor(c) != run.Visitor() {
		return nil, problem(http.StatusForbidden, "This run is somebody else's",
			"You can look at it, but only the browser that made it can drive it. Open the lesson to make one of your own.")
	}
	return run, nil
}

func runOver(run *live.Run) *failure {
	text := "This run is over. Press Next to open another connection."
	over := run.Over()
	if over != nil && over.Text != "" {
		text = over.Text
	}
	f := problem(http.StatusGone, "This run is over", text)
	if over != nil {
		f.with("reason", over.Reason).with("step", over.Step)
	}
	return f
}
