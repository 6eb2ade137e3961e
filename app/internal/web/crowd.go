package web

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/crowd"
	"wirewalk/app/internal/stream"
)

// mostCrowds is how many crowds this server has room for: each is 400 descriptors
// and, for ten seconds, a tenth of a processor.
const mostCrowds = 2

// crowds are the visitors whose crowd is under way.
type crowds struct {
	mu sync.Mutex
	of map[string]bool
}

// enter takes a place for a visitor's crowd, until leave.
func (cr *crowds) enter(visitor string) (leave func(), err error) {
	cr.mu.Lock()
	defer cr.mu.Unlock()
	switch {
	case cr.of[visitor]:
		return nil, problem(http.StatusTooManyRequests, "Your crowd is under way",
			"You have one already, maybe in another window. Wait until it is back, or stop it there.").after(busyRetry)
	case len(cr.of) >= mostCrowds:
		return nil, problem(http.StatusServiceUnavailable, "Two crowds are under way",
			"This server has room for two crowds at once. Try again in ten seconds.").after(busyRetry)
	}
	if cr.of == nil {
		cr.of = map[string]bool{}
	}
	cr.of[visitor] = true
	return func() {
		cr.mu.Lock()
		defer cr.mu.Unlock()
		delete(cr.of, visitor)
	}, nil
}

// newCrowd has two hundred clients return to a small server, each waiting as the
// form's wait says: POST /crowds. The answer is an event stream: a count each
// tenth of a second since the cut, and in the end what came of it. It is no GET,
// because an EventSource that comes back would make another crowd.
func (s *Server) newCrowd(c echo.Context) error {
	wait := crowd.Wait(c.FormValue("wait"))
	if !wait.Known() {
		return problem(http.StatusUnprocessableEntity, "No such way to wait",
			"A client here waits in one of three ways, and this is none of them. Reload the page.")
	}
	visitor := s.visitor(c)
	leave, err := s.crowds.enter(visitor)
	if err != nil {
		return err
	}
	defer leave()
	// The body is read; its deadline would end the request.
	_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Time{})
	out, err := stream.Start(c.Response())
	if err != nil {
		return nil // the page has left
	}
	ctx, cancel := context.WithCancel(c.Request().Context())
	defer cancel()
	go func() {
		select {
		case <-s.runs.Done():
			cancel()
		case <-ctx.Done():
		}
	}()
	tell := func(name string, value any) {
		data, err := json.Marshal(value)
		if err == nil {
			out.Event("", name, data)
			err = out.Flush()
		}
		if err != nil {
			cancel()
		}
	}
	result, err := crowd.Run(ctx, wait, func(count crowd.Count) { tell("count", count) })
	if ctx.Err() != nil {
		return nil // the page has left, or this server is shutting down
	}
	if err != nil {
		tell("failed", "This server could not gather the crowd. Try again in a moment.")
		return nil
	}
	tell("over", result)
	return nil
}
