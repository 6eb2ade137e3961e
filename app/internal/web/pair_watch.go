package web

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"wirewalk/app/internal/live"
	"wirewalk/app/internal/stream"
)

// watchPair tells how a pair stands on this server's side, and what this server
// does on it, as it happens: GET /pairs/{id}/watch, an event stream of its own,
// which no freezing concerns. It ends when the pair is over.
func (s *Server) watchPair(c echo.Context) error {
	pair, err := s.ownPair(c)
	if err != nil {
		return err
	}
	if s.fromElsewhere(c.Request()) {
		return foreignPage("/live/clock")
	}
	stop, may := pair.Watching()
	if !may {
		return problem(http.StatusTooManyRequests, "These connections are watched already",
			"Too many windows look at them. Close one, and run the experiment again.").after(busyRetry)
	}
	defer stop()
	out, err := stream.Start(c.Response())
	if err != nil {
		return nil // the page has left
	}
	told := 0
	for {
		state, deeds, changed := pair.Watch(told)
		told += len(deeds)
		data, err := json.Marshal(pairWatched(state, deeds))
		if err != nil {
			return err
		}
		out.Event("", "", data)
		if out.Flush() != nil {
			return nil
		}
		select {
		case <-changed:
		case <-pair.Over():
			return nil
		case <-s.runs.Done():
			return nil
		case <-c.Request().Context().Done():
			return nil
		}
	}
}

// watched is one event of watchPair. Times are milliseconds.
type watched struct {
	Frozen bool                          `json:"frozen"`
	Sides  map[live.PairSide]watchedSide `json:"sides"`
	Deeds  []watchedDeed                 `json:"deeds"`
}

type watchedSide struct {
	Open  bool  `json:"open"`
	Heard int64 `json:"heard"` // how long ago
}

type watchedDeed struct {
	Side   live.PairSide `json:"side"`
	Deed   live.PairDeed `json:"deed"`
	Number int           `json:"number,omitzero"`
	At     int64         `json:"at"`
	Silent int64         `json:"silent,omitzero"`
	Frozen int64         `json:"frozen,omitzero"`
}

func pairWatched(state live.PairState, deeds []live.PairNote) watched {
	side := func(s live.PairSideState) watchedSide { return watchedSide{s.Open, s.Heard.Milliseconds()} }
	w := watched{
		Frozen: state.Frozen,
		Sides:  map[live.PairSide]watchedSide{live.PairSocket: side(state.Socket), live.PairStream: side(state.Stream)},
		Deeds:  make([]watchedDeed, len(deeds)),
	}
	for i, d := range deeds {
		w.Deeds[i] = watchedDeed{d.Side, d.Deed, d.Number, d.At.Milliseconds(), d.Silent.Milliseconds(), d.Frozen.Milliseconds()}
	}
	return w
}
