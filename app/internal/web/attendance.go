package web

import (
	"context"
	"errors"
	"net/http"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/stream"
)

// attendance is a person's place in their room, for as long as one stream lasts.
// Of somebody in no class it has neither first nor events.
type attendance struct {
	ctx    context.Context // ends where they leave, are deleted, or the client goes
	first  stream.Encoded  // the class as it is
	events <-chan stream.Encoded
	leave  func() // must be called
}

// attend takes a person's place in the room of their class. Nil is somebody in no
// class.
func (s *Server) attend(ctx context.Context, p *class.Person) (*attendance, error) {
	if p == nil {
		return &attendance{ctx: ctx, leave: func() {}}, nil
	}
	ctx, release := s.tethers.hold(ctx, p.Class, p.ID, p.Moves)
	room, leave := s.rooms.enter(p.Class)
	first, sub, err := room.follow(ctx)
	if err != nil {
		leave()
		release()
		if errors.Is(err, stream.ErrHubFull) {
			return nil, problem(http.StatusServiceUnavailable, "This class is full",
				"As many pages of this class are open as this server keeps. Close the windows you do not need.").after(busyRetry)
		}
		return nil, err
	}
	gone := room.attend(p.ID)
	return &attendance{ctx, first, sub.Events(), func() {
		sub.Leave()
		gone()
		leave()
		release()
	}}, nil
}
