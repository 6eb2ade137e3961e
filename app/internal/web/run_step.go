package web

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/lessons/wire"
)

// stepDone is what a page is told when a step is done, by the answer to its
// POST and by the trace alike.
type stepDone struct {
	Step    int     `json:"step"`
	Say     string  `json:"say"`     // the one sentence, HTML
	SayText string  `json:"sayText"` // the same, plain
	At      float64 `json:"at"`      // milliseconds since the run began
}

// releaseStep opens the gate of a step and answers when the step is done:
// POST /runs/{id}/steps/{n}.
func (s *Server) releaseStep(c echo.Context) error {
	run, err := s.ownRun(c)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil {
		n = 0
	}
	at, err := run.Step(c.Request().Context(), n)
	var undone *live.NotDoneError
	switch {
	case errors.Is(err, live.ErrNoStep):
		return problem(http.StatusNotFound, "No such step",
			"This script has the steps 1 to "+strconv.Itoa(len(run.Script.Steps))+".")
	case errors.Is(err, live.ErrOver):
		return runOver(run)
	case errors.As(err, &undone):
		return s.undone(run, n, undone)
	case err != nil:
		return err
	}
	s.classRuns.moved(run)
	return c.JSON(http.StatusOK, s.stepDone(run, at))
}

func (s *Server) undone(run *live.Run, n int, undone *live.NotDoneError) *failure {
	missing := make([]string, len(undone.Missing))
	for i, p := range undone.Missing {
		missing[i] = p.String()
	}
	title, detail := "That step has to wait",
		"Step "+strconv.Itoa(undone.Step)+" is not done yet, so step "+strconv.Itoa(n)+" cannot begin. Press Next for one row after the other."
	if undone.Step == n {
		title = "The wire stayed silent"
		detail = "Step " + strconv.Itoa(n) + " has not been seen on the wire for " + strconv.Itoa(int(live.StepWait/time.Second)) + " seconds. Press Next to look again."
	}
	held := s.holding(run)
	if held != nil && run.Key() == "" {
		title = "Another window is holding a handshake"
		detail = "\u201c" + held.Title + "\u201d is open in another window and stands at step " + strconv.Itoa(held.Step) +
			". A browser opens one WebSocket at a time to the same host (RFC 6455 §4.1), so this one has to wait until that one is open or closed."
	}
	return problem(http.StatusConflict, title, detail).with("missing", missing).with("holding", held)
}

func (s *Server) stepDone(run *live.Run, at wire.StepTime) stepDone {
	html, text := run.Script.Say(at.Step, run.Crossed(at.Step))
	return stepDone{Step: at.Step, Say: string(html), SayText: text, At: float64(at.Done) / float64(time.Millisecond)}
}
