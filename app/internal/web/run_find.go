package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
)

// run finds the run that the address names; whoever knows it may read it.
func (s *Server) run(c echo.Context) (*live.Run, error) {
	run, err := s.runs.Get(c.Param("id"))
	if err != nil {
		return nil, problem(http.StatusNotFound, "No such run",
			"This run is not kept any more, or never was. Open the lesson and press Next to make one of your own.")
	}
	return run, nil
}

// ownRun finds the run and makes sure that the visitor is the one who drives it.
func (s *Server) ownRun(c echo.Context) (*live.Run, error) {
	run, err := s.run(c)
	if err != nil {
		return nil, err
	}
	if s.knownVisitor(c) != run.Visitor {
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
