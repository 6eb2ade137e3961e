package web

import (
	"context"
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/store"
	"wirewalk/app/internal/stream"
)

// freshAtLeast is how often what a cockpit shows is looked at, whether or not
// anything was reported: who is stuck or gone changes with time alone, and so does a
// session that is over.
const freshAtLeast = 5 * time.Second

// follow streams what an instructor's page shows of a class: its state, and the
// regions that show makes of everyone, whenever they change, at most each
// countsEvery. It ends with the session.
func (s *Server) follow(c echo.Context, code string, show func(context.Context, *roll) (regions, <-chan struct{}, error)) error {
	session, _ := c.Get(instructorCookie).(string)
	ctx, stop := context.WithCancel(c.Request().Context())
	defer stop()
	tied := s.tethers.hold("", session, 0)
	defer tied.release()
	tied.ends(stop)
	r, leave := s.rooms.enter(code)
	defer leave()
	unwatch := r.watch()
	defer unwatch()
	first, sub, err := followRoom(ctx, r, (*stream.Hub).Subscribe)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	if err != nil {
		return err
	}
	defer sub.Leave()
	out, err := stream.Start(c.Response())
	if err != nil {
		return nil // the page has left
	}
	out.Raw(first)
	fresh := newFreshener()
	alive, due := time.NewTicker(stream.KeepAlive), time.NewTicker(freshAtLeast)
	defer alive.Stop()
	defer due.Stop()
	for {
		all, rolled, gone := r.everyone()
		var more <-chan struct{}
		last := time.Now()
		if all != nil {
			now, changed, err := show(ctx, all)
			if err != nil {
				return err
			}
			more = changed
			if err := fresh.add(ctx, out, now); err != nil {
				return err
			}
		}
		if gone {
			out.Raw(goneEvent)
		}
		if out.Flush() != nil || gone {
			return nil
		}
		select {
		case e, ok := <-sub.Events():
			if !ok {
				return nil
			}
			out.Raw(e)
			for range len(sub.Events()) { // or what comes in a hurry would come ever later
				out.Raw(<-sub.Events())
			}
		case <-rolled:
		case <-more:
		case <-due.C:
			if errors.Is(s.store.Session(ctx, session), store.ErrNotFound) {
				return nil
			}
		case <-alive.C:
			out.Comment("")
		case <-s.runs.Done():
			return nil
		case <-ctx.Done():
			return nil
		}
		// What comes in a hurry is shown together.
		if pause := countsEvery - time.Since(last); pause > 0 && all != nil {
			if out.Flush() != nil {
				return nil
			}
			select {
			case <-time.After(pause):
			case <-ctx.Done():
				return nil
			}
		}
	}
}
