package web

import (
	"context"
	"encoding/json"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/stream"
)

// classStream tells a page in a class what it is to know, whole at first and
// then whenever something changes: GET /class/stream. It is what the class
// lives on: Server-Sent Events to the page, and fetch back.
func (s *Server) classStream(c echo.Context) error {
	if err := s.ownStream(c); err != nil {
		return err
	}
	p, err := s.mustBeMember(c)
	if err != nil {
		return err
	}
	me, err := s.me(c.Request().Context(), p)
	if err != nil {
		return err
	}
	at, err := attend(c.Request().Context(), s, p, (*stream.Hub).Outbox)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Connection", "close") // whoever ends it is not net/http
	out, err := stream.Start(c.Response())
	if err != nil {
		at.leave()
		return nil // the page has left
	}
	out.Event("", "me", me)
	out.Raw(at.first)
	s.letGo(c, out, at.sub.Follow, at.leave)
	return nil
}

// me is what only this person's pages are told, once.
func (s *Server) me(ctx context.Context, p *class.Person) ([]byte, error) {
	progress, err := s.store.PersonProgress(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	type far struct {
		Step int `json:"step"` // the furthest row
		Of   int `json:"of"`
	}
	lessons := map[string]far{}
	for _, of := range progress {
		if l := s.course.Lesson(of.Lesson); l != nil && l.Script != nil {
			lessons[of.Lesson] = far{of.Step, len(l.Script.Steps)}
		}
	}
	return json.Marshal(struct {
		Name        string         `json:"name"`
		NoWebSocket bool           `json:"noWebSocket"`
		Lessons     map[string]far `json:"lessons"` // by slug
	}{p.Name, p.NoWebSocket, lessons})
}
