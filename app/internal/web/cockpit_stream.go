package web

import (
	"context"

	"github.com/labstack/echo/v4"
)

// cockpitStream keeps a cockpit fresh, with ?screen a screen, and with ?gradebook
// a gradebook: GET /teach/classes/{code}/stream.
func (s *Server) cockpitStream(c echo.Context) error {
	if err := s.ownStream(c); err != nil {
		return err
	}
	of, err := s.taught(c)
	if err != nil {
		return err
	}
	if c.QueryParams().Has("gradebook") {
		lesson, best := shownGrades(of, c.QueryParams())
		return s.follow(c, of.Code, func(_ context.Context, all *roll) (regions, <-chan struct{}, error) {
			return s.gradeRegions(all, lesson, best), nil, nil
		})
	}
	if c.QueryParams().Has("screen") {
		origin := s.origin(c.Request())
		return s.follow(c, of.Code, func(ctx context.Context, all *roll) (regions, <-chan struct{}, error) {
			return s.screenRegions(ctx, all, origin)
		})
	}
	return s.follow(c, of.Code, func(ctx context.Context, all *roll) (regions, <-chan struct{}, error) {
		d, err := s.desk(ctx, all)
		if err != nil {
			return regions{}, nil, err
		}
		return d.regions(), d.plugged, nil
	})
}
