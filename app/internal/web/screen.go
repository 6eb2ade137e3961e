package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/views/pages"
)

// screen is the page for the projector: GET /teach/classes/{code}/screen. It
// names nobody, and shows results only when they are revealed.
func (s *Server) screen(c echo.Context) error {
	all, err := s.taughtRoll(c)
	if err != nil {
		return err
	}
	stage, _, err := s.stage(c.Request().Context(), all, s.origin(c.Request()))
	if err != nil {
		return err
	}
	of := all.class
	props := pages.ScreenProps{Code: of.Code, Title: of.Title, Stage: stage}
	if of.Pacing.Together {
		props.Together = s.course.Lesson(of.Pacing.Lesson)
		props.Recording = s.course.Recording(of.Pacing.Lesson)
	}
	return show(c, http.StatusOK, pages.Screen(props))
}

func (s *Server) screenRegions(ctx context.Context, all *roll, origin string) (regions, <-chan struct{}, error) {
	stage, changed, err := s.stage(ctx, all, origin)
	if err != nil {
		return regions{}, nil, err
	}
	return regions{of: map[string]templ.Component{"stage": pages.Stage(stage)}}, changed, nil
}

// stage is what a screen shows over the walkthrough or instead of it, and a
// channel that is closed when a lamp of the plug has changed.
func (s *Server) stage(ctx context.Context, all *roll, origin string) (pages.StageProps, <-chan struct{}, error) {
	of := all.class
	props := pages.StageProps{
		Title: of.Title, Shown: class.ShowCode(of.Code), JoinURL: joinURL(origin, of), Address: strings.TrimPrefix(origin, "http://") + "/join", Joining: of.Started.IsZero(), Ended: !of.Ended.IsZero(),
		People: len(all.people), Here: len(all.here), Walks: of.Pacing.Together && s.course.Lesson(of.Pacing.Lesson) != nil,
	}
	if a, q := s.asking(of); a != nil {
		asked, err := s.askedProps(ctx, of.Code, a, q, nil, a.Revealed)
		if err != nil {
			return props, nil, err
		}
		asked.Big = true
		props.Asked, props.Row = asked, a.Row
		if a.Row > 0 && a.Row != of.Pacing.Predicts && a.Row != of.Pacing.Step {
			props.Asked = nil // the class has walked on
		}
	}
	if of.Plug != nil {
		lamps, changed := s.lamps(all)
		props.Plug, props.Pulled = &lamps, !of.Plug.Pulled.IsZero()
		if props.Pulled && props.Asked != nil && props.Asked.Results == nil {
			props.Asked = nil // what happens is the answer
		}
		return props, changed, nil
	}
	return props, nil, nil
}
