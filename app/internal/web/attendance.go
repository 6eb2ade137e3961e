package web

import (
	"context"
	"errors"
	"net/http"

	"wirewalk/app/internal/class"
	"wirewalk/app/internal/stream"
)

// attendance is a person's place in their room, for as long as one stream lasts.
type attendance[S subscriber] struct {
	first stream.Encoded // the class as it is
	sub   S              // of what comes after that; it leaves where they do, or are deleted
	leave func()         // must be called
}

// subscriber is a *stream.Subscriber or a *stream.Outbox.
type subscriber interface{ Leave() }

// attend takes a person's place in the room of their class.
func attend[S subscriber](ctx context.Context, s *Server, p *class.Person, subscribe func(*stream.Hub) (S, error)) (*attendance[S], error) {
	tied := s.tethers.hold(p.Class, p.ID, p.Moves)
	room, leave := s.rooms.enter(p.Class)
	first, sub, err := followRoom(ctx, room, subscribe)
	if err != nil {
		leave()
		tied.release()
		if errors.Is(err, stream.ErrHubFull) {
			return nil, problem(http.StatusServiceUnavailable, "This class is full",
				"As many pages of this class are open as this server keeps. Close the windows you do not need.").after(busyRetry)
		}
		return nil, err
	}
	tied.ends(sub.Leave)
	gone := room.attend(p.ID)
	return &attendance[S]{first, sub, func() {
		sub.Leave()
		gone()
		leave()
		tied.release()
	}}, nil
}
