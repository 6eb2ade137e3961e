package web

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/lessons"
)

// busyRetry is when a visitor who has too many runs may try again: by then a
// forgotten window has usually let go.
const busyRetry = 10 * time.Second

// newRun is what a page is told about the run it asked for.
type newRun struct {
	ID        string            `json:"id"`
	Protocol  lessons.Protocol  `json:"protocol"`
	URL       string            `json:"url"` // of the connection under study
	Trace     string            `json:"trace"`
	Recording string            `json:"recording"`
	Page      string            `json:"page"`
	Holding   *holdingHandshake `json:"holding"` // nil: nothing stands in the way
	Proxied   bool              `json:"proxied"` // the bytes to be seen are a proxy's, not the browser's
}

// holdingHandshake names another run of the visitor that a browser must finish
// first: it opens one WebSocket at a time to a host (RFC 6455 §4.1).
type holdingHandshake struct {
	ID     string `json:"id"`
	Script string `json:"script"`
	Title  string `json:"title"`
	Step   int    `json:"step"`
}

// startRun makes a run: POST /runs.
func (s *Server) startRun(c echo.Context) error {
	var ask struct {
		Script string    `json:"script"`
		Pace   live.Pace `json:"pace"`
	}
	if err := json.NewDecoder(c.Request().Body).Decode(&ask); err != nil {
		return problem(http.StatusBadRequest, "This is not a request for a run",
			`Send JSON such as {"script":"websocket-protocol","pace":"step"}.`).because(err)
	}
	script := s.course.Script(ask.Script)
	if script == nil {
		return problem(http.StatusUnprocessableEntity, "No such script",
			"No lesson here has that script. The page may be older than this server: reload it.")
	}
	if ask.Pace != live.StepPace && ask.Pace != live.FullPace {
		return problem(http.StatusUnprocessableEntity, "No such pace", "A run's pace is \"step\" or \"full\".")
	}
	visitor := s.visitor(c)
	if !s.runs.Has(visitor) {
		if wait := s.limits.firstRuns.take(s.now(), addressIn(c)); wait > 0 {
			return problem(http.StatusTooManyRequests, "Many begin at once",
				"From where you are, more browsers have begun than a large school has. Wait a moment, then press Next.").after(wait)
		}
	}
	run, err := s.runs.New(visitor, c.Request().UserAgent(), script, ask.Pace)
	if errors.Is(err, live.ErrTooManyRuns) {
		return problem(http.StatusTooManyRequests, "Too many connections at once",
			"You have as many live runs as this server allows. Close the windows you do not need, or wait a moment, then press Next.").after(busyRetry)
	}
	if errors.Is(err, live.ErrFull) {
		return problem(http.StatusServiceUnavailable, "This server is full",
			"As many connections as this server can keep are open, or it is about to restart. Watch the replay meanwhile, and press Live again in a moment.").after(busyRetry)
	}
	if err != nil {
		return err
	}
	p, err := s.member(c)
	if err != nil {
		s.log.LogAttrs(c.Request().Context(), slog.LevelError, "whose run it is could not be read; it goes on as nobody's", errorAttr(err))
	}
	if p != nil {
		s.classRuns.add(run, p)
	}
	return c.JSON(http.StatusCreated, s.describe(c.Request(), run))
}

func (s *Server) describe(r *http.Request, run *live.Run) newRun {
	at := "/runs/" + run.ID
	answer := newRun{
		ID: run.ID, Protocol: run.Script.Protocol,
		URL: at + "/ws", Trace: at + "/trace", Recording: at + "/recording.json", Page: at,
		Holding: s.holding(run),
		Proxied: forwarded(r),
	}
	if run.Script.Protocol == lessons.EventStream {
		answer.URL = at + "/events"
	}
	return answer
}

// holding returns nil where a handshake of this run will not have to wait.
func (s *Server) holding(run *live.Run) *holdingHandshake {
	if run.Script.Protocol != lessons.WebSocket {
		return nil
	}
	other, step := s.runs.Holding(run.Visitor(), run.ID)
	if other == nil {
		return nil
	}
	return &holdingHandshake{ID: other.ID, Script: other.Script.ID, Title: other.Script.Lesson().Title, Step: step}
}
